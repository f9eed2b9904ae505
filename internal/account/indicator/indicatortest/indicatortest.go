// Package indicatortest gives tests the indicator service over the facts that ship with the program.
package indicatortest

import (
	"context"
	"slices"
	"testing"
	"time"

	"mihe/internal/account/indicator"
	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
	"mihe/internal/record/fact/facttest"
)

// Resolver finds units on the map of the day asked for.
type Resolver struct{ Tree *region.Tree }

// Resolve implements fact.RegionResolver.
func (r Resolver) Resolve(code, on string) (region.Key, bool) { return r.Tree.At(on).Resolve(code) }

// World is a program in miniature: the shipped facts in memory, common to all nodes, and the services of one node.
type World struct {
	Common     *fact.Service // whose facts lie below those of every node
	Facts      *fact.Service // of the node
	Indicators *indicator.Service
	Regions    *region.Tree
}

// Node is the number of the world's one node.
const Node = 1

// Empty is a world in which nothing has been observed yet.
func Empty(t testing.TB) World {
	t.Helper()
	return Over(t, storetest.Open(t, facttest.Migrations()...))
}

// Over is the world of what a database holds, for tests that need other tables beside.
func Over(t testing.TB, db *store.DB) World {
	t.Helper()
	tree, err := region.Load()
	if err != nil {
		t.Fatal(err)
	}
	registry, err := indicator.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	facts := facttest.Service(db, factdb.Store{})
	facts.Vocabulary, facts.Regions = registry.Vocabulary(), Resolver{tree}
	facts.Now = func() time.Time { return time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC) }
	seen := fact.Layered{Facts: factdb.Store{}}
	w := World{Regions: tree, Common: facttest.Of(facts, seen.Common), Facts: facttest.Of(facts, Node)}
	w.Facts.Seen = seen
	if w.Indicators, err = indicator.NewService(db, seen, Node, tree, registry); err != nil {
		t.Fatal(err)
	}
	return w
}

// Inside is the service of those who may see what is not public; nothing of the variables named has been approved.
func (w World) Inside(t testing.TB, internal ...string) *indicator.Service {
	t.Helper()
	s, err := indicator.NewInternalService(w.Facts.DB, marked{w.Facts.Seen, internal}, Node, w.Regions, w.Indicators.Registry())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// marked says of some variables that nothing has been approved.
type marked struct {
	fact.Reader
	internal []string
}

// Holdings implements fact.Reader.
func (m marked) Holdings(q store.Queryer, node int64) ([]fact.Holding, error) {
	all, err := m.Reader.Holdings(q, node)
	for i := range all {
		all[i].Internal = slices.Contains(m.internal, all[i].Variable)
	}
	return all, err
}

// Reader is an account that may see what is not public and import more of it, in the whole country.
func Reader(t testing.TB) access.Actor {
	t.Helper()
	p, err := access.NewPolicy(map[access.Role][]access.Right{"reader": {indicator.CanReadInternal, fact.CanImport}})
	if err != nil {
		t.Fatal(err)
	}
	return p.Actor("user-a", "person-a", []access.Mandate{{Role: "reader", At: region.Country}},
		func(above, _ region.Key) bool { return above == region.Country })
}

// Shipped loads the shipped facts into a database in memory, which takes about two seconds; share it between tests that
// only read.
func Shipped(t testing.TB) World {
	t.Helper()
	w := Empty(t)
	w.Load(t)
	return w
}

// Load stores the shipped facts.
func (w World) Load(t testing.TB) {
	t.Helper()
	if _, _, err := w.Common.Load(context.Background(), access.Operator(), "shipped", fact.Shipped(), nil); err != nil {
		t.Fatal(err)
	}
}
