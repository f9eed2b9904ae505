package delivery_test

import (
	"mihe/internal/act/booking"
	"mihe/internal/act/booking/bookingdb"
	"mihe/internal/act/delivery"
	"mihe/internal/base/store"
)

// oneAtATime holds carers to one visit at a time: each that stands has its time booked for each of its carers, and no other slot stands.
// Of one that was taken in after it was marked missed the time was given back.
func (l *life) oneAtATime(visits map[string]delivery.Visit) {
	kept := map[string]int{}
	for i, p := range l.posts {
		var slots []booking.Slot
		l.must(l.db.Read(ctx, func(q store.Queryer) (err error) {
			slots, err = bookingdb.Store{}.Slots(q, l.Node, "", p.ID, 0, 1<<50)
			return err
		}))
		last := int64(0)
		for _, s := range slots {
			v := visits[s.For]
			if s.Cancelled {
				continue
			}
			if s.FromMs < last || s.FromMs != v.FromMs || s.UntilMs != v.UntilMs || v.Slots[p.ID] != s.ID || v.State == delivery.Cancelled || v.State == delivery.Missed {
				l.rt.Fatalf("post %d: the slot %+v of the visit %+v, another until %d", i, s, v, last)
			}
			last = s.UntilMs
			kept[s.For]++
		}
	}
	for id, v := range visits {
		if stands := inPlan(v); stands && kept[id] != len(v.Posts) || !stands && kept[id] != 0 {
			l.rt.Fatalf("%d slots of the visit %+v", kept[id], v)
		}
	}
}
