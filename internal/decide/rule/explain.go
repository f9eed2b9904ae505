package rule

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Explained is a decision with what it rests on. Of an erased person there is the tombstone alone: Erased, and nothing below.
type Explained struct {
	Decision
	Erased  bool
	Frozen  Frozen
	Outcome Outcome // can be said in words
	Rules   *Set    // the version that decided
}

// Explain reads a decision under a grant whose entry is committed before it returns. The person reads their own, and so does whoever
// represents the person (OnBehalfOf, or Speaks says so): all of it, for who may appeal against a decision must see what it rests on. Others want
// the right to at the person's place.
func (s *Service) Explain(ctx context.Context, who access.Actor, id string) (x Explained, err error) {
	var grant access.Grant
	var sealed string
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		d, found, err := s.Store.Decision(tx, s.Node, id)
		if err != nil || !found {
			return orAbsent(err, "access.absent")
		}
		x.Decision = d
		if who, err = s.speaking(tx, who, d); err != nil {
			return err
		}
		if grant, err = access.Mint(tx, s.Log, who, s.wish(who, d)); err != nil {
			return err
		}
		body, err := s.Store.Record(tx, s.Node, id)
		if err != nil {
			return err
		}
		r, err := decode[decided](body)
		if sealed = r.Sealed; err != nil {
			return err
		}
		x.Rules, err = s.set(tx, d.Version)
		return err
	})
	if err != nil {
		return Explained{}, err
	}
	plain, err := grant.Open(ctx, s.Keys, x.Subject, sealedField(id), sealed)
	if f, ok := fault.As(err); ok && f.Key == "keyring.erased" {
		return Explained{Decision: x.Decision, Erased: true}, nil
	}
	if err != nil {
		return Explained{}, err
	}
	if x.Frozen, err = ReadFrozen([]byte(plain)); err != nil {
		return Explained{}, err
	}
	x.Outcome, err = x.Rules.Restore(x.Frozen.Outcome)
	return x, err
}

// speaking is the actor as who represents the person, where Speaks says so.
func (s *Service) speaking(q store.Queryer, who access.Actor, d Decision) (access.Actor, error) {
	if s.Speaks == nil || !who.SignedIn() || who.Person == d.Subject || who.OnBehalfOf != "" {
		return who, nil
	}
	may, err := s.Speaks(q, who, d)
	if may {
		who.OnBehalfOf = d.Subject
	}
	return who, err
}

// wish is what reading a decision asks for.
func (s *Service) wish(who access.Actor, d Decision) access.Wish {
	w := access.Wish{Right: CanReadDecision, Region: d.Region, Subjects: []string{d.Subject}, Purpose: Explaining, Basis: access.StatutoryDuty}
	if who.SignedIn() && (who.Person == d.Subject || who.OnBehalfOf == d.Subject) {
		w.Purpose, w.Basis = access.OwnData, access.TheirOwn
	}
	return w
}

// Recompute decides the frozen facts again under the version that decided, and lists where the outcome differs from what was
// kept; none when nothing does.
func (x Explained) Recompute() ([]Difference, error) {
	if x.Erased {
		return nil, fault.New(fault.NotFound, "rule.decision.erased")
	}
	return x.Rules.Recompute(x.Frozen)
}

// Of lists the decisions about a person, the last first. It opens nothing that is sealed. at is the place where the person
// belongs; decisions made elsewhere are left out for those who may not see them there.
func (s *Service) Of(ctx context.Context, who access.Actor, subject string, at region.Key) (list []Decision, err error) {
	own := who.Person != "" && who.Person == subject
	if !own {
		if err := who.CheckAt(CanReadDecision, at); err != nil {
			return nil, err
		}
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		all, err := s.Store.DecisionsOf(q, s.Node, subject)
		for _, d := range all {
			if own || who.May(CanReadDecision, d.Region) {
				list = append(list, d)
			}
		}
		return err
	})
	return list, err
}
