package inequality

import (
	"fmt"

	"mihe/measure/elementary"
)

// Wolfson returns the index of bipolarisation (两极分化指数), how far the middle has emptied towards both ends:
//
//	P = (2 D − G) μ/m,  D = ½ − L(½)
//
// with the median m, the Gini coefficient G and the Lorenz curve L, drawn straight between people. It is 0 when all are equal, ½ when
// half have nothing and half twice the mean, and has no upper bound. Wolfson's own P is twice this; PySAL prints it so. The
// median of an even number is the mean of the two middle values, which here differs from Quantile. A transfer across the median raises
// inequality and polarisation; one on either side of it lowers the one and raises the other. Values must be ≥ 0, and a median of zero
// is ErrDomain. nil weights mean one each. Cost O(n log n).
// Source: Wolfson, When inequalities diverge, American Economic Review 84 (1994), 353-358.
func Wolfson(x, weights []float64) (float64, error) {
	s, err := newSample(x, weights, nil)
	if err != nil {
		return 0, err
	}
	median := s.median()
	if median == 0 {
		return 0, fmt.Errorf("%w: the median is zero", ErrDomain)
	}
	// In units of the total: the poorer half lacks ½ − L of what would be its share.
	poorer := s.take(0.5, func(i int) unit { return s.units[i] }) / s.weight
	lacking := s.mean() - float64(2*poorer) // 2 D μ
	return max(lacking-float64(gini(&s)*s.mean()), 0) / median, nil
}

// median is the middle value, or the mean of two where exactly half of the people stand on either side.
func (s *sample) median() float64 {
	upTo := cumulate(s.units)
	half := s.weight / 2
	for i, u := range s.units {
		switch gap := upTo[i] - half; {
		case gap > float64(sameShare*s.weight):
			return u.x
		case gap >= -float64(sameShare*s.weight) && i+1 < len(s.units):
			var m elementary.Sum
			m.Add(u.x / 2)
			m.Add(s.units[i+1].x / 2)
			return m.Value()
		}
	}
	return s.units[len(s.units)-1].x
}
