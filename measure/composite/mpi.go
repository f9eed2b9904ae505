package composite

import "fmt"

// Penalty is the sign of MPI's correction for an uneven profile.
type Penalty int

// The penalties.
const (
	Downward Penalty = iota // for what should be high, such as well-being: unevenness costs points
	Upward                  // for what should be low, such as deprivation: unevenness adds points
)

// MPI returns the Mazziotta-Pareto index of each unit, its mean corrected for how uneven its indicators are:
//
//	MPI = M ∓ S·cv = M ∓ S²/M
//
// M is the mean and S² the variance (over n) of the unit's scores. Scores come from PopulationZScore onto 100 and 110, or for
// comparison over time from Goalposts onto 70 and 130. Indicators weigh the same, as its authors have it. A mean that is not
// above zero is ErrDomain, an absent value ErrMissing. Cost O(cells).
// Source: Mazziotta and Pareto, Social Indicators Research 127 (2016).
func MPI(m Matrix, sign Penalty) ([]float64, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	if err := m.complete(); err != nil {
		return nil, err
	}
	if sign != Downward && sign != Upward {
		return nil, fmt.Errorf("%w: penalty %d", ErrDomain, sign)
	}
	scores, row := make([]float64, m.Rows), make([]float64, m.Cols)
	for r := range scores {
		for c := range row {
			row[c] = m.Data[c*m.Rows+r]
		}
		profile := momentsOf(row)
		if profile.mean <= 0 {
			return nil, fmt.Errorf("%w: row %d has mean %v", ErrDomain, r, profile.mean)
		}
		spread := profile.spread(profile.n)
		correction := float64(spread * (spread / profile.mean))
		if sign == Downward {
			correction = -correction
		}
		if scores[r] = profile.mean + correction; !usable(scores[r]) {
			return nil, fmt.Errorf("%w: row %d: mean %v, deviation %v", ErrValue, r, profile.mean, spread)
		}
	}
	return scores, nil
}
