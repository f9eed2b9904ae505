package route

// rise is a bound from below on the start of a node.
type rise struct {
	node int32
	time int64
}

// settler raises starts to their least fixed point: a bound that is broken raises a start, which may break the bounds of the next visit on the
// route and of the mate. Raising the earliest starts of a plan that has some ends; one whose visits wait for each other in a circle would
// rise for ever, and is given up after more rises than a plan without circles is likely to need.
type settler struct {
	x     *model
	stack []rise
}

// patience is how often starts may rise in one settling, for each visit of the problem, before a circle is taken for granted.
const patience = 4

// rebuild computes all starts anew from the routes, and what follows from them. It says whether windows and shifts hold: taking visits out breaks them only
// where ways are no metric.
func (w *settler) rebuild(s *state) bool {
	x := w.x
	good := true
	for c := range int32(x.m) {
		good = w.walk(s, c) && good
	}
	w.stack = w.stack[:0]
	for _, pair := range x.pairs {
		if a, b := pair[0], pair[1]; s.carer[a] >= 0 && s.carer[b] >= 0 {
			w.stack = append(w.stack, rise{b, s.start[a] + x.gap[a]}, rise{a, s.start[b] + x.gap[b]})
		}
	}
	if len(x.pairs) > 0 && !w.settle(s) {
		return false
	}
	w.lateness(s)
	return good
}

// walk computes the starts of one route, bonds left aside.
func (w *settler) walk(s *state, c int32) bool {
	x := w.x
	p := int32(x.n) + c
	good := true
	for v := s.next[p]; ; p, v = v, s.next[v] {
		t := s.start[p] + x.lasts[p] + x.between(p, v)
		if int(v) >= x.n {
			s.start[v] = t
			good = good && (t <= x.shuts[v] || s.count[c] == 0)
			break
		}
		t = x.admit(v, t)
		s.start[v] = t
		good = good && (x.soft || t <= x.shuts[v])
	}
	x.lately(s, c)
	return good
}

// lateness adds up how late visits start.
func (w *settler) lateness(s *state) {
	s.late, s.maxLate = 0, 0
	if !w.x.soft {
		return
	}
	for v, c := range s.carer {
		if late := s.start[v] - w.x.shuts[v]; c >= 0 && late > 0 {
			s.late += late
			s.maxLate = max(s.maxLate, late)
		}
	}
}

// settle works off the stack. It returns false where a hard bound breaks or a circle is met.
func (w *settler) settle(s *state) bool {
	x := w.x
	left := patience*x.n + 64
	for len(w.stack) > 0 {
		top := w.stack[len(w.stack)-1]
		w.stack = w.stack[:len(w.stack)-1]
		v, t := top.node, top.time
		if t <= s.start[v] {
			continue
		}
		if int(v) >= x.n {
			if s.start[v] = t; t > x.shuts[v] {
				return false
			}
			continue
		}
		t = x.admit(v, t)
		if left--; left < 0 || !x.soft && t > x.shuts[v] {
			return false
		}
		if x.soft && t > x.shuts[v] {
			s.late += t - max(s.start[v], x.shuts[v])
			s.maxLate = max(s.maxLate, t-x.shuts[v])
		}
		s.start[v] = t
		q := s.next[v]
		w.stack = append(w.stack, rise{q, t + x.lasts[v] + x.between(v, q)})
		if m := x.mate[v]; m >= 0 && s.carer[m] >= 0 {
			w.stack = append(w.stack, rise{m, t + x.gap[v]})
		}
	}
	return true
}

// enter settles a plan into which the visits at hand, one or the two of a request, were just linked.
func (w *settler) enter(s *state, visits ...int32) bool {
	x := w.x
	w.stack = w.stack[:0]
	for _, v := range visits {
		p := s.prev[v]
		s.start[v] = -1
		w.stack = append(w.stack, rise{v, max(0, s.start[p]+x.lasts[p]+x.between(p, v))})
	}
	if !w.settle(s) {
		return false
	}
	for _, v := range visits {
		x.lately(s, s.carer[v])
	}
	for _, v := range visits {
		// Where ways are no metric, a visit can be on a short cut, and what follows starts earlier.
		p, q := s.prev[v], s.next[v]
		if s.start[v]+x.lasts[v]+x.between(v, q) < s.start[p]+x.lasts[p]+x.between(p, q) {
			return w.rebuild(s)
		}
	}
	return true
}
