package delivery_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/register/party/partytest"
)

// TestLateReports: what is reported after the sample of its month can be drawn by itself, once; what was in a frame is in no other; a sample of late reports
// follows from its seed as the first does.
func TestLateReports(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.plan(func(p *delivery.Plan) { p.Times = 12 })
		var visits []delivery.Visit
		for day := range 9 {
			visits = append(visits, w.visit(p.ID, fmt.Sprintf("2026-03-%02d", 5+day), 9, 0))
		}
		for _, v := range visits[:4] {
			w.done(0, v, "good")
		}
		w.later("2026-04-02")
		a, err := w.Sample(ctx, w.inspector(), partytest.County, "2026-03", 2)
		if err != nil {
			t.Fatal(err)
		}
		late := func(each int) (delivery.Later, error) { return w.SampleLate(ctx, w.inspector(), a.ID, each) }
		_, err = late(2)
		wants(t, "nothing is late", err, fault.Conflict, "delivery.audit.late.none")
		seen := func() delivery.Inspection {
			t.Helper()
			i, err := w.Audited(ctx, w.inspector(), a.ID)
			if err != nil {
				t.Fatal(err)
			}
			return i
		}
		w.later("2026-04-03")
		for _, v := range visits[4:7] {
			w.done(0, v, "good")
		}
		if i := seen(); i.Late != 3 || len(i.Rates) != 2 {
			t.Errorf("%d are late, and there are %d rates", i.Late, len(i.Rates))
		}
		_, err = late(1)
		wants(t, "one of each", err, fault.Invalid, "delivery.wrong")
		_, err = w.SampleLate(ctx, w.settler(), a.ID, 2)
		wants(t, "by who inspects nothing", err, fault.Denied, "access.denied")
		_, err = w.SampleLate(ctx, w.inspector(), "audit_none", 2)
		if fault.KindOf(err) != fault.NotFound || err == nil {
			t.Errorf("an audit that is not there: %v", err)
		}
		l, err := late(2)
		if err != nil || len(l.Strata) != 1 || l.Strata[0].Frame != 3 || len(l.Strata[0].Picked) != 2 || l.Seed == a.Seed {
			t.Fatalf("%+v, %v", l, err)
		}
		for _, id := range l.Strata[0].Picked {
			if !slices.ContainsFunc(visits[4:7], func(v delivery.Visit) bool { return v.ID == id }) {
				t.Errorf("%s was not reported late", id)
			}
		}
		_, err = late(2)
		wants(t, "drawn again", err, fault.Conflict, "delivery.audit.late.none")
		w.later("2026-04-04")
		w.done(0, visits[7], "good")
		if l, err = late(2); err != nil || l.Strata[0].Frame != 1 || l.Strata[0].Picked[0] != visits[7].ID {
			t.Fatalf("the latest: %+v, %v", l, err)
		}
		i := seen()
		if i.Late != 0 || i.Picks() != 5 || len(i.Visits) != 5 || len(i.Rates) != 4 || i.Rates[1].Late != 1 || i.Rates[2].Late != 2 || i.Rates[3].Frame != 8 {
			t.Errorf("%d late, %d picked, %+v", i.Late, i.Picks(), i.Rates)
		}
		for _, v := range i.Visits {
			if err := w.Asked(ctx, w.inspector(), a.ID, v.ID, delivery.Happened); err != nil {
				t.Error(err)
			}
		}
		if n, wrong, err := w.Recheck(ctx); n != 3 || len(wrong) > 0 || err != nil {
			t.Errorf("rechecked %d: %v, %v", n, wrong, err)
		}
		before := dump(t, w.db, w.Node)
		if err := w.Rebuild(ctx); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, dump(t, w.db, w.Node)); diff != "" {
			t.Errorf("rebuilt (-before +after):\n%s", diff)
		}
	})
}

// TestAnAcceptedVisitIsSampled: a visit that was marked missed counts from when it was taken in, however long before its carer had reported it: whoever takes
// it in after the sample of its month finds it among the late ones.
func TestAnAcceptedVisitIsSampled(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.plan()
		w.done(0, w.visit(p.ID, "2026-03-05", 9, 0), "good")
		accepted := func(v delivery.Visit) {
			t.Helper()
			if _, err := w.Accept(ctx, w.planner(), v.ID, "sent_late"); err != nil {
				t.Fatal(err)
			}
		}
		before, after := w.missed(w.visit(p.ID, "2026-03-06", 9, 0)), w.missed(w.visit(p.ID, "2026-03-07", 9, 0))
		w.late(0, before, whole) // both reported in March
		w.late(0, after, whole)
		accepted(before)
		w.later("2026-04-02")
		a, err := w.Sample(ctx, w.inspector(), partytest.County, "2026-03", 2)
		if err != nil || a.Strata[0].Frame != 2 {
			t.Fatalf("%+v, %v", a.Strata, err)
		}
		w.later("2026-04-03")
		accepted(after)
		w.later("2026-04-04")
		if i, err := w.Audited(ctx, w.inspector(), a.ID); err != nil || i.Late != 1 {
			t.Errorf("%d are late, %v", i.Late, err)
		}
		l, err := w.SampleLate(ctx, w.inspector(), a.ID, 2)
		if err != nil || len(l.Strata) != 1 || l.Strata[0].Frame != 1 || l.Strata[0].Picked[0] != after.ID {
			t.Fatalf("the late ones are %+v, %v", l.Strata, err)
		}
		if n, wrong, err := w.Recheck(ctx); n != 2 || len(wrong) > 0 || err != nil {
			t.Errorf("rechecked %d: %v, %v", n, wrong, err)
		}
	})
}

// student975 is the quantile at 0.975 of Student's distribution with 20 degrees of freedom (R: qt(0.975, 20)).
const student975 = 2.085963447265837

// TestLateReportsWeigh: of all together each stratum counts by its frame, and the bounds are those of a stratified sample without replacement, worked out here
// by the textbook (Cochran, Sampling Techniques, 5.3 to 5.5): variance sum of W^2 (1-f) s^2/n, with n-H degrees of freedom.
func TestLateReportsWeigh(t *testing.T) {
	type part struct{ frame, reached, otherwise int }
	parts := []part{{40, 10, 2}, {20, 8, 1}, {10, 5, 3}}
	a := delivery.Audit{}
	var checks []delivery.Check
	stratum := func(provider string, n int, p part) delivery.Stratum {
		s := delivery.Stratum{Provider: provider, Frame: p.frame}
		for i := range p.reached {
			id := fmt.Sprint("visit_", n, "_", i)
			says := delivery.Happened
			if i < p.otherwise {
				says = delivery.NotHappened
			}
			s.Picked, checks = append(s.Picked, id), append(checks, delivery.Check{Visit: id, Says: says})
		}
		return s
	}
	a.Strata = []delivery.Stratum{stratum(orgA, 0, parts[0]), stratum(orgB, 1, parts[1])}
	a.Later = []delivery.Later{{Strata: []delivery.Stratum{stratum(orgA, 2, parts[2])}}} // of a provider that is in the first as well
	share, variance, frame, reached := 0.0, 0.0, 0, 0
	for _, p := range parts {
		frame += p.frame
	}
	for _, p := range parts {
		n, y := float64(p.reached), float64(p.otherwise)/float64(p.reached)
		of := float64(p.frame) / float64(frame)
		share += of * y
		variance += of * of * (1 - n/float64(p.frame)) * (n * y * (1 - y) / (n - 1)) / n
		reached += p.reached
	}
	rates, err := delivery.Rates(a, checks)
	if err != nil || len(rates) != 4 {
		t.Fatalf("%+v, %v", rates, err)
	}
	r := rates[3]
	half := student975 * math.Sqrt(variance)
	if math.Abs(r.Share-share) > 1e-12 || math.Abs(r.Low-max(share-half, 0)) > 1e-9 || math.Abs(r.High-(share+half)) > 1e-9 || r.DF != reached-len(parts) || r.Frame != frame {
		t.Errorf("all together: %+v, want %v from %v to %v", r, share, share-half, share+half)
	}
	if one := rates[2]; one.Late != 1 || one.Provider != orgA || one.Share != 0.6 || one.Frame != 10 {
		t.Errorf("the late reports: %+v", one)
	}
	unasked, err := delivery.Rates(a, slices.DeleteFunc(slices.Clone(checks), func(c delivery.Check) bool { return c.Visit[:len("visit_2")] == "visit_2" }))
	if err != nil || unasked[3].HasShare || !unasked[0].HasShare {
		t.Errorf("nobody of the late reports was asked: %+v, %v", unasked, err)
	}
}

// TestUnsampled: a month that is over and has visits says so as long as they lie in no place that a sample was drawn of, wherever their providers sit.
func TestUnsampled(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		north := w.plan(func(p *delivery.Plan) { p.Times = 6 })
		south := w.plan(func(p *delivery.Plan) { p.Person, p.Place = w.persons[1], w.homes[w.persons[1]] })
		w.seats[orgB] = partytest.Away // its visits are in the north all the same
		other := w.plan(func(p *delivery.Plan) { p.Item, p.Provider = "meals", orgB })
		w.done(0, w.visit(north.ID, "2026-03-05", 9, 0), "good")
		w.done(0, w.visit(south.ID, "2026-03-06", 9, 0), "good")
		w.done(2, w.visit(other.ID, "2026-03-07", 9, 2), "good")
		w.visit(south.ID, "2026-03-08", 9, 0) // which nobody delivers
		list := func(who access.Actor, want ...delivery.Unsampled) {
			t.Helper()
			got, err := w.Unsampled(ctx, who)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		}
		list(w.inspector()) // the month is not over
		w.later("2026-04-02")
		march := func(at region.Key, n int) delivery.Unsampled {
			return delivery.Unsampled{Place: at, Month: "2026-03", Took: n}
		}
		list(w.inspector(), march(partytest.County, 3))
		list(access.System("clock", delivery.CanRead), march(partytest.County, 3))
		southern := partytest.Who(t, "person_south", partytest.South, delivery.CanRead)
		list(southern, march(partytest.South, 1))
		list(partytest.Who(t, "person_away", partytest.Away, delivery.CanRead)) // where the provider sits, and no visit was
		_, err := w.Unsampled(ctx, w.who("acct_audit", "person_i", delivery.CanDeliver))
		wants(t, "without the right", err, fault.Denied, "access.denied")
		sample := func(at region.Key) {
			t.Helper()
			if _, err := w.Sample(ctx, w.inspector(), at, "2026-03", 2); err != nil {
				t.Fatal(err)
			}
		}
		sample(partytest.North)
		list(w.inspector(), march(partytest.County, 1))
		list(southern, march(partytest.South, 1))
		sample(partytest.South) // the townships together are the county
		list(w.inspector())
		list(southern)
	})
}
