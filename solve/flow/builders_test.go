package flow_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"mihe/solve/flow"
	"mihe/solve/flow/flowproblem"
)

// TestLaminarAgainstEnumeration tries every choice of units for each leaf: at most four leaves under two sets under one.
func TestLaminarAgainstEnumeration(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 9))
	infeasible := 0
	for range 300 {
		total := r.Int64N(8)
		quotas := []flow.Quota{{Parent: 6}, {Parent: 6}, {Parent: 5}, {Parent: 5}, {Parent: -1}, {Parent: 4}, {Parent: 4}}
		var value [4]int64
		for i := range quotas {
			quotas[i].Low = r.Int64N(3)
			quotas[i].High = quotas[i].Low + r.Int64N(4)
		}
		quotas[4].High += 4
		p := &flowproblem.Problem{Supply: make([]int64, 9)} // 0 source, 1-7 quotas, 8 sink
		p.Supply[0], p.Supply[8] = total, -total
		for i := range value {
			value[i] = r.Int64N(9)
			p.Arcs = append(p.Arcs, flowproblem.Arc{From: 0, To: int32(1 + i), Cap: 10, Cost: value[i]})
		}
		arcs, err := flow.Laminar(1, 8, quotas)
		if err != nil {
			t.Fatal(err)
		}
		p.Arcs = append(p.Arcs, arcs...)
		best, found := int64(1<<40), false
		for code := range 10000 {
			x := [4]int64{int64(code % 10), int64(code / 10 % 10), int64(code / 100 % 10), int64(code / 1000)}
			sums := []int64{x[0], x[1], x[2], x[3], total, x[2] + x[3], x[0] + x[1]}
			ok := x[0]+x[1]+x[2]+x[3] == total
			for i, q := range quotas {
				ok = ok && sums[i] >= q.Low && sums[i] <= q.High
			}
			if ok {
				found = true
				best = min(best, x[0]*value[0]+x[1]*value[1]+x[2]*value[2]+x[3]*value[3])
			}
		}
		s, err := flow.Solve(context.Background(), p)
		switch {
		case errors.Is(err, flowproblem.ErrInfeasible) && !found:
			infeasible++
		case err != nil || !found || s.Cost != best:
			t.Fatalf("%+v, %d units: %+v, %v; enumeration says %v, %d", quotas, total, s, err, found, best)
		}
	}
	if infeasible < 20 || infeasible > 280 {
		t.Errorf("%d of 300 infeasible: the sample is one-sided", infeasible)
	}
}

func TestBuildersRefuse(t *testing.T) {
	for _, q := range [][]flow.Quota{
		{{Parent: 1}}, {{Parent: -2}}, {{Parent: 0}}, {{Parent: 1}, {Parent: 2}, {Parent: 1}}, {{Parent: -1, Low: 2, High: 1}}, {{Parent: -1, Low: -1}},
	} {
		if _, err := flow.Laminar(0, 9, q); !errors.Is(err, flow.ErrQuota) {
			t.Errorf("Laminar(%v) = %v, want ErrQuota", q, err)
		}
	}
	for i, err := range []error{
		refusal(flow.OverTime(0, 1, nil, nil, nil)), refusal(flow.OverTime(1, 0, nil, nil, nil)),
		refusal(flow.OverTime(1, 1, []flow.Transit{{To: 1}}, nil, nil)), refusal(flow.OverTime(1, 1, []flow.Transit{{Periods: -1}}, nil, nil)),
		refusal(flow.OverTime(1, 1, nil, []flow.Holding{{Place: -1}}, nil)), refusal(flow.OverTime(1, 1, nil, nil, []flow.Arrival{{Period: 1}})),
		refusal(flow.OverTime(1<<20, 1<<20, nil, nil, nil)),
	} {
		if !errors.Is(err, flow.ErrPeriods) {
			t.Errorf("case %d: %v, want ErrPeriods", i, err)
		}
	}
}

func refusal(_ *flowproblem.Problem, err error) error { return err }

// Two units arrive at place 0 in period 0 and are wanted at place 1 in period 2. The way takes one period and carries one unit a period at cost 5; waiting at
// place 0 costs 1, at place 1 it costs 2. One leaves at once and waits there (5 + 2), one waits here first (1 + 5): 13.
func TestOverTime(t *testing.T) {
	p, err := flow.OverTime(2, 3, []flow.Transit{{From: 0, To: 1, Periods: 1, Cap: 1, Cost: 5}},
		[]flow.Holding{{Place: 0, Cap: 9, Cost: 1}, {Place: 1, Cap: 9, Cost: 2}},
		[]flow.Arrival{{Place: 0, Units: 2}, {Place: 1, Period: 2, Units: -1}, {Place: 1, Period: 2, Units: -1}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := solve(t, p, flow.Auto)
	if err != nil || s.Cost != 13 || len(p.Arcs) != 6 {
		t.Errorf("%d arcs, %+v, %v; want 6 arcs and cost 13", len(p.Arcs), s, err)
	}
	p.Supply[flow.NodeAt(2, 0, 0)], p.Supply[flow.NodeAt(2, 0, 2)] = 1, 1 // what arrives in the last period cannot get there in time
	if _, err := solve(t, p, flow.Auto); !errors.Is(err, flowproblem.ErrInfeasible) {
		t.Errorf("too late: %v, want ErrInfeasible", err)
	}
}
