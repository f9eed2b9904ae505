package leastsquares

import (
	"math"

	"mihe/measure/elementary"
)

// noise is how far a residual may be from zero, as a share of the terms it is the difference of, to be taken for rounding.
const noise = 8 * 0x1p-52

// residuals fills Residuals, Residual and Total from the data as given.
func (f *Fit) residuals(y, weights []float64, columns [][]float64) {
	weight := func(i int) float64 {
		if weights == nil {
			return 1
		}
		return weights[i]
	}
	f.Residuals = make([]float64, len(y))
	var residual, rounding, people, total elementary.Sum
	for i := range y {
		var r elementary.Sum
		r.Add(y[i])
		r.Add(-f.Coefficients[0])
		size := math.Abs(y[i]) + math.Abs(f.Coefficients[0])
		for c, column := range columns {
			part := float64(f.Coefficients[c+1] * column[i])
			r.Add(-part)
			size += math.Abs(part)
		}
		f.Residuals[i] = r.Value()
		size = float64(noise * size)
		rounding.Add(float64(weight(i) * float64(size*size)))
		residual.Add(float64(weight(i) * float64(f.Residuals[i]*f.Residuals[i])))
		people.Add(weight(i))
		total.Add(float64(weight(i) * y[i]))
	}
	f.Residual = residual.Value()
	f.Exact = f.Residual <= rounding.Value()
	mean := total.Value() / people.Value()
	var about elementary.Sum
	for i := range y {
		d := y[i] - mean
		about.Add(float64(weight(i) * float64(d*d)))
	}
	f.Total = about.Value()
}

// finite reports whether every figure of the fit is a number.
func (f *Fit) finite() bool {
	ok := func(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
	all := ok(f.Residual) && ok(f.Total)
	for _, b := range f.Coefficients {
		all = all && ok(b)
	}
	for _, row := range f.Unscaled {
		for _, c := range row {
			all = all && ok(c)
		}
	}
	for i := range f.Coefficients {
		all = all && ok(f.Error(i))
	}
	for _, r := range f.Residuals {
		all = all && ok(r)
	}
	return all
}
