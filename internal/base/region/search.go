package region

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// longestQuery is the longest search text worth reading, in bytes: the longest shipped name has 42.
const longestQuery = 128

// exactness says how well a unit answers a search; the lower, the better. The zero value is no answer.
type exactness int

const (
	noMatch      exactness = iota
	exact                  // the whole name, its short form, its pinyin or its code
	initialsOnly           // all the initials of its pinyin
	prefix                 // the beginning of the name or code, or whole syllables from the beginning
	typing                 // a beginning that stops inside a syllable, or some of the initials
	inside                 // elsewhere in the name
)

// index is what Search reads, one entry per version of a unit.
type index struct {
	units   []Unit
	entries []entry
}

type entry struct {
	unit  int // into the units of the index
	code  string
	name  string
	short string
	spelt []spelling
	words []string // beginnings of the English name, without spaces
}

// spelling is one reading of a name. The first shortN syllables are those of the short form. inner is how many of
// them may begin a match inside the name: none for zones, whose names hold words of their own (现代, 高新).
type spelling struct {
	full          string
	starts        []int // where each syllable begins in full, and its end
	initials      string
	shortN, inner int
}

// Search returns up to limit units that answer q: part of a name, pinyin from the start of the name or of a word
// in it (with or without tones, v or u for ü), the initials of the pinyin (two or more), or the beginning of a
// code. They come by exactness, those that still stand before those that are gone, then level, then code; each
// unit once, in its latest version that answers. It takes under a millisecond for the shipped units, and about as long
// for every further 3,000 townships. A character that no shipped name has cannot be found by its pinyin.
func (t *Tree) Search(q string, limit int) []Unit {
	if limit < 1 || len(q) > longestQuery {
		return nil
	}
	best := map[Key]hit{}
	text := foldQuery(q)
	t.search().collect(text, best)
	if towns := t.townships(); len(towns.units) > 0 {
		towns.search().collect(text, best)
	}
	return ranked(best, limit)
}

// collect adds the answers to a folded search text.
func (x *index) collect(text string, best map[Key]hit) {
	for i := range x.entries {
		e := &x.entries[i]
		if m := e.match(text); m != noMatch {
			u := &x.units[e.unit]
			if old, seen := best[u.Key]; !seen || m <= old.exactness {
				best[u.Key] = hit{m, u}
			}
		}
	}
}

type hit struct {
	exactness exactness
	unit      *Unit
}

func ranked(best map[Key]hit, limit int) []Unit {
	hits := make([]hit, 0, len(best))
	for _, h := range best {
		hits = append(hits, h)
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.exactness, b.exactness), cmp.Compare(gone(a.unit), gone(b.unit)),
			compareKeys(a.unit.Key, b.unit.Key))
	})
	var list []Unit
	for _, h := range hits[:min(limit, len(hits))] {
		list = append(list, *h.unit)
	}
	return list
}

func gone(u *Unit) int {
	if u.Until != "" {
		return 1
	}
	return 0
}

func newIndex(units []Unit, r *reader) *index {
	x := &index{units: units}
	for i, u := range units {
		if u.Grouping() {
			continue // nobody looks for "市辖区"
		}
		e := entry{unit: i, code: string(u.Code), name: u.Name.Zh, short: u.Short, words: wordsOf(u.Name.En)}
		for _, syllables := range r.spell(u.Name.Zh) {
			e.spelt = append(e.spelt, newSpelling(syllables, u))
		}
		x.entries = append(x.entries, e)
	}
	return x
}

func newSpelling(syllables []string, u Unit) spelling {
	s := spelling{shortN: min(len([]rune(u.Short)), len(syllables))}
	if u.Type != TypeZone {
		s.inner = s.shortN
	}
	var full, initials strings.Builder
	for _, one := range syllables {
		s.starts = append(s.starts, full.Len())
		full.WriteString(one)
		initials.WriteString(one[:1])
	}
	s.starts = append(s.starts, full.Len())
	s.full, s.initials = full.String(), initials.String()
	return s
}

// wordsOf returns the English name from each of its words on.
func wordsOf(name string) []string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) })
	var list []string
	for i := range words {
		list = append(list, strings.Join(words[i:], ""))
	}
	return list
}

// foldQuery brings a search text into the form of the index: no spaces, apostrophes or tones, small letters, v for ü; no
// question mark, which the index has for characters it cannot read.
func foldQuery(q string) string {
	q = strings.ReplaceAll(norm.NFKD.String(strings.ToLower(q)), "u\u0308", "v")
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) || unicode.IsSpace(r) || strings.ContainsRune("'’`-·.,()?", r) {
			return -1
		}
		return r
	}, q)
}

func (e *entry) match(q string) exactness {
	switch {
	case q == "":
		return noMatch
	case isDigits(q):
		return matchText(q, e.code, e.code)
	case q[0] >= 0x80:
		if m := matchText(q, e.name, e.short); m != noMatch {
			return m
		}
		if strings.Contains(e.name, q) {
			return inside
		}
		return noMatch
	}
	return e.matchLetters(q)
}

// matchText compares with a text and its short form from the beginning.
func matchText(q, text, short string) exactness {
	switch {
	case q == text, q == short:
		return exact
	case strings.HasPrefix(text, q):
		return prefix
	}
	return noMatch
}

func (e *entry) matchLetters(q string) exactness {
	best := noMatch
	better := func(m exactness) {
		if m != noMatch && (best == noMatch || m < best) {
			best = m
		}
	}
	for i := range e.spelt {
		better(e.spelt[i].match(q))
	}
	if len(q) >= 2 {
		for _, w := range e.words {
			better(matchText(q, w, w))
		}
	}
	return best
}

// match compares letters with a spelling. One letter answers nothing. Inside the name only whole syllables of the
// short form count, so that "shi" does not bring up every city and "an" not every name that ends in -an.
func (s *spelling) match(q string) exactness {
	short := s.starts[s.shortN]
	switch {
	case len(q) < 2:
		return noMatch
	case q == s.full, q == s.full[:short]:
		return exact
	case q == s.initials, q == s.initials[:s.shortN]:
		return initialsOnly
	case strings.HasPrefix(s.full, q) && slices.Contains(s.starts, len(q)):
		return prefix
	case strings.HasPrefix(s.full, q), strings.HasPrefix(s.initials, q):
		return typing
	}
	for i := 1; i < s.inner; i++ {
		at := s.starts[i]
		if strings.HasPrefix(s.full[at:short], q) && slices.Contains(s.starts, at+len(q)) {
			return inside
		}
	}
	return noMatch
}
