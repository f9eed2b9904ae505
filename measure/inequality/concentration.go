package inequality

import (
	"fmt"

	"mihe/measure/elementary"
)

// Herfindahl returns the Herfindahl-Hirschman index of concentration (赫芬达尔指数) of n holdings:
//
//	H = Σ sᵢ²,  sᵢ = xᵢ/Σx
//
// It lies in [1/n, 1]: 1 when one has everything; 1/H is the number of equal holders that would be as concentrated. Unlike an index of
// inequality it depends on n, holders of nothing count towards n alone, and there is no weighted form. Values must be ≥ 0 and not all zero, else
// ErrDomain. Cost O(n log n). Source: Hirschman, The paternity of an index, American Economic Review 54 (1964).
func Herfindahl(x []float64) (float64, error) {
	square, n, err := squaredVariation(x)
	if err != nil {
		return 0, err
	}
	return min((1+square)/n, 1), nil
}

// HerfindahlNormalised returns (H − 1/n)/(1 − 1/n), in [0, 1]: 0 when all hold the same, whatever n. One value is ErrDomain;
// other rules as Herfindahl.
func HerfindahlNormalised(x []float64) (float64, error) {
	square, n, err := squaredVariation(x)
	if err != nil {
		return 0, err
	}
	if n < 2 {
		return 0, fmt.Errorf("%w: the normalised version needs two values", ErrDomain)
	}
	return min(square/(n-1), 1), nil
}

// squaredVariation is CV² of unweighted values, from which H = (1 + CV²)/n without cancellation.
func squaredVariation(x []float64) (square, n float64, err error) {
	s, err := newSample(x, nil, nil)
	if err != nil {
		return 0, 0, err
	}
	square = s.average(func(u unit) float64 {
		d := s.deviation(u.x)
		return float64(d * d)
	})
	return square, float64(len(s.units)), nil
}

// Rosenbluth returns the Hall-Tideman-Rosenbluth index of concentration of n holdings, which weighs a share by its rank, the greatest
// being first:
//
//	R = 1/(2 Σ i sᵢ − 1)
//
// It lies in [1/n, 1] and equals 1/(n (1 − G)); small holders count for more than in Herfindahl. Other rules and cost as Herfindahl.
// Source: Hall and Tideman, Measures of concentration, J. American Statistical Association 62 (1967).
func Rosenbluth(x []float64) (float64, error) {
	s, err := newSample(x, nil, nil)
	if err != nil {
		return 0, err
	}
	var ranked, total elementary.Sum
	for i, u := range s.units { // ascending
		ranked.Add(float64(float64(2*(len(s.units)-i)-1) * u.x))
		total.Add(u.x)
	}
	return min(total.Value()/ranked.Value(), 1), nil
}
