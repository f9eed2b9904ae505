package evidence

import (
	"context"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// longestName is the longest kind or identifier of a thing.
const longestName = 80

func (a About) check() error {
	if a.Kind == "" || a.ID == "" || len(a.Kind) > longestName || len(a.ID) > longestName {
		return invalid("about", "evidence.about.wrong")
	}
	return nil
}

// RecordIn keeps what a deliverer says of a thing (E1), or what somebody says of it in their own cause (E0), in the transaction of
// the room that the thing belongs to. That room vouches for whose the thing is, where, and who was there; whoever speaks afterwards
// speaks of the same person. A deliverer who takes the record back says NotHappened.
func (s *Service) RecordIn(tx *store.Tx, who access.Actor, st Statement) (Statement, error) {
	switch {
	case st.Way == Deliverer && st.Deliverer == "":
		return Statement{}, invalid("deliverer", "evidence.deliverer.missing")
	case st.Way != Deliverer && st.Way != OwnWord, st.Says != Happened && st.Says != NotHappened:
		return Statement{}, invalid("way", "evidence.way.wrong")
	}
	said, at, err := s.thing(tx, Word{About: st.About, Person: st.Person})
	if err != nil {
		return Statement{}, err
	}
	if st.Region == (region.Key{}) {
		st.Region = at
	}
	if err := who.CheckAt(CanRecord, st.Region); err != nil { // where the room that calls says that it was, wherever the person is registered
		return Statement{}, err
	}
	if len(said) > 0 {
		st.Region = at // all that is said of a thing stands in one place
	}
	st.Card, st.Position = "", 0
	return s.say(tx, who, st)
}

// Word is what somebody says of a thing. Person may be left empty for a thing of which something was said already; the room that
// the thing belongs to gives it, and vouches for it, when theirs is the first word.
type Word struct {
	About     About
	Person    string
	Says      Says
	ClaimedMs int64
	Files     []string
}

// thing is what was said of a thing before, and where its beneficiary belongs. Nobody speaks of it as another person's.
func (s *Service) thing(q store.Queryer, w Word) ([]Statement, region.Key, error) {
	if err := w.About.check(); err != nil {
		return nil, region.Key{}, err
	}
	said, err := s.said(q, w.About)
	if err != nil {
		return nil, region.Key{}, err
	}
	if len(said) == 0 {
		at, err := s.home(q, w.Person)
		return nil, at, err
	}
	if w.Person != "" && w.Person != said[0].Person {
		return nil, region.Key{}, fault.New(fault.Conflict, "evidence.person.other")
	}
	if _, err := s.home(q, said[0].Person); err != nil {
		return nil, region.Key{}, err
	}
	return said, said[0].Region, nil
}

func (s *Service) said(q store.Queryer, about About) ([]Statement, error) {
	m, err := s.Store.Said(q, s.Node, []About{about})
	return m[about], err
}

// say adds a statement. All ways lead here.
func (s *Service) say(tx *store.Tx, who access.Actor, st Statement) (Statement, error) {
	if !slices.Contains([]Says{Happened, NotHappened, Differs}, st.Says) {
		return Statement{}, invalid("says", "evidence.says.wrong")
	}
	if err := s.filesFit(tx, st); err != nil {
		return Statement{}, err
	}
	var err error
	if st.ID, err = s.newID("statement"); err != nil {
		return Statement{}, err
	}
	st.AtMs, st.By, st.ByPerson = s.nowMs(), who.ID, who.Person
	e := s.entry(who, "evidence.statement.made", st.Region, st.Person, st.About)
	st.Seq, err = s.note(tx, e, statementRecord, st.ID, stated{
		st.ID, st.About, st.Person, st.Region.String(), st.Way, st.Says, st.AtMs, st.ClaimedMs, st.Deliverer, st.Files, st.By, st.ByPerson, st.Card, st.Position,
	})
	return st, err
}

// entry begins a ledger entry about a thing of a person.
func (s *Service) entry(who access.Actor, kind string, at region.Key, person string, about About) ledger.Entry {
	e := who.Entry(kind, at)
	e.CausedBy = about.ID
	if person != "" {
		e.Subjects = []string{person}
	}
	return e
}

// ConfirmIn keeps the word of the beneficiary, or of a relative under a mandate for Confirming, each signed in to an account of
// their own. Whoever delivered, or wrote down that it was delivered, does not confirm it for anybody.
func (s *Service) ConfirmIn(tx *store.Tx, who access.Actor, w Word) (Statement, error) {
	said, at, err := s.thing(tx, w)
	if err != nil {
		return Statement{}, err
	}
	person := w.Person
	if len(said) > 0 {
		person = said[0].Person
	}
	if err := s.mayConfirm(tx, who, person); err != nil {
		return Statement{}, err
	}
	if involvedIn(said)[who.Person] {
		return Statement{}, fault.New(fault.Denied, "evidence.involved")
	}
	return s.say(tx, who, Statement{About: w.About, Person: person, Region: at, Way: OwnAccount, Says: w.Says, ClaimedMs: w.ClaimedMs, Files: w.Files})
}

// mayConfirm lets the person, and whoever represents them for this very purpose. For all others the thing is not there.
func (s *Service) mayConfirm(q store.Queryer, who access.Actor, person string) error {
	if !who.SignedIn() || person == "" {
		return absent()
	}
	if who.Person == person && who.OnBehalfOf == "" {
		return nil
	}
	if who.OnBehalfOf != person {
		return absent()
	}
	_, err := s.Persons.MayAct(q, who.Person, person, Confirming)
	return err
}

// Confirm is ConfirmIn for a thing of which something was said already.
func (s *Service) Confirm(ctx context.Context, who access.Actor, w Word) (st Statement, err error) {
	return s.alone(ctx, who, w, s.ConfirmIn)
}

// ReportIn keeps what a third system says: one that is neither the deliverer's nor their employer's.
func (s *Service) ReportIn(tx *store.Tx, who access.Actor, w Word) (Statement, error) {
	return s.sayAs(tx, who, System, CanReport, w)
}

// Report is ReportIn for a thing of which something was said already.
func (s *Service) Report(ctx context.Context, who access.Actor, w Word) (Statement, error) {
	return s.alone(ctx, who, w, s.ReportIn)
}

// SampleIn keeps what an inspector found out by asking. It settles what was contradicted or suspect before. Whoever delivered a
// thing, or wrote down that it was delivered, is no inspector of it.
func (s *Service) SampleIn(tx *store.Tx, who access.Actor, w Word) (Statement, error) {
	return s.sayAs(tx, who, Sample, CanSample, w)
}

// Sampled is SampleIn for a thing of which something was said already.
func (s *Service) Sampled(ctx context.Context, who access.Actor, w Word) (Statement, error) {
	return s.alone(ctx, who, w, s.SampleIn)
}

func (s *Service) sayAs(tx *store.Tx, who access.Actor, way Way, right access.Right, w Word) (Statement, error) {
	said, at, err := s.thing(tx, w)
	if err != nil {
		return Statement{}, err
	}
	if err := who.CheckAt(right, at); err != nil {
		return Statement{}, err
	}
	if involvedIn(said)[who.Person] {
		return Statement{}, fault.New(fault.Denied, "evidence.involved")
	}
	person := w.Person
	if len(said) > 0 {
		person = said[0].Person
	}
	return s.say(tx, who, Statement{About: w.About, Person: person, Region: at, Way: way, Says: w.Says, ClaimedMs: w.ClaimedMs, Files: w.Files})
}

// alone runs a use case in a transaction of its own. What a request says of whose a thing is counts for nothing.
func (s *Service) alone(
	ctx context.Context, who access.Actor, w Word, in func(*store.Tx, access.Actor, Word) (Statement, error),
) (st Statement, err error) {
	w.Person = ""
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		st, err = in(tx, who, w)
		return err
	})
	return st, err
}
