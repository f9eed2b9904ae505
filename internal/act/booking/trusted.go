package booking

import (
	"mihe/internal/base/access"
	"mihe/internal/base/store"
)

// Trusted is the hours of posts for a room that asks for the right itself: whoever may set a visit takes the time of its carer, wherever the post
// is based. What this room refuses to everybody it refuses here too: a post that does not run, and two slots that meet.
type Trusted struct{ s *Service }

// Trusted is the service for a room that has found out that the actor may give out the time.
func (s *Service) Trusted() Trusted { return Trusted{s} }

// BookIn keeps time of a post free, as Service.BookIn does.
func (t Trusted) BookIn(tx *store.Tx, who access.Actor, n NewSlot) (Slot, error) {
	post, err := t.s.Staff.PostOf(tx, n.Post)
	if err != nil {
		return Slot{}, err
	}
	return t.s.book(tx, who, post, n)
}

// MoveIn gives a slot the time and the ways of n. Of whom and for what it is stays.
func (t Trusted) MoveIn(tx *store.Tx, who access.Actor, id string, n NewSlot) (Slot, error) {
	slot, found, err := t.s.Store.Slot(tx, t.s.Node, id)
	if err != nil || !found {
		return slot, orElse(err, absent())
	}
	post, err := t.s.Staff.PostOf(tx, slot.Post)
	if err != nil {
		return slot, err
	}
	slot.FromMs, slot.UntilMs, slot.WayBefore, slot.WayAfter = n.From.UnixMilli(), n.Until.UnixMilli(), n.WayBefore, n.WayAfter
	slot.Cancelled = false
	return t.s.move(tx, who, post, slot)
}

// CancelIn calls a slot off. One that is called off stays so.
func (t Trusted) CancelIn(tx *store.Tx, who access.Actor, id string) error {
	slot, found, err := t.s.Store.Slot(tx, t.s.Node, id)
	if err != nil || !found {
		return orElse(err, absent())
	}
	if slot.Cancelled {
		return nil
	}
	_, err = t.s.cancel(tx, who, slot)
	return err
}

// Busy returns the slots of the worker of a post, under whichever post, that are busy at some moment of a span and not called off, by start.
func (t Trusted) Busy(q store.Queryer, post string, fromMs, untilMs int64) ([]Slot, error) {
	p, err := t.s.Staff.PostOf(q, post)
	if err != nil {
		return nil, err
	}
	return t.s.Store.Busy(q, t.s.Node, p.Person, fromMs, untilMs)
}
