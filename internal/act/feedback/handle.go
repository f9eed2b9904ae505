package feedback

import (
	"context"
	"slices"
	"strings"

	"mihe/internal/act/casework"
	"mihe/internal/base/access"
	"mihe/internal/base/store"
)

// Tied implements what casework asks: whether an actor stands on the side that an order looks at. It is whose work the item was, and who
// acts or works for the provider, under whichever account.
func (s *Service) Tied(q store.Queryer, who access.Actor, c casework.Case) (bool, error) {
	o, found, err := s.Store.Order(q, s.Node, c.ID)
	if err != nil || !found {
		return false, err
	}
	it := Item{}
	if o.About != (About{}) {
		if it, err = s.item(q, o.About); err != nil {
			return false, err
		}
	}
	it.Provider = o.Provider
	if tied, err := s.by(q, who, it); err != nil || tied || o.Provider == "" {
		return tied, err
	}
	return s.Providers.Sides(q, who, o.Provider)
}

// Forward hands an order to the provider that it concerns (转办). An order that names one goes to no other.
func (s *Service) Forward(ctx context.Context, who access.Actor, id string, seen int, provider string) (casework.Case, error) {
	return s.do(ctx, who, id, casework.Deed{Step: "forward", Seen: seen}, func(tx *store.Tx, o Order) (*Note, error) {
		all, err := s.Providers.All(tx)
		if err != nil {
			return nil, err
		}
		known := slices.ContainsFunc(all, func(one Organisation) bool { return one.ID == provider })
		if !known || o.Provider != "" && o.Provider != provider {
			return nil, invalid("provider", "feedback.forward.provider")
		}
		return &Note{Sort: Forwarded, Provider: provider}, nil
	})
}

// Answer answers an order (答复): the office what it handles, the provider what was handed to it.
func (s *Service) Answer(ctx context.Context, who access.Actor, id string, seen int, text string) (casework.Case, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return casework.Case{}, invalid("text", "feedback.wrong.empty")
	}
	if !readable(text, longText) {
		return casework.Case{}, invalid("text", "feedback.answer.text", "max", longText)
	}
	noteID, err := s.newID("note")
	if err != nil {
		return casework.Case{}, err
	}
	var order Order
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		if _, err := s.Desk.Ready(q, who, id, "answer", casework.Way{}); err != nil {
			return err
		}
		var found bool
		if order, found, err = s.Store.Order(q, s.Node, id); !found {
			return orAbsent(err)
		}
		return err
	})
	if err != nil {
		return casework.Case{}, err
	}
	sealed, err := s.Keys.Seal(ctx, order.key(), Note{ID: noteID}.field(), []byte(text))
	if err != nil {
		return casework.Case{}, err
	}
	return s.do(ctx, who, id, casework.Deed{Step: "answer", Seen: seen, Decision: noteID}, func(tx *store.Tx, o Order) (*Note, error) {
		acts, err := s.actsFor(tx, who, o.Provider)
		n := &Note{ID: noteID, Sort: Answered, Sealed: sealed}
		if acts {
			n.Provider = o.Provider
		}
		return n, err
	})
}

// CallBack records what came of calling the person back (回访), by somebody who has nothing to do with the matter and did not answer: solved
// goes on to the end, unsolved goes back to be handled. Level is how content the person is with it, 0 where nobody asked.
func (s *Service) CallBack(ctx context.Context, who access.Actor, id string, seen int, result Result, level int) (casework.Case, error) {
	switch {
	case !slices.Contains(Results, result):
		return casework.Case{}, invalid("result", "feedback.call_back.result")
	case level < 0 || level > 5 || result == Unreached && level != 0:
		return casework.Case{}, invalid("level", "feedback.call_back.level")
	}
	d := casework.Deed{Step: "call_back", Seen: seen, Reason: string(result)}
	if result == Unsolved {
		d.Step = "send_back"
	}
	return s.do(ctx, who, id, d, func(*store.Tx, Order) (*Note, error) {
		return &Note{Sort: CalledBack, Result: result, Level: level}, nil
	})
}

// do takes a step of an order's case and records what belongs to it, together.
func (s *Service) do(
	ctx context.Context, who access.Actor, id string, d casework.Deed, written func(*store.Tx, Order) (*Note, error),
) (c casework.Case, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		o, found, err := s.Store.Order(tx, s.Node, id)
		if err != nil || !found {
			return orAbsent(err)
		}
		if c, err = s.Desk.ActIn(tx, who, id, d); err != nil {
			return err
		}
		n, err := written(tx, o)
		if err != nil {
			return err
		}
		if n.ID == "" {
			if n.ID, err = s.newID("note"); err != nil {
				return err
			}
		}
		n.V, n.Case, n.Actor, n.By, n.AtMs = 1, id, who.ID, human(who), s.Now().UnixMilli()
		e := s.entry(who, "feedback.order."+string(n.Sort), o)
		e.CausedBy = id
		return s.note(tx, e, noteRecord, n.ID, n)
	})
	return c, err
}

// Elsewhere are the steps of orders that are taken by this room's use cases alone: what they rest on is recorded with them.
var Elsewhere = []string{"forward", "answer", "call_back", "send_back"}

// Handed lists the orders that were handed to the providers an actor acts for, the newest first.
func (s *Service) Handed(ctx context.Context, who access.Actor) (list []casework.Case, err error) {
	if err := who.Check(CanAnswer); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		mine, err := s.Providers.ActsFor(q, who.ID)
		if err != nil {
			return err
		}
		for _, org := range mine {
			orders, err := s.Store.OrdersFor(q, s.Node, org, mostHanded)
			if err != nil {
				return err
			}
			for _, o := range orders {
				c, err := s.Desk.Store.Case(q, s.Node, o.Case)
				if err != nil {
					return err
				}
				if who.May(CanAnswer, c.Place) {
					list = append(list, c)
				}
			}
		}
		return nil
	})
	return list, err
}

// mostHanded is how many orders of a provider are listed.
const mostHanded = 100
