package route

import "math"

// entry is one visit at a place on a route: after node p of carer c.
type entry struct {
	visit, p, c int32
	time        int64 // the start it would have
	detour      int64 // the way it adds
}

// probe answers what a plan would cost if one or two visits entered it, without changing the plan: it propagates the rises that follow, over
// a copy of the starts that is as large as what they touch.
type probe struct {
	x     *model
	s     *state
	stack []rise
	start []int64  // of nodes that rose
	stamp []uint32 // start is valid where the stamp is now
	now   uint32
}

func newProbe(x *model) *probe {
	nodes := x.n + 2*x.m
	return &probe{x: x, start: make([]int64, nodes), stamp: make([]uint32, nodes)}
}

// never is a cost that no plan has.
const never = math.MaxInt64 / 4

// single returns the lateness that entry e adds, or false where that is bound or more, or a hard bound breaks, or visits wait in a circle.
func (w *probe) single(e entry, bound int64) (int64, bool) {
	w.begin()
	w.put(e.visit, e.time)
	extra, most := w.own(e, 0, w.s.maxLate)
	if extra+most-w.s.maxLate >= bound {
		return 0, false
	}
	q := w.s.next[e.p]
	w.stack = append(w.stack[:0], rise{q, e.time + w.x.lasts[e.visit] + w.x.between(e.visit, q)})
	return w.run(e, entry{visit: -1, p: -1}, extra, most, bound)
}

// double is single for two visits that are mates and whose times keep their bond.
func (w *probe) double(a, b entry, bound int64) (int64, bool) {
	w.begin()
	w.put(a.visit, a.time)
	w.put(b.visit, b.time)
	extra, most := w.own(a, 0, w.s.maxLate)
	extra, most = w.own(b, extra, most)
	if extra+most-w.s.maxLate >= bound {
		return 0, false
	}
	w.stack = w.stack[:0]
	for _, e := range [2]*entry{&a, &b} {
		q := w.s.next[e.p]
		w.stack = append(w.stack, rise{q, e.time + w.x.lasts[e.visit] + w.x.between(e.visit, q)})
	}
	return w.run(a, b, extra, most, bound)
}

func (w *probe) begin() {
	if w.now++; w.now == 0 {
		clear(w.stamp)
		w.now = 1
	}
}

func (w *probe) put(node int32, t int64) {
	w.start[node], w.stamp[node] = t, w.now
}

// own adds the lateness of the entering visit itself.
func (w *probe) own(e entry, extra, most int64) (int64, int64) {
	if late := e.time - w.x.shuts[e.visit]; w.x.soft && late > 0 {
		return extra + late, max(most, late)
	}
	return extra, most
}

// run works off the stack. A visit that enters alone and rises again waits for itself. Of two, each may rise once for the sake of the other; more is
// taken for a circle.
func (w *probe) run(a, b entry, extra, most, bound int64) (int64, bool) {
	x, s := w.x, w.s
	before := s.maxLate
	again := 0
	if b.visit >= 0 {
		again = 2
	}
	left := 2*x.n + 64
	for len(w.stack) > 0 {
		top := w.stack[len(w.stack)-1]
		w.stack = w.stack[:len(w.stack)-1]
		v, t := top.node, top.time
		old := s.start[v]
		if w.stamp[v] == w.now {
			old = w.start[v]
		}
		if t <= old {
			continue
		}
		if t > s.latest[v] && (!x.soft || int(v) >= x.n) && v != a.visit && v != b.visit {
			return 0, false
		}
		if int(v) >= x.n {
			w.put(v, t)
			continue
		}
		if v == a.visit || v == b.visit {
			if again--; again < 0 {
				return 0, false
			}
		}
		t = x.admit(v, t)
		if t > x.shuts[v] {
			if !x.soft {
				return 0, false
			}
			extra += t - max(old, x.shuts[v])
			most = max(most, t-x.shuts[v])
			if extra+most-before >= bound {
				return 0, false
			}
		}
		if left--; left < 0 {
			return 0, false
		}
		w.put(v, t)
		q, m := s.next[v], x.mate[v]
		switch v {
		case a.p:
			q = a.visit
		case b.p:
			q = b.visit
		case a.visit:
			q = s.next[a.p]
		case b.visit:
			q = s.next[b.p]
		}
		w.stack = append(w.stack, rise{q, t + x.lasts[v] + x.between(v, q)})
		if m >= 0 && (s.carer[m] >= 0 || v == a.visit || v == b.visit) {
			w.stack = append(w.stack, rise{m, t + x.gap[v]})
		}
	}
	return extra + most - before, true
}
