package flow_test

import (
	"math/rand/v2"

	"mihe/solve/flow/flowproblem"
)

// randomNetwork draws a feasible network: supplies are what a random flow within the bounds leaves at each node.
func randomNetwork(r *rand.Rand, nodes, arcs int, capacity, low, cost int64) *flowproblem.Problem {
	p := &flowproblem.Problem{Supply: make([]int64, nodes), Arcs: make([]flowproblem.Arc, arcs)}
	for i := range p.Arcs {
		a := &p.Arcs[i]
		*a = flowproblem.Arc{From: r.Int32N(int32(nodes)), To: r.Int32N(int32(nodes)), Cap: r.Int64N(capacity + 1), Cost: r.Int64N(cost + 1)}
		if low < 0 {
			a.Cost -= cost / 2
			a.Low = r.Int64N(a.Cap + 1)
		}
		x := a.Low + r.Int64N(a.Cap-a.Low+1)
		p.Supply[a.From] += x
		p.Supply[a.To] -= x
	}
	return p
}

// spread draws a network with units entering at one in five nodes and leaving at one in five, all able to travel along a ring.
func spread(r *rand.Rand, nodes, arcs int, cost int64) *flowproblem.Problem {
	p := &flowproblem.Problem{Supply: make([]int64, nodes), Arcs: make([]flowproblem.Arc, arcs)}
	var total int64
	for i := range nodes / 5 {
		x := 1 + r.Int64N(100)
		p.Supply[i] += x
		p.Supply[nodes-1-i] -= x
		total += x
	}
	for i := range p.Arcs {
		if i < nodes {
			p.Arcs[i] = flowproblem.Arc{From: int32(i), To: int32((i + 1) % nodes), Cap: total, Cost: cost}
			continue
		}
		p.Arcs[i] = flowproblem.Arc{From: r.Int32N(int32(nodes)), To: r.Int32N(int32(nodes)), Cap: 1 + r.Int64N(1000), Cost: 1 + r.Int64N(cost)}
	}
	return p
}

// complete draws a transport problem: n sources and n sinks of the given units each, every pair joined.
func complete(r *rand.Rand, n int, units, cost int64) *flowproblem.Problem {
	p := &flowproblem.Problem{Supply: make([]int64, 2*n), Arcs: make([]flowproblem.Arc, 0, n*n)}
	for i := range n {
		p.Supply[i], p.Supply[n+i] = units, -units
		for j := range n {
			p.Arcs = append(p.Arcs, flowproblem.Arc{From: int32(i), To: int32(n + j), Cap: units, Cost: 1 + r.Int64N(cost)})
		}
	}
	return p
}
