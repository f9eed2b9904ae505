package delivery_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"mihe/internal/act/delivery"
	"mihe/internal/base/fault"
	"mihe/internal/record/evidence"
	"mihe/internal/register/party/partytest"
)

// TestAudit: drawn once, the same from its seed, asked by who has no hand in the provider, and what was said is evidence.
func TestAudit(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.plan(func(p *delivery.Plan) { p.Times = 6 })
		b := w.plan(func(p *delivery.Plan) { p.Item, p.Provider = "meals", orgB })
		for day := range 5 {
			w.done(0, w.visit(p.ID, fmt.Sprintf("2026-03-%02d", 5+day), 9, 0), "good")
		}
		w.done(2, w.visit(b.ID, "2026-03-11", 14, 2), "good")
		_, err := w.Sample(ctx, w.inspector(), partytest.County, "2026-03", 3)
		wants(t, "before the month is over", err, fault.Invalid, "delivery.wrong")
		w.later("2026-04-02")
		a, err := w.Sample(ctx, w.inspector(), partytest.County, "2026-03", 3)
		if err != nil {
			t.Fatal(err)
		}
		if len(a.Strata) != 2 || a.Strata[0].Frame != 5 || len(a.Strata[0].Picked) != 3 || a.Strata[1].Frame != 1 || len(a.Strata[1].Picked) != 1 {
			t.Errorf("strata %+v", a.Strata)
		}
		_, err = w.Sample(ctx, w.inspector(), partytest.County, "2026-03", 3)
		wants(t, "drawn again", err, fault.Conflict, "delivery.audit.twice")
		first := a.Strata[0].Picked[0]
		ask := func(i int, visit string, says delivery.Says) error {
			return w.Asked(ctx, w.who(fmt.Sprint("acct_", i), w.posts[i].Person, delivery.CanAudit), a.ID, visit, says)
		}
		wants(t, "asked by who works for the provider", ask(1, first, delivery.Happened), fault.Denied, "delivery.settle.partial")
		inspect := func(visit string, says delivery.Says) error { return w.Asked(ctx, w.inspector(), a.ID, visit, says) }
		for _, err := range []error{inspect(first, delivery.Unreached), inspect(first, delivery.NotHappened), inspect(a.Strata[0].Picked[1], delivery.Happened), inspect(a.Strata[1].Picked[0], delivery.Happened)} {
			if err != nil {
				t.Error(err)
			}
		}
		wants(t, "asked again", inspect(first, delivery.Happened), fault.Conflict, "delivery.audit.asked")
		if !w.seen.against[first] || w.seen.grades[a.Strata[1].Picked[0]] != evidence.E4 {
			t.Errorf("evidence does not know: %+v", w.seen)
		}
		seen, err := w.Audited(ctx, w.inspector(), a.ID)
		rates := seen.Rates
		if err != nil || len(rates) != 3 || seen.Answered() != 3 || seen.Picks() != 4 {
			t.Fatalf("%+v %v", seen, err)
		}
		if r := rates[0]; r.Picked != 3 || r.Reached != 2 || r.Mismatches != 1 || r.Share != 0.5 || r.Rests != delivery.Student || r.DF != 1 || r.Low != 0 || r.High != 1 {
			t.Errorf("the first provider: %+v", r)
		}
		if r := rates[1]; r.Share != 0 || r.High != 0 || r.Rests != delivery.Everybody {
			t.Errorf("the second, of whom everybody was asked: %+v", r)
		}
		if r := rates[2]; math.Abs(r.Share-2.5/6) > 1e-12 {
			t.Errorf("all together: %+v, want five sixths of a half", r)
		}
		if n, wrong, err := w.Recheck(ctx); n != 1 || len(wrong) > 0 || err != nil {
			t.Errorf("rechecked %d: %v, %v", n, wrong, err)
		}
	})
}

// TestRateBounds: where nobody differs, the bound is that of the binomial distribution and not nought. 20 answers without one leave
// open 0.1684 at the most (Clopper and Pearson, two-sided 95 percent: R, binom.test(0, 20)).
func TestRateBounds(t *testing.T) {
	a := delivery.Audit{Strata: []delivery.Stratum{{Provider: orgA, Frame: 1000}}}
	var checks []delivery.Check
	for i := range 20 {
		v := fmt.Sprint("visit_", i)
		a.Strata[0].Picked = append(a.Strata[0].Picked, v)
		checks = append(checks, delivery.Check{Visit: v, Says: delivery.Happened})
	}
	rates, err := delivery.Rates(a, checks)
	if err != nil || math.Abs(rates[0].High-0.1684335) > 1e-6 || rates[0].Low != 0 {
		t.Errorf("%+v, %v", rates, err)
	}
	none, err := delivery.Rates(a, nil)
	if err != nil || none[0].Rests != delivery.TooFew || none[0].HasShare || none[0].Reached != 0 {
		t.Errorf("nobody reached: %+v, %v", none, err)
	}
}

// TestPickIsFair: over many seeds each of the frame is drawn about as often as any other, and the order of the frame does not matter.
func TestPickIsFair(t *testing.T) {
	frame := []string{"a", "b", "c", "d", "e"}
	back := slices.Clone(frame)
	slices.Reverse(back)
	times := map[string]int{}
	for i := range 5000 {
		seed := fmt.Sprint(i)
		picked := delivery.Pick(seed, frame, 2)
		if !slices.Equal(picked, delivery.Pick(seed, back, 2)) || len(picked) != 2 || picked[0] == picked[1] {
			t.Fatalf("seed %s draws %v", seed, picked)
		}
		for _, id := range picked {
			times[id]++
		}
	}
	for _, id := range frame { // 2000 expected, standard deviation 35
		if n := times[id]; n < 1860 || n > 2140 {
			t.Errorf("%s was drawn %d times of 5000, want about 2000", id, n)
		}
	}
}

// waiting are the anomalies of March that nobody has answered.
func (w *world) waiting() ([]delivery.Watched, error) {
	list, err := w.Watch(ctx, w.inspector(), partytest.County, "2026-03")
	return slices.DeleteFunc(list, delivery.Watched.Answered), err
}

// TestAnomalies: each kind is found in a record that has it, and none in one that has not.
func TestAnomalies(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.points[partytest.North], w.points[partytest.South] = delivery.Point{Latitude: 27, Longitude: 105}, delivery.Point{Latitude: 27.5, Longitude: 105} // 55.6 km: 42 minutes
		north := w.plan(func(p *delivery.Plan) { p.Times = 20 })
		south := w.plan(func(p *delivery.Plan) { p.Person, p.Place, p.Times = w.persons[1], w.homes[w.persons[1]], 20 })
		said := func(i int, v delivery.Visit, from, until int64) {
			w.report(i, v.ID, delivery.Start, v.FromMs+from*60_000, "")
			w.report(i, v.ID, delivery.Finish, v.FromMs+until*60_000, "")
		}
		pair := func(day string, second int64) {
			a, b := w.visit(north.ID, day, 9, 0), w.visit(south.ID, day, 10, 0)
			said(0, a, 0, 60)
			said(0, b, second, second+60)
		}
		pair("2026-03-05", 45) // as it should be
		queue := func() (kinds []string) {
			open, err := w.waiting()
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range open {
				kinds = append(kinds, a.Kind)
			}
			return kinds
		}
		if got := queue(); len(got) > 0 {
			t.Errorf("a good day has %v", got)
		}
		pair("2026-03-06", 20)  // 20 minutes for a way of 42
		pair("2026-03-07", -20) // before the first was over
		backwards := w.visit(north.ID, "2026-03-08", 9, 1)
		said(1, backwards, 60, 50)
		said(1, w.visit(north.ID, "2026-03-09", 9, 1), 0, 20)
		twice := w.visit(north.ID, "2026-03-10", 9, 1)
		said(1, twice, 0, 60)
		w.seen.suspect[twice.ID] = evidence.SameCode
		beyond := w.visit(north.ID, "2026-03-11", 9, 1)
		said(1, beyond, 0, 60)
		w.seen.suspect[beyond.ID] = evidence.BeyondCard
		third := w.plan(func(p *delivery.Plan) { p.Person, p.Place = w.persons[2], w.homes[w.persons[2]] })
		w.related[[2]string{w.posts[1].Person, w.persons[2]}] = true
		said(1, w.visit(third.ID, "2026-03-12", 9, 1), 0, 60)
		said(0, w.visit(third.ID, "2026-03-16", 9, 0), 0, 60)
		if err := w.End(ctx, w.planner(), third.ID, "2026-03-14", "died"); err != nil {
			t.Fatal(err)
		}
		w.later("2026-03-17")
		said(0, w.visit(north.ID, "2026-03-17", 9, 0), -19*60, -18*60) // all of it on the day before
		said(1, w.visit(north.ID, "2026-03-17", 9, 1), -24*60, 60)
		said(0, w.visit(north.ID, "2026-03-18", 9, 0), 0, 15*60)       // over at midnight
		said(1, w.visit(north.ID, "2026-03-18", 9, 1), -9*60, 15*60-1) // the whole day
		night, err := w.Schedule(ctx, w.planner(), delivery.NewVisit{
			Plan: north.ID, Posts: []string{w.posts[1].ID}, FromMs: at("2026-03-19", 23), UntilMs: at("2026-03-20", 1),
		})
		if err != nil {
			t.Fatal(err)
		}
		said(1, night, 0, 110)
		want := []string{"after_end", "backward", "code_suspect", "code_twice", "other_day", "other_day", "other_day", "overlap", "related", "short", "way"}
		if got := queue(); !slices.Equal(got, want) {
			t.Errorf("found %v, want %v", got, want)
		}
		open, _ := w.waiting()
		answer := func(key, verdict string) error {
			return w.AnswerAnomaly(ctx, w.inspector(), partytest.County, "2026-03", key, verdict)
		}
		if err := answer(open[1].Key, "clock_wrong"); err != nil {
			t.Fatal(err)
		}
		wants(t, "answered again", answer(open[1].Key, "upheld"), fault.Conflict, "delivery.anomaly.answered_before")
		wants(t, "an anomaly that is none", answer("00", "upheld"), fault.NotFound, "access.absent")
		if got := queue(); len(got) != len(want)-1 || slices.Contains(got, "backward") {
			t.Errorf("after an answer the queue has %v", got)
		}
	})
}
