package delivery_test

import (
	"crypto/rand"
	"slices"
	"testing"
	"time"

	"mihe/internal/act/booking/bookingdb"
	"mihe/internal/act/delivery"
	"mihe/internal/act/delivery/deliverydb"
	"mihe/internal/base/fault"
	"mihe/internal/base/keyring/keyringtest"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/record/evidence"
	"mihe/internal/record/evidence/evidencedb"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

// registered is the world as the room of evidence asks it.
type registered struct{ w *world }

func (r registered) HomeOf(_ store.Queryer, id string) (party.Person, bool, error) {
	at, found := r.w.homes[id]
	return party.Person{ID: id, Region: at}, found, nil
}

func (registered) MayAct(store.Queryer, string, string, string) (party.Mandate, error) {
	return party.Mandate{}, fault.New(fault.NotFound, "access.absent")
}

// withEvidence runs an exercise on both databases, with the room of evidence itself.
func withEvidence(t *testing.T, exercise func(t *testing.T, w *world, seen *evidence.Service)) {
	t.Helper()
	all := append(partytest.Migrations(), evidencedb.Migrations(), bookingdb.Migrations(), deliverydb.Migrations())
	storetest.Each(t, all, func(t *testing.T, db *store.DB) {
		keys := keyringtest.Keys(t, 1)
		w := newWorld(t, db, 1, keys)
		seen := &evidence.Service{
			DB: db, Store: evidencedb.Store{}, Keys: keys, Persons: registered{w}, Node: 1, Home: partytest.County, Folder: evidence.Folder(t.TempDir()),
			Parameters: must(evidence.ShippedParameters()), Log: w.Log, Now: func() time.Time { return w.now }, Random: rand.Reader,
		}
		w.Evidence = seen
		exercise(t, w, seen)
	})
}

// TestWithEvidence: with the room of evidence itself: a carer alone is not paid, a code of the person's sheet counts once, the same code for
// two visits pays neither and stands in the queue, and what an inspector hears settles it.
func TestWithEvidence(t *testing.T) {
	withEvidence(t, func(t *testing.T, w *world, seen *evidence.Service) {
		sheet, err := seen.IssueSheet(ctx, w.who("acct_issue", "person_issue", evidence.CanIssue), w.persons[0], 0)
		if err != nil {
			t.Fatal(err)
		}
		carer := w.who("acct_carer0", w.posts[0].Person, delivery.CanDeliver, evidence.CanRecord)
		p := w.plan(func(p *delivery.Plan) { p.Times = 6 })
		visit := func(day, code string) (delivery.Visit, delivery.Moved) {
			v := w.visit(p.ID, day, 9, 0)
			w.now = time.UnixMilli(v.UntilMs)
			var m delivery.Moved
			for _, step := range []delivery.Step{delivery.Start, delivery.Finish} {
				move := delivery.Move{ID: device(t), Visit: v.ID, Step: step, ClaimedMs: v.FromMs, Code: code}
				if step == delivery.Finish {
					move.ClaimedMs = v.UntilMs
				}
				if m, err = w.Move(ctx, carer, move); err != nil || m.Outcome != delivery.Applied {
					t.Fatalf("%s: %+v %v", step, m, err)
				}
				if again, err := w.Move(ctx, carer, move); err != nil || again.Outcome != delivery.Same || again.Taken != m.Taken {
					t.Fatalf("%s again: %+v %v", step, again, err)
				}
			}
			return v, m
		}
		bare, _ := visit("2026-03-04", "")
		good, first := visit("2026-03-05", sheet.Codes[0])
		one, second := visit("2026-03-06", sheet.Codes[1])
		two, third := visit("2026-03-07", sheet.Codes[1])
		if !first.Taken || !second.Taken || third.Taken {
			t.Errorf("codes taken: %v %v, the second of them again %v", first.Taken, second.Taken, third.Taken)
		}
		open, err := w.waiting()
		var twice []string
		for _, a := range open {
			if a.Kind == delivery.CodeTwice {
				twice = append(twice, a.Visits...)
			}
		}
		slices.Sort(twice)
		if want := []string{min(one.ID, two.ID), max(one.ID, two.ID)}; err != nil || !slices.Equal(twice, want) {
			t.Errorf("the queue has %+v, %v", open, err)
		}
		w.later("2026-04-02")
		d := w.approve(w.draw())
		if len(d.Result.Lines) != 1 || d.Result.Lines[0].Visit != good.ID || d.Result.Lines[0].Grade != "E2" {
			t.Errorf("paid: %+v", d.Result.Lines)
		}
		why := map[string]string{}
		for _, l := range d.Result.Left {
			why[l.Visit] = l.Why
		}
		if why[bare.ID] != delivery.WhyGrade || why[one.ID] != delivery.WhySuspect || why[two.ID] == "" {
			t.Errorf("left: %v", why)
		}
		asks := w.who("acct_audit", "person_i", delivery.CanAudit, evidence.CanSample)
		a, err := w.Sample(ctx, asks, partytest.County, "2026-03", 10)
		if err != nil {
			t.Fatal(err)
		}
		for v, says := range map[string]delivery.Says{one.ID: delivery.Happened, good.ID: delivery.NotHappened} {
			if err := w.Asked(ctx, asks, a.ID, v, says); err != nil {
				t.Fatal(err)
			}
		}
		d = w.draw()
		if len(d.Result.Lines) != 2 || d.Result.Lines[0].Fen != -4000 || d.Result.Lines[0].Visit != good.ID || d.Result.Lines[1].Grade != "E4" || d.Result.Total != 0 {
			t.Errorf("after the sample: %+v", d.Result.Lines)
		}
		_, err = w.Move(ctx, w.who("acct_x", w.posts[0].Person, delivery.CanDeliver), delivery.Move{ID: device(t), Visit: bare.ID, Step: delivery.Start, ClaimedMs: 1})
		if err != nil {
			t.Error(err)
		}
	})
}

// TestALateCodeIsOfTheDayOfItsVisit: a code that was passed over counts for a visit of that day, and not for one of another day that is reported back to it.
func TestALateCodeIsOfTheDayOfItsVisit(t *testing.T) {
	withEvidence(t, func(t *testing.T, w *world, seen *evidence.Service) {
		sheet, err := seen.IssueSheet(ctx, w.who("acct_issue", "person_issue", evidence.CanIssue), w.persons[0], 0)
		if err != nil {
			t.Fatal(err)
		}
		carer := w.who("acct_carer0", w.posts[0].Person, delivery.CanDeliver, evidence.CanRecord)
		p := w.plan(func(p *delivery.Plan) { p.Times = 9 })
		visit := func(v delivery.Visit, from, until int64, place int) delivery.Moved {
			t.Helper()
			w.now = time.UnixMilli(max(w.now.UnixMilli(), v.UntilMs))
			var m delivery.Moved
			for _, move := range []delivery.Move{
				{ID: device(t), Visit: v.ID, Step: delivery.Start, ClaimedMs: from},
				{ID: device(t), Visit: v.ID, Step: delivery.Finish, ClaimedMs: until, Code: sheet.Codes[place-1]},
			} {
				if m, err = w.Move(ctx, carer, move); err != nil || m.Outcome != delivery.Applied {
					t.Fatalf("%s: %+v %v", move.Step, m, err)
				}
			}
			return m
		}
		on := func(day string, place int) bool {
			v := w.visit(p.ID, day, 9, 0)
			return visit(v, v.FromMs, v.UntilMs, place).Taken
		}
		late, night := w.visit(p.ID, "2026-03-05", 9, 0), must(w.Schedule(ctx, w.planner(), delivery.NewVisit{
			Plan: p.ID, Posts: []string{w.posts[0].ID}, FromMs: at("2026-03-05", 23), UntilMs: at("2026-03-06", 1),
		}))
		if !on("2026-03-04", 1) || !on("2026-03-07", 4) {
			t.Fatal("codes in their turn were refused")
		}
		whole, end := w.visit(p.ID, "2026-03-20", 9, 0), w.visit(p.ID, "2026-03-21", 9, 0)
		if visit(whole, at("2026-03-05", 11), at("2026-03-05", 12), 3).Taken || visit(end, end.FromMs, at("2026-03-05", 13), 3).Taken {
			t.Error("a code counted for a visit that was reported back to the day of the code")
		}
		if !visit(late, late.FromMs, late.UntilMs, 2).Taken || !visit(night, night.FromMs, at("2026-03-06", 0)+1, 3).Taken {
			t.Error("a late code of the day was refused")
		}
		open, err := w.waiting()
		kinds := map[string]int{}
		for _, a := range open {
			kinds[a.Kind]++
		}
		if err != nil || kinds[delivery.OtherDay] != 2 {
			t.Errorf("the queue has %v, %v", kinds, err)
		}
	})
}
