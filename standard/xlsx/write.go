package xlsx

import (
	"archive/zip"
	"bufio"
	"bytes"
	"fmt"
	"iter"
	"time"
)

// MediaType is what a file that Write made is called on the web.
const MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

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

// Write returns a workbook as a file. The same workbook gives the same bytes.
func Write(book Workbook) ([]byte, error) {
	var out bytes.Buffer
	w := &writer{z: zip.NewWriter(&out), styles: map[style]int{{}: 0}, order: []style{{}}}
	if err := w.book(book); err != nil {
		return nil, fmt.Errorf("xlsx: %w", err)
	}
	if err := w.z.Close(); err != nil {
		return nil, fmt.Errorf("xlsx: %w", err)
	}
	return out.Bytes(), nil
}

// writer writes the parts of a workbook into a zip file. Styles are numbered as they are first used, so theirs comes last.
type writer struct {
	z      *zip.Writer
	styles map[style]int
	order  []style
}

func (w *writer) book(book Workbook) error {
	if err := checkNames(book.Tables); err != nil {
		return err
	}
	for _, part := range aboutParts(book) {
		if err := w.part(part.name, part.text); err != nil {
			return err
		}
	}
	for i, t := range book.Tables {
		if err := w.table(i, t); err != nil {
			return fmt.Errorf("sheet %s: %w", t.Name, err)
		}
	}
	return w.part("xl/styles.xml", w.stylesPart())
}

// stamp is the time of every part, the first that a zip file can tell: with the true one, two writings would differ.
var stamp = time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC)

func (w *writer) create(name string) (*bufio.Writer, error) {
	to, err := w.z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: stamp})
	if err != nil {
		return nil, err
	}
	b := bufio.NewWriter(to)
	_, err = b.WriteString(xmlHead)
	return b, err
}

func (w *writer) part(name, text string) error {
	b, err := w.create(name)
	if err != nil {
		return err
	}
	_, _ = b.WriteString(text) // Flush tells of any error
	return b.Flush()
}
