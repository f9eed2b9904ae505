// Package steeringtest gives tests tasks in miniature: one node with three measured counties, two made-up townships, a
// duty list, the roles that steer, and a clock that is set by hand; and the exercise that every store of tasks must pass.
package steeringtest

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"math"
	"sync/atomic"
	"testing"
	"time"

	"mihe/data"
	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatortest"
	"mihe/internal/account/steering"
	"mihe/internal/account/steering/steeringdb"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
	"mihe/internal/record/fact/facttest"
)

// The regions. The gap lies between the three counties of the city.
var (
	Province = region.Key{Code: "520000", Level: region.Province}
	City     = region.Key{Code: "520500", Level: region.Prefecture}
	County   = region.Key{Code: "520521", Level: region.County}
	Sibling  = region.Key{Code: "520526", Level: region.County}
	Third    = region.Key{Code: "520527", Level: region.County}
	Fourth   = region.Key{Code: "520525", Level: region.County}      // of the city too, and not measured at first
	Town     = region.Key{Code: "520521901", Level: region.Township} // made up
	NextTown = region.Key{Code: "520521902", Level: region.Township} // made up
	Other    = region.Key{Code: "530000", Level: region.Province}
)

// The roles that act on tasks, as a node would have them.
const (
	Coordinator access.Role = "coordinator"
	Handler     access.Role = "handler"
	Reader      access.Role = "reader"
	Stranger    access.Role = "stranger" // holds a right of another room
)

// Node is the number of the world's one node.
const Node = 1

// Migrations are the tables that tasks need: the ledger's, the facts' and their own.
func Migrations() []store.Migrations { return append(facttest.Migrations(), steeringdb.Migrations()) }

// World is tasks with all they stand on.
type World struct {
	DB    *store.DB
	Facts *fact.Service
	Tasks *steering.Service
	Log   *ledger.Log

	now    atomic.Int64
	policy *access.Policy
	today  func() *region.View
}

// New builds a world over an empty database with Migrations. Its first day is 24 November 2026, a Tuesday.
func New(t testing.TB, db *store.DB) *World {
	t.Helper()
	w := &World{DB: db}
	w.Set("2026-11-24")
	tree := must(region.Load())(t)
	tree.SetTownships(region.SyntheticTownships(County, 2, 1, "2025-01-01"))
	registry := must(indicator.Shipped())(t)
	w.Log = &ledger.Log{Store: ledgerdb.Store{}, Node: Node, NodeID: "node_a", Now: w.Now}
	w.today = func() *region.View { return tree.At(calendar.Day(w.Now())) }
	w.Facts = &fact.Service{
		DB: db, Store: factdb.Store{}, Node: Node, Home: region.Country, Log: w.Log, Vocabulary: registry.Vocabulary(),
		Regions: indicatortest.Resolver{Tree: tree}, Seen: factdb.Store{}, Now: w.Now, Random: rand.Reader,
	}
	measures := must(indicator.NewInternalService(db, factdb.Store{}, Node, tree, registry))(t)
	shipped := must(calendar.Load())(t)
	w.Tasks = must(steering.NewService(steering.Service{
		DB: db, Store: steeringdb.Store{}, Node: Node, Home: region.Country, Log: w.Log, Plan: must(steering.LoadPlan(must(data.Plan())(t)))(t),
		Measures: measures, Regions: tree, Calendar: func() *calendar.Calendar { return shipped }, Now: w.Now, Random: rand.Reader,
	}))(t)
	w.policy = must(access.NewPolicy(map[access.Role][]access.Right{
		Coordinator: {indicator.CanReadInternal, steering.CanRead, steering.CanFile, steering.CanSign, steering.CanVerify, steering.CanManage},
		Handler:     {indicator.CanReadInternal, steering.CanRead, steering.CanAnswer},
		Reader:      {indicator.CanReadInternal, steering.CanRead},
		Stranger:    {fact.CanImport},
	}))(t)
	return w
}

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

// Now is the world's clock: ten in the morning in China on the day that was set.
func (w *World) Now() time.Time { return time.UnixMilli(w.now.Load()).UTC() }

// Set moves the clock to a day.
func (w *World) Set(day string) {
	at, err := time.ParseInLocation(time.DateOnly, day, calendar.China)
	if err != nil {
		panic(err) // a day written in a test
	}
	w.now.Store(at.Add(10 * time.Hour).UnixMilli())
}

// Actor is an account with one role in one region.
func (w *World) Actor(role access.Role, at region.Key) access.Actor {
	return w.Person(string(role)+"-"+string(at.Code), access.Mandate{Role: role, At: at})
}

// Person is an account with several mandates.
func (w *World) Person(name string, mandates ...access.Mandate) access.Actor {
	return w.policy.Actor("account-"+name, "person-"+name, mandates, func(above, k region.Key) bool { return w.today().Contains(above, k) })
}

// Shares are the villages with 5G and fibre in percent, by county.
type Shares map[region.Key]float64

// Suppressed stands for a share that the source knows and does not publish.
const Suppressed = -1

// Measure publishes shares for a period, under a vintage.
func (w *World) Measure(t testing.TB, period, vintage string, shares Shares) {
	t.Helper()
	var list []fact.Observation
	for at, share := range shares {
		o := fact.Observation{
			Variable: "villages_5g_fibre", Region: at, Period: period, Source: "made up", Vintage: vintage, Value: math.Round(100*share) / 100, Decimals: 2,
			State: fact.Observed,
		}
		if share == Suppressed {
			o.Value, o.Decimals, o.State = 0, 0, fact.Suppressed
		}
		list = append(list, o)
	}
	w.load(t, "shares of "+period+", "+vintage, list)
}

// Months publishes made-up shares of the months from until, counted from January 2021: about 60 % in each county, and 10
// percentage points less in County in those months of which low says so.
func (w *World) Months(t testing.TB, from, until int, low func(month int) bool) {
	t.Helper()
	for m := from; m < until; m++ {
		shares := Shares{}
		for i, at := range []region.Key{County, Sibling, Third, Fourth} {
			shares[at] = 60 + float64((7*m+13*i+m*m*(i+1))%17)/20 // varies without a pattern over the year
			if at == County && low(m) {
				shares[at] -= 10
			}
		}
		w.Measure(t, time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, m, 0).Format("2006-01"), "1", shares)
	}
}

// Census publishes the residents by whom shares are averaged: a million in each county.
func (w *World) Census(t testing.TB) {
	t.Helper()
	var list []fact.Observation
	for _, at := range []region.Key{County, Sibling, Third, Fourth} {
		list = append(list, fact.Observation{
			Variable: "population", Region: at, Period: "2020-11-01", Source: "made up", Vintage: "census 2020", Value: 1e6, State: fact.Observed,
		})
	}
	w.load(t, "census", list)
}

func (w *World) load(t testing.TB, name string, list []fact.Observation) {
	t.Helper()
	if _, _, err := w.Facts.Load(context.Background(), access.Operator(), name, facttest.Seq(list...), nil); err != nil {
		t.Fatal(err)
	}
}

// Baseline are the shares of 2024: the county is furthest behind, 40 percentage points and a ratio of 2.
var Baseline = Shares{County: 40, Third: 60, Sibling: 80}

// CivilAffairs is the function of government that tests name bodies for, by its identifier.
func (w *World) CivilAffairs() string {
	for _, f := range w.Tasks.Measures.Registry().Functions() {
		if f.En == "civil affairs" {
			return f.Zh
		}
	}
	return ""
}

// Question asks how far the counties of the city lie apart, at the newest period.
var Question = indicator.Question{ID: "villages_5g_fibre", By: indicator.ByCounty, Within: "520500"}

// Filing is a good filing for the county, changed by the given functions.
func Filing(change ...func(f *steering.Filing)) steering.Filing {
	f := steering.Filing{Question: Question, Title: "sample", Text: "sample text", Target: County, Days: 20}
	for _, fn := range change {
		fn(&f)
	}
	return f
}

// File files a task as the coordinator of the city.
func (w *World) File(t testing.TB, change ...func(f *steering.Filing)) steering.Task {
	t.Helper()
	return w.fileFor(t, City, change...)
}

// fileFor files a task as the coordinator of a region.
func (w *World) fileFor(t testing.TB, side region.Key, change ...func(f *steering.Filing)) steering.Task {
	t.Helper()
	return must(w.Tasks.File(context.Background(), w.Actor(Coordinator, side), Filing(change...)))(t)
}

// Do takes steps that must succeed: each by the coordinator of the city or, where only that one may, by a handler of the
// task's place.
func (w *World) Do(t testing.TB, id string, steps ...steering.Step) (task steering.Task) {
	t.Helper()
	return w.do(t, City, id, steps...)
}

// do is Do with the coordinator of another region.
func (w *World) do(t testing.TB, side region.Key, id string, steps ...steering.Step) (task steering.Task) {
	t.Helper()
	place := must(w.Tasks.Get(context.Background(), w.Actor(Reader, region.Country), id))(t).Target
	for _, step := range steps {
		who := w.Actor(Coordinator, side)
		switch step {
		case steering.Accept, steering.Refuse, steering.Decline, steering.Counter, steering.Feedback:
			who = w.Actor(Handler, place)
		case steering.Sign:
			who = w.Actor(Coordinator, County)
		default: // the coordinator's
		}
		task = must(w.Tasks.Act(context.Background(), who, id, steering.Deed{Step: step, Reason: "sample reason", Days: 10}))(t)
	}
	return task
}

// Duties are a short duty list of the county's townships.
var Duties = []steering.Duty{
	{Region: County, Code: "S-01", Text: "sample item 1", Kind: steering.Basic, From: "2025-01-01"},
	{Region: County, Code: "S-02", Text: "sample item 2", Kind: steering.Assists, From: "2025-01-01"},
	{Region: County, Code: "S-03", Text: "sample item 3", Kind: steering.TakenBack, From: "2025-01-01"},
	{Region: County, Code: "S-04", Text: "sample item 4", Kind: steering.Basic, From: "2025-01-01", Until: "2026-01-01"},
	{Region: NextTown, Code: "S-05", Text: "sample item 5", Kind: steering.Basic, From: "2025-01-01"},
}

// ToTown turns a filing into one for the township under an item of its duty list.
func ToTown(duty, plan string) func(*steering.Filing) {
	return func(f *steering.Filing) { f.Target, f.Duty, f.Plan = Town, duty, plan }
}

// Dump is the read models of the node in their order, as text: what a rebuild must leave as it was.
func Dump(t testing.TB, w *World) string {
	t.Helper()
	var all struct {
		Tasks  []steering.Task
		Counts map[steering.State]int64
		Steps  map[string]int
		Bodies []steering.Body
		Duties []steering.Duty
	}
	err := w.DB.Read(context.Background(), func(q store.Queryer) (err error) {
		if all.Tasks, err = w.Tasks.Store.List(q, Node, steering.Filter{Limit: 100_000}); err != nil {
			return err
		}
		if all.Counts, err = w.Tasks.Store.Count(q, Node, steering.Filter{}); err != nil {
			return err
		}
		all.Steps = map[string]int{}
		for _, task := range all.Tasks {
			events, err := w.Tasks.Store.Events(q, Node, task.ID)
			if err != nil {
				return err
			}
			all.Steps[task.ID] = len(events)
		}
		if all.Bodies, err = w.Tasks.Store.Bodies(q, Node); err != nil {
			return err
		}
		all.Duties, err = w.Tasks.Store.Duties(q, Node)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
