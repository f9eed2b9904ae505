package catalog_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar/calendardb"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/register/catalog"
	"mihe/internal/register/catalog/catalogdb"
)

var (
	county = region.Key{Code: "520521", Level: region.County}
	beside = region.Key{Code: "520526", Level: region.County}
	above  = region.Key{Code: "520500", Level: region.Prefecture}
	now    = time.Date(2026, 11, 26, 2, 0, 0, 0, time.UTC)
	ctx    = context.Background()
)

var migrations = []store.Migrations{calendardb.Migrations(), ledgerdb.Migrations(), catalogdb.Migrations()}

type world struct {
	*catalog.Register
	db   *store.DB
	tree *region.Tree
}

func newWorld(t *testing.T, db *store.DB, node int64) *world {
	t.Helper()
	tree, err := region.Load()
	if err != nil {
		t.Fatal(err)
	}
	clock := func() time.Time { return now }
	return &world{db: db, tree: tree, Register: &catalog.Register{
		DB: db, Store: catalogdb.Store{}, Node: node, Regions: tree, Now: clock, Random: rand.Reader, StaleDays: catalog.StaleDays, Accounts: accounts{},
		Log: &ledger.Log{Store: ledgerdb.Store{}, Node: node, NodeID: fmt.Sprint("node_", node), Now: clock},
	}}
}

func each(t *testing.T, exercise func(t *testing.T, w *world)) {
	t.Helper()
	storetest.Each(t, migrations, func(t *testing.T, db *store.DB) { exercise(t, newWorld(t, db, 1)) })
}

// who is an account with a role at a place; account and person bear the same name.
func (w *world) who(t *testing.T, account string, role access.Role, at region.Key) access.Actor {
	t.Helper()
	p, err := access.NewPolicy(map[access.Role][]access.Right{
		"officer": {catalog.CanRead, catalog.CanEnter}, "publisher": {catalog.CanRead, catalog.CanPublish}, "provider": {catalog.CanDeclare},
		"reader": {catalog.CanRead}, "all": {catalog.CanRead, catalog.CanEnter, catalog.CanPublish, catalog.CanDeclare},
	})
	if err != nil {
		t.Fatal(err)
	}
	return p.Actor(account, account, []access.Mandate{{Role: role, At: at}}, w.tree.At("2026-11-26").Contains)
}

func must[T any](t *testing.T) func(T, error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func name(zh string) i18n.Name { return i18n.Name{Zh: zh, En: "one"} }

// creditCode is made up: its first 17 characters say that a test made it.
func creditCode(n int) string {
	first := fmt.Sprintf("52520521MATEST%03d", n)
	first = strings.ReplaceAll(first, "S", "X")
	check, ok := ident.CreditCheck(first)
	if !ok {
		panic(first)
	}
	return first + string(check)
}

func aProvider(change ...func(*catalog.Provider)) catalog.Provider {
	p := catalog.Provider{CreditCode: creditCode(1), Name: name("甲中心"), Kind: "public", Region: county}
	for _, f := range change {
		f(&p)
	}
	return p
}

func aLocation(provider string, change ...func(*catalog.Location)) catalog.Location {
	l := catalog.Location{Provider: provider, Name: name("甲站"), Kind: "physical", Region: county, Residence: "rural", Address: name("甲路一号")}
	for _, f := range change {
		f(&l)
	}
	return l
}

func aService(provider, location string, change ...func(*catalog.Service)) catalog.Service {
	s := catalog.Service{
		Provider: provider, Name: name("助餐"), Status: "active", Terms: []string{"service.life.meal"}, Modes: []string{"mode.site"},
		Areas: []region.Key{county}, Offers: []catalog.Offer{{Location: location}},
	}
	for _, f := range change {
		f(&s)
	}
	return s
}

// enter enters a provider with a location and a service.
func (w *world) enter(t *testing.T) (catalog.Provider, catalog.Location, catalog.Service) {
	t.Helper()
	officer := w.who(t, "acct_officer", "officer", county)
	p := must[catalog.Provider](t)(w.EnterProvider(ctx, officer, aProvider()))
	l := must[catalog.Location](t)(w.EnterLocation(ctx, officer, aLocation(p.ID)))
	s := must[catalog.Service](t)(w.EnterService(ctx, officer, aService(p.ID, l.ID)))
	return p, l, s
}

func (w *world) publish(t *testing.T, service string) {
	t.Helper()
	publisher := w.who(t, "acct_publisher", "publisher", county)
	l := must[catalog.Listing](t)(w.One(ctx, publisher, service))
	if err := w.Publish(ctx, publisher, service, l.Entered); err != nil {
		t.Fatal(err)
	}
}

// shown are the names of the services that visitors read.
func (w *world) shown(t *testing.T) (names []string) {
	t.Helper()
	for _, l := range must[*catalog.Directory](t)(w.Public(ctx)).Listings {
		names = append(names, l.Service.Name.Zh)
	}
	return names
}

func TestVisitorsReadWhatWasPublished(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		officer, publisher := w.who(t, "acct_officer", "officer", county), w.who(t, "acct_publisher", "publisher", county)
		_, _, s := w.enter(t)
		if got := w.shown(t); got != nil {
			t.Errorf("before it was published visitors read %v", got)
		}
		if _, err := w.One(ctx, access.Visitor(), s.ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a visitor asks for an internal service: %v", err)
		}
		w.publish(t, s.ID)
		if got := w.shown(t); !slices.Equal(got, []string{"助餐"}) {
			t.Errorf("after it visitors read %v", got)
		}
		s.Name = name("助餐改")
		must[catalog.Service](t)(w.EnterService(ctx, officer, s))
		if got := w.shown(t); !slices.Equal(got, []string{"助餐"}) {
			t.Errorf("a change that nobody reviewed: visitors read %v", got)
		}
		inside := must[catalog.Listing](t)(w.One(ctx, officer, s.ID))
		if inside.State != catalog.Changed || inside.Service.Name.Zh != "助餐改" {
			t.Errorf("inside it reads %s, %s", inside.Service.Name.Zh, inside.State)
		}
		w.publish(t, s.ID)
		if got := w.shown(t); !slices.Equal(got, []string{"助餐改"}) {
			t.Errorf("published again, visitors read %v", got)
		}
		if err := w.Withdraw(ctx, publisher, s.ID, "价格有误"); err != nil {
			t.Fatal(err)
		}
		if got := w.shown(t); got != nil {
			t.Errorf("withdrawn, visitors read %v", got)
		}
		steps, err := w.History(ctx, officer, s.ID)
		if err != nil || len(steps) != 3 || steps[0].Reason != "价格有误" {
			t.Errorf("history: %+v, %v", steps, err)
		}
		if err := w.Withdraw(ctx, publisher, s.ID, "价格有误"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("withdrawn twice: %v", err)
		}
	})
}

func TestPublishingIsForAnotherPersonAndForWhatWasReviewed(t *testing.T) {
	w := newWorld(t, storetest.Open(t, migrations...), 1)
	one, other := w.who(t, "acct_one", "all", county), w.who(t, "acct_other", "all", county)
	p := must[catalog.Provider](t)(w.EnterProvider(ctx, other, aProvider()))
	l := must[catalog.Location](t)(w.EnterLocation(ctx, other, aLocation(p.ID)))
	s := must[catalog.Service](t)(w.EnterService(ctx, one, aService(p.ID, l.ID)))
	seen := must[catalog.Listing](t)(w.One(ctx, one, s.ID)).Entered
	for _, who := range []access.Actor{one, other} { // other entered the location
		if err := w.Publish(ctx, who, s.ID, seen); fault.KindOf(err) != fault.Denied {
			t.Errorf("%s publishes what it has entered in part: %v", who.ID, err)
		}
	}
	third := w.who(t, "acct_third", "publisher", county)
	must[catalog.Location](t)(w.EnterLocation(ctx, one, func() catalog.Location { l.Transport = name("二路车"); return l }()))
	if err := w.Publish(ctx, third, s.ID, seen); fault.KindOf(err) != fault.Conflict {
		t.Errorf("something was entered since the review: %v", err)
	}
	if w.shown(t) != nil {
		t.Error("something was published all the same")
	}
	w.publish(t, s.ID)
}

func TestEachStepNeedsItsRightInThePlace(t *testing.T) {
	w := newWorld(t, storetest.Open(t, migrations...), 1)
	p, l, s := w.enter(t)
	seen := must[catalog.Listing](t)(w.One(ctx, w.who(t, "acct_r", "reader", above), s.ID)).Entered
	steps := map[string]func(access.Actor) error{
		"enter a provider": func(a access.Actor) error { _, err := w.EnterProvider(ctx, a, aProvider()); return err },
		"move a provider": func(a access.Actor) error {
			_, err := w.EnterProvider(ctx, a, func() catalog.Provider { m := p; m.Region = beside; return m }())
			return err
		},
		"enter a location": func(a access.Actor) error { _, err := w.EnterLocation(ctx, a, aLocation(p.ID)); return err },
		"enter a service":  func(a access.Actor) error { _, err := w.EnterService(ctx, a, aService(p.ID, l.ID)); return err },
		"assign": func(a access.Actor) error {
			return w.Assign(ctx, a, catalog.Agent{Provider: p.ID, Account: "acct_01k00000000000000000000000", Acts: true})
		},
		"publish":  func(a access.Actor) error { return w.Publish(ctx, a, s.ID, seen) },
		"withdraw": func(a access.Actor) error { return w.Withdraw(ctx, a, s.ID, "因故撤下") },
		"declare":  func(a access.Actor) error { _, err := w.Declare(ctx, a, s.ID, aCapacity(s)); return err },
	}
	for step, do := range steps {
		for who, tc := range map[string]struct {
			actor access.Actor
			want  fault.Kind
		}{
			"a visitor":                  {access.Visitor(), fault.NotFound},
			"the zero actor":             {access.Actor{}, fault.NotFound},
			"a reader":                   {w.who(t, "acct_reader", "reader", county), fault.Denied},
			"an official of a neighbour": {w.who(t, "acct_beside", "all", beside), fault.NotFound},
			"a provider without a tie":   {w.who(t, "acct_provider", "provider", county), fault.Denied},
		} {
			want := tc.want
			if step == "move a provider" && strings.Contains(who, "provider") || step == "move a provider" && who == "a reader" {
				want = fault.NotFound // the new place is not theirs
			}
			if err := do(tc.actor); fault.KindOf(err) != want {
				t.Errorf("%s by %s: %v, want %s", step, who, err, want)
			}
		}
	}
}

func aCapacity(s catalog.Service, change ...func(*catalog.Capacity)) catalog.Capacity {
	c := catalog.Capacity{Offer: s.Offers[0].ID, Unit: "person", Capacity: new(20), Funded: new(10), Vacancy: new(3), Waiting: new(0), Status: "open", AsOf: "2026-11-20", Source: "登记册"}
	for _, f := range change {
		f(&c)
	}
	return c
}

func TestProvidersDeclareForThemselves(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p, _, s := w.enter(t)
		officer := w.who(t, "acct_officer", "officer", county)
		const account = "acct_01k00000000000000000000000"
		mine := w.who(t, account, "provider", county)
		if err := w.Assign(ctx, officer, catalog.Agent{Provider: p.ID, Account: account, Acts: true}); err != nil {
			t.Fatal(err)
		}
		c := must[catalog.Capacity](t)(w.Declare(ctx, mine, s.ID, aCapacity(s, func(c *catalog.Capacity) { c.DeclaredBy, c.Waiting = catalog.ByOfficial, nil })))
		if c.DeclaredBy != catalog.ByProvider || c.Account != account {
			t.Errorf("declared by %s, %s", c.DeclaredBy, c.Account)
		}
		inside := must[*catalog.Directory](t)(w.Inside(ctx, mine))
		if len(inside.Listings) != 1 || inside.Listings[0].Capacities[s.Offers[0].ID][0].Waiting != nil {
			t.Errorf("what was not declared reads %+v", inside.Listings)
		}
		if c := must[catalog.Capacity](t)(w.Declare(ctx, officer, s.ID, aCapacity(s))); c.DeclaredBy != catalog.ByOfficial {
			t.Errorf("an official in its stead: %s", c.DeclaredBy)
		}
		if err := w.Assign(ctx, officer, catalog.Agent{Provider: p.ID, Account: account}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Declare(ctx, mine, s.ID, aCapacity(s)); fault.KindOf(err) != fault.Denied {
			t.Errorf("after the tie was cut: %v", err)
		}
		if inside := must[*catalog.Directory](t)(w.Inside(ctx, mine)); len(inside.Listings) != 0 {
			t.Errorf("after it the account reads %d internal services", len(inside.Listings))
		}
	})
}

func TestWhatIsDeclaredIsChecked(t *testing.T) {
	w := newWorld(t, storetest.Open(t, migrations...), 1)
	_, _, s := w.enter(t)
	officer := w.who(t, "acct_officer", "officer", county)
	for field, change := range map[string]func(*catalog.Capacity){
		"unit":     func(c *catalog.Capacity) { c.Unit = "elephant" },
		"capacity": func(c *catalog.Capacity) { c.Capacity = new(-1) },
		"waiting":  func(c *catalog.Capacity) { c.Waiting = new(1_000_001) },
		"funded":   func(c *catalog.Capacity) { c.Funded = new(21) },
		"vacancy":  func(c *catalog.Capacity) { c.Vacancy = new(21) },
		"status":   func(c *catalog.Capacity) { c.Vacancy = new(0) },
		"as_of":    func(c *catalog.Capacity) { c.AsOf = "2026-11-27" },
		"source":   func(c *catalog.Capacity) { c.Source = " " },
	} {
		_, err := w.Declare(ctx, officer, s.ID, aCapacity(s, change))
		if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid || f.Field != field {
			t.Errorf("a wrong %s: %v", field, err)
		}
	}
	for _, c := range []catalog.Capacity{
		aCapacity(s, func(c *catalog.Capacity) { c.Capacity, c.Funded, c.Vacancy, c.Waiting = nil, nil, nil, nil }),
		aCapacity(s, func(c *catalog.Capacity) { c.Status, c.Vacancy = "assessment_required", new(0) }),
	} {
		if _, err := w.Declare(ctx, officer, s.ID, c); err != nil {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if _, err := w.Declare(ctx, officer, s.ID, aCapacity(s, func(c *catalog.Capacity) { c.Offer = "offer_x" })); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an offer of nobody: %v", err)
	}
}

func TestWhatIsEnteredIsChecked(t *testing.T) {
	w := newWorld(t, storetest.Open(t, migrations...), 1)
	p, l, s := w.enter(t)
	officer := w.who(t, "acct_officer", "officer", county)
	other := must[catalog.Provider](t)(w.EnterProvider(ctx, officer, aProvider(func(p *catalog.Provider) { p.CreditCode = creditCode(2) })))
	field := func(err error) string {
		if f, ok := fault.As(err); ok {
			return f.Field
		}
		return fmt.Sprint(err)
	}
	for want, change := range map[string]func(*catalog.Provider){
		"credit_code": func(p *catalog.Provider) { p.CreditCode = creditCode(1)[:17] + "*" },
		"name":        func(p *catalog.Provider) { p.Name = i18n.Name{En: "no Chinese name"} },
		"kind":        func(p *catalog.Provider) { p.Kind = "" },
		"phones":      func(p *catalog.Provider) { p.Phones = []catalog.Phone{{Number: "call me"}} },
		"website":     func(p *catalog.Provider) { p.Website = "javascript:alert(1)" },
		"email":       func(p *catalog.Provider) { p.Email = "a person <a@b.cn>" },
	} {
		if _, err := w.EnterProvider(ctx, officer, aProvider(change)); field(err) != want {
			t.Errorf("provider, a wrong %s: %v", want, err)
		}
	}
	for want, change := range map[string]func(*catalog.Location){
		"postcode": func(l *catalog.Location) { l.Postcode = "55160" }, "position": func(l *catalog.Location) { l.Latitude = new(27.1) },
		"residence": func(l *catalog.Location) { l.Residence = "" }, "address": func(l *catalog.Location) { l.Address = i18n.Name{} },
		"hours": func(l *catalog.Location) {
			l.Hours = []catalog.Hours{{Rule: "FREQ=DAILY", Opens: "08:00", Closes: "17:00"}}
		},
		"provider": func(x *catalog.Location) { x.ID, x.Provider = l.ID, other.ID },
	} {
		if _, err := w.EnterLocation(ctx, officer, aLocation(p.ID, change)); field(err) != want {
			t.Errorf("location, a wrong %s: %v", want, err)
		}
	}
	for want, change := range map[string]func(*catalog.Service){
		"terms": func(s *catalog.Service) { s.Terms = []string{"mode.home"} }, "modes": func(s *catalog.Service) { s.Modes = nil },
		"age":    func(s *catalog.Service) { s.MinimumAge, s.MaximumAge = new(80), new(60) },
		"areas":  func(s *catalog.Service) { s.Areas = []region.Key{{Code: "999999", Level: region.County}} },
		"costs":  func(s *catalog.Service) { s.Costs = []catalog.Cost{{Fen: -1, Unit: "time"}} },
		"device": func(s *catalog.Service) { s.Device = &catalog.Device{SubsidyPct: new(101)} },
		"offers": func(s *catalog.Service) { s.Offers = nil }, "provider": func(x *catalog.Service) { x.ID, x.Provider, x.Offers = s.ID, other.ID, s.Offers },
	} {
		if _, err := w.EnterService(ctx, officer, aService(p.ID, l.ID, change)); field(err) != want {
			t.Errorf("service, a wrong %s: %v", want, err)
		}
	}
	if _, err := w.EnterService(ctx, officer, aService(other.ID, l.ID)); field(err) != "offers" {
		t.Errorf("a service at somebody else's location: %v", err)
	}
}

func TestOldDeclarationsAreSaidToBe(t *testing.T) {
	c := catalog.Capacity{AsOf: "2026-10-01"}
	for day, want := range map[string]bool{"2026-10-01": false, "2026-10-31": false, "2026-11-01": true, "": true} {
		if got := c.Stale(day, 30); got != want {
			t.Errorf("as of 2026-10-01, on %q: stale %v", day, got)
		}
	}
}

func (w *world) dump(t *testing.T) (lines []string) {
	t.Helper()
	err := w.db.Read(ctx, func(q store.Queryer) error {
		for _, query := range []string{
			`SELECT sort || id || seq || ' ' || at_ms || person || body FROM catalog_entry WHERE node = $1 ORDER BY sort, id`,
			`SELECT offer || unit || COALESCE(capacity, -1) || ' ' || COALESCE(vacancy, -1) || ' ' || COALESCE(waiting, -1) || status || as_of_on || declared_by || seq FROM catalog_capacity WHERE node = $1 ORDER BY offer, unit`,
			`SELECT provider || account FROM catalog_agent WHERE node = $1 ORDER BY provider, account`,
			`SELECT service || seq || state || entered || ' ' || latest || reason || body FROM catalog_publication WHERE node = $1 ORDER BY service, seq`,
		} {
			rows, err := q.Query(query, w.Node)
			some, err := store.All(rows, err, func(r *sql.Rows) (line string, err error) { return line, r.Scan(&line) })
			if err != nil {
				return err
			}
			lines = append(lines, some...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestReadModelsCanBeRebuiltFromTheRecords(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p, _, s := w.enter(t)
		officer := w.who(t, "acct_officer", "officer", county)
		for _, acts := range []bool{true, false, true} {
			if err := w.Assign(ctx, officer, catalog.Agent{Provider: p.ID, Account: "acct_01k00000000000000000000000", Acts: acts}); err != nil {
				t.Fatal(err)
			}
		}
		must[catalog.Capacity](t)(w.Declare(ctx, officer, s.ID, aCapacity(s)))
		must[catalog.Capacity](t)(w.Declare(ctx, officer, s.ID, aCapacity(s, func(c *catalog.Capacity) { c.Vacancy = nil })))
		w.publish(t, s.ID)
		if err := w.Withdraw(ctx, w.who(t, "acct_publisher", "publisher", county), s.ID, "待核实价格"); err != nil {
			t.Fatal(err)
		}
		w.publish(t, s.ID)
		neighbour := newWorld(t, w.db, 2)
		neighbour.enter(t)
		want, theirs := w.dump(t), neighbour.dump(t)
		if len(want) != 3+1+1+3 || len(theirs) != 3 {
			t.Fatalf("%d and %d lines", len(want), len(theirs))
		}
		if err := w.db.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE catalog_entry SET person = 'x' WHERE node = 1`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if cmp.Equal(want, w.dump(t)) {
			t.Fatal("the damage does not show, so the test could not fail")
		}
		if err := w.Rebuild(ctx); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, w.dump(t)); diff != "" {
			t.Errorf("rebuilt (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(theirs, neighbour.dump(t)); diff != "" {
			t.Errorf("the neighbour's were touched:\n%s", diff)
		}
	})
}

// A filter shows exactly those that a predicate written for this test lets through; two filters show what both show.
func TestFind(t *testing.T) {
	w := newWorld(t, storetest.Open(t, migrations...), 1)
	p, l, first := w.enter(t)
	officer := w.who(t, "acct_officer", "officer", county)
	for i := range 12 {
		s := aService(p.ID, l.ID, func(s *catalog.Service) {
			s.Name = name(fmt.Sprint("服务", i))
			s.Terms = []string{[]string{"service.life.meal", "service.life.bath", "device.walking"}[i%3]}
			s.Modes = []string{[]string{"mode.home", "mode.loan"}[i%2]}
			if i%4 == 0 {
				s.Areas = []region.Key{beside}
			}
		})
		s = must[catalog.Service](t)(w.EnterService(ctx, officer, s))
		if i%3 == 0 {
			must[catalog.Capacity](t)(w.Declare(ctx, officer, s.ID, aCapacity(s, func(c *catalog.Capacity) { c.Vacancy = []*int{new(2), nil}[i%2] })))
		}
	}
	d := must[*catalog.Directory](t)(w.Inside(ctx, officer))
	view := w.tree.At("2026-11-26")
	ids := func(list []catalog.Listing) (out []string) {
		for _, l := range list {
			out = append(out, l.Service.ID)
		}
		return out
	}
	by := func(keep func(catalog.Listing) bool) (out []string) {
		return ids(slices.DeleteFunc(slices.Clone(d.Listings), func(l catalog.Listing) bool { return !keep(l) }))
	}
	queries := map[string]struct {
		q    catalog.Query
		want []string
	}{
		"all":                {catalog.Query{}, by(func(catalog.Listing) bool { return true })},
		"life":               {catalog.Query{Term: "service.life"}, by(func(l catalog.Listing) bool { return strings.HasPrefix(l.Service.Terms[0], "service.life.") })},
		"devices":            {catalog.Query{Term: "device"}, by(func(l catalog.Listing) bool { return l.Service.Terms[0] == "device.walking" })},
		"mode":               {catalog.Query{Mode: "mode.loan"}, by(func(l catalog.Listing) bool { return l.Service.Modes[0] == "mode.loan" })},
		"open":               {catalog.Query{Open: true}, by(func(l catalog.Listing) bool { return len(l.Capacities) > 0 })},
		"text":               {catalog.Query{Text: "1 服务"}, by(func(l catalog.Listing) bool { return strings.Contains(l.Service.Name.Zh, "1") })},
		"a word of the term": {catalog.Query{Text: "上门助浴"}, by(func(l catalog.Listing) bool { return l.Service.Terms[0] == "service.life.bath" })},
		"beside":             {catalog.Query{Place: beside}, by(func(l catalog.Listing) bool { return l.Service.Areas[0] == beside })},
		"above":              {catalog.Query{Place: above}, by(func(catalog.Listing) bool { return true })},
		"nowhere":            {catalog.Query{Place: region.Key{Code: "110101", Level: region.County}}, nil},
	}
	for name, tc := range queries {
		if diff := cmp.Diff(tc.want, ids(d.Find(tc.q, view))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if len(tc.want) == 0 && name != "nowhere" || len(tc.want) == len(d.Listings) && name != "all" && name != "above" {
			t.Errorf("%s lets %d through: the filter is not tried", name, len(tc.want))
		}
		both := ids(d.Find(catalog.Query{Text: tc.q.Text, Place: tc.q.Place, Mode: tc.q.Mode, Open: tc.q.Open, Term: "service.life"}, view))
		for _, id := range both {
			if tc.q.Term == "" && (!slices.Contains(tc.want, id) || !slices.Contains(queries["life"].want, id)) {
				t.Errorf("%s and life show %s, which not both show", name, id)
			}
		}
	}
	if _, ok := d.Listing(first.ID); !ok {
		t.Error("a listing is not found by its ID")
	}
}

func TestTermsHaveBothNames(t *testing.T) {
	list := must[[]catalog.Taxonomy](t)(catalog.Terms())
	if len(list) != 3 {
		t.Fatalf("%d taxonomies", len(list))
	}
	for _, x := range list {
		for _, term := range x.Terms {
			if term.Name.Zh == "" || term.Name.En == "" {
				t.Errorf("%s has no name in both languages", term.Code)
			}
		}
		if x.Code == catalog.DeviceTaxonomy && len(x.Terms) != 6 { // 助行、助餐、助穿、如厕、助浴、感知
			t.Errorf("%d kinds of devices, the plan has 6", len(x.Terms))
		}
	}
}

// accounts know one clerk, who may declare in the county and is called clerk.
type accounts struct{}

func (accounts) Named(_ context.Context, user string) (string, error) {
	if user == "clerk" {
		return "acct_01k00000000000000000000000", nil
	}
	return "", nil
}

func (accounts) HoldsAt(_ store.Queryer, account string, right access.Right, at region.Key) (bool, error) {
	return account == "acct_01k00000000000000000000000" && right == catalog.CanDeclare && at == county, nil
}

func (accounts) Guard(_ context.Context, _ access.Actor, try func() error) error { return try() }

// Only an account that is there and may declare where the provider works is assigned; the answer does not tell the one from the other.
func TestWhoCanBeAssigned(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p, _, _ := w.enter(t)
		far := must[catalog.Provider](t)(w.EnterProvider(ctx, w.who(t, "acct_officer", "officer", beside), aProvider(func(p *catalog.Provider) { p.CreditCode, p.Region = creditCode(2), beside })))
		officer, both := w.who(t, "acct_officer", "officer", county), access.System("both", catalog.CanEnter)
		for name, err := range map[string]error{
			"a name that is none":                   w.AssignNamed(ctx, officer, p.ID, "nobody"),
			"an account that is not there":          w.Assign(ctx, officer, catalog.Agent{Provider: p.ID, Account: "acct_01k00000000000000000000001", Acts: true}),
			"an account that may not declare there": w.AssignNamed(ctx, both, far.ID, "clerk"),
		} {
			if e, ok := fault.As(err); !ok || e.Kind != fault.Invalid || e.Key != "catalog.agent.unfit" || e.Field != "account" {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := w.AssignNamed(ctx, officer, far.ID, "clerk"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a provider elsewhere: %v", err)
		}
		if err := w.AssignNamed(ctx, officer, p.ID, "clerk"); err != nil {
			t.Fatal(err)
		}
		if err := w.AssignNamed(ctx, officer, p.ID, "clerk"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("twice: %v", err)
		}
		list := must[[]catalog.Clerks](t)(w.Clerks(ctx, officer))
		if len(list) != 1 || len(list[0].Accounts) != 1 {
			t.Errorf("listed: %+v", list)
		}
		end := catalog.Agent{Provider: p.ID, Account: "acct_01k00000000000000000000000"}
		if err := w.Assign(ctx, officer, end); err != nil {
			t.Error(err)
		}
		if err := w.Assign(ctx, officer, end); fault.KindOf(err) != fault.Conflict {
			t.Errorf("ended twice: %v", err)
		}
	})
}
