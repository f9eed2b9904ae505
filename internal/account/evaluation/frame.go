package evaluation

import (
	"bytes"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

// The most a file of figures may hold: more than every county of the country with every column of a census.
const (
	maxFrameBytes = 64 << 20
	maxFrameRows  = 1_000_000
	maxFrameCells = 20_000_000
)

// Frame is a file of figures by column name: an analyst's input, read whole. A cell may be empty, which is missing and
// never zero.
type Frame struct {
	Columns []string
	rows    [][]string
	lines   []int // of the file, for each row
}

// Number is a cell that holds a figure, or none.
type Number struct {
	Value float64
	Known bool
}

// ReadFrame reads a CSV file with a header. A faulty file is fault.Invalid with the line and the column.
func ReadFrame(r io.Reader) (*Frame, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxFrameBytes+1))
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "evaluation.frame.unreadable")
	}
	if len(raw) > maxFrameBytes {
		return nil, fault.New(fault.Invalid, "evaluation.frame.size", "max", maxFrameBytes>>20)
	}
	look, err := csvfile.Sniff(bytes.NewReader(raw))
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "evaluation.frame.unreadable")
	}
	if look.Wrong != "" {
		return nil, fault.New(fault.Invalid, look.Wrong)
	}
	f := &Frame{}
	return f, f.read(csvfile.NewScanner(bytes.NewReader(raw), look.GB18030))
}

func (f *Frame) read(s *csvfile.Scanner) error {
	for {
		row, err := s.Next()
		switch {
		case errors.Is(err, io.EOF) && f.Columns == nil:
			return fault.New(fault.Invalid, "csvfile.empty")
		case errors.Is(err, io.EOF) && len(f.rows) == 0:
			return fault.New(fault.Invalid, "csvfile.norows")
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fault.Wrap(err, fault.Unavailable, "evaluation.frame.unreadable")
		}
		if f.Columns == nil {
			err = f.header(row)
		} else {
			err = f.add(row)
		}
		if err != nil {
			return err
		}
	}
}

func (f *Frame) header(row csvfile.Row) error {
	if p, spoilt := row.Problem(len(row.Cells)); spoilt {
		return wrong(p)
	}
	if len(row.Cells) == 1 && bytes.ContainsAny(row.Cells[0], ";\t") {
		return wrong(csvfile.At(row.Line, "", csvfile.Clip(string(row.Cells[0]), csvfile.TextRunes), "csvfile.delimiter"))
	}
	for _, cell := range row.Cells {
		name := strings.TrimSpace(string(cell))
		if name == "" {
			return wrong(csvfile.At(row.Line, "", "", "evaluation.frame.nameless"))
		}
		if slices.Contains(f.Columns, name) {
			return wrong(csvfile.At(row.Line, name, name, "csvfile.header.twice"))
		}
		f.Columns = append(f.Columns, name)
	}
	return nil
}

func (f *Frame) add(row csvfile.Row) error {
	if p, spoilt := row.Problem(len(f.Columns)); spoilt {
		return wrong(p)
	}
	if len(f.rows) >= maxFrameRows || (len(f.rows)+1)*len(f.Columns) > maxFrameCells {
		return fault.New(fault.Invalid, "evaluation.frame.rows", "max", maxFrameRows)
	}
	cells := make([]string, len(row.Cells))
	for i, cell := range row.Cells {
		cells[i] = strings.TrimSpace(string(cell))
	}
	f.rows, f.lines = append(f.rows, cells), append(f.lines, row.Line)
	return nil
}

// wrong is what a person reads about one place of the file.
func wrong(p csvfile.Problem) error {
	if p.Column == "" {
		return fault.New(fault.Invalid, "evaluation.frame.line", "line", p.Line, "text", p.Text, "reason", i18n.Msg(p.Key, p.Args...))
	}
	return fault.New(fault.Invalid, "evaluation.frame.wrong", "line", p.Line, "column", p.Column, "text", p.Text,
		"reason", i18n.Msg(p.Key, p.Args...)).At(p.Column)
}

// Len is the number of rows.
func (f *Frame) Len() int { return len(f.rows) }

// Line is the line of the file in which row i stands.
func (f *Frame) Line(i int) int { return f.lines[i] }

// Lines are those of all rows.
func (f *Frame) Lines() []int { return slices.Clone(f.lines) }

// where is the file with those rows alone.
func (f *Frame) where(keep func(row int) bool) *Frame {
	part := &Frame{Columns: f.Columns}
	for i := range f.rows {
		if keep(i) {
			part.rows, part.lines = append(part.rows, f.rows[i]), append(part.lines, f.lines[i])
		}
	}
	return part
}

// column finds a column by name; an unknown one is fault.Invalid and lists those there are.
func (f *Frame) column(name string) (int, error) {
	at := slices.Index(f.Columns, name)
	if at < 0 {
		return 0, fault.New(fault.Invalid, "evaluation.frame.column", "column", name,
			"columns", csvfile.Clip(strings.Join(f.Columns, ", "), 300)).At(name)
	}
	return at, nil
}

// Texts returns a column as it is written. An empty cell is fault.Invalid: an identifier or a group must be there. So is what a
// spreadsheet would run as a formula when it opens the result, and what a terminal would obey.
func (f *Frame) Texts(name string) ([]string, error) {
	at, err := f.column(name)
	if err != nil {
		return nil, err
	}
	all := make([]string, len(f.rows))
	for i, row := range f.rows {
		if row[at] == "" {
			return nil, wrong(csvfile.At(f.lines[i], name, "", "evaluation.frame.blank"))
		}
		if _, key, args := csvfile.Clean([]byte(row[at])); key != "" {
			return nil, wrong(csvfile.At(f.lines[i], name, csvfile.Clip(row[at], csvfile.TextRunes), key, args...))
		}
		all[i] = row[at]
	}
	return all, nil
}

// Numbers returns a column of figures; an empty cell is not Known. Anything else than a finite decimal number is
// fault.Invalid, also NaN, Inf and hexadecimal numbers, which are no official figures.
func (f *Frame) Numbers(name string) ([]Number, error) {
	at, err := f.column(name)
	if err != nil {
		return nil, err
	}
	all := make([]Number, len(f.rows))
	for i, row := range f.rows {
		if row[at] == "" {
			continue
		}
		v, err := strconv.ParseFloat(row[at], 64)
		if err != nil || math.IsInf(v, 0) || math.IsNaN(v) || strings.ContainsAny(row[at], "xXpP_") {
			return nil, wrong(csvfile.At(f.lines[i], name, row[at], "evaluation.frame.number"))
		}
		all[i] = Number{v, true}
	}
	return all, nil
}

// Figures returns a column in which no cell may be empty: a statistic that cannot do with a missing figure never drops
// a row in silence.
func (f *Frame) Figures(name string) ([]float64, error) {
	numbers, err := f.Numbers(name)
	if err != nil {
		return nil, err
	}
	all := make([]float64, len(numbers))
	for i, n := range numbers {
		if !n.Known {
			return nil, wrong(csvfile.At(f.lines[i], name, "", "evaluation.frame.missing"))
		}
		all[i] = n.Value
	}
	return all, nil
}
