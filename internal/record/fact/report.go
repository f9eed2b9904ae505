package fact

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Report is the outcome of an import. Either Rejected is empty or nothing was stored.
type Report struct {
	Read      int64 // rows read below the header
	New       int64 // rows not held before: stored, or in a dry run those that would be
	Stored    int64
	Unchanged int64 // rows held already, with the same value
	Rejected  []Rejection
	More      int64 // rejections beyond those listed
}

// Rejection is one thing wrong with one row. Key and Args are the message (see Words).
type Rejection struct {
	Line   int    // of the file; the header is line 1
	Column string // as the header names it; empty when the whole line is meant
	Text   string // the offending text, shortened, made of printable characters only
	Key    string
	Args   []any
}

// maxListed bounds the rejections kept in memory; the rest is counted.
const maxListed = 10_000

// textRunes is how much of an offending text is shown.
const textRunes = 80

// faults collects rejections.
type faults struct {
	listed []Rejection
	more   int64
}

func (f *faults) add(line int, column, text, key string, args ...any) {
	if len(f.listed) >= maxListed {
		f.more++
		return
	}
	f.listed = append(f.listed, Rejection{line, column, clip(text, textRunes), "fact.import." + key, args})
}

func (f *faults) any() bool { return len(f.listed) > 0 }

func (f *faults) count() int64 { return int64(len(f.listed)) + f.more }

// sorted returns the rejections by line, and within a line in the order of the columns.
func (f *faults) sorted() []Rejection {
	slices.SortStableFunc(f.listed, func(a, b Rejection) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return slices.Index(Columns[:], a.Column) - slices.Index(Columns[:], b.Column)
	})
	return f.listed
}

// clip makes a text safe to show: at most n characters, none of them able to control a terminal or turn a line around.
func clip(text string, n int) string {
	if len(text) > utf8.UTFMax*n {
		text = text[:utf8.UTFMax*n] + "…"
	}
	text = strings.Map(func(r rune) rune {
		if control(r) {
			return utf8.RuneError
		}
		return r
	}, text)
	if utf8.RuneCountInString(text) <= n {
		return text
	}
	return string([]rune(text)[:n]) + "…"
}

// control tells whether a character has no place in a text: it would move, hide or reorder what stands around it.
func control(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
}

// fileName is what is recorded of a file's name: its last part, whatever system it came from.
func fileName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	return clip(name, 200)
}
