package eldercaredb_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"iter"
	"sync/atomic"
	"testing"
	"time"

	"mihe/data"
	"mihe/internal/account/indicator"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/decide/rule"
	"mihe/internal/programme/eldercare"
	"mihe/internal/programme/eldercare/eldercaredb"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
)

const node = 1

var (
	county = region.Key{Code: "520521", Level: region.County}
	first  = time.Date(2026, 3, 1, 9, 0, 0, 0, calendar.China)
)

// register is made-up elders, of whom all are due the two items that are looked at.
type register []eldercare.Elder

func (r register) Elders(store.Queryer, int64, string) iter.Seq2[eldercare.Elder, error] {
	return func(yield func(eldercare.Elder, error) bool) {
		for _, e := range r {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// TestTheGapFollowsFromTheRegister runs a diagnosis, reads the gap that it makes, lets one service begin, and reads it again: nothing is typed.
func TestTheGapFollowsFromTheRegister(t *testing.T) {
	storetest.Each(t, []store.Migrations{ledgerdb.Migrations(), factdb.Migrations(), eldercaredb.Migrations()}, func(t *testing.T, db *store.DB) {
		tree := must(region.Load())(t)
		tree.SetTownships(region.SyntheticTownships(county, 2, 1, "2020-01-01"))
		town := region.Key{Code: "520521901", Level: region.Township}
		clock := atomic.Pointer[time.Time]{}
		clock.Store(&first)
		now := func() time.Time { return *clock.Load() }
		log := &ledger.Log{Store: ledgerdb.Store{}, Node: node, NodeID: "node_a", Now: now}
		facts := &fact.Service{DB: db, Store: factdb.Store{}, Node: node, Home: county, Log: log, Now: now, Random: rand.Reader}
		elders := register{}
		for i, where := range []eldercare.Residence{"urban", "urban", "rural", "rural", "rural", "rural", ""} {
			e := eldercare.Elder{Person: fmt.Sprint("person_", i), Place: town, Residence: where, Facts: map[string]any{"birth": "1950-01-31"}}
			if i < 3 {
				e.Current = []string{"health_management", "ability_assessment"}
			}
			elders = append(elders, e)
		}
		s := &eldercare.Service{
			DB: db, Store: eldercaredb.Store{}, Node: node, Home: county, Register: elders, List: must(rule.Read(must(data.Rules())(t)["eldercare-entitlement"]))(t),
			Items: []string{"ability_assessment", "health_management"}, Facts: facts, Title: "diagnosis", Source: "(synthetic) register", Regions: tree, Log: log,
			Now: now, Random: rand.Reader,
		}
		registry := must(indicator.Shipped())(t)
		measures := must(indicator.NewInternalService(db, factdb.Store{}, node, tree, registry))(t)
		ctx, who := context.Background(), access.System("sample", eldercare.CanDiagnose, eldercare.CanRead, indicator.CanReadInternal)

		if r, err := s.Latest(ctx, who); r != nil || err != nil {
			t.Fatalf("before any: %v, %v", r, err)
		}
		gap := func() string {
			t.Helper()
			g := must(measures.Gap(ctx, who, indicator.Question{ID: "eldercare_services", By: indicator.ByUrbanRural, Within: string(county.Code)}))(t)
			out := g.Question.Period
			for _, group := range g.Groups {
				out += fmt.Sprintf(" %s %.1f (%v of %v)", group.Code, *group.Value, *group.Numerator, *group.Denominator)
			}
			return out
		}
		must(s.Run(ctx, who))(t)
		if got, want := gap(), "2026-03 urban 100.0 (2 of 2) rural 25.0 (1 of 4)"; got != want {
			t.Errorf("the first gap is %q, want %q", got, want)
		}
		elders[3].Current = elders[0].Current
		later := first.Add(time.Hour)
		clock.Store(&later)
		must(s.Run(ctx, who))(t)
		if got, want := gap(), "2026-03 urban 100.0 (2 of 2) rural 50.0 (2 of 4)"; got != want {
			t.Errorf("after one service began the gap is %q, want %q", got, want)
		}
		last := must(s.Latest(ctx, who))(t)
		if got, want := fmt.Sprint(last.Cells), "[{520521901@township  1 0 0 1 0 map[ability_assessment:{1 0} health_management:{1 0}]} "+
			"{520521901@township rural 4 0 2 2 0 map[ability_assessment:{4 2} health_management:{4 2}]} "+
			"{520521901@township urban 2 0 2 0 0 map[ability_assessment:{2 2} health_management:{2 2}]}]"; got != want {
			t.Errorf("kept %s, want %s", got, want)
		}
		if _, err := s.Run(ctx, access.System("other", eldercare.CanRead)); fault.KindOf(err) != fault.Denied {
			t.Errorf("without the right: %v", err)
		}
		if _, err := s.Latest(ctx, access.Actor{}); err == nil {
			t.Errorf("the zero actor: %v", err)
		}
	})
}
