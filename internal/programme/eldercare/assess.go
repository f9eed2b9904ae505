package eldercare

import (
	"context"
	"maps"
	"strconv"

	"mihe/internal/act/casework"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/decide/rule"
	"mihe/internal/record/form"
	"mihe/internal/register/party"
)

// The rule sets by which a case is decided, and the form of an assessment.
const (
	ListSet     = "eldercare_entitlement"
	AbilitySet  = "eldercare_ability"
	AgainSet    = "eldercare_reassessment"
	CareSet     = "eldercare_care_grade"
	AbilityForm = "eldercare_ability"
)

// parts are the fields of the form whose points add up to the score.
var parts = []string{"self_care", "mobility", "mind", "senses"}

// Assessment is a case before it is assessed.
type Assessment struct {
	Case   casework.Case
	Name   string
	Layout *form.Layout
	Again  *Again // an assessment that can be used again; nil: none
}

// Assessment shows an assessor whom to assess, with which form, and whether that is needed at all.
func (s *Service) Assessment(ctx context.Context, who access.Actor, id string) (*Assessment, error) {
	c, err := s.ready(ctx, who, id, "assess")
	if err != nil {
		return nil, err
	}
	a := &Assessment{Case: c}
	known, err := s.Persons.Show(ctx, who, c.Person, party.View{Purpose: Applications, Groups: []party.Group{party.Identity, party.Health}})
	if err != nil {
		return nil, err
	}
	a.Name = known.Names.Name
	if a.Layout, err = s.Forms.Blank(ctx, AbilityForm); err != nil {
		return nil, err
	}
	a.Again, err = s.again(ctx, who, c, known)
	return a, err
}

// Assess keeps what the assessor wrote down and the grade that the rules make of it, and hands the case on: all of it or nothing.
func (s *Service) Assess(ctx context.Context, who access.Actor, id string, seen int, answers map[string]string) (d rule.Decision, out rule.Outcome, err error) {
	c, err := s.ready(ctx, who, id, "assess")
	if err != nil {
		return d, out, err
	}
	l, err := s.Forms.Blank(ctx, AbilityForm)
	if err != nil {
		return d, out, err
	}
	filled, err := s.Forms.Prepare(ctx, who, form.NewFilling{
		Version: l.Version(), Subject: c.Person, Region: c.Place, Case: c.ID, Channel: access.Counter, Answers: answers, Basis: access.StatutoryDuty,
	})
	if err != nil {
		return d, out, err
	}
	set, err := s.Rules.Holding(ctx, AbilitySet, s.today())
	if err != nil {
		return d, out, err
	}
	facts := stated(set, scored(answers), formSource(l, filled.ID()), s.today())
	decided, out, err := s.Rules.Prepare(ctx, who, s.about(c, AbilitySet, facts))
	if err != nil {
		return d, out, atForm(err)
	}
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		if _, err := s.Forms.FillIn(tx, who, filled); err != nil {
			return err
		}
		if d, err = s.Rules.KeepIn(tx, who, decided); err != nil {
			return err
		}
		_, err := s.Desk.ActIn(tx, who, c.ID, casework.Deed{Step: "assess", Seen: seen})
		return err
	})
	return d, out, err
}

// scored are answers with the score, the sum of the parts. The form has checked that they are whole numbers.
func scored(answers map[string]string) map[string]string {
	all, sum := maps.Clone(answers), 0
	for _, part := range parts {
		if n, err := strconv.Atoi(answers[part]); err == nil {
			sum += n
		}
	}
	all["score"] = strconv.Itoa(sum)
	return all
}

// atForm ties a fact that the rules cannot take to its field of the form; the score stands at its first part.
func atForm(err error) error {
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Invalid || len(f.Field) <= len("facts.") {
		return err
	}
	field := f.Field[len("facts."):]
	if field == "score" {
		return fault.New(fault.Invalid, "eldercare.assess.score").At(parts[0])
	}
	return fault.New(fault.Invalid, "form.answer.wrong", "field", field).At(field)
}

// about is a decision in a case, for today.
func (s *Service) about(c casework.Case, set string, facts []rule.FrozenFact) rule.NewDecision {
	return rule.NewDecision{Set: set, Subject: c.Person, Case: c.ID, Region: c.Place, On: s.today(), Facts: facts, Basis: access.StatutoryDuty}
}

// ready is the case when the actor may take a step of it now.
func (s *Service) ready(ctx context.Context, who access.Actor, id, step string) (c casework.Case, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		c, err = s.Desk.Ready(q, who, id, step, casework.Way{})
		if err == nil && c.Machine != Entitlement {
			err = fault.New(fault.NotFound, "access.absent")
		}
		return err
	})
	return c, err
}
