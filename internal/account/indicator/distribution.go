package indicator

import (
	"cmp"
	"context"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/record/fact"
	"mihe/measure/inequality"
)

// Spot is one finest unit: its level and the weight (people or households) behind it.
type Spot struct {
	Value, Weight float64
}

// Row is the distribution of the finest units inside one group.
type Row struct {
	Level Level
	// Spots are the units in ascending order of value.
	Spots []Spot
	// P10, Median and P90 are weighted quantiles: half of the people (or households) live where the level is at or
	// below the median. Nil when the group has no unit with a level.
	P10, Median, P90 *float64
}

// Distribution is how far the finest units lie apart inside each group.
type Distribution struct {
	Gap       *Gap
	UnitLevel string
	Rows      []Row
}

// Distribution answers like Gap, with the units behind every group. Cost O(n log n) for n units.
func (s *Service) Distribution(ctx context.Context, who access.Actor, q Question) (*Distribution, error) {
	return ask(ctx, s, who, func(ctx context.Context, r *reading) (*Distribution, error) {
		g, err := r.gap(ctx, q)
		if err != nil {
			return nil, err
		}
		return r.distributions.get(g.Question, func() (*Distribution, error) { return r.distribution(ctx, g) })
	})
}

func (r *reading) distribution(ctx context.Context, g *Gap) (*Distribution, error) {
	f, err := r.frame(ctx, g.Indicator, g.Question)
	if err != nil {
		return nil, err
	}
	atoms, err := r.atoms(ctx, f)
	if err != nil {
		return nil, err
	}
	d := &Distribution{Gap: g, UnitLevel: f.level.String(), Rows: make([]Row, len(g.Groups))}
	for i := range d.Rows {
		d.Rows[i].Level = g.Groups[i]
	}
	for _, a := range atoms {
		if a.state == fact.Observed {
			row := &d.Rows[a.group]
			row.Spots = append(row.Spots, Spot{f.plan.multiplier * a.value(), a.den})
		}
	}
	for i := range d.Rows {
		if err := d.Rows[i].summarise(); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (row *Row) summarise() error {
	if len(row.Spots) == 0 {
		return nil
	}
	slices.SortStableFunc(row.Spots, func(a, b Spot) int { return cmp.Compare(a.Value, b.Value) })
	x, w := make([]float64, len(row.Spots)), make([]float64, len(row.Spots))
	for i, s := range row.Spots {
		x[i], w[i] = s.Value, s.Weight
	}
	q, err := inequality.Quantile(x, w, 0.1, 0.5, 0.9)
	if err != nil {
		return err
	}
	row.P10, row.Median, row.P90 = &q[0], &q[1], &q[2]
	return nil
}
