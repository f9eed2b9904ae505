package delivery_test

import (
	"fmt"
	"math/big"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mihe/internal/act/delivery"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// anyChain draws plans of one person for one item that follow each other, some of them ended early, and the day up to which they go.
func anyChain(rt *rapid.T) (list []delivery.Plan) {
	day := time.Date(2026, 1, 20, 0, 0, 0, 0, time.UTC)
	for i := range rapid.IntRange(1, 5).Draw(rt, "plans") {
		from := day.AddDate(0, 0, rapid.IntRange(0, 12).Draw(rt, "gap"))
		day = from.AddDate(0, 0, rapid.IntRange(0, 40).Draw(rt, "days"))
		p := delivery.Plan{
			ID: fmt.Sprint("plan_", i), Person: "p", Item: "i", Minutes: 60, Per: rapid.SampledFrom([]delivery.Per{delivery.Week, delivery.Month}).Draw(rt, "per"),
			Times: rapid.IntRange(1, 9).Draw(rt, "times"), From: from.Format(time.DateOnly), Until: day.Format(time.DateOnly),
		}
		if rapid.Bool().Draw(rt, "early") {
			p.Until, p.Ended = day.AddDate(0, 6, 0).Format(time.DateOnly), p.Until
		}
		list = append(list, p)
	}
	return list
}

// TestUnitsOfAChain: what plans allow together is, day by day, what the plan of that day gives: a change adds nothing beyond the larger of the plans,
// and whoever sets what is due makes all of it and no more.
func TestUnitsOfAChain(t *testing.T) {
	changed := 0
	rapid.Check(t, func(rt *rapid.T) {
		chain := anyChain(rt)
		for _, month := range []string{"2026-01", "2026-02", "2026-03", "2026-04"} {
			first := must(time.Parse("2006-01", month))
			length := int64(first.AddDate(0, 1, -1).Day())
			sum, most, days, of := new(big.Rat), new(big.Rat), int64(0), map[string]bool{}
			var set []delivery.Visit
			for d := first; d.Month() == first.Month(); d = d.AddDate(0, 0, 1) {
				day := d.Format(time.DateOnly)
				for i, p := range chain {
					if day < p.From || day >= p.Until || p.Ended != "" && day >= p.Ended {
						continue
					}
					rate := big.NewRat(int64(p.Times), 7)
					if p.Per == delivery.Month {
						rate = big.NewRat(int64(p.Times), length)
					}
					sum.Add(sum, rate)
					if rate.Cmp(most) > 0 {
						most = rate
					}
					days, of[p.ID] = days+1, true
					for _, due := range delivery.DueOn(p, slices.Delete(slices.Clone(chain), i, i+1), set, day) {
						set = append(set, delivery.Visit{ID: due.ID, Plan: p.ID, On: day, State: delivery.Scheduled})
					}
				}
			}
			up := func(r *big.Rat) (n int) {
				for new(big.Rat).SetInt64(int64(n)).Cmp(r) < 0 {
					n++
				}
				return n
			}
			if got := delivery.Units(chain, month); got != up(sum) || got > up(most.Mul(most, big.NewRat(days, 1))) {
				rt.Fatalf("%+v allow %d in %s, want %v rounded up, and no more than the largest of them alone", chain, got, month, sum)
			}
			if len(set) != up(sum) {
				rt.Fatalf("%+v: %d visits were due in %s, want %v rounded up", chain, len(set), month, sum)
			}
			if len(of) > 1 {
				changed++
			}
		}
	})
	if changed < 50 {
		t.Errorf("only %d months had a change", changed)
	}
}

// TestAChangedPlanPaysOneMonth: four visits of a month were made when the plan is changed in the middle; the new plan allows no more of them.
func TestAChangedPlanPaysOneMonth(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.plan()
		for i := range 4 {
			w.done(0, w.visit(p.ID, fmt.Sprintf("2026-03-0%d", i+4), 9, 0), "good")
		}
		next := p
		next.From, next.Provider = "2026-03-15", orgB
		err := w.db.Write(ctx, func(tx *store.Tx) (err error) { next, err = w.ReplaceIn(tx, w.planner(), p.ID, next); return err })
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.Schedule(ctx, w.planner(), delivery.NewVisit{Plan: next.ID, Posts: []string{w.posts[2].ID}, FromMs: at("2026-03-16", 9)})
		wants(t, "a fifth visit of four", err, fault.Conflict, "delivery.voucher.used")
		v := w.visit(next.ID, "2026-04-03", 9, 2)
		vouchers := must(w.Vouchers(ctx, w.planner(), p.Person, "2026-03"))
		if len(vouchers) != 1 || vouchers[0].Units != 4 || vouchers[0].Used != 4 || vouchers[0].Fen != 16_000 {
			t.Errorf("vouchers %+v", vouchers)
		}
		day, err := w.DayPlan(ctx, w.planner(), orgB, "2026-03-20")
		if err != nil || len(day.Due) != 0 {
			t.Errorf("due of a month that is used up: %+v, %v", day.Due, err)
		}
		_ = w.db.Read(ctx, func(q store.Queryer) error {
			list := must(w.Delivered(q, "2026-03"))
			if len(list) != 1 || list[0].Allowed != 4 || list[0].Confirmed != 4 {
				t.Errorf("delivered %+v", list)
			}
			asked := must(w.AskedIn(q, "2026-03"))
			if len(asked) != 2 || asked[0].Visits != 2 || asked[1].Visits != 2 || asked[0].Took != 4 {
				t.Errorf("asked %+v", asked)
			}
			return nil
		})
		// What is set stays, and moves within its month, whatever has ended since.
		w.later("2026-04-01")
		if err := w.End(ctx, w.planner(), next.ID, "2026-04-06", "withdrawn"); err != nil {
			t.Fatal(err)
		}
		to := delivery.NewVisit{Posts: []string{w.posts[2].ID}, FromMs: at("2026-04-04", 9)}
		if _, err := w.Change(ctx, w.planner(), v.ID, delivery.Change{Step: delivery.Reschedule, Reason: "other", NewVisit: to}); err != nil {
			t.Errorf("moved by a day: %v", err)
		}
	})
}

// TestAMonthThatBeginsLate: a plan that begins on the last day of a month allows one visit of it, and whoever got that one was served.
func TestAMonthThatBeginsLate(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.plan(func(p *delivery.Plan) { p.From = "2026-03-31" })
		w.done(0, w.visit(p.ID, "2026-03-31", 9, 0), "good")
		_, err := w.Schedule(ctx, w.planner(), delivery.NewVisit{Plan: p.ID, Posts: []string{w.posts[0].ID}, FromMs: at("2026-03-31", 14)})
		wants(t, "two of one", err, fault.Conflict, "delivery.voucher.used")
		_ = w.db.Read(ctx, func(q store.Queryer) error {
			if list := must(w.Delivered(q, "2026-03")); len(list) != 1 || list[0].Allowed != 1 || list[0].Confirmed != 1 {
				t.Errorf("delivered %+v", list)
			}
			return nil
		})
	})
}

// TestAnEndComesSooner: a plan that was to end on a day ends before it when the person dies or is erased, with its visits and the time of their carers.
func TestAnEndComesSooner(t *testing.T) {
	for name, ends := range map[string]func(w *world, plan string) error{
		"died": func(w *world, plan string) error { return w.End(ctx, w.planner(), plan, "2026-03-10", "died") },
		"erased": func(w *world, _ string) error {
			return w.db.Write(ctx, func(tx *store.Tx) error { return w.Erase(tx, 1, w.persons[0]) })
		},
	} {
		each(t, func(t *testing.T, w *world) {
			p := w.plan()
			v := w.visit(p.ID, "2026-03-20", 9, 0)
			if err := w.End(ctx, w.planner(), p.ID, "2026-03-31", "moved_away"); err != nil {
				t.Fatal(err)
			}
			wants(t, "an end that is later", w.End(ctx, w.planner(), p.ID, "2026-04-02", "died"), fault.Conflict, "delivery.plan.over")
			if err := ends(w, p.ID); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			err := w.db.Read(ctx, func(q store.Queryer) error {
				got, err := w.Store.Plan(q, 1, p.ID)
				left := must(w.Store.Visit(q, 1, v.ID))
				if got.Why != name || got.Ended > "2026-03-10" || left.State != delivery.Cancelled || len(left.Slots) != 0 {
					t.Errorf("%s: plan %+v, visit %+v", name, got, left)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			other := w.plan(func(p *delivery.Plan) { p.Person, p.Place = w.persons[1], w.homes[w.persons[1]] })
			w.visit(other.ID, "2026-03-20", 9, 0) // the carer is free
		})
	}
}

// allows reckons day by day what the plans of a person for an item allow in a month: a visit is 7 times the days of the month.
func (l *life) allows(of []string) (n int) {
	first := must(time.Parse("2006-01", of[2]))
	length := first.AddDate(0, 1, -1).Day()
	pot := 0
	for d := first; d.Month() == first.Month(); d = d.AddDate(0, 0, 1) {
		day := d.Format(time.DateOnly)
		for _, id := range l.plans {
			p := l.planNow(id)
			if p.Person != of[0] || p.Item != of[1] || day < p.From || day >= p.Until || p.Ended != "" && day >= p.Ended {
				continue
			}
			if p.Per == delivery.Month {
				pot += 7 * p.Times
			} else {
				pot += length * p.Times
			}
		}
	}
	for ; pot > 0; pot -= 7 * length {
		n++
	}
	return n
}
