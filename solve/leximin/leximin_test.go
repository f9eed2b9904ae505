package leximin_test

import (
	"context"
	"errors"
	"math/big"
	"math/bits"
	"testing"

	"pgregory.net/rapid"

	"mihe/solve/check/leximincheck"
	"mihe/solve/flow/flowproblem"
	"mihe/solve/leximin"
	"mihe/solve/leximin/leximinproblem"
)

// divide returns the division after leximincheck found nothing wrong with it.
func divide(t rapid.TB, p *leximinproblem.Problem) *leximinproblem.Division {
	t.Helper()
	d, err := leximin.Solve(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	if flaws := leximincheck.Check(p, d); flaws != nil {
		t.Fatalf("%+v of %+v: %v", d, p, flaws)
	}
	return d
}

// draw draws a tiny problem.
func draw(t *rapid.T) *leximinproblem.Problem {
	n := rapid.IntRange(2, 6).Draw(t, "nodes")
	p := &leximinproblem.Problem{
		Supply: rapid.SliceOfN(rapid.Int64Range(0, 9), n, n).Draw(t, "supply"),
		Need:   rapid.SliceOfN(rapid.Int64Range(0, 9), n, n).Draw(t, "need"),
	}
	for range rapid.IntRange(0, 12).Draw(t, "arcs") {
		p.Arcs = append(p.Arcs, flowproblem.Arc{
			From: rapid.Int32Range(0, int32(n-1)).Draw(t, "from"), To: rapid.Int32Range(0, int32(n-1)).Draw(t, "to"),
			Cap: rapid.Int64Range(0, 9).Draw(t, "cap"), Cost: rapid.Int64Range(-5, 5).Draw(t, "cost"),
		})
	}
	return p
}

// most is the greatest amount that the groups of a set can have together, by enumeration of all cuts (max flow, min cut): no flow is computed.
func most(p *leximinproblem.Problem, groups int) int64 {
	n := len(p.Supply)
	best := int64(1 << 40)
	for behind := range 1 << n {
		value := int64(0)
		for u := range n {
			switch inside := behind>>u&1 == 1; {
			case inside:
				value += p.Supply[u]
			case groups>>u&1 == 1:
				value += p.Need[u]
			}
		}
		for _, a := range p.Arcs {
			if behind>>a.From&1 == 0 && behind>>a.To&1 == 1 {
				value += a.Cap
			}
		}
		best = min(best, value)
	}
	return best
}

// enumerated are the leximin rates by Fujishige's decomposition of a polymatroid, over all sets of groups.
func enumerated(p *leximinproblem.Problem) []*big.Rat {
	n := len(p.Supply)
	rates := make([]*big.Rat, n)
	all := 0
	for u, d := range p.Need {
		if d > 0 {
			all |= 1 << u
		}
	}
	for done := 0; done != all; {
		var least *big.Rat
		next := 0
		for set := 1; set <= all; set++ {
			if set&^all != 0 || set&done != 0 {
				continue
			}
			need := int64(0)
			for u, d := range p.Need {
				if set>>u&1 == 1 {
					need += d
				}
			}
			rate := big.NewRat(most(p, set|done)-most(p, done), need)
			if least == nil || rate.Cmp(least) < 0 || rate.Cmp(least) == 0 && bits.OnesCount(uint(set)) > bits.OnesCount(uint(next)) {
				least, next = rate, set
			}
		}
		for u := range n {
			if next>>u&1 == 1 {
				rates[u] = least
			}
		}
		done |= next
	}
	return rates
}

func TestAgainstEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := draw(t)
		num, den := divide(t, p).Rates(len(p.Supply))
		for u, want := range enumerated(p) {
			if want != nil && big.NewRat(num[u], den[u]).Cmp(want) != 0 {
				t.Fatalf("group %d of %+v has %d/%d, want %v", u, p, num[u], den[u], want)
			}
		}
	})
}

// TestMoreNeverHurtsTheWorstOff adds capacity to an arc or a supply.
func TestMoreNeverHurtsTheWorstOff(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := draw(t)
		before := worst(p, divide(t, p))
		if k := rapid.IntRange(0, len(p.Arcs)+len(p.Supply)-1).Draw(t, "where"); k < len(p.Arcs) {
			p.Arcs[k].Cap += rapid.Int64Range(1, 9).Draw(t, "more")
		} else {
			p.Supply[k-len(p.Arcs)] += rapid.Int64Range(1, 9).Draw(t, "more")
		}
		if after := worst(p, divide(t, p)); after.Cmp(before) < 0 {
			t.Fatalf("the worst off had %v, with more capacity %v", before, after)
		}
	})
}

func worst(p *leximinproblem.Problem, d *leximinproblem.Division) *big.Rat {
	least := big.NewRat(1, 1)
	num, den := d.Rates(len(p.Supply))
	for u, need := range p.Need {
		if r := big.NewRat(num[u], den[u]); need > 0 && r.Cmp(least) < 0 {
			least = r
		}
	}
	return least
}

// TestScale multiplies all amounts, then all costs: rates stay, the cost grows alike. The price of fairness is in [0, 1] and changes with neither.
func TestScale(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := draw(t)
		for i := range p.Arcs {
			p.Arcs[i].Cost = -rapid.Int64Range(0, 5).Draw(t, "value") // values: the price is a share of what can be had
		}
		d := divide(t, p)
		price, err := leximin.Price(context.Background(), p, d)
		if err != nil || price.Sign() < 0 || price.Cmp(big.NewRat(1, 1)) > 0 {
			t.Fatalf("price %v, %v", price, err)
		}
		q := &leximinproblem.Problem{}
		for u := range p.Supply {
			q.Supply, q.Need = append(q.Supply, 7*p.Supply[u]), append(q.Need, 7*p.Need[u])
		}
		for _, a := range p.Arcs {
			a.Cap *= 7
			a.Cost *= 3
			q.Arcs = append(q.Arcs, a)
		}
		e := divide(t, q)
		again, err := leximin.Price(context.Background(), q, e)
		if err != nil || again.Cmp(price) != 0 || worst(p, d).Cmp(worst(q, e)) != 0 {
			t.Fatalf("scaled: price %v becomes %v (%v), worst off %v becomes %v", price, again, err, worst(p, d), worst(q, e))
		}
		if cost := new(big.Rat).Mul(leximin.Cost(p, d), big.NewRat(21, 1)); cost.Cmp(leximin.Cost(q, e)) != 0 {
			t.Fatalf("scaled: cost %v, want %v", leximin.Cost(q, e), cost)
		}
	})
}

// Ten units; two groups of need 10 reach them, one of them over an arc of 2, and a third of need 4 has 3 of its own. By hand: 2/10 for the one behind the narrow arc, 8/10 for
// the other, 3/4 for the third. A unit is worth 3 at the first, 1 at the second: the best division gives 2·3 + 8·1 too, so fairness costs nothing.
func TestByHand(t *testing.T) {
	p := &leximinproblem.Problem{
		Supply: []int64{10, 0, 0, 3}, Need: []int64{0, 10, 10, 4},
		Arcs: []flowproblem.Arc{{From: 0, To: 1, Cap: 2, Cost: -3}, {From: 0, To: 2, Cap: 20, Cost: -1}},
	}
	d := divide(t, p)
	num, den := d.Rates(4)
	for u, want := range map[int]*big.Rat{1: big.NewRat(1, 5), 2: big.NewRat(4, 5), 3: big.NewRat(3, 4)} {
		if got := big.NewRat(num[u], den[u]); got.Cmp(want) != 0 {
			t.Errorf("group %d has rate %v, want %v", u, got, want)
		}
	}
	if price, err := leximin.Price(context.Background(), p, d); err != nil || price.Sign() != 0 {
		t.Errorf("price %v, %v; want 0", price, err)
	}
	// Both reach all ten units: five each. The best gives all to the first, 30; the fair division is worth 20.
	p.Arcs[0].Cap = 20
	if price, err := leximin.Price(context.Background(), p, divide(t, p)); err != nil || price.Cmp(big.NewRat(1, 3)) != 0 {
		t.Errorf("price %v, %v; want 1/3", price, err)
	}
}

func TestRefuses(t *testing.T) {
	for i, c := range []struct {
		p    leximinproblem.Problem
		want error
	}{
		{leximinproblem.Problem{Supply: []int64{1}}, leximinproblem.ErrShape},
		{leximinproblem.Problem{Supply: []int64{-1}, Need: []int64{0}}, leximinproblem.ErrShape},
		{leximinproblem.Problem{Supply: []int64{1 << 28, 1}, Need: []int64{0, 0}}, leximinproblem.ErrOverflow},
		{leximinproblem.Problem{Supply: []int64{0}, Need: []int64{0}, Arcs: []flowproblem.Arc{{To: 1}}}, leximinproblem.ErrShape},
		{leximinproblem.Problem{Supply: []int64{0}, Need: []int64{0}, Arcs: []flowproblem.Arc{{Low: 1, Cap: 1}}}, leximinproblem.ErrShape},
		{leximinproblem.Problem{Supply: []int64{0}, Need: []int64{0}, Arcs: []flowproblem.Arc{{Cap: 1 << 29}}}, leximinproblem.ErrOverflow},
	} {
		if _, err := leximin.Solve(context.Background(), &c.p); !errors.Is(err, c.want) {
			t.Errorf("case %d: %v, want %v", i, err, c.want)
		}
	}
	ended, end := context.WithCancel(context.Background())
	end()
	if _, err := leximin.Solve(ended, &leximinproblem.Problem{Supply: []int64{1}, Need: []int64{1}}); !errors.Is(err, context.Canceled) {
		t.Errorf("after it was called off: %v", err)
	}
}
