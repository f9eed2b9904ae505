package flow_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"mihe/solve/flow"
	"mihe/solve/flow/flowproblem"
)

func table(r *rand.Rand, n, m int, cost int64) [][]int64 {
	t := make([][]int64, n)
	for i := range t {
		t[i] = make([]int64, m)
		for j := range t[i] {
			t[i][j] = r.Int64N(2*cost+1) - cost
		}
	}
	return t
}

// TestAssignAgreesWithFlow holds Assign against network simplex, and its prices against their meaning.
func TestAssignAgreesWithFlow(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		n := 1 + r.IntN(12)
		cost := table(r, n, n+r.IntN(5), 1+r.Int64N(40))
		a, err := flow.Assign(context.Background(), cost)
		if err != nil {
			t.Fatal(err)
		}
		m := len(cost[0])
		supply, demand := make([]int64, n), make([]int64, m)
		square := append([][]int64(nil), cost...)
		for i := range m {
			demand[i] = 1
			if i >= n {
				supply = append(supply, 0)
				square = append(square, make([]int64, m))
			}
			supply[i] = 1
		}
		p, err := flow.Transport(supply, demand, square)
		if err != nil {
			t.Fatal(err)
		}
		s, err := solve(t, p, flow.Simplex)
		if err != nil {
			t.Fatal(err)
		}
		if s.Cost != a.Cost {
			t.Fatalf("Assign(%v) costs %d, the flow %d", cost, a.Cost, s.Cost)
		}
		judgeAssignment(t, cost, a)
	}
}

func judgeAssignment(t *testing.T, cost [][]int64, a *flow.Assignment) {
	t.Helper()
	taken := make([]bool, len(cost[0]))
	for i, j := range a.Column {
		if taken[j] || a.Row[i]+a.Col[j] != cost[i][j] {
			t.Fatalf("row %d on column %d: taken before %v, prices %d + %d, cost %d", i, j, taken[j], a.Row[i], a.Col[j], cost[i][j])
		}
		taken[j] = true
		for k, c := range cost[i] {
			if a.Row[i]+a.Col[k] > c {
				t.Fatalf("row %d, column %d: prices %d + %d exceed the cost %d", i, k, a.Row[i], a.Col[k], c)
			}
		}
	}
	for j, yes := range taken {
		if a.Col[j] > 0 || !yes && a.Col[j] != 0 {
			t.Fatalf("column %d, taken %v, has price %d", j, yes, a.Col[j])
		}
	}
}

func TestAssignRefuses(t *testing.T) {
	for _, cost := range [][][]int64{nil, {{}}, {{1}, {2}}, {{1, 2}, {3}}} {
		if _, err := flow.Assign(context.Background(), cost); !errors.Is(err, flow.ErrCosts) {
			t.Errorf("Assign(%v) = %v, want ErrCosts", cost, err)
		}
	}
	if _, err := flow.Assign(context.Background(), [][]int64{{1 << 50}}); !errors.Is(err, flowproblem.ErrOverflow) {
		t.Errorf("Assign of a huge cost = %v, want ErrOverflow", err)
	}
}

func BenchmarkAssign(b *testing.B) {
	cost := table(rand.New(rand.NewPCG(7, 8)), 1000, 1000, 500)
	for b.Loop() {
		if _, err := flow.Assign(context.Background(), cost); err != nil {
			b.Fatal(err)
		}
	}
}
