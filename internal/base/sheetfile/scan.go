package sheetfile

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"mihe/internal/base/csvfile"
	"mihe/standard/xlsx"
)

// Scanner gives the rows of a sheet as csvfile.Scanner gives those of a text.
type Scanner struct {
	book   *xlsx.Book
	sheet  xlsx.Sheet
	rows   *xlsx.Rows
	header int   // the row of the column names
	line   int   // the row read last
	place  []int // by column of the sheet: where its cell goes in a row, or one of the places below
	cells  [][]byte
}

// The places of columns that are none of the table's.
const (
	nameless = -1 // nothing may stand here
	reasons  = -2 // of an earlier marking: not read
)

// maxFile is how large a file may be.
const maxFile = 64 << 20

// UnreadableError is a sheet that cannot be read to its end.
type UnreadableError struct{ csvfile.Problem }

// Error is the operator's text.
func (u *UnreadableError) Error() string { return u.Key + ": " + u.Text }

// Read reads a file that may be a spreadsheet, but not more of it than Open needs to refuse it.
func Read(r io.Reader) ([]byte, error) { return io.ReadAll(io.LimitReader(r, maxFile+1)) }

// Open opens a spreadsheet and finds the sheet that the form wants. Unless there is a problem, Close must be called.
func Open(content []byte, form Form) (*Scanner, *csvfile.Problem) {
	if len(content) > maxFile {
		return nil, at(1, "", "sheetfile.large")
	}
	book, err := xlsx.Open(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, problem(1, err)
	}
	sheet, p := form.choose(book)
	if p != nil {
		return nil, p
	}
	rows, err := book.Rows(sheet)
	if err != nil {
		return nil, problem(1, err)
	}
	return &Scanner{book: book, sheet: sheet, rows: rows, header: 1, line: 1}, nil
}

// Close ends the reading.
func (s *Scanner) Close() error { return s.rows.Close() }

// Line is the number of the row read last.
func (s *Scanner) Line() int { return s.line }

// Header reads the first row that holds something and finds where each of columns stands: see csvfile.Row.Order.
func (s *Scanner) Header(columns []string) (order []int, problems []csvfile.Problem, err error) {
	row, err := next(s.rows)
	if errors.Is(err, io.EOF) {
		return nil, []csvfile.Problem{*at(1, "", "csvfile.empty")}, nil
	}
	if err != nil {
		return nil, []csvfile.Problem{*problem(1, err)}, nil
	}
	s.header, s.line = row.Number, row.Number
	s.place = make([]int, row.Cells[len(row.Cells)-1].Column)
	for i := range s.place {
		s.place[i] = nameless
	}
	var names [][]byte
	for _, c := range row.Cells {
		switch {
		case strings.HasPrefix(string(c.Text), csvfile.MarkTitle):
			s.place[c.Column-1] = reasons
		case !blank(c.Text):
			s.place[c.Column-1] = len(names)
			names = append(names, c.Text)
		}
	}
	s.cells = make([][]byte, len(names))
	order, problems = csvfile.Row{Line: row.Number, Cells: names}.Order(columns)
	return order, problems, nil
}

// Next returns the next row that holds something, and io.EOF after the last. Any other error is an *UnreadableError.
func (s *Scanner) Next() (csvfile.Row, error) {
	for {
		row, err := next(s.rows)
		if errors.Is(err, io.EOF) {
			return csvfile.Row{}, io.EOF
		}
		if err != nil {
			return csvfile.Row{}, &UnreadableError{*problem(s.line, err)}
		}
		s.line = row.Number
		if out, something := s.take(row); something {
			return out, nil
		}
	}
}

// take puts the cells of a row in their places. A row with nothing but old reasons is no row.
func (s *Scanner) take(row xlsx.Row) (out csvfile.Row, something bool) {
	out = csvfile.Row{Line: row.Number, Cells: s.cells}
	clear(s.cells)
	for _, c := range row.Cells {
		place := nameless
		if c.Column <= len(s.place) {
			place = s.place[c.Column-1]
		}
		if place == reasons || blank(c.Text) {
			continue
		}
		something = true
		if place == nameless {
			out.Wrong = at(row.Number, string(c.Text), "sheetfile.beyond", "cell", xlsx.Address(row.Number, c.Column))
			continue
		}
		s.cells[place] = c.Text
	}
	if row.Hidden {
		out.Wrong = at(row.Number, string(bytes.Join(s.cells, []byte(","))), "sheetfile.hidden")
	}
	return out, something
}

// Merged returns a problem for every merging of cells that touches the table, after Next has returned io.EOF.
func (s *Scanner) Merged() (all []csvfile.Problem) {
	for _, m := range s.rows.Merged() {
		if m.LastRow >= s.header && m.Column <= len(s.place) {
			all = append(all, *at(max(m.Row, s.header), m.String(), "sheetfile.merged", "cells", m.String()))
		}
	}
	return all
}

// next returns the next row that holds more than spaces.
func next(rows *xlsx.Rows) (xlsx.Row, error) {
	for {
		row, err := rows.Next()
		if err != nil {
			return row, err
		}
		for _, c := range row.Cells {
			if !blank(c.Text) {
				return row, nil
			}
		}
	}
}

func blank(text []byte) bool { return len(bytes.Trim(text, " ")) == 0 }

// at makes a problem of a row as a whole.
func at(line int, text, key string, args ...any) *csvfile.Problem {
	p := csvfile.At(line, "", text, key, args...)
	return &p
}

// problem tells why a workbook is not read. What is read lies in memory, so that nothing else can fail.
func problem(line int, err error) *csvfile.Problem {
	why := xlsx.ProblemOf(err)
	if why == "" {
		why = xlsx.Damaged
	}
	return at(line, "", "sheetfile."+string(why))
}
