package indicator

import (
	"mihe/internal/base/i18n"
	"mihe/internal/record/fact"
	"mihe/measure/inequality"
)

// spread compares the groups that have a level. With fewer than two there is no gap, and it says why; beside a level of
// zero there is no ratio. Groups that all stand alike have a gap of zero and nobody furthest behind.
func spread(ind *Indicator, groups []Level) Spread {
	var high, low, last *Level
	known, few := 0, false
	for i := range groups {
		g := &groups[i]
		if g.Value == nil {
			few = few || g.Withheld()
			continue
		}
		known, last = known+1, g
		if high == nil || *g.Value > *high.Value {
			high = g
		}
		if low == nil || *g.Value < *low.Value {
			low = g
		}
	}
	if known < 2 && few {
		return Spread{Why: message("indicator.why.few_groups")}
	}
	if known < 2 {
		return Spread{Why: message("indicator.why.one_group")}
	}
	if low == high {
		low = last // all alike
	}
	absolute := *high.Value - *low.Value
	s := Spread{High: high.Value, Low: low.Value, HighCode: high.Code, LowCode: low.Code, Absolute: &absolute}
	if *low.Value > 0 {
		ratio := *high.Value / *low.Value
		s.Ratio = &ratio
	} else {
		s.Why = message("indicator.why.no_ratio")
	}
	if absolute > 0 {
		s.WorstOff = ind.worst(high.Code, low.Code)
	}
	return s
}

// worst picks the end that is furthest behind, neither for a neutral indicator.
func (i *Indicator) worst(high, low string) string {
	switch i.Direction {
	case Up:
		return low
	case Down:
		return high
	default:
		return ""
	}
}

// spots are the finest units with a level: value, weight and group of each.
type spots struct {
	value, weight []float64
	group         []int
}

func (f *frame) spots(atoms []atom) (s spots) {
	for _, a := range atoms {
		if a.state == fact.Observed {
			s.value, s.weight = append(s.value, f.plan.multiplier*a.value()), append(s.weight, a.den)
			s.group = append(s.group, a.group)
		}
	}
	return s
}

// gini is the inequality of the finest units, or why there is none. The parts of a composition are no units.
func (f *frame) gini(s spots) (*float64, *i18n.Message) {
	if len(s.value) < 2 || f.plan.composes(f.by) {
		return nil, message("indicator.why.no_units")
	}
	gini, err := inequality.Gini(s.value, s.weight)
	if err != nil {
		return nil, message("indicator.why.not_defined")
	}
	return &gini, nil
}

// unequal fills in the inequality of the finest units, weighted by their denominators.
func (g *Gap) unequal(f *frame, atoms []atom) {
	s := f.spots(atoms)
	gini, why := f.gini(s)
	if why != nil {
		g.GiniWhy = why
		return
	}
	theil, err := inequality.DecomposeTheilT(s.value, s.weight, s.group)
	if err != nil {
		g.GiniWhy = message("indicator.why.not_defined")
		return
	}
	g.Gini = gini
	g.Theil = &Theil{Total: theil.Total, Between: theil.Between, Within: theil.Within}
	// Thousands of groups, as when every county is one, have no such parts worth reading; then there are none.
	if dagum, err := inequality.DagumDecompose(s.value, s.weight, s.group); err == nil {
		g.Dagum = &Dagum{Within: dagum.Within, NetBetween: dagum.NetBetween, Transvariation: dagum.Transvariation}
	}
}
