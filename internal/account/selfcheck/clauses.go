package selfcheck

import (
	"bytes"
	_ "embed" // the clauses
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"gopkg.in/yaml.v3"

	"mihe/internal/base/i18n"
)

// Clause is one thing that is never built, asked or counted.
type Clause struct {
	ID    string
	Text  i18n.Name
	Words []string // by which it is known, where it has a name
}

// material is a paper that a register answers for.
type material struct {
	Element string
	Words   []string
}

// The clauses, as clauses.yaml names them.
const (
	onceOnly      = "once_only"
	numbered      = "numbered"
	townshipEntry = "township_entry"
	materials     = "material"
	takenBack     = "taken_back"
	measured      = "measured"
	placesOnly    = "places_only"
	ownWord       = "own_word"
	points        = "points"
	attendance    = "attendance"
	ranking       = "ranking"
	placePhoto    = "place_photo"
	progress      = "progress"
	hardship      = "hardship"
)

var all = []string{
	onceOnly, numbered, townshipEntry, materials, takenBack, measured, placesOnly, ownWord, points, attendance, ranking, placePhoto, progress, hardship,
}

//go:embed clauses.yaml
var clausesFile []byte

// lexicon is clauses.yaml.
type lexicon struct {
	Format    int
	Clauses   []Clause
	Materials []material
}

// shipped reads clauses.yaml once.
var shipped = sync.OnceValues(func() (*lexicon, error) {
	d := yaml.NewDecoder(bytes.NewReader(clausesFile))
	d.KnownFields(true)
	x := &lexicon{}
	if err := d.Decode(x); err != nil {
		return nil, fmt.Errorf("clauses: %w", err)
	}
	ids := make([]string, len(x.Clauses))
	for i, c := range x.Clauses {
		if ids[i] = c.ID; c.Text.Zh == "" || c.Text.En == "" {
			return nil, fmt.Errorf("clause %q is not in both languages", c.ID)
		}
	}
	if x.Format != 1 || !slices.Equal(ids, all) {
		return nil, fmt.Errorf("clauses: want %v, got %v", all, ids)
	}
	return x, nil
})

// clause is one by its identifier.
func (x *lexicon) clause(id string) Clause {
	return x.Clauses[slices.IndexFunc(x.Clauses, func(c Clause) bool { return c.ID == id })]
}

// named finds the first of some clauses of which a word stands in one of the texts, and the word.
func (x *lexicon) named(ids, texts []string) (c Clause, word string, found bool) {
	for _, id := range ids {
		c = x.clause(id)
		if word, found = stands(c.Words, texts); found {
			return c, word, true
		}
	}
	return Clause{}, "", false
}

// stands finds the first of the words that stands in one of the texts.
func stands(words, texts []string) (string, bool) {
	for _, w := range words {
		for _, t := range texts {
			if says(t, w) {
				return w, true
			}
		}
	}
	return "", false
}

// joints are what identifiers are joined by.
var joints = regexp.MustCompile(`[_.\-\s]+`)

// says tells whether a word stands in a text: of Han characters anywhere, of others between no letters and no digits. Whatever its case, and an
// identifier says what its words say.
func says(text, word string) bool {
	if strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return strings.Contains(text, word)
	}
	plain := func(s string) string {
		s = strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) && !unicode.Is(unicode.Han, r) || unicode.IsDigit(r) {
				return unicode.ToLower(r)
			}
			return ' '
		}, s)
		return " " + strings.TrimSpace(joints.ReplaceAllString(s, " ")) + " "
	}
	return strings.Contains(plain(text), plain(word))
}
