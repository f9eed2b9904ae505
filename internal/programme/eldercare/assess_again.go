package eldercare

import (
	"context"
	"time"

	"mihe/internal/act/casework"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/decide/rule"
	"mihe/internal/register/party"
)

// careGrade is the fact of the set of grades of long-term care.
const careGrade = "care_grade"

// Again is an assessment that is still valid by the rules, so that nobody is assessed twice for the same thing.
type Again struct {
	Grade   string // of ability
	Day     string // of the assessment
	Source  string // which register, or which decision
	Care    bool   // made for long-term care: its grade was turned into one of ability
	Reasons rule.Outcome
	Turned  rule.Outcome // of the grade of long-term care
	Rules   *rule.Set    // that gave the grade
	valid   []rule.FrozenFact
	grades  []rule.FrozenFact
}

// again finds an assessment that can be used again: an earlier one of ability, or one for long-term care that the register tells of.
func (s *Service) again(ctx context.Context, who access.Actor, c casework.Case, known party.Known) (*Again, error) {
	set, err := s.Rules.Holding(ctx, AgainSet, s.today())
	if err != nil {
		return nil, err
	}
	// Whoever uses it again says with that that nothing has changed markedly since.
	fact := func(id string, value any, source, day string) rule.FrozenFact {
		return rule.FrozenFact{ID: id, Value: value, Source: source, AsOf: day}
	}
	a := &Again{valid: []rule.FrozenFact{fact("changed", false, "assessor", s.today())}}
	before, err := s.earlier(ctx, who, c)
	if err != nil {
		return nil, err
	}
	grade, day, told := assessedBefore(known, s.today())
	if told && before.On < day { // made elsewhere since
		before = rule.Decision{}
	}
	switch {
	case before.ID != "":
		a.valid = append(a.valid, fact("ability_assessed", true, before.ID, before.On), fact("ability_assessed_on", before.On, before.ID, before.On))
	case told:
		a.valid = append(a.valid, fact("ability_assessed", true, grade.Source, grade.AsOf), fact("ability_assessed_on", day, grade.Source, grade.AsOf))
	default:
		a.valid = append(a.valid, fact("ability_assessed", false, "register", known.AsOn))
	}
	if care, told := known.Facts[party.CareGrade]; told && care.AsOf <= s.today() {
		assessed := care.Value != "0"
		a.valid = append(a.valid, fact("care_assessed", assessed, care.Source, care.AsOf))
		if assessed { // the register gives the day of which it speaks
			a.valid = append(a.valid, fact("care_assessed_on", care.AsOf, care.Source, care.AsOf))
			a.grades = []rule.FrozenFact{fact(careGrade, care.Value, care.Source, care.AsOf)}
		}
	}
	if _, a.Reasons, err = set.Freeze(s.today(), a.valid); err != nil {
		return nil, err
	}
	switch a.Reasons.Value {
	case "use_ability":
		if before.ID == "" {
			a.Grade, a.Day, a.Source = grade.Value, day, grade.Source
			a.Rules, err = s.Rules.Holding(ctx, AbilitySet, s.today())
			return a, err
		}
		x, err := s.Rules.Explain(ctx, who, before.ID)
		if err != nil {
			return nil, err
		}
		a.Grade, _ = x.Outcome.Value.(string)
		a.Day, a.Source, a.Rules = before.On, setSource(x), x.Rules
	case "use_care":
		if a.Rules, err = s.Rules.Holding(ctx, CareSet, s.today()); err != nil {
			return nil, err
		}
		if _, a.Turned, err = a.Rules.Freeze(s.today(), a.grades); err != nil {
			return nil, err
		}
		a.Grade, _ = a.Turned.Value.(string)
		a.Care, a.Day, a.Source = true, a.grades[0].AsOf, a.grades[0].Source
	default:
		return nil, nil //nolint:nilnil // nothing to use again is no failure
	}
	return a, nil
}

// assessedBefore is the grade and the day of an assessment of ability that the register tells of. Which day is too old, the rules say.
func assessedBefore(known party.Known, today string) (grade party.Fact, day string, told bool) {
	grade, told = known.Facts[party.AbilityGrade]
	day = known.Facts[party.AbilityAssessed].Value
	_, err := time.Parse(time.DateOnly, day)
	return grade, day, told && err == nil && day <= today
}

// earlier is the last decision on the ability of the person that was made in another case. The zero Decision is none.
func (s *Service) earlier(ctx context.Context, who access.Actor, c casework.Case) (rule.Decision, error) {
	list, err := s.Rules.Of(ctx, who, c.Person, c.Place)
	if err != nil {
		return rule.Decision{}, err
	}
	for _, d := range list {
		if d.Set == AbilitySet && d.Case != c.ID && d.SupersededBy == "" {
			return d, nil
		}
	}
	return rule.Decision{}, nil
}

// UseAgain uses the assessment that is still valid, keeps why, and hands the case on. With it the assessor says that the person has not
// changed markedly since. Where nothing can be used again it is a Conflict.
func (s *Service) UseAgain(ctx context.Context, who access.Actor, id string, seen int) error {
	c, err := s.ready(ctx, who, id, "assess")
	if err != nil {
		return err
	}
	known, err := s.Persons.Show(ctx, who, c.Person, party.View{Purpose: Applications, Groups: []party.Group{party.Health}})
	if err != nil {
		return err
	}
	a, err := s.again(ctx, who, c, known)
	if err != nil {
		return err
	}
	if a == nil {
		return fault.New(fault.Conflict, "eldercare.again.none")
	}
	wishes := []rule.NewDecision{s.about(c, AgainSet, a.valid)}
	if a.Care {
		wishes = append(wishes, s.about(c, CareSet, a.grades))
	}
	var list []rule.Prepared
	for _, w := range wishes {
		one, _, err := s.Rules.Prepare(ctx, who, w)
		if err != nil {
			return err
		}
		list = append(list, one)
	}
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		for _, one := range list {
			if _, err := s.Rules.KeepIn(tx, who, one); err != nil {
				return err
			}
		}
		_, err := s.Desk.ActIn(tx, who, c.ID, casework.Deed{Step: "assess", Seen: seen})
		return err
	})
}
