package indicator

import (
	"mihe/internal/record/fact"
	"mihe/measure/inequality"
)

// spread compares the groups that have a level. With fewer than two there is no gap, and it says why.
func spread(ind *Indicator, groups []Level) Spread {
	var high, low *Level
	for i := range groups {
		g := &groups[i]
		if g.Value == nil {
			continue
		}
		if high == nil || *g.Value > *high.Value {
			high = g
		}
		if low == nil || *g.Value < *low.Value {
			low = g
		}
	}
	if high == nil || high == low {
		return Spread{Why: message("indicator.why.one_group")}
	}
	absolute := *high.Value - *low.Value
	s := Spread{High: high.Value, Low: low.Value, HighCode: high.Code, LowCode: low.Code, Absolute: &absolute}
	if *low.Value > 0 {
		ratio := *high.Value / *low.Value
		s.Ratio = &ratio
	}
	switch ind.Direction {
	case Up:
		s.WorstOff = low.Code
	case Down:
		s.WorstOff = high.Code
	case Neutral:
	}
	return s
}

// unequal fills in the inequality of the finest units, weighted by their denominators.
func (g *Gap) unequal(f *frame, atoms []atom) {
	var x, w []float64
	var groups []int
	for _, a := range atoms {
		if a.state == fact.Observed {
			x, w, groups = append(x, f.plan.multiplier*a.value()), append(w, a.den), append(groups, a.group)
		}
	}
	if len(x) < 2 || f.plan.composes(f.by) {
		g.GiniWhy = message("indicator.why.no_units")
		return
	}
	gini, err := inequality.Gini(x, w)
	if err != nil {
		g.GiniWhy = message("indicator.why.not_defined")
		return
	}
	theil, err := inequality.DecomposeTheilT(x, w, groups)
	if err != nil {
		g.GiniWhy = message("indicator.why.not_defined")
		return
	}
	g.Gini = &gini
	g.Theil = &Theil{Total: theil.Total, Between: theil.Between, Within: theil.Within}
	// Thousands of groups, as when every county is one, have no such parts worth reading; then there are none.
	if dagum, err := inequality.DagumDecompose(x, w, groups); err == nil {
		g.Dagum = &Dagum{Within: dagum.Within, NetBetween: dagum.NetBetween, Transvariation: dagum.Transvariation}
	}
}
