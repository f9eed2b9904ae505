package app

import (
	"mihe/internal/act/booking"
	"mihe/internal/base/access"
	"mihe/internal/base/store"
	"mihe/internal/decide/match"
)

// hours is the time of carers, as deliveries book it. Deliveries are built before bookings, whose messages need them.
type hours struct{ n *Node }

// BookIn implements delivery.Times.
func (h hours) BookIn(tx *store.Tx, who access.Actor, s booking.NewSlot) (booking.Slot, error) {
	return h.n.Bookings.Trusted().BookIn(tx, who, s)
}

// MoveIn implements delivery.Times.
func (h hours) MoveIn(tx *store.Tx, who access.Actor, id string, s booking.NewSlot) (booking.Slot, error) {
	return h.n.Bookings.Trusted().MoveIn(tx, who, id, s)
}

// CancelIn implements delivery.Times.
func (h hours) CancelIn(tx *store.Tx, who access.Actor, id string) error {
	return h.n.Bookings.Trusted().CancelIn(tx, who, id)
}

// Busy implements delivery.Times.
func (h hours) Busy(q store.Queryer, post string, fromMs, untilMs int64) ([]booking.Slot, error) {
	return h.n.Bookings.Trusted().Busy(q, post, fromMs, untilMs)
}

// roster is who is at work, and who must not go to whom.
type roster struct{ n *Node }

// CarersOn implements delivery.Roster.
func (r roster) CarersOn(q store.Queryer, provider, on string) (list []match.Carer, err error) {
	posts, err := r.n.Persons.PostsOn(q, provider, on)
	for _, p := range posts {
		if c, works := match.CarerOn(p, on); works {
			list = append(list, c)
		}
	}
	return list, err
}

// Bars implements delivery.Roster: relatives and members of the household stay away, and so does who had a hand in what the person confirms with.
// Cost: a few queries for each person, and one for each carer.
func (r roster) Bars(q store.Queryer, persons, carers []string) (map[[2]string]string, error) {
	bars, homes, works := map[[2]string]string{}, map[string][]string{}, map[string]bool{}
	for _, c := range carers {
		works[c] = true
		p, found, err := r.n.Persons.HomeOf(q, c)
		if err != nil {
			return nil, err
		}
		if found && p.Household != "" {
			homes[p.Household] = append(homes[p.Household], c)
		}
	}
	bar := func(person, carer, why string) {
		if works[carer] && bars[[2]string{person, carer}] == "" {
			bars[[2]string{person, carer}] = why
		}
	}
	for _, person := range persons {
		bar(person, person, match.Related)
		related, err := r.n.Persons.Store.Relations(q, r.n.Number, person)
		if err != nil {
			return nil, err
		}
		for _, l := range related {
			if l.EndedMs == 0 {
				bar(person, l.Person, match.Related)
				bar(person, l.Other, match.Related)
			}
		}
		p, found, err := r.n.Persons.HomeOf(q, person)
		if err != nil {
			return nil, err
		}
		if found && p.Household != "" {
			for _, c := range homes[p.Household] {
				bar(person, c, match.Related)
			}
		}
		means, err := r.n.Evidence.Store.MeansOf(q, r.n.Number, person)
		if err != nil {
			return nil, err
		}
		for _, m := range means {
			if m.EndedMs == 0 {
				bar(person, m.ByPerson, match.Conflict)
				bar(person, m.SecondedPerson, match.Conflict)
			}
		}
	}
	return bars, nil
}
