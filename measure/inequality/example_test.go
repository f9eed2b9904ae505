package inequality_test

import (
	"errors"
	"fmt"

	"mihe/measure/inequality"
)

// Three counties with 2, 5 and 1 thousand people: their incomes per head are weighted by people.
func ExampleGini() {
	income := []float64{18000, 24000, 61000}
	people := []float64{2000, 5000, 1000}
	g, err := inequality.Gini(income, people)
	fmt.Printf("%.4f %v\n", g, err)
	// Output: 0.1907 <nil>
}

func ExampleGini_refused() {
	_, err := inequality.Gini([]float64{0, 0, 0}, nil)
	fmt.Println(errors.Is(err, inequality.ErrDomain), err)
	// Output: true outside the domain of the measure: every value is zero
}

func ExampleGiniSmallSample() {
	sample := []float64{0, 0, 0, 1}
	population, _ := inequality.Gini(sample, nil)
	small, _ := inequality.GiniSmallSample(sample)
	fmt.Println(population, small)
	// Output: 0.75 1
}

func ExampleAtkinson() {
	for _, epsilon := range []float64{0, 0.5, 1} {
		a, _ := inequality.Atkinson([]float64{10, 20, 30, 40, 50}, nil, epsilon)
		fmt.Printf("%.4f ", a)
	}
	// Output: 0.0000 0.0632 0.1316
}

func ExampleQuantile() {
	q, _ := inequality.Quantile([]float64{30, 10, 20, 40}, nil, 0.25, 0.5, 0.9)
	fmt.Println(q)
	// Output: [10 20 40]
}

func ExampleDecomposeTheilT() {
	income := []float64{12, 7, 30, 18, 9, 22, 15, 41}
	people := []float64{3, 5, 1, 2, 6, 2, 4, 1}
	region := []string{"east", "east", "east", "middle", "middle", "middle", "west", "west"}
	d, _ := inequality.DecomposeTheilT(income, people, region)
	fmt.Printf("total %.4f = between %.4f + within %.4f\n", d.Total, d.Between, d.Within)
	for _, g := range d.Groups {
		fmt.Printf("%-6s mean %.1f, inside %.4f\n", g.Group, g.Mean, g.Index)
	}
	// Output:
	// total 0.1379 = between 0.0263 + within 0.1116
	// east   mean 11.2, inside 0.1524
	// middle mean 13.4, inside 0.0817
	// west   mean 20.2, inside 0.1105
}

func ExampleDagumDecompose() {
	d, _ := inequality.DagumDecompose([]float64{1, 5, 2, 6, 3, 4}, nil, []int{0, 0, 1, 1, 2, 2})
	fmt.Printf("G %.4f = within %.4f + net between %.4f + transvariation %.4f\n",
		d.Total, d.Within, d.NetBetween, d.Transvariation)
	p := d.Pairs[0]
	fmt.Printf("group %d is above group %d with D = %.2f\n", p.Richer, p.Poorer, p.D)
	// Output:
	// G 0.2778 = within 0.0714 + net between 0.0635 + transvariation 0.1429
	// group 1 is above group 0 with D = 0.40
}
