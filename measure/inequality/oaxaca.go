package inequality

import (
	"errors"
	"fmt"
	"math"

	"mihe/measure/elementary"
	"mihe/measure/leastsquares"
)

// Reference says whose coefficients value the differences in characteristics.
type Reference string

// The references. The answer depends on the choice, so it is named beside it.
const (
	PooledWithGroup Reference = ""       // both groups in one regression with a column that tells them apart (Jann); the default
	Pooled          Reference = "pooled" // the same without that column (Neumark): takes part of the unexplained for explained
	GroupA          Reference = "a"      // what B would have with A's coefficients
	GroupB          Reference = "b"
)

// Oaxaca is the gap between the means of two groups, divided into what their characteristics explain and what is left.
type Oaxaca struct {
	MeanA, MeanB float64 // of y, in its unit
	Gap          float64 // MeanA − MeanB; Explained + Unexplained, to 1e-12 of the terms
	Explained    float64 // (x̄_A − x̄_B)′β*: differences in characteristics
	Unexplained  float64 // x̄_A′(β_A − β*) + x̄_B′(β* − β_B): differences in coefficients, among them all that was not measured
	Constant     float64 // the part of Unexplained in the constants; depends on where a column's zero lies
	Columns      []OaxacaColumn
	Reference    Reference
}

// OaxacaColumn is one characteristic's part. Unexplained of a column depends on where its zero lies, and for the columns of one
// categorical characteristic on the category left out.
type OaxacaColumn struct{ Explained, Unexplained float64 }

// OaxacaSample is one group: y, one slice per characteristic, and weights, nil meaning one each.
type OaxacaSample struct {
	Y       []float64
	Columns [][]float64
	Weights []float64
}

// OaxacaDecompose divides the gap between the means of two groups (twofold), after a regression in each:
//
//	ȳ_A − ȳ_B = (x̄_A − x̄_B)′β* + x̄_A′(β_A − β*) + x̄_B′(β* − β_B)
//
// Both groups must have the same characteristics in one order (ErrLength), more members than coefficients (ErrEmpty) and no characteristic
// that the others explain (ErrDomain). The unexplained part is not discrimination, nor the explained one justice: both are accounting of
// an association. For a standard error bootstrap the whole computation. Cost O(n k²).
// Source: Oaxaca, International Economic Review 14 (1973); Blinder, J. Human Resources 8 (1973); Jann, Stata Journal 8 (2008).
func OaxacaDecompose(a, b OaxacaSample, reference Reference) (Oaxaca, error) {
	if len(a.Columns) != len(b.Columns) {
		return Oaxaca{}, fmt.Errorf("%w: %d characteristics and %d", ErrLength, len(a.Columns), len(b.Columns))
	}
	fitA, err := a.fit()
	if err != nil {
		return Oaxaca{}, fmt.Errorf("group A: %w", err)
	}
	fitB, err := b.fit()
	if err != nil {
		return Oaxaca{}, fmt.Errorf("group B: %w", err)
	}
	star, err := coefficients(a, b, fitA, fitB, reference)
	if err != nil {
		return Oaxaca{}, err
	}
	return newOaxaca(a.means(), b.means(), fitA, fitB, star, reference)
}

// newOaxaca adds the parts; means begin with that of y, then 1 for the constant.
func newOaxaca(meansA, meansB, betaA, betaB, star []float64, reference Reference) (Oaxaca, error) {
	o := Oaxaca{MeanA: meansA[0], MeanB: meansB[0], Gap: meansA[0] - meansB[0], Reference: reference}
	var explained, unexplained elementary.Sum
	scale := math.Abs(o.MeanA) + math.Abs(o.MeanB)
	for c := range star {
		xa, xb := meansA[c+1], meansB[c+1]
		byX := float64((xa - xb) * star[c])
		byA, byB := float64(xa*(betaA[c]-star[c])), float64(xb*(star[c]-betaB[c]))
		for _, terms := range [][2]float64{{xa, betaA[c]}, {xb, betaB[c]}, {xa, star[c]}, {xb, star[c]}} {
			scale += math.Abs(float64(terms[0] * terms[1]))
		}
		explained.Add(byX)
		unexplained.Add(byA)
		unexplained.Add(byB)
		if c == 0 {
			o.Constant = byA + byB
			continue
		}
		o.Columns = append(o.Columns, OaxacaColumn{Explained: byX, Unexplained: byA + byB})
	}
	o.Explained, o.Unexplained = explained.Value(), unexplained.Value()
	if !numbers([]float64{o.MeanA, o.MeanB, o.Gap, o.Explained, o.Unexplained, o.Constant, scale}) {
		return Oaxaca{}, fmt.Errorf("%w: the parts are beyond the greatest number", ErrSpan)
	}
	if err := checkSum(o.Gap, scale, o.Explained, o.Unexplained); err != nil {
		return Oaxaca{}, err
	}
	return o, nil
}

func (s OaxacaSample) fit() ([]float64, error) {
	f, err := leastsquares.Ordinary(s.Y, s.Weights, s.Columns...)
	if err != nil {
		return nil, refusedFit(err)
	}
	if f.Freedom < 1 {
		return nil, fmt.Errorf("%w: %d coefficients for as many members", ErrEmpty, len(f.Coefficients))
	}
	return f.Coefficients, nil
}

// refusedFit turns a refusal of the regression into one of this package.
func refusedFit(err error) error {
	for from, to := range map[error]error{
		leastsquares.ErrLength: ErrLength, leastsquares.ErrValue: ErrValue, leastsquares.ErrWeight: ErrWeight,
		leastsquares.ErrFew: ErrEmpty, leastsquares.ErrRank: ErrDomain, leastsquares.ErrRange: ErrSpan,
	} {
		if errors.Is(err, from) {
			return fmt.Errorf("%w: %w", to, err)
		}
	}
	return err
}

// means of y, of the constant and of every column.
func (s OaxacaSample) means() []float64 {
	weights := s.Weights
	if weights == nil {
		weights = make([]float64, len(s.Y))
		for i := range weights {
			weights[i] = 1
		}
	}
	p, _ := sharesOf(weights) // the regression has checked them
	mean := func(x []float64) float64 {
		var m elementary.Sum
		for i, v := range x {
			m.Add(float64(p[i] * v))
		}
		return m.Value()
	}
	all := []float64{mean(s.Y), 1}
	for _, column := range s.Columns {
		all = append(all, mean(column))
	}
	return all
}

// coefficients are those of the reference.
func coefficients(a, b OaxacaSample, fitA, fitB []float64, reference Reference) ([]float64, error) {
	switch reference {
	case GroupA:
		return fitA, nil
	case GroupB:
		return fitB, nil
	case Pooled, PooledWithGroup:
	default:
		return nil, fmt.Errorf("%w: reference %q", ErrDomain, reference)
	}
	both := OaxacaSample{Y: append(append([]float64{}, a.Y...), b.Y...)}
	for c := range a.Columns {
		both.Columns = append(both.Columns, append(append([]float64{}, a.Columns[c]...), b.Columns[c]...))
	}
	if a.Weights != nil || b.Weights != nil {
		both.Weights = append(a.weights(), b.weights()...)
	}
	if reference == PooledWithGroup {
		group := make([]float64, len(both.Y))
		for i := range a.Y {
			group[i] = 1
		}
		both.Columns = append(both.Columns, group)
	}
	star, err := both.fit()
	if err != nil {
		return nil, fmt.Errorf("both groups: %w", err)
	}
	return star[:len(a.Columns)+1], nil
}

func (s OaxacaSample) weights() []float64 {
	w := append([]float64{}, s.Weights...)
	if s.Weights == nil {
		for range s.Y {
			w = append(w, 1)
		}
	}
	return w
}
