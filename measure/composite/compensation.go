package composite

import "fmt"

// Compensated shows how much of each unit's score rests on good indicators making up for poor ones.
type Compensated struct {
	Arithmetic, Geometric []float64 // weighted means of the unit's scores
	Least                 []float64 // its poorest score of positive weight
	Weakest               []int     // the column of it; the first among equals
}

// Compensation returns, side by side, the mean that lets indicators compensate fully and the one that punishes a failed pillar,
// with the poorest score. Scores must be ≥ 0 (ErrDomain); nil weights are equal; an absent value of positive weight is
// ErrMissing. The geometric mean never exceeds the arithmetic one. Cost O(cells).
func Compensation(m Matrix, weights []float64) (Compensated, error) {
	shares, err := weighed(m, weights)
	if err != nil {
		return Compensated{}, err
	}
	answer := Compensated{
		Arithmetic: make([]float64, m.Rows), Geometric: make([]float64, m.Rows),
		Least: make([]float64, m.Rows), Weakest: make([]int, m.Rows),
	}
	for r := range m.Rows {
		var parts []part
		for c, share := range shares {
			v := m.Data[c*m.Rows+r]
			if share == 0 {
				continue
			}
			if v < 0 {
				return Compensated{}, fmt.Errorf("%w: row %d, column %d: score %v", ErrDomain, r, c, v)
			}
			if len(parts) == 0 || v < answer.Least[r] {
				answer.Least[r], answer.Weakest[r] = v, c
			}
			parts = append(parts, part{v, share})
		}
		answer.Arithmetic[r], _ = Arithmetic.mean(parts)
		geometric, _ := Geometric.mean(parts)
		answer.Geometric[r] = min(geometric, answer.Arithmetic[r])
	}
	return answer, nil
}
