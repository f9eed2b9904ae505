package delivery_test

import (
	"slices"

	"pgregory.net/rapid"

	"mihe/internal/act/delivery"
	"mihe/internal/base/fault"
	"mihe/internal/record/evidence"
)

// inPlan tells whether a visit uses up a unit that the plan had for it: one that was taken in after it was marked missed may be one more.
func inPlan(v delivery.Visit) bool {
	return v.State != delivery.Cancelled && v.State != delivery.Missed && v.Accepted == nil
}

// lived is what a visit came to.
func lived(v delivery.Visit) string {
	if v.Accepted != nil {
		return "accepted"
	}
	return string(v.State)
}

// acceptLate sends some of what a phone without a network kept of a missed visit, and takes it in: that is possible exactly when one of its carers has said
// that it began and that it was over, and does nothing when it is done again.
func (l *life) acceptLate() {
	missed := slices.DeleteFunc(slices.Clone(l.visits), func(id string) bool { return l.visitNow(id).State != delivery.Missed })
	id, ok := pick(l, missed, "missed")
	if !ok {
		return
	}
	v := l.visitNow(id)
	for i, step := range []delivery.Step{delivery.Start, delivery.Join, delivery.Finish} {
		if rapid.IntRange(0, 4).Draw(l.rt, "lost") == 0 {
			continue
		}
		l.send(slices.IndexFunc(l.posts, func(p delivery.Post) bool { return p.ID == v.Posts[i%len(v.Posts)] }), id, step, "good")
	}
	got, err := l.Accept(ctx, l.planner(), id, rapid.SampledFrom(delivery.AcceptReasons).Draw(l.rt, "why"))
	begun, over := map[int]bool{}, map[int]bool{}
	for _, s := range l.moves {
		if s.move.Visit == id && s.first.Why == delivery.MisfitMissed {
			begun[s.carer] = begun[s.carer] || s.move.Step == delivery.Start
			over[s.carer] = over[s.carer] || s.move.Step == delivery.Finish
		}
	}
	claimed := false
	for carer := range l.posts {
		claimed = claimed || over[carer] && (begun[carer] || v.BegunMs > 0)
	}
	if claimed != (err == nil) || err != nil && fault.KindOf(err) != fault.Conflict {
		l.rt.Fatalf("claimed %v of %+v, and accepting it is answered with %v", claimed, v, err)
	}
	if err != nil {
		return
	}
	if got.State != delivery.Finished || got.BegunMs == 0 || got.EndedMs == 0 || len(got.Attended) == 0 || got.Reason != v.Reason || l.seen.grades[id] < evidence.E1 {
		l.rt.Fatalf("accepted: %+v at %v", got, l.seen.grades[id])
	}
	l.unchanged("accepted again", func() {
		_, err := l.Accept(ctx, l.planner(), id, "sent_late")
		l.must(err)
	})
}
