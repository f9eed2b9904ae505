package rule

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"

	"gopkg.in/yaml.v3"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/standard/certlogic"
)

// The bounds of a set.
const (
	maxText   = 1 << 20
	maxNames  = 256
	maxRows   = 1000
	maxInputs = 16
	maxEpochs = 200
)

// name is the form of an id.
var name = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)

// flaw is what is wrong with a set, and at which field.
func flaw(at, key string, args ...any) error {
	return fault.New(fault.Invalid, key, append([]any{"at", at}, args...)...).At(at)
}

// Read reads a set from YAML, checks it and proves its tables. Whatever is wrong is fault.Invalid, tied to its field.
func Read(raw []byte) (*Set, error) {
	if len(raw) > maxText {
		return nil, fault.New(fault.Invalid, "rule.size", "bytes", maxText)
	}
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	var doc Document
	if err := d.Decode(&doc); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "rule.yaml", "detail", err.Error())
	}
	if err := d.Decode(&Document{}); !errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Invalid, "rule.yaml", "detail", "more than one document")
	}
	return compileSet(doc)
}

// compileSet makes a set of a document.
func compileSet(doc Document) (*Set, error) {
	s := &Set{doc: doc, names: map[string]int{}, effort: maxEffort}
	if doc.Format != 1 {
		return nil, flaw("format", "rule.format")
	}
	if !name.MatchString(doc.ID) {
		return nil, flaw("id", "rule.id", "name", doc.ID)
	}
	if n := len(doc.Facts) + len(doc.Parameters) + len(doc.Steps); n >= maxNames {
		return nil, flaw("facts", "rule.names", "n", n, "most", maxNames)
	}
	if err := titled("title", doc.Title); err != nil {
		return nil, err
	}
	s.names[DecisionDay] = 0
	s.slots = append(s.slots, slot{id: DecisionDay, domain: &Domain{Kind: Date}, all: always, role: dayRole})
	for i := range doc.Facts {
		f := &s.doc.Facts[i]
		if err := s.declare("facts", f.ID, f.Title, &f.Domain, slot{role: factRole}); err != nil {
			return nil, err
		}
	}
	for i := range doc.Parameters {
		p := &s.doc.Parameters[i]
		if err := s.declare("parameters", p.ID, p.Title, &p.Domain, slot{role: parameterRole}); err != nil {
			return nil, err
		}
	}
	for i := range doc.Steps {
		if err := s.addStep(&s.doc.Steps[i]); err != nil {
			return nil, err
		}
	}
	var known bool
	if s.result, known = s.names[doc.Result]; !known || s.slots[s.result].role != stepRole {
		return nil, flaw("result", "rule.result", "name", doc.Result)
	}
	if err := s.buildEpochs(); err != nil {
		return nil, err
	}
	var err error
	s.version, err = hash(&s.doc)
	return s, err
}

// titled wants a title in both languages.
func titled(at string, n i18n.Name) error {
	if n.Zh == "" || n.En == "" {
		return flaw(at, "rule.title")
	}
	return nil
}

// declare gives a name its place.
func (s *Set) declare(list, id string, title i18n.Name, d *Domain, sl slot) error {
	at := list + "." + id
	if !name.MatchString(id) {
		return flaw(at, "rule.id", "name", id)
	}
	if _, twice := s.names[id]; twice {
		return flaw(at, "rule.twice", "name", id)
	}
	if err := titled(at+".title", title); err != nil {
		return err
	}
	for _, o := range d.Options {
		if err := titled(at+".options."+o.ID, o.Title); err != nil {
			return err
		}
	}
	all, err := d.all()
	if err != nil {
		return flaw(at+".type", "rule.domain", "name", id)
	}
	sl.id, sl.title, sl.domain, sl.all = id, title, d, all
	s.names[id] = len(s.slots)
	s.slots = append(s.slots, sl)
	return nil
}

func (s *Set) addStep(doc *Step) error {
	at := "steps." + doc.ID
	ways := 0
	for _, there := range []bool{doc.Expression != nil, doc.Years != nil, doc.Table != nil} {
		if there {
			ways++
		}
	}
	if ways != 1 {
		return flaw(at, "rule.ways")
	}
	if doc.Better != "" && doc.Better != "up" && doc.Better != "down" {
		return flaw(at+".better", "rule.better", "value", doc.Better)
	}
	st, err := s.derive(at, doc)
	if err != nil {
		return err
	}
	return s.declare("steps", doc.ID, doc.Title, &doc.Domain, slot{role: stepRole, step: st})
}

// derive compiles the way in which a step gets its value.
func (s *Set) derive(at string, doc *Step) (*step, error) {
	all, err := doc.all()
	if err != nil {
		return nil, flaw(at+".type", "rule.domain", "name", doc.ID)
	}
	switch {
	case doc.Years != nil:
		from, err := s.dateSlot(at+".years.from", doc.Years.From)
		if err != nil {
			return nil, err
		}
		to, err := s.dateSlot(at+".years.to", doc.Years.To)
		if err != nil {
			return nil, err
		}
		if doc.Kind != Number || doc.Decimals != 0 {
			return nil, flaw(at+".type", "rule.type", "detail", string(doc.Kind))
		}
		return &step{years: &[2]int{from, to}}, nil
	case doc.Table != nil:
		t, err := s.readTable(at+".table", doc, all)
		return &step{table: t}, err
	default:
		n, err := s.expression(at+".expression", doc)
		return &step{expression: n}, err
	}
}

func (s *Set) dateSlot(at, id string) (int, error) {
	i, known := s.names[id]
	if !known {
		return 0, flaw(at, "rule.unknown", "name", id)
	}
	if s.slots[i].domain.Kind != Date {
		return 0, flaw(at, "rule.type", "detail", string(s.slots[i].domain.Kind))
	}
	return i, nil
}

// expression reads CertLogic that was written as YAML; it means what the same JSON means.
func (s *Set) expression(at string, doc *Step) (*node, error) {
	raw, err := json.Marshal(doc.Expression)
	if err != nil {
		return nil, flaw(at, "rule.expression", "detail", err.Error())
	}
	e, err := certlogic.Parse(raw)
	if err != nil {
		return nil, flaw(at, "rule.expression", "detail", err.Error())
	}
	n, t, err := (&compiler{s.names, s.slots}).compile(e)
	if u, ok := errors.AsType[unknownNameError](err); ok {
		return nil, flaw(at, "rule.unknown", "name", string(u))
	}
	if err != nil {
		return nil, flaw(at, "rule.type", "detail", err.Error())
	}
	if !t.fits(&doc.Domain) {
		return nil, flaw(at, "rule.type", "detail", fmt.Sprintf("%v -> %v", t, typeOf(&doc.Domain)))
	}
	return n, nil
}

func (s *Set) readTable(at string, doc *Step, all span) (*table, error) {
	in := doc.Table
	if in.Hit != Unique && in.Hit != First && in.Hit != Collect {
		return nil, flaw(at+".hit", "rule.hit", "hit", string(in.Hit))
	}
	if n := len(in.Rows); n == 0 || n > maxRows || len(in.Inputs) == 0 || len(in.Inputs) > maxInputs {
		return nil, flaw(at+".rows", "rule.table.size", "rows", maxRows, "inputs", maxInputs)
	}
	if in.Hit == Collect && doc.Kind != Choice {
		return nil, flaw(at+".hit", "rule.type", "detail", string(doc.Kind))
	}
	t := &table{hit: in.Hit, rows: in.Rows}
	named := map[string]bool{}
	for _, id := range in.Inputs {
		i, known := s.names[id]
		if !known || s.slots[i].role == parameterRole || s.slots[i].lists() {
			return nil, flaw(at+".inputs", "rule.unknown", "name", id)
		}
		if named[id] {
			return nil, flaw(at+".inputs", "rule.twice", "name", id)
		}
		named[id] = true
		t.inputs = append(t.inputs, i)
	}
	for i, row := range in.Rows {
		for _, id := range slices.Sorted(maps.Keys(row.When)) {
			if !named[id] {
				return nil, flaw(fmt.Sprintf("%s.rows.%d.when.%s", at, i+1, id), "rule.unknown", "name", id)
			}
		}
		then, err := doc.parse(row.Then, all)
		if err != nil {
			return nil, flaw(fmt.Sprintf("%s.rows.%d.then", at, i+1), "rule.value", "value", row.Then)
		}
		t.then = append(t.then, then)
		t.named = append(t.named, s.parametersIn(row))
	}
	t.values = slices.Compact(slices.Sorted(slices.Values(t.then)))
	return t, nil
}

// parametersIn are the parameters that the cells of a row name; names that are none are found when cells are resolved.
func (s *Set) parametersIn(row Row) (names nameset) {
	for _, c := range row.When {
		for _, text := range append([]string{c.From, c.Above, c.To, c.Below}, c.Is...) {
			if id, is := parameterName(text); is && s.names[id] > 0 {
				names = names.with(one(s.names[id]))
			}
		}
	}
	return names
}
