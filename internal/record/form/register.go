package form

import (
	"context"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Edition is one registered text of a form.
type Edition struct {
	Version, Form string
	Record        string
	Actor         string
	AtMs, Seq     int64
}

// Register keeps a layout, the next edition of its form. One that asks for what a register holds, or what another form in use
// asks for, is fault.Invalid at the field. One without a number is kept and cannot be filled.
func (s *Service) Register(ctx context.Context, who access.Actor, text []byte) (*Layout, error) {
	if err := who.CheckAt(CanRegister, s.Home); err != nil {
		return nil, err
	}
	l, err := Read(text)
	if err != nil {
		return nil, err
	}
	id, err := s.newID("formlayout")
	if err != nil {
		return nil, err
	}
	r := registered{id, l.Version(), l.ID, who.ID, s.Now().UnixMilli(), string(text)}
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		if _, found, err := s.Store.Edition(tx, s.Node, r.Version); err != nil {
			return err
		} else if found {
			return fault.New(fault.Conflict, "form.edition.twice")
		}
		inUse, err := s.inUse(tx)
		if err != nil {
			return err
		}
		if err := refuse(Lint(l, s.Held, inUse)); err != nil {
			return err
		}
		return s.note(tx, who.Entry("form.layout.registered", s.Home), editionRecord, id, r)
	})
	return l, err
}

// last reads the last edition of each form.
func (s *Service) last(q store.Queryer) ([]*Layout, error) {
	editions, err := s.Store.Editions(q, s.Node)
	if err != nil {
		return nil, err
	}
	list := make([]*Layout, len(editions))
	for i, e := range editions {
		if list[i], err = s.layout(q, e); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// inUse reads the last edition of each form that may still be filled on some day.
func (s *Service) inUse(q store.Queryer) ([]*Layout, error) {
	list, err := s.last(q)
	return slices.DeleteFunc(list, func(l *Layout) bool { return l.To < s.today() }), err
}

// layout reads an edition.
func (s *Service) layout(q store.Queryer, e Edition) (*Layout, error) {
	body, err := s.Store.Record(q, s.Node, e.Record)
	if err != nil {
		return nil, err
	}
	r, err := decode[registered](body)
	if err != nil {
		return nil, err
	}
	l, err := Read([]byte(r.Text))
	if err != nil || l.Version() != e.Version {
		return nil, fault.Wrap(err, fault.Internal, "form.damaged", "form", e.Form)
	}
	return l, nil
}

// List returns the last edition of each form that is or will be in use, in the order of forms.
func (s *Service) List(ctx context.Context, who access.Actor) (list []*Layout, err error) {
	if err := who.CheckAt(CanRead, s.Home); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		list, err = s.inUse(q)
		return err
	})
	return list, err
}

// InUse returns the forms that people may be asked to fill: numbered, approved, and not past their days. They are no secret: no right is
// asked for.
func (s *Service) InUse(ctx context.Context) (list []*Layout, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		list, err = s.inUse(q)
		return err
	})
	return slices.DeleteFunc(list, func(l *Layout) bool { return l.Number == "" || l.Approval == "" }), err
}

// Form returns an edition to be read: a numbered one to everybody, another to those who may read forms.
func (s *Service) Form(ctx context.Context, who access.Actor, version string) (l *Layout, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		e, found, err := s.Store.Edition(q, s.Node, version)
		if err != nil || !found {
			return orAbsent(err, "form.edition.absent")
		}
		l, err = s.layout(q, e)
		return err
	})
	if err == nil && (l.Number == "" || l.Approval == "") && !who.May(CanRead, s.Home) {
		return nil, fault.New(fault.NotFound, "form.edition.absent")
	}
	return l, err
}

// fillable reads an edition and refuses one that may not be filled today.
func (s *Service) fillable(q store.Queryer, version string) (*Layout, error) {
	e, found, err := s.Store.Edition(q, s.Node, version)
	if err != nil || !found {
		return nil, orAbsent(err, "form.edition.absent")
	}
	l, err := s.layout(q, e)
	if err != nil {
		return nil, err
	}
	return l, l.Fillable(s.today())
}

// Blank returns the edition of a form that may be filled today. A blank form says nothing of anybody, so no right is asked for. Without
// a number, or outside its days, it is a Conflict.
func (s *Service) Blank(ctx context.Context, id string) (l *Layout, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		editions, err := s.Store.Editions(q, s.Node)
		if err != nil {
			return err
		}
		for _, e := range editions {
			if e.Form == id {
				l, err = s.fillable(q, e.Version)
				return err
			}
		}
		return fault.New(fault.NotFound, "form.edition.absent")
	})
	return l, err
}
