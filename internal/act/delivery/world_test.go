package delivery_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mihe/data"
	"mihe/internal/act/booking"
	"mihe/internal/act/booking/bookingdb"
	"mihe/internal/act/delivery"
	"mihe/internal/act/delivery/deliverydb"
	"mihe/internal/act/exchange"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/keyring"
	"mihe/internal/base/keyring/keyringtest"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/decide/match"
	"mihe/internal/record/evidence"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

var ctx = context.Background()

const (
	orgA = "org_01k00000000000000000000000"
	orgB = "org_01k00000000000000000000001"
	unit = "case_01k00000000000000000000000"
)

// seen is evidence as a test says it is. What a carer enters as "good" is a code of the person's card.
type seen struct {
	by      map[string]string // who delivered
	grades  map[string]evidence.Grade
	against map[string]bool
	suspect map[string]evidence.Reason
	own     map[string]evidence.Says // the last word of the person's own side
}

func (s *seen) RecordIn(_ *store.Tx, who access.Actor, st evidence.Statement) (evidence.Statement, error) {
	s.by[st.About.ID] = who.Person
	s.grades[st.About.ID] = max(s.grades[st.About.ID], evidence.E1)
	return st, nil
}

func (s *seen) SampleIn(_ *store.Tx, _ access.Actor, w evidence.Word) (evidence.Statement, error) {
	id := w.About.ID
	if w.Says != evidence.Happened {
		s.against[id] = true
		s.own[id] = "" // what an inspector heard is not taken back from an account
	} else {
		s.against[id], s.grades[id] = false, evidence.E4
		delete(s.suspect, id)
		delete(s.own, id)
	}
	return evidence.Statement{}, nil
}

func (s *seen) ConfirmIn(_ *store.Tx, _ access.Actor, w evidence.Word) (evidence.Statement, error) {
	id := w.About.ID
	switch said := s.own[id]; {
	case w.Says != evidence.Happened:
		s.against[id] = true
	case s.against[id] && said != "" && said != evidence.Happened: // a no of one's own that became a yes
		s.against[id], s.suspect[id] = false, evidence.Changed
	}
	if w.Says == evidence.Happened {
		s.grades[id] = max(s.grades[id], evidence.E2)
	}
	s.own[id] = w.Says
	return evidence.Statement{}, nil
}

func (s *seen) PrepareTap(_ context.Context, _ access.Actor, c evidence.TapConfirmation) (evidence.TapConfirmation, error) {
	return c, nil
}

func (s *seen) ConfirmTapIn(*store.Tx, access.Actor, evidence.TapConfirmation) (evidence.Confirmed, error) {
	return evidence.Confirmed{}, nil
}

func (s *seen) PrepareCode(_ context.Context, _ access.Actor, c evidence.CodeConfirmation) (evidence.CodeConfirmation, error) {
	return c, nil
}

func (s *seen) ConfirmCodeIn(_ *store.Tx, who access.Actor, c evidence.CodeConfirmation) (evidence.Confirmed, error) {
	good := c.Code == "good" && s.by[c.About.ID] == who.Person
	if good {
		s.grades[c.About.ID] = max(s.grades[c.About.ID], evidence.E2)
	}
	return evidence.Confirmed{Accepted: good}, nil
}

func (s *seen) Standings(_ store.Queryer, list []evidence.About) (map[evidence.About]evidence.Standing, error) {
	all := map[evidence.About]evidence.Standing{}
	for _, a := range list {
		st := evidence.Standing{Grade: s.grades[a.ID], Contradicted: s.against[a.ID]}
		if why, doubt := s.suspect[a.ID]; doubt {
			st.Suspect = []evidence.Reason{why}
		}
		all[a] = st
	}
	return all, nil
}

// world is a node with two providers and everybody around them. It implements what the room asks of others.
type world struct {
	*delivery.Service
	t       testing.TB
	db      *store.DB
	seen    *seen
	now     time.Time
	posts   []delivery.Post
	persons []string
	homes   map[string]region.Key
	related map[[2]string]bool
	cases   map[string]string // that the node holds, to their persons
	agents  map[string]string // account to provider
	points  map[region.Key]delivery.Point
	carers  []match.Carer         // at work on any day
	barred  map[[2]string]string  // person and carer
	seats   map[string]region.Key // of providers that are not in the county
	back    int64                 // when the node was restored from a backup
}

// CarersOn implements delivery.Roster.
func (w *world) CarersOn(q store.Queryer, provider, on string) (list []match.Carer, err error) {
	for _, c := range w.carers {
		if p, _, _ := w.Post(q, c.Post); p.Provider == provider && p.On(on) {
			list = append(list, c)
		}
	}
	return list, nil
}

// Bars implements delivery.Roster.
func (w *world) Bars(store.Queryer, []string, []string) (map[[2]string]string, error) {
	return w.barred, nil
}

// office is what the room of bookings asks of others.
type office struct {
	booking.Catalog
	booking.Persons
	*world
}

// PostOf implements booking.Staff.
func (o office) PostOf(q store.Queryer, id string) (party.Post, error) {
	p, found, err := o.Post(q, id)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "access.absent")
	}
	return party.Post{ID: p.ID, Person: p.Person, Organisation: p.Provider, Base: p.Base, From: p.From, Until: p.Until}, err
}

// Posts implements booking.Staff.
func (o office) Posts(store.Queryer, string) ([]party.Post, error) { return nil, nil }

// hours is the room of bookings over the posts of a world.
func (w *world) hours(node int64, log access.Appender) booking.Trusted {
	return (&booking.Service{
		DB: w.db, Store: bookingdb.Store{}, Staff: office{world: w}, Log: log, Node: node, Now: func() time.Time { return w.now }, Random: rand.Reader,
	}).Trusted()
}

func (w *world) Post(_ store.Queryer, id string) (delivery.Post, bool, error) {
	i := slices.IndexFunc(w.posts, func(p delivery.Post) bool { return p.ID == id })
	if i < 0 {
		return delivery.Post{}, false, nil
	}
	return w.posts[i], true, nil
}

func (w *world) PostsOf(_ store.Queryer, person string) (list []delivery.Post, err error) {
	for _, p := range w.posts {
		if p.Person == person {
			list = append(list, p)
		}
	}
	return list, nil
}

func (w *world) Home(_ store.Queryer, person string) (region.Key, bool, error) {
	at, found := w.homes[person]
	return at, found, nil
}

func (w *world) Related(_ store.Queryer, a, b string) (bool, error) {
	return w.related[[2]string{a, b}], nil
}

func (w *world) Subject(_ store.Queryer, id string) (string, bool, error) {
	person, held := w.cases[id]
	return person, held, nil
}

func (w *world) Provider(_ store.Queryer, id string) (delivery.Provider, bool, error) {
	if id != orgA && id != orgB {
		return delivery.Provider{}, false, nil
	}
	at, elsewhere := w.seats[id]
	if !elsewhere {
		at = partytest.County
	}
	return delivery.Provider{ID: id, Region: at, Name: "合成-" + id[len(id)-1:], Number: "91520521MA0000000" + id[len(id)-1:]}, true, nil
}

func (w *world) Acts(_ store.Queryer, provider, account string) (bool, error) {
	return w.agents[account] == provider, nil
}

// ActsBy implements delivery.Providers: a person's accounts are those named in who and agent.
func (w *world) ActsBy(_ store.Queryer, provider, person string) (bool, error) {
	return w.agents[strings.TrimPrefix(person, "person_")] == provider, nil
}

func (w *world) ActsFor(_ store.Queryer, account string) (list []string, err error) {
	if org := w.agents[account]; org != "" {
		list = append(list, org)
	}
	return list, nil
}

func id(t testing.TB, kind string) string {
	t.Helper()
	s, err := ident.New(kind, partytest.Now, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// newWorld has two carers of each provider and three persons.
func newWorld(t testing.TB, db *store.DB, node int64, keys *keyring.Keys) *world {
	t.Helper()
	w := &world{
		t: t, db: db, now: partytest.Now, homes: map[string]region.Key{}, related: map[[2]string]bool{}, cases: map[string]string{}, agents: map[string]string{"acct_a": orgA, "acct_b": orgB},
		points: map[region.Key]delivery.Point{}, barred: map[[2]string]string{}, seats: map[string]region.Key{},
		seen: &seen{map[string]string{}, map[string]evidence.Grade{}, map[string]bool{}, map[string]evidence.Reason{}, map[string]evidence.Says{}},
	}
	for i := range 4 {
		w.posts = append(w.posts, delivery.Post{
			ID: id(t, "post"), Person: id(t, "person"), Provider: []string{orgA, orgB}[i/2], Base: partytest.North, From: "2026-01-01",
		})
	}
	for i := range 3 {
		p := id(t, "person")
		w.persons = append(w.persons, p)
		w.homes[p] = []region.Key{partytest.North, partytest.South}[i%2]
	}
	if err := keys.CreateAll(ctx, w.persons); err != nil {
		t.Fatal(err)
	}
	rules, deadlines, err := delivery.ReadRules(must(data.Delivery()))
	if err != nil {
		t.Fatal(err)
	}
	deadlines[0].From = "2026-01-01" // the months of the tests lie before the shipped one begins
	layouts := delivery.Layouts{}
	for name, text := range must(data.Exchange()) {
		if strings.HasPrefix(name, "payment_") {
			layouts[name] = must(exchange.ReadLayout(text))
		}
	}
	now := func() time.Time { return w.now }
	log := &ledger.Log{Store: ledgerdb.Store{}, Node: node, NodeID: "node_a", Now: now}
	w.Service, err = delivery.NewService(delivery.Service{
		DB: db, Store: deliverydb.Store{}, Node: node, Home: partytest.County, Staff: w, Persons: w, Providers: w, Cases: w, Evidence: w.seen, Keys: keys,
		Log: log, Times: w.hours(node, log), Roster: w,
		Contains: partytest.Contains, Rules: rules, Deadlines: deadlines, Layouts: layouts, Now: now, Random: rand.Reader,
		Restored: func(store.Queryer) (int64, error) { return w.back, nil },
		Points: func(store.Queryer) (func(region.Key) (delivery.Point, bool), error) {
			return func(k region.Key) (delivery.Point, bool) { p, found := w.points[k]; return p, found }, nil
		},
		Names: func(_ context.Context, _ access.Actor, ids []string) (map[string]delivery.Provider, error) {
			all := map[string]delivery.Provider{}
			for _, p := range ids {
				if _, there := w.homes[p]; there {
					all[p] = delivery.Provider{Name: "合成-" + p[len(p)-4:], Number: partytest.Number(slices.Index(w.persons, p), "19410307", false)}
				}
			}
			return all, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// each runs an exercise on both databases.
func each(t *testing.T, exercise func(t *testing.T, w *world)) {
	t.Helper()
	storetest.Each(t, migrations(), func(t *testing.T, db *store.DB) { exercise(t, newWorld(t, db, 1, keyringtest.Keys(t, 1))) })
}

func migrations() []store.Migrations {
	return append(partytest.Migrations(), bookingdb.Migrations(), deliverydb.Migrations())
}

// who is an actor with an account and a person of its own.
func (w *world) who(account, person string, rights ...access.Right) access.Actor {
	a := partytest.Who(w.t, person, partytest.County, rights...)
	a.ID = account
	return a
}

func (w *world) planner() access.Actor {
	return w.who("acct_plan", "person_p", delivery.CanPlan, delivery.CanRead)
}

func (w *world) settler() access.Actor {
	return w.who("acct_settle", "person_s", delivery.CanSettle, delivery.CanRead)
}

func (w *world) approver() access.Actor {
	return w.who("acct_approve", "person_q", delivery.CanApprove, delivery.CanRead)
}

func (w *world) inspector() access.Actor {
	return w.who("acct_audit", "person_i", delivery.CanAudit, delivery.CanRead)
}

func (w *world) carer(i int) access.Actor {
	return w.who(fmt.Sprint("acct_carer", i), w.posts[i].Person, delivery.CanDeliver)
}

// agent is who acts for a provider.
func (w *world) agent(org string) access.Actor {
	account := map[string]string{orgA: "acct_a", orgB: "acct_b"}[org]
	return w.who(account, "person_"+account, delivery.CanDeliver)
}

// pays gives a payee an account: one person enters it, another confirms it.
func (w *world) pays(of string) {
	w.t.Helper()
	if err := w.SetAccount(ctx, w.settler(), delivery.Account{Of: of, Bank: "合成银行", Number: "6200000000000001"}); err != nil {
		w.t.Fatal(err)
	}
	if err := w.ConfirmAccount(ctx, w.approver(), of, w.now.UnixMilli(), true); err != nil {
		w.t.Fatal(err)
	}
}

// plan is a plan of orgA for the first person, four visits a month at 50 yuan, 40 of them public.
func (w *world) plan(change ...func(*delivery.Plan)) delivery.Plan {
	w.t.Helper()
	p := delivery.Plan{
		Person: w.persons[0], Cause: unit, Provider: orgA, Item: "bathing", Place: w.homes[w.persons[0]], Residence: "rural", Minutes: 60,
		Per: delivery.Month, Times: 4, Price: 5000, Share: 4000, From: "2026-03-01", Until: "2027-03-01",
	}
	for _, c := range change {
		c(&p)
	}
	made, err := w.Make(ctx, w.planner(), p)
	if err != nil {
		w.t.Fatalf("plan: %v", err)
	}
	return made
}

// at is an instant of a day in China.
func at(day string, hour int) int64 {
	return must(time.ParseInLocation("2006-01-02", day, time.FixedZone("", 8*3600))).Add(time.Duration(hour) * time.Hour).UnixMilli()
}

// visit schedules a visit of a post.
func (w *world) visit(plan, day string, hour int, posts ...int) delivery.Visit {
	w.t.Helper()
	n := delivery.NewVisit{Plan: plan, FromMs: at(day, hour)}
	for _, i := range posts {
		n.Posts = append(n.Posts, w.posts[i].ID)
	}
	v, err := w.Schedule(ctx, w.planner(), n)
	if err != nil {
		w.t.Fatalf("visit on %s: %v", day, err)
	}
	return v
}

// device is a new identifier of a device.
func device(t testing.TB) string { return strings.TrimPrefix(id(t, "x"), "x_") }

// report sends a move that must be taken.
func (w *world) report(i int, visit string, step delivery.Step, atMs int64, code string) {
	w.t.Helper()
	w.now = time.UnixMilli(max(w.now.UnixMilli(), atMs))
	m, err := w.Move(ctx, w.carer(i), delivery.Move{ID: device(w.t), Visit: visit, Step: step, ClaimedMs: atMs, Code: code})
	if err != nil || m.Outcome != delivery.Applied {
		w.t.Fatalf("%s of %s: %+v %v", step, visit, m, err)
	}
}

// done takes a visit to its end, with a code or without one.
func (w *world) done(i int, v delivery.Visit, code string) {
	w.t.Helper()
	w.report(i, v.ID, delivery.Start, v.FromMs, "")
	w.report(i, v.ID, delivery.Finish, v.UntilMs, code)
}

// shown is a visit as the list of its provider's month shows it.
func (w *world) shown(visit string) delivery.Shown {
	w.t.Helper()
	for _, org := range []string{orgA, orgB} {
		m, err := w.ProviderMonth(ctx, w.planner(), org, w.stored(visit).Month(), 1)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, v := range m.Visits {
			if v.ID == visit {
				return v
			}
		}
	}
	w.t.Fatalf("no visit %s", visit)
	return delivery.Shown{}
}

func (w *world) stored(visit string) (v delivery.Visit) {
	w.t.Helper()
	if err := w.db.Read(ctx, func(q store.Queryer) (err error) { v, err = w.Store.Visit(q, w.Node, visit); return err }); err != nil {
		w.t.Fatal(err)
	}
	return v
}

func (w *world) later(day string) { w.now = time.UnixMilli(at(day, 9)) }

func wants(t testing.TB, what string, err error, kind fault.Kind, key string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind || f.Key != key {
		t.Errorf("%s: %v, want %v %s", what, err, kind, key)
	}
}
