package casework

import (
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// RateIn takes the step of a case by which it is rated, for the room that keeps the rating: nobody rates a case anywhere else.
func (s *Service) RateIn(tx *store.Tx, who access.Actor, id, rating string, level int, w Way) (Case, error) {
	c, err := s.readable(tx, who, id, w)
	if err != nil {
		return Case{}, err
	}
	m := s.machines[c.Machine]
	if m == nil {
		return Case{}, fault.New(fault.Conflict, "casework.act.machine")
	}
	for _, t := range m.Steps(c.State) {
		if t.Kind == Rate {
			return s.ActIn(tx, who, id, Deed{Step: t.Step, Seen: c.Actions, Level: level, Ref: rating, Way: w})
		}
	}
	return Case{}, fault.New(fault.Conflict, "casework.act.state")
}

// Ratable tells whether a case can be rated as it stands, or was.
func (s *Service) Ratable(c Case) bool {
	m := s.machines[c.Machine]
	return m != nil && slices.ContainsFunc(m.Steps(c.State), func(t Transition) bool { return t.Kind == Rate })
}

// Hands lists the accounts and persons that have acted for the office in a case: whose work it is. It asks for no right: the use case that
// calls it has asked for its own.
func (s *Service) Hands(q store.Queryer, id string) (hands []string, err error) {
	bodies, err := s.Store.Actions(q, s.Node, id)
	if err != nil {
		return nil, err
	}
	for _, body := range bodies {
		a, err := parseAction(body)
		if err != nil {
			return nil, err
		}
		if !traits[a.Kind].own {
			hands = append(hands, a.Actor, a.By)
		}
	}
	slices.Sort(hands)
	return slices.Compact(hands), nil
}
