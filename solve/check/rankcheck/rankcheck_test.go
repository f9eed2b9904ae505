package rankcheck_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"mihe/solve/check/rankcheck"
	"mihe/solve/rank"
	"mihe/solve/rank/rankproblem"
)

// mutations are ways to spoil a list; each says whether it changed anything that matters, and the flaw that must be seen.
var mutations = []struct {
	name string
	code rankcheck.Code
	do   func(*rand.Rand, *rankproblem.Problem, *rankproblem.List) bool
}{
	{"two items exchanged, accounts put right", rankcheck.Order, exchange},
	{"an item twice", rankcheck.Item, func(_ *rand.Rand, _ *rankproblem.Problem, l *rankproblem.List) bool {
		l.Places[0].Item = l.Places[1].Item
		return true
	}},
	{"an item that does not exist", rankcheck.Item, func(r *rand.Rand, p *rankproblem.Problem, l *rankproblem.List) bool {
		l.Places[r.IntN(len(l.Places))].Item = int32(len(p.Items))
		return true
	}},
	{"a place missing", rankcheck.Length, func(_ *rand.Rand, _ *rankproblem.Problem, l *rankproblem.List) bool {
		l.Places = l.Places[1:]
		return true
	}},
	{"a debt forgiven", rankcheck.Account, func(r *rand.Rand, _ *rankproblem.Problem, l *rankproblem.List) bool {
		l.Places[r.IntN(len(l.Places))].Debt--
		return true
	}},
	{"an exposure overstated, accounts put right", rankcheck.Account, func(r *rand.Rand, _ *rankproblem.Problem, l *rankproblem.List) bool {
		x := &l.Places[r.IntN(len(l.Places))]
		x.Exposure += 1000
		x.Debt -= 1000
		return true
	}},
	{"another reason", rankcheck.Reason, func(r *rand.Rand, _ *rankproblem.Problem, l *rankproblem.List) bool {
		x := &l.Places[r.IntN(len(l.Places))]
		was := x.Reason
		x.Reason = []rankproblem.Reason{rankproblem.ByDebt, rankproblem.ByRelevance, rankproblem.ForOthers}[r.IntN(3)]
		return x.Reason != was
	}},
	{"relevance overstated", rankcheck.Relevance, func(_ *rand.Rand, _ *rankproblem.Problem, l *rankproblem.List) bool { l.Relevance++; return true }},
	{"the ideal understated", rankcheck.Relevance, func(_ *rand.Rand, _ *rankproblem.Problem, l *rankproblem.List) bool { l.Ideal--; return true }},
	{"a rate out of range", rankcheck.Rate, func(r *rand.Rand, _ *rankproblem.Problem, l *rankproblem.List) bool {
		l.Rate = []int64{-2, 1 << 62}[r.IntN(2)]
		return true
	}},
	{"an order for debts alone", rankcheck.Loss, func(_ *rand.Rand, p *rankproblem.Problem, l *rankproblem.List) bool {
		other, err := rank.ArrangeAt(p, rankproblem.Infinite)
		if err != nil || l.Rate == rankproblem.Infinite {
			return false
		}
		*l = *other
		return true // Infinite was not chosen, so it loses too much
	}},
}

// exchange lets a shown item and one behind it with another score change places, everything but the order put right.
func exchange(r *rand.Rand, p *rankproblem.Problem, l *rankproblem.List) bool {
	shown := min(p.Shown, len(l.Places))
	i := r.IntN(shown)
	j := r.IntN(len(l.Places))
	if j <= i {
		return false
	}
	a, b := &l.Places[i], &l.Places[j]
	ra, rb := p.Items[a.Item].Relevance, p.Items[b.Item].Relevance
	differ := a.Due != b.Due || ra != rb
	if l.Rate != rankproblem.Infinite {
		differ = ra*rankproblem.RateOne+l.Rate*a.Due != rb*rankproblem.RateOne+l.Rate*b.Due
	}
	a.Item, b.Item, a.Due, b.Due, a.Without, b.Without = b.Item, a.Item, b.Due, a.Due, b.Without, a.Without
	a.Debt, b.Debt = a.Due-a.Exposure, b.Due-b.Exposure
	return differ
}

func TestMutations(t *testing.T) {
	r := rand.New(rand.NewPCG(51, 52))
	seen := make([]int, len(mutations))
	for range 400 {
		p := &rankproblem.Problem{Bias: rankproblem.Bias{Model: rankproblem.Reciprocal, Since: "2026-01-01"}, MaxLoss: r.Int64N(100_000)}
		for range 3 + r.IntN(20) {
			p.Items = append(p.Items, rankproblem.Item{Relevance: r.Int64N(1000), Share: 1 + r.Int64N(9), Debt: r.Int64N(4_000_000) - 2_000_000})
		}
		p.Shown = 1 + r.IntN(len(p.Items))
		best, err := rank.Arrange(p)
		if err != nil {
			t.Fatal(err)
		}
		if flaws := rankcheck.Check(p, best); flaws != nil {
			t.Fatalf("a right list is refused: %v", flaws)
		}
		for i, m := range mutations {
			l := *best
			l.Places = slices.Clone(best.Places)
			if !m.do(r, p, &l) {
				continue
			}
			flaws := rankcheck.Check(p, &l)
			if !slices.ContainsFunc(flaws, func(f rankcheck.Flaw) bool { return f.Code == m.code }) {
				t.Fatalf("%s: flaws %v, want %s", m.name, flaws, m.code)
			}
			seen[i]++
		}
	}
	total := 0
	for i, m := range mutations {
		if total += seen[i]; seen[i] < 20 {
			t.Errorf("%s was tried %d times", m.name, seen[i])
		}
	}
	if total < 1000 {
		t.Errorf("%d mutated lists, want at least 1000", total)
	}
	t.Logf("%d mutated lists refused: %v", total, seen)
}
