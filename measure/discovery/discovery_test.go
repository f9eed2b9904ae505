package discovery_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"mihe/measure/discovery"
	"mihe/measure/elementary/roundtest"
)

func TestProductsAreRounded(t *testing.T) { roundtest.Products(t, ".", 2) }

// p.adjust of R 4.2.2's documentation example would do; these are p.adjust(c(.01,.04,.03,.005,.9), "BH") and "BY" by hand:
// sorted .005 .01 .03 .04 .9, times 5/rank: .025 .025 .05 .05 .9; BY times 1+1/2+1/3+1/4+1/5 = 137/60.
func TestByHand(t *testing.T) {
	p := []float64{0.01, 0.04, 0.03, 0.005, 0.9}
	bh, err := discovery.AdjustBH(p)
	if err != nil {
		t.Fatal(err)
	}
	by, err := discovery.AdjustBY(p)
	if err != nil {
		t.Fatal(err)
	}
	want := []float64{0.025, 0.05, 0.05, 0.025, 0.9}
	for i := range want {
		if math.Abs(bh[i]-want[i]) > 1e-15 || math.Abs(by[i]-min(1, want[i]*137/60)) > 1e-14 {
			t.Errorf("entry %d: BH %v, BY %v; want %v and %v", i, bh[i], by[i], want[i], min(1, want[i]*137/60))
		}
	}
	if !slices.Equal(p, []float64{0.01, 0.04, 0.03, 0.005, 0.9}) {
		t.Error("the argument was changed")
	}
}

func TestRefused(t *testing.T) {
	for _, p := range [][]float64{{-0.1}, {1.1}, {math.NaN()}} {
		if q, err := discovery.AdjustBH(p); !errors.Is(err, discovery.ErrProbability) || q != nil {
			t.Errorf("%v: %v, %v", p, q, err)
		}
		if q, err := discovery.AdjustBY(p); !errors.Is(err, discovery.ErrProbability) || q != nil {
			t.Errorf("%v: %v, %v", p, q, err)
		}
	}
	if q, err := discovery.AdjustBH(nil); err != nil || len(q) != 0 {
		t.Errorf("no tests: %v, %v", q, err)
	}
}

// Rejecting where q ≤ α is the step-up rule of the paper: the k smallest, for the greatest k with p(k) ≤ α k/m.
func TestStepUpRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 30).Draw(t, "p")
		alpha := rapid.Float64Range(0.01, 0.5).Draw(t, "alpha")
		q, err := discovery.AdjustBH(p)
		if err != nil {
			t.Fatal(err)
		}
		sorted := slices.Sorted(slices.Values(p))
		bound := -1.0
		for k, v := range sorted {
			if v <= alpha*float64(k+1)/float64(len(p))*(1-1e-12) {
				bound = v
			}
		}
		for i := range p {
			if p[i] <= bound && q[i] > alpha {
				t.Fatalf("p %v is rejected by the rule at %v, q %v", p[i], alpha, q[i])
			}
			if q[i] <= alpha*(1-1e-9) && p[i] > bound && bound >= 0 {
				t.Fatalf("p %v is kept by the rule at %v, q %v", p[i], alpha, q[i])
			}
		}
	})
}

// The order of tests says nothing, a lower p is never adjusted to more, the whole asked twice is adjusted to the same, and a test that
// found nothing can only dim the others.
func TestProperties(t *testing.T) {
	for name, adjust := range map[string]func([]float64) ([]float64, error){"BH": discovery.AdjustBH, "BY": discovery.AdjustBY} {
		rapid.Check(t, func(t *rapid.T) {
			p := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 30).Draw(t, "p")
			q, err := adjust(p)
			if err != nil {
				t.Fatal(err)
			}
			backwards := slices.Clone(p)
			slices.Reverse(backwards)
			turned, _ := adjust(backwards)
			slices.Reverse(turned)
			twice, _ := adjust(append(slices.Clone(p), p...))
			dimmed, _ := adjust(append(slices.Clone(p), 1))
			for i := range p {
				if q[i] < p[i]*(1-1e-14) || q[i] > 1 || q[i] != turned[i] {
					t.Fatalf("%s of %v: %v; in the other order %v", name, p, q, turned)
				}
				if name == "BH" && math.Abs(twice[i]-q[i]) > 1e-14 {
					t.Fatalf("%s of %v: %v, of the same twice %v", name, p, q, twice)
				}
				if dimmed[i] < q[i]*(1-1e-14) {
					t.Fatalf("%s of %v: %v, beside a test that found nothing %v", name, p, q, dimmed)
				}
				for k := range p {
					if p[i] < p[k] && q[i] > q[k] {
						t.Fatalf("%s of %v is out of order: %v", name, p, q)
					}
				}
			}
		})
	}
}
