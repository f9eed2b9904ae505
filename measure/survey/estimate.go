package survey

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"mihe/measure/elementary"
)

// Estimate is a figure of the population, or of those who answered. People is the sum of the weights of N answers.
type Estimate struct {
	Value    float64
	N        int
	People   float64
	Sampling *Sampling // nil for a voluntary sample: it has no sampling error that could be known
}

// Sampling is how far the sample may be off by chance. It says nothing of wrong answers and of those who did not answer.
type Sampling struct {
	SE   float64 // standard error, in the unit of the value
	DF   int     // clusters less strata; 0 leaves no interval
	Deff float64 // variance over that of a simple random sample of N; absent (0) where that is 0
}

// Interval returns the confidence interval by Student's distribution; level is in (0, 1), usually 0.95. Without degrees of
// freedom there is none: ErrDomain.
func (e Estimate) Interval(level float64) (low, high float64, err error) {
	if !(level > 0 && level < 1) {
		return 0, 0, fmt.Errorf("%w: %v", ErrLevel, level)
	}
	if e.Sampling == nil || e.Sampling.DF < 1 {
		return 0, 0, fmt.Errorf("%w: no interval without a random sample and degrees of freedom", ErrDomain)
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(e.Sampling.DF)}.Quantile(1 - (1-level)/2)
	half := float64(t * e.Sampling.SE)
	return e.Value - half, e.Value + half, nil
}

// Mean returns Σ w y / Σ w, a mean of figures or, of zeros and ones, a share. Its standard error is that of a ratio.
// Cost O(n). Source: Särndal, Swensson and Wretman, Model Assisted Survey Sampling (1992), 5.7.
func (d *Design) Mean(y []float64) (Estimate, error) {
	ones := make([]float64, len(y))
	for i := range ones {
		ones[i] = 1
	}
	e, err := d.Ratio(y, ones)
	if err != nil || e.Sampling == nil {
		return e, err
	}
	if simple := d.simple(y, e.Value, e.People); simple > 0 {
		e.Sampling.Deff = float64(e.Sampling.SE*e.Sampling.SE) / simple
	}
	return e, nil
}

// simple is the variance that a simple random sample without replacement of as many answers would have.
func (d *Design) simple(y []float64, mean, people float64) float64 {
	var squares elementary.Sum
	n := 0.0
	for i, w := range d.weight {
		if d.in(i) {
			dev := y[i] - mean
			squares.Add(float64(w * float64(dev*dev)))
			n++
		}
	}
	if n < 2 {
		return 0
	}
	variance := float64(squares.Value()/people*n) / (n - 1)
	return float64(variance / n * max(0, 1-n/people))
}

// Total returns Σ w y, in the unit of y times people (Horvitz and Thompson, J. Am. Stat. Assoc. 47 (1952), 663-685).
// A voluntary sample stands for nobody else, so its total is ErrDomain. Cost O(n).
func (d *Design) Total(y []float64) (Estimate, error) {
	if err := d.check(y); err != nil {
		return Estimate{}, err
	}
	if d.kind == Voluntary {
		return Estimate{}, fmt.Errorf("%w: a voluntary sample stands for nobody but itself", ErrDomain)
	}
	e := d.estimate(d.sum(y), y)
	if math.IsInf(e.Value, 0) {
		return Estimate{}, fmt.Errorf("%w: the total is too large", ErrValue)
	}
	return e, nil
}

// Ratio returns Σ w y / Σ w x: a ratio of sums, such as income over persons. Σ w x must not be 0 (ErrDomain). Cost O(n).
func (d *Design) Ratio(y, x []float64) (Estimate, error) {
	if err := d.check(y); err != nil {
		return Estimate{}, err
	}
	if err := d.check(x); err != nil {
		return Estimate{}, err
	}
	below := d.sum(x)
	ratio := d.sum(y) / below
	if below == 0 || math.IsNaN(ratio) || math.IsInf(ratio, 0) {
		return Estimate{}, fmt.Errorf("%w: a ratio to %v", ErrDomain, below)
	}
	linear := make([]float64, len(y))
	for i := range linear {
		linear[i] = (y[i] - float64(ratio*x[i])) / below
	}
	return d.estimate(ratio, linear), nil
}

func (d *Design) check(y []float64) error {
	if len(y) != len(d.weight) {
		return fmt.Errorf("%w: %d of %d", ErrLength, len(y), len(d.weight))
	}
	for i, v := range y {
		if d.in(i) && (math.IsNaN(v) || math.Abs(v) > math.MaxFloat64/4) {
			return fmt.Errorf("%w: entry %d is %v", ErrValue, i, v)
		}
	}
	return nil
}

// sum is Σ w y over the domain.
func (d *Design) sum(y []float64) float64 {
	var total elementary.Sum
	for i, w := range d.weight {
		if d.in(i) {
			total.Add(float64(w * y[i]))
		}
	}
	return total.Value()
}

// estimate puts a value together with the standard error of its linearised answers.
func (d *Design) estimate(value float64, linear []float64) Estimate {
	e := Estimate{Value: value}
	var people elementary.Sum
	for i, w := range d.weight {
		if d.in(i) {
			people.Add(w)
			e.N++
		}
	}
	e.People = people.Value()
	if d.kind == Probability {
		e.Sampling = &Sampling{SE: math.Sqrt(d.variance(linear)), DF: d.freedom()}
	}
	return e
}

// freedom is clusters less strata, of those in which the domain has answers.
func (d *Design) freedom() int {
	strata, clusters := map[int]bool{}, map[int]bool{}
	for i := range d.weight {
		if d.in(i) {
			strata[d.stratum[i]], clusters[d.cluster[i]] = true, true
		}
	}
	return len(clusters) - len(strata)
}

// variance is that of Σ w·linear: between the clusters' sums inside each stratum,
//
//	Σ_h (1 − f_h) n_h/(n_h − 1) Σ_c (z_hc − z̄_h)²
//
// after what calibration explains was taken out of linear.
func (d *Design) variance(linear []float64) float64 {
	rest := make([]float64, len(linear))
	for i := range rest {
		if d.in(i) {
			rest[i] = linear[i]
		}
	}
	for _, f := range d.fits {
		f.takeOut(rest)
	}
	sums := make([]elementary.Sum, len(d.owner))
	for i, w := range d.weight {
		sums[d.cluster[i]].Add(float64(w * rest[i]))
	}
	means := make([]elementary.Sum, len(d.strata))
	for c, h := range d.owner {
		means[h].Add(sums[c].Value())
	}
	squares := make([]elementary.Sum, len(d.strata))
	for c, h := range d.owner {
		dev := sums[c].Value() - means[h].Value()/float64(d.strata[h].clusters)
		squares[h].Add(float64(dev * dev))
	}
	var total elementary.Sum
	for h, s := range d.strata {
		if s.clusters > 1 {
			n := float64(s.clusters)
			total.Add(float64(float64((1-s.rate)*n) / (n - 1) * squares[h].Value()))
		}
	}
	return total.Value()
}
