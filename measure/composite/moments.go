package composite

import (
	"math"
	"slices"

	"mihe/measure/elementary"
)

// moments are the mean and the deviations of observed values. Deviations are divided by a power of two that brings the
// greatest of them near one, so that their squares neither vanish nor overflow.
type moments struct {
	n           int
	least, most float64
	mean        float64
	deviations  []float64 // (x − mean) / 2^exponent
	exponent    int
}

// momentsOf takes the mean in two passes; x is not empty. The mean of equal values is that value, to the bit.
func momentsOf(x []float64) moments {
	m := moments{n: len(x), least: slices.Min(x), most: slices.Max(x)}
	m.mean = mean(x)
	var rest elementary.Sum
	for _, v := range x {
		rest.Add(v - m.mean)
	}
	offset := rest.Value() / float64(m.n) // what the rounded mean left over
	if m.constant() {
		m.mean, offset = m.least, 0
	}
	m.deviations = make([]float64, m.n)
	greatest := 0.0
	for i, v := range x {
		m.deviations[i] = (v - m.mean) - offset
		greatest = max(greatest, math.Abs(m.deviations[i]))
	}
	_, m.exponent = math.Frexp(greatest)
	for i, d := range m.deviations {
		m.deviations[i] = math.Ldexp(d, -m.exponent)
	}
	return m
}

func mean(x []float64) float64 {
	var total elementary.Sum
	for _, v := range x {
		total.Add(v)
	}
	return total.Value() / float64(len(x))
}

// constant reports whether all values are the same: then nothing can be said about their spread.
func (m *moments) constant() bool { return m.least == m.most }

// power is Σ d^k for k from 2 to 4, in scaled deviations.
func (m *moments) power(k int) float64 {
	var total elementary.Sum
	for _, d := range m.deviations {
		p := float64(d * d)
		for range k - 2 {
			p = float64(p * d)
		}
		total.Add(p)
	}
	return total.Value()
}

// spread is the standard deviation √(Σ d² / divisor); 0 for equal values.
func (m *moments) spread(divisor int) float64 {
	if m.constant() {
		return 0
	}
	return math.Ldexp(math.Sqrt(m.power(2)/float64(divisor)), m.exponent)
}

// median of x, which is not empty and stays as it is: the mean of the middle two for an even count.
func median(x []float64) float64 {
	sorted := slices.Clone(x)
	slices.Sort(sorted)
	half := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[half]
	}
	return sorted[half-1] + (sorted[half]-sorted[half-1])/2
}

// dot is Σ a b for slices of one length. Four totals run beside each other, because the additions of one wait for each other.
func dot(a, b []float64) float64 {
	var totals [4]elementary.Sum
	b = b[:len(a)]
	whole := len(a) &^ 3
	for i := 0; i < whole; i += 4 {
		totals[0].Add(float64(a[i] * b[i]))
		totals[1].Add(float64(a[i+1] * b[i+1]))
		totals[2].Add(float64(a[i+2] * b[i+2]))
		totals[3].Add(float64(a[i+3] * b[i+3]))
	}
	for i := whole; i < len(a); i++ {
		totals[0].Add(float64(a[i] * b[i]))
	}
	return (totals[0].Value() + totals[1].Value()) + (totals[2].Value() + totals[3].Value())
}
