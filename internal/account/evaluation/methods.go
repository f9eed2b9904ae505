package evaluation

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"mihe/data"
	"mihe/internal/account/indicator"
)

// Methods are the methods that a program knows, by their identifiers.
type Methods struct{ list []*Method }

// Shipped reads the methods that ship with the program. A broken one is an error: the program does not start with it.
func Shipped(known *indicator.Registry) (*Methods, error) {
	texts, err := data.Methods()
	if err != nil {
		return nil, err
	}
	return NewMethods(texts, known)
}

// NewMethods reads methods by name. Each must be called by its identifier, say for which level it is, and ask for nothing
// but known indicators.
func NewMethods(texts map[string][]byte, known *indicator.Registry) (*Methods, error) {
	all := &Methods{}
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		m, err := ReadMethod(bytes.NewReader(texts[name]))
		if err != nil {
			return nil, fmt.Errorf("method %s: %w", name, err)
		}
		if err := m.fits(name, known); err != nil {
			return nil, fmt.Errorf("method %s: %w", name, err)
		}
		all.list = append(all.list, m)
	}
	return all, nil
}

// fits refuses what reads well and still cannot be evaluated over a node's indicators.
func (m *Method) fits(name string, known *indicator.Registry) error {
	if m.ID != name {
		return wrongField("id", "one_of", "list", name)
	}
	if m.Data.Level == "" {
		return wrongField("data.level", "unanswered")
	}
	for _, item := range m.Indicators {
		if _, ok := known.Get(item.ID); !ok {
			return wrongField(child("indicators", item.ID, "id"), "no_indicator", "id", item.ID)
		}
	}
	return nil
}

// All returns the methods in the order of their identifiers.
func (m *Methods) All() []*Method { return slices.Clone(m.list) }

// Find returns a method by its identifier.
func (m *Methods) Find(id string) (*Method, bool) {
	i := slices.IndexFunc(m.list, func(one *Method) bool { return one.ID == id })
	if i < 0 {
		return nil, false
	}
	return m.list[i], true
}
