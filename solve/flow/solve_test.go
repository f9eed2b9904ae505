package flow_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"mihe/solve/check/flowcheck"
	"mihe/solve/flow"
	"mihe/solve/flow/flowproblem"
)

var methods = []flow.Method{flow.Simplex, flow.Scaling}

// solve returns the solution by one method after flowcheck found nothing wrong with it.
func solve(t *testing.T, p *flowproblem.Problem, method flow.Method) (*flowproblem.Solution, error) {
	t.Helper()
	s, err := flow.SolveWith(context.Background(), p, method)
	if cut, infeasible := errors.AsType[*flowproblem.Cut](err); infeasible {
		if flaws := flowcheck.CheckCut(p, cut); flaws != nil {
			t.Fatalf("method %d: cut %+v proves nothing: %v", method, cut, flaws)
		}
	}
	if err != nil {
		return nil, err
	}
	if flaws := flowcheck.Check(p, s); flaws != nil {
		t.Fatalf("method %d: %v", method, flaws[:min(len(flaws), 5)])
	}
	return s, nil
}

func TestConformance(t *testing.T) {
	dir := os.Getenv("MIHE_CONFORMANCE")
	if dir == "" {
		t.Skip("MIHE_CONFORMANCE is not set: the DIMACS instances are not at hand")
	}
	// Optima as published with the instances (frangio68/Min-Cost-Flow-Class).
	for name, want := range map[string]int64{"sample": 9, "Network1": 250408004, "Network2": 74168480, "Network3": 12909051} {
		file, err := os.Open(filepath.Join(dir, "mincostflow", name+".dmx"))
		if err != nil {
			t.Fatal(err)
		}
		p, err := flowproblem.ReadDIMACS(file)
		_ = file.Close()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, method := range methods {
			s, err := solve(t, p, method)
			if err != nil {
				t.Fatalf("%s by method %d: %v", name, method, err)
			}
			if s.Cost != want {
				t.Errorf("%s by method %d costs %d, want %d", name, method, s.Cost, want)
			}
		}
	}
}

func TestMethodsAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	infeasible := 0
	for i := range 3000 {
		n := 1 + r.IntN(30)
		p := randomNetwork(r, n, r.IntN(6*n), 1+r.Int64N(20), r.Int64N(2)-1, 1+r.Int64N(50))
		if i%3 == 0 && n > 1 {
			p.Supply[0] += 3
			p.Supply[n-1] -= 3
		}
		one, err1 := solve(t, p, flow.Simplex)
		two, err2 := solve(t, p, flow.Scaling)
		switch {
		case errors.Is(err1, flowproblem.ErrInfeasible) && errors.Is(err2, flowproblem.ErrInfeasible):
			infeasible++
		case err1 != nil || err2 != nil:
			t.Fatalf("network %d: %v, %v", i, err1, err2)
		case one.Cost != two.Cost:
			t.Fatalf("network %d: simplex finds %d, scaling %d", i, one.Cost, two.Cost)
		}
	}
	if infeasible < 100 || infeasible > 2000 {
		t.Errorf("%d of 3000 networks were infeasible: the sample is one-sided", infeasible)
	}
}

func BenchmarkSolve(b *testing.B) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, c := range []struct {
		name string
		p    *flowproblem.Problem
	}{
		{"assign/1000", complete(r, 1000, 1, 1000)},
		{"assign/1000/wide", complete(r, 1000, 1, 1000000)},
		{"transport/1000", complete(r, 1000, 100, 1000)},
		{"spread/1000/10000", spread(r, 1000, 10000, 10000)},
		{"spread/10000/100000", spread(r, 10000, 100000, 10000)},
		{"spread/100000/1000000", spread(r, 100000, 1000000, 10000)},
		{"random/100000/1000000", randomNetwork(r, 100000, 1000000, 1000, 0, 10000)},
	} {
		for _, method := range methods {
			b.Run(fmt.Sprintf("%s/method%d", c.name, method), func(b *testing.B) {
				for b.Loop() {
					s, err := flow.SolveWith(context.Background(), c.p, method)
					if err != nil {
						b.Fatal(err)
					}
					if flaws := flowcheck.Check(c.p, s); flaws != nil {
						b.Fatal(flaws[:1])
					}
				}
			})
		}
	}
}
