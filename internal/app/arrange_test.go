package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mihe/data"
	"mihe/internal/act/booking"
	"mihe/internal/act/casework"
	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/programme/eldercare"
	"mihe/internal/programme/eldercare/eldercaretest"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

// arranging is a node with elders to whom visits were granted, and the offers of made-up providers.
type arranging struct {
	*Node
	t       *testing.T
	a       *App
	now     time.Time
	office  access.Actor
	persons []string
	cases   []string
	offer   string // of the pool that was opened
}

const visitsItem = "visits"

// newArranging has so many elders of one township with a concluded case each.
func newArranging(t *testing.T, elders int) *arranging {
	t.Helper()
	a := openDemo(t, t.TempDir())
	t.Cleanup(func() { _ = a.Close() })
	w := &arranging{Node: a.Nodes[0], t: t, a: a, now: time.Now(), office: access.System("office", roles[Caseworker]...)}
	now := func() time.Time { return w.now }
	w.Log.Now, w.Deliveries.Now, w.Elders.Now, w.Bookings.Now, w.Cases.Now = now, now, now, now, now
	d := &demonstration{App: a}
	w.must(d.demoTownships(t.Context()))
	texts, err := data.Rules()
	w.must(err)
	eldercaretest.Adopt(t, w.Rules, texts[elderList], demoFrom)
	w.must(d.applicationForm(t.Context(), w.Node))
	w.must(d.demoAbility(t.Context()))
	for _, name := range []string{"一家", "另一家"} {
		s := enterService(t, w.Node, demoCounty, name, func(s *catalog.Service) {
			s.Terms, s.Modes, s.Costs = []string{"service.social.visit"}, []string{"mode.home"}, []catalog.Cost{{Fen: 2000, Unit: "time"}}
		})
		approver := access.System("approver", catalog.CanPublish)
		inside, err := w.Catalog.Inside(t.Context(), approver)
		w.must(err)
		l, _ := inside.Listing(s.ID)
		w.must(w.Catalog.Publish(t.Context(), approver, s.ID, l.Entered))
	}
	for i := range elders {
		w.elder(d, i, []string{"apply", "accept", "assess", "decide", "tell"})
	}
	return w
}

func (w *arranging) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// elder is one more, who lives alone, with a case that has come so far.
func (w *arranging) elder(d *demonstration, i int, steps []string) {
	w.t.Helper()
	partytest.Load(w.t, w.Persons, fmt.Sprint("elder", i), partytest.Row(200+i, demoTownship, func(r *party.Row) {
		for _, field := range []party.Field{party.Destitute, party.LostOnly, party.Established} {
			r.Facts[field] = party.Fact{Value: "no", Source: "register", AsOf: "2026-01-01"}
		}
		r.Facts[party.LivesAlone] = party.Fact{Value: "yes", Source: "register", AsOf: "2026-01-01"}
	}))
	person := partytest.ID(w.t, w.Persons, partytest.Number(200+i, "19410307", false))
	w.must(d.live(w.t.Context(), w.Node, person, steps))
	w.must(w.a.DB.Read(w.t.Context(), func(q store.Queryer) error {
		list, err := w.Cases.Store.Of(q, w.Number, person)
		if err == nil {
			w.persons, w.cases = append(w.persons, person), append(w.cases, list[0].ID)
		}
		return err
	}))
}

// supply is the offer of visits whose places are counted, else the first, as the page has it for a case.
func (w *arranging) supply(of int) eldercare.Supply {
	w.t.Helper()
	a, err := w.Elders.Arranging(w.t.Context(), w.office, w.cases[of])
	w.must(err)
	for _, g := range a.Items {
		for _, o := range g.Offers {
			if g.Item == visitsItem && (w.offer == "" || w.offer == o.Offer.ID) {
				return o
			}
		}
	}
	w.t.Fatalf("nobody provides visits: %+v", a.Items)
	return eldercare.Supply{}
}

// open opens a pool of so many visits a week at the first offer.
func (w *arranging) open(total int) (eldercare.Supply, booking.Pool) {
	w.t.Helper()
	s := w.supply(0)
	p, err := w.Bookings.OpenPool(w.t.Context(), w.office, booking.Pool{
		Service: s.Listing.Service.ID, Offer: s.Offer.ID, Unit: "visit_per_week", Total: total, HoldHours: 48,
	})
	w.must(err)
	w.offer = s.Offer.ID
	return s, p
}

func (w *arranging) wish(s eldercare.Supply) eldercare.Wish {
	return eldercare.Wish{Item: visitsItem, Offer: s.Offer.ID, From: calendar.Day(w.now), Months: 6, Per: delivery.Week, Times: 1, Minutes: 60}
}

// used is how many units of a pool are kept or taken, and how many plans run on it.
func (w *arranging) used(p booking.Pool) (units, plans int) {
	w.t.Helper()
	w.must(w.a.DB.Read(w.t.Context(), func(q store.Queryer) error {
		holds, err := w.Bookings.Store.Holds(q, w.Number, p.ID)
		if err != nil {
			return err
		}
		all, err := w.Deliveries.Store.Plans(q, w.Number)
		for _, h := range holds {
			if h.Live(w.now.UnixMilli()) {
				units += h.Units
			}
			if slices.ContainsFunc(all, func(one delivery.Plan) bool { return one.Hold == h.ID && !one.Over(calendar.Day(w.now)) }) {
				plans++
			}
		}
		return err
	}))
	return units, plans
}

func keyOf(err error) string {
	if f, ok := fault.As(err); ok {
		return f.Kind.String() + " " + f.Key
	}
	return fmt.Sprint(err)
}

// However many officers want the last places at once, no more are given than there are; each of the others is told that there is no room.
func TestOfficersWhoRaceForTheLastPlaces(t *testing.T) {
	const elders, places = 8, 3
	w := newArranging(t, elders)
	s, p := w.open(places)
	var wait sync.WaitGroup
	results := make([]error, elders)
	for i := range elders {
		wait.Go(func() {
			_, results[i] = w.Elders.Arrange(t.Context(), access.System(fmt.Sprint("officer-", i), roles[Caseworker]...), w.cases[i], w.wish(s))
		})
	}
	wait.Wait()
	made, full := 0, 0
	for i, err := range results {
		switch keyOf(err) {
		case "<nil>":
			made++
		case "conflict booking.full":
			full++
		default:
			t.Errorf("officer %d: %v", i, err)
		}
	}
	units, plans := w.used(p)
	if made != places || full != elders-places || units != places || plans != places {
		t.Errorf("%d plans made, %d told that it is full; %d units are taken for %d plans, want %d", made, full, units, plans, places)
	}
}

// A place that ends goes to the next in line, who alone can use it; when it is given back, or the plan's time is over, it is free.
func TestAPlaceFollowsItsPlan(t *testing.T) {
	w := newArranging(t, 3)
	ctx := t.Context()
	s, p := w.open(1)
	first, err := w.Elders.Arrange(ctx, w.office, w.cases[0], w.wish(s))
	w.must(err)
	if first.Cause != w.cases[0] || first.Decision == "" || first.Price != 2000 || first.Share != 2000 || first.By != w.office.ID || first.Hold == "" || first.Rule == "" || first.Residence != "rural" {
		t.Errorf("%+v", first)
	}
	foreign := first
	foreign.Item, foreign.Hold, foreign.Cause = "another", "", w.cases[1]
	if _, err := w.Deliveries.Make(ctx, w.office, foreign); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a plan that follows from the case of somebody else: %v", err)
	}
	for want, wish := range map[string]func() error{
		"conflict delivery.plan.twice": func() error { // twice for the same
			_, err := w.Elders.Arrange(ctx, w.office, w.cases[0], func() eldercare.Wish { x := w.wish(s); x.Offer = w.other(s); return x }())
			return err
		},
		"conflict booking.full": func() error { _, err := w.Elders.Arrange(ctx, w.office, w.cases[1], w.wish(s)); return err },
		"conflict eldercare.arrange.granted": func() error {
			x := w.wish(s)
			x.Item = "old_age_allowance_not"
			_, err := w.Elders.Arrange(ctx, w.office, w.cases[1], x)
			return err
		},
		"invalid eldercare.arrange.past": func() error {
			x := w.wish(s)
			x.From = "2020-01-01"
			_, err := w.Elders.Arrange(ctx, w.office, w.cases[1], x)
			return err
		},
		"denied access.denied": func() error {
			_, err := w.Elders.Arrange(ctx, access.System("decider", roles[Decider]...), w.cases[1], w.wish(s))
			return err
		},
		"denied casework.act.own": func() error {
			_, err := w.Elders.Arrange(ctx, w.a.Policy.Actor("acct_self", w.persons[1], []access.Mandate{{Role: Caseworker, At: demoCounty}}, w.a.contains), w.cases[1], w.wish(s))
			return err
		},
	} {
		if got := keyOf(wish()); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	for i, who := range []int{1, 2} {
		wait, err := w.Elders.Queue(ctx, w.office, w.cases[who], w.wish(s))
		w.must(err)
		if now := w.supply(who); wait.Standing != booking.Waiting || now.Wait == nil || now.Wait.Ahead != i || now.Room() {
			t.Errorf("elder %d waits %+v, shown %+v", who, wait, now.Wait)
		}
	}
	w.must(w.Elders.EndArranged(ctx, w.office, w.cases[0], first.ID, calendar.Day(w.now), "withdrawn"))
	if now := w.supply(0); now.Room() {
		t.Error("somebody overtakes the line")
	}
	if _, err := w.Elders.Arrange(ctx, w.office, w.cases[2], w.wish(s)); err == nil {
		t.Error("the second in line got the first one's place")
	}
	if now := w.supply(1); now.Kept == nil || !now.Room() {
		t.Fatalf("nothing is kept for the first in line: %+v", now)
	}
	second, err := w.Elders.Arrange(ctx, w.office, w.cases[1], w.wish(s))
	w.must(err)
	if units, plans := w.used(p); units != 1 || plans != 1 {
		t.Errorf("%d units for %d plans", units, plans)
	}
	// Changed within the same offer the place stays the person's, whoever waits.
	more := w.wish(s)
	more.Replaces, more.Minutes, more.From = second.ID, 90, calendar.Day(w.now.AddDate(0, 0, 1))
	changed, err := w.Elders.Arrange(ctx, w.office, w.cases[1], more)
	w.must(err)
	if changed.Hold != second.Hold || changed.Minutes != 90 {
		t.Errorf("%+v", changed)
	}
	w.now = w.now.AddDate(0, 0, 2)
	if _, err := w.Deliveries.Lapse(ctx); err != nil {
		t.Fatal(err)
	}
	if units, plans := w.used(p); units != 1 || plans != 1 {
		t.Errorf("after the change: %d units for %d plans", units, plans)
	}
	// Erased: the plan ends and the place goes on to the last in line.
	w.must(w.Persons.Erase(ctx, access.Operator(), w.persons[1]))
	if now := w.supply(2); now.Kept == nil {
		t.Fatalf("nothing is kept for the next in line: %+v", now)
	}
	if _, err := w.Elders.Arranging(ctx, w.office, w.cases[1]); keyOf(err) != "not-found keyring.erased" {
		t.Errorf("of an erased person: %v", err)
	}
	third, err := w.Elders.Arrange(ctx, w.office, w.cases[2], w.wish(s))
	w.must(err)
	// Its time runs out by itself.
	until, err := time.ParseInLocation(time.DateOnly, third.Until, calendar.China)
	w.must(err)
	for _, c := range []struct {
		at    time.Time
		units int
	}{{until.Add(-time.Hour), 1}, {until.Add(time.Hour), 0}} {
		w.now = c.at
		_, err := w.Deliveries.Lapse(ctx)
		w.must(err)
		if units, _ := w.used(p); units != c.units {
			t.Errorf("at %s %d units are taken, want %d", c.at, units, c.units)
		}
	}
	w.must(w.Bookings.Rebuild(ctx))
	w.must(w.Deliveries.Rebuild(ctx))
	if units, plans := w.used(p); units != 0 || plans != 0 {
		t.Errorf("rebuilt: %d units for %d plans", units, plans)
	}
}

// other is an offer of visits besides one, whose places nobody counts.
func (w *arranging) other(s eldercare.Supply) string {
	w.t.Helper()
	a, err := w.Elders.Arranging(w.t.Context(), w.office, w.cases[0])
	w.must(err)
	for _, g := range a.Items {
		for _, o := range g.Offers {
			if g.Item == visitsItem && o.Offer.ID != s.Offer.ID && o.Pool == nil && o.Room() {
				return o.Offer.ID
			}
		}
	}
	w.t.Fatal("there is one offer alone")
	return ""
}

// Nothing is arranged before somebody has decided, and nothing while somebody decides anew; who the person is, and whom they let act for them, sees
// what was arranged and by whom.
func TestWhatStandsInTheWayOfArranging(t *testing.T) {
	w := newArranging(t, 0)
	ctx, d := t.Context(), &demonstration{App: w.a}
	for i, c := range []struct {
		steps []string
		want  string
	}{
		{[]string{"apply", "accept", "assess"}, "conflict eldercare.arrange.undecided"},
		{[]string{"apply", "accept", "assess", "decide"}, "<nil>"},
		{[]string{"apply", "accept", "assess", "decide", "tell", "appeal"}, "conflict eldercare.arrange.appealed"},
	} {
		w.elder(d, i, c.steps)
		if _, err := w.Elders.Arranging(ctx, w.office, w.cases[i]); keyOf(err) != c.want {
			t.Errorf("%v: %v, want %s", c.steps, err, c.want)
		}
	}
	w.elder(d, 3, []string{"apply", "accept", "assess", "decide", "tell"})
	s := w.supply(3)
	p, err := w.Elders.Arrange(ctx, w.office, w.cases[3], w.wish(s))
	w.must(err)
	self := w.a.Policy.Actor("acct_self", w.persons[3], nil, w.a.contains)
	n, err := w.Elders.Notice(ctx, self, w.cases[3], "")
	w.must(err)
	mine, err := w.Deliveries.Mine(ctx, self, w.persons[3])
	w.must(err)
	if len(n.Arranged) != 1 || n.Arranged[0].ID != p.ID || n.Arranged[0].Provider.Zh == "" || len(mine.Plans) != 1 || mine.Plans[0].By != w.office.ID {
		t.Errorf("the person sees %+v and %+v", n.Arranged, mine.Plans)
	}
	if title, known := w.itemName(p.Item); !known || strings.Contains(title.Zh, "visit") {
		t.Errorf("it is called %+v", title)
	}
	// An appeal that comes between the page and the click.
	seen := w.Elders.DB
	w.elder(d, 4, []string{"apply", "accept", "assess", "decide", "tell"})
	w.Elders.DB = appealing{seen, func() {
		w.Elders.DB = seen
		_, err := w.Cases.Act(ctx, access.System("village", casework.CanAssist), w.cases[4], casework.Deed{Step: "appeal", Seen: w.actions(4), Way: casework.Way{Channel: access.Counter}})
		w.must(err)
	}}
	if _, err := w.Elders.Arrange(ctx, w.office, w.cases[4], w.wish(s)); keyOf(err) != "conflict eldercare.arrange.appealed" {
		t.Errorf("appealed meanwhile: %v", err)
	}
	if err := w.Elders.EndArranged(ctx, w.office, w.cases[4], p.ID, calendar.Day(w.now), "died"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("another case's plan: %v", err)
	}
}

func (w *arranging) actions(of int) int {
	w.t.Helper()
	var c casework.Case
	w.must(w.a.DB.Read(w.t.Context(), func(q store.Queryer) (err error) { c, err = w.Cases.Store.Case(q, w.Number, w.cases[of]); return err }))
	return c.Actions
}

// appealing does something just before the first write.
type appealing struct {
	db interface {
		Read(ctx context.Context, fn func(store.Queryer) error) error
		Write(ctx context.Context, fn func(*store.Tx) error) error
	}
	first func()
}

// Read implements what elder care asks of a database.
func (d appealing) Read(ctx context.Context, fn func(store.Queryer) error) error {
	return d.db.Read(ctx, fn)
}

// Write implements it as well.
func (d appealing) Write(ctx context.Context, fn func(*store.Tx) error) error {
	d.first()
	return d.db.Write(ctx, fn)
}

// Whom a case can be given to: accounts that hold the right at its place, whatever place their mandate names, as long as they are active.
func TestColleaguesHoldTheRightAtThePlace(t *testing.T) {
	a := openDemo(t, t.TempDir())
	t.Cleanup(func() { _ = a.Close() })
	n, ctx := a.Nodes[0], t.Context()
	d := &demonstration{App: a}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(d.demoTownships(ctx))
	n.Accounts.Cost = access.Cost{Memory: 64, Passes: 1}
	made := map[string]string{}
	for name, m := range map[string]access.Mandate{
		"county": {Role: Caseworker, At: demoCounty}, "township": {Role: Caseworker, At: demoTownship}, "beside": {Role: Caseworker, At: demoSibling},
		"decides": {Role: Decider, At: demoCounty}, "gone": {Role: Caseworker, At: demoCounty},
	} {
		one, _, err := n.Accounts.Make(ctx, access.Operator(), access.NewAccount{User: "colleague-" + name, Name: name, Home: demoCounty})
		must(err)
		_, err = n.Accounts.Give(ctx, access.Operator(), access.NewMandate{Account: one.ID, Mandate: m})
		must(err)
		made[name] = one.ID
	}
	must(n.Accounts.Disable(ctx, access.Operator(), made["gone"]))
	must(a.DB.Read(ctx, func(q store.Queryer) error {
		got, err := n.colleagues(q, casework.CanHandle, demoTownship)
		want := []string{made["county"], made["township"]}
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
		return err
	}))
}
