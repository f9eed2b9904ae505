package eldercaredb_test

import (
	"context"
	"crypto/rand"
	"fmt"
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
	"mihe/internal/register/party"
)

const node = 1

var (
	county = region.Key{Code: "520521", Level: region.County}
	first  = time.Date(2026, 3, 1, 9, 0, 0, 0, calendar.China)
)

// register is made-up elders who live alone, and so are due regular visits.
type register []party.Listed

func (r register) List(_ context.Context, _ access.Actor, w party.ListWish, each func(party.Listed) error) (int64, error) {
	for _, one := range r {
		if one.Facts[party.Born].Value >= w.BornBefore {
			continue
		}
		if err := each(one); err != nil {
			return 0, err
		}
	}
	return 1, nil
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
		for i, where := range []string{"urban", "urban", "rural", "rural", "rural", "rural", "", "young"} {
			f := func(v string) party.Fact { return party.Fact{Value: v, Source: "register", AsOf: "2026-01-01"} }
			e := party.Listed{ID: fmt.Sprint("person_", i), Region: town, Facts: party.Facts{party.Born: f("1950-01"), party.LivesAlone: f("yes")}}
			switch {
			case where == "young":
				e.Facts[party.Born] = f("1966-03")
			case where != "":
				e.Facts[party.Residence] = f(where)
			}
			if i < 3 {
				e.Facts[party.VisitedBy] = f("yes")
			}
			elders = append(elders, e)
		}
		s := &eldercare.Service{
			DB: db, Store: eldercaredb.Store{}, Node: node, Home: county, People: elders, List: must(rule.Read(must(data.Rules())(t)["eldercare-entitlement"]))(t),
			Items: []string{"visits"}, Facts: facts, Title: "diagnosis", Source: "(synthetic) register", Regions: tree, Log: log,
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
		elders[3].Facts[party.VisitedBy] = elders[0].Facts[party.VisitedBy]
		later := first.Add(time.Hour)
		clock.Store(&later)
		must(s.Run(ctx, who))(t)
		if got, want := gap(), "2026-03 urban 100.0 (2 of 2) rural 50.0 (2 of 4)"; got != want {
			t.Errorf("after one service began the gap is %q, want %q", got, want)
		}
		last := must(s.Latest(ctx, who))(t)
		if got, want := fmt.Sprint(last.Cells), "[{520521901@township  1 0 0 1 0 map[visits:{1 0}]} {520521901@township rural 4 0 2 2 0 map[visits:{4 2}]} "+
			"{520521901@township urban 2 0 2 0 0 map[visits:{2 2}]}]"; got != want {
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
