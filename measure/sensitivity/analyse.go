package sensitivity

import (
	"fmt"
	"math"

	"mihe/measure/elementary"
)

// Options say how much is computed and from which points. The zero value of each field has a meaning, except of Rows.
type Options struct {
	Rows      int    // base rows N, LeastRows … 2^24; a power of two for SobolPoints
	Seed      uint64 // of points and of resamples; any number, to be recorded with the result
	Points    Kind
	Resamples int // of the bootstrap; 0 means 1,000; at least 100
	Workers   int // goroutines at most; 0 means one for each processor; never changes a bit of the result
}

// LeastRows is the smallest number of rows, or of runs, that an interval is made of.
const LeastRows = 64

// mostRows is the greatest number of rows, runs or resamples.
const mostRows = 1 << 24

// Analysis tells where the variance of one output comes from.
type Analysis struct {
	Rows, Runs     int     // base rows, and how often the model was asked: Rows · (inputs + 2)
	Mean, Variance float64 // of the output, in its unit and its square, over base rows A and B
	Effects        []Effect
}

// Analyse returns Sobol's first-order and total indices of the inputs of a model, which is given points of the open unit
// cube of inputs dimensions: the uniform quantiles of its inputs. A model must be a pure function, safe for concurrent calls,
// that keeps no hold of the point. With A and B the two halves of points in 2·inputs dimensions and AB(i) the rows of A with
// coordinate i from B,
//
//	S(i) = 1/N Σ (f(B) − m) (f(AB(i)) − f(A)) / V      ST(i) = 1/2N Σ (f(A) − f(AB(i)))² / V
//
// m and V being mean and variance over A and B: nothing changes when a constant is added to the output. (Uncentred products
// grow with the output's mean and drown the index.) The intervals are of a bootstrap that draws whole rows, the same for all
// inputs, centred anew in each resample.
//
// inputs is 1 … 128 for SobolPoints (ErrPoints). An output that is not finite, or past 1e150, is ErrOutput; one that does
// not vary is ErrConstant. Cost: N · (inputs + 2) calls and N · inputs · resamples additions.
// Sources: Saltelli et al., Variance based sensitivity analysis of model output, Comput. Phys. Commun. 181 (2010), table 2,
// (b) and (f); Jansen, Analysis of variance designs for model output, ibid. 117 (1999).
func Analyse(model func(point []float64) float64, inputs int, o Options) (Analysis, error) {
	o, points, err := o.prepare(inputs)
	if err != nil {
		return Analysis{}, err
	}
	runs := inputs + 2
	y := make([]float64, o.Rows*runs)
	inParallel(o.Workers, (o.Rows+rowsAtOnce-1)/rowsAtOnce, func() func(int) {
		at, exchanged := make([]float64, 2*inputs), make([]float64, inputs)
		return func(part int) {
			for row := part * rowsAtOnce; row < min((part+1)*rowsAtOnce, o.Rows); row++ {
				points.At(row, at)
				pickAndFreeze(model, at, exchanged, y[row*runs:(row+1)*runs])
			}
		}
	})
	for i, v := range y {
		if !(math.Abs(v) <= greatest) {
			return Analysis{}, fmt.Errorf("%w: row %d, run %d: %v", ErrOutput, i/runs, i%runs, v)
		}
	}
	a, err := decompose(y, inputs, o)
	if err != nil {
		return Analysis{}, err
	}
	return a, nil
}

// rowsAtOnce is what a worker takes at a time.
const rowsAtOnce = 16

// pickAndFreeze writes f(A), f(B) and each f(AB(i)) of one row; at holds A, then B.
func pickAndFreeze(model func([]float64) float64, at, exchanged, y []float64) {
	inputs := len(exchanged)
	a, b := at[:inputs], at[inputs:]
	copy(exchanged, a)
	y[0] = model(exchanged)
	copy(exchanged, b)
	y[1] = model(exchanged)
	for i := range inputs {
		copy(exchanged, a)
		exchanged[i] = b[i]
		y[2+i] = model(exchanged)
	}
}

// prepare fills in defaults and makes the points.
func (o Options) prepare(inputs int) (Options, *Points, error) {
	if o.Resamples == 0 {
		o.Resamples = 1000
	}
	if o.Rows < LeastRows || o.Rows > mostRows || o.Resamples < 100 || o.Resamples > mostRows {
		return o, nil, fmt.Errorf("%w: %d rows, %d resamples", ErrRows, o.Rows, o.Resamples)
	}
	if inputs < 1 || inputs > math.MaxInt16 {
		return o, nil, fmt.Errorf("%w: %d inputs", ErrPoints, inputs)
	}
	points, err := NewPoints(o.Points, o.Rows, 2*inputs, o.Seed)
	return o, points, err
}

// decompose takes the outputs of all runs, row after row. With ErrConstant it has the mean, and no effects.
func decompose(y []float64, inputs int, o Options) (Analysis, error) {
	runs := inputs + 2
	least, most := y[0], y[0]
	var total elementary.Sum
	for row := range o.Rows {
		for _, v := range y[row*runs : row*runs+2] {
			least, most = min(least, v), max(most, v)
			total.Add(v)
		}
	}
	if least == most {
		a := Analysis{Rows: o.Rows, Runs: len(y), Mean: least}
		return a, fmt.Errorf("%w: %v in all %d runs", ErrConstant, least, 2*o.Rows)
	}
	anchor := total.Value() / float64(2*o.Rows)
	width := termsFor(inputs)
	blocks, all := make([]float64, o.Rows*width), newTerms(inputs)
	for row := range o.Rows {
		t, of := terms(blocks[row*width:(row+1)*width]), y[row*runs:(row+1)*runs]
		a, b := of[0]-anchor, of[1]-anchor
		t.base(a, b)
		all.base(a, b)
		for i, c := range of[2:] {
			t.input(i, a, b, c-anchor)
		}
	}
	_, variance := all.variance(float64(o.Rows))
	effects := newEstimator(inputs, o.Rows, newResamples(o.Rows, o.Resamples, o.Seed, o.Workers)).of(blocks, 0, o.Workers)
	if effects == nil {
		a := Analysis{Rows: o.Rows, Runs: len(y), Mean: anchor}
		return a, fmt.Errorf("%w: variance %v", ErrConstant, variance)
	}
	return Analysis{Rows: o.Rows, Runs: len(y), Mean: anchor, Variance: variance, Effects: effects}, nil
}
