package form

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"time"

	"gopkg.in/yaml.v3"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

// Layout is a form as it is written.
type Layout struct {
	Format    int // of the text; 1
	ID        string
	Title     i18n.Name
	Purpose   i18n.Name
	Number    string    // 表号; without it nobody may fill the form
	Authority i18n.Name // 制定机关
	Approval  string    // 批准文号 or 备案文号
	From, To  string    // 有效期, both days included
	Yearly    int       // how often a person fills it in a year; 0 is once ever
	Fields    []Field

	version string
}

// Field is one thing on the form. A field with Source is not asked: what that register holds of the element is shown.
type Field struct {
	ID       string
	Title    i18n.Name
	Purpose  i18n.Name // why it is needed
	Element  string    // of data, the same in all forms: person.birth
	Source   string    // the register that holds it, or empty when the person is asked
	Type     Type
	Options  []Option // of a choice
	Most     int      // characters of a text, 200 when left out
	Required bool
}

// Type is what sort of answer a field takes.
type Type string

// The types. A number is whole; a date is YYYY-MM-DD.
const (
	Text    Type = "text"
	Number  Type = "number"
	Date    Type = "date"
	Choice  Type = "choice"
	Boolean Type = "boolean"
)

// Option is one value of a choice.
type Option struct {
	ID    string
	Title i18n.Name
}

// The bounds of a layout.
const (
	maxText    = 1 << 18
	maxFields  = 200
	maxAnswer  = 2000
	someAnswer = 200
	maxYearly  = 366
)

var (
	idForm      = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)
	elementForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,30}(\.[a-z][a-z0-9_]{0,30})+$`)
)

// flaw is what is wrong with a layout or an answer, and at which field.
func flaw(at, key string, args ...any) error {
	return fault.New(fault.Invalid, key, append([]any{"at", at}, args...)...).At(at)
}

// Read reads a layout from YAML and checks its form; whether it may ask what it asks, Lint says. The error is fault.Invalid,
// tied to its field.
func Read(raw []byte) (*Layout, error) {
	if len(raw) > maxText {
		return nil, fault.New(fault.Invalid, "form.size", "bytes", maxText)
	}
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	l := &Layout{}
	if err := d.Decode(l); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "form.yaml", "detail", err.Error())
	}
	if err := d.Decode(&Layout{}); !errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Invalid, "form.yaml", "detail", "more than one document")
	}
	if err := l.check(); err != nil {
		return nil, err
	}
	canonical, err := json.Marshal(l)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(canonical)
	l.version = hex.EncodeToString(sum[:])
	return l, nil
}

// Version is the SHA-256 of all that the layout says.
func (l *Layout) Version() string { return l.version }

func (l *Layout) check() error {
	switch {
	case l.Format != 1:
		return flaw("format", "form.value", "value", l.Format)
	case !idForm.MatchString(l.ID):
		return flaw("id", "form.value", "value", l.ID)
	case l.Yearly < 0 || l.Yearly > maxYearly:
		return flaw("yearly", "form.value", "value", l.Yearly)
	case len(l.Fields) == 0 || len(l.Fields) > maxFields:
		return flaw("fields", "form.fields", "most", maxFields)
	}
	for at, n := range map[string]i18n.Name{"title": l.Title, "purpose": l.Purpose, "authority": l.Authority} {
		if n.Zh == "" || n.En == "" {
			return flaw(at, "form.title")
		}
	}
	for at, day := range map[string]string{"from": l.From, "to": l.To} {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return flaw(at, "form.value", "value", day)
		}
	}
	if l.To < l.From {
		return flaw("to", "form.value", "value", l.To)
	}
	for i, f := range l.Fields {
		if slices.ContainsFunc(l.Fields[:i], func(o Field) bool { return o.ID == f.ID || o.Element == f.Element }) {
			return flaw("fields."+f.ID, "form.twice", "name", f.ID)
		}
		if err := f.check(); err != nil {
			return err
		}
	}
	return nil
}

func (f Field) check() error {
	at := "fields." + f.ID
	switch {
	case !idForm.MatchString(f.ID):
		return flaw(at, "form.value", "value", f.ID)
	case !elementForm.MatchString(f.Element):
		return flaw(at+".element", "form.value", "value", f.Element)
	case f.Title.Zh == "" || f.Title.En == "":
		return flaw(at+".title", "form.title")
	case f.Purpose.Zh == "" || f.Purpose.En == "":
		return flaw(at+".purpose", "form.title")
	case !slices.Contains([]Type{Text, Number, Date, Choice, Boolean}, f.Type):
		return flaw(at+".type", "form.value", "value", string(f.Type))
	case (f.Type == Choice) != (len(f.Options) > 0):
		return flaw(at+".options", "form.value", "value", len(f.Options))
	case f.Most < 0 || f.Most > maxAnswer || f.Most > 0 && f.Type != Text:
		return flaw(at+".most", "form.value", "value", f.Most)
	}
	for i, o := range f.Options {
		if o.ID == "" || o.Title.Zh == "" || o.Title.En == "" || slices.ContainsFunc(f.Options[:i], func(p Option) bool { return p.ID == o.ID }) {
			return flaw(fmt.Sprintf("%s.options.%d", at, i+1), "form.title")
		}
	}
	return nil
}

// Fillable tells why a form may not be filled on a day: fault.Conflict when it has no number, authority's paper or is outside
// its days; nil when it may.
func (l *Layout) Fillable(on string) error {
	switch {
	case l.Number == "" || l.Approval == "":
		return fault.New(fault.Conflict, "form.unnumbered", "form", l.ID)
	case on < l.From:
		return fault.New(fault.Conflict, "form.early", "from", l.From)
	case on > l.To:
		return fault.New(fault.Conflict, "form.expired", "to", l.To)
	}
	return nil
}
