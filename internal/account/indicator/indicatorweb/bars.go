package indicatorweb

import (
	"math"

	"mihe/internal/account/indicator"
	"mihe/internal/base/web"
)

// GapBars shows the groups of g as gap bars in their fixed order: solid is the level, hatching what separates it from
// the group ahead. Where less is better there is nothing to hatch: the longest bar is furthest behind. href, when not
// nil, gives the address of a group.
func GapBars(p web.Page, g *indicator.Gap, href func(code string) string) []web.Bar {
	longest := 0.0
	for _, l := range g.Groups {
		if l.Value != nil {
			longest = math.Max(longest, *l.Value)
		}
	}
	bars := make([]web.Bar, 0, len(g.Groups))
	for _, l := range g.Groups {
		bars = append(bars, gapBar(p, g, l, longest))
		if href != nil {
			bars[len(bars)-1].Href = href(l.Code)
		}
	}
	return bars
}

func gapBar(p web.Page, g *indicator.Gap, l indicator.Level, longest float64) web.Bar {
	b := web.Bar{Label: groupLabel(p, l), Value: Optional(g.Indicator, l.Value)}
	if l.Value == nil {
		b.Missing = true
		if l.Why != nil {
			b.Note = p.T("indicator.aside", "note", p.Say(*l.Why))
		}
		return b
	}
	if longest > 0 {
		b.Share = math.Max(0, *l.Value/longest)
		if g.Indicator.Direction == indicator.Up {
			b.Ahead = 1
		}
	}
	if b.Worst = l.Code == g.Spread.WorstOff; b.Worst {
		b.Note = p.T("indicator.aside", "note", Worst(p, g.Indicator))
	}
	return b
}
