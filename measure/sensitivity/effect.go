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

// add adds the terms of rows that were drawn so many times.
func (t terms) add(times float64, of []float64) {
	of = of[:len(t)]
	for k, x := range of {
		t[k] += float64(times * x)
	}
}

// effects writes the centred estimators, first-order indices and then total ones; false when the variance is not above least.
func (t terms) effects(rows, least float64, into []float64) bool {
	mean, v := t.variance(rows)
	if !(v > least) {
		return false
	}
	inputs := len(into) / 2
	for i := range inputs {
		into[i] = (t[2+3*i] - float64(mean*t[3+3*i])) / rows / v
		into[inputs+i] = t[4+3*i] / (2 * rows) / v
	}
	return true
}

// resamples are joint bootstrap resamples of blocks of rows: how often each block is drawn.
type resamples struct {
	blocks int
	drawn  [][]uint16
}

func newResamples(blocks, count int, seed uint64, workers int) resamples {
	r := resamples{blocks: blocks, drawn: make([][]uint16, count)}
	inParallel(workers, count, func() func(int) {
		return func(i int) {
			draw := streamFor(seed, uint64(i), forResamples)
			r.drawn[i] = make([]uint16, blocks)
			for range blocks {
				r.drawn[i][draw.Below(blocks)]++
			}
		}
	})
	return r
}

// estimator turns the terms of blocks into effects with intervals. It keeps its working space from one output to the next.
type estimator struct {
	inputs int
	rows   float64
	by     resamples
	value  []float64 // first-order indices, then total ones
	table  []float64 // the same for each resample
	lost   []bool    // resamples without variance
	column []float64
}

func newEstimator(inputs, rows int, by resamples) *estimator {
	return &estimator{
		inputs: inputs, rows: float64(rows), by: by, value: make([]float64, 2*inputs),
		table: make([]float64, 2*inputs*len(by.drawn)), lost: make([]bool, len(by.drawn)),
	}
}

// of returns the effects of an output whose blocks' terms stand one after another, all blocks being of one size. least is the
// variance at or below which it counts as constant: then it is nil.
func (e *estimator) of(blocks []float64, least float64, workers int) []Effect {
	sum := newTerms(e.inputs)
	for b := range e.by.blocks {
		sum.add(1, blocks[b*len(sum):])
	}
	if !sum.effects(e.rows, least, e.value) {
		return nil
	}
	inParallel(workers, len(e.by.drawn), func() func(int) {
		sum := newTerms(e.inputs)
		return func(r int) {
			clear(sum)
			for b, times := range e.by.drawn[r] {
				if times > 0 {
					sum.add(float64(times), blocks[b*len(sum):])
				}
			}
			e.lost[r] = !sum.effects(e.rows, least, e.table[2*e.inputs*r:][:2*e.inputs])
		}
	})
	effects := make([]Effect, e.inputs)
	for i := range effects {
		effects[i] = Effect{First: e.estimate(i), Total: e.estimate(e.inputs + i)}
		if first := &effects[i].First; !(first.High-first.Low <= WidestInterval) {
			first.value, first.known = 0, false
		}
	}
	return effects
}

// estimate takes the quantiles of index k over the resamples. Where more than one in forty had no variance it can be anything.
func (e *estimator) estimate(k int) Estimate {
	e.column = e.column[:0]
	for r, lost := range e.lost {
		if !lost {
			e.column = append(e.column, e.table[2*e.inputs*r+k])
		}
	}
	if lost := len(e.lost) - len(e.column); 40*lost > len(e.lost) {
		return Estimate{Low: 0, High: 1, value: e.value[k], known: true}
	}
	slices.Sort(e.column)
	return Estimate{Low: nearest(e.column, 0.025), High: nearest(e.column, 0.975), value: e.value[k], known: true}
}

// nearest is the element of a sorted list nearest to a quantile.
func nearest(sorted []float64, q float64) float64 {
	return sorted[int(math.Floor(float64(q*float64(len(sorted)-1))+0.5))]
}
