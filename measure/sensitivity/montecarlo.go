package sensitivity

import (
	"fmt"
	"math"
)

// MonteCarloOptions say how an index is tried. The zero value of each field has a meaning, except of Runs.
type MonteCarloOptions struct {
	Runs    int    // replications, LeastRows … 2^24; 10,000 are usual
	Seed    uint64 // of points; any number, to be recorded with the result
	Points  Kind   // SobolPoints for up to MaxDimensions coordinates, else ErrPoints: then use LatinPoints
	Workers int    // goroutines at most; 0 means one for each processor; never changes a bit of the result
}

// MonteCarlo computes an index again and again, each run choosing anew everything that is open, and returns how firmly each
// unit stands. A run draws one level of every choice, all being equally likely, and the noise of its weighting. The index is
// checked first and refused with the reasons of errors.go; ErrCertain when nothing is open.
//
// The result is a pure function of the index, Runs, Seed and Points. Memory: two bytes for each unit and run for ranks, as many
// for scores until they are summed up, 8 bytes for each value's logarithm where a geometric mean is among the choices. Cost
// O(Runs · Units · Leaves); 2,843 units of 60 indicators are run 10,000 times in about two seconds of processor time.
// Source: Saisana, Saltelli and Tarantola, Uncertainty and sensitivity analysis techniques as tools for the quality assessment
// of composite indicators, J. R. Statist. Soc. A 168 (2005); OECD/JRC Handbook (2008), step 8.
func MonteCarlo(x Index, o MonteCarloOptions) (*Assessment, error) {
	c, err := newChooser(&x)
	if err != nil {
		return nil, err
	}
	if o.Runs < LeastRows || o.Runs > mostRows {
		return nil, fmt.Errorf("%w: %d runs", ErrRows, o.Runs)
	}
	points, err := NewPoints(o.Points, o.Runs, c.coordinates(), o.Seed)
	if err != nil {
		return nil, err
	}
	s := newSample(c.engine(o.Workers), o)
	inParallel(o.Workers, (o.Runs+runsAtOnce-1)/runsAtOnce, func() func(int) { return s.worker(points) })
	return s.assess(), nil
}

// runsAtOnce is what a worker takes at a time: as many 16-bit numbers as fill a line of the cache, so that turning rows into
// columns writes whole lines.
const runsAtOnce = 32

// sample holds what all runs gave.
type sample struct {
	*engine
	o       MonteCarloOptions
	nominal []float64 // scores and ranks of the published index
	places  []uint16
	ranks   []uint16  // unit after unit, o.Runs for each
	codes   []uint16  // scores likewise, as steps of scale; meaningful where counted says so
	counted []bool    // runs on the scale of the published normalisation
	shift   []float64 // mean absolute rank shift of each run
	scale   scale
}

// scale writes scores of one normalisation as one of 65,536 steps between its least and greatest value.
type scale struct{ least, span float64 }

const steps = math.MaxUint16

func (s scale) code(v float64) uint16 {
	if s.span == 0 {
		return 0
	}
	return uint16(float64(min(max((v-s.least)/s.span, 0), 1)*steps) + 0.5)
}

func (s scale) value(code float64) float64 { return s.least + float64(s.span*code)/steps }

// publishedScale spans the values of the first normalisation over all treatments and imputations. A mean never leaves it.
func (e *engine) publishedScale() scale {
	least, most := math.Inf(1), math.Inf(-1)
	for _, byImputation := range e.levels {
		for _, byNormalisation := range byImputation {
			for _, v := range byNormalisation[0].values {
				least, most = min(least, v), max(most, v)
			}
		}
	}
	return scale{least, most - least}
}

func newSample(e *engine, o MonteCarloOptions) *sample {
	n := e.index.Units
	s := &sample{
		engine: e, o: o, scale: e.publishedScale(), shift: make([]float64, o.Runs), counted: make([]bool, o.Runs),
		ranks: make([]uint16, n*o.Runs), codes: make([]uint16, n*o.Runs),
	}
	s.nominal, s.places = e.published()
	return s
}

// published computes the nominal index.
func (e *engine) published() (scores []float64, ranks []uint16) {
	nominal, at := e.chooser.nominal(), e.newSpace()
	scores = e.scores(&nominal, at)
	return scores, at.rank(scores, e.level(&nominal).tie)
}

// worker returns what computes one part of the runs.
func (s *sample) worker(points *Points) func(part int) {
	at, now := s.newSpace(), setting{shares: make([]float64, len(s.index.Parent))}
	point, by := make([]float64, points.Dimensions()), s.newScratch()
	n := s.index.Units
	ranks, codes := make([]uint16, n*runsAtOnce), make([]uint16, n*runsAtOnce)
	return func(part int) {
		first := part * runsAtOnce
		many := min(runsAtOnce, s.o.Runs-first)
		for k := range many {
			points.At(first+k, point)
			s.choose(point, &now, by)
			scores := s.scores(&now, at)
			copy(ranks[k*n:], at.rank(scores, s.level(&now).tie))
			s.shift[first+k] = meanShift(at.ranks, s.places)
			if now.level[NormalisationChoice] == 0 {
				s.counted[first+k] = true
				for i, v := range scores {
					codes[k*n+i] = s.scale.code(v)
				}
			}
		}
		turn(s.ranks, s.o.Runs, first, ranks, n, many)
		turn(s.codes, s.o.Runs, first, codes, n, many)
	}
}

// turn writes rows of n units as columns of the units' runs, from run first.
func turn(into []uint16, runs, first int, rows []uint16, n, many int) {
	for i := range n {
		line := into[i*runs+first:][:many]
		for k := range line {
			line[k] = rows[k*n+i]
		}
	}
}

// meanShift is the mean of |rank - published rank| over units, from a sum of whole numbers.
func meanShift(ranks, places []uint16) float64 {
	sum := 0
	for i, r := range ranks {
		d := int(r) - int(places[i])
		sum += max(d, -d)
	}
	return float64(sum) / float64(len(ranks))
}
