package indicator

import (
	"math"
	"slices"

	"mihe/internal/record/fact"
)

// Vocabulary tells record/fact what may be imported: every registered indicator and every variable, where its rows go
// and which values make sense.
func (r *Registry) Vocabulary() fact.Vocabulary {
	v := fact.Vocabulary{}
	for id, variable := range r.variables {
		v[id] = limits(fact.Target{Variable: id}, variable.Unit)
	}
	for _, ind := range r.list {
		v[ind.ID] = ind.target()
	}
	return v
}

// target is where an imported row of the indicator goes. A ratio is stored as a rate of its own and refused where its
// parts are held; a mean is the observed variable itself.
func (i *Indicator) target() fact.Target {
	t := limits(fact.Target{Variable: i.ID, Parts: i.formula.variables()}, i.Unit)
	if !i.mean {
		return t
	}
	only := i.formula.num[0]
	t.Variable, t.Parts = only.variable, nil
	t.Sex, t.Residence = only.breakdown.Sex, only.breakdown.Residence
	if slices.Equal(i.Only, []By{ByUrbanRural}) {
		t.Residence = fact.Required
	}
	return t
}

// limits sets the range a unit allows; a share lies between 0 and 100, counts and money are not negative.
func limits(t fact.Target, unit string) fact.Target {
	t.Min, t.Max = 0, math.MaxFloat64
	switch unit {
	case "percent":
		t.Max = 100
	case "per_thousand":
		t.Max = 1000
	case "per_100k":
		t.Max = 100000
	}
	t.Integer = unit == "persons" || unit == "households"
	return t
}
