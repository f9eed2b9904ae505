package indicator

import (
	"math"

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
	theil, errT := inequality.DecomposeTheilT(x, w, groups)
	dagum, errD := dagumParts(x, w, groups, gini)
	if errT != nil || errD != nil || math.IsNaN(gini) {
		g.GiniWhy = message("indicator.why.not_defined")
		return
	}
	g.Gini = &gini
	g.Theil = &Theil{Total: theil.Total, Between: theil.Between, Within: theil.Within}
	g.Dagum = &Dagum{Within: dagum.Within, NetBetween: dagum.NetBetween, Transvariation: dagum.Transvariation}
}

// dagumParts decomposes gini. Where every group is a single unit (counties by county) nothing lies within a group and no two
// groups overlap, so the answer is known; pairing 2,900 groups to learn it takes half a second.
func dagumParts(x, w []float64, groups []int, gini float64) (inequality.Dagum[int], error) {
	seen := map[int]bool{}
	for _, g := range groups {
		if seen[g] {
			return inequality.DagumDecompose(x, w, groups)
		}
		seen[g] = true
	}
	return inequality.Dagum[int]{NetBetween: gini}, nil
}
