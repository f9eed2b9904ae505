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

// grid draws a rectangle of nodes joined to their neighbours, which 50 units in each row cross from left to right.
func grid(r *rand.Rand, width, height int, cost int64) *flowproblem.Problem {
	p := &flowproblem.Problem{Supply: make([]int64, width*height)}
	for y := range height {
		p.Supply[y*width] += 50
		p.Supply[y*width+width-1] -= 50
		for x := range width {
			for _, step := range [][2]int{{1, 0}, {0, 1}, {1, 1}, {-1, 0}, {0, -1}} {
				if u, v := x+step[0], y+step[1]; u >= 0 && v >= 0 && u < width && v < height {
					p.Arcs = append(p.Arcs, flowproblem.Arc{
						From: int32(y*width + x), To: int32(v*width + u), Cap: 50 + r.Int64N(1000), Cost: 1 + r.Int64N(cost),
					})
				}
			}
		}
	}
	return p
}

// few draws a network as spread does, with 1,000 units entering at one node in 300 and leaving at as many (the proportions of NETGEN's problems).
func few(r *rand.Rand, nodes, arcs int, cost int64) *flowproblem.Problem {
	p := spread(r, nodes, arcs, cost)
	clear(p.Supply)
	for i := range max(1, nodes/300) {
		p.Supply[i] += 1000
		p.Supply[nodes-1-i] -= 1000
	}
	for i := range nodes {
		p.Arcs[i].Cap = 1000 * int64(nodes)
	}
	return p
}

// sparse draws a transport problem in which each of n sources reaches degree sinks at random, and one for sure at a high price.
func sparse(r *rand.Rand, n, degree int, cost int64) *flowproblem.Problem {
	p := &flowproblem.Problem{Supply: make([]int64, 2*n)}
	for i := range n {
		p.Supply[i], p.Supply[n+i] = 10, -10
		p.Arcs = append(p.Arcs, flowproblem.Arc{From: int32(i), To: int32(n + i), Cap: 10, Cost: 2 * cost})
		for range degree {
			p.Arcs = append(p.Arcs, flowproblem.Arc{From: int32(i), To: int32(n + r.IntN(n)), Cap: 10, Cost: 1 + r.Int64N(cost)})
		}
	}
	return p
}
