package converge_test

import (
	"fmt"

	"mihe/measure/converge"
)

// Four counties over ten years: the poor grow faster, and the spread falls as well.
func ExampleMeasureBeta() {
	first, last := []float64{10, 14, 20, 32}, []float64{21, 25, 33, 44}
	b, _ := converge.MeasureBeta(first, last, 10, converge.BetaOptions{})
	fmt.Printf("b = %.4f, half of a gap closes in %.1f years\n", b.Slope.Value, b.HalfLife.Value)
	fmt.Printf("spread of logarithms %.3f, then %.3f\n", b.First.LogSD, b.Last.LogSD)
	// Output:
	// b = -0.0351, half of a gap closes in 16.1 years
	// spread of logarithms 0.431, then 0.281
}

func ExampleMeasureChain() {
	y := converge.Panel{{1, 2, 5, 9}, {1, 4, 6, 9}, {3, 4, 6, 9}}
	c, _ := converge.MeasureChain(y, converge.Classing{Cuts: []float64{3.5, 7}})
	fmt.Println(c.Transitions)
	fmt.Println(c.Sojourn[0].Value, c.Sojourn[2].Why)
	// Output:
	// [[2 1 0] [0 3 0] [0 0 2]]
	// 3 absorbing
}

func ExampleMeasureGrey() {
	g, _ := converge.MeasureGrey([]float64{2.874, 3.278, 3.337, 3.39, 3.679}, converge.GreyOptions{})
	next, drift := g.Forecast[0], g.Drift[0]
	fmt.Printf("grade %d; next %.2f [%.2f, %.2f], by the mean step %.2f\n", g.Grade, next.Value, next.Lower.Value, next.Upper.Value, drift.Value)
	fmt.Println(g.Warnings)
	// Output:
	// grade 1; next 3.75 [3.13, 4.37], by the mean step 3.88
	// [not-better-than-naive]
}
