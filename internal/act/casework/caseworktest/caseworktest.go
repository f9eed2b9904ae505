// Package caseworktest gives tests cases in miniature: a machine with every kind of action, one node with two counties and
// two made-up townships, people on both sides of the counter, and a clock that is set by hand. All persons are made up.
package caseworktest

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"sync/atomic"
	"testing"
	"time"

	"mihe/internal/act/casework"
	"mihe/internal/act/casework/caseworkdb"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// The regions.
var (
	City     = region.Key{Code: "520500", Level: region.Prefecture}
	County   = region.Key{Code: "520521", Level: region.County}
	Sibling  = region.Key{Code: "520526", Level: region.County}
	Town     = region.Key{Code: "520521901", Level: region.Township} // made up
	NextTown = region.Key{Code: "520521902", Level: region.Township} // made up
	Outside  = region.Key{Code: "530000", Level: region.Province}
)

// The roles.
const (
	Handler  access.Role = "handler"
	Decider  access.Role = "decider"
	Reviewer access.Role = "reviewer"
	Village  access.Role = "village" // an officer who acts for villagers
	Reader   access.Role = "reader"
)

var roles = map[access.Role][]access.Right{
	Handler:  {casework.CanRead, casework.CanHandle},
	Decider:  {casework.CanRead, casework.CanDecide},
	Reviewer: {casework.CanRead, casework.CanReview, casework.CanHandle},
	Village:  {casework.CanAssist},
	Reader:   {casework.CanRead},
}

// Node is the number of the world's one node.
const Node = 1

// Mandate is the one that lets the person's relative act.
const Mandate = "mandate_sample"

// Migrations are the tables that cases need.
func Migrations() []store.Migrations {
	return []store.Migrations{ledgerdb.Migrations(), caseworkdb.Migrations()}
}

// Unfit is an account that could go on with nothing.
const Unfit = "acct_unfit"

// World is cases with all they stand on.
type World struct {
	DB      *store.DB
	Cases   *casework.Service
	Log     *ledger.Log
	Elder   string // a person
	Kin     string // who may act for the elder
	policy  *access.Policy
	regions *region.Tree
	now     atomic.Int64
}

// New builds a world over an empty database with Migrations. Its first day is 5 January 2026, a Monday.
func New(t testing.TB, db *store.DB) *World {
	t.Helper()
	w := &World{DB: db, regions: must(region.Load())(t)}
	w.Set("2026-01-05")
	w.regions.SetTownships(region.SyntheticTownships(County, 2, 1, "2020-01-01")) // long before any day to which a test sets the clock back
	w.policy = must(access.NewPolicy(roles))(t)
	w.Elder, w.Kin = w.ID("person"), w.ID("person")
	w.Log = &ledger.Log{Store: ledgerdb.Store{}, Node: Node, NodeID: "node_a", Now: w.Now}
	days := must(calendar.Load())(t)
	w.Cases = must(casework.NewService(casework.Service{
		DB: db, Store: caseworkdb.Store{}, Node: Node, Home: City, Log: w.Log, Machines: []casework.Machine{Sample()}, Regions: w.regions,
		Calendar: func() *calendar.Calendar { return days }, Now: w.Now, Random: rand.Reader,
		Holds: func(_ store.Queryer, account string, _ access.Right, _ region.Key) (bool, error) {
			return account != Unfit, nil
		},
		Represents: func(_ store.Queryer, by string, c casework.Case, mandate string) (bool, error) {
			return by == w.Kin && c.Person == w.Elder && c.Machine == "sample" && mandate == Mandate, nil
		},
		Held: func(_ store.Queryer, by string) ([]casework.Held, error) {
			if by != w.Kin {
				return nil, nil
			}
			return []casework.Held{{Person: w.Elder, Mandate: Mandate}, {Person: w.Elder, Mandate: "for_something_else"}}, nil
		},
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

// Townships replaces the townships of the map.
func (w *World) Townships(list ...region.TownshipUnit) { w.regions.SetTownships(list) }

// Move moves the clock by days, which may be fewer than none.
func (w *World) Move(days int) { w.now.Add(int64(days) * (24 * time.Hour).Milliseconds()) }

// ID mints an identifier, as another room would.
func (w *World) ID(kind string) string {
	id, err := ident.New(kind, w.Now(), rand.Reader)
	if err != nil {
		panic(err) // a kind written in a test
	}
	return id
}

// Officer is an account of an officer with one role in one region.
func (w *World) Officer(role access.Role, at region.Key) access.Actor {
	name := string(role) + "-" + string(at.Code)
	return w.actor(name, "person-"+name, access.Mandate{Role: role, At: at})
}

// Resident is the account of a person without any mandate.
func (w *World) Resident(person string) access.Actor { return w.actor("resident-"+person, person) }

func (w *World) actor(account, person string, mandates ...access.Mandate) access.Actor {
	return w.policy.Actor("account-"+account, person, mandates, func(above, k region.Key) bool {
		return w.regions.At(calendar.Day(w.Now())).Covers(above, k)
	})
}

// Open opens a case of the elder at the township, changed by the given functions.
func (w *World) Open(t testing.TB, change ...func(o *casework.Opening)) casework.Case {
	t.Helper()
	o := w.Opening(change...)
	return must(w.Cases.Open(context.Background(), w.Resident(o.Person), o))(t)
}

// Opening is a good one by the elder, changed by the given functions.
func (w *World) Opening(change ...func(o *casework.Opening)) casework.Opening {
	o := casework.Opening{
		Machine: "sample", Item: "meal_aid", Person: w.Elder, Place: Town, Facts: []string{w.ID("form")}, Way: casework.Way{Channel: access.Web},
	}
	for _, fn := range change {
		fn(&o)
	}
	return o
}

// Do takes steps that must succeed, each by whoever is meant to, and returns the case.
func (w *World) Do(t testing.TB, id string, steps ...string) (c casework.Case) {
	t.Helper()
	for _, step := range steps {
		c = w.Get(t, id)
		who, d := w.Usual(c, step)
		c = must(w.Cases.Act(context.Background(), who, id, d))(t)
	}
	return c
}

// Get is a case as it is stored.
func (w *World) Get(t testing.TB, id string) (c casework.Case) {
	t.Helper()
	err := w.DB.Read(context.Background(), func(q store.Queryer) (err error) {
		c, err = w.Cases.Store.Case(q, Node, id)
		return err
	})
	return must(c, err)(t)
}

// Usual is a step as it is meant to be taken: by whom, and with what.
func (w *World) Usual(c casework.Case, step string) (access.Actor, casework.Deed) {
	d := casework.Deed{Step: step, Seen: c.Actions}
	own := w.Resident(c.Person)
	d.Way = casework.Way{Channel: access.Web}
	switch step {
	case "submit":
		d.Facts = []string{w.ID("form")}
		return own, d
	case "supplement":
		d.Facts, d.Answers, d.Reason = []string{w.ID("form")}, c.Missing, "as_asked"
		return own, d
	case "withdraw", "appeal":
		return own, d
	case "rate":
		d.Level, d.Ref = 4, w.ID("rating")
		return own, d
	case "correct", "ask":
		d.Missing, d.RaisedBy = []string{"income_proof", "id_copy"}, c.Fresh
		if c.Notices == 0 {
			d.RaisedBy = nil
		}
	case "hand_over":
		d.To = NextTown
	case "assign":
		d.Assignee = "account-handler-520521"
	case "decide":
		d.Decision = w.ID("decision")
		return w.Officer(Decider, County), d
	case "decide_appeal":
		d.Decision = w.ID("decision")
		return w.Officer(Reviewer, City), d
	case "notify", "deliver":
		d.Ref = w.ID("msg")
	case "reopen":
		d.Reason = "new_facts"
		return w.Officer(Decider, County), d
	case "lapse", "refuse", "hand_back":
		d.Reason = "no_answer"
	}
	return w.Officer(Handler, County), d
}

// source is what the sample's limits say of where they come from.
var source = i18n.Name{Zh: "sample", En: "sample"}

func days(n int) casework.Terms {
	return casework.Terms{{Days: n, Unit: casework.Working, Source: source}}
}

// Sample is a machine with every kind of action.
func Sample() casework.Machine {
	office := func(owner access.Right, n int) casework.Waiting {
		return casework.Waiting{Owner: owner, Clock: casework.OfficeClock, Limit: days(n)}
	}
	type states = []casework.State
	all := states{"received", "correcting", "accepted", "assessed", "decided", "appealed"}
	desk := states{"received", "accepted", "appealed"}
	tr := func(step string, kind casework.Kind, from states, to casework.State, right access.Right) casework.Transition {
		return casework.Transition{Step: step, Kind: kind, From: from, To: to, Right: right}
	}
	correct := tr("correct", casework.Correct, states{"received"}, "correcting", casework.CanHandle)
	correct.When = casework.InTime
	back := tr("supplement", casework.Supplement, states{"correcting"}, "", casework.CanOwn)
	back.Back = true
	lapse := tr("lapse", casework.Lapse, states{"correcting"}, "lapsed", casework.CanHandle)
	lapse.When = casework.Overdue
	return casework.Machine{
		Name: "sample", Start: "received", Ends: states{"concluded", "refused", "withdrawn", "lapsed"}, Handover: days(3),
		Appeal: casework.Terms{{Days: 60, Unit: casework.Calendar, Source: source}},
		Waiting: map[casework.State]casework.Waiting{
			"received": office(casework.CanHandle, 5), "accepted": office(casework.CanHandle, 20), "assessed": office(casework.CanDecide, 10),
			"decided": office(casework.CanHandle, 3), "appealed": office(casework.CanReview, 20),
			"correcting": {Owner: casework.CanOwn, Clock: casework.PersonClock, Limit: days(15)},
		},
		Transitions: []casework.Transition{
			tr("submit", casework.Submit, states{"received", "accepted", "appealed"}, "", casework.CanOwn),
			correct, back, lapse,
			tr("ask", casework.Correct, states{"accepted"}, "correcting", casework.CanHandle),
			tr("accept", casework.Accept, states{"received"}, "accepted", casework.CanHandle),
			tr("refuse", casework.Refuse, states{"received"}, "refused", casework.CanHandle),
			tr("assign", casework.Assign, desk, "", casework.CanHandle),
			tr("hand_over", casework.Handover, desk, "", casework.CanHandle),
			tr("take_over", casework.TakeOver, desk, "", casework.CanHandle),
			tr("hand_back", casework.HandBack, desk, "", casework.CanHandle),
			tr("assess", casework.Progress, states{"accepted"}, "assessed", casework.CanHandle),
			tr("decide", casework.Decide, states{"assessed"}, "decided", casework.CanDecide),
			tr("notify", casework.Notify, states{"decided", "concluded", "refused"}, "", casework.CanHandle),
			tr("deliver", casework.Deliver, states{"decided"}, "concluded", casework.CanHandle),
			tr("rate", casework.Rate, states{"concluded"}, "", casework.CanOwn),
			tr("appeal", casework.Appeal, states{"concluded", "refused"}, "appealed", casework.CanOwn),
			tr("decide_appeal", casework.Decide, states{"appealed"}, "decided", casework.CanReview),
			tr("reopen", casework.Reopen, states{"withdrawn", "lapsed"}, "received", casework.CanDecide),
			tr("withdraw", casework.Withdraw, all, "withdrawn", casework.CanOwn),
			tr("close", casework.Close, states{"accepted"}, "withdrawn", casework.CanHandle),
			tr("remind", casework.Remind, all, "", casework.CanHandle),
		},
	}
}

// Dump is the read models of the node in their order, as text: what a rebuild must leave as it was.
func Dump(t testing.TB, w *World) string {
	t.Helper()
	type one struct {
		Case  casework.Case
		Steps int
	}
	var all []one
	err := w.DB.Read(context.Background(), func(q store.Queryer) error {
		for _, person := range []string{w.Elder, w.Kin} {
			list, err := w.Cases.Store.Of(q, Node, person)
			if err != nil {
				return err
			}
			for _, c := range list {
				bodies, err := w.Cases.Store.Actions(q, Node, c.ID)
				if err != nil {
					return err
				}
				all = append(all, one{c, len(bodies)})
			}
		}
		return nil
	})
	raw, err2 := json.MarshalIndent(all, "", " ")
	_ = must(err2, err)(t)
	return string(raw)
}
