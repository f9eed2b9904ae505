package eldercare

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"mihe/internal/act/casework"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/decide/rule"
	"mihe/internal/record/form"
	"mihe/internal/register/party"
)

// Gathered is what is known for deciding a case, each with who says so and of which day.
type Gathered struct {
	Case  casework.Case
	Facts []rule.FrozenFact // in the order of their names
	Aside []Aside           // answers that were not used, because a register says otherwise
}

// Aside is a fact of which the register counts and the form says something else.
type Aside struct{ Counts, Answer rule.FrozenFact }

// gather reads what the register, the forms of the case and the assessment say of what a set asks for. The dated fact of a register wins
// over an answer, and a later answer over an earlier one. Each reading is an entry of the ledger.
func (s *Service) gather(ctx context.Context, who access.Actor, c casework.Case, set *rule.Set) (Gathered, error) {
	g := Gathered{Case: c}
	known, err := s.Persons.Show(ctx, who, c.Person, party.View{Purpose: Applications, Groups: []party.Group{party.Attributes, party.Hardship, party.Health}})
	if err != nil {
		return g, err
	}
	held := registered(known)
	said, err := s.answers(ctx, who, c, set)
	if err != nil {
		return g, err
	}
	for _, id := range slices.Sorted(maps.Keys(said)) {
		if counts, told := held[id]; !told {
			held[id] = said[id]
		} else if counts.Value != said[id].Value {
			g.Aside = append(g.Aside, Aside{counts, said[id]})
		}
	}
	found, err := s.graded(ctx, who, c, known)
	if err != nil {
		return g, err
	}
	if found.ID != "" {
		held[found.ID] = found
	}
	for _, f := range set.Document().Facts {
		if one, told := held[f.ID]; told {
			g.Facts = append(g.Facts, one)
		}
	}
	slices.SortFunc(g.Facts, func(a, b rule.FrozenFact) int { return cmp.Compare(a.ID, b.ID) })
	return g, nil
}

// registered puts each fact of the register into the words of the list, with its own source and day.
func registered(k party.Known) map[string]rule.FrozenFact {
	held := map[string]rule.FrozenFact{}
	for field, f := range k.Facts {
		for id, value := range known(k.ID, region.Key{}, party.Facts{field: f}, false).Facts {
			held[id] = rule.FrozenFact{ID: id, Value: value, Source: f.Source, AsOf: f.AsOf}
		}
	}
	return held
}

// answers reads the forms of a case: of the fields that are named like a fact of the set, what was answered, as of the day of the form.
func (s *Service) answers(ctx context.Context, who access.Actor, c casework.Case, set *rule.Set) (map[string]rule.FrozenFact, error) {
	said := map[string]rule.FrozenFact{}
	for _, id := range c.Facts {
		o, err := s.Forms.Open(ctx, who, id)
		switch {
		case err != nil:
			return nil, err
		case o.Erased:
			return nil, fault.New(fault.NotFound, "keyring.erased")
		}
		for _, f := range stated(set, o.Answers, formSource(o.Layout, o.ID), dayOf(o.AtMs)) {
			said[f.ID] = f
		}
	}
	return said, nil
}

// stated are the answers that a set takes, as it takes them. What it cannot take is left out, and missing then.
func stated(set *rule.Set, answers map[string]string, source, asOf string) (list []rule.FrozenFact) {
	for _, f := range set.Document().Facts {
		text := answers[f.ID]
		if text == "" {
			continue
		}
		var value any = text
		switch f.Kind { //nolint:exhaustive // choices and dates are texts
		case rule.Boolean:
			value = text == "true"
		case rule.Number:
			n, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				continue
			}
			value = n
		}
		list = append(list, rule.FrozenFact{ID: f.ID, Value: value, Source: source, AsOf: asOf})
	}
	return list
}

// formSource and setSource say where a fact is from: which form or decision, and its identifier.
func formSource(l *form.Layout, id string) string { return l.Title.Zh + " " + id }

func setSource(x rule.Explained) string { return x.Rules.Document().Title.Zh + " " + x.ID }
func dayOf(ms int64) string             { return calendar.Day(time.UnixMilli(ms)) }
func gradeFact(v any, source, day string) rule.FrozenFact {
	return rule.FrozenFact{ID: "grade", Value: v, Source: source, AsOf: day}
}

// graded is the grade of ability on which a case rests: the last one that was found or used again in it. The zero fact is none.
func (s *Service) graded(ctx context.Context, who access.Actor, c casework.Case, known party.Known) (rule.FrozenFact, error) {
	list, err := s.Rules.Of(ctx, who, c.Person, c.Place)
	if err != nil {
		return rule.FrozenFact{}, err
	}
	grade, on, told := assessedBefore(known, s.today())
	again := false           // an earlier assessment of ability is used
	for _, d := range list { // the last first
		inCase := d.Case == c.ID
		again = again || inCase && d.Set == AgainSet
		if again && !inCase && d.Set == AbilitySet && told && d.On < on {
			continue // one that was made elsewhere since was used
		}
		counts := inCase && (d.Set == AbilitySet || d.Set == CareSet) || again && d.Set == AbilitySet
		if !counts || d.SupersededBy != "" {
			continue
		}
		x, err := s.Rules.Explain(ctx, who, d.ID)
		if err != nil {
			return rule.FrozenFact{}, err
		}
		day := d.On
		for _, f := range x.Frozen.Facts {
			if f.ID == careGrade {
				day = f.AsOf
			}
		}
		return gradeFact(x.Outcome.Value, setSource(x), day), nil
	}
	if again && told {
		return gradeFact(grade.Value, grade.Source, on), nil
	}
	return rule.FrozenFact{}, nil
}
