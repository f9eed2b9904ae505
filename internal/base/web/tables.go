package web

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/a-h/templ"
)

// Table is a data table. The first column holds the row headers. Cells with figures stand to the right, words to the left;
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
	Links []string // the addresses of the cells, by number; empty or absent where a cell has none
}

// Pages is where a reader stands in a long list: page Now of Last, counted from 1, told by the query parameter Name. Of says which list, where a page
// has several.
type Pages struct {
	Name      string
	Now, Last int
	Of        string
}

func (at Pages) label(p Page) string {
	if at.Of == "" {
		return p.T("web.pages")
	}
	return p.T("web.pages.of", "list", at.Of)
}

func (at Pages) link(p Page, n int) string {
	if n == 1 {
		return p.Again(at.Name, "")
	}
	return p.Again(at.Name, number(n))
}

// link is where cell i leads, or empty.
func (r Row) link(i int) string {
	if i < len(r.Links) {
		return r.Links[i]
	}
	return ""
}

// heading keeps a row header without letters, such as a day, and a number of ours on one line.
func (r Row) heading() templ.Attributes {
	if letters(r.Head.Text) > 0 && !ours.MatchString(r.Head.Text) {
		return nil
	}
	return templ.Attributes{"class": "whole"}
}

// rowID gives a row an address, when it has one.
func rowID(id string) templ.Attributes {
	if id == "" {
		return nil
	}
	return templ.Attributes{"id": id}
}

// columns are the attributes of the columns after the row headers, each looked at once however many rows there are.
type columns []templ.Attributes

func (t Table) columns() columns {
	width := 0
	for _, r := range t.Rows {
		width = max(width, len(r.Cells))
	}
	list := make(columns, width)
	for i := range list {
		list[i] = t.column(i)
	}
	return list
}

// at is that of column i; the row headers stand before column 0, and a head may stand over no cells.
func (c columns) at(i int) templ.Attributes {
	if i < 0 {
		return nil
	}
	if i >= len(c) {
		return words()
	}
	return c[i]
}

// column sets a column to the left when it holds sentences, which wrap, or anything else that is no figure: words, days,
// identifiers.
func (t Table) column(i int) templ.Attributes {
	long, figures, others := false, false, false
	for _, r := range t.Rows {
		if i < len(r.Cells) {
			cell := Unmarked(r.Cells[i])
			number := figure.MatchString(cell)
			long = long || letters(cell) > sentence
			figures = figures || number
			others = others || !number && digit(cell)
		}
	}
	switch {
	case long:
		return templ.Attributes{"class": "says"}
	case others || !figures:
		return words()
	}
	return nil
}

func words() templ.Attributes { return templ.Attributes{"class": "word"} }

// sentence is the number of letters above which a cell is no figure with its unit.
const sentence = 12

// figure is a number, perhaps with its unit. A cell without any digit says why there is none and does not move its column.
var figure = regexp.MustCompile(`^[-+\x{2212}]?[0-9][0-9,]*(\.[0-9]+)?(%| ?[^0-9A-Za-z]*| [^0-9]*)$`)

// ours is a number as ident.Number writes it, which is read out and compared.
var ours = regexp.MustCompile(`^[0-9A-Z]{4}-[0-9A-Z]{4}$`)

func letters(cell string) (n int) {
	for _, r := range cell {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

func digit(cell string) bool { return strings.ContainsFunc(cell, unicode.IsDigit) }
