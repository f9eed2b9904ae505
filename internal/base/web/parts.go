package web

import (
	"maps"
	"slices"
	"strconv"
	"unicode"

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

// Line is one unbroken run of a trend, as points in [0, 1] x [0, 1] from the lower left.
type Line [][2]float64

// Spark is a small trend. Lines of different definitions are separate and never joined.
type Spark struct {
	ID          string // unique on the page
	Title, Desc string
	Lines       []Line
	Second      bool // drawn in ink instead of the accent
	First, Last string
	From, To    string // labels under the ends
}

// Tile is one province on the tile grid; Band is 1 to 5, and 0 means no data.
type Tile struct {
	Short, One string
	Lang       string // of the two names, when not the page's
	Full       string
	Value      string
	Said       string // the band in words, for screen readers
	Href       string
	Col, Row   string
	Band       int
}

// Band is one step of a tile map's key.
type Band struct {
	Number      int
	Name, Range string
	Places      string
	PlacesLang  string
}

// DistRow is the distribution of the finest units in one group. All positions are in [0, 1] of one common axis.
type DistRow struct {
	ID                string
	Name              Text
	Value, Unit, Note string
	Title, Desc       string
	Columns           []Column
	Ticks             []float64
	P10, Median, P90  float64
	Axis              []Tick
}

// Column is one column of a histogram: from X, Width wide, Height tall, all in [0, 1].
type Column struct{ X, Width, Height float64 }

// Tick is a labelled position on an axis.
type Tick struct {
	At    float64
	Label string
}

// Pair is one row of a strip: two positions in [0, 1] joined by a line (ring and diamond). Value, when set, is written
// after the row.
type Pair struct {
	Name, Value string
	First, Last float64
}

// Strip compares two groups over several rows.
type Strip struct {
	ID, Title, Desc string
	Pairs           []Pair
	Axis            []Tick
}

// Table is a data table. The first column holds the row headers. Cells with figures stay on one line and to the right;
// cells with sentences may wrap.
type Table struct {
	Caption string
	Head    []string
	Rows    []Row
}

// Row is one row of a Table.
type Row struct {
	ID    string
	Head  Text
	Href  string
	Cells []string
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

// Field is one field of a form: what the person typed stays, and the message says what is wrong and what is right.
type Field struct {
	Name, Label, Hint, Value, Error string
	Kind                            string // input type, "text" when empty
}

// Pages is where a reader stands in a long list: page Now of Last, counted from 1, told by the query parameter Name.
type Pages struct {
	Name      string
	Now, Last int
}

func (at Pages) link(p Page, n int) string {
	if n == 1 {
		return p.Again(at.Name, "")
	}
	return p.Again(at.Name, number(n))
}

// percent writes a share of [0, 1] as a coordinate.
func percent(share float64) string { return strconv.FormatFloat(100*share, 'f', 2, 64) + "%" }

func number(i int) string { return strconv.Itoa(i) }

// points writes a run for a 100 x 100 view box, with the upper edge at zero.
func (l Line) points() string {
	var b []byte
	for i, p := range l {
		if i > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendFloat(b, 4+92*p[0], 'f', 1, 64)
		b = append(b, ',')
		b = strconv.AppendFloat(b, sparkY(p[1]), 'f', 1, 64)
	}
	return string(b)
}

// sparkY leaves room above for the first and last figure and below for the periods.
func sparkY(share float64) float64 { return 72 - 38*share }

// ends are the first point of the first run and the last of the last.
func (s Spark) ends() (first, last [2]float64, ok bool) {
	if len(s.Lines) == 0 || len(s.Lines[0]) == 0 {
		return first, last, false
	}
	final := s.Lines[len(s.Lines)-1]
	return s.Lines[0][0], final[len(final)-1], true
}

// inner are the ends of the runs that have no figure: where one definition stops and the next begins.
func (s Spark) inner() [][2]float64 {
	var list [][2]float64
	for i, l := range s.Lines {
		if len(l) == 0 {
			continue
		}
		if i > 0 {
			list = append(list, l[0])
		}
		if i < len(s.Lines)-1 {
			list = append(list, l[len(l)-1])
		}
	}
	return list
}

// sparkX is the horizontal coordinate of a point.
func sparkX(x float64) string { return strconv.FormatFloat(4+92*x, 'f', 1, 64) + "%" }

// labelY puts a figure above its dot, or below it when the dot sits high.
func labelY(y float64) string {
	at := sparkY(y) - 14
	return strconv.FormatFloat(at, 'f', 1, 64) + "%"
}

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

func href(s string) templ.SafeURL { return templ.SafeURL(s) }

// rowID gives a row an address, when it has one.
func rowID(id string) templ.Attributes {
	if id == "" {
		return nil
	}
	return templ.Attributes{"id": id}
}

// fieldAttributes ties hint and error to the input.
func fieldAttributes(f Field) templ.Attributes {
	kind := f.Kind
	if kind == "" {
		kind = "text"
	}
	a := templ.Attributes{"type": kind}
	described := class(when(f.Hint != "", "h-"+f.Name), when(f.Error != "", "e-"+f.Name))
	if described != "" {
		a["aria-describedby"] = described
	}
	if f.Error != "" {
		a["aria-invalid"] = "true"
	}
	return a
}

// keptValues are the reader's wishes as form fields, in the order of their names.
func (p Page) keptValues() [][2]string {
	q := p.carried()
	var list [][2]string
	for _, name := range slices.Sorted(maps.Keys(q)) {
		list = append(list, [2]string{name, q.Get(name)})
	}
	return list
}

// ticksPath draws a short upright line at every position, on a scale of 0 to 1000.
func ticksPath(at []float64) string {
	var b []byte
	for _, x := range at {
		b = append(b, 'M')
		b = strconv.AppendFloat(b, 1000*x, 'f', 0, 64)
		b = append(b, " 0v10"...)
	}
	return string(b)
}

// anchor keeps the labels at both ends of an axis inside it.
func anchor(at float64) string {
	switch {
	case at <= .02:
		return "start"
	case at >= .98:
		return "end"
	}
	return "middle"
}

// stripX leaves room for the marks at both ends.
func stripX(share float64) string { return percent(.03 + .94*share) }

// here marks the entry of the main menu that a page belongs to.
func here(p Page, item MenuItem, v View) templ.Attributes {
	switch {
	case item.Href != v.Menu:
		return nil
	case item.Href == p.Path:
		return templ.Attributes{"aria-current": "page"}
	}
	return templ.Attributes{"aria-current": "true"}
}

// column sets a column to the left when it holds sentences, which wrap, or words without any digit; figures stay to the
// right. The row headers stand before column 0.
func (t Table) column(i int) templ.Attributes {
	if i < 0 {
		return nil
	}
	letters, digits := 0, false // the most letters of a cell; whether any cell has a digit
	for _, r := range t.Rows {
		if i < len(r.Cells) {
			n, found := reads(r.Cells[i])
			letters, digits = max(letters, n), digits || found
		}
	}
	switch {
	case letters > sentence:
		return templ.Attributes{"class": "says"}
	case letters > 0 && !digits:
		return templ.Attributes{"class": "word"}
	}
	return nil
}

// sentence is the number of letters above which a cell is no figure with its unit.
const sentence = 12

func reads(cell string) (letters int, digit bool) {
	for _, r := range cell {
		if unicode.IsLetter(r) {
			letters++
		}
		digit = digit || unicode.IsDigit(r)
	}
	return letters, digit
}
