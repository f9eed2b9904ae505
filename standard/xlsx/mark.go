package xlsx

import (
	"archive/zip"
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"io"
	"slices"
	"strings"
)

// Marks are what Mark writes into a sheet.
type Marks struct {
	Heading int    // the row of the headings
	Title   string // heads the column of reasons; a column whose heading begins so is from an earlier marking
	Marks   []Mark
}

// Mark is one fault.
type Mark struct {
	Row    int
	Column int // 0 for the row as a whole
	Reason string
}

// Mark returns the workbook with the faulty cells of a sheet filled red and the reasons in a column of their own to the right of
// all others. What an earlier marking left is taken away; all else stays as it was, to the byte where nothing
// changed. The sheet passes through and is never in memory as a whole.
func (b *Book) Mark(sheet Sheet, m Marks) ([]byte, error) {
	column, err := b.reasonColumn(sheet, m)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	styles := target(b.related, "styles")
	for _, f := range b.c.list {
		if key(f.Name) == key(sheet.part) || key(f.Name) == key(styles) {
			continue
		}
		if err := z.Copy(f); err != nil {
			return nil, &Error{Damaged, f.Name, err.Error()}
		}
	}
	reds := &reds{first: len(b.formats), of: map[int]int{}}
	err = b.rewrite(z, sheet.part, func(s *scanner, w *bufio.Writer) error {
		r := remarker{s: s, w: w, reds: reds, edits: plan(m, column), reasons: column}
		return r.sheet()
	})
	if err == nil && styles != "" {
		err = b.rewrite(z, styles, func(s *scanner, w *bufio.Writer) error {
			r := restyler{s: s, w: w, reds: reds, fill: -1, earlier: -1, clones: make([][]byte, len(reds.order))}
			return r.styles()
		})
	}
	if err = errors.Join(err, z.Close()); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// reasonColumn finds the column of reasons: the one under the title, else the one after all others.
func (b *Book) reasonColumn(sheet Sheet, m Marks) (column int, err error) {
	rows, err := b.Rows(sheet)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	last, found := 0, 0
	for {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return 0, err
		}
		for _, c := range row.Cells {
			last = max(last, c.Column)
			if row.Number == m.Heading && bytes.HasPrefix(c.Text, []byte(m.Title)) {
				found = c.Column
			}
		}
	}
	if found > 0 {
		return found, nil
	}
	if last == maxColumn {
		return 0, &Error{Large, sheet.part, "no column is left for the reasons"}
	}
	return last + 1, nil
}

// edit is what happens to one cell.
type edit struct {
	row, column int
	reason      string // the text that it gets; "" paints it red
}

// plan orders the marks by row and column: each cell once, the reasons of a row in one cell. What is wrong with the headings
// follows the title.
func plan(m Marks, reasons int) []edit {
	var all []edit
	texts := map[int][]string{m.Heading: {m.Title}}
	for _, k := range m.Marks {
		if k.Column > 0 && k.Column != reasons {
			all = append(all, edit{row: k.Row, column: k.Column})
		}
		if k.Reason != "" {
			texts[k.Row] = append(texts[k.Row], k.Reason)
		}
	}
	for row, list := range texts {
		all = append(all, edit{row, reasons, strings.Join(list, " ")})
	}
	order := func(a, b edit) int { return cmp.Or(a.row-b.row, a.column-b.column) }
	slices.SortStableFunc(all, order)
	return slices.CompactFunc(all, func(a, b edit) bool { return order(a, b) == 0 })
}

// rewrite passes a part through change on its way into a new zip file.
func (b *Book) rewrite(z *zip.Writer, part string, change func(*scanner, *bufio.Writer) error) (err error) {
	r, err := b.c.open(part)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	to, err := z.CreateHeader(&zip.FileHeader{Name: b.c.files[key(part)].Name, Method: zip.Deflate, Modified: stamp})
	if err != nil {
		return err
	}
	w := bufio.NewWriter(to)
	_, _ = w.WriteString(xmlHead) // Flush tells of any error
	if err := change(newScanner(r, part), w); err != nil {
		return err
	}
	return w.Flush()
}

// reds are the red twins of styles, numbered as they are first needed.
type reds struct {
	first int // the number of the first twin; there are no styles when it is 0
	of    map[int]int
	order []int // the styles that have a twin
}

// twin is the number of the red twin of a style.
func (r *reds) twin(style int) int {
	if r.first == 0 {
		return 0
	}
	if style >= r.first {
		style = 0
	}
	id, ok := r.of[style]
	if !ok {
		id = r.first + len(r.order)
		r.of[style], r.order = id, append(r.order, style)
	}
	return id
}

// write passes a token on as it stands.
func (s *scanner) write(w *bufio.Writer) { _, _ = w.Write(s.raw) } // Flush tells of any error

// change is an attribute to set, or with an empty value to take away.
type change struct{ name, value string }

// retag writes a start tag with some attributes changed. open writes an empty element as one that is not.
func (s *scanner) retag(w io.Writer, open bool, changes ...change) {
	var b bytes.Buffer
	b.WriteByte('<')
	b.Write(s.name)
	for _, a := range s.attrs {
		if !slices.ContainsFunc(changes, func(c change) bool { return c.name == string(a.name) }) {
			quote := byte('"')
			if bytes.IndexByte(a.value, '"') >= 0 {
				quote = '\''
			}
			b.WriteByte(' ')
			b.Write(a.name)
			b.Write([]byte{'=', quote})
			b.Write(a.value)
			b.WriteByte(quote)
		}
	}
	for _, c := range changes {
		if c.value != "" {
			b.WriteString(" " + c.name + `="` + c.value + `"`)
		}
	}
	if s.empty && !open {
		b.WriteByte('/')
	}
	b.WriteByte('>')
	_, _ = w.Write(b.Bytes()) // Flush tells of any error
}
