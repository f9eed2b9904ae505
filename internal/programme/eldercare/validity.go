package eldercare

import (
	"fmt"
	"maps"
	"time"

	"mihe/internal/decide/rule"
)

// validity tells by the rules of reassessment whether an assessment is still valid on a day. It asks them once for each day of an
// assessment: a county has a few hundred of those.
type validity struct {
	rules *rule.Set
	on    string
	asked map[string]bool // the facts that this version of the rules asks for
	seen  map[string]bool
}

func newValidity(rules *rule.Set, on string) *validity {
	v := &validity{rules, on, map[string]bool{}, map[string]bool{}}
	for _, f := range rules.Document().Facts {
		v.asked[f.ID] = true
	}
	return v
}

// usesAbility is what the rules say where the assessment of ability is used again.
const usesAbility = "use_ability"

// holds tells it of the day of the last assessment; anything but a day is no assessment. That somebody changed since, no register says:
// it is found out when they apply.
func (v *validity) holds(day string) (bool, error) {
	if _, err := time.Parse(time.DateOnly, day); err != nil || day > v.on {
		return false, nil //nolint:nilerr // never assessed, or not known, or not yet
	}
	if valid, asked := v.seen[day]; asked {
		return valid, nil
	}
	facts := map[string]any{"changed": false, "ability_assessed": true, "ability_assessed_on": day, "care_assessed": false}
	maps.DeleteFunc(facts, func(id string, _ any) bool { return !v.asked[id] })
	out, err := v.rules.Evaluate(rule.Case{On: v.on, Facts: facts})
	if err != nil {
		return false, fmt.Errorf("assessment of %s: %w", day, err)
	}
	v.seen[day] = out.Known && out.Value == usesAbility
	return v.seen[day], nil
}
