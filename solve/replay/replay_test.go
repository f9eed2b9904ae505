package replay_test

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"reflect"
	"testing"

	"mihe/solve/check/flowcheck"
	"mihe/solve/check/leximincheck"
	"mihe/solve/replay"
)

// run replays a case after both certificates were found good.
func run(t *testing.T, c *replay.Case) *replay.Result {
	t.Helper()
	r, err := replay.Run(context.Background(), c)
	if err != nil {
		t.Fatalf("%+v: %v", c, err)
	}
	if flaws := leximincheck.Check(r.Sharing, r.Division); flaws != nil {
		t.Fatalf("division: %v", flaws)
	}
	for _, o := range r.Outcomes[1:] {
		if flaws := flowcheck.Check(o.Problem, o.Solution); flaws != nil {
			t.Fatalf("%s: %v", o.Policy, flaws)
		}
	}
	return r
}

// By hand: the island's rate is lowest and stays so, so it gets all ten units; the gap of town and village stays 20 points. First come gives
// them to the village: 10 points. They are worth 20 there and 10 on the island: a price of one half.
func TestCounterexample(t *testing.T) {
	r := run(t, replay.Counterexample())
	for i, want := range []struct {
		gap, closure, worst, price *big.Rat
	}{
		{big.NewRat(1, 10), big.NewRat(1, 2), big.NewRat(1, 10), new(big.Rat)},
		{big.NewRat(1, 10), big.NewRat(1, 2), big.NewRat(1, 10), new(big.Rat)},
		{big.NewRat(1, 5), new(big.Rat), big.NewRat(1, 5), big.NewRat(1, 2)},
	} {
		f := r.Outcomes[i].Figures
		if f.Gap.Cmp(want.gap) != 0 || f.Closure.Cmp(want.closure) != 0 || f.Worst.Cmp(want.worst) != 0 || f.Price.Cmp(want.price) != 0 {
			t.Errorf("%s: gap %v, closure %v, worst %v, price %v; want %+v", r.Outcomes[i].Policy, f.Gap, f.Closure, f.Worst, f.Price, want)
		}
	}
	if len(r.Worse) != 4 || r.Worse[0].Figure != replay.FigureGap || r.Worse[0].Than != replay.FirstCome || r.Worse[1].Figure != replay.FigureValue {
		t.Errorf("worse: %+v", r.Worse)
	}
}

func draw(r *rand.Rand) *replay.Case {
	c := &replay.Case{}
	for i := range 2 + r.IntN(4) {
		need := 1 + r.Int64N(40)
		c.Groups = append(c.Groups, replay.Group{ID: fmt.Sprint("g", i), Need: need, Served: r.Int64N(need + 1)})
	}
	for i := range r.IntN(4) {
		c.Providers = append(c.Providers, replay.Provider{ID: fmt.Sprint("p", i), Capacity: r.Int64N(30)})
	}
	for i := range r.IntN(12) {
		q := replay.Request{ID: fmt.Sprint("r", i), Group: c.Groups[r.IntN(len(c.Groups))].ID, Units: 1 + r.Int64N(15), Value: r.Int64N(9)}
		for _, p := range c.Providers {
			if r.IntN(2) == 0 {
				q.Providers = append(q.Providers, p.ID)
			}
		}
		c.Requests = append(c.Requests, q)
	}
	c.Gap = replay.Gap{High: "g0", Low: "g1"}
	return c
}

// TestPolicies holds what must be so: nobody gets more than was asked for or is there, utility has the greatest value, fair serves the most units and leaves
// the worst off no worse than others do, but for less than one unit.
func TestPolicies(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	for range 1000 {
		c := draw(r)
		result := run(t, c)
		first, best, fair := result.Outcomes[0].Figures, result.Outcomes[1].Figures, result.Outcomes[2].Figures
		if best.Value.Cmp(first.Value) < 0 || best.Value.Cmp(fair.Value) < 0 || fair.Units < first.Units || fair.Units < best.Units {
			t.Fatalf("%+v: values %v, %v, %v; units %d, %d, %d", c, first.Value, best.Value, fair.Value, first.Units, best.Units, fair.Units)
		}
		for i, g := range c.Groups {
			slack := new(big.Rat).Add(fair.Rates[i], big.NewRat(1, g.Need))
			if slack.Cmp(first.Worst) <= 0 || slack.Cmp(best.Worst) <= 0 {
				t.Fatalf("%+v: group %d has %v, elsewhere the worst off have %v, %v", c, i, fair.Rates[i], first.Worst, best.Worst)
			}
		}
		for _, o := range result.Outcomes {
			used := map[string]int64{}
			for i, row := range o.Given {
				open, sum := c.Requests[i].Providers, int64(0)
				if open == nil {
					for _, p := range c.Providers {
						open = append(open, p.ID)
					}
				}
				for k, units := range row {
					used[open[k]] += units
					sum += units
					if units < 0 {
						t.Fatalf("%s of %+v gives %v", o.Policy, c, o.Given)
					}
				}
				if sum > c.Requests[i].Units {
					t.Fatalf("%s of %+v gives %v", o.Policy, c, o.Given)
				}
			}
			for _, p := range c.Providers {
				if used[p.ID] > p.Capacity {
					t.Fatalf("%s of %+v uses %v", o.Policy, c, used)
				}
			}
			for i, rate := range o.Figures.Rates {
				if rate.Cmp(big.NewRat(1, 1)) > 0 {
					t.Fatalf("%s of %+v: group %d has %v", o.Policy, c, i, rate)
				}
			}
		}
		if again := run(t, c); !reflect.DeepEqual(again, result) {
			t.Fatalf("%+v: two answers", c)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	const groups = `"groups":[{"id":"a","need":9,"served":1},{"id":"b","need":9}],"gap":{"high":"a","low":"b"}`
	if _, err := replay.Read([]byte(`{` + groups + `}`)); err != nil {
		t.Errorf("a case without requests: %v", err)
	}
	for _, text := range []string{
		``, `[]`, `{}`, `{` + groups + `} 1`, `{` + groups + `,"x":1}`, `{` + groups + `,"providers":[{"id":"p","capacity":-1}]}`,
		`{` + groups + `,"providers":[{"id":"p","capacity":1},{"id":"p","capacity":1}]}`, `{` + groups + `,"providers":[{"id":"","capacity":1}]}`,
		`{` + groups + `,"requests":[{"id":"r","group":"c","units":1,"value":1}]}`, `{` + groups + `,"requests":[{"id":"r","group":"a","units":0,"value":1}]}`,
		`{` + groups + `,"requests":[{"id":"r","group":"a","units":1,"value":-1}]}`, `{` + groups + `,"requests":[{"id":"r","group":"a","units":1,"value":1,"providers":["p"]}]}`,
		`{"groups":[{"id":"a","need":9,"served":10},{"id":"b","need":9}],"gap":{"high":"a","low":"b"}}`,
		`{"groups":[{"id":"a","need":0},{"id":"b","need":9}],"gap":{"high":"a","low":"b"}}`,
		`{"groups":[{"id":"a","need":9},{"id":"b","need":9}],"gap":{"high":"a","low":"a"}}`,
	} {
		if _, err := replay.Read([]byte(text)); !errors.Is(err, replay.ErrCase) {
			t.Errorf("Read(%s) = %v, want ErrCase", text, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"groups":[{"id":"a","need":9,"served":1},{"id":"b","need":9}],"providers":[{"id":"p","capacity":3}],` +
		`"requests":[{"id":"r","group":"a","units":1,"value":1,"providers":["p"]}],"gap":{"high":"a","low":"b"}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := replay.Read(text)
		if err != nil || len(c.Requests) > 20 || len(c.Groups) > 20 {
			return
		}
		if _, err := replay.Run(context.Background(), c); err != nil && !errors.Is(err, replay.ErrCase) {
			t.Errorf("%s: %v", text, err)
		}
	})
}
