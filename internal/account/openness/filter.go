package openness

import (
	"slices"
	"sync"

	"mihe/internal/base/store"
	"mihe/internal/record/fact"
)

// known keeps the keys of what is public until they change: every map that is read asks for them.
type known struct {
	mu            sync.Mutex
	node, version int64
	keys          map[Key]bool // nil before the first question
}

// public returns a node's public keys as a snapshot shows them.
func (k *known) public(q store.Queryer, from Store, node int64) (map[Key]bool, error) {
	version, err := from.Version(q, node)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.keys != nil && k.node == node && k.version == version {
		return k.keys, nil
	}
	list, err := from.Public(q, node)
	if err != nil {
		return nil, err
	}
	keys := make(map[Key]bool, len(list))
	for _, one := range list {
		keys[one] = true
	}
	k.node, k.version, k.keys = node, version, keys
	return keys, nil
}

// only lets the public series through.
func (k *known) only(q store.Queryer, from Store, node int64) (fact.Only, error) {
	keys, err := k.public(q, from, node)
	return func(owner int64, s fact.Series) bool { return keys[Key{owner, s.Variable, s.Source}] }, err
}

// version moves when the facts move or what is public does: both only rise.
func version(q store.Queryer, facts fact.Reader, from Store, node int64) (int64, error) {
	a, err := facts.Version(q, node)
	if err != nil {
		return 0, err
	}
	b, err := from.Version(q, node)
	return a + b, err
}

// Filter reads only what is public, as if nothing else had ever been loaded, and of the tables no count that must not be told.
type Filter struct {
	Facts  fact.Sifter
	Store  Store
	Tables []Table
	known  known
}

var _ fact.Reader = (*Filter)(nil)

// Version implements fact.Reader.
func (f *Filter) Version(q store.Queryer, node int64) (int64, error) {
	return version(q, f.Facts, f.Store, node)
}

// Cells implements fact.Reader.
func (f *Filter) Cells(q store.Queryer, query fact.Query) ([]fact.Cell, error) {
	only, err := f.known.only(q, f.Store, query.Node)
	if err != nil {
		return nil, err
	}
	for _, t := range f.Tables {
		if query.Variable == t.Whole || query.Variable == t.Part || slices.Contains(t.Never, query.Variable) {
			return f.protected(q, query, t, only)
		}
	}
	return f.Facts.CellsOf(q, query, only)
}

// Holdings implements fact.Reader.
func (f *Filter) Holdings(q store.Queryer, node int64) ([]fact.Holding, error) {
	only, err := f.known.only(q, f.Store, node)
	if err != nil {
		return nil, err
	}
	split, err := f.Facts.Split(q, node)
	return fact.Sift(split, only), err
}

// Marked reads everything, for those who work with it, and marks the holdings of which something is not public.
type Marked struct {
	Facts fact.Sifter
	Store Store
	known known
}

var _ fact.Reader = (*Marked)(nil)

// Version implements fact.Reader; it moves with the marks too.
func (m *Marked) Version(q store.Queryer, node int64) (int64, error) {
	return version(q, m.Facts, m.Store, node)
}

// Cells implements fact.Reader.
func (m *Marked) Cells(q store.Queryer, query fact.Query) ([]fact.Cell, error) {
	return m.Facts.Cells(q, query)
}

// Holdings implements fact.Reader.
func (m *Marked) Holdings(q store.Queryer, node int64) ([]fact.Holding, error) {
	only, err := m.known.only(q, m.Store, node)
	if err != nil {
		return nil, err
	}
	split, err := m.Facts.Split(q, node)
	for i, h := range split {
		split[i].Internal = !only(h.Owner, fact.Series{Variable: h.Variable, Source: h.Source})
	}
	return fact.Sift(split, nil), err
}
