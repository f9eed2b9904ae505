package xlsx

import (
	"bytes"
	"errors"
	"io"
	"strconv"
)

// The size of a sheet, and how much text a row may hold.
const (
	maxRow     = 1_048_576
	maxColumn  = 16_384
	maxRowText = 1 << 20
)

// Row is one row of a sheet that holds something. Its cells are valid until the next call of Next.
type Row struct {
	Number int // from 1
	Hidden bool
	Cells  []Cell // those that hold something, from left to right
}

// Cell is one cell.
type Cell struct {
	Column  int // from 1
	Formula bool
	Text    []byte // as a person sees or typed it; of a formula, the formula itself behind "="
}

// Range is a rectangle of cells, its corners included.
type Range struct{ Row, Column, LastRow, LastColumn int }

// Rows reads the rows of a sheet, one after the other.
type Rows struct {
	b      *Book
	s      *scanner
	part   io.Closer
	row    Row
	text   []byte // of all cells of the row
	spans  []span
	last   int // the number of the row before
	done   bool
	merged []Range
}

// span is where in the text of the row a cell stands.
type span struct{ from, to int }

// Rows begins to read a sheet. Close must be called.
func (b *Book) Rows(sheet Sheet) (*Rows, error) {
	if b.texts == nil {
		t, err := b.sharedTexts()
		if err != nil {
			return nil, err
		}
		b.texts = t
	}
	r, err := b.c.open(sheet.part)
	if err != nil {
		return nil, err
	}
	return &Rows{b: b, s: newScanner(r, sheet.part), part: r}, nil
}

// Close ends the reading.
func (r *Rows) Close() error { return r.part.Close() }

// Merged returns the merged cells, after Next has returned io.EOF.
func (r *Rows) Merged() []Range { return r.merged }

// Next returns the next row that holds something, and io.EOF after the last.
func (r *Rows) Next() (Row, error) {
	for !r.done {
		t, err := r.s.next()
		if errors.Is(err, io.EOF) {
			r.done = true
			break
		}
		if err != nil {
			return Row{}, err
		}
		if t != tokenStart {
			continue
		}
		switch string(r.s.local()) {
		case "row":
			if err := r.read(); err != nil {
				return Row{}, err
			}
			if len(r.row.Cells) > 0 {
				return r.row, nil
			}
		case "mergeCell":
			if m, ok := parseRange(r.s.attr("ref")); ok && len(r.merged) < maxList {
				r.merged = append(r.merged, m)
			}
		}
	}
	return Row{}, io.EOF
}

// read takes the cells of one row, whose start tag has been read.
func (r *Rows) read() error {
	number, err := r.s.rowNumber(r.last)
	if err != nil {
		return err
	}
	r.last = number
	r.row = Row{Number: number, Hidden: r.s.yes("hidden"), Cells: r.row.Cells[:0]}
	r.text, r.spans = r.text[:0], r.spans[:0]
	depth, column := r.s.depth(), 0
	for {
		t, err := r.s.next()
		if err != nil {
			return r.early(err)
		}
		if t == tokenEnd && r.s.depth() < depth {
			break
		}
		if t == tokenStart && string(r.s.local()) == "c" {
			if column, err = r.s.columnNumber(column); err != nil {
				return err
			}
			if err := r.cell(column); err != nil {
				return err
			}
		}
	}
	for i, at := range r.spans { // not before: the text may have moved while it grew
		r.row.Cells[i].Text = r.text[at.from:at.to:at.to]
	}
	return nil
}

// early makes an unexpected end of what is an end elsewhere.
func (r *Rows) early(err error) error {
	if errors.Is(err, io.EOF) {
		return r.s.damaged("the part ends too early")
	}
	return err
}

// rowNumber is the number of the row whose start tag has been read; rows ascend.
func (s *scanner) rowNumber(last int) (int, error) {
	number, told := s.number("r")
	if !told {
		number = last + 1
	}
	if number <= last || number > maxRow {
		return 0, s.damaged("row " + strconv.Itoa(number) + " after row " + strconv.Itoa(last))
	}
	return number, nil
}

// columnNumber is the column of the cell whose start tag has been read; cells ascend.
func (s *scanner) columnNumber(last int) (int, error) {
	column := last + 1
	for _, a := range s.attrs {
		if string(a.name) == "r" {
			column, _, _ = parseAddress(a.value)
		}
	}
	if column <= last || column > maxColumn {
		return 0, s.damaged("cells that do not follow each other")
	}
	return column, nil
}

// cell takes one cell, whose start tag has been read.
func (r *Rows) cell(column int) error {
	style, _ := r.s.number("s")
	kind := r.s.attr("t")
	from := len(r.text)
	c := content{rows: r, depth: r.s.depth()}
	if err := c.read(); err != nil {
		return err
	}
	if err := r.settle(&c, kind, r.b.format(style), from); err != nil {
		return err
	}
	if len(r.text) > maxRowText {
		return &Error{Large, r.s.part, "row " + strconv.Itoa(r.row.Number) + " holds too much text"}
	}
	if len(r.text) > from {
		r.row.Cells = append(r.row.Cells, Cell{Column: column, Formula: c.formula})
		r.spans = append(r.spans, span{from, len(r.text)})
	}
	return nil
}

// settle turns what a cell holds, which stands in r.text[from:], into what a person sees.
func (r *Rows) settle(c *content, kind string, f format, from int) error {
	stored := r.text[from:]
	switch {
	case c.formula:
	case kind == "s" && len(stored) > 0:
		n, ok := digits(stored)
		text, known := r.b.texts.text(n)
		if !ok || !known {
			return r.s.damaged("a text that is not in the table: " + strconv.Quote(string(stored[:min(20, len(stored))])))
		}
		r.text = append(r.text[:from], text...)
	case kind == "str":
		r.text = unescape(r.text, from)
	case kind == "b":
		word := "FALSE"
		if string(stored) == "1" {
			word = "TRUE"
		}
		if len(stored) > 0 {
			r.text = append(r.text[:from], word...)
		}
	case kind == "d":
		r.text = bytes.TrimSuffix(r.text, []byte("T00:00:00"))
	case kind == "" || kind == "n":
		if len(stored) > 0 {
			r.text = r.number(f, from)
		}
	}
	return nil
}

func (r *Rows) number(f format, from int) []byte {
	var buf [64]byte
	stored := append(buf[:0], bytes.TrimSpace(r.text[from:])...)
	if f.kind >= formatYear {
		return f.appendDate(r.text[:from], stored, r.b.date1904)
	}
	return f.appendNumber(r.text[:from], stored)
}

// content gathers what stands inside a cell, at the end of the text of the row.
type content struct {
	rows    *Rows
	depth   int
	formula bool
	inside  string // v, f or is
	rich    richText
}

func (c *content) read() error {
	r := c.rows
	from := len(r.text)
	for {
		t, err := r.s.next()
		if err != nil {
			return r.early(err)
		}
		if t == tokenEnd && r.s.depth() < c.depth {
			return nil
		}
		switch {
		case c.inside == "is" && (t == tokenText || r.s.depth() > c.depth):
			r.text = c.rich.take(r.s, t, r.text)
		case t == tokenStart && r.s.depth() == c.depth+1:
			c.begin(string(r.s.local()), from)
		case t == tokenEnd && r.s.depth() == c.depth:
			c.inside = ""
		case t == tokenText && (c.inside == "f" || c.inside == "v" && !c.formula):
			r.text = append(r.text, r.s.text...)
		}
		if len(r.text)-from > maxRowText {
			return &Error{Large, r.s.part, "a cell holds too much text"}
		}
	}
}

// begin enters one of the elements of a cell. A formula drives out the value that came before it.
func (c *content) begin(name string, from int) {
	switch name {
	case "f":
		c.formula, c.inside = true, "f"
		c.rows.text = append(c.rows.text[:from], '=')
	case "v":
		c.inside = "v"
	case "is":
		c.inside, c.rich = "is", richText{}
	default:
		c.inside = "other"
	}
}
