package steeringweb

import (
	"strings"

	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatorweb"
	"mihe/internal/base/web"
)

// card is one gap as the board shows it: a finding with its bars, a second chart, and the table behind.
type card struct {
	web.Finding
	Caption string // above the bars
	Bars    []web.Bar
	Meta    string // small print under them
	Sparks  []captioned
	Pairs   *pairs
	Spread  *spread
}

// captioned is a trend with the words above it.
type captioned struct {
	Caption string
	web.Spark
}

// newCard makes the card of a comparison that opens one of the four gaps. id tells its charts from those of other cards.
func newCard(p web.Page, id string, kind indicator.GapKind, e evidence) card {
	g := e.Gap
	c := card{
		Finding: finding(p, g), Caption: caption(p, g), Bars: indicatorweb.GapBars(p, g, nil), Meta: meta(p, e),
		Sparks: sparks(p, id, g),
	}
	c.Kicker, c.When, c.Say, c.Table = gapName(p, kind), when(p, g), say(p, g), table(p, e)
	switch {
	case c.Sparks != nil:
	case e.Spread != nil:
		c.Spread = newSpread(p, id, e.Spread)
	case len(e.Inside) > 0 && len(g.Groups) == 2:
		c.Pairs = newPairs(p, id, e)
	}
	return c
}

// finding is what the board and the pages of actions show alike: the question, the numbers, where they come from.
func finding(p web.Page, g *indicator.Gap) web.Finding {
	f := web.Finding{
		Mark:  internalMark(p, g),
		Title: web.Plain(indicatorweb.Title(p, g)), Href: p.Link("/indicators/"+g.Indicator.ID, "by", string(g.Question.By)),
		Nums: nums(p, g), Source: source(p, g),
	}
	if share := g.Completeness(); share != nil {
		f.Full, f.Completed = *share >= 1, p.T("steering.card.completeness", "share", indicatorweb.Completeness(share))
	}
	return f
}

// internalMark warns of figures that have not been approved for publication.
func internalMark(p web.Page, g *indicator.Gap) string {
	if !g.Internal {
		return ""
	}
	return indicatorweb.InternalWord(p)
}

func gapName(p web.Page, kind indicator.GapKind) string { return p.T("steering.gap." + string(kind)) }

// when says which time the card speaks of, and warns of a baseline.
func when(p web.Page, g *indicator.Gap) string {
	words := p.T("steering.card.when.once", "period", p.Period(g.Question.Period))
	if g.Change != nil {
		words = span(p, g.Change.From, g.Change.To)
	}
	if g.BeforePlan {
		words = p.T("steering.card.when.before", "when", words)
	}
	return words
}

// span writes the time between two periods; years share their word.
func span(p web.Page, from, to string) string {
	if len(from) == 4 && len(to) == 4 {
		return p.T("steering.span.years", "from", from, "to", to)
	}
	return p.T("steering.span", "from", p.Period(from), "to", p.Period(to))
}

// nums are gap, ratio and the group furthest behind: never one without the others.
func nums(p web.Page, g *indicator.Gap) []web.Num {
	var list []web.Num
	if g.Spread.Absolute != nil {
		list = append(list, web.Num{
			Label: p.T("steering.card.absolute"), Value: indicatorweb.Number(g.Indicator, *g.Spread.Absolute),
			Unit: indicatorweb.GapUnit(p, g.Indicator),
		})
	}
	if g.Spread.Ratio != nil {
		list = append(list, web.Num{
			Label: p.T("steering.card.ratio"), Value: indicatorweb.Ratio(*g.Spread.Ratio), Unit: p.T("steering.card.times"),
		})
	}
	if worst := indicatorweb.Group(g, g.Spread.WorstOff); worst.Value != nil {
		list = append(list, web.Num{
			Label: p.T("steering.card.worst", "word", capital(indicatorweb.Worst(p, g.Indicator)), "group", groupName(p, g, g.Spread.WorstOff)),
			Value: indicatorweb.Number(g.Indicator, *worst.Value), Unit: indicatorweb.Unit(p, g.Indicator), Worst: true,
		})
	}
	return list
}

// groupName is the short name of a group, ready to stand among other words.
func groupName(p web.Page, g *indicator.Gap, code string) string {
	return web.Mark(indicatorweb.GroupName(p, g, code))
}

// placeName is the short name of the place that a comparison is limited to.
func placeName(p web.Page, g *indicator.Gap) string {
	return capital(groupName(p, &indicator.Gap{Groups: []indicator.Level{g.Total}}, g.Total.Code))
}

// caption says what the bars show: groups, time, unit, and what a high level means where that is not plain.
func caption(p web.Page, g *indicator.Gap) string {
	key := "steering.card.caption"
	if g.Indicator.Direction == indicator.Down {
		key += "." + g.Indicator.Worst
	}
	return p.T(key, "by", capital(p.T("steering.card.by."+string(g.Question.By))), "period", p.Period(g.Question.Period),
		"unit", indicatorweb.Unit(p, g.Indicator))
}

// sparks are the trends of ratio and gap, which often move apart, drawn only within the definition in force.
func sparks(p web.Page, id string, g *indicator.Gap) []captioned {
	if g.Change == nil {
		return nil
	}
	now := *g
	now.Trend = current(g)
	unit := indicatorweb.GapUnit(p, g.Indicator)
	return []captioned{
		{p.T("steering.card.spark.ratio"), indicatorweb.RatioSpark(p, &now, id+"r")},
		{p.T("steering.card.spark.absolute", "unit", unit), indicatorweb.GapSpark(p, &now, id+"a")},
	}
}

// current are the points of the trend that follow the definition of the period asked for.
func current(g *indicator.Gap) []indicator.Point {
	segment := 0
	for _, pt := range g.Trend {
		if pt.Period == g.Question.Period {
			segment = pt.Segment
		}
	}
	var list []indicator.Point
	for _, pt := range g.Trend {
		if pt.Segment == segment {
			list = append(list, pt)
		}
	}
	return list
}

// source names where the figures come from, each source once, and fixed weights where they were used.
func source(p web.Page, g *indicator.Gap) string {
	var titles []string
	for _, s := range g.Sources {
		title := web.Mark(p.Name(s.Title))
		if s.DigitisedBy != "" {
			title = p.T("steering.card.source.compiled", "title", title, "by", s.DigitisedBy)
		}
		titles = append(titles, title)
	}
	words := p.T("steering.card.source", "list", strings.Join(titles, p.T("steering.list.semicolon")))
	if g.Change != nil && g.Change.WeightsFixed && g.Total.Value != nil {
		words += p.T("steering.card.source.weights")
	}
	return words
}
