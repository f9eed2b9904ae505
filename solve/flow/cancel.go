package flow

import (
	"context"
	"fmt"
)

// canceller lowers potentials until no direction has a reduced cost below −slack, and removes the cycles that forbid it by sending flow round
// them. It is the shortest-path search of Bellman and Ford with Tarjan's disassembly of subtrees (Tarjan 1981; Cherkassky, Goldberg 1999): as soon as
// a node would become its own ancestor a negative cycle is found, and nodes whose label is out of date are not scanned.
//
// Its costs are the scaled ones divided by unit. A bounded search is broken off after limit scans, at potentials that are as good as any to start from.
type canceller struct {
	*scaling
	price  []int64
	unit   int64
	slack  int64
	left   int // scans, or negative for no bound
	cycles int

	// A forest: the direction that gave each node its label, none for a root, and its nodes in preorder, one ring for each tree.
	via, depth []int32
	next, prev []int32
	fresh      []bool // in the queue and to be scanned
}

func newCanceller(s *scaling, unit, slack int64, limit int) *canceller {
	count := len(s.price)
	c := &canceller{
		scaling: s, unit: unit, slack: slack, left: limit, price: make([]int64, count),
		via: make([]int32, count), depth: make([]int32, count), next: make([]int32, count), prev: make([]int32, count), fresh: make([]bool, count),
	}
	for u, x := range s.price {
		c.price[u] = x / unit
		if x%unit < 0 {
			c.price[u]--
		}
		c.lone(int32(u))
		c.enqueue(int32(u))
	}
	return c
}

func (c *canceller) enqueue(u int32) {
	c.fresh[u] = true
	c.queue.push(u)
}

// lone makes u a tree of its own.
func (c *canceller) lone(u int32) { c.via[u], c.depth[u], c.next[u], c.prev[u] = none, 0, u, u }

// run says whether it came to an end within its bound.
func (c *canceller) run(ctx context.Context) (done bool, err error) {
	for steps := 1; ; steps++ {
		u, ok := c.queue.peek()
		if !ok {
			return true, nil
		}
		if steps%1024 == 0 && ctx.Err() != nil {
			return false, fmt.Errorf("minimum-cost flow: %w", ctx.Err())
		}
		c.queue.pop()
		if !c.fresh[u] {
			continue
		}
		if c.left == 0 {
			c.queue.empty()
			return false, nil
		}
		c.left--
		c.fresh[u] = false
		c.scan(u)
	}
}

// scan offers labels to the neighbours of u.
func (c *canceller) scan(u int32) {
	begin, end, factor := c.near.first[u], c.near.first[u+1], c.scale/c.unit
	for i := begin; i < end; i++ {
		a := &c.near.arcs[i]
		if a.to&roomAhead == 0 {
			continue
		}
		v := a.head()
		label := c.price[u] + int64(a.cost)*factor + c.slack
		if label >= c.price[v] {
			continue
		}
		if c.above(v, u) {
			c.turn(u, i)
			c.enqueue(u)
			return
		}
		c.detach(v, false)
		c.price[v], c.via[v], c.depth[v] = label, i, c.depth[u]+1
		w := c.next[u]
		c.next[u], c.prev[v], c.next[v], c.prev[w] = v, u, w, v
		c.enqueue(v)
	}
}

// above says whether v is u or an ancestor of it. The subtree of v is what detach takes apart in any case, so looking through it costs no more.
func (c *canceller) above(v, u int32) bool {
	if u == v {
		return true
	}
	for w := c.next[v]; w != v && c.depth[w] > c.depth[v]; w = c.next[w] {
		if w == u {
			return true
		}
	}
	return false
}

// detach takes the subtree of v apart. Its nodes will be reached again from v at a lower label, unless the tree lost the directions that
// led to them: then they are scanned again.
func (c *canceller) detach(v int32, again bool) {
	depth, before := c.depth[v], c.prev[v]
	w := v
	for {
		next := c.next[w]
		c.lone(w)
		c.fresh[w] = false
		if again {
			c.enqueue(w)
		}
		w = next
		if w == v || c.depth[w] <= depth {
			break
		}
	}
	if w != v { // v was not alone and no root
		c.next[before], c.prev[w] = w, before
	}
}

// turn sends what it can round the cycle that direction i out of u closes, and takes off the tree what hangs by a direction that is full.
func (c *canceller) turn(u, i int32) {
	c.cycles++
	g := &c.near
	v := g.arcs[i].head()
	units := g.room[i]
	for w := u; w != v; w = c.parent(w) {
		units = min(units, g.room[c.via[w]])
	}
	g.push(i, units)
	var full []int32
	for w := u; w != v; {
		up := c.parent(w)
		g.push(c.via[w], units)
		if g.room[c.via[w]] == 0 {
			full = append(full, w)
		}
		c.enqueue(w)
		w = up
	}
	c.enqueue(v)
	for _, w := range full {
		c.detach(w, true)
	}
}

func (c *canceller) parent(u int32) int32 { return c.near.arcs[c.near.back[c.via[u]]].head() }
