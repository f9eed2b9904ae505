package exchange

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/money"
)

const (
	maxFile = 32 << 20 // bytes
	maxRows = 50_000
)

// Row is one row of a partner's file in our words: Values by field, without those that are blank.
type Row struct {
	Line   int // of the file, from 1
	Values map[string]string
}

// File is what a partner's file says.
type File struct {
	SHA256  string // of its bytes: the same file is known again
	Rows    []Row
	Dropped []string // headers of columns that the layout does not name and nobody read
}

// Read reads a file of a layout. Either every row is good, or every problem is listed, the error is Invalid, and no row comes back.
// Cost: linear in the file.
func (l *Layout) Read(raw []byte) (*File, []csvfile.Problem, error) {
	r := reader{layout: l, keys: map[string]int{}}
	if err := r.read(raw); err != nil {
		return nil, nil, err
	}
	if n := len(r.problems); n > 0 {
		return nil, r.problems, fault.New(fault.Invalid, "exchange.file.rejected", "count", n).At("file")
	}
	return &r.file, nil, nil
}

type reader struct {
	layout   *Layout
	at       []int // where each column of the layout stands, -1 where it does not
	cells    int   // of a line
	keys     map[string]int
	file     File
	problems []csvfile.Problem
}

func (r *reader) read(raw []byte) error {
	if len(raw) > maxFile {
		r.refuse(csvfile.At(1, "", "", "exchange.file.size", "max", maxFile>>20))
		return nil
	}
	look, err := csvfile.Sniff(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	if look.Wrong != "" {
		r.refuse(csvfile.At(1, "", "", look.Wrong))
		return nil
	}
	r.file.SHA256 = look.SHA256
	if r.layout.Shape == Fixed {
		r.readFixed(raw)
		return nil
	}
	lines := csvfile.NewScanner(bytes.NewReader(raw), look.GB18030)
	head, err := lines.Next()
	if errors.Is(err, io.EOF) {
		r.refuse(csvfile.At(1, "", "", "csvfile.norows"))
		return nil
	}
	if err != nil {
		return err
	}
	if r.header(head); len(r.problems) > 0 {
		return nil
	}
	for {
		row, err := lines.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case max(len(r.file.Rows), len(r.problems)) >= maxRows:
			r.refuse(csvfile.At(row.Line, "", "", "exchange.file.rows", "max", maxRows))
			return nil
		}
		r.row(row)
	}
}

func (r *reader) refuse(p csvfile.Problem) { r.problems = append(r.problems, p) }

// header finds the columns of the layout; a column that may be blank may be missing.
func (r *reader) header(head csvfile.Row) {
	r.cells = len(head.Cells)
	names := make([]string, r.cells)
	for i, c := range head.Cells {
		names[i] = string(bytes.TrimSpace(c))
	}
	named := map[string]bool{}
	for _, c := range r.layout.Columns {
		named[c.Header] = true
		i := slices.Index(names, c.Header)
		r.at = append(r.at, i)
		switch {
		case i < 0 && c.Required:
			r.refuse(csvfile.At(head.Line, c.Header, "", "csvfile.header.missing", "column", c.Header))
		case i >= 0 && slices.Contains(names[i+1:], c.Header):
			r.refuse(csvfile.At(head.Line, c.Header, c.Header, "csvfile.header.twice"))
		}
	}
	for _, n := range names {
		if n != "" && !named[n] {
			r.file.Dropped = append(r.file.Dropped, csvfile.Clip(n, csvfile.TextRunes))
		}
	}
}

func (r *reader) row(row csvfile.Row) {
	if p, spoilt := row.Problem(r.cells); spoilt {
		r.refuse(p)
		return
	}
	values, before := map[string]string{}, len(r.problems)
	var key strings.Builder
	for i := range r.layout.Columns {
		c := &r.layout.Columns[i]
		var cell []byte
		if at := r.at[i]; at >= 0 {
			cell = row.Cells[at]
		}
		value, why, args := c.value(cell)
		if why != "" {
			r.refuse(csvfile.At(row.Line, c.Header, string(cell), why, args...))
			continue
		}
		if value != "" {
			values[c.Field] = value
		}
		if c.Key {
			key.WriteString(value + "\x00")
		}
	}
	if len(r.problems) > before {
		return
	}
	if first, twice := r.keys[key.String()]; twice {
		r.refuse(csvfile.At(row.Line, "", "", "exchange.file.twice", "line", first))
		return
	}
	r.keys[key.String()] = row.Line
	r.file.Rows = append(r.file.Rows, Row{row.Line, values})
}

// value puts a cell into our words; why and args say what is wrong with it.
func (c *Column) value(cell []byte) (value, why string, args []any) {
	clean, why, args := csvfile.Clean(cell)
	text := string(clean)
	switch {
	case why != "":
		return "", why, args
	case text == "" && c.Required:
		return "", "exchange.file.blank", nil
	case text == "":
		return "", "", nil
	case c.Kind == Choice:
		word, known := c.Choices[text]
		if !known {
			return "", "exchange.file.choice", []any{"choices", strings.Join(c.words(), " / ")}
		}
		return word, "", nil
	case c.Kind == Day || c.Kind == Time:
		at, err := time.Parse(c.shape(), text)
		if err != nil {
			return "", "exchange.file.date", []any{"example", time.Date(2026, 3, 31, 9, 30, 0, 0, time.UTC).Format(c.shape())}
		}
		return at.Format(c.form()), "", nil
	case c.Kind == Money:
		value, ok := c.amount(text)
		if !ok {
			return "", "exchange.file.money", nil
		}
		return value, "", nil
	case utf8.RuneCountInString(text) > c.Max:
		return "", "csvfile.long", []any{"max", c.Max}
	}
	return text, "", nil
}

// amount reads money. The form is the one that cell writes: another way of writing the same sum could not be told from it.
func (c *Column) amount(text string) (value string, ok bool) {
	if c.Shape == Fen {
		fen, err := strconv.ParseInt(text, 10, 64)
		return money.Fen(fen).Plain(), err == nil
	}
	fen, err := money.Parse(text)
	return fen.Plain(), err == nil
}

// words are the partner's words of a choice, sorted.
func (c *Column) words() []string {
	var words []string
	for theirs := range c.Choices {
		words = append(words, theirs)
	}
	slices.Sort(words)
	return words
}
