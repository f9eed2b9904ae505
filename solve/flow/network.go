package flow

import (
	"fmt"
	"math"

	"mihe/solve/flow/flowproblem"
)

// network is a problem made ready for an algorithm: lower bounds shifted to zero, arcs whose flow is known in advance (loops,
// arcs with one possible flow) left out, capacities clamped to what an optimal flow can use.
type network struct {
	supply []int64
	arcs   []arc
	origin []int32 // the problem's arc of each arc; nil when all are kept
	base   []int64 // the flow each of the problem's arcs has before the algorithm adds its own
	least  int64   // the greatest |cost|
	total  int64   // units that must travel
	volume float64 // sum of capacities
}

// arc is an arc with flow in [0, cap].
type arc struct {
	from, to  int32
	cap, cost int64
}

// maxTotal bounds the units that may travel, and the clamp of a capacity.
const maxTotal = 1 << 61

func newNetwork(p *flowproblem.Problem) (*network, error) {
	n := &network{supply: append([]int64(nil), p.Supply...), base: make([]int64, len(p.Arcs)), arcs: make([]arc, 0, len(p.Arcs))}
	for i := range p.Arcs {
		a := &p.Arcs[i]
		n.base[i] = a.Low
		if a.From == a.To {
			if a.Cost < 0 {
				n.base[i] = a.Cap
			}
			continue
		}
		if a.Low > 0 {
			from, to := n.supply[a.From]-a.Low, n.supply[a.To]+a.Low
			if from < -maxTotal || to > maxTotal {
				return nil, fmt.Errorf("%w: lower bounds at arc %d", flowproblem.ErrOverflow, i+1)
			}
			n.supply[a.From], n.supply[a.To] = from, to
		}
		if a.Cap > a.Low {
			n.keep(i, len(p.Arcs), arc{a.From, a.To, a.Cap - a.Low, a.Cost})
		}
	}
	return n, n.clamp()
}

// keep adds an arc; as long as none was left out the problem's numbering is ours.
func (n *network) keep(i, arcs int, a arc) {
	if n.origin == nil && i != len(n.arcs) {
		n.origin = make([]int32, len(n.arcs), arcs)
		for j := range n.origin {
			n.origin[j] = int32(j)
		}
	}
	if n.origin != nil {
		n.origin = append(n.origin, int32(i))
	}
	n.arcs = append(n.arcs, a)
}

// clamp lowers capacities to one more than any arc carries in an optimal flow without needless cycles: all units that travel and all
// that arcs of negative cost can circulate. An arc at such a clamp lies on a cycle of cost zero, so its
// reduced cost is zero and the certificate holds for the true capacity as well.
func (n *network) clamp() error {
	bound := float64(1) // in floating point first, to see an overflow
	for _, b := range n.supply {
		bound += float64(max(b, 0))
	}
	for i := range n.arcs {
		a := &n.arcs[i]
		n.least = max(n.least, a.cost, -a.cost)
		if a.cost < 0 {
			bound += float64(a.cap)
		}
	}
	total := int64(math.MaxInt64)
	if bound < maxTotal {
		total = 1
		for _, b := range n.supply {
			n.total += max(b, 0)
		}
		total += n.total
		for i := range n.arcs {
			if n.arcs[i].cost < 0 {
				total += n.arcs[i].cap
			}
		}
	} else {
		for _, b := range n.supply {
			if n.total += max(b, 0); n.total > maxTotal {
				return fmt.Errorf("%w: more than 2^61 units travel", flowproblem.ErrOverflow)
			}
		}
	}
	for i := range n.arcs {
		n.arcs[i].cap = min(n.arcs[i].cap, total)
		n.volume += float64(n.arcs[i].cap)
	}
	return nil
}

// solution puts the flows of the network's arcs back into the problem.
func (n *network) solution(p *flowproblem.Problem, flow func(int) int64, potential []int64) (*flowproblem.Solution, error) {
	s := &flowproblem.Solution{Flow: n.base, Potential: potential}
	for i := range n.arcs {
		at := i
		if n.origin != nil {
			at = int(n.origin[i])
		}
		s.Flow[at] += flow(i)
	}
	var cost sum
	for i, x := range s.Flow {
		if x != 0 {
			cost.add(p.Arcs[i].Cost, x)
		}
	}
	var ok bool
	if s.Cost, ok = cost.value(); !ok {
		return nil, fmt.Errorf("%w: the cost of the optimal flow", flowproblem.ErrOverflow)
	}
	return s, nil
}

// cut returns the proof that units cannot leave the nodes of start: all nodes they reach where room is left.
func (n *network) cut(p *flowproblem.Problem, start []int32, flow func(int) int64) error {
	reached := make([]bool, len(n.supply))
	queue := append([]int32(nil), start...)
	for _, u := range start {
		reached[u] = true
	}
	first, list := n.incidence()
	for len(queue) > 0 {
		u := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for _, e := range list[first[u]:first[u+1]] {
			a, x := &n.arcs[e], flow(int(e))
			v := a.to
			if a.to == u {
				v = a.from
				if x == 0 {
					continue
				}
			} else if x == a.cap {
				continue
			}
			if !reached[v] {
				reached[v] = true
				queue = append(queue, v)
			}
		}
	}
	c := &flowproblem.Cut{}
	var excess sum // its parts can leave 64 bits
	for i, yes := range reached {
		if yes {
			c.Nodes = append(c.Nodes, int32(i))
			excess.add(1, p.Supply[i])
		}
	}
	for i := range p.Arcs {
		switch a := &p.Arcs[i]; {
		case reached[a.From] && !reached[a.To]:
			excess.add(-1, a.Cap)
		case !reached[a.From] && reached[a.To]:
			excess.add(1, a.Low)
		}
	}
	var ok bool
	if c.Excess, ok = excess.value(); !ok {
		return fmt.Errorf("%w: the excess of a cut", flowproblem.ErrOverflow)
	}
	return c
}

// incidence lists the arcs of every node.
func (n *network) incidence() (first, list []int32) {
	first = make([]int32, len(n.supply)+2)
	for i := range n.arcs {
		first[n.arcs[i].from+2]++
		first[n.arcs[i].to+2]++
	}
	for i := 2; i < len(first); i++ {
		first[i] += first[i-1]
	}
	list = make([]int32, 2*len(n.arcs))
	for i := range n.arcs {
		for _, u := range [2]int32{n.arcs[i].from, n.arcs[i].to} {
			list[first[u+1]] = int32(i)
			first[u+1]++
		}
	}
	return first[:len(n.supply)+1], list
}
