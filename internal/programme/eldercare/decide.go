package eldercare

import (
	"context"
	"maps"
	"slices"
	"strings"

	"mihe/internal/act/casework"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/decide/rule"
)

// Preview is a case before it is decided: what is known, what the list makes of it, and all that is missing.
type Preview struct {
	Gathered
	On      string
	Rules   *rule.Set
	Outcome rule.Outcome
	Review  bool // on appeal
	MayAsk  bool // the one notice of what is missing has not gone out
}

// Explained is the preview as a decision that nobody has made, for saying it in words.
func (p *Preview) Explained() rule.Explained {
	return rule.Explained{Rules: p.Rules, Outcome: p.Outcome, Frozen: rule.Frozen{On: p.On, Facts: p.Facts}}
}

// Found is what the office itself found out of facts that neither register nor form says, and where.
type Found struct {
	Values map[string]string // by fact, as a form has them
	Source string
}

// Preview shows whoever may decide a case, or decide on the appeal, what would come of it today. Nothing is decided with it.
func (s *Service) Preview(ctx context.Context, who access.Actor, id string) (*Preview, error) {
	step := review
	if _, err := s.ready(ctx, who, id, review); isState(err) {
		step = decide
	}
	return s.preview(ctx, who, id, step, Found{})
}

// isState tells whether a step was refused because the case stands elsewhere.
func isState(err error) bool {
	f, ok := fault.As(err)
	return ok && f.Key == "casework.act.state"
}

// The steps.
const (
	decide = "decide"
	review = "review"
)

func (s *Service) preview(ctx context.Context, who access.Actor, id, step string, found Found) (*Preview, error) {
	c, err := s.ready(ctx, who, id, step)
	if err != nil {
		return nil, err
	}
	p := &Preview{On: s.today(), Review: step == review, MayAsk: step == decide && c.Notices == 0}
	if p.Rules, err = s.Rules.Holding(ctx, ListSet, p.On); err != nil {
		return nil, err
	}
	if p.Gathered, err = s.gather(ctx, who, c, p.Rules); err != nil {
		return nil, err
	}
	if err := p.add(found); err != nil {
		return nil, err
	}
	_, p.Outcome, err = p.Rules.Freeze(p.On, p.Facts)
	return p, err
}

// add puts what the office found to what is known: only what nobody else says.
func (p *Preview) add(found Found) error {
	values := maps.Clone(found.Values)
	maps.DeleteFunc(values, func(_, v string) bool { return v == "" })
	if len(values) == 0 {
		return nil
	}
	source := strings.TrimSpace(found.Source)
	if len([]rune(source)) < 2 {
		return fault.New(fault.Invalid, "eldercare.decide.source").At("source")
	}
	for id := range values {
		if slices.ContainsFunc(p.Facts, func(f rule.FrozenFact) bool { return f.ID == id }) {
			return fault.New(fault.Invalid, "eldercare.decide.known").At(id)
		}
	}
	p.Facts = append(p.Facts, stated(p.Rules, values, source, p.On)...)
	return nil
}

// Ask tells the person at once all that is missing: exactly what could still change what is due. The case allows that once.
func (s *Service) Ask(ctx context.Context, who access.Actor, id string, seen int) (c casework.Case, err error) {
	p, err := s.preview(ctx, who, id, decide, Found{})
	if err != nil {
		return casework.Case{}, err
	}
	if p.Outcome.Known {
		return casework.Case{}, fault.New(fault.Conflict, "eldercare.ask.nothing")
	}
	return s.asks(ctx, who, id, casework.Deed{Step: "ask", Seen: seen, Missing: p.Outcome.Missing})
}

// Decide decides what is due, and keeps the decision and the step of the case: both or neither. While something is missing that could
// change it, it is fault.Invalid.
func (s *Service) Decide(ctx context.Context, who access.Actor, id string, seen int, found Found) (c casework.Case, err error) {
	p, err := s.preview(ctx, who, id, decide, found)
	if err != nil {
		return casework.Case{}, err
	}
	made, _, err := s.Rules.Prepare(ctx, who, s.about(p.Case, ListSet, p.Facts))
	if err != nil {
		return casework.Case{}, err
	}
	return s.keep(ctx, who, made, id, casework.Deed{Step: decide, Seen: seen})
}

// Review decides on an appeal anew, by somebody who has not decided before: the new decision takes the place of the old one, which stays
// with the reason. Without an old one it is the first.
func (s *Service) Review(ctx context.Context, who access.Actor, id string, seen int, reason string, found Found) (c casework.Case, err error) {
	p, err := s.preview(ctx, who, id, review, found)
	if err != nil {
		return casework.Case{}, err
	}
	var made rule.Prepared
	if p.Case.Decision == "" {
		made, _, err = s.Rules.Prepare(ctx, who, s.about(p.Case, ListSet, p.Facts))
	} else {
		made, _, err = s.Rules.PrepareCorrection(ctx, who, rule.Correction{
			Decision: p.Case.Decision, Reason: reason, On: p.On, Facts: p.Facts, Basis: access.StatutoryDuty,
		})
	}
	if err != nil {
		return casework.Case{}, err
	}
	return s.keep(ctx, who, made, id, casework.Deed{Step: review, Seen: seen, Reason: "decided_anew"})
}

// Uphold lets the decision stand that the appeal was against.
func (s *Service) Uphold(ctx context.Context, who access.Actor, id string, seen int) (casework.Case, error) {
	c, err := s.ready(ctx, who, id, review)
	if err != nil {
		return casework.Case{}, err
	}
	if c.Decision == "" {
		return casework.Case{}, fault.New(fault.Conflict, "eldercare.review.none")
	}
	return s.Desk.Act(ctx, who, id, casework.Deed{Step: review, Seen: seen, Decision: c.Decision, Reason: "upheld"})
}

// keep keeps a decision and takes the step of the case that names it.
func (s *Service) keep(ctx context.Context, who access.Actor, made rule.Prepared, id string, deed casework.Deed) (c casework.Case, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		d, err := s.Rules.KeepIn(tx, who, made)
		if err != nil {
			return err
		}
		deed.Decision = d.ID
		c, err = s.Desk.ActIn(tx, who, id, deed)
		return err
	})
	return c, err
}
