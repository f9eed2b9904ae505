package survey

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// fit is what a calibration explains of a linearised answer: its part that the classes of one or more margins determine.
type fit struct {
	classes [][]int   // by margin: the class of each answer
	counts  []int     // by margin: how many classes
	weight  []float64 // of each answer in the fit of a single margin
	inverse *mat.Dense
	at      []int // by margin: the column of its first class; of every margin but the first, one class is left out
}

// relation is the least eigenvalue, relative to the greatest, of a direction in which margins say something: below it one
// margin determines another, as provinces determine regions.
const relation = 1e-10

// prepare solves the normal equations of several margins once, for every estimate to come.
func (f *fit) prepare() error {
	columns := 0
	for m, n := range f.counts {
		f.at = append(f.at, columns)
		columns += n
		if m > 0 {
			f.at[m]--
			columns--
		}
	}
	// The normal matrix counts the answers that two classes share, and sums of whole numbers are exact.
	normal := mat.NewSymDense(columns, nil)
	for i := range f.classes[0] {
		for m := range f.classes {
			a, ok := f.column(m, i)
			for k := 0; ok && k <= m; k++ {
				if b, ok := f.column(k, i); ok {
					normal.SetSym(a, b, normal.At(a, b)+1)
				}
			}
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(normal, true) { //nolint:misspell // gonum's spelling
		return fmt.Errorf("%w: its standard errors cannot be found", ErrConverge)
	}
	values := eigen.Values(nil)
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	f.inverse = mat.NewDense(columns, columns, nil)
	for k, value := range values {
		if v := vectors.ColView(k); value > relation*values[columns-1] {
			f.inverse.RankOne(f.inverse, 1/value, v, v)
		}
	}
	return nil
}

// column is the column of an answer's class of margin m, if it has one.
func (f *fit) column(m, i int) (int, bool) {
	class := f.classes[m][i]
	return f.at[m] + class, m == 0 || class > 0
}

// takeOut replaces x by what the fit leaves over.
func (f *fit) takeOut(x []float64) {
	if f.inverse == nil {
		f.takeOutMeans(x)
		return
	}
	right := mat.NewVecDense(f.inverse.RawMatrix().Rows, nil)
	for i := range x {
		for m := range f.classes {
			if a, ok := f.column(m, i); ok {
				right.SetVec(a, right.AtVec(a)+x[i])
			}
		}
	}
	var fitted mat.VecDense
	fitted.MulVec(f.inverse, right)
	for i := range x {
		for m := range f.classes {
			if a, ok := f.column(m, i); ok {
				x[i] -= fitted.AtVec(a)
			}
		}
	}
}

// takeOutMeans is takeOut for a single margin: the weighted mean of each class.
func (f *fit) takeOutMeans(x []float64) {
	sums, weights := make([]float64, f.counts[0]), make([]float64, f.counts[0])
	for i, c := range f.classes[0] {
		sums[c] += float64(f.weight[i] * x[i])
		weights[c] += f.weight[i]
	}
	for i, c := range f.classes[0] {
		x[i] -= sums[c] / weights[c]
	}
}
