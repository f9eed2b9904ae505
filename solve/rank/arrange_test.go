package rank_test

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"mihe/solve/check/rankcheck"
	"mihe/solve/rank"
	"mihe/solve/rank/rankproblem"
)

var bias = rankproblem.Bias{Model: rankproblem.Logarithmic, Since: "2026-01-01"}

// draw makes a random period in which ties are frequent.
func draw(r *rand.Rand, n int) *rankproblem.Problem {
	p := &rankproblem.Problem{Bias: bias, Shown: 1 + r.IntN(n+2), MaxLoss: r.Int64N(200_000)}
	if r.IntN(2) == 0 {
		p.Bias.Model = rankproblem.Reciprocal
	}
	for range n {
		p.Items = append(p.Items, rankproblem.Item{Relevance: r.Int64N(8), Share: r.Int64N(4), Debt: (r.Int64N(9) - 4) * 250_000})
	}
	p.Items[0].Share++
	return p
}

// arrange returns the list after rankcheck found nothing wrong with it.
func arrange(t *testing.T, p *rankproblem.Problem) *rankproblem.List {
	t.Helper()
	l, err := rank.Arrange(p)
	if err != nil {
		t.Fatal(err)
	}
	if flaws := rankcheck.Check(p, l); flaws != nil {
		t.Fatalf("%+v\nlist %+v: %v", p, l, flaws)
	}
	return l
}

// permutations calls with every order of n.
func permutations(n int, with func([]int)) {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	var swap func(int)
	swap = func(k int) {
		if k == n {
			with(order)
		}
		for i := k; i < n; i++ {
			order[k], order[i] = order[i], order[k]
			swap(k + 1)
			order[k], order[i] = order[i], order[k]
		}
	}
	swap(0)
}

// Values to six digits of 1/log2(2), 1/log2(3), 1/log2(4), 1/log2(5), as tables of the DCG discount have them.
func TestWeights(t *testing.T) {
	if got, err := bias.Weights(4); err != nil || !slices.Equal(got, []int64{1_000_000, 630_930, 500_000, 430_677}) {
		t.Errorf("weights %v, %v", got, err)
	}
	reciprocal := rankproblem.Bias{Model: rankproblem.Reciprocal, Since: "2026-01-01"}
	if got, err := reciprocal.Weights(3); err != nil || !slices.Equal(got, []int64{1_000_000, 500_000, 333_333}) {
		t.Errorf("weights %v, %v", got, err)
	}
	for _, b := range []rankproblem.Bias{{Model: "flat", Since: "2026-01-01"}, {Model: rankproblem.Reciprocal}, {Model: rankproblem.Reciprocal, Since: "2026-13-01"}} {
		if _, err := b.Weights(1); !errors.Is(err, rankproblem.ErrShape) {
			t.Errorf("bias %+v: %v, want ErrShape", b, err)
		}
	}
}

// TestNoOrderRepaysMore tries every order of a few items: none that repays more has as much relevance, the loss is kept, and a greater rate
// would break it.
func TestNoOrderRepaysMore(t *testing.T) {
	r := rand.New(rand.NewPCG(41, 42))
	between := 0
	for range 400 {
		p := draw(r, 2+r.IntN(5))
		l := arrange(t, p)
		due, weights, err := p.Due()
		if err != nil {
			t.Fatal(err)
		}
		value := func(order func(int) int) (relevance, repaid int64) {
			for j, w := range weights {
				relevance += p.Items[order(j)].Relevance * w
				repaid += due[order(j)] * w
			}
			return
		}
		relevance, repaid := value(func(j int) int { return int(l.Places[j].Item) })
		permutations(len(p.Items), func(order []int) {
			if other, more := value(func(j int) int { return order[j] }); more > repaid && other >= relevance {
				t.Fatalf("%+v: order %v repays %d with relevance %d, the list %d with %d", p, order, more, other, repaid, relevance)
			}
		})
		if l.Rate == rankproblem.Infinite {
			continue
		}
		if l.Rate > 0 {
			between++
		}
		if l.Rate == rankproblem.LargestRate(due) {
			continue
		}
		beyond, err := rank.ArrangeAt(p, l.Rate+1)
		if err != nil {
			t.Fatal(err)
		}
		if lost := beyond.Ideal - beyond.Relevance; lost*rankproblem.Unit <= beyond.Ideal*p.MaxLoss {
			t.Fatalf("%+v: rate %d keeps the loss too, the list stops at %d", p, l.Rate+1, l.Rate)
		}
	}
	if between < 100 {
		t.Errorf("%d lists had a rate between the ends", between)
	}
}

// TestBetterOffers: of two items with equal dues the more relevant stands first; at a given rate a rise in relevance never moves an item back.
func TestBetterOffers(t *testing.T) {
	r := rand.New(rand.NewPCG(43, 44))
	for range 3000 {
		p := draw(r, 2+r.IntN(8))
		l := arrange(t, p)
		for j, x := range l.Places {
			for _, y := range l.Places[:j] {
				if x.Due == y.Due && p.Items[x.Item].Relevance > p.Items[y.Item].Relevance {
					t.Fatalf("%+v: item %d stands behind %d", p, x.Item, y.Item)
				}
			}
		}
		i := r.IntN(len(p.Items))
		before := placeOf(l, i)
		p.Items[i].Relevance += 1 + r.Int64N(4)
		fixed, err := rank.ArrangeAt(p, l.Rate)
		if err != nil {
			t.Fatal(err)
		}
		if after := placeOf(fixed, i); after > before {
			t.Fatalf("%+v: item %d moves back from %d to %d at rate %d", p, i, before, after, l.Rate)
		}
	}
}

// TestABetterOfferCanFallAsTheRateFollows keeps the example that bounds the claim: item 3 rises from 53 to 56, so the ideal and the permitted
// loss rise too; now even the order by debts alone keeps it, the rate becomes infinite, and item 1, to which one millionth more is due, goes ahead.
func TestABetterOfferCanFallAsTheRateFollows(t *testing.T) {
	p := &rankproblem.Problem{Bias: bias, Shown: 4, MaxLoss: 18_352, Items: []rankproblem.Item{
		{Relevance: 53, Share: 1, Debt: -300_000},
		{Relevance: 52, Share: 1, Debt: 300_000},
		{Relevance: 57, Share: 1},
		{Relevance: 53, Share: 1, Debt: 300_000},
	}}
	before := arrange(t, p)
	p.Items[3].Relevance = 56
	after := arrange(t, p)
	fixed, err := rank.ArrangeAt(p, before.Rate)
	if err != nil {
		t.Fatal(err)
	}
	if placeOf(before, 3) != 0 || placeOf(after, 3) != 1 || placeOf(fixed, 3) != 0 {
		t.Errorf("places %d, then %d, at the rate of before %d; want 0, 1, 0; %+v, %+v", placeOf(before, 3), placeOf(after, 3), placeOf(fixed, 3), before, after)
	}
}

func placeOf(l *rankproblem.List, item int) int {
	return slices.IndexFunc(l.Places, func(x rankproblem.Place) bool { return int(x.Item) == item })
}

// run plays periods and returns what part of all exposure group 0, the first members items, received, and the sum of debts at the end.
func run(t *testing.T, p *rankproblem.Problem, members, periods int) (part float64, sum int64) {
	t.Helper()
	var group, all int64
	for range periods {
		sum = 0
		for _, x := range arrange(t, p).Places {
			p.Items[x.Item].Debt = x.Debt
			sum += x.Debt
			all += x.Exposure
			if int(x.Item) < members {
				group += x.Exposure
			}
		}
	}
	return float64(group) / float64(all), sum
}

// small is a list of ten: three of a group that is less relevant and has a target of 30 % of exposure, shared equally on each side.
func small(maxLoss int64) *rankproblem.Problem {
	p := &rankproblem.Problem{Bias: bias, Shown: 5, MaxLoss: maxLoss}
	for i := range 10 {
		x := rankproblem.Item{Relevance: 100 - int64(i), Share: 10}
		if i < 3 {
			x.Relevance = 60
		}
		p.Items = append(p.Items, x)
	}
	return p
}

// TestExposureConverges: the group's part of exposure comes to its target, faster than 1/√periods here; debts keep their sum of 0. Where the
// loss binds, the part rises with what may be lost.
func TestExposureConverges(t *testing.T) {
	for _, periods := range []int{10, 100, 1000} {
		part, sum := run(t, small(rankproblem.Unit), 3, periods)
		if off := part - 0.3; off > 1/float64(periods) || off < -1/float64(periods) || sum != 0 {
			t.Errorf("after %d periods the group has %v of exposure, want 0.3; debts add to %d", periods, part, sum)
		}
	}
	last := -1.0
	for _, loss := range []int64{0, 10_000, 50_000, 100_000, rankproblem.Unit} {
		part, _ := run(t, small(loss), 3, 300)
		if part < last-0.003 {
			t.Errorf("at a loss of %d millionths the group has %v, at less %v", loss, part, last)
		}
		last = part
	}
	if part, _ := run(t, small(0), 3, 300); part > 0 {
		t.Errorf("without loss the group has %v, want 0: it is never among the five most relevant", part)
	}
}

func TestArrangeIsDeterministicAndLeavesItsArgument(t *testing.T) {
	p := draw(rand.New(rand.NewPCG(45, 46)), 50)
	before := slices.Clone(p.Items)
	if one, two := arrange(t, p), arrange(t, p); !reflect.DeepEqual(one, two) || !slices.Equal(before, p.Items) {
		t.Error("two answers, or another problem than before")
	}
}

func TestArrangeRefuses(t *testing.T) {
	for _, c := range []struct {
		p    rankproblem.Problem
		want error
	}{
		{rankproblem.Problem{Bias: bias, Shown: 1}, rankproblem.ErrShape},
		{rankproblem.Problem{Bias: bias, Shown: 0, Items: []rankproblem.Item{{Share: 1}}}, rankproblem.ErrShape},
		{rankproblem.Problem{Bias: bias, Shown: 1, MaxLoss: -1, Items: []rankproblem.Item{{Share: 1}}}, rankproblem.ErrShape},
		{rankproblem.Problem{Bias: bias, Shown: 1, Items: []rankproblem.Item{{Share: 1, Relevance: -1}}}, rankproblem.ErrShape},
		{rankproblem.Problem{Bias: bias, Shown: 1, Items: []rankproblem.Item{{Share: 0}}}, rankproblem.ErrShape},
		{rankproblem.Problem{Bias: bias, Shown: 1, Items: []rankproblem.Item{{Share: 1, Relevance: 1 << 21}}}, rankproblem.ErrSize},
		{rankproblem.Problem{Bias: bias, Shown: 1, Items: []rankproblem.Item{{Share: 1, Debt: 1 << 41}}}, rankproblem.ErrSize},
		{rankproblem.Problem{Shown: 1, Items: []rankproblem.Item{{Share: 1}}}, rankproblem.ErrShape},
	} {
		if l, err := rank.Arrange(&c.p); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v, %v, want %v", c.p, l, err, c.want)
		}
	}
}

func BenchmarkArrange(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		p := draw(rand.New(rand.NewPCG(47, 48)), n)
		b.Run(map[int]string{100: "100", 1000: "1000", 10000: "10000"}[n], func(b *testing.B) {
			for b.Loop() {
				if _, err := rank.Arrange(p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
