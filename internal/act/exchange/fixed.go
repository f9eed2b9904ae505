package exchange

import (
	"bytes"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"

	"mihe/internal/base/csvfile"
)

// writeFixed writes rows as lines of fixed width, each ended as the partners' systems end theirs. What does not fit into its column is
// refused, never cut.
func (l *Layout) writeFixed(rows []map[string]string) ([]byte, error) {
	var b bytes.Buffer
	for n, row := range rows {
		for i := range l.Columns {
			c := &l.Columns[i]
			cell, err := c.written(row, n)
			if err != nil {
				return nil, err
			}
			raw, err := simplifiedchinese.GB18030.NewEncoder().String(cell)
			gap := c.Width - len(raw)
			if err != nil || gap < 0 {
				return nil, unwritable(c, n)
			}
			switch {
			case c.Kind == Money && cell != "":
				sign, digits := "", raw
				if rest, negative := strings.CutPrefix(raw, "-"); negative {
					sign, digits = "-", rest
				}
				b.WriteString(sign + strings.Repeat("0", gap) + digits)
			default:
				b.WriteString(raw + strings.Repeat(" ", gap))
			}
		}
		b.WriteString("\r\n")
	}
	return b.Bytes(), nil
}

// readFixed reads lines of fixed width. A line of another length is a problem, and so is a column that ends within a character.
func (r *reader) readFixed(raw []byte) {
	width := 0
	for i, c := range r.layout.Columns {
		r.at = append(r.at, i)
		width += c.Width
	}
	r.cells = len(r.layout.Columns)
	n := 0
	for line := range bytes.Lines(raw) {
		n++
		line = bytes.TrimRight(line, "\r\n")
		switch {
		case len(line) == 0:
			continue
		case max(len(r.file.Rows), len(r.problems)) >= maxRows:
			r.refuse(csvfile.At(n, "", "", "exchange.file.rows", "max", maxRows))
			return
		case len(line) != width:
			r.refuse(csvfile.At(n, "", "", "exchange.file.width", "bytes", len(line), "want", width))
			continue
		}
		r.row(csvfile.Row{Line: n, Cells: r.cut(line)})
	}
	if n == 0 {
		r.refuse(csvfile.At(1, "", "", "csvfile.norows"))
	}
}

// cut takes a line apart. What is no GB18030 becomes a character that no cell may hold.
func (r *reader) cut(line []byte) [][]byte {
	cells := make([][]byte, len(r.layout.Columns))
	for i, c := range r.layout.Columns {
		cell, err := simplifiedchinese.GB18030.NewDecoder().Bytes(line[:c.Width])
		if err != nil || bytes.ContainsRune(cell, '\uFFFD') {
			cell = []byte{0}
		}
		cells[i], line = cell, line[c.Width:]
	}
	return cells
}
