package indicatorweb

import (
	"math"
	"slices"

	"mihe/internal/account/indicator"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
)

// columns is how many columns a histogram has; on a phone one is then about ten pixels wide.
const columns = 25

// distributionView is how far the counties lie apart inside each economic region.
type distributionView struct {
	Note  string
	Rows  []web.DistRow
	Table web.Table
}

// distributionOf builds the view of d, nil when no group has a unit.
func distributionOf(p web.Page, d *indicator.Distribution) *distributionView {
	ax, ok := axisOf(d)
	if !ok {
		return nil
	}
	v := &distributionView{Table: bandTable(p, d), Note: p.T("indicator.dist.how", "counted", p.T("indicator.dist."+counted(d.Gap)))}
	if t := d.Gap.Theil; t != nil && t.Total > 0 {
		within := math.Round(100 * t.Within / t.Total)
		v.Note = sentence(p, p.T("indicator.dist.theil", "units", p.T("indicator.units."+d.UnitLevel),
			"within", i18n.Number(within, 0), "between", i18n.Number(100-within, 0), "theil", i18n.Number(t.Total, 4)), v.Note)
	}
	var tallest float64
	heights := make([][]float64, len(d.Rows))
	for i, row := range d.Rows {
		heights[i] = ax.histogram(row.Spots)
		tallest = max(tallest, slices.Max(heights[i]))
	}
	for i, row := range d.Rows {
		if len(row.Spots) > 0 {
			v.Rows = append(v.Rows, distRow(p, d, row, ax, heights[i], tallest))
		}
	}
	return v
}

func distRow(p web.Page, d *indicator.Distribution, row indicator.Row, ax axis, heights []float64, tallest float64) web.DistRow {
	ind := d.Gap.Indicator
	weight := 0.0
	for _, s := range row.Spots {
		weight += s.Weight
	}
	r := web.DistRow{
		ID: "d-" + row.Level.Code, Name: p.Name(row.Level.Name), Value: Optional(ind, row.Level.Value), Unit: Unit(p, ind),
		Note: sentence(p, p.T("indicator.dist.count", "units", i18n.Number(float64(len(row.Spots)), 0),
			"weight", p.T("indicator.dist.count."+counted(d.Gap), "n", Count(p, weight))),
			p.T("indicator.dist.middle", "from", Number(ind, *row.P10), "to", Amount(p, ind, *row.P90))),
		Title: p.T("indicator.dist.title", "name", p.Name(row.Level.Name).Text),
		Desc: p.T("indicator.dist.desc", "units", len(row.Spots), "p10", Amount(p, ind, *row.P10),
			"median", Amount(p, ind, *row.Median), "p90", Amount(p, ind, *row.P90)),
		P10: ax.at(*row.P10), Median: ax.at(*row.Median), P90: ax.at(*row.P90), Axis: ax.ticks(p, ind), Ticks: ax.distinct(row.Spots),
	}
	width := 1.0 / columns
	for i, h := range heights {
		if h > 0 {
			r.Columns = append(r.Columns, web.Column{X: (float64(i) + .06) * width, Width: .88 * width, Height: max(.01, h/tallest)})
		}
	}
	return r
}

// axis is the common horizontal axis of all rows, with round ends.
type axis struct{ from, to, step float64 }

// axisOf spans every unit of d. It starts at zero unless the lowest level is more than half the highest; the end of a
// share is at most 100%.
func axisOf(d *indicator.Distribution) (axis, bool) {
	low, high := math.Inf(1), math.Inf(-1)
	for _, row := range d.Rows {
		for _, s := range row.Spots {
			low, high = math.Min(low, s.Value), math.Max(high, s.Value)
		}
	}
	if low > high {
		return axis{}, false
	}
	if low >= 0 && low <= high/2 {
		low = 0
	}
	return roundAxis(low, high), true
}

// roundAxis widens an interval to four to eight round steps.
func roundAxis(low, high float64) axis {
	span := high - low
	if span <= 0 {
		span = math.Max(math.Abs(high), 1)
	}
	step := math.Pow(10, math.Floor(math.Log10(span/4)))
	for _, f := range []float64{1, 2, 2.5, 5, 10} {
		if span/(f*step) <= 5 {
			step *= f
			break
		}
	}
	a := axis{from: math.Floor(low/step) * step, to: math.Ceil(high/step-1e-9) * step, step: step}
	if a.to <= a.from {
		a.to = a.from + step
	}
	return a
}

func (a axis) at(v float64) float64 { return (v - a.from) / (a.to - a.from) }

// histogram adds up the weights of the units in each column, as shares of the row.
func (a axis) histogram(spots []indicator.Spot) []float64 {
	h := make([]float64, columns)
	total := 0.0
	for _, s := range spots {
		h[min(columns-1, int(columns*a.at(s.Value)))] += s.Weight
		total += s.Weight
	}
	for i := range h {
		if total > 0 {
			h[i] /= total
		}
	}
	return h
}

// distinct are the positions at which some unit lies, a thousandth of the axis apart at least.
func (a axis) distinct(spots []indicator.Spot) []float64 {
	var list []float64
	last := math.Inf(-1)
	for _, s := range spots {
		if at := math.Round(1000*a.at(s.Value)) / 1000; at > last {
			list, last = append(list, at), at
		}
	}
	return list
}

func (a axis) ticks(p web.Page, ind *indicator.Indicator) []web.Tick {
	var list []web.Tick
	for v := a.from; v <= a.to+a.step/2; v += a.step {
		list = append(list, web.Tick{At: a.at(v), Label: trimmed(v)})
	}
	last := len(list) - 1
	list[last].Label = p.T("indicator.axis.last", "n", list[last].Label, "unit", p.T("indicator.axis."+ind.Unit))
	return list
}

// bandTable counts the units of each row in every band, with their share of people or households.
func bandTable(p web.Page, d *indicator.Distribution) web.Table {
	ind := d.Gap.Indicator
	t := web.Table{
		Caption: p.T("indicator.dist.table", "counted", p.T("indicator.dist."+counted(d.Gap))),
		Head:    []string{capital(p.T("indicator.by.economic_region"))},
	}
	for n := 1; n <= 5; n++ {
		t.Head = append(t.Head, p.T("indicator.band.full", "band", BandName(p, n), "range", BandRange(p, ind, n)))
	}
	for _, row := range d.Rows {
		var units [6]int
		var weight [6]float64
		total := 0.0
		for _, s := range row.Spots {
			n := ind.Band(s.Value)
			units[n]++
			weight[n] += s.Weight
			total += s.Weight
		}
		r := web.Row{Head: p.Name(row.Level.Name)}
		for n := 1; n <= 5; n++ {
			share := 0.0
			if total > 0 {
				share = 100 * weight[n] / total
			}
			r.Cells = append(r.Cells, p.T("indicator.dist.cell", "units", i18n.Number(float64(units[n]), 0), "share", i18n.Number(share, 1)))
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}
