package indicatorweb

import (
	"mihe/internal/account/indicator"
	"mihe/internal/base/web"
)

// figures are the main numbers of a comparison: the whole, gap and ratio together, the group furthest behind, how unequal
// the finest units are, and how complete the data is.
func figures(p web.Page, g *indicator.Gap) []web.Num {
	var list []web.Num
	ind := g.Indicator
	if g.Total.Value != nil {
		list = append(list, web.Num{Label: capital(web.Mark(scope(p, g))), Value: Number(ind, *g.Total.Value), Unit: Unit(p, ind)})
	}
	if composition(g) {
		for _, l := range g.Groups {
			list = append(list, web.Num{Label: capital(groupLabel(p, l).Text), Value: Number(ind, *l.Value), Unit: Unit(p, ind)})
		}
	} else {
		list = append(list, gapFigures(p, g)...)
	}
	if g.Gini != nil {
		list = append(list, web.Num{Label: p.T("indicator.figure.gini." + g.UnitLevel), Value: threeDecimals(*g.Gini)})
	}
	if c := g.Completeness(); c != nil {
		list = append(list, web.Num{Label: p.T("indicator.figure.completeness"), Value: Completeness(c)})
	}
	return list
}

func gapFigures(p web.Page, g *indicator.Gap) []web.Num {
	s, ind := g.Spread, g.Indicator
	if s.Absolute == nil {
		return nil
	}
	high, low := web.Mark(GroupName(p, g, s.HighCode)), web.Mark(GroupName(p, g, s.LowCode))
	list := []web.Num{{
		Label: p.T("indicator.figure.gap", "high", high, "low", low), Value: Number(ind, *s.Absolute), Unit: GapUnit(p, ind),
	}}
	if s.Ratio != nil {
		list = append(list, web.Num{
			Label: p.T("indicator.figure.ratio", "high", high, "low", low), Value: Ratio(*s.Ratio), Unit: p.T("indicator.figure.times"),
		})
	}
	if s.WorstOff != "" {
		list = append(list, web.Num{
			Label: p.T("indicator.figure.worst", "word", capital(Worst(p, ind)), "group", web.Mark(GroupName(p, g, s.WorstOff))),
			Value: Number(ind, *Group(g, s.WorstOff).Value), Unit: Unit(p, ind), Worst: true,
		})
	}
	return list
}
