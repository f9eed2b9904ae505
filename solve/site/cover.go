package site

import (
	"context"
	"math/rand/v2"
	"slices"
)

// coverer looks for covers with fewer sites. It takes a site out of a cover, then swaps: out goes the site whose groups weigh least, in
// comes one that covers a group chosen at random among the uncovered, which then all gain weight. So groups that are hard to cover
// decide what is open. Ties go to the site that has stood still longest, then to the lower one. A site just taken out comes back only after a
// neighbour has changed. Source: Gao, Weise, Li, An efficient local search heuristic with row weighting for the unicost set covering
// problem, European Journal of OR 246 (2015).
type coverer struct {
	*instance
	random *rand.Rand
	isOpen []bool
	count  int

	weight []int64 // per group
	times  []int32 // how many open sites cover a group
	xor    []int32 // the exclusive or of them: where there is one, it is the one
	score  []int64 // per site: the weight that changing it would cover or uncover
	moved  []int64 // when a site last changed
	free   []bool  // a neighbour changed since the site was closed
	now    int64
	work   int64 // entries looked at

	uncovered []int32 // groups, in no order that matters but to the random choice
	place     []int32 // of a group in uncovered, -1 for covered
}

func newCoverer(p *plan, seed uint64) *coverer {
	n := p.instance
	c := &coverer{
		instance: n, random: rand.New(rand.NewPCG(seed, 0xC04E)), isOpen: make([]bool, n.sites),
		weight: make([]int64, n.groups()), times: make([]int32, n.groups()), xor: make([]int32, n.groups()),
		score: make([]int64, n.sites), moved: make([]int64, n.sites), free: make([]bool, n.sites), place: make([]int32, n.groups()),
	}
	for i := range n.groups() {
		c.weight[i] = 1
		c.place[i] = int32(i)
		c.uncovered = append(c.uncovered, int32(i))
	}
	for j := range n.sites {
		c.score[j] = int64(len(n.of(int32(j))))
		c.free[j] = true
	}
	for j, open := range p.isOpen {
		if open {
			c.open(int32(j))
		}
	}
	return c
}

// open opens a site. Its score is then what closing it would uncover, which is what opening it covered.
func (c *coverer) open(j int32) {
	c.isOpen[j] = true
	c.count++
	for _, u := range c.of(j) {
		i := u.group
		list := c.site[c.start[i]:c.start[i+1]]
		c.work += int64(len(list))
		switch c.times[i] {
		case 0:
			for _, k := range list {
				if k != j {
					c.score[k] -= c.weight[i]
				}
			}
			c.cover(i)
		case 1:
			c.score[c.xor[i]] -= c.weight[i]
		}
		c.times[i]++
		c.xor[i] ^= j
		for _, k := range list {
			c.free[k] = true
		}
	}
}

// shut closes a site.
func (c *coverer) shut(j int32) {
	c.isOpen[j] = false
	c.count--
	for _, u := range c.of(j) {
		i := u.group
		list := c.site[c.start[i]:c.start[i+1]]
		c.work += int64(len(list))
		c.times[i]--
		c.xor[i] ^= j
		switch c.times[i] {
		case 0:
			for _, k := range list {
				if k != j {
					c.score[k] += c.weight[i]
				}
			}
			c.place[i] = int32(len(c.uncovered))
			c.uncovered = append(c.uncovered, i)
		case 1:
			c.score[c.xor[i]] += c.weight[i]
		}
		for _, k := range list {
			c.free[k] = true
		}
	}
	c.free[j] = false
}

// cover takes group i off the list of the uncovered.
func (c *coverer) cover(i int32) {
	at, last := c.place[i], c.uncovered[len(c.uncovered)-1]
	c.uncovered[at], c.place[last] = last, at
	c.uncovered = c.uncovered[:len(c.uncovered)-1]
	c.place[i] = -1
}

// cheapest returns the open site that uncovers least when it closes, but for one; -1 where none may close.
func (c *coverer) cheapest(but int32) int32 {
	at := int32(-1)
	c.work += int64(len(c.isOpen))
	for j, open := range c.isOpen {
		if !open || c.fixed[j] || int32(j) == but {
			continue
		}
		if at < 0 || c.score[j] < c.score[at] || c.score[j] == c.score[at] && c.moved[j] < c.moved[at] {
			at = int32(j)
		}
	}
	return at
}

// search makes at most so many swaps, none after so much work, and returns the smallest cover it saw, or stops at one of enough sites.
func (c *coverer) search(ctx context.Context, swaps int, work int64, enough int) []bool {
	best := slices.Clone(c.isOpen)
	last := int32(-1)
	for done := 0; ; done++ {
		for len(c.uncovered) == 0 {
			copy(best, c.isOpen)
			j := c.cheapest(-1)
			if j < 0 || c.count <= enough {
				return best
			}
			c.change(j)
		}
		if done >= swaps || c.work >= work || done%64 == 0 && ctx.Err() != nil {
			return best
		}
		if j := c.cheapest(last); j >= 0 {
			c.change(j)
		}
		last = c.candidate(c.uncovered[c.random.IntN(len(c.uncovered))])
		c.change(last)
		for _, i := range c.uncovered {
			c.weight[i]++
			for k := c.start[i]; k < c.start[i+1]; k++ {
				c.score[c.site[k]]++
			}
		}
	}
}

// candidate is the site to cover group i by.
func (c *coverer) candidate(i int32) int32 {
	at := int32(-1)
	for _, j := range c.site[c.start[i]:c.start[i+1]] {
		switch {
		case !c.free[j]:
		case at < 0, c.score[j] > c.score[at], c.score[j] == c.score[at] && c.moved[j] < c.moved[at]:
			at = j
		}
	}
	if at < 0 {
		at = c.site[c.start[i]]
	}
	return at
}

func (c *coverer) change(j int32) {
	c.now++
	c.moved[j] = c.now
	if c.isOpen[j] {
		c.shut(j)
	} else {
		c.open(j)
	}
}
