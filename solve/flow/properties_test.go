package flow_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"mihe/solve/flow/flowproblem"
)

// enumerated is the least cost over every flow within the bounds, none if there is no feasible one.
func enumerated(p *flowproblem.Problem) (best int64, found bool) {
	x := make([]int64, len(p.Arcs))
	for i := range x {
		x[i] = p.Arcs[i].Low
	}
	for {
		surplus := slices.Clone(p.Supply)
		cost := int64(0)
		for i, a := range p.Arcs {
			surplus[a.From] -= x[i]
			surplus[a.To] += x[i]
			cost += a.Cost * x[i]
		}
		if !slices.ContainsFunc(surplus, func(s int64) bool { return s != 0 }) && (!found || cost < best) {
			best, found = cost, true
		}
		i := 0
		for ; i < len(x) && x[i] == p.Arcs[i].Cap; i++ {
			x[i] = p.Arcs[i].Low
		}
		if i == len(x) {
			return best, found
		}
		x[i]++
	}
}

func TestAgainstEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5).Draw(t, "nodes")
		p := &flowproblem.Problem{Supply: make([]int64, n)}
		for range rapid.IntRange(0, 6).Draw(t, "arcs") {
			a := flowproblem.Arc{
				From: rapid.Int32Range(0, int32(n-1)).Draw(t, "from"), To: rapid.Int32Range(0, int32(n-1)).Draw(t, "to"),
				Low: rapid.Int64Range(0, 1).Draw(t, "low"), Cost: rapid.Int64Range(-9, 9).Draw(t, "cost"),
			}
			a.Cap = a.Low + rapid.Int64Range(0, 2).Draw(t, "room")
			p.Arcs = append(p.Arcs, a)
		}
		units := rapid.Int64Range(0, 3).Draw(t, "units")
		p.Supply[0] += units
		p.Supply[n-1] -= units
		want, found := enumerated(p)
		for _, method := range methods {
			s, err := solve(t, p, method) // flowcheck holds the dual value against the cost
			if errors.Is(err, flowproblem.ErrInfeasible) != !found || err == nil && s.Cost != want {
				t.Fatalf("method %d: %+v, %v; enumeration says %v, %d", method, s, err, found, want)
			}
		}
	})
}

// TestScale multiplies costs, then units: the optimum follows.
func TestScale(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		n := 2 + r.IntN(20)
		p := randomNetwork(r, n, r.IntN(5*n), 20, -1, 50)
		factor := rapid.Int64Range(1, 1000).Draw(t, "factor")
		for _, method := range methods {
			s, err := solve(t, p, method)
			if err != nil {
				t.Fatal(err)
			}
			dear, many := &flowproblem.Problem{Supply: p.Supply}, &flowproblem.Problem{}
			for _, b := range p.Supply {
				many.Supply = append(many.Supply, factor*b)
			}
			for _, a := range p.Arcs {
				b := a
				b.Cost *= factor
				dear.Arcs = append(dear.Arcs, b)
				a.Low *= factor
				a.Cap *= factor
				many.Arcs = append(many.Arcs, a)
			}
			for _, q := range []*flowproblem.Problem{dear, many} {
				if again, err := solve(t, q, method); err != nil || again.Cost != factor*s.Cost {
					t.Fatalf("method %d, factor %d: %v, %v, want %d", method, factor, again, err, factor*s.Cost)
				}
			}
		}
	})
}
