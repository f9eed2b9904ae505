package exchange

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"slices"
	"time"

	"gopkg.in/yaml.v3"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

// Layout is the form of one kind of file of one partner, from some day on.
type Layout struct {
	Format   int    // of this text; 1
	ID       string // such as workorder_12345
	Partner  i18n.Name
	Title    i18n.Name
	Note     i18n.Name
	From     string    // YYYY-MM-DD from which the partner uses it
	Source   i18n.Name // where the form comes from
	Verified bool      // somebody compared it with a file of the partner
	Shape    string    // of the file: csv (or empty), or fixed
	Persons  bool      // rows are of persons alone, never of organisations
	Columns  []Column
}

// Column is one column of the file.
type Column struct {
	Field    string // our name: lower-case letters, digits, underscores
	Header   string // the partner's name for it
	Kind     Kind
	Required bool              // no row may leave it blank
	Key      bool              // with the other key columns it tells rows apart, and no two rows may agree in all of them
	Max      int               // characters of a text, up to 1,000
	Shape    string            // of a date or time: how Go writes 2006-01-02 15:04:05 in it; empty for the standard form. Of money: yuan (or empty) or fen
	Width    int               // bytes in GB18030, of a file of fixed width
	Choices  map[string]string // the partner's word to ours
}

// The shapes of a file. One of fixed width has no line of headers; each line has every column at its width, in GB18030: texts from
// the left, filled with blanks, money from the right, filled with noughts.
const (
	CSV   = "csv"
	Fixed = "fixed"
)

// Kind is what a column holds.
type Kind string

// The kinds. Values of ours are texts: a day as YYYY-MM-DD, a time as YYYY-MM-DDThh:mm:ss in Asia/Shanghai, a choice by our word, money in
// yuan with two decimals (money.Fen.Plain).
const (
	Text   Kind = "text"
	Day    Kind = "day"
	Time   Kind = "time"
	Choice Kind = "choice"
	Money  Kind = "money"
)

// Fen is the shape of money without a decimal point.
const Fen = "fen"

const (
	maxLayout  = 64 << 10 // bytes
	maxColumns = 100
	maxText    = 1000 // characters, as csvfile allows
)

var fieldName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)

// ReadLayout reads a layout from YAML. Whatever is wrong is fault.Invalid, tied to its field.
func ReadLayout(raw []byte) (*Layout, error) {
	if len(raw) > maxLayout {
		return nil, fault.New(fault.Invalid, "exchange.layout.size", "max", maxLayout>>10)
	}
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	l := &Layout{}
	if err := d.Decode(l); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "exchange.layout.yaml", "detail", err.Error())
	}
	if err := d.Decode(&Layout{}); !errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Invalid, "exchange.layout.yaml", "detail", "more than one document")
	}
	return l, l.check()
}

func (l *Layout) check() error {
	_, day := time.Parse(time.DateOnly, l.From)
	switch {
	case l.Format != 1:
		return wrong("format")
	case !fieldName.MatchString(l.ID):
		return wrong("id")
	case l.Partner.Zh == "" || l.Partner.En == "":
		return wrong("partner")
	case l.Title.Zh == "" || l.Title.En == "":
		return wrong("title")
	case l.Source.Zh == "" || l.Source.En == "":
		return wrong("source")
	case day != nil:
		return wrong("from")
	case l.Shape != "" && l.Shape != CSV && l.Shape != Fixed:
		return wrong("shape")
	case len(l.Columns) == 0 || len(l.Columns) > maxColumns:
		return wrong("columns")
	case !slices.ContainsFunc(l.Columns, func(c Column) bool { return c.Key }):
		return fault.New(fault.Invalid, "exchange.layout.key").At("columns")
	}
	fields, headers := map[string]bool{}, map[string]bool{}
	for i := range l.Columns {
		c := &l.Columns[i]
		if fields[c.Field] || headers[c.Header] {
			return fault.New(fault.Invalid, "exchange.layout.twice", "column", c.Header).At("columns." + c.Field)
		}
		fields[c.Field], headers[c.Header] = true, true
		if !c.sound() || (l.Shape == Fixed) != (c.Width > 0) || c.Width > maxText {
			return wrong("columns." + c.Field)
		}
	}
	return nil
}

// Names refuses a layout without a column for each of some fields: those that a use case cannot do without.
func (l *Layout) Names(fields ...string) error {
	for _, f := range fields {
		if !slices.ContainsFunc(l.Columns, func(c Column) bool { return c.Field == f }) {
			return fault.New(fault.Invalid, "exchange.layout.lacks", "field", f).At("layout")
		}
	}
	return nil
}

// sound tells whether a column is complete and says nothing that its kind does not use. Every word of ours stands for one of the
// partner's, or a file that is written could not be read again.
func (c *Column) sound() bool {
	ours := map[string]bool{}
	for theirs, word := range c.Choices {
		if theirs == "" || !fieldName.MatchString(word) || ours[word] {
			return false
		}
		ours[word] = true
	}
	if !fieldName.MatchString(c.Field) || c.Header == "" || c.Key && !c.Required {
		return false
	}
	switch c.Kind {
	case Text:
		return c.Max > 0 && c.Max <= maxText && c.Shape == "" && c.Choices == nil
	case Day, Time:
		return c.Max == 0 && c.Choices == nil && c.lossless()
	case Choice:
		return c.Max == 0 && c.Shape == "" && len(c.Choices) > 0
	case Money:
		return c.Max == 0 && c.Choices == nil && (c.Shape == "" || c.Shape == "yuan" || c.Shape == Fen)
	}
	return false
}

// lossless tells whether the shape of a date or time keeps the day, and of a time the minute.
func (c *Column) lossless() bool {
	at := time.Date(2026, 11, 23, 17, 45, 0, 0, time.UTC)
	if c.Kind == Day {
		at = at.Truncate(24 * time.Hour)
	}
	back, err := time.Parse(c.shape(), at.Format(c.shape()))
	return err == nil && back.Equal(at)
}

// shape is how the partner writes a date or time.
func (c *Column) shape() string {
	switch {
	case c.Shape != "":
		return c.Shape
	case c.Kind == Day:
		return time.DateOnly
	}
	return time.DateTime
}

// form is how we write it.
func (c *Column) form() string {
	if c.Kind == Day {
		return time.DateOnly
	}
	return "2006-01-02T15:04:05"
}

func wrong(at string) error {
	return fault.New(fault.Invalid, "exchange.layout.field", "at", at).At(at)
}
