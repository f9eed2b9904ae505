// Package eldercaretest gives tests elder care in miniature: one county with two made-up townships, a made-up register of people who live
// alone and so are due regular visits, and the figures that a diagnosis makes of it.
package eldercaretest

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"mihe/data"
	"mihe/internal/account/indicator"
	"mihe/internal/account/openness"
	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/decide/rule"
	"mihe/internal/decide/rule/ruledb"
	"mihe/internal/programme/eldercare"
	"mihe/internal/programme/eldercare/eldercaredb"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
	"mihe/internal/register/party"
)

// County is the world's only one, and Town the township in which everybody lives.
var (
	County = region.Key{Code: "520521", Level: region.County}
	Town   = region.Key{Code: "520521901", Level: region.Township} // made up
)

// Migrations are the tables that elder care needs.
func Migrations() []store.Migrations {
	return []store.Migrations{ledgerdb.Migrations(), factdb.Migrations(), ruledb.Migrations(), eldercaredb.Migrations()}
}

// Register is a made-up register.
type Register []party.Listed

// List calls each with everybody born before the day wished.
func (r Register) List(_ context.Context, _ access.Actor, w party.ListWish, each func(party.Listed) error) (int64, error) {
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

// Serve says of one person that regular visits are being made.
func (r Register) Serve(i int) { r[i].Facts[party.VisitedBy] = told("yes") }

// Manage says of one person that their health is being managed.
func (r Register) Manage(i int) { r[i].Facts[party.HealthManaged] = told("yes") }

func told(value string) party.Fact {
	return party.Fact{Value: value, Source: "register", AsOf: "2026-01-01"}
}

// Approved are the states of publication: the figures of the world are public where it is true, and nothing else is.
type Approved struct {
	openness.Store
	Figures bool
}

// Version implements openness.Store.
func (*Approved) Version(store.Queryer, int64) (int64, error) { return 0, nil }

// Public implements openness.Store.
func (a *Approved) Public(_ store.Queryer, node int64) (keys []openness.Key, err error) {
	if a.Figures {
		for _, variable := range []string{"eldercare_due", "eldercare_served", "eldercare_served_recorded"} {
			keys = append(keys, openness.Key{Owner: node, Variable: variable, Source: figures})
		}
	}
	return keys, nil
}

// figures is the source of the world's figures.
const figures = "(synthetic) register"

// Plans is what is delivered in a month that a test names; there is nothing until it is set.
type Plans map[string][]delivery.Delivered

// Delivered implements eldercare.Deliveries.
func (p Plans) Delivered(_ store.Queryer, month string) ([]delivery.Delivered, error) {
	return p[month], nil
}

// EndedBetween implements eldercare.Deliveries: no plan ended early.
func (Plans) EndedBetween(store.Queryer, string, string) ([]delivery.Ended, error) { return nil, nil }

// CameIn implements eldercare.Deliveries: nobody came.
func (Plans) CameIn(store.Queryer, string) ([]delivery.Came, error) { return nil, nil }

// Spans implements eldercare.Deliveries: there are no plans.
func (Plans) Spans(store.Queryer) ([]delivery.Span, error) { return nil, nil }

// AskedIn implements eldercare.Deliveries: there are no plans.
func (Plans) AskedIn(store.Queryer, string) ([]delivery.Asked, error) { return nil, nil }

// MismatchIn implements eldercare.Deliveries: no sample was drawn.
func (Plans) MismatchIn(store.Queryer, region.Key, string) (delivery.Rate, bool, error) {
	return delivery.Rate{}, false, nil
}

// Enough is how many visits are, as shipped.
func Enough(t testing.TB) []eldercare.Enough {
	t.Helper()
	return must(eldercare.ReadEnough(must(data.Eldercare())(t)))(t)
}

// World is elder care with what it stands on.
type World struct {
	Elders   *eldercare.Service
	People   Register // two urban, four rural, one of whom nobody knows where, and somebody too young; the first three are visited
	Measures *indicator.Service
	Approved *Approved
	Visits   Plans
	DB       *store.DB
	now      atomic.Int64
}

// New builds a world over an empty database with Migrations. Its first moment is nine in the morning of 1 March 2026.
func New(t testing.TB, db *store.DB) *World {
	t.Helper()
	w := &World{Approved: &Approved{}, DB: db, Visits: Plans{}}
	w.now.Store(time.Date(2026, 3, 1, 9, 0, 0, 0, calendar.China).UnixMilli())
	tree := must(region.Load())(t)
	tree.SetTownships(region.SyntheticTownships(County, 2, 1, "2020-01-01"))
	for i, where := range []string{"urban", "urban", "rural", "rural", "rural", "rural", "", "young"} {
		e := party.Listed{ID: fmt.Sprint("person_", i), Region: Town, Facts: party.Facts{party.Born: told("1950-01"), party.LivesAlone: told("yes")}}
		switch {
		case where == "young":
			e.Facts[party.Born] = told("1966-03")
		case where != "":
			e.Facts[party.Residence] = told(where)
		}
		w.People = append(w.People, e)
		if i < 3 {
			w.People.Serve(i)
		}
	}
	log := &ledger.Log{Store: ledgerdb.Store{}, Node: 1, NodeID: "node_a", Now: w.Now}
	w.Elders = &eldercare.Service{
		Recent: &eldercare.Recent{},
		DB:     db, Store: eldercaredb.Store{}, Node: 1, Home: County, People: w.People, List: must(rule.Read(must(data.Rules())(t)["eldercare-entitlement"]))(t),
		Again: must(rule.Read(must(data.Rules())(t)["eldercare-reassessment"]))(t), Items: []string{"visits"}, Visits: w.Visits, Enough: Enough(t), Facts: &fact.Service{DB: db, Store: factdb.Store{}, Node: 1, Home: County, Log: log, Now: w.Now, Random: rand.Reader},
		Title: "diagnosis", Source: figures, Table: must(openness.ReadTables(must(data.Disclosure())(t)))(t)[0], Open: w.Approved, Regions: tree, Log: log, Now: w.Now, Random: rand.Reader,
	}
	w.Elders.Rules = &rule.Service{DB: db, Store: ruledb.Store{}, Node: 1, Home: County, Log: log, Now: w.Now, Random: rand.Reader} // decides nothing: no keys
	w.Measures = must(indicator.NewInternalService(db, factdb.Store{}, 1, tree, must(indicator.Shipped())(t)))(t)
	return w
}

// Now is the world's clock.
func (w *World) Now() time.Time { return time.UnixMilli(w.now.Load()).UTC() }

// Move moves the clock on.
func (w *World) Move(by time.Duration) { w.now.Add(by.Milliseconds()) }

// must ends the test on an error: must(f())(t).
func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
