package sheetfile

import (
	"bytes"
	"errors"
	"io"

	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/standard/xlsx"
)

// Mark gives a spreadsheet back with the faulty cells red and the reasons in a column of their own, to be corrected and
// handed in again. say puts a message into the reader's language. A file of which no sheet can be read cannot be marked:
// the error is Invalid, with the message that Open has for it.
func Mark(content []byte, form Form, problems []csvfile.Problem, say func(key string, args ...any) string) ([]byte, error) {
	s, p := Open(content, form)
	if p != nil {
		return nil, fault.New(fault.Invalid, p.Key, p.Args...)
	}
	columns, err := s.named()
	if err != nil {
		return nil, refused(err)
	}
	marks := xlsx.Marks{Heading: s.header, Title: csvfile.MarkTitle}
	for _, p := range problems {
		reason := say(p.Key, p.Args...)
		if p.Column != "" {
			reason = p.Column + ": " + reason
		}
		marks.Marks = append(marks.Marks, xlsx.Mark{Row: p.Line, Column: columns[p.Column], Reason: reason})
	}
	out, err := s.book.Mark(s.sheet, marks)
	if err != nil {
		return nil, refused(err)
	}
	return out, nil
}

func refused(err error) error {
	p := problem(1, err)
	return fault.Wrap(err, fault.Invalid, p.Key, p.Args...)
}

// named finds the columns of the sheet by their names, as problems name them.
func (s *Scanner) named() (columns map[string]int, err error) {
	columns = map[string]int{}
	row, err := next(s.rows)
	if errors.Is(err, io.EOF) {
		return columns, s.Close()
	}
	if err == nil {
		s.header = row.Number
		for _, c := range row.Cells {
			columns[csvfile.Clip(string(bytes.TrimSpace(c.Text)), csvfile.TextRunes)] = c.Column
		}
	}
	return columns, errors.Join(err, s.Close())
}
