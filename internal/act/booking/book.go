package booking

import (
	"context"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/store"
	"mihe/internal/register/party"
)

// NewSlot asks for time of a post. Key is the caller's own: the same claim again is the same slot, while that has the time asked for.
type NewSlot struct {
	Post                string
	From, Until         time.Time
	WayBefore, WayAfter int    // minutes
	For                 string // the visit
	Person              string // whom it is for; may be empty
	Key                 string
}

// The bounds of a slot.
const (
	longestSlot = 24 * time.Hour
	longestWay  = 10 * 60 // minutes
	// busyReach is how far before a moment a slot can begin that is still busy then, and how far after it one can begin that is busy already.
	busyReach = longestSlot + longestWay*time.Minute
)

// BusyReachMs is how far from a moment a slot can lie that is busy then: for stores, which need not look further.
const BusyReachMs = int64(busyReach / time.Millisecond)

// Book keeps time of a post free for a visit, or says by a Conflict which slot is in the way.
func (s *Service) Book(ctx context.Context, who access.Actor, n NewSlot) (slot Slot, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		slot, err = s.BookIn(tx, who, n)
		return err
	})
	return slot, err
}

// BookIn is Book inside a use case of another room: two posts for one visit are two calls of one transaction.
func (s *Service) BookIn(tx *store.Tx, who access.Actor, n NewSlot) (Slot, error) {
	post, err := s.staffed(tx, who, n.Post)
	if err != nil {
		return Slot{}, err
	}
	return s.book(tx, who, post, n)
}

// book books time of a post for whoever may give it out.
func (s *Service) book(tx *store.Tx, who access.Actor, post party.Post, n NewSlot) (Slot, error) {
	if !keyForm.MatchString(n.Key) {
		return Slot{}, invalid("key", "booking.key")
	}
	slot := Slot{
		Post: post.ID, Worker: post.Person, Provider: post.Organisation, Region: post.Base, FromMs: n.From.UnixMilli(), UntilMs: n.Until.UnixMilli(),
		WayBefore: n.WayBefore, WayAfter: n.WayAfter, For: n.For, Person: n.Person, Key: n.Key, ChangedMs: s.nowMs(),
	}
	if err := slot.check(); err != nil {
		return Slot{}, err
	}
	if old, found, err := s.Store.SlotByKey(tx, s.Node, n.Post, n.Key); err != nil || found {
		if err == nil {
			err = old.again(slot)
		}
		return old, err
	}
	if err := s.fits(tx, post, slot); err != nil {
		return Slot{}, err
	}
	id, err := s.mint("slot")
	if err != nil {
		return Slot{}, err
	}
	slot.ID = id
	return slot, s.write(tx, who, "booking.slot.booked", slot.Region, Change{Slot: &slot}, slot.Worker, slot.Person)
}

// staffed returns a post whose time the actor may give out: as an agent of its provider, or as an official of the place.
func (s *Service) staffed(q store.Queryer, who access.Actor, id string) (party.Post, error) {
	post, err := s.Staff.PostOf(q, id)
	if err == nil {
		err = s.keeps(q, who, post.Organisation, post.Base)
	}
	return post, err
}

func (s Slot) check() error {
	span := s.UntilMs - s.FromMs
	switch {
	case span <= 0 || span > int64(longestSlot/time.Millisecond) || s.FromMs%minuteMs != 0 || s.UntilMs%minuteMs != 0 || s.FromMs < 0:
		return invalid("until", "booking.slot.span")
	case s.WayBefore < 0 || s.WayBefore > longestWay || s.WayAfter < 0 || s.WayAfter > longestWay:
		return invalid("way", "booking.slot.way", "max", longestWay)
	case s.For == "":
		return invalid("for", "booking.reference")
	}
	return reference("for", s.For)
}

// again refuses another claim under the key of a slot, and one whose slot was called off: neither has what it asks for.
func (s Slot) again(n Slot) error {
	switch {
	case s.Cancelled:
		return fault.New(fault.Conflict, "booking.slot.over")
	case s.For != n.For || s.Person != n.Person || s.FromMs != n.FromMs || s.UntilMs != n.UntilMs || s.WayBefore != n.WayBefore || s.WayAfter != n.WayAfter:
		return fault.New(fault.Conflict, "booking.key.other")
	}
	return nil
}

// fits refuses a slot outside the days of its post, and one that meets another of the same worker: nobody is in two places, whatever posts they hold.
func (s *Service) fits(q store.Queryer, post party.Post, slot Slot) error {
	first, last := calendar.Day(time.UnixMilli(slot.FromMs)), calendar.Day(time.UnixMilli(slot.UntilMs-1))
	if !post.On(first) || !post.On(last) {
		return fault.New(fault.Conflict, "booking.slot.post").At("from")
	}
	from, until := slot.Busy()
	others, err := s.Store.Busy(q, s.Node, slot.Worker, from, until)
	if err != nil {
		return err
	}
	for _, o := range others {
		if o.ID != slot.ID {
			return fault.New(fault.Conflict, "booking.slot.busy", "number", ident.Number(o.ID)).At("from")
		}
	}
	return nil
}

// Move gives a slot another time of the same post. Calendars that have it show it there.
func (s *Service) Move(ctx context.Context, who access.Actor, id string, from, until time.Time) (slot Slot, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		slot, err = s.MoveIn(tx, who, id, from, until)
		return err
	})
	return slot, err
}

// MoveIn is Move inside a use case of another room.
func (s *Service) MoveIn(tx *store.Tx, who access.Actor, id string, from, until time.Time) (Slot, error) {
	slot, post, err := s.open(tx, who, id)
	if err != nil {
		return slot, err
	}
	slot.FromMs, slot.UntilMs = from.UnixMilli(), until.UnixMilli()
	return s.move(tx, who, post, slot)
}

// move writes a slot with its new time, if that is free.
func (s *Service) move(tx *store.Tx, who access.Actor, post party.Post, slot Slot) (Slot, error) {
	if err := slot.check(); err != nil {
		return slot, err
	}
	if err := s.fits(tx, post, slot); err != nil {
		return slot, err
	}
	slot.Sequence, slot.ChangedMs = slot.Sequence+1, s.nowMs()
	return slot, s.write(tx, who, "booking.slot.moved", slot.Region, Change{Slot: &slot}, slot.Worker, slot.Person)
}

// Cancel calls a slot off: its time is free again.
func (s *Service) Cancel(ctx context.Context, who access.Actor, id string) (slot Slot, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		slot, err = s.CancelIn(tx, who, id)
		return err
	})
	return slot, err
}

// CancelIn is Cancel inside a use case of another room.
func (s *Service) CancelIn(tx *store.Tx, who access.Actor, id string) (Slot, error) {
	slot, _, err := s.open(tx, who, id)
	if err != nil {
		return slot, err
	}
	return s.cancel(tx, who, slot)
}

func (s *Service) cancel(tx *store.Tx, who access.Actor, slot Slot) (Slot, error) {
	slot.Cancelled, slot.Sequence, slot.ChangedMs = true, slot.Sequence+1, s.nowMs()
	return slot, s.write(tx, who, "booking.slot.cancelled", slot.Region, Change{Slot: &slot}, slot.Worker, slot.Person)
}

// open returns a slot that is not called off, with its post, to whoever may give out its time.
func (s *Service) open(q store.Queryer, who access.Actor, id string) (Slot, party.Post, error) {
	slot, found, err := s.Store.Slot(q, s.Node, id)
	if err == nil && !found {
		err = absent()
	}
	if err != nil {
		return slot, party.Post{}, err
	}
	post, err := s.staffed(q, who, slot.Post)
	if err == nil && slot.Cancelled {
		err = fault.New(fault.Conflict, "booking.slot.over")
	}
	return slot, post, err
}
