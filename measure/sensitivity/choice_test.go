package sensitivity

import (
	"math"
	"slices"
	"testing"
)

// three is one group of three indicators of shares 0.5, 0.3, 0.2 and one of weight 0, beside a lone indicator in a second group.
func three(w Weighting, leaveOut ...int) *chooser {
	w.Weight = []float64{5, 3, 2, 0, 1, 2, 1, 1}
	x := &Index{
		Units: 2, Leaves: 5, Parent: []int{5, 5, 5, 5, 6, 7, 7, -1},
		Values:       [][][][]float64{{{make([]float64, 10)}, {make([]float64, 10)}, {make([]float64, 10)}}},
		Weightings:   []Weighting{w},
		Aggregations: []Aggregation{{Arithmetic}}, LeaveOut: leaveOut,
	}
	c, err := newChooser(x)
	if err != nil {
		panic(err)
	}
	return c
}

// moments draws settings and returns mean and variance of each node's share.
func moments(t *testing.T, c *chooser, n int) (mean, variance []float64) {
	t.Helper()
	points, err := NewPoints(SobolPoints, n, c.coordinates(), 11)
	if err != nil {
		t.Fatal(err)
	}
	nodes := len(c.index.Parent)
	now, point, by := setting{shares: make([]float64, nodes)}, make([]float64, c.coordinates()), c.newScratch()
	mean, variance = make([]float64, nodes), make([]float64, nodes)
	for row := range n {
		points.At(row, point)
		c.choose(point, &now, by)
		for p := range nodes {
			below := 0.0
			for i, up := range c.index.Parent {
				if up == p {
					below += now.shares[i]
				}
			}
			if p >= c.index.Leaves && now.shares[p] > 0 && math.Abs(below-1) > 1e-12 {
				t.Fatalf("shares under node %d sum to %v", p, below)
			}
		}
		for i, s := range now.shares {
			mean[i] += s / float64(n)
			variance[i] += s * s / float64(n)
		}
	}
	for i, m := range mean {
		variance[i] -= m * m
	}
	return mean, variance
}

// Dirichlet's mean is the share and its variance s(1-s)/(c+1); a weight of 0 stays 0, a lone child has all.
func TestDirichletMoments(t *testing.T) {
	for _, concentration := range []float64{0.1, 0.5, 3, 20, 500} {
		mean, variance := moments(t, three(Weighting{Concentration: concentration}), 1<<14)
		for i, s := range []float64{0.5, 0.3, 0.2, 0, 1, 2.0 / 3, 1.0 / 3, 1} {
			want := s * (1 - s) / (concentration + 1)
			if math.Abs(mean[i]-s) > 2e-3 || math.Abs(variance[i]-want) > 1e-3+0.01*want {
				t.Errorf("concentration %v, node %d: mean %v variance %v, want %v %v", concentration, i, mean[i], variance[i], s, want)
			}
		}
	}
}

// A band moves weights by its part at most, before they are shares again.
func TestBand(t *testing.T) {
	c := three(Weighting{Band: 0.2})
	mean, _ := moments(t, c, 1<<12)
	for i, s := range []float64{0.5, 0.3, 0.2, 0, 1, 2.0 / 3, 1.0 / 3, 1} {
		if math.Abs(mean[i]-s) > 0.003 {
			t.Errorf("node %d: mean share %v, want about %v", i, mean[i], s)
		}
	}
	by := c.newScratch()
	weight := by.weight
	c.weigh(0, none, slices.Repeat([]float64{1 - 0x1p-53}, 6), by)
	if math.Abs(weight[0]-6) > 1e-12 || weight[4] != 1 || weight[3] != 0 {
		t.Errorf("at the upper end: %v", weight)
	}
	c.weigh(0, none, slices.Repeat([]float64{0x1p-53}, 6), by)
	if math.Abs(weight[0]-4) > 1e-12 {
		t.Errorf("at the lower end: %v", weight)
	}
}

// Levels come equally often; with the greatest of its siblings left out even tiny Dirichlet weights share what remains.
func TestLevelsAreEquallyLikely(t *testing.T) {
	c := three(Weighting{Concentration: 0.1}, 0, 1, 2)
	const n = 1 << 10
	points, err := NewPoints(SobolPoints, n, c.coordinates(), 2)
	if err != nil {
		t.Fatal(err)
	}
	if want := []Factor{ImputationChoice, WeightNoise, LeftOut}; !slices.Equal(c.open, want) || c.coordinates() != 8 {
		t.Fatalf("open %v with %d coordinates, want %v with 8", c.open, c.coordinates(), want)
	}
	now, point, by := setting{shares: make([]float64, 8)}, make([]float64, 8), c.newScratch()
	var imputations [3]int
	var out [4]int
	for row := range n {
		points.At(row, point)
		c.choose(point, &now, by)
		imputations[now.level[ImputationChoice]]++
		out[now.level[LeftOut]]++
		if l := now.level[LeftOut]; l > 0 && now.shares[l-1] != 0 {
			t.Fatalf("node %d is left out with share %v", l-1, now.shares[l-1])
		}
		if sum := now.shares[0] + now.shares[1] + now.shares[2]; math.Abs(sum-1) > 1e-12 {
			t.Fatalf("shares %v", now.shares)
		}
	}
	for _, times := range imputations {
		if times < n/3-1 || times > n/3+2 {
			t.Errorf("imputations came %v times", imputations)
		}
	}
	if out != [4]int{n / 4, n / 4, n / 4, n / 4} {
		t.Errorf("levels of leaving out came %v times", out)
	}
}
