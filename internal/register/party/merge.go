package party

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Merge says that folded is the same person as kept. Nothing of either is changed: readers are led from one to the other,
// until Unmerge says that it was wrong.
func (s *Service) Merge(ctx context.Context, who access.Actor, kept, folded, reason string) error {
	if kept == folded {
		return fault.New(fault.Invalid, "party.merge.self")
	}
	return s.stand(ctx, who, folded, reason, "party.duplicate.merged", func(tx *store.Tx, st Standing) (Standing, error) {
		into, err := s.Store.Standing(tx, s.Node, kept)
		if err == nil && (into != Standing{} || st.Into != "") {
			err = fault.New(fault.Conflict, "party.merge.already")
		}
		if err != nil {
			return st, err
		}
		p, err := s.present(tx, kept)
		if err == nil {
			err = who.CheckAt(CanKeep, p.Region)
		}
		return Standing{Into: kept}, err
	})
}

// Unmerge takes a Merge back exactly.
func (s *Service) Unmerge(ctx context.Context, who access.Actor, folded, reason string) error {
	return s.stand(ctx, who, folded, reason, "party.duplicate.parted", func(_ *store.Tx, st Standing) (Standing, error) {
		if st.Into == "" {
			return st, fault.New(fault.Conflict, "party.merge.none")
		}
		return Standing{}, nil
	})
}

// stand records what became of a person. The reason is sealed under their key.
func (s *Service) stand(
	ctx context.Context, who access.Actor, id, reason, kind string, to func(tx *store.Tx, st Standing) (Standing, error),
) error {
	if _, err := s.reach(ctx, who, CanKeep, id); err != nil {
		return err
	}
	sealed, err := s.sealText(ctx, id, reasonField, reason)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		p, err := s.reached(tx, who, CanKeep, id)
		if err != nil {
			return err
		}
		st, err := s.Store.Standing(tx, s.Node, id)
		if err != nil {
			return err
		}
		if st, err = to(tx, st); err != nil {
			return err
		}
		e := who.Entry(kind, p.Region)
		e.Subjects = []string{id}
		if st.Into != "" {
			e.Subjects = append(e.Subjects, st.Into)
		}
		_, err = s.record(tx, e, standingRecord, standingBody{id, false, st.Into, sealed, s.nowMs()})
		return err
	})
}

// sealText seals a text that belongs to a person.
func (s *Service) sealText(ctx context.Context, id, field, text string) (string, error) {
	if text == "" {
		return "", nil
	}
	held, err := s.Keys.Hold(ctx, []string{id})
	if err != nil {
		return "", err
	}
	return held.Seal(id, field, []byte(text))
}
