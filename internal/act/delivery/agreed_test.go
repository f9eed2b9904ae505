package delivery_test

import (
	"testing"

	"mihe/internal/act/delivery"
	"mihe/internal/base/fault"
	"mihe/internal/decide/match"
)

// A visit that is set by hand keeps to what was agreed: by whom with which papers always, and when unless the person wants it otherwise.
func TestVisitsByHandKeepToThePlan(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.carers = []match.Carer{{Post: w.posts[0].ID, Skills: []match.Skill{{Code: "nurse", Level: 2}}}, {Post: w.posts[1].ID}}
		p := w.plan(func(p *delivery.Plan) {
			p.Skills, p.Windows = []string{"nurse"}, []delivery.Window{{Days: []string{"TH"}, Opens: "09:00", Close: "10:30"}}
		})
		set := func(day string, hour, minute, post int) error {
			_, err := w.Schedule(ctx, w.planner(), delivery.NewVisit{Plan: p.ID, Posts: []string{w.posts[post].ID}, FromMs: at(day, hour) + int64(minute)*60_000})
			return err
		}
		for name, err := range map[string]error{
			"by night": set("2026-03-05", 23, 0, 0), "on another day": set("2026-03-06", 9, 0, 0), "over after its time": set("2026-03-05", 9, 31, 0), "too early": set("2026-03-05", 8, 59, 0),
		} {
			wants(t, name, err, fault.Invalid, "delivery.visit.window")
		}
		wants(t, "without the papers", set("2026-03-05", 9, 0, 1), fault.Invalid, "delivery.post.papers")
		v := w.visit(p.ID, "2026-03-05", 9, 0)
		move := func(reason string, post int) error {
			_, err := w.Change(ctx, w.planner(), v.ID, delivery.Change{Step: delivery.Reschedule, Reason: reason, NewVisit: delivery.NewVisit{
				Posts: []string{w.posts[post].ID}, FromMs: at("2026-03-05", 15),
			}})
			return err
		}
		wants(t, "moved because of the carer", move("carer_away", 0), fault.Invalid, "delivery.visit.window")
		wants(t, "moved to who has no papers", move("person_away", 1), fault.Invalid, "delivery.post.papers")
		if err := move("person_away", 0); err != nil {
			t.Errorf("the person asked for it: %v", err)
		}
	})
}
