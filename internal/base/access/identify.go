package access

import (
	"context"

	"mihe/internal/base/store"
)

// Way is how somebody came in.
type Way struct {
	Factor   bool // through a second factor, ours or one of the provider's that the node accepts
	Provider bool // through the sign-on provider, without a password of ours
}

// Actor is the actor of an account that has come in. An account that is closed or unknown is a visitor; one whose
// password has to be changed first, and an administrator who came without a second factor, hold nothing but their own
// account. When database or keyring are away it is an error and nobody.
func (s *Service) Actor(ctx context.Context, account string, way Way) (Actor, error) {
	if err := s.Keys.Ready(ctx); err != nil {
		return Actor{}, err
	}
	who := Visitor()
	err := s.DB.Read(ctx, func(q store.Queryer) error {
		a, found, err := s.Store.Account(q, s.Node.Number, account)
		if err != nil || !found || a.State != Active {
			return err
		}
		held, err := s.inForce(q, a.ID, way)
		if err == nil {
			who = s.Policy.Actor(a.ID, a.Person, held, s.Contains)
		}
		return err
	})
	if err != nil {
		return Actor{}, err
	}
	return who, nil
}

// inForce are the mandates that an account may use today.
func (s *Service) inForce(q store.Queryer, account string, way Way) ([]Mandate, error) {
	p, has, err := s.Store.Password(q, s.Node.Number, account)
	if err != nil || has && !way.Provider && ruleOn(s.today()).expired(p, s.Now()) {
		return nil, err
	}
	all, err := s.Store.Mandates(q, s.Node.Number, account)
	var held []Mandate
	for _, a := range all {
		if a.On(s.today()) && (way.Factor || !s.Policy.Administers(a.Role)) {
			held = append(held, a.Mandate)
		}
	}
	return held, err
}
