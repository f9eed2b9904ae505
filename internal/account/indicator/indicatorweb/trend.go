package indicatorweb

import (
	"math"
	"time"

	"mihe/internal/account/indicator"
	"mihe/internal/base/web"
	"mihe/internal/record/fact"
)

// RatioSpark and GapSpark are the two trends that always stand together. They are empty when there are not two points to
// join. id must be unique on the page.
func RatioSpark(p web.Page, g *indicator.Gap, id string) web.Spark {
	s := spark(p, g, func(pt indicator.Point) *float64 { return pt.Ratio }, Ratio)
	s.ID = id
	return s.titled(p, "ratio")
}

// GapSpark is the trend of the absolute gap; see RatioSpark.
func GapSpark(p web.Page, g *indicator.Gap, id string) web.Spark {
	s := spark(p, g, func(pt indicator.Point) *float64 { return pt.Absolute },
		func(v float64) string { return GapAmount(p, g.Indicator, v) })
	s.ID, s.Second = id, true
	return s.titled(p, "absolute")
}

// drawn is a Spark on the way, with what its description needs.
type drawn struct {
	web.Spark
	segments int
}

func (s drawn) titled(p web.Page, what string) web.Spark {
	s.Title = p.T("indicator.trend.title."+what, "from", s.From, "to", s.To)
	s.Desc = p.T("indicator.trend.desc", "from", s.From, "to", s.To, "first", s.First, "last", s.Last)
	if s.segments > 1 {
		s.Desc = sentence(p, s.Desc, p.T("indicator.trend.desc.break"))
	}
	return s.Spark
}

// spark scales one number of every period into the unit square. A point whose definition differs from the one before it
// starts a new line; one without the number leaves a hole.
func spark(p web.Page, g *indicator.Gap, pick func(indicator.Point) *float64, say func(float64) string) drawn {
	low, high := math.Inf(1), math.Inf(-1)
	for _, pt := range g.Trend {
		if v := pick(pt); v != nil {
			low, high = math.Min(low, *v), math.Max(high, *v)
		}
	}
	var s drawn
	if len(g.Trend) < 2 || high < low {
		return s
	}
	joined, segment := false, -1
	at := positions(g.Trend)
	for i, pt := range g.Trend {
		v := pick(pt)
		if v == nil {
			joined = false
			continue
		}
		if !joined || pt.Segment != segment {
			s.Lines = append(s.Lines, nil)
			s.segments++
		}
		joined, segment = true, pt.Segment
		y := .5
		if high > low {
			y = (*v - low) / (high - low)
		}
		s.Lines[len(s.Lines)-1] = append(s.Lines[len(s.Lines)-1], [2]float64{at[i], y})
		if s.First == "" {
			s.First, s.From = say(*v), p.Period(pt.Period)
		}
		s.Last, s.To = say(*v), p.Period(pt.Period)
	}
	return s
}

// positions places periods in [0, 1] by their last day, so that a missing year is as wide as a year.
func positions(points []indicator.Point) []float64 {
	day := func(period string) float64 {
		parsed, err := fact.ParsePeriod(period)
		if err != nil {
			return 0 // periods come checked from record/fact
		}
		last, err := time.Parse(time.DateOnly, parsed.Last())
		if err != nil {
			return 0
		}
		return float64(last.Unix())
	}
	from, to := day(points[0].Period), day(points[len(points)-1].Period)
	at := make([]float64, len(points))
	for i, pt := range points {
		if to > from {
			at[i] = (day(pt.Period) - from) / (to - from)
		}
	}
	return at
}
