package composite

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"mihe/measure/elementary"
)

// Direction says whether more of an indicator is better; the zero value says so.
type Direction int

// The directions.
const (
	Positive Direction = iota // more is better
	Negative                  // less is better
)

// Reverse returns the other direction.
func (d Direction) Reverse() Direction { return Positive + Negative - d }

// Normaliser turns a value of one indicator into a score, in the same way for every unit and year.
type Normaliser interface {
	// Score returns the score of x, and whether it was held at an end of the scale.
	Score(x float64) (score float64, limited bool)
	// Defined is false for an indicator that was the same everywhere when the bounds were fitted: it has no scores.
	Defined() bool
}

// Scale is a straight line from values to scores, fixed once and then applied to every year:
//
//	score = Low + (High − Low) (x − From) / Span
//
// From is worth Low and From + Span is worth High; Span is negative where less is better. The zero Scale is not Defined.
type Scale struct {
	From, Span float64 // in the indicator's unit
	Low, High  float64 // in points
	Floor, Cap bool    // scores are held at Low, at High
}

// Score returns the score of x. It may be infinite for an x far outside bounds that nearly touch; Normalise refuses that.
func (s Scale) Score(x float64) (score float64, limited bool) {
	part := (x - s.From) / s.Span
	switch {
	case s.Floor && part < 0:
		return s.Low, true
	case s.Cap && part > 1:
		return s.High, true
	}
	return s.Low + float64((s.High-s.Low)*part), false
}

// Defined reports whether the bounds differ.
func (s Scale) Defined() bool { return s.Span != 0 }

// Onto returns the scale with other scores at its ends: 0 and 100, or 100 and 110 for a standardisation of mean 100 and
// deviation 10.
func (s Scale) Onto(low, high float64) Scale {
	s.Low, s.High = low, high
	return s
}

// between orients a scale from 0 to 1.
func between(low, high float64, d Direction) Scale {
	if d == Negative {
		low, high = high, low
	}
	return Scale{From: low, Span: high - low, High: 1}
}

// MinMax scores from 0 for the worst observed value to 1 for the best: z = (x − min)/(max − min), reversed for a negative
// indicator. Fitted on the whole panel; a later value outside the bounds scores below 0 or above 1. Not Defined for equal
// values. Cost O(n). Source: OECD/JRC Handbook (2008), step 5.
func MinMax(x Column, d Direction) (Scale, error) {
	if err := fits(x, d); err != nil {
		return Scale{}, err
	}
	observed := x.Observed()
	return between(slices.Min(observed), slices.Max(observed), d), nil
}

// Efficacy is MinMax onto 60 to 100 (功效系数), as scorecards have it: the worst unit observed has 60 points, so ratios of
// such scores mean nothing.
func Efficacy(x Column, d Direction) (Scale, error) {
	s, err := MinMax(x, d)
	if err != nil {
		return Scale{}, err
	}
	return s.Onto(60, 100), nil
}

// ZScore is 0 for the mean and 1 for one standard deviation in the good direction, with n−1 as R's scale, SPSS and COINr
// have it. Not Defined for equal values. Cost O(n).
func ZScore(x Column, d Direction) (Scale, error) {
	return standard(x, d, 1)
}

// PopulationZScore is ZScore with n instead of n−1, as MPI has it.
func PopulationZScore(x Column, d Direction) (Scale, error) {
	return standard(x, d, 0)
}

func standard(x Column, d Direction, lost int) (Scale, error) {
	if err := fits(x, d); err != nil {
		return Scale{}, err
	}
	m := momentsOf(x.Observed())
	if m.constant() {
		return Scale{}, nil
	}
	deviation := m.spread(m.n - lost)
	if d == Negative {
		deviation = -deviation
	}
	return Scale{From: m.mean, Span: deviation, High: 1}, nil
}

// Goalposts scores from 0 at worst to 1 at best and holds scores there, whatever the data: the posts are set by people, as in
// the Human Development Index (20 and 85 years of life). worst lies above best where less is better. Equal posts are ErrDomain.
func Goalposts(worst, best float64) (Scale, error) {
	if !usable(worst) || !usable(best) {
		return Scale{}, fmt.Errorf("%w: goalposts %v and %v", ErrValue, worst, best)
	}
	if worst == best {
		return Scale{}, fmt.Errorf("%w: both goalposts at %v", ErrDomain, worst)
	}
	return Scale{From: worst, Span: best - worst, High: 1, Floor: true, Cap: true}, nil
}

// Target scores from 0 for the worst observed value to 1 at the target, and holds scores there. A target that the worst unit
// has reached already is ErrDomain. Cost O(n).
func Target(x Column, d Direction, target float64) (Scale, error) {
	s, err := MinMax(x, d)
	switch {
	case err != nil:
		return Scale{}, err
	case !usable(target):
		return Scale{}, fmt.Errorf("%w: target %v", ErrValue, target)
	case d == Positive && target <= s.From, d == Negative && target >= s.From:
		return Scale{}, fmt.Errorf("%w: target %v is no better than the worst value %v", ErrDomain, target, s.From)
	}
	s.Span, s.Cap = target-s.From, true
	return s, nil
}

// Vector divides by the length of the column, x/√Σx², as TOPSIS has it; for a negative indicator 1 − x/√Σx². Not Defined for
// zeros only. Cost O(n). Source: Hwang and Yoon, Multiple Attribute Decision Making (1981).
func Vector(x Column, d Direction) (Scale, error) {
	if err := fits(x, d); err != nil {
		return Scale{}, err
	}
	return between(0, length(x.Observed()), d), nil
}

// Plain leaves values as they are, and turns their sign for a negative indicator: for methods that bring their own scale, such
// as TOPSIS on figures of one unit. Always Defined.
func Plain(x Column, d Direction) (Scale, error) {
	if err := fits(x, d); err != nil {
		return Scale{}, err
	}
	if d == Negative {
		return Scale{Span: -1, High: 1}, nil
	}
	return Scale{Span: 1, High: 1}, nil
}

// length is √Σx², in scaled values.
func length(x []float64) float64 {
	greatest := 0.0
	for _, v := range x {
		greatest = max(greatest, math.Abs(v))
	}
	_, exponent := math.Frexp(greatest)
	var squares elementary.Sum
	for _, v := range x {
		v = math.Ldexp(v, -exponent)
		squares.Add(float64(v * v))
	}
	return math.Ldexp(math.Sqrt(squares.Value()), exponent)
}

// Standing scores a value by its place among those observed when it was fitted, from 0 for the worst to 1 for the best: the
// share of others that are worse, ties counting half. It forgets distances, and a value outside what was observed is held at
// the end.
type Standing struct {
	sorted    []float64
	direction Direction
}

// Rank fits a Standing: score = (r − 1)/(n − 1) for the average rank r from the worst. Not Defined for equal values. Cost
// O(n log n); each score O(log n).
func Rank(x Column, d Direction) (Standing, error) {
	if err := fits(x, d); err != nil {
		return Standing{}, err
	}
	s := Standing{sorted: slices.Clone(x.Observed()), direction: d}
	slices.Sort(s.sorted)
	return s, nil
}

// Defined reports whether two values differ.
func (s Standing) Defined() bool {
	return len(s.sorted) > 0 && s.sorted[0] != s.sorted[len(s.sorted)-1]
}

// Score returns the share of the others that are worse. A value between observed ones lies half a place above the lower.
func (s Standing) Score(x float64) (score float64, limited bool) {
	below := sort.SearchFloat64s(s.sorted, x)
	upTo := sort.Search(len(s.sorted), func(i int) bool { return s.sorted[i] > x })
	others := float64(len(s.sorted) - 1)
	score = float64(below+upTo-1) / 2 / others // r−1 = below + (equal−1)/2
	if s.direction == Negative {
		score = float64(2*len(s.sorted)-1-below-upTo) / 2 / others
	}
	return min(max(score, 0), 1), score < 0 || score > 1
}

func fits(x Column, d Direction) error {
	if d != Positive && d != Negative {
		return fmt.Errorf("%w: direction %d", ErrDomain, d)
	}
	return x.check()
}
