package web

import (
	"strconv"

	"github.com/a-h/templ"
)

// Num is one figure, written out, with its unit.
type Num struct {
	Label, Value, Unit string
	Worst              bool // the group furthest behind: a triangle, a colour and, in Label, a word
}

// Bar is one group of a gap bar. Share in [0, 1] is what it has, relative to the longest bar; hatching is drawn from there
// to Ahead, in [0, 1] too: the group that is furthest ahead.
type Bar struct {
	Label Text
	Href  string
	Value string
	Note  string // said to screen readers after the value
	Share float64
	Ahead float64 // 0 draws no hatching
	Worst bool
	// Missing draws a dotted line instead of a bar: a group whose figure is not known has no length, not even zero.
	Missing bool
}

// Choice is one way to see a page: here, elsewhere, or refused with a reason.
type Choice struct {
	Label string
	Href  string // empty when refused
	Here  bool
	Why   string
}

// Fact is one entry of a definition list.
type Fact struct {
	Term string
	Says []Text
}

// Finding is what stands in the frame of a card; see FindingCard.
type Finding struct {
	Kicker, When string // which gap; which period
	Mark         string // a warning about all of it, such as that it is not public; or empty
	Title        Text   // a question or a finding
	Href         string // of the page that says more, or empty
	Say          string // one sentence
	Nums         []Num  // gap and ratio together, then the group furthest behind
	Completed    string // completeness in words, or empty
	Full         bool   // whether that is all of it
	Source       string
	Table        Table // every figure the card draws or speaks of
}

// Mood is the colour of a tag.
type Mood string

// The moods. Neutral is the zero value.
const (
	Neutral Mood = ""
	Current Mood = "on"
	Late    Mood = "late"
	Done    Mood = "done"
)

// Link is one entry of a row of buttons.
type Link struct{ Label, Href string }

func number(i int) string { return strconv.Itoa(i) }

// class joins the names that are not empty.
func class(names ...string) string {
	out := ""
	for _, n := range names {
		if n != "" && out != "" {
			out += " "
		}
		out += n
	}
	return out
}

func when(ok bool, name string) string {
	if ok {
		return name
	}
	return ""
}

// href lets addresses through that lead to a page, a mailbox or a telephone; a javascript: address leads nowhere.
func href(s string) templ.SafeURL { return templ.URL(s) }
