package route

import (
	"mihe/solve/route/routeproblem"
)

// state is a plan under construction: routes as doubly linked lists from the start to the end of each carer.
type state struct {
	next, prev []int32 // of nodes
	carer      []int32 // of visits; -1: not made
	start      []int64 // of nodes; of an end, when the carer is back
	latest     []int64 // of nodes: the last start that keeps hard windows and the shift after it, bonds left aside
	load       []int64 // carer·kinds + kind
	count      []int32
	work       []int64 // time of service
	absent     []int32 // requests not served
	travel     int64
	late       int64
	maxLate    int64
	must       int64 // requests not served that must be
	unserved   int64
	strangers  int64
	unspoken   int64
}

func newState(x *model) *state {
	nodes := x.n + 2*x.m
	s := &state{
		next: make([]int32, nodes), prev: make([]int32, nodes), carer: make([]int32, x.n), start: make([]int64, nodes), latest: make([]int64, nodes),
		load: make([]int64, x.m*x.kinds), count: make([]int32, x.m), work: make([]int64, x.m), absent: make([]int32, 0, len(x.p.Requests)),
	}
	for v := range s.carer {
		s.carer[v] = -1
	}
	for c := range int32(x.m) {
		s.work[c] = x.p.Carers[c].Worked
		a, b := int32(x.n)+c, int32(x.n+x.m)+c
		s.next[a], s.prev[b] = b, a
		s.start[a] = x.opens[a]
		s.start[b] = s.start[a] + x.between(a, b)
		s.travel += x.between(a, b)
		x.lately(s, c)
	}
	for i := range x.p.Requests {
		s.absent = append(s.absent, int32(i))
		s.miss(&x.p.Requests[i], 1)
	}
	return s
}

// idleTravel is what carers who stay at home would travel from start to end; they do not.
func (x *model) idleTravel(s *state) int64 {
	var sum int64
	for c := range int32(x.m) {
		if s.count[c] == 0 {
			sum += x.between(int32(x.n)+c, int32(x.n+x.m)+c)
		}
	}
	return sum
}

// miss books a request as not served, or with sign -1 as served.
func (s *state) miss(r *routeproblem.Request, sign int64) {
	s.unserved += sign * (1 + r.Priority)
	if r.Must {
		s.must += sign
	}
}

// copyFrom makes s equal to o.
func (s *state) copyFrom(o *state) {
	copy(s.next, o.next)
	copy(s.prev, o.prev)
	copy(s.carer, o.carer)
	copy(s.start, o.start)
	copy(s.latest, o.latest)
	copy(s.load, o.load)
	copy(s.count, o.count)
	copy(s.work, o.work)
	s.absent = append(s.absent[:0], o.absent...)
	s.travel, s.late, s.maxLate = o.travel, o.late, o.maxLate
	s.must, s.unserved, s.strangers, s.unspoken = o.must, o.unserved, o.strangers, o.unspoken
}

// lately computes the latest starts of one route.
func (x *model) lately(s *state, c int32) {
	end := int32(x.n+x.m) + c
	s.latest[end] = x.shuts[end]
	for q, v := end, s.prev[end]; int(v) < x.n; q, v = v, s.prev[v] {
		t := s.latest[q] - x.between(v, q) - x.lasts[v]
		if !x.soft {
			t = x.before(v, t)
		}
		s.latest[v] = t
	}
}

// link puts visit v after node p of carer c; starts are left to settle.
func (x *model) link(s *state, v, p, c int32) {
	q := s.next[p]
	s.travel += x.between(p, v) + x.between(v, q) - x.between(p, q)
	s.next[p], s.prev[v], s.next[v], s.prev[q] = v, p, q, v
	s.carer[v] = c
	x.book(s, v, c, 1)
}

// unlink takes visit v off its route.
func (x *model) unlink(s *state, v int32) {
	p, q := s.prev[v], s.next[v]
	s.travel -= x.between(p, v) + x.between(v, q) - x.between(p, q)
	s.next[p], s.prev[q] = q, p
	x.book(s, v, s.carer[v], -1)
	s.carer[v] = -1
}

func (x *model) book(s *state, v, c int32, sign int64) {
	s.count[c] += int32(sign)
	s.work[c] += sign * x.lasts[v]
	for k := range x.kinds {
		s.load[int(c)*x.kinds+k] += sign * x.amount[int(v)*x.kinds+k]
	}
	if x.care && x.strange[int(v)*x.m+int(c)] {
		s.strangers += sign
	}
	if x.care && x.mute[int(v)*x.m+int(c)] {
		s.unspoken += sign
	}
}

// fits says that carer c has room for visit v.
func (x *model) fits(s *state, v, c int32) bool {
	if int(s.count[c]) >= x.p.Carers[c].MaxVisits {
		return false
	}
	for k := range x.kinds {
		if s.load[int(c)*x.kinds+k]+x.amount[int(v)*x.kinds+k] > x.p.Carers[c].Capacity[k] {
			return false
		}
	}
	return true
}

// spread is the longest less the shortest workload.
func (x *model) spread(s *state) int64 {
	low, high, seen := int64(0), int64(0), false
	for c, w := range s.work {
		if !x.counted[c] {
			continue
		}
		if !seen {
			low, high, seen = w, w, true
		}
		low, high = min(low, w), max(high, w)
	}
	return high - low
}

// value is what the plan is worth, level by level.
func (x *model) value(s *state) routeproblem.Value {
	v := routeproblem.Value{Must: s.must, Unserved: s.unserved, Cost: s.travel - x.idleTravel(s)}
	switch {
	case x.soft:
		v.Cost += s.late + s.maxLate
	case x.care:
		v.Strangers, v.Unspoken, v.Spread = s.strangers, s.unspoken, x.spread(s)
	}
	return v
}

// score is the value as one number, for accepting and refusing.
func (x *model) score(s *state) int64 {
	v := x.value(s)
	return v.Cost + x.weight.must*v.Must + x.weight.unserved*v.Unserved + x.weight.stranger*v.Strangers + x.weight.unspoken*v.Unspoken + x.weight.spread*v.Spread
}
