package rank_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"mihe/solve/rank"
)

func near(x, y float64) bool { return math.Abs(x-y) <= 1e-11*max(math.Abs(x), math.Abs(y), 1e-3) }

// Numbers of scipy 1.17.1, scipy.stats.hypergeom.cdf(x, n, k, i).
func TestTailsAgainstScipy(t *testing.T) {
	for _, c := range []struct {
		n, k, i, x int
		want       float64
	}{
		{20, 7, 12, 2, 0.05211558307533541},
		{50, 10, 20, 1, 0.03078070996202394},
		{100, 30, 40, 6, 0.006124316948394298},
		{1000, 300, 100, 20, 0.012444265273186697},
		{10, 5, 5, 1, 0.1031746031746032},
		{5000, 50, 1000, 3, 0.005483053538645244},
	} {
		group := make([]bool, c.i)
		for j := range c.x {
			group[c.i-1-j] = true
		}
		a, err := rank.Audit(group, c.n, c.k, 0.05)
		if err != nil {
			t.Fatal(err)
		}
		if got := a.Prefixes[c.i-1].Tail; !near(got, c.want) {
			t.Errorf("F(%d; %d, %d, %d) = %v, want %v", c.x, c.n, c.k, c.i, got, c.want)
		}
	}
}

// selections calls with every order of n places in which k are members.
func selections(n, k int, with func([]bool)) {
	group := make([]bool, n)
	var place func(int, int)
	place = func(i, left int) {
		switch {
		case left > n-i:
		case i == n:
			with(group)
		default:
			group[i] = false
			place(i+1, left)
			if left > 0 {
				group[i] = true
				place(i+1, left-1)
				group[i] = false
			}
		}
	}
	place(0, k)
}

// least is the smallest tail of a list, with numerators over C(n, i) counted by enumeration.
func leastTail(group []bool, tails [][]float64) float64 {
	least, x := math.MaxFloat64, 0
	for i, member := range group {
		if member {
			x++
		}
		least = min(least, tails[i][x])
	}
	return least
}

// TestAuditByEnumeration compares p-values and false alarms with counts over all orders of small pools, and shows what the correction is for.
func TestAuditByEnumeration(t *testing.T) {
	uncorrected := 0
	for n := 1; n <= 9; n++ {
		for k := 0; k <= n; k++ {
			for _, m := range []int{n, (n + 1) / 2} {
				all := 0.0
				tails := make([][]float64, m) // by enumeration: how many orders have at most x among the first i+1
				for i := range tails {
					tails[i] = make([]float64, k+1)
				}
				selections(n, k, func(group []bool) {
					all++
					x := 0
					for i := range m {
						if group[i] {
							x++
						}
						for y := x; y <= k; y++ {
							tails[i][y]++
						}
					}
				})
				for _, alpha := range []float64{0.05, 0.1, 0.3} {
					failed, alone, alarm := 0.0, 0.0, 0.0
					selections(n, k, func(group []bool) {
						a, err := rank.Audit(group[:m], n, k, alpha)
						if err != nil {
							t.Fatal(err)
						}
						least, asExtreme := leastTail(group[:m], tails), 0.0
						selections(n, k, func(other []bool) {
							if leastTail(other[:m], tails) <= least {
								asExtreme++
							}
						})
						if n <= 7 && !near(a.P, asExtreme/all) {
							t.Fatalf("%v of %d with %d: P = %v, by enumeration %v", group[:m], n, k, a.P, asExtreme/all)
						}
						if a.Passes() != (a.P > alpha*(1+1e-9)) {
							t.Fatalf("%v of %d with %d at %v: passes %v with P = %v", group[:m], n, k, alpha, a.Passes(), a.P)
						}
						if !a.Passes() {
							failed++
						}
						if least/all <= alpha {
							alone++
						}
						alarm = a.Alarm
					})
					if failed/all > alpha*(1+1e-9) || !near(failed/all, alarm) {
						t.Errorf("%d of %d, %d places: false alarms in %v of all orders, stated %v, permitted %v", k, n, m, failed/all, alarm, alpha)
					}
					if alone/all > alpha {
						uncorrected++
					}
				}
			}
		}
	}
	if uncorrected < 20 {
		t.Errorf("without the correction the alarm is too frequent in %d cases: the test says little", uncorrected)
	}
}

// TestFalseAlarmsBySimulation: 20,000 random orders of a pool too large to enumerate; the share that fails is within 4.5 standard errors of what
// is stated, and that is at most alpha.
func TestFalseAlarmsBySimulation(t *testing.T) {
	const n, k, m, rounds, alpha = 120, 36, 30, 20000, 0.05
	r := rand.New(rand.NewPCG(31, 32))
	pool := make([]bool, n)
	for i := range k {
		pool[i] = true
	}
	reference, err := rank.Audit(pool[:0], n, k, alpha)
	if err != nil || !reference.Passes() || reference.P != 1 {
		t.Fatalf("an empty list: %+v, %v", reference, err)
	}
	if reference, err = rank.Audit(pool[:m], n, k, alpha); err != nil {
		t.Fatal(err)
	}
	failed := 0
	for range rounds {
		r.Shuffle(n, func(i, j int) { pool[i], pool[j] = pool[j], pool[i] })
		x := 0
		for i, member := range pool[:m] {
			if member {
				x++
			}
			if x < reference.Prefixes[i].Least {
				failed++
				break
			}
		}
	}
	share, sigma := float64(failed)/rounds, math.Sqrt(reference.Alarm/rounds)
	if math.Abs(share-reference.Alarm) > 4.5*sigma || reference.Alarm > alpha || reference.Alarm < alpha/2 {
		t.Errorf("%v of random orders fail, stated %v, permitted %v", share, reference.Alarm, alpha)
	}
}

// TestAuditFinds: a list that begins with twenty others fails early; one that begins with members never.
func TestAuditFinds(t *testing.T) {
	group := make([]bool, 40)
	for i := 20; i < 40; i++ {
		group[i] = true
	}
	a, err := rank.Audit(group, 100, 50, 0.1)
	if err != nil || a.Passes() || a.First > 10 || a.P > 1e-4 {
		t.Errorf("twenty others first: %+v, %v", a, err)
	}
	for i := range group {
		group[i] = true
	}
	if a, err = rank.Audit(group, 100, 50, 0.1); err != nil || !a.Passes() {
		t.Errorf("members alone: %+v, %v", a, err)
	}
}

func TestAuditRefuses(t *testing.T) {
	for _, c := range []struct {
		members, others, n, k int
		alpha                 float64
	}{
		{2, 0, 5, 1, 0.1},
		{0, 3, 5, 3, 0.1},
		{0, 6, 5, 0, 0.1},
		{0, 0, 5, 6, 0.1},
		{0, 0, -1, 0, 0.1},
		{0, 0, 5, -1, 0.1},
		{1, 1, 5, 2, 0},
		{1, 1, 5, 2, 1},
		{1, 1, 5, 2, math.NaN()},
		{5000, 5000, 20000, 10000, 0.1},
	} {
		group := make([]bool, c.members+c.others)
		for i := range c.members {
			group[i] = true
		}
		if a, err := rank.Audit(group, c.n, c.k, c.alpha); !errors.Is(err, rank.ErrAudit) {
			t.Errorf("%+v: %v, %v, want ErrAudit", c, a, err)
		}
	}
}

func BenchmarkAudit(b *testing.B) {
	group := make([]bool, 1000)
	for i := range group {
		group[i] = i%4 == 3
	}
	for b.Loop() {
		if _, err := rank.Audit(group, 10000, 3000, 0.05); err != nil {
			b.Fatal(err)
		}
	}
}
