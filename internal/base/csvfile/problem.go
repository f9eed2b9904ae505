package csvfile

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Problem is one thing wrong with one line of a file. Key and Args are the message (see Words).
type Problem struct {
	Line   int    // of the file; the header is line 1
	Column string // as the header names it; empty when the whole line is meant
	Text   string // the offending text, shortened, made of printable characters only
	Key    string
	Args   []any
}

// TextRunes is how much of an offending text is shown.
const TextRunes = 80

// At makes a Problem whose text is safe to show.
func At(line int, column, text, key string, args ...any) Problem {
	return Problem{line, column, Clip(text, TextRunes), key, args}
}

// Problem tells whether something spoils the line as a whole, when it should have so many columns, and what.
func (r Row) Problem(columns int) (p Problem, spoilt bool) {
	if r.Wrong != nil {
		return *r.Wrong, true
	}
	wrong := r.wrong
	if wrong == "" && len(r.Cells) != columns {
		wrong = "columns"
	}
	if r.last && (wrong == "columns" || wrong == "quote") {
		wrong = "truncated"
	}
	if wrong == "" {
		return Problem{}, false
	}
	return r.problem(wrong, columns), true
}

func (r Row) problem(wrong string, columns int) Problem {
	var args []any
	switch wrong {
	case "line":
		args = []any{"max", maxLine >> 10}
	case "columns", "truncated":
		args = []any{"want", columns, "got", len(r.Cells)}
	}
	return At(r.Line, "", r.text(), "csvfile."+wrong, args...)
}

// text is the line as it stands in the file.
func (r Row) text() string {
	if r.raw == nil {
		return string(bytes.Join(r.Cells, []byte(",")))
	}
	return string(r.raw)
}

// Clip makes a text safe to show: at most n characters, none of them able to control a terminal or turn a line around.
func Clip(text string, n int) string {
	if len(text) > utf8.UTFMax*n {
		text = text[:utf8.UTFMax*n] + "…"
	}
	text = strings.Map(func(r rune) rune {
		if Control(r) {
			return utf8.RuneError
		}
		return r
	}, text)
	if utf8.RuneCountInString(text) <= n {
		return text
	}
	return string([]rune(text)[:n]) + "…"
}

// Control tells whether a character has no place in a text: it would move, hide or reorder what stands around it.
func Control(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
}

// FileName is what is recorded of a file's name: its last part, whatever system it came from.
func FileName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	return Clip(name, 200)
}
