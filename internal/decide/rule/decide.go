package rule

import (
	"context"
	"iter"
	"strings"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Decision is a decision about a person without what is sealed: that is Explained.
type Decision struct {
	ID           string // decision_...
	Subject      string // whose it is
	Case         string // or empty
	Set, Version string
	On           string // the day it is decided for
	Region       region.Key
	Actor        string
	AtMs         int64
	Supersedes   string // the decision that it corrects, or empty
	SupersededBy string // the one that corrects it, or empty
	Seq          int64  // of the ledger
}

// NewDecision is what is to be decided.
type NewDecision struct {
	Set     string
	Subject string // has a key in the keyring
	Case    string
	Region  region.Key // where the person belongs
	On      string     // YYYY-MM-DD
	Facts   []FrozenFact
	Basis   access.Basis // on which the facts are used
}

// Prepared is a decision that was evaluated and sealed and is not kept yet: KeepIn keeps it in a transaction, also in one of
// another room. The zero Prepared is none.
type Prepared struct {
	record decided
	basis  access.Basis
}

// Decide decides a case by the version that holds on its day and keeps the decision with all it rests on. While a missing fact
// could change the outcome it is fault.Invalid, and the outcome that comes with it lists everything that is missing.
func (s *Service) Decide(ctx context.Context, who access.Actor, w NewDecision) (Decision, Outcome, error) {
	p, out, err := s.Prepare(ctx, who, w)
	if err != nil {
		return Decision{}, out, err
	}
	return s.keep(ctx, who, p, out)
}

// Prepare is Decide up to what is kept. Keys are needed for that, and they stand outside the database.
func (s *Service) Prepare(ctx context.Context, who access.Actor, w NewDecision) (Prepared, Outcome, error) {
	return s.prepare(ctx, who, w, "", "")
}

func (s *Service) keep(ctx context.Context, who access.Actor, p Prepared, out Outcome) (d Decision, _ Outcome, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		d, err = s.KeepIn(tx, who, p)
		return err
	})
	return d, out, err
}

// Correction is a decision made anew: for another day, or with other facts.
type Correction struct {
	Decision string // the one that is wrong
	Reason   string
	On       string
	Facts    []FrozenFact
	Basis    access.Basis
}

// Correct decides a case again and puts the new decision in the place of one that turned out wrong, which stays with its
// reason. A decision that was corrected already is a Conflict: the last one is to be corrected.
func (s *Service) Correct(ctx context.Context, who access.Actor, c Correction) (Decision, Outcome, error) {
	p, out, err := s.PrepareCorrection(ctx, who, c)
	if err != nil {
		return Decision{}, out, err
	}
	return s.keep(ctx, who, p, out)
}

// PrepareCorrection is Correct up to what is kept.
func (s *Service) PrepareCorrection(ctx context.Context, who access.Actor, c Correction) (Prepared, Outcome, error) {
	if !written(c.Reason) {
		return Prepared{}, Outcome{}, fault.New(fault.Invalid, "rule.text", "min", leastText, "max", mostText).At("reason")
	}
	var old Decision
	err := s.DB.Read(ctx, func(q store.Queryer) (err error) {
		old, err = s.one(q, who, CanDecide, c.Decision)
		return err
	})
	if err != nil {
		return Prepared{}, Outcome{}, err
	}
	w := NewDecision{Set: old.Set, Subject: old.Subject, Case: old.Case, Region: old.Region, On: c.On, Facts: c.Facts, Basis: c.Basis}
	return s.prepare(ctx, who, w, old.ID, strings.TrimSpace(c.Reason))
}

// one finds a decision that the actor holds a right to.
func (s *Service) one(q store.Queryer, who access.Actor, right access.Right, id string) (Decision, error) {
	d, found, err := s.Store.Decision(q, s.Node, id)
	if err != nil || !found {
		return Decision{}, orAbsent(err, "access.absent")
	}
	return d, who.CheckAt(right, d.Region)
}

// prepare evaluates and seals. old is the decision that this one corrects, or empty.
func (s *Service) prepare(ctx context.Context, who access.Actor, w NewDecision, old, reason string) (Prepared, Outcome, error) {
	if err := who.CheckAt(CanDecide, w.Region); err != nil {
		return Prepared{}, Outcome{}, err
	}
	if w.Subject == "" || w.Basis == "" {
		return Prepared{}, Outcome{}, fault.New(fault.Invalid, "rule.decision.whose").At("subject")
	}
	set, err := s.Holding(ctx, w.Set, w.On)
	if err != nil {
		return Prepared{}, Outcome{}, err
	}
	frozen, out, err := set.Freeze(w.On, w.Facts)
	if err != nil {
		return Prepared{}, Outcome{}, err
	}
	if !out.Known {
		return Prepared{}, out, fault.New(fault.Invalid, "rule.decision.missing", "facts", strings.Join(out.Missing, ", ")).At("facts")
	}
	frozen.Reason = reason
	id, err := s.newID("decision")
	if err != nil {
		return Prepared{}, Outcome{}, err
	}
	plain, err := ledger.EncodeBody(frozen)
	if err != nil {
		return Prepared{}, Outcome{}, err
	}
	sealed, err := s.Keys.Seal(ctx, w.Subject, sealedField(id), plain)
	if err != nil {
		return Prepared{}, Outcome{}, err
	}
	r := decided{id, w.Subject, w.Case, w.Set, set.version, w.On, w.Region.String(), who.ID, s.Now().UnixMilli(), old, sealed}
	return Prepared{r, w.Basis}, out, nil
}

// KeepIn keeps a decision that was prepared, by the actor who prepared it, and looks whether everything is still so.
func (s *Service) KeepIn(tx *store.Tx, who access.Actor, p Prepared) (Decision, error) {
	r := p.record
	at, stands := region.ParseKey(r.Region)
	if !stands || r.Actor != who.ID {
		return Decision{}, fault.New(fault.Internal, "rule.decision.unprepared")
	}
	if err := who.CheckAt(CanDecide, at); err != nil {
		return Decision{}, err
	}
	kind := "rule.decision.made"
	if r.Supersedes != "" {
		old, err := s.one(tx, who, CanDecide, r.Supersedes)
		if err != nil {
			return Decision{}, err
		}
		if old.SupersededBy != "" {
			return Decision{}, fault.New(fault.Conflict, "rule.decision.superseded", "by", old.SupersededBy)
		}
		kind = "rule.decision.corrected"
	}
	if now, err := s.holding(tx, r.Set, r.On); err != nil || now.version != r.Version {
		return Decision{}, orConflict(err, "rule.decision.moved")
	}
	e := who.Entry(kind, at)
	e.Subjects, e.Purpose, e.Basis, e.CausedBy = []string{r.Subject}, string(Deciding), string(p.basis), r.Supersedes
	if err := s.note(tx, e, decisionRecord, r.ID, r); err != nil {
		return Decision{}, err
	}
	d, _, err := s.Store.Decision(tx, s.Node, r.ID)
	return d, err
}

// sealedField ties what is sealed to its decision.
func sealedField(id string) string { return "rule.decision." + id }

// Run decides many cases by the version that holds on a day, hands each outcome on and keeps the sums: one record and one entry,
// after the last case. Nothing is decided about anybody: whoever wants that calls Decide. Memory does not grow with the cases.
func (s *Service) Run(ctx context.Context, who access.Actor, set, on string, at region.Key, cases iter.Seq2[map[string]any, error], each func(n int64, out Outcome) error) (Tally, error) {
	if err := who.CheckAt(CanDecide, at); err != nil {
		return Tally{}, err
	}
	held, err := s.Holding(ctx, set, on)
	if err != nil {
		return Tally{}, err
	}
	tally, err := held.EvaluateAll(on, cases, func(n int64, out Outcome) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return each(n, out)
	})
	if err != nil {
		return Tally{}, err
	}
	id, err := s.newID("run")
	if err != nil {
		return Tally{}, err
	}
	return tally, s.DB.Write(ctx, func(tx *store.Tx) error {
		e := who.Entry("rule.run.completed", at)
		e.Purpose = string(Deciding)
		return s.note(tx, e, runRecord, id, ran{id, set, who.ID, s.Now().UnixMilli(), tally})
	})
}
