package spatial

import (
	"slices"
	"sort"
	"sync"
)

// conditional is the permutation of the others, for every place at once.
//
// Permutation r deals the values out to a row of m+1 seats, m being the greatest number of neighbours. The neighbours
// of place i receive the first k seats that do not hold i's own value: whatever stands in a random order with one left
// out is in random order, so that this is a draw of k of the other n−1 without replacement. Where the neighbours weigh
// alike only the sum of seats matters. For the few places that sit among the first k themselves it is the sum of k+1
// seats less their own value; for all others it is the sum of the first k, which is thus sorted once for all places of
// that k and looked up.
type conditional struct {
	*field
	p        Permutations
	seats    int     // m+1
	even     []class // places whose neighbours weigh alike, by number of neighbours
	uneven   []int   // places whose neighbours do not weigh alike
	isUneven []bool
	low      []float64 // observed lag less its slack; of the plain sum where neighbours weigh alike
	high     []float64 // observed lag and its slack
	upper    []int     // draws as large as the lag or larger
	lower    []int     // draws as small as the lag or smaller
}

// class is the places of k neighbours that weigh alike, with the sum of the first k seats in every permutation.
type class struct {
	k      int
	places []int
	sums   []float64
}

// newConditional draws and counts.
func newConditional(f *field, p Permutations) *conditional {
	n := len(f.at)
	c := &conditional{
		field: f, p: p, isUneven: make([]bool, n),
		low: make([]float64, n), high: make([]float64, n), upper: make([]int, n), lower: make([]int, n),
	}
	for i := range n {
		c.place(i)
	}
	for k := range c.even {
		c.even[k].sums = make([]float64, p.Count)
	}
	var lock sync.Mutex
	p.spread(func(from, to int) {
		t := newTable(c)
		for r := from; r < to; r++ {
			t.permutation(r)
		}
		lock.Lock()
		defer lock.Unlock()
		for i := range n {
			c.upper[i] += t.upper[i]
			c.lower[i] += t.lower[i]
		}
	})
	c.lookUp()
	return c
}

// place takes place i in.
func (c *conditional) place(i int) {
	to, weights := c.row(i)
	k := len(to)
	if k == 0 {
		return
	}
	c.seats = max(c.seats, k+1)
	lag, slack := c.lag(i), c.slack(i)
	if slices.Min(weights) < slices.Max(weights) {
		c.uneven, c.isUneven[i] = append(c.uneven, i), true
	} else {
		at, known := slices.BinarySearchFunc(c.even, k, func(e class, k int) int { return e.k - k })
		if !known {
			c.even = slices.Insert(c.even, at, class{k: k})
		}
		c.even[at].places = append(c.even[at].places, i)
		lag, slack = lag/weights[0], slack/weights[0]
	}
	c.low[i], c.high[i] = lag-slack, lag+slack
}

// lookUp counts the sums that reach each observed one.
func (c *conditional) lookUp() {
	var wait sync.WaitGroup
	for _, e := range c.even {
		wait.Go(func() {
			sums := e.sums
			slices.Sort(sums)
			for _, i := range e.places {
				c.upper[i] += len(sums) - sort.SearchFloat64s(sums, c.low[i])
				c.lower[i] += sort.Search(len(sums), func(s int) bool { return sums[s] > c.high[i] })
			}
		})
	}
	wait.Wait()
}

// tails is the p of place i's lag.
func (c *conditional) tails(i int) Tails { return c.p.pseudo(c.upper[i], c.lower[i]) }

// table is what one worker deals at.
type table struct {
	*conditional
	dealer *dealer
	deck   []int32   // the places, in order between permutations
	swaps  []int     // how the deck was cut
	seat   []float64 // values dealt
	sum    []float64 // sum[k] of the first k seats
	upper  []int     // for places of even weights, what to add to what is looked up
	lower  []int
}

func newTable(c *conditional) *table {
	n := len(c.at)
	t := &table{
		conditional: c, dealer: c.p.dealer(), deck: make([]int32, n), swaps: make([]int, c.seats),
		seat: make([]float64, c.seats), sum: make([]float64, c.seats+1), upper: make([]int, n), lower: make([]int, n),
	}
	for i := range t.deck {
		t.deck[i] = int32(i)
	}
	return t
}

// permutation deals, counts and takes the cards back.
func (t *table) permutation(r int) {
	t.dealer.begin(r)
	for s := range t.seat {
		u := s + t.dealer.below(len(t.deck)-s)
		t.deck[s], t.deck[u] = t.deck[u], t.deck[s]
		t.swaps[s], t.seat[s] = u, t.z[t.deck[s]]
		t.sum[s+1] = t.sum[s] + t.seat[s]
	}
	for k := range t.even {
		t.even[k].sums[r] = t.sum[t.even[k].k]
	}
	for _, i := range t.uneven {
		t.count(i, t.weighted(i), 1)
	}
	t.correct()
	for s := len(t.swaps) - 1; s >= 0; s-- {
		u := t.swaps[s]
		t.deck[s], t.deck[u] = t.deck[u], t.deck[s]
	}
}

// correct puts right what was counted for the places that sit among their own neighbours.
func (t *table) correct() {
	for s := range t.seat {
		i := int(t.deck[s])
		k := t.degree(i)
		switch {
		case k <= s:
		case t.isUneven[i]:
			t.count(i, t.weighted(i), -1)
			t.count(i, t.weightedWithout(i, s), 1)
		default:
			t.count(i, t.sum[k], -1)
			t.count(i, t.sum[k+1]-t.z[i], 1)
		}
	}
}

func (t *table) count(i int, sum float64, by int) {
	if sum >= t.low[i] {
		t.upper[i] += by
	}
	if sum <= t.high[i] {
		t.lower[i] += by
	}
}

// weighted is the sum of the first seats by the weights of place i.
func (t *table) weighted(i int) float64 {
	from, to := t.start[i], t.start[i+1]
	total, seat := 0.0, t.seat[:to-from]
	for k, w := range t.weight[from:to:to] {
		total += float64(w * seat[k])
	}
	return total
}

// weightedWithout leaves one seat out.
func (t *table) weightedWithout(i, left int) float64 {
	_, weights := t.row(i)
	total := 0.0
	for k, w := range weights {
		if k >= left {
			k++
		}
		total += float64(w * t.seat[k])
	}
	return total
}
