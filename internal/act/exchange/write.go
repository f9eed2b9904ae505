package exchange

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"time"

	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/money"
)

// Write writes rows as the partner's file: UTF-8 with a mark, as spreadsheets want it, every column of the layout, in its order. What Read
// would refuse is refused here, as fault.Invalid at the field, and nothing is written. Cost: linear in the rows.
func (l *Layout) Write(rows []map[string]string) ([]byte, error) {
	if l.Shape == Fixed {
		return l.writeFixed(rows)
	}
	b := bytes.NewBufferString(csvfile.BOM)
	w := csv.NewWriter(b)
	line := make([]string, len(l.Columns))
	for i, c := range l.Columns {
		line[i] = c.Header
	}
	_ = w.Write(line) // a buffer takes all
	for n, row := range rows {
		for i := range l.Columns {
			cell, err := l.Columns[i].written(row, n)
			if err != nil {
				return nil, err
			}
			line[i] = cell
		}
		_ = w.Write(line)
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// OneLine joins the lines of a text: in the files of this room a row is a line.
func OneLine(text string) string { return lines.Replace(text) }

var lines = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ")

// written is the cell of a row, which Read would give back as it was.
func (c *Column) written(row map[string]string, n int) (string, error) {
	cell, ok := c.cell(row[c.Field])
	if value, why, _ := c.value([]byte(cell)); !ok || why != "" || value != row[c.Field] {
		return "", unwritable(c, n)
	}
	return cell, nil
}

func unwritable(c *Column, n int) error {
	return fault.New(fault.Invalid, "exchange.write", "row", n+1, "column", c.Header).At(c.Field)
}

// cell puts a value of ours into the partner's words; not ok where there is none for it.
func (c *Column) cell(value string) (cell string, ok bool) {
	switch {
	case value == "" || c.Kind == Text:
		return value, true
	case c.Kind == Choice:
		for theirs, word := range c.Choices {
			if word == value { // each word of ours stands once
				return theirs, true
			}
		}
		return "", false
	case c.Kind == Money:
		fen, err := money.Parse(value)
		if err != nil || c.Shape != Fen {
			return value, err == nil
		}
		return strconv.FormatInt(int64(fen), 10), true
	}
	at, err := time.Parse(c.form(), value)
	return at.Format(c.shape()), err == nil
}
