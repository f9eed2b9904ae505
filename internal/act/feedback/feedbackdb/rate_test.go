package feedbackdb_test

import (
	"testing"

	"mihe/internal/act/casework"
	"mihe/internal/act/casework/caseworktest"
	"mihe/internal/act/feedback"
	"mihe/internal/base/fault"
)

// An item is rated once, by whichever side the person chooses, and a case by this room alone.
func TestRate(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		ctx, elder := t.Context(), w.Resident(w.Elder)
		c := w.World.Open(t)
		about := feedback.About{Kind: feedback.CaseKind, ID: c.ID}
		_, err := w.Rate(ctx, elder, about, 4, web)
		want(t, "before it has ended", err, fault.Conflict, "feedback.rate.early")
		c = w.Do(t, c.ID, "accept", "assess", "decide", "deliver")
		_, err = w.Desk.Act(ctx, elder, c.ID, casework.Deed{Step: "rate", Seen: c.Actions, Level: 4, Way: web})
		want(t, "past the room", err, fault.Invalid, "casework.act.ids")
		_, err = w.Rate(ctx, elder, about, 6, web)
		want(t, "a sixth level", err, fault.Invalid, "feedback.wrong.level")
		_, err = w.Rate(ctx, w.Resident(w.ID("person")), about, 4, web)
		want(t, "somebody else", err, fault.NotFound, "access.absent")
		r := must(w.Rate(ctx, elder, about, 4, web))(t)
		if c = w.Get(t, c.ID); c.Rating != 4 || r.Order != "" || r.Person != w.Elder {
			t.Errorf("%+v, the case says %d", r, c.Rating)
		}
		_, err = w.Rate(ctx, elder, about, 5, web)
		want(t, "twice", err, fault.Conflict, "feedback.rate.twice")
		if got := must(w.Ratable(ctx, elder, about, web))(t); got.Rating == nil || got.Rating.Level != 4 || got.Order != nil {
			t.Errorf("%+v", got)
		}
	})
}

// Whose work it was does not rate it in the person's name; others may, and a relative under a mandate.
func TestRateForAnother(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		carer := w.Officer(caseworktest.Village, caseworktest.Town)
		a := w.visit(orgA, carer.ID)
		_, err := w.Rate(ctx, carer, a, 5, counter)
		want(t, "who was there", err, fault.Denied, "feedback.rate.hand")
		w.agents[carer.ID] = []string{orgB}
		own := w.visit(orgB)
		_, err = w.Rate(ctx, carer, own, 5, counter)
		want(t, "who acts for the provider", err, fault.Denied, "feedback.rate.hand")
		w.agents[carer.ID] = nil
		if r := must(w.Rate(ctx, carer, own, 5, counter))(t); r.Actor != carer.ID || r.Channel != counter.Channel {
			t.Errorf("%+v", r)
		}
		kin := w.Resident(w.Kin)
		_, err = w.Rate(ctx, kin, a, 3, web)
		want(t, "a relative without a mandate", err, fault.NotFound, "access.absent")
		way := web
		way.Mandate = caseworktest.Mandate
		w.sides[w.Kin] = orgA
		_, err = w.Rate(ctx, kin, a, 5, way)
		want(t, "a colleague of who was there", err, fault.Denied, "feedback.rate.sides")
		delete(w.sides, w.Kin)
		if r := must(w.Rate(ctx, kin, a, 3, way))(t); r.Mandate != caseworktest.Mandate || r.Order != "" {
			t.Errorf("%+v", r)
		}
	})
}

// The two lowest levels open an order, and no other does. All of it must have ended on the last day of the correction, in whatever state.
func TestLowRating(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		ctx, elder := t.Context(), w.Resident(w.Elder)
		for level := 1; level <= 5; level++ {
			r := must(w.Rate(ctx, elder, w.visit(orgA), level, web))(t)
			if opened := r.Order != ""; opened != (level <= 2) {
				t.Errorf("level %d opened %q", level, r.Order)
			}
			if r.Order == "" {
				continue
			}
			c := w.Get(t, r.Order)
			if c.Machine != feedback.Correction || c.State != "handling" || c.Person != w.Elder || c.EndBy != "2026-01-26" || c.LimitOn != "2026-01-12" {
				t.Errorf("%+v", c)
			}
			sh := must(w.Show(ctx, w.handler("a"), c.ID, ""))(t)
			if sh.Rating != level || sh.Order.Provider != orgA {
				t.Errorf("%+v", sh)
			}
		}
		r := must(w.Rate(ctx, elder, w.visit(orgA), 1, web))(t)
		w.Set("2026-01-23")
		c := must(w.Forward(ctx, w.handler("a"), r.Order, 1, orgA))(t)
		if c.LimitOn != "2026-01-26" { // three working days would lead to the 28th
			t.Errorf("the provider has until %s", c.LimitOn)
		}
	})
}
