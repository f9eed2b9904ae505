package siteproblem

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

type edge struct{ from, to, length int32 }

// graph holds the edges of node i at edges[start[i]:start[i+1]].
type graph struct {
	start []int32
	edges []edge
}

// newGraph keeps the last of several edges between two nodes, and no loop.
func newGraph(n int, given []edge) *graph {
	for i := range given {
		e := &given[i]
		e.from, e.to = min(e.from, e.to), max(e.from, e.to)
	}
	slices.SortStableFunc(given, func(a, b edge) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	g := &graph{start: make([]int32, n+1)}
	for i, e := range given {
		last := i+1 == len(given) || given[i+1].from != e.from || given[i+1].to != e.to
		if last && e.from != e.to {
			g.edges = append(g.edges, e, edge{e.to, e.from, e.length})
		}
	}
	slices.SortFunc(g.edges, func(a, b edge) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	for _, e := range g.edges {
		g.start[e.from+1]++
	}
	for i := range n {
		g.start[i+1] += g.start[i]
	}
	return g
}

// search is Dijkstra's algorithm with a binary heap, its memory kept between sources. A node may stand in the heap several times; the
// first time counts.
type search struct {
	*graph
	distance []int64
	heap     []reached
}

type reached struct {
	distance int64
	node     int32
}

func newSearch(g *graph) *search { return &search{graph: g, distance: make([]int64, len(g.start)-1)} }

const unreached = math.MaxInt64

// links appends a link from source to every node that it reaches, itself included.
func (s *search) links(source int, to []Link) ([]Link, error) {
	for i := range s.distance {
		s.distance[i] = unreached
	}
	s.distance[source] = 0
	s.push(reached{0, int32(source)})
	for len(s.heap) > 0 {
		at := s.pop()
		if at.distance > s.distance[at.node] {
			continue
		}
		for _, e := range s.edges[s.start[at.node]:s.start[at.node+1]] {
			if d := at.distance + int64(e.length); d < s.distance[e.to] {
				s.distance[e.to] = d
				s.push(reached{d, e.to})
			}
		}
	}
	for j, d := range s.distance {
		switch {
		case d == unreached:
		case d > math.MaxInt32:
			return nil, fmt.Errorf("%w: from %d to %d it is %d", ErrOverflow, source+1, j+1, d)
		default:
			to = append(to, Link{int32(j), int32(d)})
		}
	}
	return to, nil
}

func (s *search) push(r reached) {
	s.heap = append(s.heap, r)
	for i := len(s.heap) - 1; i > 0; {
		up := (i - 1) / 2
		if s.heap[up].distance <= s.heap[i].distance {
			return
		}
		s.heap[up], s.heap[i] = s.heap[i], s.heap[up]
		i = up
	}
}

func (s *search) pop() reached {
	h := s.heap
	top, last := h[0], len(h)-1
	h[0] = h[last]
	h = h[:last]
	s.heap = h
	for i := 0; ; {
		down := 2*i + 1
		if down >= last {
			return top
		}
		if down+1 < last && h[down+1].distance < h[down].distance {
			down++
		}
		if h[i].distance <= h[down].distance {
			return top
		}
		h[i], h[down] = h[down], h[i]
		i = down
	}
}
