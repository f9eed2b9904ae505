package feedbackdb_test

import (
	"crypto/rand"
	"database/sql"
	"slices"
	"testing"

	"mihe/data"
	"mihe/internal/act/casework"
	"mihe/internal/act/casework/caseworktest"
	"mihe/internal/act/exchange"
	"mihe/internal/act/feedback"
	"mihe/internal/act/feedback/feedbackdb"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/keyring"
	"mihe/internal/base/keyring/keyringtest"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

// world is cases and what people say of them: an elder with a relative, a visit of a provider, officers, and a clock set by hand.
type world struct {
	*caseworktest.World
	*feedback.Service
	keys   *keyring.Keys
	visits visits
	agents map[string][]string // by account
	sides  map[string]string   // by person: where somebody works
}

// visits are a room of items that are not cases.
type visits map[string]feedback.Item

func (v visits) Item(_ store.Queryer, id string) (feedback.Item, error) {
	it, ok := v[id]
	if !ok {
		return it, fault.New(fault.NotFound, "access.absent")
	}
	return it, nil
}

func (visits) Rate(*store.Tx, access.Actor, string, string, int, casework.Way) error { return nil }

// The made-up providers.
const (
	kind  = "sample.visit"
	orgA  = "org_a"
	orgB  = "org_b"
	nameA = "（合成）甲养老服务中心"
)

// Sides implements feedback.Providers: whom the test says.
func (w *world) Sides(_ store.Queryer, who access.Actor, provider string) (bool, error) {
	return w.sides[who.Person] == provider && who.Person != "", nil
}

// ActsFor implements feedback.Providers.
func (w *world) ActsFor(_ store.Queryer, account string) ([]string, error) {
	return w.agents[account], nil
}

// All implements feedback.Providers.
func (w *world) All(store.Queryer) ([]feedback.Organisation, error) {
	return []feedback.Organisation{
		{ID: orgA, Name: i18n.Name{Zh: nameA}, Region: caseworktest.County}, {ID: orgB, Name: i18n.Name{Zh: "（合成）乙"}, Region: caseworktest.County},
	}, nil
}

// providerA and providerB act for one provider each.
var (
	providerA = access.System("provider-a", feedback.CanAnswer)
	providerB = access.System("provider-b", feedback.CanAnswer)
)

// terms are the shipped time limits.
func terms(t testing.TB) feedback.Terms {
	t.Helper()
	all, err := data.Terms()
	if err != nil {
		t.Fatal(err)
	}
	ts, err := feedback.ReadTerms(all["feedback_orders"])
	if err != nil {
		t.Fatal(err)
	}
	return ts
}

// both runs a test on a new world of either database.
func both(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	storetest.Each(t, append(caseworktest.Migrations(), feedbackdb.Migrations()), func(t *testing.T, db *store.DB) { test(t, newWorld(t, db)) })
}

func newWorld(t testing.TB, db *store.DB) *world {
	t.Helper()
	w := &world{World: caseworktest.New(t, db), visits: visits{}, agents: map[string][]string{providerA.ID: {orgA}, providerB.ID: {orgB}}, sides: map[string]string{}}
	w.keys = keyringtest.Keys(t, caseworktest.Node)
	ts := terms(t)
	desk := *w.Cases
	desk.Machines = append([]casework.Machine{caseworktest.Sample()}, feedback.Machines(ts)...)
	desk.Represents = func(_ store.Queryer, by string, c casework.Case, mandate string) (bool, error) {
		return by == w.Kin && c.Person == w.Elder && mandate == caseworktest.Mandate, nil
	}
	w.Service = &feedback.Service{
		DB: db, Store: feedbackdb.Store{}, Keys: w.keys, Node: caseworktest.Node, Home: caseworktest.City, Providers: w, Correct: ts.Correct,
		HomeOf: func(_ store.Queryer, person string) (region.Key, error) {
			if person != w.Elder && person != w.Kin {
				return region.Key{}, fault.New(fault.NotFound, "access.absent")
			}
			return caseworktest.Town, nil
		},
		Log: w.World.Log, Now: w.World.Now, Random: rand.Reader,
	}
	desk.Tied = func(q store.Queryer, who access.Actor, c casework.Case) (bool, error) { return w.Tied(q, who, c) }
	cases, err := casework.NewService(desk)
	if err != nil {
		t.Fatal(err)
	}
	w.Cases, w.Desk = cases, cases
	w.Items = map[string]feedback.Items{feedback.CaseKind: feedback.Cases{Desk: cases}, kind: w.visits}
	if err := w.keys.CreateAll(t.Context(), []string{w.Elder, w.Kin}); err != nil {
		t.Fatal(err)
	}
	return w
}

// visit is a visit of a provider to the elder that has ended.
func (w *world) visit(provider string, hands ...string) feedback.About {
	id := w.ID("visit")
	w.visits[id] = feedback.Item{Person: w.Elder, Place: caseworktest.Town, Provider: provider, Hands: hands, Ended: true}
	return feedback.About{Kind: kind, ID: id}
}

var (
	web     = casework.Way{Channel: access.Web}
	counter = casework.Way{Channel: access.Counter}
)

// handler is one of several officers who handle cases in the county.
func (w *world) handler(name string) access.Actor {
	who := w.Officer(caseworktest.Handler, caseworktest.County)
	who.ID, who.Person = "account-"+name, "person-"+name
	return who
}

// complain opens a complaint of the elder about an item and hands it to nobody.
func (w *world) complain(t testing.TB, a feedback.About, subject string) casework.Case {
	t.Helper()
	c, err := w.Complain(t.Context(), w.Resident(w.Elder), feedback.New{Nature: feedback.Complained, About: a, Subject: subject, Text: "细节一\n细节二", Way: web})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// plain takes a step that needs nothing but itself.
func (w *world) plain(t testing.TB, who access.Actor, c casework.Case, step, reason string) (casework.Case, error) {
	t.Helper()
	return w.Desk.Act(t.Context(), who, c.ID, casework.Deed{Step: step, Seen: w.Get(t, c.ID).Actions, Reason: reason, Way: counter})
}

// must ends the test on an error.
func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// want holds an error to its kind and key.
func want(t testing.TB, what string, err error, k fault.Kind, key string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != k || f.Key != key {
		t.Errorf("%s: %v, want %v %s", what, err, k, key)
	}
}

// layout is the shipped layout of the hotline.
func layout(t testing.TB) *exchange.Layout {
	t.Helper()
	texts, err := data.Exchange()
	if err != nil {
		t.Fatal(err)
	}
	return must(exchange.ReadLayout(texts["workorder_12345"]))(t)
}

// dump is every row of the read models, as text.
func (w *world) dump(t testing.TB) (all []string) {
	t.Helper()
	err := w.World.DB.Read(t.Context(), func(q store.Queryer) error {
		for _, table := range []string{
			"about_kind || ' ' || about_id || ' ' || person || ' ' || provider || ' ' || CAST(level AS TEXT) || ' ' || CAST(at_ms AS TEXT) || ' ' || CAST(seq AS TEXT) FROM feedback_rating",
			"case_id || ' ' || number || ' ' || person || ' ' || provider || ' ' || CAST(handed AS TEXT) || ' ' || about_id || ' ' || received_on || ' ' || CAST(seq AS TEXT) FROM feedback_order",
			"case_id || ' ' || CAST(seq AS TEXT) FROM feedback_note", "token || ' ' || case_id FROM feedback_token",
		} {
			rows, err := q.Query("SELECT " + table)
			list, err := store.All(rows, err, func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) })
			if err != nil {
				return err
			}
			all = append(all, list...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}
