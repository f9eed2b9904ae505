package steeringweb

import (
	"math"
	"strings"

	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatorweb"
	"mihe/internal/base/web"
)

// say is the sentence of meaning under a card's title. The numbers choose it: how gap and ratio moved where there is a
// trend, else where the inequality lies.
func say(p web.Page, g *indicator.Gap) string {
	if c := g.Change; c != nil {
		words := p.T("steering.card.say.gap_"+moved(c.AbsoluteFrom, c.AbsoluteTo, g.Indicator.Decimals)+
			".ratio_"+moved(c.RatioFrom, c.RatioTo, 2), "span", span(p, c.From, c.To))
		if g.BeforePlan {
			words = join(p, words, p.T("steering.card.say.baseline"))
		}
		return words
	}
	if s := proportion(p, g); s != "" {
		return s
	}
	if s := parts(p, g); s != "" {
		return s
	}
	if g.ChangeWhy != nil {
		return p.T("steering.card.say.why", "why", p.Say(*g.ChangeWhy))
	}
	return ""
}

// moved compares two numbers as they are printed: what prints the same did not move.
func moved(from, to float64, decimals int) string {
	step := math.Pow(10, float64(decimals))
	switch d := math.Round(to*step) - math.Round(from*step); {
	case d > 0:
		return "up"
	case d < 0:
		return "down"
	}
	return "same"
}

// proportion says what part of the people concerned the worst-off group makes up, beside its part of all people. It is
// empty for anything but a split of people by a share.
func proportion(p web.Page, g *indicator.Gap) string {
	if !splitsPeople(g.Question.By) || g.Indicator.Unit != "percent" || g.Spread.WorstOff == "" {
		return ""
	}
	var concerned, all float64
	for _, l := range g.Groups {
		if l.Numerator == nil || l.Denominator == nil {
			return ""
		}
		concerned, all = concerned+*l.Numerator, all+*l.Denominator
	}
	worst := indicatorweb.Group(g, g.Spread.WorstOff)
	if concerned <= 0 || all <= 0 || worst.Numerator == nil {
		return ""
	}
	return p.T("steering.card.say.proportion", "subject", web.Mark(p.Name(g.Indicator.Subject)), "group", web.Mark(p.Name(worst.Name)),
		"of_concerned", percent(*worst.Numerator/concerned), "of_all", percent(*worst.Denominator/all))
}

// parts says how much of the inequality of the finest units lies inside the groups and how much between them. Both are
// rounded from the same share, so that they add up to 100 in print.
func parts(p web.Page, g *indicator.Gap) string {
	if g.Theil == nil || g.Theil.Total <= 0 || splitsPeople(g.Question.By) {
		return ""
	}
	between := math.Round(100 * g.Theil.Between / g.Theil.Total)
	return p.T("steering.card.say.parts."+g.UnitLevel, "within", number(100-between), "between", number(between),
		"by", p.T("steering.card.by."+string(g.Question.By)))
}

// meta is the small print under the bars: the whole, how unequal the units are, how far provinces differ, and which
// years follow another definition.
func meta(p web.Page, e evidence) string {
	return join(p, whole(p, e.Gap), unequal(p, e.Gap), ranged(p, e.Range), older(p, e.Gap))
}

// whole is the level of the country; the plain ratio of sums stands beside a weighted one where it prints differently.
func whole(p web.Page, g *indicator.Gap) string {
	t := g.Total
	place := capital(web.Mark(p.Name(g.Scope)))
	if t.Withheld() {
		return p.T("steering.card.whole.withheld", "place", place, "why", p.Say(*t.Why))
	}
	if t.Value == nil {
		return ""
	}
	level := indicatorweb.Amount(p, g.Indicator, *t.Value)
	if t.Plain == nil || g.Change != nil || indicatorweb.Amount(p, g.Indicator, *t.Plain) == level {
		return p.T("steering.card.whole", "place", place, "level", level)
	}
	return p.T("steering.card.whole.plain", "place", place, "level", level, "plain", indicatorweb.Amount(p, g.Indicator, *t.Plain))
}

func unequal(p web.Page, g *indicator.Gap) string {
	if g.Gini == nil || g.Theil == nil || splitsPeople(g.Question.By) {
		return ""
	}
	key, args := "steering.card.gini."+g.UnitLevel, []any{"gini", three(*g.Gini), "theil", three(g.Theil.Total)}
	if c := g.Change; c != nil && c.GiniFrom != nil && g.Theil.Total > 0 { // without a trend, say has told the parts
		key += ".since"
		args = append(args, "from", p.Period(c.From), "before", three(*c.GiniFrom),
			"between", percent(g.Theil.Between/g.Theil.Total), "by", p.T("steering.card.by."+string(g.Question.By)))
	}
	return p.T(key, args...)
}

func ranged(p web.Page, r ratioRange) string {
	if r.Count < 2 {
		return ""
	}
	return p.T("steering.card.range", "n", r.Count, "low", indicatorweb.Ratio(r.Low), "high", indicatorweb.Ratio(r.High))
}

// older names the periods of another definition, which stand in the table and are not drawn.
func older(p web.Page, g *indicator.Gap) string {
	drawn := current(g)
	if len(drawn) == 0 || len(drawn) == len(g.Trend) {
		return ""
	}
	var others []string
	for _, pt := range g.Trend {
		if pt.Segment != drawn[0].Segment {
			others = append(others, pt.Period)
		}
	}
	return p.T("steering.card.older", "span", span(p, others[0], others[len(others)-1]))
}

// join sets sentences one after another: with a space in English, without in Chinese.
func join(p web.Page, sentences ...string) string {
	var said []string
	for _, s := range sentences {
		if s != "" {
			said = append(said, s)
		}
	}
	return strings.Join(said, p.T("steering.list.space"))
}
