package sensitivity

import (
	"math"
	"slices"
)

// WidestInterval is the width of a 95 % interval beyond which a first-order index is refused.
const WidestInterval = 0.2

// greatest is the largest size of an output: its square and sums of millions of squares stay finite.
const greatest = 1e150

// Estimate is a Sobol index with the 2.5 % and 97.5 % quantiles of its bootstrap. The interval is always given, so that a
// reader sees how little is known; the value only where it is known well enough.
type Estimate struct {
	Low, High float64
	value     float64
	known     bool
}

// Value returns the index and whether it is known. The population value lies in [0, 1]; an estimate of one near an end may
// pass it a little.
func (e Estimate) Value() (float64, bool) { return e.value, e.known }

// Effect is the part of one input in the variance of an output.
type Effect struct {
	First Estimate // alone: V(E(y|x)) / V(y); refused when its interval is wider than WidestInterval
	Total Estimate // alone and together with others: E(V(y|others)) / V(y)
}

// terms are sums over rows of a design of pick and freeze: y are the outputs of base rows A and B less an anchor, then for
// each input three sums. All of it adds, so rows may be grouped and resampled.
//
//	0: Σ a+b   1: Σ a²+b²   2+3i: Σ b(c−a)   3+3i: Σ c−a   4+3i: Σ (a−c)²
//
// where c is the output of row A with input i taken from B.
type terms []float64

func newTerms(inputs int) terms { return make(terms, termsFor(inputs)) }

func termsFor(inputs int) int { return 2 + 3*inputs }

// base adds the outputs of a row of A and of B.
func (t terms) base(a, b float64) {
	t[0] += a + b
	t[1] += float64(a*a) + float64(b*b)
}

// input adds the output c of the row in which input i was exchanged.
func (t terms) input(i int, a, b, c float64) {
	t[2+3*i] += float64(b * (c - a))
	t[3+3*i] += c - a
	t[4+3*i] += float64((a - c) * (a - c))
}

// variance is that of the outputs of A and B together, over rows rows of each, with their mean.
func (t terms) variance(rows float64) (mean, variance float64) {
	mean = t[0] / (2 * rows)
	return mean, max(0, t[1]/(2*rows)-float64(mean*mean))
}

// effects are the centred estimators; false when there is no variance, up to rounding of the greatest output.
func (t terms) effects(rows, least float64, first, total []float64) bool {
	mean, v := t.variance(rows)
	if v <= least {
		return false
	}
	for i := range first {
		first[i] = (t[2+3*i] - float64(mean*t[3+3*i])) / rows / v
		total[i] = t[4+3*i] / (2 * rows) / v
	}
	return true
}

// resamples are joint bootstrap resamples of blocks of rows: how often each block is drawn.
type resamples struct {
	blocks int
	drawn  [][]uint16
}

func newResamples(blocks, count int, seed uint64) resamples {
	r := resamples{blocks: blocks, drawn: make([][]uint16, count)}
	for i := range r.drawn {
		draw := streamFor(seed, uint64(i), forResamples)
		r.drawn[i] = make([]uint16, blocks)
		for range blocks {
			r.drawn[i][draw.Below(blocks)]++
		}
	}
	return r
}

// estimator turns the terms of blocks into effects with intervals. It keeps what it needs for one output after another.
type estimator struct {
	inputs  int
	rows    float64
	by      resamples
	sum     terms
	value   [2][]float64 // first, total
	at      [2][]float64
	spread  [2][][]float64 // for each input, its estimate in each resample
	started bool
}

func newEstimator(inputs, rows int, by resamples) *estimator {
	e := &estimator{inputs: inputs, rows: float64(rows), by: by, sum: newTerms(inputs)}
	for k := range e.value {
		e.value[k], e.at[k] = make([]float64, inputs), make([]float64, inputs)
		e.spread[k] = make([][]float64, inputs)
		for i := range inputs {
			e.spread[k][i] = make([]float64, 0, len(by.drawn))
		}
	}
	return e
}

// of returns the effects of an output whose blocks' terms stand one after another, all blocks being of one size. least is the
// variance at or below which it counts as constant: then it is nil.
func (e *estimator) of(blocks []float64, least float64) []Effect {
	width := len(e.sum)
	clear(e.sum)
	for b := range e.by.blocks {
		for k, x := range blocks[b*width : (b+1)*width] {
			e.sum[k] += x
		}
	}
	if !e.sum.effects(e.rows, least, e.value[0], e.value[1]) {
		return nil
	}
	vanished := 0
	for k := range e.spread {
		for i := range e.spread[k] {
			e.spread[k][i] = e.spread[k][i][:0]
		}
	}
	for _, drawn := range e.by.drawn {
		clear(e.sum)
		for b, times := range drawn {
			if times == 0 {
				continue
			}
			n := float64(times)
			for k, x := range blocks[b*width : (b+1)*width] {
				e.sum[k] += float64(n * x)
			}
		}
		if !e.sum.effects(e.rows, least, e.at[0], e.at[1]) {
			vanished++
			continue
		}
		for k := range e.spread {
			for i, x := range e.at[k] {
				e.spread[k][i] = append(e.spread[k][i], x)
			}
		}
	}
	return e.intervals(vanished)
}

// intervals takes quantiles of the resamples. Where more than one in forty had no variance an index can be anything.
func (e *estimator) intervals(vanished int) []Effect {
	effects := make([]Effect, e.inputs)
	for i := range effects {
		for k, into := range []*Estimate{&effects[i].First, &effects[i].Total} {
			into.value, into.known, into.High = e.value[k][i], true, 1
			if 40*vanished <= len(e.by.drawn) {
				all := e.spread[k][i]
				slices.Sort(all)
				into.Low, into.High = nearest(all, 0.025), nearest(all, 0.975)
			}
		}
		first := &effects[i].First
		if !(first.High-first.Low <= WidestInterval) {
			first.value, first.known = 0, false
		}
	}
	return effects
}

// nearest is the element of a sorted list nearest to a quantile.
func nearest(sorted []float64, q float64) float64 {
	return sorted[int(math.Floor(float64(q*float64(len(sorted)-1))+0.5))]
}
