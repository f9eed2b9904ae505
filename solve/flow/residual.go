package flow

// residuals are the two directions of every arc, listed by node: directions out of u are arcs[first[u]:first[u+1]], those along an
// arc before those against one, which a processor's branch prediction likes.
type residuals struct {
	first []int32
	arcs  []direction
	room  []int64 // of each direction: how much more flow it takes
	back  []int32 // where the opposite direction stands
	at    []int32 // where each arc stands, in its own direction
}

// direction is one direction of an arc. What a search reads stands together, in as few bytes as it takes, since searches wait for memory; the rest apart.
type direction struct {
	cost int32  // in units of the problem
	to   uint32 // the head times four, plus roomAhead, plus roomBack
}

// The flags of a direction: whether it has room, and whether the opposite one has.
const (
	roomAhead = 1
	roomBack  = 2
)

func (d *direction) head() int32 { return int32(d.to >> 2) }

// build lists arcs between count nodes; each gives its nodes, its flow, its capacity and its cost.
func (g *residuals) build(count, arcs int, give func(int) (a arc, flow int64)) {
	out := make([]int32, count+1)
	g.first = make([]int32, count+1)
	g.at = make([]int32, arcs)
	if cap(g.arcs) < 2*arcs {
		g.arcs, g.room, g.back = make([]direction, 2*arcs), make([]int64, 2*arcs), make([]int32, 2*arcs)
	}
	g.arcs, g.room, g.back = g.arcs[:2*arcs], g.room[:2*arcs], g.back[:2*arcs]
	for i := range arcs {
		a, _ := give(i)
		out[a.from]++
		g.first[a.from+1]++
		g.first[a.to+1]++
	}
	in := make([]int32, count)
	for u := range count {
		g.first[u+1] += g.first[u]
		in[u] = g.first[u] + out[u]
		out[u] = g.first[u]
	}
	for i := range arcs {
		a, x := give(i)
		f, b := out[a.from], in[a.to]
		out[a.from]++
		in[a.to]++
		var ahead, back uint32
		if x < a.cap {
			ahead = 1
		}
		if x > 0 {
			back = 1
		}
		g.arcs[f] = direction{cost: int32(a.cost), to: uint32(a.to)<<2 | ahead*roomAhead | back*roomBack}
		g.arcs[b] = direction{cost: -int32(a.cost), to: uint32(a.from)<<2 | back*roomAhead | ahead*roomBack}
		g.back[f], g.back[b] = b, f
		g.room[f], g.room[b] = a.cap-x, x
		g.at[i] = f
	}
}

// flow is the flow of an arc.
func (g *residuals) flow(i int) int64 { return g.room[g.back[g.at[i]]] }

// push sends units > 0 in direction i.
func (g *residuals) push(i int32, units int64) {
	back := g.back[i]
	a, b := &g.arcs[i], &g.arcs[back]
	g.room[back] += units
	b.to |= roomAhead
	a.to |= roomBack
	if g.room[i] -= units; g.room[i] == 0 {
		a.to &^= roomAhead
		b.to &^= roomBack
	}
}
