package composite

import (
	"fmt"
	"math"
	"slices"

	"mihe/measure/elementary"
)

// Outliers says when a column has outliers and how many of its values may be drawn in.
type Outliers struct {
	Skew, Kurtosis float64 // treated while |skewness| and excess kurtosis are both above these
	Points         int     // values to draw in before the logarithm is taken instead; ties of the last may pass it
}

// StandardOutliers are the thresholds of the JRC's practice and of COINr: |skewness| above 2 and kurtosis above 3.5, at most
// five values. For three thousand counties a few per cent of them is a better limit than five.
func StandardOutliers() Outliers { return Outliers{Skew: 2, Kurtosis: 3.5, Points: 5} }

// Shape is the form of a distribution, as R's e1071 has it with type 2 and spreadsheets have it:
//
//	skewness = √(n(n−1))/(n−2) · √n Σd³ / (Σd²)^(3/2)
//	kurtosis = (n−1)/((n−2)(n−3)) · ((n+1)(n Σd⁴/(Σd²)² − 3) + 6),  d = x − mean
//
// Kurtosis is in excess of the normal distribution's. Known is false for fewer than four values or equal ones; both are 0 then.
type Shape struct {
	Skew, Kurtosis float64
	Known          bool
}

// Step is what a treatment did to a column.
type Step int

// The steps.
const (
	Untouched  Step = iota // it had no outliers by the rule, or too few values to tell
	Winsorised             // values beyond were drawn in to the next
	Logged                 // drawing in was not enough: the logarithm was taken of every original value
)

// Treatment is the record of what was done to one column and why.
type Treatment struct {
	Step          Step
	High, Low     []int   // rows whose values were drawn in from above and from below, in order
	Offset        float64 // when Logged: each value became ln(x + Offset)
	Before, After Shape
	Settled       bool // no outliers are left by the rule
}

// ShapeOf returns skewness and kurtosis of the observed values. Cost O(n). Source: Joanes and Gill, The Statistician 47 (1998).
func ShapeOf(x Column) (Shape, error) {
	if err := x.check(); err != nil {
		return Shape{}, err
	}
	return shapeOf(x.Observed()), nil
}

func shapeOf(x []float64) Shape {
	m := momentsOf(x)
	if m.n < 4 || m.constant() {
		return Shape{}
	}
	n, square := float64(m.n), m.power(2)
	skew := float64(math.Sqrt(n)*m.power(3)) / float64(square*math.Sqrt(square))
	peak := float64(n*m.power(4)) / float64(square*square)
	flat := float64((n+1)*(peak-3)) + 6
	return Shape{
		Skew:     float64(skew*math.Sqrt(float64(n*(n-1)))) / (n - 2),
		Kurtosis: float64(flat*(n-1)) / float64((n-2)*(n-3)),
		Known:    true,
	}
}

func (o Outliers) passes(s Shape) bool {
	return !s.Known || math.Abs(s.Skew) <= o.Skew || s.Kurtosis <= o.Kurtosis
}

// Treat draws outliers in, and returns the column with the record of it. While the shape fails the rule, the greatest value
// (the least, for negative skewness), with all its ties, takes the value of the next; when Points values have been drawn in
// and the shape still fails, they go back and ln(x − min + 0.01 (max − min)) is taken of all. Absent values stay absent.
//
// Treat a whole panel at once (Stack): else what counts as an outlier differs from year to year. Cost O(n · Points).
// Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 5; Becker et al., COINr, JOSS 7 (2022).
func Treat(x Column, rule Outliers) (Column, Treatment, error) {
	if err := x.check(); err != nil {
		return Column{}, Treatment{}, err
	}
	if !(rule.Skew >= 0 && rule.Kurtosis >= -2) || rule.Points < 0 {
		return Column{}, Treatment{}, fmt.Errorf("%w: rule %+v", ErrDomain, rule)
	}
	treated := Column{Values: slices.Clone(x.Values), Absent: slices.Clone(x.Absent)}
	log := Treatment{Before: shapeOf(x.Observed())}
	log.After = log.Before
	if rule.passes(log.Before) {
		log.Settled = true
		return treated, log, nil
	}
	if winsorise(treated, rule, &log); !log.Settled {
		copy(treated.Values, x.Values)
		logarithm(treated, rule, &log)
	}
	return treated, log, nil
}

// TreatAll treats every column by one rule; the records are in order of the columns.
func TreatAll(m Matrix, rule Outliers) (Matrix, []Treatment, error) {
	if err := m.check(); err != nil {
		return Matrix{}, nil, err
	}
	treated, log := NewMatrix(m.Rows, m.Cols), make([]Treatment, m.Cols)
	for c := range m.Cols {
		column, record, err := Treat(m.Column(c), rule)
		if err != nil {
			return Matrix{}, nil, fmt.Errorf("column %d: %w", c, err)
		}
		log[c] = record
		treated.set(c, column)
	}
	return treated, log, nil
}

func winsorise(x Column, rule Outliers, log *Treatment) {
	log.Step = Winsorised
	for len(log.High)+len(log.Low) < rule.Points && !log.Settled {
		if log.After.Skew >= 0 {
			log.High = drawIn(x, 1)
		} else {
			log.Low = drawIn(x, -1)
		}
		log.After = shapeOf(x.Observed())
		log.Settled = rule.passes(log.After)
	}
}

// drawIn gives the greatest values of sign·x the next value below, and returns their rows. x has two different values.
func drawIn(x Column, sign float64) []int {
	first, next := math.Inf(-1), math.Inf(-1)
	for r, v := range x.Values {
		if v := float64(sign * v); x.Has(r) && v > first {
			first, next = v, first
		} else if x.Has(r) && v < first && v > next {
			next = v
		}
	}
	var rows []int
	for r, v := range x.Values {
		if x.Has(r) && float64(sign*v) == first {
			rows = append(rows, r)
			x.Values[r] = float64(sign * next)
		}
	}
	return rows
}

func logarithm(x Column, rule Outliers, log *Treatment) {
	observed := x.Observed()
	least, most := slices.Min(observed), slices.Max(observed)
	log.Step, log.High, log.Low = Logged, nil, nil
	log.Offset = (most-least)/100 - least
	for r, v := range x.Values {
		if x.Has(r) {
			x.Values[r] = elementary.Log((v - least) + (most-least)/100)
		}
	}
	log.After = shapeOf(x.Observed())
	log.Settled = rule.passes(log.After)
}

// Log returns ln x of every observed value, as for incomes; a value of zero or less is ErrDomain. Bounds of a logged
// indicator are logged too. Cost O(n).
func Log(x Column) (Column, error) {
	if err := x.check(); err != nil {
		return Column{}, err
	}
	logged := Column{Values: make([]float64, len(x.Values)), Absent: slices.Clone(x.Absent)}
	for r, v := range x.Values {
		if !x.Has(r) {
			continue
		}
		if v <= 0 {
			return Column{}, fmt.Errorf("%w: row %d: logarithm of %v", ErrDomain, r, v)
		}
		logged.Values[r] = elementary.Log(v)
	}
	return logged, nil
}
