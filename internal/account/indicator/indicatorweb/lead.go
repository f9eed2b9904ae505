package indicatorweb

import (
	"math"

	"mihe/internal/account/indicator"
	"mihe/internal/base/web"
)

// Title is the question a comparison answers, in plain words: "households with a bath at home: how far apart are the
// provinces?". It is in the page's language alone: a place that has no name in it is called by its code.
func Title(p web.Page, g *indicator.Gap) string {
	place := scope(p, g)
	if place.Lang != "" {
		place = web.Plain(g.Question.Within)
	}
	return title(p, g, place)
}

// title is Title for one way to call the place the comparison is made in; it may be marked, see web.Mark.
func title(p web.Page, g *indicator.Gap, place web.Text) string {
	ind := g.Indicator
	key := "indicator.title." + string(g.Question.By)
	switch {
	case composition(g):
		key = "indicator.title.composition"
	case len(ind.Only) == 1:
		key = "indicator.title.only" // the subject already names the groups
	}
	words := p.T(key, "subject", web.Mark(p.Name(ind.Subject)))
	if g.Question.Within != "" {
		words = p.T("indicator.title.within", "place", web.Mark(place), "title", words)
	}
	return capital(words)
}

// composition tells whether the groups are the parts of one whole (urban and rural residents of all residents), so that
// their levels add up to all of it and no gap is meant.
func composition(g *indicator.Gap) bool {
	if g.Question.By != indicator.ByUrbanRural || g.Indicator.Unit != "percent" || len(g.Groups) != 2 {
		return false
	}
	a, b := g.Groups[0].Value, g.Groups[1].Value
	return a != nil && b != nil && math.Abs(*a+*b-100) < 1e-6
}

// Lead says the comparison in a few short sentences: the whole, both ends, how far apart they are, what changed.
func Lead(p web.Page, g *indicator.Gap) string { return web.Unmarked(lead(p, g)) }

func lead(p web.Page, g *indicator.Gap) string {
	if composition(g) {
		a, b := g.Groups[0], g.Groups[1]
		return p.T("indicator.lead.composition", "first", capital(groupLabel(p, a).Text), "first_level", Amount(p, g.Indicator, *a.Value),
			"last", groupLabel(p, b).Text, "last_level", Amount(p, g.Indicator, *b.Value))
	}
	return sentence(p, whole(p, g), apart(p, g), Changed(p, g))
}

func whole(p web.Page, g *indicator.Gap) string {
	if g.Total.Withheld() {
		return p.T("indicator.lead.withheld", "place", capital(web.Mark(scope(p, g))), "why", p.Say(*g.Total.Why))
	}
	if g.Total.Value == nil {
		return ""
	}
	return p.T("indicator.lead.whole", "place", capital(web.Mark(scope(p, g))), "level", Amount(p, g.Indicator, *g.Total.Value))
}

func apart(p web.Page, g *indicator.Gap) string {
	s := g.Spread
	if s.Absolute == nil {
		if s.Why != nil {
			return p.T("indicator.lead.why", "why", capital(p.Say(*s.Why)))
		}
		return ""
	}
	ahead, behind := Ends(g)
	args := []any{
		"ahead", capital(web.Mark(GroupName(p, g, ahead))), "ahead_level", Amount(p, g.Indicator, *Group(g, ahead).Value),
		"behind", capital(web.Mark(GroupName(p, g, behind))), "behind_level", Amount(p, g.Indicator, *Group(g, behind).Value),
		"gap", GapAmount(p, g.Indicator, *s.Absolute),
	}
	if s.Ratio == nil {
		return p.T("indicator.lead.apart", args...)
	}
	return p.T("indicator.lead.apart_ratio", append(args, "ratio", Ratio(*s.Ratio))...)
}

// Changed says how gap and ratio moved between the first and the asked-for period, and is empty when there is nothing to
// compare. The two often move apart, so neither is said alone.
func Changed(p web.Page, g *indicator.Gap) string {
	c := g.Change
	if c == nil {
		return ""
	}
	return p.T("indicator.lead.changed", "from", p.Period(c.From), "to", p.Period(c.To),
		"gap", p.T("indicator.lead.gap_"+direction(c.AbsoluteFrom, c.AbsoluteTo, float64(g.Indicator.Decimals)),
			"from", Number(g.Indicator, c.AbsoluteFrom), "to", GapAmount(p, g.Indicator, c.AbsoluteTo)),
		"ratio", p.T("indicator.lead.ratio_"+direction(c.RatioFrom, c.RatioTo, 2),
			"from", Ratio(c.RatioFrom), "to", Ratio(c.RatioTo)))
}

// direction compares two numbers as they are printed: what prints the same did not change.
func direction(from, to, decimals float64) string {
	step := math.Pow(10, -decimals)
	switch d := math.Round(to/step) - math.Round(from/step); {
	case d > 0:
		return "up"
	case d < 0:
		return "down"
	}
	return "same"
}

// scope is the name of the place a comparison is made in.
func scope(p web.Page, g *indicator.Gap) web.Text {
	return groupLabel(p, indicator.Level{Code: g.Question.Within, Name: g.Scope})
}
