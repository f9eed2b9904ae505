package csvfile

import (
	"bytes"
	_ "embed" // for the file below
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

// MarkTitle heads the column of reasons in a marked file. It is the same in both languages, so that it is known again when
// the file comes back.
//
//go:embed mark.txt
var MarkTitle string

// Mark writes a file again, in UTF-8 for spreadsheets, with what is wrong in a last column of its own; say puts a message
// into the reader's language. Lines keep their numbers, and the file can be corrected and handed in again as it is. A line
// that could not be taken apart becomes one cell, and what a spreadsheet would run as a formula is given an apostrophe. look
// is what Sniff said of the file, and problems are in the order of their lines.
func Mark(w io.Writer, r io.Reader, look Look, problems []Problem, say func(key string, args ...any) string) error {
	if _, err := io.WriteString(w, BOM); err != nil {
		return err
	}
	m := marker{out: csv.NewWriter(w), problems: problems, say: say}
	m.out.UseCRLF = true
	lines := NewScanner(r, look.GB18030)
	for {
		row, err := lines.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			if m.line == 0 {
				lines.marked(&row) // what an earlier marking said is no longer true
			}
			err = m.row(row)
		}
		if err != nil {
			return err
		}
	}
	m.out.Flush()
	return m.out.Error()
}

type marker struct {
	out      *csv.Writer
	problems []Problem
	say      func(key string, args ...any) string
	line     int // written last
	width    int // of the header
}

// row writes one line and, before it, the blank ones that the scanner passes over.
func (m *marker) row(r Row) error {
	for m.line++; m.line < r.Line; m.line++ {
		if err := m.out.Write([]string{""}); err != nil {
			return err
		}
	}
	cells := []string{harmless(r.raw)}
	if r.wrong == "" {
		cells = cells[:0]
		for _, c := range r.Cells {
			cells = append(cells, harmless(c))
		}
	}
	reasons := m.reasons(r.Line)
	if m.width == 0 {
		m.width = len(cells)
		reasons = strings.TrimSuffix(MarkTitle+": "+reasons, ": ")
	}
	for reasons != "" && len(cells) < m.width {
		cells = append(cells, "")
	}
	if reasons != "" {
		cells = append(cells, reasons)
	}
	return m.out.Write(cells)
}

// reasons are what is wrong with a line, each column named.
func (m *marker) reasons(line int) string {
	var list []string
	for len(m.problems) > 0 && m.problems[0].Line <= line {
		p := m.problems[0]
		reason := m.say(p.Key, p.Args...)
		if p.Column != "" {
			reason = p.Column + ": " + reason
		}
		list, m.problems = append(list, reason), m.problems[1:]
	}
	return strings.Join(list, " ")
}

// harmless keeps a spreadsheet from running a cell.
func harmless(cell []byte) string {
	text := strings.ToValidUTF8(string(cell), "\ufffd")
	if first := bytes.TrimLeft(cell, " "); len(first) > 0 && strings.IndexByte("=+@\t", first[0]) >= 0 {
		return "'" + text
	}
	return text
}
