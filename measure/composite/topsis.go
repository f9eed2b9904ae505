package composite

import (
	"fmt"
	"slices"
)

// Ideals are the best and the worst score of each indicator, in the unit of the normalised table.
type Ideals struct{ Best, Worst []float64 }

// Closeness is the answer of TOPSIS for each unit.
type Closeness struct {
	Score           []float64 // D⁻/(D⁺ + D⁻) in [0, 1]: 1 for a unit that is best in everything
	ToBest, ToWorst []float64 // D⁺ and D⁻, in weighted scores
}

// IdealsOf takes the ideals from scores of which more is better (a negative indicator is turned when it is normalised). Take
// them once from the table of all years: ideals taken anew whenever a unit joins can turn the order of the others round. A
// column without values has no ideal and gets 0 for both. Cost O(cells).
func IdealsOf(panel Matrix) (Ideals, error) {
	if err := panel.check(); err != nil {
		return Ideals{}, err
	}
	ideals := Ideals{Best: make([]float64, panel.Cols), Worst: make([]float64, panel.Cols)}
	for c := range panel.Cols {
		if observed := panel.Column(c).Observed(); len(observed) > 0 {
			ideals.Best[c], ideals.Worst[c] = slices.Max(observed), slices.Min(observed)
		}
	}
	return ideals, nil
}

// TOPSIS scores units by their distance from an ideal unit and from its opposite,
//
//	D⁺ = √Σ (w (z − best))²,  D⁻ = √Σ (w (z − worst))²,  C = D⁻/(D⁺ + D⁻)
//
// z are scores by Vector or MinMax, w the weights as shares; nil weights are equal. A column of weight 0 counts for nothing,
// also when it is absent; an absent value elsewhere is ErrMissing. Ideals that do not differ in any weighted column are
// ErrDomain: then no unit is nearer to one than to the other. Cost O(cells).
// Source: Hwang and Yoon, Multiple Attribute Decision Making (1981).
func TOPSIS(m Matrix, weights []float64, ideals Ideals) (Closeness, error) {
	shares, err := weighed(m, weights)
	if err != nil {
		return Closeness{}, err
	}
	if len(ideals.Best) != m.Cols || len(ideals.Worst) != m.Cols {
		return Closeness{}, fmt.Errorf("%w: %d columns, %d and %d ideals", ErrShape, m.Cols, len(ideals.Best), len(ideals.Worst))
	}
	differ := false
	for c, share := range shares {
		if !usable(ideals.Best[c]) || !usable(ideals.Worst[c]) {
			return Closeness{}, fmt.Errorf("%w: ideals %v and %v of column %d", ErrValue, ideals.Best[c], ideals.Worst[c], c)
		}
		differ = differ || share > 0 && ideals.Best[c] != ideals.Worst[c]
	}
	if !differ {
		return Closeness{}, fmt.Errorf("%w: best and worst are the same", ErrDomain)
	}
	answer := Closeness{ToBest: make([]float64, m.Rows), ToWorst: make([]float64, m.Rows), Score: make([]float64, m.Rows)}
	row := make([]float64, m.Cols)
	for r := range m.Rows {
		best, worst := distance(m, r, shares, ideals.Best, row), distance(m, r, shares, ideals.Worst, row)
		if best+worst == 0 { // the weights are too small for their squares, or the ideals for their difference
			return Closeness{}, fmt.Errorf("%w: row %d is at no distance from best and worst", ErrDomain, r)
		}
		answer.ToBest[r], answer.ToWorst[r], answer.Score[r] = best, worst, worst/(best+worst)
	}
	return answer, nil
}

func distance(m Matrix, r int, shares, from, row []float64) float64 {
	for c, share := range shares {
		row[c] = 0
		if share > 0 {
			row[c] = float64(share * (m.Data[c*m.Rows+r] - from[c]))
		}
	}
	return length(row)
}
