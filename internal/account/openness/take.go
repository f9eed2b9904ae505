package openness

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"mihe/internal/base/access"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
)

// maxSeries is how many series one step may take at a time.
const maxSeries = 2000

// Wish is a step that somebody wants to take for a list of series: for all of them, or for none.
type Wish struct {
	Step      Step
	Series    []string  // their IDs
	Attribute Attribute // of a proposal
	Basis     string    // of a proposal
	Reason    string    // of a refusal or a withdrawal
}

// Take takes a step for a list of series and records it once. Every series must be in the state that the step follows,
// and nobody may take two of the three steps for the same series.
func (s *Service) Take(ctx context.Context, who access.Actor, w Wish) error {
	if err := s.allowed(who, w.Step); err != nil {
		return err
	}
	if err := w.check(); err != nil {
		return err
	}
	keys, err := s.keys(ctx, w.Series)
	if err != nil {
		return err
	}
	r := Record{
		Step: w.Step, State: leads[w.Step], Series: keys, Attribute: w.Attribute, Basis: strings.TrimSpace(w.Basis), Reason: strings.TrimSpace(w.Reason),
		Actor: who.ID, Person: person(who), AtMs: s.Now().UnixMilli(),
	}
	id, err := ident.New("pub", s.Now(), s.Random)
	if err != nil {
		return err
	}
	body, err := ledger.EncodeBody(r)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		before, err := s.before(tx, r)
		if err != nil {
			return err
		}
		e := who.Entry(w.Step.Kind(), s.Home)
		e.Record = &ledger.Record{Kind: "openness.series", ID: id, Body: body}
		seq, err := s.Log.Append(tx, e)
		if err != nil {
			return err
		}
		for _, one := range before {
			if one, err = one.apply(r, seq); err != nil {
				return err
			}
			if err := s.Store.Set(tx, s.Node, one, r, id, seq); err != nil {
				return err
			}
		}
		return nil
	})
}

// May tells whether the actor holds the right to a step: for what a page offers.
func (s *Service) May(who access.Actor, step Step) bool { return s.allowed(who, step) == nil }

// allowed asks for the right in all of the node. Whoever reviews or approves may also refuse, and take back.
func (s *Service) allowed(who access.Actor, step Step) error {
	switch step {
	case Propose:
		return who.CheckAt(CanPropose, s.Home)
	case Review:
		return who.CheckAt(CanReview, s.Home)
	case Approve:
		return who.CheckAt(CanApprove, s.Home)
	case Refuse, Withdraw:
		if who.CheckAt(CanReview, s.Home) == nil {
			return nil
		}
		return who.CheckAt(CanApprove, s.Home)
	}
	return fault.New(fault.Invalid, "openness.step.unknown").At("step")
}

// The lengths of what a person writes.
const (
	leastText = 4
	mostText  = 500
)

// check looks at what was written.
func (w Wish) check() error {
	switch {
	case len(w.Series) == 0:
		return fault.New(fault.Invalid, "openness.series.none").At("series")
	case len(w.Series) > maxSeries:
		return fault.New(fault.Invalid, "openness.series.many", "max", maxSeries).At("series")
	case w.Step == Propose && !slices.Contains(Attributes, w.Attribute):
		return fault.New(fault.Invalid, "openness.attribute.unknown").At("attribute")
	case w.Step == Propose && !written(w.Basis):
		return fault.New(fault.Invalid, "openness.basis.wrong", "min", leastText, "max", mostText).At("basis")
	case w.Step != Propose && (w.Attribute != "" || w.Basis != ""):
		return fault.New(fault.Invalid, "openness.step.unknown").At("step")
	case (w.Step == Refuse || w.Step == Withdraw) && !written(w.Reason):
		return fault.New(fault.Invalid, "openness.reason.wrong", "min", leastText, "max", mostText).At("reason")
	}
	return nil
}

// written tells whether somebody wrote a few words that can be read, and no more than a page can show.
func written(s string) bool {
	n := utf8.RuneCountInString(strings.TrimSpace(s))
	return n >= leastText && n <= mostText && utf8.ValidString(s) && !strings.ContainsFunc(lines.Replace(s), csvfile.Control)
}

// lines takes out what a text of several lines may hold.
var lines = strings.NewReplacer("\n", "", "\r", "", "\t", "")

// keys finds the series by their IDs, each once and in their order. What has been published stays, so looking before the
// step is taken is enough.
func (s *Service) keys(ctx context.Context, ids []string) ([]Key, error) {
	wanted := map[string]bool{}
	for _, id := range ids {
		wanted[id] = true
	}
	var keys []Key
	err := s.DB.Read(ctx, func(q store.Queryer) error {
		split, err := s.Facts.Split(q, s.Node)
		for _, k := range distinct(split) {
			if wanted[k.ID()] {
				keys = append(keys, k)
			}
		}
		return err
	})
	if err == nil && len(keys) != len(wanted) {
		err = fault.New(fault.NotFound, "openness.series.absent")
	}
	return keys, err
}

// distinct lists the series of holdings in the order of owner, variable and source.
func distinct(split []fact.Holding) []Key {
	var keys []Key
	for _, h := range split {
		keys = append(keys, keyOf(h))
	}
	slices.SortFunc(keys, Key.Compare)
	return slices.Compact(keys)
}

// before reads the states of the series and refuses a step that does not follow them.
func (s *Service) before(tx *store.Tx, r Record) ([]Series, error) {
	list := make([]Series, 0, len(r.Series))
	for _, k := range r.Series {
		one, err := s.Store.One(tx, s.Node, k)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(from[r.Step], one.State) {
			return nil, fault.New(fault.Conflict, "openness.state.moved", "variable", k.Variable, "source", k.Source)
		}
		if err := one.apart(r); err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

// apart keeps the three steps in three hands. Refusing and withdrawing open nothing, so anybody with the right may.
func (s Series) apart(r Record) error {
	same := r.Step == Review && r.Person == s.ProposedBy || r.Step == Approve && (r.Person == s.ProposedBy || r.Person == s.ReviewedBy)
	if same {
		return fault.New(fault.Denied, "openness.same_person", "variable", s.Variable, "source", s.Source)
	}
	return nil
}

// person is who stands behind an actor: one human being may have several accounts.
func person(who access.Actor) string {
	if who.Person != "" {
		return who.Person
	}
	return who.ID
}
