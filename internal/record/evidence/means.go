package evidence

import (
	"mihe/internal/base/region"
)

// Kind is what a means of confirmation is.
type Kind string

// The kinds of means. A person has at most one of each at a time.
const (
	Sheet  Kind = "sheet"  // codes on paper
	Tag    Kind = "tag"    // an NFC tag
	Number Kind = "number" // a telephone number that is called
)

// Kinds lists them.
var Kinds = []Kind{Sheet, Tag, Number}

// Means is what a beneficiary confirms with (确认凭据). What makes it work is sealed in its record and never shown again.
type Means struct {
	ID             string // means_...
	Kind           Kind
	Person         string
	Region         region.Key
	By, ByPerson   string // who handed it out or noted it: never the one who delivers to this person
	AtMs           int64
	Size           int64  // of a sheet: how many codes
	Last           int64  // of a sheet: the last code used; of a tag: the last counter seen
	Open           int64  // of a sheet: the first code not crossed out, as the beneficiary said last; 0: never asked
	OpenSeq        int64  // when they said so
	Seconded       string // of a number: the second account that stands by it, without which it counts for nothing
	SecondedPerson string
	EndedMs        int64
	Seq            int64
}

// Left is how many codes of a sheet can still be used.
func (m Means) Left() int64 { return m.Size - m.Last }

// apart tells whether a person had no hand in handing out the means: with it, they could confirm what they delivered themselves.
func (m Means) apart(account, person string) bool {
	return person != "" && person != m.ByPerson && person != m.SecondedPerson && account != m.By && account != m.Seconded
}
