package sensitivity

import (
	"errors"
	"fmt"
)

// Output is what of a unit is decomposed.
type Output int

// The outputs. Ranks compare across normalisations of different scales, scores only where all share one.
const (
	ScoreOutput Output = iota
	RankOutput
)

// Influence tells which open choices make an index uncertain.
type Influence struct {
	Rows, Runs int // base rows, and runs of the design: Rows · (factors + 2)
	Factors    []Factor
	Shift      Analysis    // of the mean over units of |rank - published rank|, as Factors; without Effects when it does not vary
	Units      []UnitShare // in the order of the index's units
	Warnings   []Warning
}

// UnitShare is what moves one unit.
type UnitShare struct {
	Mean, Variance float64  // of the output over base rows
	Effects        []Effect // parallel to Factors; nil when the unit's output does not vary
}

// Warning is a thing that a reader of an Influence must know.
type Warning int

// MixedScales says that scores of several normalisations were decomposed: where their scales differ, that alone makes
// normalisation the greatest influence. RankOutput has no scale.
const MixedScales Warning = iota + 1

// unitBlocks is into how many stretches of rows those of the units are summed up before they are resampled. Stretches of a
// Sobol' sequence are balanced in themselves, so that these intervals are a little narrower, and still careful.
const unitBlocks = 64

// unitResamples is how many resamples there are for units.
const unitResamples = 200

// Influences decomposes the variance of an index over its open choices: Sobol's first-order and total indices of each Factor, on
// the mean absolute rank shift and on each unit. Estimators and refusals are those of Analyse; the noise of weights is one factor
// of many coordinates, exchanged together. Twice the coordinates of a run must be at most MaxDimensions for SobolPoints (ErrPoints);
// the rows are at least LeastRows, and a multiple of 64 (ErrRows). The
// intervals of units come from 200 joint resamples of 64 stretches of rows; Options.Resamples counts for the shift.
//
// A run whose exchanged choice is the same level as before is not computed twice. The result is a pure function of index,
// output and Options less Workers. Cost at most Rows · (factors + 2) runs; memory 64 · (2 + 3 factors) · 8 bytes for each unit.
// Source: as Analyse and MonteCarlo.
func Influences(x Index, of Output, o Options) (*Influence, error) {
	c, err := newChooser(&x)
	if err != nil {
		return nil, err
	}
	if of < ScoreOutput || of > RankOutput {
		return nil, fmt.Errorf("%w: output %d", ErrShape, of)
	}
	o, points, err := o.prepare(c.coordinates())
	if err != nil {
		return nil, err
	}
	if o.Rows%unitBlocks != 0 {
		return nil, fmt.Errorf("%w: %d rows are no multiple of %d", ErrRows, o.Rows, unitBlocks)
	}
	d := newDesign(c.engine(o.Workers), of, o)
	inParallel(o.Workers, unitBlocks, func() func(int) { return d.worker(points) })
	shift, err := decompose(d.shift, len(c.open), o)
	if err != nil && !errors.Is(err, ErrConstant) {
		return nil, fmt.Errorf("mean rank shift: %w", err)
	}
	in := &Influence{Rows: o.Rows, Runs: len(d.shift), Factors: c.open, Shift: shift, Units: d.units()}
	if of == ScoreOutput && c.levels[NormalisationChoice] > 1 {
		in.Warnings = append(in.Warnings, MixedScales)
	}
	return in, nil
}

// design holds what all runs of pick and freeze gave.
type design struct {
	*engine
	output Output
	o      Options
	anchor []float64 // of each unit: its published output, from which others are counted
	places []uint16
	shift  []float64 // of each run, row after row: A, B, then each factor exchanged
	blocks []float64 // terms of each unit, block after block
}

func newDesign(e *engine, of Output, o Options) *design {
	d := &design{engine: e, output: of, o: o}
	d.anchor, d.places = e.published()
	if of == RankOutput {
		for unit, place := range d.places {
			d.anchor[unit] = float64(place)
		}
	}
	d.shift = make([]float64, o.Rows*(len(e.open)+2))
	d.blocks = make([]float64, e.index.Units*unitBlocks*termsFor(len(e.open)))
	return d
}

// bench is what one worker of a design computes in.
type bench struct {
	*space
	at, exchanged []float64
	by            *scratch
	a, b, c       setting
	outputs       [3][]float64
	sums          []terms // of each unit
}

func (d *design) newBench(dims int) *bench {
	w := &bench{space: d.newSpace(), at: make([]float64, 2*dims), exchanged: make([]float64, dims)}
	w.by = d.newScratch()
	for _, s := range []*setting{&w.a, &w.b, &w.c} {
		s.shares = make([]float64, len(d.index.Parent))
	}
	for k := range w.outputs {
		w.outputs[k] = make([]float64, d.index.Units)
	}
	w.sums = make([]terms, d.index.Units)
	for unit := range w.sums {
		w.sums[unit] = newTerms(len(d.open))
	}
	return w
}

// worker returns what computes one block of rows.
func (d *design) worker(points *Points) func(block int) {
	w := d.newBench(d.coordinates())
	rows, runs := d.o.Rows/unitBlocks, len(d.open)+2
	return func(block int) {
		for _, t := range w.sums {
			clear(t)
		}
		for row := block * rows; row < (block+1)*rows; row++ {
			points.At(row, w.at)
			d.row(w, d.shift[row*runs:(row+1)*runs])
		}
		width := termsFor(len(d.open))
		for unit, t := range w.sums {
			copy(d.blocks[(unit*unitBlocks+block)*width:], t)
		}
	}
}

// row computes A, B and each exchange.
func (d *design) row(w *bench, shift []float64) {
	dims := len(w.exchanged)
	a, b := w.at[:dims], w.at[dims:]
	d.choose(a, &w.a, w.by)
	shift[0] = d.run(w, &w.a, w.outputs[0])
	d.choose(b, &w.b, w.by)
	shift[1] = d.run(w, &w.b, w.outputs[1])
	ya, yb, yc := w.outputs[0], w.outputs[1], w.outputs[2]
	for unit, t := range w.sums {
		t.base(ya[unit], yb[unit])
	}
	for k, f := range d.open {
		if d.same(f, &w.a, &w.b) {
			shift[2+k] = shift[0] // and every term is 0
			continue
		}
		copy(w.exchanged, a)
		copy(w.exchanged[d.from[k]:d.from[k+1]], b[d.from[k]:d.from[k+1]])
		d.choose(w.exchanged, &w.c, w.by)
		shift[2+k] = d.run(w, &w.c, yc)
		for unit, t := range w.sums {
			t.input(k, ya[unit], yb[unit], yc[unit])
		}
	}
}

// same reports whether exchanging a factor leaves the setting as it is.
func (d *design) same(f Factor, a, b *setting) bool {
	if f != WeightNoise {
		return a.level[f] == b.level[f]
	}
	w := &d.index.Weightings[a.level[WeightingChoice]]
	return w.Band == 0 && w.Concentration == 0
}

// run writes the units' outputs less their anchors and returns the mean absolute rank shift.
func (d *design) run(w *bench, s *setting, into []float64) float64 {
	scores := d.scores(s, w.space)
	ranks := w.rank(scores, d.level(s).tie)
	for unit := range into {
		y := scores[unit]
		if d.output == RankOutput {
			y = float64(ranks[unit])
		}
		into[unit] = y - d.anchor[unit]
	}
	return meanShift(ranks, d.places)
}

// units estimates the effects on every unit.
func (d *design) units() []UnitShare {
	n, factors := d.index.Units, len(d.open)
	shares := make([]UnitShare, n)
	by := newResamples(unitBlocks, unitResamples, d.o.Seed, 1)
	size := unitBlocks * termsFor(factors)
	least := 0.0
	if d.output == ScoreOutput {
		tie := d.level(&setting{}).tie
		least = float64(tie * tie)
	}
	const part = 16
	inParallel(d.o.Workers, (n+part-1)/part, func() func(int) {
		e := newEstimator(factors, d.o.Rows, by)
		return func(k int) {
			for unit := k * part; unit < min((k+1)*part, n); unit++ {
				blocks, all := d.blocks[unit*size:(unit+1)*size], newTerms(factors)
				for b := range unitBlocks {
					all.add(1, blocks[b*len(all):])
				}
				mean, variance := all.variance(float64(d.o.Rows))
				shares[unit] = UnitShare{Mean: d.anchor[unit] + mean, Variance: variance, Effects: e.of(blocks, least, 1)}
			}
		}
	})
	return shares
}
