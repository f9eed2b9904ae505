package xlsx

import (
	"fmt"
	"iter"
	"slices"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

// Workbook is what Write writes.
type Workbook struct {
	Title      string
	Properties map[string]string // texts that stay with the workbook and that nobody sees: see Book.Property
	Tables     []Table
	Locked     bool // no sheet can be added, removed or renamed
}

// Table is one sheet: a row of headings that stays in sight, and rows below it.
type Table struct {
	Name    string // at most 31 characters, none of :\/?*[]
	Columns []Column
	Rows    iter.Seq[[]Value] // in the order of Columns; nil for none
	Locked  bool              // only the cells of Input columns, below the headings, can be changed
}

// Column is one column of a table.
type Column struct {
	Title   string
	Width   float64  // in characters; 0 leaves it to the program
	Wrap    bool     // long texts go on in the next line of the cell
	Input   bool     // is filled in by a person; matters in a locked table
	AsTyped bool     // what a person types stays text: 000000 keeps its zeros, 2020-06 becomes no date
	Choices []string // what may be chosen from a list; nothing else is accepted
	Hint    string   // is shown beside a cell of the column, at most 255 characters
}

// Value is what a cell holds. The zero Value leaves it empty.
type Value struct {
	text     string
	number   float64
	decimals int
	kind     valueKind
}

type valueKind uint8

const (
	valueNone valueKind = iota
	valueText
	valueNumber
)

// Text is a text, whatever it begins with: no text becomes a formula.
func Text(text string) Value { return Value{kind: valueText, text: text} }

// Number is a number that is shown with so many decimals. The file keeps it unrounded.
func Number(v float64, decimals int) Value {
	return Value{kind: valueNumber, number: v, decimals: max(0, min(decimals, maxPadding))}
}

// maxText is the most characters that a cell can hold, counted as spreadsheets do: in UTF-16.
const maxText = 32_767

// Write returns a workbook as a file. The same workbook gives the same bytes. While it works, a sheet of more than 16 MB stands in
// a temporary file.
func Write(book Workbook) (out []byte, err error) {
	w := &writer{f: excelize.NewFile(), styles: map[style]int{}}
	defer func() {
		if e := w.f.Close(); err == nil {
			err = e
		}
	}()
	w.f.SetZipWriter(newZip)
	for i, t := range book.Tables {
		if err := w.table(i, t); err != nil {
			return nil, fmt.Errorf("xlsx: sheet %s: %w", t.Name, err)
		}
	}
	if err := w.about(book); err != nil {
		return nil, fmt.Errorf("xlsx: %w", err)
	}
	buf, err := w.f.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("xlsx: %w", err)
	}
	return buf.Bytes(), nil
}

type writer struct {
	f      *excelize.File
	styles map[style]int
}

// about writes what is told of the workbook as a whole.
func (w *writer) about(book Workbook) error {
	// Without fixed times two writings of one workbook would differ.
	const then = "1980-01-01T00:00:00Z"
	err := w.f.SetDocProps(&excelize.DocProperties{Title: book.Title, Creator: "mihe", LastModifiedBy: "mihe", Created: then, Modified: then})
	if err != nil {
		return err
	}
	for _, name := range sortedKeys(book.Properties) {
		if err := w.f.SetCustomProps(excelize.CustomProperty{Name: name, Value: book.Properties[name]}); err != nil {
			return err
		}
	}
	if book.Locked {
		return w.f.ProtectWorkbook(&excelize.WorkbookProtectionOptions{LockStructure: true})
	}
	return nil
}

// table writes one sheet. The order is that of the file: columns, headings, rows, and what hangs on them.
func (w *writer) table(i int, t Table) error {
	if i == 0 {
		if err := w.f.SetSheetName("Sheet1", t.Name); err != nil {
			return err
		}
	} else if _, err := w.f.NewSheet(t.Name); err != nil {
		return err
	}
	if err := w.lock(t); err != nil {
		return err
	}
	// A sheet that is streamed does not know its size, and a wrong one hides rows from programs that trust it.
	if err := w.f.SetSheetDimension(t.Name, ""); err != nil {
		return err
	}
	s, err := w.f.NewStreamWriter(t.Name)
	if err != nil {
		return err
	}
	if err := w.columns(s, t); err != nil {
		return err
	}
	if err := w.headings(s, t); err != nil {
		return err
	}
	if err := w.rows(s, t); err != nil {
		return err
	}
	return s.Flush()
}

// columns goes from right to left: excelize puts each column before those it has, and the file wants them ascending.
func (w *writer) columns(s *excelize.StreamWriter, t Table) error {
	for i, c := range slices.Backward(t.Columns) {
		id, err := w.style(c.style(t, Value{}))
		if err != nil {
			return err
		}
		if err := s.SetColStyle(i+1, i+1, id); err != nil {
			return err
		}
		if c.Width == 0 {
			continue
		}
		if err := s.SetColWidth(i+1, i+1, c.Width); err != nil {
			return err
		}
	}
	return s.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

func (w *writer) headings(s *excelize.StreamWriter, t Table) error {
	id, err := w.style(style{heading: true})
	if err != nil {
		return err
	}
	row := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		row[i] = excelize.Cell{StyleID: id, Value: c.Title}
	}
	return s.SetRow("A1", row)
}

func (w *writer) rows(s *excelize.StreamWriter, t Table) error {
	if t.Rows == nil {
		return nil
	}
	n, row := 1, make([]any, len(t.Columns))
	for values := range t.Rows {
		n++
		if len(values) != len(t.Columns) {
			return fmt.Errorf("row %d has %d cells and %d columns", n, len(values), len(t.Columns))
		}
		for i, v := range values {
			cell, err := w.cell(t.Columns[i].style(t, v), v)
			if err != nil {
				return fmt.Errorf("%s: %w", Address(n, i+1), err)
			}
			row[i] = cell
		}
		if err := s.SetRow(Address(n, 1), row); err != nil {
			return err
		}
	}
	return nil
}

// cell returns nil for an empty cell: it looks like its column.
func (w *writer) cell(look style, v Value) (any, error) {
	id, err := w.style(look)
	switch {
	case err != nil || v.kind == valueNone || v.kind == valueText && v.text == "":
		return nil, err
	case v.kind == valueNumber:
		return excelize.Cell{StyleID: id, Value: v.number}, nil
	case len(utf16.Encode([]rune(v.text))) > maxText:
		return nil, fmt.Errorf("a text of more than %d characters", maxText)
	}
	return excelize.Cell{StyleID: id, Value: v.text}, nil
}

func sortedKeys(m map[string]string) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
