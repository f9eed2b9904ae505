package delivery_test

import (
	"testing"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/act/delivery/deliverydb"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
)

// TestALargeMonthIsAddedUpOnceAMinute: the sum of a large month is kept for a minute and says of when it is, however often the page is opened; that of a
// small one is always of now, and so is either when another visit has taken place. What is drawn up weighs every visit.
func TestALargeMonthIsAddedUpOnceAMinute(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const large, small = "2026-03", "2026-02"
		p := w.plan()
		put := func(month string, n int) (ids []string) {
			err := w.db.Write(ctx, func(tx *store.Tx) error {
				for range n {
					v := delivery.Visit{
						ID: id(t, "visit"), Plan: p.ID, Person: p.Person, Provider: orgA, Item: p.Item, At: p.At, On: month + "-03", Posts: []string{w.posts[0].ID},
						Attended: []string{w.posts[0].ID}, FromMs: at(month+"-03", 9), UntilMs: at(month+"-03", 10), State: delivery.Finished, Share: 4000, PayTo: delivery.ToProvider,
					}
					if err := (deliverydb.Store{}).PutVisit(tx, w.Node, v); err != nil {
						return err
					}
					ids = append(ids, v.ID)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return ids
		}
		seen := func(month string, took, count int, at time.Time) {
			t.Helper()
			m, err := w.ProviderMonth(ctx, w.settler(), orgA, month, 1)
			if err != nil || m.All != took || m.Took != took || m.Count != count || int(m.Due) != count*4000 || m.AddedMs != at.UnixMilli() {
				t.Errorf("%s: %d of %d visits took place, %d count, %d fen, of %d, %v; want %d, %d, of %d", month, m.Took, m.All, m.Count, m.Due, m.AddedMs, err, took, count, at.UnixMilli())
			}
		}
		many, few := put(large, 1000), put(small, 999)
		for _, v := range [][]string{many[:600], few[:600]} {
			for _, one := range v {
				w.seen.grades[one] = evidence.E2
			}
		}
		begun := w.now
		seen(large, 1000, 600, begun)
		seen(small, 999, 600, begun)
		w.seen.grades[many[700]], w.seen.grades[few[700]] = evidence.E2, evidence.E2
		w.now = begun.Add(time.Minute - time.Millisecond)
		seen(large, 1000, 600, begun)
		seen(small, 999, 601, w.now)
		w.now = begun.Add(time.Minute)
		seen(large, 1000, 601, w.now)
		w.seen.grades[many[701]] = evidence.E2
		put(large, 1)
		seen(large, 1001, 602, w.now)
	})
}

// TestMonthsOfSettlers: a month is listed when a visit in it took place at a provider whom the reader sees, however many others lie before it.
func TestMonthsOfSettlers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.plan()
		for _, v := range []struct {
			provider, month string
			state           delivery.State
		}{
			{orgA, "2026-01", delivery.Scheduled},
			{orgB, "2026-01", delivery.Finished},
			{orgA, "2026-02", delivery.Finished},
			{orgA, "2026-02", delivery.Finished},
			{orgB, "2026-02", delivery.Cancelled},
			{orgA, "2026-03", delivery.Scheduled},
			{"org_gone", "2025-12", delivery.Finished},
		} {
			err := w.db.Write(ctx, func(tx *store.Tx) error {
				return deliverydb.Store{}.PutVisit(tx, w.Node, delivery.Visit{
					ID: id(t, "visit"), Plan: p.ID, Person: p.Person, Provider: v.provider, At: p.At, On: v.month + "-03", FromMs: at(v.month+"-03", 9), State: v.state,
				})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		list, err := w.CycleMonths(ctx, w.settler())
		if err != nil || len(list) != 2 || list[0] != "2026-02" || list[1] != "2026-01" {
			t.Errorf("the months are %v, %v; want February and January", list, err)
		}
	})
}
