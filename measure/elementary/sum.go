package elementary

// Sum is a running total that keeps what rounding took away (Knuth's two-sum; the second-order variant of Kahan's
// and Neumaier's summation). Its error does not grow with the number of terms. It only adds, so fused
// multiply-add cannot touch it.
type Sum struct{ high, low float64 }

// Add adds one term.
func (s *Sum) Add(x float64) {
	t := s.high + x
	part := t - s.high
	s.low += (s.high - (t - part)) + (x - part)
	s.high = t
}

// Value is the total so far.
func (s *Sum) Value() float64 { return s.high + s.low }
