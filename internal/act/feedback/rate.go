package feedback

import (
	"context"

	"mihe/internal/act/casework"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// lowest is the level from which on downwards a rating opens an order: dissatisfied.
const lowest = 2

// Ratable is an item as it can be rated, or was.
type Ratable struct {
	About  About
	Item   Item
	Rating *Rating        // nil: not yet
	Order  *casework.Case // that the rating opened
}

// Ratable returns an item to the side of its person: whether it can be rated, and how it was.
func (s *Service) Ratable(ctx context.Context, who access.Actor, a About, w casework.Way) (r Ratable, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		if r.Item, err = s.rates(q, who, a, w); err != nil {
			return err
		}
		r.About = a
		old, found, err := s.Store.Rating(q, s.Node, a)
		if err != nil || !found {
			return err
		}
		r.Rating = &old
		if old.Order == "" {
			return nil
		}
		c, err := s.Desk.Store.Case(q, s.Node, old.Order)
		r.Order = &c
		return err
	})
	return r, err
}

// rates finds an item and checks that an actor may rate it for its person. Whose work it was does not, nor who works for
// the same provider, though the person asked for it.
func (s *Service) rates(q store.Queryer, who access.Actor, a About, w casework.Way) (Item, error) {
	it, err := s.item(q, a)
	if err != nil {
		return Item{}, err
	}
	if err := s.Desk.Side(q, who, a.Kind, it.Person, it.Place, w); err != nil { // what a mandate must be for depends on the item
		return Item{}, err
	}
	if who.SignedIn() && who.Person == it.Person {
		return it, nil
	}
	byActor, err := s.by(q, who, it)
	switch {
	case err != nil:
		return it, err
	case byActor:
		return it, fault.New(fault.Denied, "feedback.rate.hand")
	case it.Provider == "":
		return it, nil
	}
	sides, err := s.Providers.Sides(q, who, it.Provider)
	if err == nil && sides {
		err = fault.New(fault.Denied, "feedback.rate.sides")
	}
	return it, err
}

// Rate records how content the person of an item is, once. One of the two lowest levels opens an order in the same transaction.
func (s *Service) Rate(ctx context.Context, who access.Actor, a About, level int, w casework.Way) (r Rating, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		it, err := s.rates(tx, who, a, w)
		if err != nil {
			return err
		}
		_, twice, err := s.Store.Rating(tx, s.Node, a)
		switch {
		case err != nil:
			return err
		case twice:
			return fault.New(fault.Conflict, "feedback.rate.twice")
		case level < 1 || level > 5:
			return invalid("level", "feedback.wrong.level")
		case !it.Ended:
			return fault.New(fault.Conflict, "feedback.rate.early")
		}
		id, err := s.newID("rating")
		if err != nil {
			return err
		}
		if err := s.Items[a.Kind].Rate(tx, who, a.ID, id, level, w); err != nil {
			return err
		}
		r = Rating{
			V: 1, ID: id, About: a, Person: it.Person, Provider: it.Provider, Place: it.Place, Level: level, Actor: who.ID, Mandate: w.Mandate,
			Channel: w.Channel, AtMs: s.Now().UnixMilli(),
		}
		if level <= lowest {
			if r.Order, err = s.correct(tx, who, r, w); err != nil {
				return err
			}
		}
		e := who.Entry("feedback.item.rated", it.Place)
		e.Subjects, e.Channel, e.CausedBy = []string{it.Person}, string(w.Channel), a.ID
		if who.Person != it.Person {
			e.OnBehalfOf = it.Person
		}
		return s.note(tx, e, ratingRecord, id, r)
	})
	return r, err
}

// correct opens the order of a low rating, and returns its case. All of it must have ended by the last day of the correction.
func (s *Service) correct(tx *store.Tx, who access.Actor, r Rating, w casework.Way) (string, error) {
	term, ok := s.Correct.On(s.today())
	if !ok {
		return "", fault.New(fault.Internal, "feedback.terms.none")
	}
	by, err := s.Desk.Calendar().AddWorkingDays(s.today(), term.Days)
	if err != nil {
		return "", err
	}
	id, err := s.newID("order")
	if err != nil {
		return "", err
	}
	o := Order{V: 1, ID: id, Nature: Rated, About: r.About, Provider: r.Provider, Person: r.Person, Place: r.Place, Rating: r.ID}
	return s.open(tx, who, o, casework.Opening{Machine: Correction, EndBy: by, Way: w})
}
