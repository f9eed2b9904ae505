// Package indicatortest gives tests the indicator service over the facts that ship with the program.
package indicatortest

import (
	"context"
	"testing"
	"time"

	"mihe/internal/account/indicator"
	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store/storetest"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
)

// Resolver finds units on the map of the day asked for.
type Resolver struct{ Tree *region.Tree }

// Resolve implements fact.RegionResolver.
func (r Resolver) Resolve(code, on string) (region.Key, bool) { return r.Tree.At(on).Resolve(code) }

// World is a program in miniature: the shipped facts in memory, and the services over them.
type World struct {
	Facts      *fact.Service
	Indicators *indicator.Service
	Regions    *region.Tree
}

// Empty is a world in which nothing has been observed yet.
func Empty(t testing.TB) World {
	t.Helper()
	tree, err := region.Load()
	if err != nil {
		t.Fatal(err)
	}
	registry, err := indicator.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	db := storetest.Open(t, factdb.Migrations())
	w := World{Regions: tree, Facts: &fact.Service{
		DB: db, Store: factdb.Store{}, Node: 1, Vocabulary: registry.Vocabulary(), Regions: Resolver{tree},
		Now: func() time.Time { return time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC) },
	}}
	if w.Indicators, err = indicator.NewService(db, factdb.Store{}, 1, tree, registry); err != nil {
		t.Fatal(err)
	}
	return w
}

// Shipped loads the shipped facts into a database in memory, which takes about two seconds; share it between tests that
// only read.
func Shipped(t testing.TB) World {
	t.Helper()
	w := Empty(t)
	if _, _, err := w.Facts.Load(context.Background(), access.Operator(), "shipped", fact.Shipped(), nil); err != nil {
		t.Fatal(err)
	}
	return w
}
