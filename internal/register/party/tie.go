package party

import (
	"context"
	"slices"
	"strings"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/store"
)

// Relate records how two persons are related.
func (s *Service) Relate(ctx context.Context, who access.Actor, l Relation) (Relation, error) {
	if !slices.Contains(RelationKinds, l.Kind) || !slices.Contains(ShownWays, l.Shown) || l.Person == l.Other || !day(l.From, true) {
		return l, fault.New(fault.Invalid, "party.relation.wrong")
	}
	var err error
	if l.ID, err = ident.New("relation", s.Now(), s.Random); err != nil {
		return l, err
	}
	l.EndedMs = 0
	return l, s.DB.Write(ctx, func(tx *store.Tx) error {
		p, err := s.reached(tx, who, CanKeep, l.Person)
		if err != nil {
			return err
		}
		if _, err := s.present(tx, l.Other); err != nil {
			return err
		}
		e := who.Entry("party.relation.recorded", p.Region)
		e.Subjects = []string{l.Person, l.Other}
		_, err = s.record(tx, e, relationRecord, l)
		return err
	})
}

// Part ends a relation.
func (s *Service) Part(ctx context.Context, who access.Actor, person, relation string) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		p, err := s.reached(tx, who, CanKeep, person)
		if err != nil {
			return err
		}
		list, err := s.Store.Relations(tx, s.Node, person)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(l Relation) bool { return l.ID == relation && l.EndedMs == 0 })
		if i < 0 {
			return fault.New(fault.NotFound, "access.absent")
		}
		l := list[i]
		l.EndedMs = s.nowMs()
		e := who.Entry("party.relation.ended", p.Region)
		e.Subjects = []string{l.Person, l.Other}
		_, err = s.record(tx, e, relationRecord, l)
		return err
	})
}

// longestMandate is how many years a mandate may run; then it is given again.
const longestMandate = 3

// Delegate records that one person may act for another. Somebody signed in gives their own; the others are recorded by
// whoever keeps the register, who says how it was shown. A paper's number is sealed under the key of whose matter it is.
func (s *Service) Delegate(ctx context.Context, who access.Actor, m Mandate) (Mandate, error) {
	if err := m.check(); err != nil {
		return m, err
	}
	own := who.Person != "" && who.Person == m.For
	allowed := func(q store.Queryer) (Person, error) {
		if own {
			return s.present(q, m.For)
		}
		if who.Person != "" && who.Person == m.Who { // nobody gives themselves a mandate over another
			return Person{}, fault.New(fault.Denied, "party.mandate.self")
		}
		return s.reached(q, who, CanKeep, m.For)
	}
	err := s.DB.Read(ctx, func(q store.Queryer) error { _, err := allowed(q); return err })
	if err != nil {
		return m, err
	}
	if m.ID, err = ident.New("mandate", s.Now(), s.Random); err != nil {
		return m, err
	}
	if m.Paper, err = s.sealText(ctx, m.For, paperField, m.Paper); err != nil {
		return m, err
	}
	m.EndedMs = 0
	return m, s.DB.Write(ctx, func(tx *store.Tx) error {
		p, err := allowed(tx)
		if err != nil {
			return err
		}
		e := who.Entry("party.mandate.given", p.Region)
		e.Subjects = []string{m.For, m.Who}
		_, err = s.record(tx, e, mandateRecord, m)
		return err
	})
}

func (m Mandate) check() error {
	from, err := time.Parse(time.DateOnly, m.From)
	until, err2 := time.Parse(time.DateOnly, m.Until)
	switch {
	case m.For == m.Who || ident.Check(personKind, m.For) != nil || ident.Check(personKind, m.Who) != nil:
		return fault.New(fault.Invalid, "party.mandate.self").At("who")
	case err != nil || err2 != nil || !until.After(from) || until.After(from.AddDate(longestMandate, 0, 0)):
		return fault.New(fault.Invalid, "party.mandate.days", "years", longestMandate).At("until")
	case len(m.What) == 0 || !allOf(m.What, isRight):
		return fault.New(fault.Invalid, "party.mandate.what").At("what")
	case !slices.Contains(ShownWays, m.Shown) || m.Shown == OnPaper && m.Paper == "" || len(m.Paper) > longestName:
		return fault.New(fault.Invalid, "party.mandate.shown").At("shown")
	}
	return nil
}

// isRight tells whether a text may name a right of a programme.
func isRight(w string) bool { return w != "" && !strings.ContainsAny(w, " \t\n") }

func allOf(list []string, ok func(string) bool) bool {
	return !slices.ContainsFunc(list, func(s string) bool { return !ok(s) })
}

// day tells whether a text is a date, or empty where that is allowed.
func day(text string, empty bool) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil || empty && text == ""
}

// Revoke ends a mandate at once: whose matter it is and who holds it may, and whoever keeps the register. What was offered and is not
// accepted its giver takes back.
func (s *Service) Revoke(ctx context.Context, who access.Actor, mandate string) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		m, found, err := s.Store.Mandate(tx, s.Node, mandate)
		if err != nil {
			return err
		}
		if !found {
			return s.retract(tx, who, mandate)
		}
		p, _, err := s.Store.Person(tx, s.Node, m.For)
		if err != nil {
			return err
		}
		if own := who.Person != "" && (who.Person == m.For || who.Person == m.Who); !own {
			if err := who.CheckAt(CanKeep, p.Region); err != nil {
				return err
			}
		}
		if m.EndedMs != 0 {
			return fault.New(fault.Conflict, "party.mandate.ended")
		}
		m.EndedMs = s.nowMs()
		e := who.Entry("party.mandate.revoked", p.Region)
		e.Subjects = []string{m.For, m.Who}
		_, err = s.record(tx, e, mandateRecord, m)
		return err
	})
}

// MayAct returns the mandate by which one person may do something for another today. Without one it is NotFound: that the
// other is there at all is not for whoever asks.
func (s *Service) MayAct(q store.Queryer, person, other, what string) (Mandate, error) {
	list, err := s.Store.MandatesOf(q, s.Node, person)
	if err != nil {
		return Mandate{}, err
	}
	for _, m := range list {
		if m.Who == person && m.For == other && m.On(s.today(), what) {
			_, err := s.present(q, other)
			return m, err
		}
	}
	return Mandate{}, fault.New(fault.NotFound, "access.absent")
}

// Holds tells whether a mandate, named by its id, lets one person do something for another today.
func (s *Service) Holds(q store.Queryer, mandate, person, other, what string) (bool, error) {
	m, found, err := s.Store.Mandate(q, s.Node, mandate)
	if err != nil || !found || person == "" || m.Who != person || m.For != other || !m.On(s.today(), what) {
		return false, err
	}
	_, err = s.present(q, other)
	return err == nil, err
}

// OnBehalf is the actor who does something for another, under one sign-in: every entry names both.
func (s *Service) OnBehalf(q store.Queryer, who access.Actor, other, what string) (access.Actor, error) {
	if !who.SignedIn() {
		return access.Actor{}, fault.New(fault.NotFound, "access.absent")
	}
	if _, err := s.MayAct(q, who.Person, other, what); err != nil {
		return access.Actor{}, err
	}
	who.OnBehalfOf = other
	return who, nil
}

// Represented lists the mandates that the actor holds today, by id: for whom somebody signed in may act.
func (s *Service) Represented(ctx context.Context, who access.Actor) (list []Mandate, err error) {
	list, err = s.Mandates(ctx, who)
	return slices.DeleteFunc(list, func(m Mandate) bool { return m.Who != who.Person }), err
}

// Mandates lists those that hold today and that the actor gave or holds, by id.
func (s *Service) Mandates(ctx context.Context, who access.Actor) (list []Mandate, err error) {
	if !who.SignedIn() {
		return nil, fault.New(fault.NotFound, "access.absent")
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		list, err = s.Store.MandatesOf(q, s.Node, who.Person)
		return err
	})
	return slices.DeleteFunc(list, s.over), err
}

// HeldBy lists the mandates that hold today and by which a person may act, by id: inside a use case of another room.
func (s *Service) HeldBy(q store.Queryer, person string) ([]Mandate, error) {
	list, err := s.Store.MandatesOf(q, s.Node, person)
	return slices.DeleteFunc(list, func(m Mandate) bool { return m.Who != person || s.over(m) }), err
}

// over tells whether a mandate does not hold today.
func (s *Service) over(m Mandate) bool {
	return m.EndedMs != 0 || s.today() < m.From || m.Until <= s.today()
}

// Register adds an organisation, or replaces what is known of it when it has an id.
func (s *Service) Register(ctx context.Context, who access.Actor, o Organisation) (Organisation, error) {
	if err := who.CheckAt(CanKeep, o.Region); err != nil {
		return o, err
	}
	o.NameZh = strings.TrimSpace(o.NameZh)
	if o.NameZh == "" || len(o.NameZh) > longestAddress || len(o.NameEn) > longestAddress || o.Kind == "" {
		return o, fault.New(fault.Invalid, "party.organisation.wrong").At("name")
	}
	var err error
	if o.Credit != "" {
		if o.Credit, err = ident.ParseCreditCode(o.Credit); err != nil {
			return o, err
		}
	}
	known := o.ID != ""
	if !known {
		if o.ID, err = ident.New(organisationKind, s.Now(), s.Random); err != nil {
			return o, err
		}
	}
	return o, s.DB.Write(ctx, func(tx *store.Tx) error {
		if known {
			if err := s.keptHere(tx, who, o.ID); err != nil {
				return err
			}
		}
		_, err := s.record(tx, who.Entry("party.organisation.recorded", o.Region), orgRecord, orgBody{o, o.Region.String(), s.nowMs()})
		return err
	})
}

// keptHere asks for the right where the organisation was until now.
func (s *Service) keptHere(q store.Queryer, who access.Actor, org string) error {
	list, err := s.Store.Organisations(q, s.Node)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(o Organisation) bool { return o.ID == org })
	if i < 0 {
		return fault.New(fault.NotFound, "access.absent")
	}
	return who.CheckAt(CanKeep, list[i].Region)
}
