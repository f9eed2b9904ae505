package inequality

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"

	"mihe/measure/elementary"
)

// BootstrapMethod says how the interval is read off the replications.
type BootstrapMethod string

// The methods.
const (
	Percentile BootstrapMethod = ""    // the quantiles of the replications
	BCa        BootstrapMethod = "bca" // corrected for bias and for a spread that changes with the value (acceleration from a jackknife)
)

// BootstrapOptions says what is drawn, how often and how it is read. The zero value draws 1,000 times with seed 0 for a 95 % percentile interval on one worker.
type BootstrapOptions struct {
	Replications int     // 0 means 1,000; at least 100, at most a million
	Level        float64 // in (0, 1); 0 means 0.95
	Seed         uint64
	Method       BootstrapMethod
	Weights      []float64 // of the units; nil means one each. A unit drawn twice has twice its weight
	Cluster      []int     // which cluster each unit belongs to: whole clusters are drawn. nil draws units
	Workers      int       // 0 means 1; the answer does not depend on it
}

// Interval is a bootstrap interval in the unit of the statistic.
type Interval struct {
	Estimate     float64 // the statistic of the data as they are
	Lower, Upper float64
	SE           float64 // standard deviation of the replications (n−1)
	Bias         float64 // their mean less Estimate
	Level        float64
	Replications int
	Drawn        int // units, or clusters, in each replication
	Method       BootstrapMethod
}

const (
	replicationsDefault = 1000
	replicationsLeast   = 100
	replicationsMost    = 1_000_000
)

// Bootstrap returns an interval for a statistic of n units drawn as a simple random sample of units, or of clusters. The statistic is
// called with the weight of each unit, 0 for one not drawn: as in this whole package, a weight of two is two units. It must not change or
// keep the slice, and with several workers must allow calls at once. The draw of a replication depends on seed and number
// of the replication alone, so the answer has the same bits for any number of workers. A refusal by the statistic of any replication refuses
// the interval: the rest would not be a sample any more. Regions that are all there are, not a sample, have no sampling interval. At
// least two units or clusters of positive weight, else ErrEmpty. Cost of B calls, and n more for BCa. When values come sorted, Gini takes O(n).
// Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), ch. 13, 14.
func Bootstrap(n int, statistic func(weights []float64) (float64, error), o BootstrapOptions) (Interval, error) {
	b, err := newBootstrap(n, statistic, o)
	if err != nil {
		return Interval{}, err
	}
	estimate, err := b.evaluate(b.base)
	if err != nil {
		return Interval{}, err
	}
	values, err := b.run(b.o.Replications, b.draw)
	if err != nil {
		return Interval{}, err
	}
	i := Interval{Estimate: estimate, Level: b.o.Level, Replications: b.o.Replications, Drawn: len(b.members), Method: b.o.Method}
	i.spread(values)
	slices.Sort(values)
	tail := (1 - b.o.Level) / 2
	low, high := tail, 1-tail
	if b.o.Method == BCa {
		if low, high, err = b.corrected(values, estimate, tail); err != nil {
			return Interval{}, err
		}
	}
	i.Lower, i.Upper = interpolate(values, low), interpolate(values, high)
	if !numbers([]float64{i.Lower, i.Upper, i.SE, i.Bias}) {
		return Interval{}, fmt.Errorf("%w: the statistic is too large", ErrSpan)
	}
	return i, nil
}

// bootstrap is what every replication shares.
type bootstrap struct {
	o         BootstrapOptions
	statistic func(weights []float64) (float64, error)
	base      []float64
	members   [][]int // units of each cluster drawn as one
}

func newBootstrap(n int, statistic func(weights []float64) (float64, error), o BootstrapOptions) (*bootstrap, error) {
	if o.Replications == 0 {
		o.Replications = replicationsDefault
	}
	if o.Level == 0 {
		o.Level = 0.95
	}
	o.Workers = max(o.Workers, 1)
	switch {
	case n < 0 || o.Weights != nil && len(o.Weights) != n || o.Cluster != nil && len(o.Cluster) != n:
		return nil, fmt.Errorf("%w: %d units, %d weights, %d clusters", ErrLength, n, len(o.Weights), len(o.Cluster))
	case o.Replications < replicationsLeast || o.Replications > replicationsMost:
		return nil, fmt.Errorf("%w: %d replications, want %d to %d", ErrDomain, o.Replications, replicationsLeast, replicationsMost)
	case !(0 < o.Level && o.Level < 1):
		return nil, fmt.Errorf("%w: level %v", ErrDomain, o.Level)
	case o.Method != Percentile && o.Method != BCa:
		return nil, fmt.Errorf("%w: method %q", ErrDomain, o.Method)
	}
	b := &bootstrap{o: o, statistic: statistic, base: make([]float64, n)}
	for i := range b.base {
		b.base[i] = 1
		if o.Weights != nil {
			b.base[i] = o.Weights[i]
		}
		if err := (unit{w: b.base[i]}).check(i); err != nil {
			return nil, err
		}
	}
	b.group()
	if len(b.members) < 2 {
		return nil, fmt.Errorf("%w: %d to draw from, want 2", ErrEmpty, len(b.members))
	}
	return b, nil
}

// group lists the units of positive weight by cluster, in ascending order of label.
func (b *bootstrap) group() {
	place := map[int]int{}
	if b.o.Cluster != nil {
		for _, label := range slices.Compact(slices.Sorted(slices.Values(b.o.Cluster))) {
			place[label] = len(place)
		}
		b.members = make([][]int, len(place))
	}
	for i, w := range b.base {
		switch {
		case w == 0:
		case b.o.Cluster == nil:
			b.members = append(b.members, []int{i})
		default:
			at := place[b.o.Cluster[i]]
			b.members[at] = append(b.members[at], i)
		}
	}
	b.members = slices.DeleteFunc(b.members, func(m []int) bool { return len(m) == 0 })
}

// draw fills weights with replication r: clusters drawn with replacement, by the high half of a 128-bit product, whose bias is below 2⁻⁵⁰.
func (b *bootstrap) draw(r int, weights []float64) {
	random := rand.NewPCG(b.o.Seed, uint64(r))
	k := uint64(len(b.members))
	for range b.members {
		at, _ := bits.Mul64(random.Uint64(), k)
		for _, i := range b.members[at] {
			weights[i] += b.base[i]
		}
	}
}

// without fills weights with all but cluster r.
func (b *bootstrap) without(r int, weights []float64) {
	copy(weights, b.base)
	for _, i := range b.members[r] {
		weights[i] = 0
	}
}

func (b *bootstrap) evaluate(weights []float64) (float64, error) {
	v, err := b.statistic(weights)
	if err != nil {
		return 0, err
	}
	if !numbers([]float64{v}) {
		return 0, fmt.Errorf("%w: the statistic is %v", ErrValue, v)
	}
	return v, nil
}

// run evaluates count sets of weights. Of several refusals that of the first replication is told.
func (b *bootstrap) run(count int, fill func(r int, weights []float64)) ([]float64, error) {
	values, failed := make([]float64, count), make([]error, count)
	var next atomic.Int64
	var stop atomic.Bool
	var workers sync.WaitGroup
	for range min(b.o.Workers, count) {
		workers.Go(func() {
			weights := make([]float64, len(b.base))
			for r := int(next.Add(1)) - 1; r < count && !stop.Load(); r = int(next.Add(1)) - 1 {
				clear(weights)
				fill(r, weights)
				if values[r], failed[r] = b.evaluate(weights); failed[r] != nil {
					stop.Store(true)
				}
			}
		})
	}
	workers.Wait()
	for r, err := range failed {
		if err != nil {
			return nil, fmt.Errorf("replication %d: %w", r, err)
		}
	}
	return values, nil
}

// spread fills SE and Bias.
func (i *Interval) spread(values []float64) {
	n := float64(len(values))
	var off elementary.Sum
	for _, v := range values {
		off.Add((v - i.Estimate) / n)
	}
	i.Bias = off.Value()
	var square elementary.Sum
	for _, v := range values {
		d := v - i.Estimate - i.Bias
		square.Add(float64(d*d) / (n - 1))
	}
	i.SE = math.Sqrt(square.Value())
}

// interpolate is the quantile of sorted values, R's type 7.
func interpolate(sorted []float64, p float64) float64 {
	at := float64(float64(len(sorted)-1) * p)
	lower := min(int(at), len(sorted)-2)
	part := at - float64(lower)
	return float64((1-part)*sorted[lower]) + float64(part*sorted[lower+1])
}

// corrected returns the levels at which BCa reads the sorted replications. Ties with the estimate count half.
func (b *bootstrap) corrected(sorted []float64, estimate, tail float64) (low, high float64, err error) {
	below := 0.0
	for _, v := range sorted {
		switch {
		case v < estimate:
			below++
		case v == estimate:
			below += 0.5
		}
	}
	share := below / float64(len(sorted))
	if share == 0 || share == 1 {
		return 0, 0, fmt.Errorf("%w: all replications are on one side of the estimate", ErrDomain)
	}
	z0 := normalQuantile(share)
	a, err := b.acceleration()
	if err != nil {
		return 0, 0, err
	}
	level := func(z float64) float64 {
		s := z0 + z
		return normal(z0 + s/(1-float64(a*s)))
	}
	return level(normalQuantile(tail)), level(-normalQuantile(tail)), nil
}

// acceleration is Σ d³/(6 (Σ d²)^(3/2)) of the jackknife's deviations d from its mean; 0 when leaving one out changes nothing.
func (b *bootstrap) acceleration() (float64, error) {
	values, err := b.run(len(b.members), b.without)
	if err != nil {
		return 0, fmt.Errorf("jackknife: %w", err)
	}
	var mean elementary.Sum
	for _, v := range values {
		mean.Add(v / float64(len(values)))
	}
	greatest := 0.0
	for i, v := range values {
		values[i] = mean.Value() - v
		greatest = max(greatest, math.Abs(values[i]))
	}
	if greatest == 0 {
		return 0, nil
	}
	var square, cube elementary.Sum
	for _, d := range values {
		d /= greatest
		square.Add(float64(d * d))
		cube.Add(float64(float64(d*d) * d))
	}
	return cube.Value() / float64(6*float64(square.Value()*math.Sqrt(square.Value()))), nil
}
