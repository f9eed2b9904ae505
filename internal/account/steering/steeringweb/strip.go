package steeringweb

import (
	"math"
	"strconv"
	"strings"

	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatorweb"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
)

// pairs is the second chart of a split of people: both groups in the country and in each economic region.
type pairs struct {
	Caption string
	web.Strip
}

// newPairs draws the diamond, which is red, for the group that is furthest behind in the country.
func newPairs(p web.Page, id string, e evidence) *pairs {
	ring, diamond := e.Gap.Groups[0], e.Gap.Groups[1]
	if ring.Code == e.Gap.Spread.WorstOff {
		ring, diamond = diamond, ring
	}
	all, high := append([]*indicator.Gap{e.Gap}, e.Inside...), 0.0
	for _, g := range all {
		if g.Spread.High != nil {
			high = math.Max(high, *g.Spread.High)
		}
	}
	top, ind := roundTop(high), e.Gap.Indicator
	ringName, diamondName := web.Mark(p.Name(ring.Name)), web.Mark(p.Name(diamond.Name))
	s := &pairs{
		Caption: p.T("steering.card.pairs", "ring", ringName, "diamond", diamondName),
		Strip:   web.Strip{ID: id + "p", Title: capital(web.Mark(p.Name(ind.Name))), Axis: axis(p, ind, top)},
	}
	var said []string
	for _, g := range all {
		a, b := indicatorweb.Group(g, ring.Code).Value, indicatorweb.Group(g, diamond.Code).Value
		if a == nil || b == nil {
			continue
		}
		place := placeName(p, g)
		s.Pairs = append(s.Pairs, web.Pair{
			Name: place, First: *a / top, Last: *b / top,
			Value: p.T("steering.card.pairs.two", "ring", i18n.Number(*a, coarse(ind)), "diamond", i18n.Number(*b, coarse(ind))),
		})
		said = append(said, p.T("steering.card.pairs.said", "place", place, "ring", ringName, "ring_level", indicatorweb.Amount(p, ind, *a),
			"diamond", diamondName, "diamond_level", indicatorweb.Amount(p, ind, *b)))
	}
	s.Desc = strings.Join(said, p.T("steering.list.semicolon"))
	return s
}

// spread is the second chart of a comparison of places at one point in time: between which levels the middle 80 % of the
// people or households of each group live.
type spread struct {
	ID, Caption, Title, Desc string
	Rows                     []spreadRow
	Axis                     []web.Tick
}

// spreadRow is one group; positions are in [0, 1].
type spreadRow struct {
	Name, Value   string
	P10, Mid, P90 float64
}

func newSpread(p web.Page, id string, d *indicator.Distribution) *spread {
	ind, high := d.Gap.Indicator, 0.0
	for _, r := range d.Rows {
		if r.P90 != nil {
			high = math.Max(high, *r.P90)
		}
	}
	top := roundTop(high)
	s := &spread{
		ID: id + "s", Caption: p.T("steering.card.spread." + d.UnitLevel), Title: capital(web.Mark(p.Name(ind.Name))), Axis: axis(p, ind, top),
	}
	var said []string
	for _, r := range d.Rows {
		if r.Median == nil {
			continue
		}
		name := groupName(p, d.Gap, r.Level.Code)
		s.Rows = append(s.Rows, spreadRow{
			Name: name, Value: p.Range(i18n.Number(*r.P10, coarse(ind)), i18n.Number(*r.P90, coarse(ind))),
			P10: *r.P10 / top, Mid: *r.Median / top, P90: *r.P90 / top,
		})
		said = append(said, p.T("steering.card.spread.said", "place", name, "low", indicatorweb.Amount(p, ind, *r.P10),
			"median", indicatorweb.Amount(p, ind, *r.Median), "high", indicatorweb.Amount(p, ind, *r.P90)))
	}
	s.Desc = strings.Join(said, p.T("steering.list.semicolon"))
	return s
}

// coarse is how many decimals stand beside a drawing, where room is scarce; the table has every place.
func coarse(ind *indicator.Indicator) int { return max(ind.Decimals-1, 0) }

// axis marks zero, the middle and the end, which is a round number.
func axis(p web.Page, ind *indicator.Indicator, top float64) []web.Tick {
	plain := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	return []web.Tick{
		{At: 0, Label: "0"}, {At: .5}, // the middle has a line and no label: on a phone there is no room for three
		{At: 1, Label: p.T("steering.card.axis.end", "value", plain(top), "unit", p.T("steering.card.axis."+ind.Unit))},
	}
}

// roundTop is the end of an axis: the smallest round number that is not below high.
func roundTop(high float64) float64 {
	if high <= 0 {
		return 1
	}
	scale := math.Pow(10, math.Floor(math.Log10(high)))
	for _, step := range []float64{1, 2, 3, 4, 5, 6, 8} {
		if high <= step*scale {
			return step * scale
		}
	}
	return 10 * scale
}

// position writes a share of the axis as a coordinate, with room at both ends for half a mark.
func position(share float64) string { return strconv.FormatFloat(3+94*share, 'f', 2, 64) + "%" }

// anchor keeps the labels at both ends of the axis inside it.
func anchor(share float64) string {
	switch share {
	case 0:
		return "start"
	case 1:
		return "end"
	}
	return "middle"
}
