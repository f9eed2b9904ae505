package steeringweb

import (
	"context"

	"mihe/internal/account/indicator"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
)

// evidence is everything a card is made from: the comparison and what puts it in proportion.
type evidence struct {
	Gap *indicator.Gap
	// Spread is how the finest units lie inside the groups; nil when a trend or a split of people says more.
	Spread *indicator.Distribution
	// Inside is the same split of people in each economic region, and Range its ratios over the provinces; both are
	// empty for comparisons of places.
	Inside []*indicator.Gap
	Range  ratioRange
}

// ratioRange is the lowest and the highest of Count ratios.
type ratioRange struct {
	Low, High float64
	Count     int
}

func (r *ratioRange) add(ratio float64) {
	if r.Count == 0 {
		r.Low, r.High = ratio, ratio
	}
	r.Low, r.High = min(r.Low, ratio), max(r.High, ratio)
	r.Count++
}

// gather asks for what stands beside a comparison. What the data does not permit is left out; the card then has one
// chart less.
func (h handlers) gather(ctx context.Context, who access.Actor, g *indicator.Gap) (evidence, error) {
	e := evidence{Gap: g}
	if !splitsPeople(g.Question.By) {
		if g.Change != nil {
			return e, nil
		}
		var err error
		e.Spread, err = h.Indicators(who).Distribution(ctx, who, g.Question)
		return e, refusedIsNothing(err)
	}
	view := h.Regions.At(region.ListDay)
	var regions, provinces []string
	for _, r := range view.EconomicRegions() {
		regions = append(regions, r.Code)
	}
	for _, u := range view.Units(region.Province) {
		provinces = append(provinces, string(u.Key.Code))
	}
	var err error
	if e.Inside, err = h.Indicators(who).Inside(ctx, who, g.Question, regions); err != nil {
		return e, err
	}
	list, err := h.Indicators(who).Inside(ctx, who, g.Question, provinces)
	for _, in := range list {
		if in.Spread.Ratio != nil {
			e.Range.add(*in.Spread.Ratio)
		}
	}
	return e, err
}

// refusedIsNothing drops an error that only says that the data permits no such comparison.
func refusedIsNothing(err error) error {
	if err != nil && (fault.KindOf(err) == fault.Invalid || fault.KindOf(err) == fault.NotFound) {
		return nil
	}
	return err
}

func splitsPeople(by indicator.By) bool { return by == indicator.BySex || by == indicator.ByUrbanRural }
