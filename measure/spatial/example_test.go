package spatial_test

import (
	"errors"
	"fmt"

	"mihe/measure/spatial"
)

// A row of six counties; income falls from one end to the other.
func ExampleMoran() {
	var edges []spatial.Edge
	for i := range 5 {
		edges = append(edges, spatial.Edge{From: i, To: i + 1, Weight: 1}, spatial.Edge{From: i + 1, To: i, Weight: 1})
	}
	w, err := spatial.Adjacency(6, edges, spatial.RowStandardised)
	if err != nil {
		fmt.Println(err)
		return
	}
	income := []float64{61, 48, 40, 33, 30, 24}
	g, err := spatial.Moran(income, w, spatial.Permutations{Count: 999, Seed: 1})
	fmt.Printf("I %.3f, without a pattern %.1f; z %.2f; p %.3f of %d permutations; %v\n",
		g.Value, g.Expected, g.Randomised.Z, g.Permuted.TwoSided, g.Permutations, err)
	// Output: I 0.614, without a pattern -0.2; z 2.16; p 0.042 of 999 permutations; <nil>
}

func ExampleLISA() {
	const wide = 12
	w, _ := spatial.Adjacency(wide*wide, rook(wide, wide), spatial.RowStandardised)
	x := make([]float64, wide*wide)
	for i := range x {
		x[i] = float64(i * 7 % 11) // no pattern
		if i%wide < 4 && i/wide < 4 {
			x[i] += 20 // but for a corner
		}
	}
	l, err := spatial.LISA(x, w, spatial.Permutations{Count: 9999, Seed: 1}, spatial.Discovery{})
	count := map[spatial.Quadrant]int{}
	for _, u := range l.Units {
		if u.Significant {
			count[u.Quadrant]++
		}
	}
	fmt.Println(count, l.Found, "of", l.Tested, err)
	// Output: map[high-high:12] 12 of 144 <nil>
}

func ExampleAdjacency_refused() {
	_, err := spatial.Adjacency(3, []spatial.Edge{{0, 1, 1}, {1, 0, 1}, {1, 2, 1}}, spatial.RowStandardised)
	fmt.Println(errors.Is(err, spatial.ErrAsymmetric), err)
	// Output: true neighbourhood is not mutual: 1 to 2 weighs 1, the way back 0
}

func ExampleMoran_refused() {
	w, _ := spatial.Adjacency(2, rook(2, 1), spatial.AsGiven)
	_, err := spatial.Moran([]float64{5, 5}, w, spatial.Permutations{})
	fmt.Println(errors.Is(err, spatial.ErrConstant), err)
	// Output: true all values are equal: 5 at 2 places that have neighbours
}
