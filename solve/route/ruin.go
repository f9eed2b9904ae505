package route

import "math/rand/v2"

// ruiner takes visits out: strings of neighbouring visits from routes that lie near each other, after Christiaens and Vanden Berghe.
type ruiner struct {
	x      *model
	random *rand.Rand
	ruined []uint32 // by carer
	round  uint32
	whole  bool    // whole routes may be taken out
	mean   float64 // visits to take out, on average
}

// longest is the longest string that is cut out of one route, in visits.
const longest = 10

// One round of wholly takes a whole route out: where routes are long, no string is long enough to get by with one route less.
const wholly = 30

// ruin takes visits out of s, with their mates, and lists their requests as absent.
func (r *ruiner) ruin(s *state) {
	x := r.x
	served := len(x.p.Requests) - len(s.absent)
	if served == 0 {
		return
	}
	seed := int32(r.random.IntN(x.n))
	for s.carer[seed] < 0 {
		seed = int32(r.random.IntN(x.n))
	}
	if r.whole && r.random.IntN(wholly) == 0 {
		c := s.carer[seed]
		for v := s.next[int32(x.n)+c]; int(v) < x.n; v = s.next[int32(x.n)+c] {
			r.drop(s, v)
		}
		return
	}
	routes, visits := 0, 0
	for _, c := range s.count {
		if c > 0 {
			routes, visits = routes+1, visits+int(c)
		}
	}
	most := min(longest, float64(visits)/float64(routes))
	strings := int(1 + r.random.Float64()*max(0, 4*r.mean/(1+most)-1))
	r.round++
	for _, v := range x.near[seed] {
		c := s.carer[v]
		if c < 0 || r.ruined[c] == r.round {
			continue
		}
		r.ruined[c] = r.round
		r.cut(s, v, int(1+r.random.Float64()*min(float64(s.count[c]), most)))
		if strings--; strings == 0 {
			return
		}
	}
}

// cut takes a string of length visits that holds v out of its route; in one case of two a piece in the midst of a longer string is
// spared.
func (r *ruiner) cut(s *state, v int32, length int) {
	x := r.x
	count := int(s.count[s.carer[v]])
	length = min(length, count)
	spared := 0
	if length > 1 && length < count && r.random.IntN(2) == 0 {
		for spared = 1; length+spared < count && r.random.IntN(100) == 0; spared++ {
		}
	}
	total := length + spared
	before, after := 0, 0
	for u := s.prev[v]; int(u) < x.n && before < total; u = s.prev[u] {
		before++
	}
	for u := s.next[v]; int(u) < x.n && after < total; u = s.next[u] {
		after++
	}
	least := max(0, total-1-after)
	back := least + r.random.IntN(min(before, total-1)-least+1)
	u := v
	for range back {
		u = s.prev[u]
	}
	from := total
	if spared > 0 {
		from = 1 + r.random.IntN(length-1) // the visits cut before the spared piece
	}
	for i := range total {
		if int(u) >= x.n {
			return
		}
		next := s.next[u]
		if i < from || i >= from+spared {
			if next == x.mate[u] {
				next = s.next[next]
			}
			r.drop(s, u)
		}
		u = next
	}
}

// drop takes a visit out, and with it its mate.
func (r *ruiner) drop(s *state, v int32) {
	x := r.x
	at := x.p.Visits[v].Request
	x.unlink(s, v)
	if m := x.mate[v]; m >= 0 && s.carer[m] >= 0 {
		x.unlink(s, m)
	}
	s.absent = append(s.absent, int32(at))
	s.miss(&x.p.Requests[at], 1)
}
