package xlsx

import (
	"bufio"
	"errors"
	"io"
	"strconv"
)

// remarker passes a sheet through and carries the edits out on the way.
type remarker struct {
	s       *scanner
	w       *bufio.Writer
	reds    *reds
	edits   []edit // those still to do, by row and column
	reasons int    // the column of reasons
	prefix  string // of the names of elements
	columns []columnStyle
	last    int // the number of the row before
}

// columnStyle is the style of the cells that a column does not list.
type columnStyle struct{ min, max, style int }

// sheet passes the whole part through.
func (r *remarker) sheet() error {
	for {
		t, err := r.s.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if t != tokenStart {
			r.s.write(r.w)
			continue
		}
		switch string(r.s.local()) {
		case "dimension": // may be outgrown; programs do without it
			err = r.drop()
		case "col":
			r.column()
			r.s.write(r.w)
		case "sheetData":
			err = r.data()
		default:
			r.s.write(r.w)
		}
		if err != nil {
			return err
		}
	}
}

// drop passes over the element whose start tag has been read.
func (r *remarker) drop() error {
	depth := r.s.depth()
	for {
		t, err := r.s.next()
		if err != nil {
			return err
		}
		if t == tokenEnd && r.s.depth() < depth {
			return nil
		}
	}
}

func (r *remarker) column() {
	c := columnStyle{}
	c.min, _ = r.s.number("min")
	c.max, _ = r.s.number("max")
	if c.style, _ = r.s.number("style"); c.style > 0 && len(r.columns) < maxColumn {
		r.columns = append(r.columns, c)
	}
}

// data passes the rows through, and adds those that are missing.
func (r *remarker) data() error {
	depth := r.s.depth()
	r.prefix = string(r.s.name[:len(r.s.name)-len(r.s.local())])
	r.s.retag(r.w, true)
	for {
		t, err := r.s.next()
		if err != nil {
			return err
		}
		switch {
		case t == tokenEnd && r.s.depth() < depth:
			r.rowsBefore(maxRow + 1)
			r.endTag("sheetData")
			return nil
		case t == tokenStart && string(r.s.local()) == "row":
			if err := r.row(); err != nil {
				return err
			}
		default:
			r.s.write(r.w)
		}
	}
}

func (r *remarker) endTag(name string) { _, _ = r.w.WriteString("</" + r.prefix + name + ">") } // Flush tells of any error

// rowsBefore adds the rows with edits that the sheet does not have.
func (r *remarker) rowsBefore(number int) {
	for len(r.edits) > 0 && r.edits[0].row < number {
		row := r.edits[0].row
		_, _ = r.w.WriteString("<" + r.prefix + `row r="` + strconv.Itoa(row) + `">`)
		r.cellsBefore(row, maxColumn+1, 0)
		r.endTag("row")
	}
}

// row passes one row through, whose start tag has been read.
func (r *remarker) row() error {
	number, err := r.s.rowNumber(r.last)
	if err != nil {
		return err
	}
	r.last = number
	r.rowsBefore(number)
	style, depth, column := 0, r.s.depth(), 0
	if r.s.yes("customFormat") {
		style, _ = r.s.number("s")
	}
	r.s.retag(r.w, true, change{name: "spans"})
	for {
		t, err := r.s.next()
		if err != nil {
			return err
		}
		switch {
		case t == tokenEnd && r.s.depth() < depth:
			r.cellsBefore(number, maxColumn+1, style)
			r.endTag("row")
			return nil
		case t == tokenStart && string(r.s.local()) == "c":
			if column, err = r.s.columnNumber(column); err != nil {
				return err
			}
			r.cellsBefore(number, column, style)
			if err := r.cell(number, column); err != nil {
				return err
			}
		default:
			r.s.write(r.w)
		}
	}
}

// cellsBefore adds the cells with edits that the row does not have.
func (r *remarker) cellsBefore(row, column, style int) {
	for len(r.edits) > 0 && r.edits[0].row == row && r.edits[0].column < column {
		e := r.edits[0]
		r.edits = r.edits[1:]
		if e.reason != "" {
			r.reason(e)
			continue
		}
		own := style
		for _, c := range r.columns {
			if own == 0 && c.min <= e.column && e.column <= c.max {
				own = c.style
			}
		}
		_, _ = r.w.WriteString("<" + r.prefix + `c r="` + Address(row, e.column) + `" s="` + strconv.Itoa(r.reds.twin(own)) + `"/>`)
	}
}

// cell passes one cell through, whose start tag has been read.
func (r *remarker) cell(row, column int) error {
	edited := len(r.edits) > 0 && r.edits[0].row == row && r.edits[0].column == column
	style, _ := r.s.number("s")
	switch {
	case column == r.reasons:
		if !edited { // an earlier reason; cells after it may count on a cell being here
			_, _ = r.w.WriteString("<" + r.prefix + `c r="` + Address(row, column) + `"/>`)
		} else {
			r.reason(r.edits[0])
			r.edits = r.edits[1:]
		}
		return r.drop()
	case edited:
		r.edits = r.edits[1:]
		r.s.retag(r.w, false, change{"s", strconv.Itoa(r.reds.twin(style))})
	case style >= r.reds.first && style > 0: // a style that is not there must not become a red one
		r.s.retag(r.w, false, change{"s", "0"})
	default:
		r.s.write(r.w)
	}
	return r.through()
}

// through passes the rest of an element on, whose start tag has been written.
func (r *remarker) through() error {
	depth := r.s.depth()
	for {
		t, err := r.s.next()
		if err != nil {
			return err
		}
		r.s.write(r.w)
		if t == tokenEnd && r.s.depth() < depth {
			return nil
		}
	}
}

func (r *remarker) reason(e edit) {
	p := r.prefix
	_, _ = r.w.WriteString("<" + p + `c r="` + Address(e.row, e.column) + `" t="inlineStr"><` + p + "is><" + p + `t xml:space="preserve">`)
	_, _ = r.w.WriteString(xmlText(clip(e.reason)))
	_, _ = r.w.WriteString("</" + p + "t></" + p + "is></" + p + "c>")
}
