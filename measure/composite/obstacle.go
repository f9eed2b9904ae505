package composite

import (
	"fmt"

	"mihe/measure/elementary"
)

// Hindrance is what keeps each unit from full marks.
type Hindrance struct {
	Matrix               // share of each indicator in the unit's shortfall, in [0, 1]; a row sums to 1
	Lost       []float64 // the shortfall itself, Σ w (1 − z), in [0, 1] with weights as shares
	Unhindered []bool    // full marks in everything: there is no obstacle and the row is all zeros
}

// Obstacles returns the obstacle degree (障碍度) of every indicator for every unit,
//
//	O = w (1 − z) / Σ w (1 − z)
//
// z are scores in [0, 1], else ErrDomain; nil weights are equal; an absent value of positive weight is ErrMissing.
// Cost O(cells).
func Obstacles(m Matrix, weights []float64) (Hindrance, error) {
	shares, err := weighed(m, weights)
	if err != nil {
		return Hindrance{}, err
	}
	answer := Hindrance{Matrix: NewMatrix(m.Rows, m.Cols), Unhindered: make([]bool, m.Rows), Lost: make([]float64, m.Rows)}
	for r := range m.Rows {
		var total elementary.Sum
		for c, share := range shares {
			i := c*m.Rows + r
			if share == 0 {
				continue
			}
			if z := m.Data[i]; z < 0 || z > 1 {
				return Hindrance{}, fmt.Errorf("%w: row %d, column %d: score %v is not in [0, 1]", ErrDomain, r, c, z)
			}
			answer.Data[i] = float64(share * (1 - m.Data[i]))
			total.Add(answer.Data[i])
		}
		lost := total.Value()
		answer.Lost[r], answer.Unhindered[r] = lost, lost == 0
		for c := range shares {
			if lost > 0 {
				answer.Data[c*m.Rows+r] /= lost
			}
		}
	}
	return answer, nil
}
