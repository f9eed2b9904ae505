package composite_test

import (
	"fmt"

	"mihe/measure/composite"
)

// Three counties in two years: doctors per thousand, and minutes to a hospital. The bounds are fitted on both years together,
// so the second year's scores can be compared with the first's.
func Example() {
	year1, _ := composite.FromRows([]float64{2, 40}, []float64{3, 25}, []float64{4, 10})
	year2, _ := composite.FromRows([]float64{3, 30}, []float64{3, 25}, []float64{5, 10})
	panel, _ := composite.Stack(year1, year2)
	directions := []composite.Direction{composite.Positive, composite.Negative}
	bounds, _ := composite.Fit(panel, directions, composite.MinMax)
	for _, year := range []composite.Matrix{year1, year2} {
		scores, err := composite.Normalise(year, bounds)
		if err != nil {
			fmt.Println(err)
			return
		}
		index, _ := composite.Aggregate(scores.Matrix, composite.Flat(2, nil, composite.Geometric), 1)
		fmt.Printf("%.2f\n", index.Column(2).Values)
	}
	// Output:
	// [0.00 0.41 0.82]
	// [0.33 0.41 1.00]
}

// A constant indicator tells nothing apart: its weight is 0, and a warning says so.
func ExampleEntropy() {
	m, _ := composite.FromRows([]float64{1, 5, 3}, []float64{0, 5, 2}, []float64{4, 5, 1})
	w, err := composite.Entropy(m, 0)
	fmt.Printf("%.3f %v %v\n", w.Weight, w.Warnings[1].Kind, err)
	// Output: [0.873 0.000 0.127] constant_column <nil>
}

// The first goal is 3 times as important as the second and 5 times as the third, the second twice as the third.
func ExampleAHP() {
	judgements, _ := composite.Upper(3, []float64{3, 5, 2})
	w, _ := composite.AHP(judgements)
	fmt.Printf("%.3f, consistency ratio %.3f\n", w.Weight, w.Consistency)
	// Output: [0.648 0.230 0.122], consistency ratio 0.003
}

// Two units of one arithmetic mean, of which one has failed in something.
func ExampleCompensation() {
	m, _ := composite.FromRows([]float64{50, 50, 50}, []float64{98, 50, 2})
	c, _ := composite.Compensation(m, nil)
	fmt.Printf("%.0f %.0f, weakest %v\n", c.Arithmetic, c.Geometric, c.Weakest)
	// Output: [50 50] [50 21], weakest [0 2]
}
