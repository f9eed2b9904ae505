package xlsx

import (
	"io"
	"path"
	"slices"
	"strings"
)

// Book is an opened workbook. It reads from what it was opened on, which must not change. A Book is used by one
// goroutine at a time.
type Book struct {
	Sheets     []Sheet // the worksheets, in the order of their tabs
	c          *container
	workbook   string // name of the main part
	related    []relation
	date1904   bool
	formats    []format // by the style number of a cell
	texts      *texts   // nil until needed
	properties map[string]string
}

// Sheet is one worksheet.
type Sheet struct {
	Name   string
	Hidden bool // in whatever way
	part   string
}

// The bounds of what is listed.
const (
	maxSheets = 500
	maxList   = 70_000 // relations, styles, properties, formats
)

// Open judges a workbook and reads all but its sheets. The error is an *Error unless reading itself failed.
func Open(r io.ReaderAt, size int64) (*Book, error) {
	c, err := openContainer(r, size)
	if err != nil {
		return nil, err
	}
	b := &Book{c: c}
	for _, step := range []func() error{b.contentTypes, b.root, b.sheets, b.styles} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// Sheet finds a worksheet by its name.
func (b *Book) Sheet(name string) (Sheet, bool) {
	for _, s := range b.Sheets {
		if strings.EqualFold(s.Name, name) {
			return s, true
		}
	}
	return Sheet{}, false
}

// Property returns a text that was stored with the workbook under a name of the writer's, or "".
func (b *Book) Property(name string) string { return b.properties[name] }

// relation is one line of a relationships part.
type relation struct{ id, kind, target string }

// relations reads what a part refers to; a part without relations has none.
func (b *Book) relations(part string) (found []relation, err error) {
	name := path.Join(path.Dir(part), "_rels", path.Base(part)+".rels")
	if part == "" {
		name = "_rels/.rels"
	}
	if _, ok := b.c.files[key(name)]; !ok {
		return nil, nil
	}
	return found, b.c.scan(name, func(s *scanner, t token) error {
		if t != tokenStart || string(s.local()) != "Relationship" {
			return nil
		}
		if len(found) == maxList {
			return &Error{Large, name, "too many relations"}
		}
		target := s.attr("Target")
		if s.attr("TargetMode") != "External" {
			target = resolve(part, target)
		}
		found = append(found, relation{s.attr("Id"), path.Base(s.attr("Type")), target})
		return nil
	})
}

// target is what the first relation of a kind points to, or "".
func target(all []relation, kinds ...string) string {
	for _, r := range all {
		if slices.Contains(kinds, r.kind) {
			return r.target
		}
	}
	return ""
}

// resolve finds the part that a relation names, seen from the part that has the relation.
func resolve(from, target string) string {
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(path.Clean(target), "/")
	}
	return strings.TrimPrefix(path.Join("/", path.Dir(from), target), "/")
}

// root finds the workbook part and the properties.
func (b *Book) root() error {
	related, err := b.relations("")
	if err != nil {
		return err
	}
	b.workbook = target(related, "officeDocument")
	if b.workbook == "" {
		return &Error{Damaged, "_rels/.rels", "names no workbook"}
	}
	if b.related, err = b.relations(b.workbook); err != nil {
		return err
	}
	if part := target(related, "custom-properties", "customProperties"); part != "" {
		b.properties, err = b.customProperties(part)
	}
	return err
}

// sheets reads the list of sheets.
func (b *Book) sheets() error {
	return b.c.scan(b.workbook, func(s *scanner, t token) error {
		if t != tokenStart {
			return nil
		}
		switch string(s.local()) {
		case "workbookPr":
			b.date1904 = s.yes("date1904")
		case "sheet":
			return b.sheet(s)
		}
		return nil
	})
}

func (b *Book) sheet(s *scanner) error {
	if len(b.Sheets) == maxSheets {
		return &Error{Large, b.workbook, "too many sheets"}
	}
	id := s.prefixed("id")
	at := slices.IndexFunc(b.related, func(r relation) bool { return r.id == id })
	if at < 0 {
		return s.damaged("a sheet that is nowhere")
	}
	if r := b.related[at]; r.kind == "worksheet" { // there are sheets of charts too
		hidden := s.attr("state") == "hidden" || s.attr("state") == "veryHidden"
		b.Sheets = append(b.Sheets, Sheet{s.attr("name"), hidden, r.target})
	}
	return nil
}

func (b *Book) customProperties(name string) (map[string]string, error) {
	found, property := map[string]string{}, ""
	return found, b.c.scan(name, func(s *scanner, t token) error {
		switch {
		case t == tokenStart && string(s.local()) == "property":
			property = s.attr("name")
		case t == tokenText && property != "" && len(found) < maxList:
			found[property] += strings.TrimSpace(string(s.text))
		case t == tokenEnd && string(s.local()) == "property":
			property = ""
		}
		return nil
	})
}
