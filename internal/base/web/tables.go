package web

import (
	"unicode"

	"github.com/a-h/templ"
)

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

// rowID gives a row an address, when it has one.
func rowID(id string) templ.Attributes {
	if id == "" {
		return nil
	}
	return templ.Attributes{"id": id}
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
