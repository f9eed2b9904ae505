package eldercare

import (
	"context"
	"slices"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/store"
)

// delivered is what was delivered under plans in the month that a day is judged by, by person.
type delivered struct {
	enough Enough
	by     map[string][]delivery.Delivered
	ended  map[string][]delivery.Ended // early, since the diagnosis before
}

// delivered reads it for a day: of the last whole month before it, with the plans that ended early since the diagnosis before. A plan that allowed no visit in
// that month says nothing yet.
func (s *Service) delivered(ctx context.Context, on string, before *since) (d delivered, err error) {
	month, err := monthBefore(on)
	if err != nil {
		return d, err
	}
	d = delivered{enough: enoughOn(s.Enough, on)}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		list, err := s.Visits.Delivered(q, month)
		d.by = map[string][]delivery.Delivered{}
		for _, one := range list {
			d.by[one.Person] = append(d.by[one.Person], one)
		}
		if err != nil || before == nil {
			return err
		}
		ended, err := s.Visits.EndedBetween(q, before.On, on)
		d.ended = map[string][]delivery.Ended{}
		for _, one := range ended {
			d.ended[one.Person] = append(d.ended[one.Person], one)
		}
		return err
	})
	return d, err
}

// monthBefore is the last whole month before a day.
func monthBefore(day string) (string, error) {
	at, err := time.Parse(time.DateOnly, day)
	return at.AddDate(0, 0, -at.Day()).Format("2006-01"), err
}

// takeOver puts what was delivered to an elder under a plan in the place of what a register says of the same item: the elder has it only
// when enough visits were confirmed. What whoever delivered says beside that is kept apart. Items without a plan stay as the register
// has them.
func (d delivered) takeOver(e Elder) Elder {
	e.Under = map[string]Why{}
	for _, one := range d.ended[e.Person] {
		e.Under[one.Item] = endedBy(one.Why)
	}
	for _, one := range d.by[e.Person] {
		e.Under[one.Item] = d.wants(one)
		e.Current = slices.DeleteFunc(e.Current, func(i string) bool { return i == one.Item })
		switch {
		case d.enough.is(one.Confirmed, one.Allowed):
			e.Current = append(e.Current, one.Item)
		case d.enough.is(one.Finished, one.Allowed):
			e.Unsure = append(e.Unsure, one.Item)
		}
	}
	return e
}

// wants is what is wanting of an item under a plan, or that visits provide it.
func (d delivered) wants(one delivery.Delivered) Why {
	switch {
	case d.enough.is(one.Confirmed, one.Allowed):
		return ByVisits
	case d.enough.is(one.Confirmed+one.Denied, one.Allowed):
		return Denied
	case d.enough.is(one.Finished, one.Allowed):
		return Unconfirmed
	}
	return Short
}

// gone is why somebody is no longer counted who is in no list any more: as the plan says that ended, or nothing more than that.
func (d delivered) gone(person string) Why {
	if list := d.ended[person]; len(list) > 0 {
		return endedBy(list[0].Why)
	}
	return Left
}
