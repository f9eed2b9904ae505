package delivery

import (
	"maps"
	"slices"
	"time"

	"mihe/internal/act/booking"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/store"
)

// Times keeps the time of carers; booking.Trusted is one.
type Times interface {
	BookIn(tx *store.Tx, who access.Actor, n booking.NewSlot) (booking.Slot, error)
	// MoveIn gives a slot another time and other ways.
	MoveIn(tx *store.Tx, who access.Actor, id string, n booking.NewSlot) (booking.Slot, error)
	// CancelIn calls a slot off, or leaves it called off.
	CancelIn(tx *store.Tx, who access.Actor, id string) error
	// Busy returns the slots of whoever holds a post, under any post of theirs, that are busy at some moment of a span, by start.
	Busy(q store.Queryer, post string, fromMs, untilMs int64) ([]booking.Slot, error)
}

// Way is how many minutes a carer is on the way to a visit, and from it.
type Way struct{ Before, After int }

// slotKind is the kind of the keys under which time is booked: each booking has a key of its own, for a visit may come back to a carer.
const slotKind = "claim"

// book keeps the time of the carers of a visit, and gives back that of those who no longer go. A visit of an older release has no slots; it gets
// them when it is set anew.
func (s *Service) book(tx *store.Tx, who access.Actor, v *Visit, ways map[string]Way) error {
	held := v.Slots
	v.Slots = map[string]string{}
	for _, post := range slices.Sorted(maps.Keys(held)) {
		if slices.Contains(v.Posts, post) {
			continue
		}
		if err := s.Times.CancelIn(tx, who, held[post]); err != nil {
			return err
		}
	}
	for _, post := range v.Posts {
		n := booking.NewSlot{
			Post: post, From: time.UnixMilli(v.FromMs), Until: time.UnixMilli(v.UntilMs), WayBefore: ways[post].Before, WayAfter: ways[post].After,
			For: v.ID, Person: v.Person,
		}
		slot, err := s.keep(tx, who, held[post], n)
		if err != nil {
			return err
		}
		v.Slots[post] = slot
	}
	return nil
}

// keep books or moves the time of one post.
func (s *Service) keep(tx *store.Tx, who access.Actor, held string, n booking.NewSlot) (string, error) {
	if err := s.unbusy(tx, n); err != nil {
		return "", err
	}
	if held != "" {
		slot, err := s.Times.MoveIn(tx, who, held, n)
		return slot.ID, err
	}
	key, err := ident.New(slotKind, s.Now(), s.Random)
	if err != nil {
		return "", err
	}
	n.Key = key
	slot, err := s.Times.BookIn(tx, who, n)
	return slot.ID, err
}

// unbusy refuses time that a post needs for something else, and says when that is. Booking refuses it as well; it does not know what a form calls it.
func (s *Service) unbusy(q store.Queryer, n booking.NewSlot) error {
	const minute = time.Minute
	from, until := n.From.Add(-time.Duration(n.WayBefore)*minute), n.Until.Add(time.Duration(n.WayAfter)*minute)
	others, err := s.Times.Busy(q, n.Post, from.UnixMilli(), until.UnixMilli())
	if err != nil {
		return err
	}
	for _, o := range others {
		if o.For == n.For {
			continue
		}
		clock := func(ms int64) string { return time.UnixMilli(ms).In(calendar.China).Format("15:04") }
		busyFrom, busyUntil := o.Busy()
		return fault.New(fault.Conflict, "delivery.post.busy", "post", ident.Number(n.Post), "from", clock(busyFrom), "until", clock(busyUntil)).At("from")
	}
	return nil
}

// unbook gives back the time of the carers of a visit that does not take place.
func (s *Service) unbook(tx *store.Tx, who access.Actor, v *Visit) error {
	for _, post := range slices.Sorted(maps.Keys(v.Slots)) {
		if err := s.Times.CancelIn(tx, who, v.Slots[post]); err != nil {
			return err
		}
	}
	v.Slots = nil
	return nil
}
