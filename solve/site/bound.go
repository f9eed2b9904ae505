package site

import (
	"context"
	"math"

	"mihe/solve/site/siteproblem"
)

// dual is the Lagrangian relaxation of package siteproblem and its multipliers, one per group.
//
// bound climbs by subgradients, each step in the direction of the last ones (Crowder) with a length from the gap (Polyak). Multipliers move
// as floating-point numbers; every bound is computed from their whole parts in exact integers, so it needs no tolerance. Every
// product is rounded before it is added: the same bits on processors that fuse the two. Source: Held, Wolfe, Crowder,
// Mathematical Programming 6 (1974); Crowder, Symposia Mathematica 19 (1976); Beasley, European Journal of OR 65 (1993).
type dual struct {
	*instance
	weight    []float64 // a step moves a group as far as that many customers
	moving    []float64 // multipliers on their way
	direction []float64
	whole     []int64 // their whole parts
	reduced   []int64 // ρ of each site
	chosen    []uint8 // 1: the relaxation opens the site
	order     []int32

	length   float64 // the part of a full step that is made
	patience int     // steps in which the bound may stand still
	stood    int     // steps in which it has
	reach    int64   // the bound that counts as risen above

	work  int64   // entries looked at
	best  int64   // S times the greatest bound
	proof []int64 // its multipliers
	plan  []uint8 // the sites that the relaxation opened there
}

// newDual sets multipliers from a plan: where prices stand in a median problem, an equal share for each open site that covers a group in
// maximal covering, and in set covering the share of each group in the largest site that covers it.
func newDual(n *instance, p *plan) *dual {
	groups := n.groups()
	d := &dual{
		instance: n, weight: make([]float64, groups), moving: make([]float64, groups), direction: make([]float64, groups),
		whole: make([]int64, groups), reduced: make([]int64, n.sites), chosen: make([]uint8, n.sites), plan: make([]uint8, n.sites),
		proof: make([]int64, groups), length: 1, patience: patience, reach: math.MinInt64 / 2,
	}
	for _, j := range n.existing {
		d.plan[j] = 1
	}
	if n.kind == siteproblem.SetCovering {
		d.best = n.scale * int64(len(n.existing)) // without multipliers
	}
	for i := range groups {
		d.weight[i] = float64(n.idle[i])
		top := float64(n.scale * n.idle[i])
		list := n.site[n.start[i]:n.start[i+1]]
		switch n.kind {
		case siteproblem.Median:
			d.moving[i] = float64(n.scale * p.price(int32(i), p.rank[i]))
		case siteproblem.MaximalCovering:
			open := 0
			for _, j := range list {
				if p.isOpen[j] {
					open++
				}
			}
			d.moving[i] = top / float64(max(open, 1))
		case siteproblem.SetCovering:
			most := 1
			for _, j := range list {
				most = max(most, len(n.of(j)))
			}
			d.moving[i] = top / float64(most)
		}
	}
	return d
}

// patience is how many steps without a better bound halve the step at first; momentum is the share of the last direction in the next. They
// were chosen on uniform coverings of 1,000 sites, whose bounds by linear programming (HiGHS) were known.
const (
	patience = 4
	momentum = 0.8
	shortest = 1e-3 // the part of a full step below which the bound stands still
)

// bound makes at most rounds steps, and no more after so much work, towards a target, the objective of the best plan known.
func (d *dual) bound(ctx context.Context, rounds int, work, target int64) {
	for end := d.work + work; rounds > 0 && d.work < end; rounds-- {
		value := d.evaluate()
		if d.lower() >= target || ctx.Err() != nil {
			return
		}
		// A bound that rises by less than a thousandth of the gap stands still.
		if value > d.reach+(d.scale*target-d.reach)/1000 {
			d.reach, d.stood = value, 0
		} else if d.stood++; d.stood >= d.patience {
			d.stood = 0
			if d.length /= 2; d.length < shortest {
				d.restart()
			}
		}
		if !d.step(float64(d.length * float64(d.scale*target-value))) {
			return
		}
	}
}

// opened is a plan with the sites that the best relaxation opened, filled up by greatest gain.
func (d *dual) opened() *plan {
	p := newPlan(d.instance)
	for j, chosen := range d.plan {
		if chosen == 1 {
			p.openSite(int32(j))
		}
	}
	p.fill()
	return p
}

// restart goes back to the best multipliers with full steps, and waits twice as long before it halves them again. Without it the
// bound of a set covering problem of 1,000 sites stood still at 203, with it at 207, where linear programming says 208.1.
func (d *dual) restart() {
	d.patience *= 2
	d.length = 1
	clear(d.direction)
	for i, w := range d.proof {
		d.moving[i] = float64(w)
	}
}

// lower is the greatest bound as an integer of the objective.
func (d *dual) lower() int64 {
	q := d.best / d.scale
	if d.best > q*d.scale {
		q++
	}
	return q
}

// evaluate returns S times the bound of the multipliers as they stand, and keeps the best.
func (d *dual) evaluate() int64 {
	clear(d.reduced)
	var value int64
	if d.kind == siteproblem.Median {
		value = d.reduceMedian()
	} else {
		value = d.reduceCovering()
	}
	d.work += int64(d.groups() + d.sites)
	value += d.choose()
	if value > d.best {
		d.best = value
		copy(d.proof, d.whole)
		copy(d.plan, d.chosen)
	}
	return value
}

// reduceMedian computes ρ and returns Σ λ.
func (d *dual) reduceMedian() int64 {
	var value int64
	for i, x := range d.moving {
		w := int64(x)
		d.whole[i] = w
		value += w
		for k := d.start[i]; k < d.start[i+1]; k++ {
			c := d.scale * d.cost[k]
			if c >= w {
				break
			}
			d.work += 2 // step looks at it again
			d.reduced[d.site[k]] += c - w
		}
	}
	return value
}

// reduceCovering is reduceMedian where all costs are 0.
func (d *dual) reduceCovering() int64 {
	d.work += 2 * int64(len(d.site)) // step looks at them again
	var value int64
	begin := d.start[0]
	for i, x := range d.moving {
		w := int64(x)
		d.whole[i] = w
		value += w
		end := d.start[i+1]
		for _, j := range d.site[begin:end] {
			d.reduced[j] -= w
		}
		begin = end
	}
	return value
}

// choose marks the sites that the relaxation opens and returns their ρ, for set covering with what they cost.
func (d *dual) choose() int64 {
	var value, each int64
	clear(d.chosen)
	d.order = d.order[:0]
	if d.kind == siteproblem.SetCovering {
		each = d.scale
	}
	for _, j := range d.existing {
		d.chosen[j] = 1
		value += each + d.reduced[j]
	}
	for j, r := range d.reduced {
		if !d.fixed[j] && each+r < 0 {
			d.order = append(d.order, int32(j))
		}
	}
	if room := d.open - len(d.existing); d.kind != siteproblem.SetCovering && room < len(d.order) {
		least(d.order, room, d.reduced)
		d.order = d.order[:room]
	}
	for _, j := range d.order {
		d.chosen[j] = 1
		value += each + d.reduced[j]
	}
	return value
}

// least moves the k entries of order with the least keys to its front, of equal keys the lower entries. Quickselect, O(len) expected.
func least(order []int32, k int, key []int64) {
	before := func(a, b int32) bool { return key[a] < key[b] || key[a] == key[b] && a < b }
	for low, high := 0, len(order)-1; low < high; {
		pivot := order[low+(high-low)/2]
		i, j := low, high
		for i <= j {
			for before(order[i], pivot) {
				i++
			}
			for before(pivot, order[j]) {
				j--
			}
			if i <= j {
				order[i], order[j] = order[j], order[i]
				i++
				j--
			}
		}
		switch {
		case k <= j:
			high = j
		case k > i:
			low = i
		default:
			return
		}
	}
}

// step moves the multipliers by length along their direction; false where that is nought: the bound cannot rise.
func (d *dual) step(length float64) bool {
	var norm float64
	for i := range d.whole {
		g := 1 - d.served(i)
		if g > 0 && d.whole[i] >= d.scale*d.idle[i] {
			g = 0
		}
		x := float64(g) + float64(momentum*d.direction[i])
		d.direction[i] = x
		norm += float64(float64(x*x) * d.weight[i])
	}
	if norm < 1e-9 {
		return false
	}
	length /= norm
	scale := float64(d.scale)
	for i, x := range d.direction {
		w := d.weight[i]
		d.moving[i] = min(max(d.moving[i]+float64(length*float64(x*w)), 0), float64(scale*w))
	}
	return true
}

// served is how many of the sites that the relaxation opens serve group i.
func (d *dual) served(i int) int64 {
	served := int64(0)
	begin, end := d.start[i], d.start[i+1]
	if d.kind != siteproblem.Median {
		for _, j := range d.site[begin:end] {
			served += int64(d.chosen[j])
		}
		return served
	}
	w := d.whole[i]
	for k := begin; k < end && d.scale*d.cost[k] < w; k++ {
		served += int64(d.chosen[d.site[k]])
	}
	return served
}
