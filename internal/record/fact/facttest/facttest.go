// Package facttest is sample data for whoever stores or reads facts, and the exercise that every store of facts must
// pass on every database.
package facttest

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"
	"time"

	"mihe/internal/base/calendar"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
)

// Now is the fixed clock of the tests.
var Now = time.Date(2026, 3, 1, 9, 0, 0, 0, calendar.China)

// Vocabulary has one target of every kind that a row can meet.
var Vocabulary = fact.Vocabulary{
	"population":      {Variable: "population", Max: 2e9, Integer: true},
	"broadband_share": {Variable: "broadband_share", Max: 100, Decimals: 2},
	"income_rural":    {Variable: "income", Residence: fact.Rural, Max: 1e7},
	"income_both":     {Variable: "income", Residence: fact.Required, Residences: []string{fact.Urban, fact.Rural}, Max: 1e7},
	"girls":           {Variable: "pupils", Sex: fact.Female, Max: 1e9},
	"by_sex":          {Variable: "teachers", Sex: fact.Required, Max: 1e9},
	"urban_share":     {Variable: "urban_share", Max: 100, Parts: []string{"population_urban", "population"}},
	"growth":          {Variable: "growth", Min: -100, Max: 1000},
}

// Regions knows a few units, one of them at two levels.
type Regions map[string]region.Key

// SampleRegions are the nation, Guizhou, Bijie, Hezhang and Dongguan.
var SampleRegions = Regions{
	"000000":            region.Country,
	"520000":            {Code: "520000", Level: region.Province},
	"520500":            {Code: "520500", Level: region.Prefecture},
	"520526":            {Code: "520526", Level: region.County},
	"520527":            {Code: "520527", Level: region.County},
	"441900":            {Code: "441900", Level: region.County},
	"441900@county":     {Code: "441900", Level: region.County},
	"441900@prefecture": {Code: "441900", Level: region.Prefecture},
}

// Resolve implements fact.RegionResolver; the sample units have always existed.
func (r Regions) Resolve(code, _ string) (region.Key, bool) {
	key, ok := r[code]
	return key, ok
}

// Migrations are the tables that facts need: their own, and the ledger's.
func Migrations() []store.Migrations {
	return []store.Migrations{ledgerdb.Migrations(), factdb.Migrations()}
}

// Own is a source that only the program itself writes.
const Own = "the program's own"

// Service returns a service of node 1 over db with the sample vocabulary, regions and clock.
func Service(db *store.DB, records fact.Store) *fact.Service {
	return Of(&fact.Service{
		DB: db, Store: records, Home: region.Country, Vocabulary: Vocabulary, Regions: SampleRegions, Own: []string{Own},
		Now: func() time.Time { return Now }, Random: rand.Reader,
	}, 1)
}

// Of returns the same service for another node.
func Of(s *fact.Service, node int64) *fact.Service {
	other := *s
	other.Node = node
	other.Log = &ledger.Log{Store: ledgerdb.Store{}, Node: node, NodeID: fmt.Sprint("node_", node), Now: s.Now}
	return &other
}

// File returns an import file with the given content.
func File(name, content string) fact.ImportFile {
	return fact.ImportFile{
		Name: name, Size: int64(len(content)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil },
	}
}

// Header is the first line of an import file.
var Header = strings.Join(fact.Columns[:], ",") + "\n"

// Observation returns an observation of Hezhang's population in 2020, changed by the given functions.
func Observation(change ...func(o *fact.Observation)) fact.Observation {
	o := fact.Observation{
		Variable: "population", Region: region.Key{Code: "520526", Level: region.County}, Period: "2020",
		Source: "census", Value: 650000, State: fact.Observed,
	}
	for _, f := range change {
		f(&o)
	}
	return o
}

// Seq makes the argument of Load.
func Seq(all ...fact.Observation) iter.Seq2[fact.Observation, error] {
	return func(yield func(fact.Observation, error) bool) {
		for _, o := range all {
			if !yield(o, nil) {
				return
			}
		}
	}
}

// Grid returns the observations of every combination of variables v00, v01, ..., years from 2001 on, and made-up
// counties from 100001 on, for measurements. The values have one decimal.
func Grid(variables, years, units int) iter.Seq2[fact.Observation, error] {
	return func(yield func(fact.Observation, error) bool) {
		for v := range variables {
			for y := range years {
				for u := range units {
					o := fact.Observation{
						Variable: fmt.Sprintf("v%02d", v), Region: region.Key{Code: region.Code(fmt.Sprint(100001 + u)), Level: region.County},
						Period: fmt.Sprint(2001 + y), Source: "generated", Value: float64((v*7919+y*104729+u*31)%100000) / 10, Decimals: 1,
						State: fact.Observed,
					}
					if !yield(o, nil) {
						return
					}
				}
			}
		}
	}
}

// Cells reads one map, and fails the test when that fails.
func Cells(t testing.TB, s *fact.Service, q fact.Query) []fact.Cell {
	t.Helper()
	if q.Node == 0 {
		q.Node = s.Node
	}
	var cells []fact.Cell
	read(t, s, func(from store.Queryer) (err error) {
		cells, err = s.Store.Cells(from, q)
		return err
	})
	return cells
}

// Version reads the version.
func Version(t testing.TB, s *fact.Service) (version int64) {
	t.Helper()
	read(t, s, func(from store.Queryer) (err error) {
		version, err = s.Store.Version(from, s.Node)
		return err
	})
	return version
}

// Holdings reads the holdings.
func Holdings(t testing.TB, s *fact.Service) (all []fact.Holding) {
	t.Helper()
	read(t, s, func(from store.Queryer) (err error) {
		all, err = s.Store.Holdings(from, s.Node)
		return err
	})
	return all
}

func read(t testing.TB, s *fact.Service, fn func(store.Queryer) error) {
	t.Helper()
	if err := s.DB.Read(context.Background(), fn); err != nil {
		t.Fatalf("read: %v", err)
	}
}
