package route

import (
	"math/rand/v2"
)

// keep is how many places of each of two mates are tried with each other.
const keep = 24

// inserter finds the cheapest way to let a request into a plan.
type inserter struct {
	*model
	probe    *probe
	random   *rand.Rand // nil: every place is looked at
	blinks   int        // one place of so many is skipped
	blink    int        // places to look at before the next is
	idle     []int      // by class: how many idle carers of it may still be tried
	a, b     []entry    // places of mates, least lower bound first
	bounds   [2][]int64
	chosen   [2]entry
	lightest [3]int32 // carers with the least work, least first
	light    int      // how many of lightest there are
	heaviest int64
	wide     int // places kept of a mate
	close    int // beside how many neighbours a visit is tried first; 0: everywhere at once
}

func newInserter(x *model, random *rand.Rand) *inserter {
	return &inserter{model: x, probe: newProbe(x), random: random, idle: make([]int, x.m), wide: keep, blinks: rarely}
}

// Of rarely places one is skipped on average, so that greedy insertion does not always do the same (blinks); in a tenth of all rounds, one of
// often, which a plan with little room needs to become another.
const (
	rarely = 100
	often  = 4
)

// skips says that the next place is skipped.
func (f *inserter) skips() bool {
	if f.random == nil {
		return false
	}
	if f.blink--; f.blink >= 0 {
		return false
	}
	f.blink = f.random.IntN(2*f.blinks - 1)
	return true
}

// best finds the cheapest insertion of request r into s and returns its cost; never where there is none. The places are in f.chosen.
func (f *inserter) best(s *state, r int32) int64 {
	f.probe.s = s
	q := &f.p.Requests[r]
	if f.care {
		f.weighed(s)
	}
	if q.Count == 1 {
		if f.close > 0 {
			if cost := f.beside(s, int32(q.First)); cost < never {
				return cost
			}
		}
		return f.one(s, int32(q.First))
	}
	return f.two(s, int32(q.First), int32(q.First+1))
}

// enter carries the last best insertion out.
func (f *inserter) enter(s *state, w *settler, r int32) bool {
	q := &f.p.Requests[r]
	for _, e := range f.chosen[:q.Count] {
		f.link(s, e.visit, e.p, e.c)
	}
	s.miss(q, -1)
	if q.Count == 1 {
		return w.enter(s, f.chosen[0].visit)
	}
	return w.enter(s, f.chosen[0].visit, f.chosen[1].visit)
}

// everywhere calls try for every place on every route where visit v may enter in time, with the least it costs; try returns the least that is
// uninteresting. Of idle carers who are alike only so many are looked at as idle says.
func (f *inserter) everywhere(s *state, v int32, idle int, bound int64, try func(e entry, least int64) int64) {
	for i := range f.idle {
		f.idle[i] = idle
	}
	for _, c := range f.who[v] {
		if !f.fits(s, v, c) {
			continue
		}
		if s.count[c] == 0 {
			if f.idle[f.class[c]]--; f.idle[f.class[c]] < 0 && !f.care {
				continue
			}
		}
		fixed := int64(0)
		if f.care {
			fixed = f.fixed(s, v, c)
		}
		if fixed >= bound {
			continue
		}
		bound = f.along(s, v, c, fixed, bound, try)
	}
}

// along goes along the route of one carer.
func (f *inserter) along(s *state, v, c int32, fixed, bound int64, try func(e entry, least int64) int64) int64 {
	p := int32(f.n) + c
	here := f.way[int(f.place[v])*f.places : (int(f.place[v])+1)*f.places]
	for {
		q := s.next[p]
		gone := s.start[p] + f.lasts[p]
		if !f.soft && gone > f.shuts[v] {
			return bound
		}
		from := f.way[int(f.place[p])*f.places : (int(f.place[p])+1)*f.places]
		there, onward := from[f.place[v]], here[f.place[q]]
		detour := there + onward
		if s.count[c] > 0 {
			detour -= from[f.place[q]]
		}
		if least := detour + fixed; least < bound && !f.skips() {
			t := f.admit(v, gone+there)
			next := t + f.lasts[v] + onward
			switch {
			case f.soft:
				if late := t - f.shuts[v]; late > 0 {
					least += late
				}
				if late := next - max(f.shuts[q], s.start[q]); late > 0 && int(q) < f.n {
					least += late
				}
				if next <= s.latest[q] || int(q) < f.n {
					if least < bound {
						bound = try(entry{v, p, c, t, detour}, least)
					}
				}
			case t <= f.shuts[v] && next <= s.latest[q]:
				bound = try(entry{v, p, c, t, detour}, least)
			}
		}
		if p = q; int(p) >= f.n {
			return bound
		}
	}
}

// one inserts a visit that stands alone.
func (f *inserter) one(s *state, v int32) int64 {
	best := int64(never)
	f.everywhere(s, v, 1, best, func(e entry, least int64) int64 {
		fixed := least
		if f.soft {
			fixed = e.detour
		}
		q := s.next[e.p]
		late := int64(0)
		if f.soft || f.bonds {
			if e.time+f.lasts[v]+f.between(v, q) <= s.start[q] {
				late, _ = f.probe.own(e, 0, 0)
				if f.soft {
					late += max(s.maxLate, late) - s.maxLate
				}
			} else {
				var ok bool
				if late, ok = f.probe.single(e, best-fixed); !ok {
					return best
				}
			}
		}
		if fixed+late < best {
			best, f.chosen[0] = fixed+late, e
		}
		return best
	})
	return best
}

// closest is how many neighbours a visit is tried beside where nothing but the way counts. Places farther off are seldom good, and without them plans are better after as many rounds
// too: what finds no good place near opens a route of its own. Chosen on problems of package routetest from 75 to 1,200 visits.
const closest = 40

// beside inserts a visit with hard windows that stands alone next to one of its neighbours, or gives it to an idle carer; never where neither can be.
func (f *inserter) beside(s *state, v int32) int64 {
	best := int64(never)
	try := func(p, c int32) {
		q := s.next[p]
		there, onward := f.between(p, v), f.between(v, q)
		detour := there + onward
		if s.count[c] > 0 {
			detour -= f.between(p, q)
		}
		if detour >= best || f.skips() {
			return
		}
		if t := f.admit(v, s.start[p]+f.lasts[p]+there); t <= f.shuts[v] && t+f.lasts[v]+onward <= s.latest[q] {
			best, f.chosen[0] = detour, entry{v, p, c, t, detour}
		}
	}
	near := f.near[v]
	for _, u := range near[1:min(len(near), 1+f.close)] { // the first is v itself
		if c := s.carer[u]; c >= 0 && f.able[int(v)*f.m+int(c)] && f.fits(s, v, c) {
			try(s.prev[u], c)
			try(u, c)
		}
	}
	for i := range f.idle {
		f.idle[i] = 1
	}
	for _, c := range f.who[v] {
		if s.count[c] > 0 || f.idle[f.class[c]] == 0 {
			continue
		}
		f.idle[f.class[c]] = 0
		if f.fits(s, v, c) {
			try(int32(f.n)+c, c)
		}
	}
	return best
}

// two inserts mates, by different carers.
func (f *inserter) two(s *state, a, b int32) int64 {
	f.a, f.bounds[0] = f.gather(s, a, 1, f.a[:0], f.bounds[0][:0])
	if len(f.a) == 0 {
		return never
	}
	f.b, f.bounds[1] = f.gather(s, b, 2, f.b[:0], f.bounds[1][:0]) // one more idle carer, since the first may make visit a
	best := int64(never)
	for i := range f.a {
		if len(f.b) == 0 || f.bounds[0][i]+f.bounds[1][0] >= best {
			break
		}
		for j := range f.b {
			if f.bounds[0][i]+f.bounds[1][j] >= best {
				break
			}
			if f.a[i].c != f.b[j].c {
				best = f.together(s, f.a[i], f.b[j], best)
			}
		}
	}
	return best
}

// together tries one place for each of two mates.
func (f *inserter) together(s *state, a, b entry, best int64) int64 {
	gapA, gapB := f.gap[a.visit], f.gap[b.visit]
	b.time = max(b.time, f.admit(b.visit, a.time+gapA))
	a.time = max(a.time, f.admit(a.visit, b.time+gapB))
	b.time = max(b.time, f.admit(b.visit, a.time+gapA))
	cost := a.detour + b.detour
	if f.care {
		cost += f.fixedTwo(s, a, b)
	}
	if a.time < b.time+gapB || cost >= best {
		return best
	}
	if !f.soft && (a.time > f.shuts[a.visit] || b.time > f.shuts[b.visit]) {
		return best
	}
	if late, ok := f.probe.double(a, b, best-cost); ok && cost+late < best {
		best, f.chosen = cost+late, [2]entry{a, b}
	}
	return best
}

// gather collects the places with the least lower bounds, in that order; of equal ones the first met stands first.
func (f *inserter) gather(s *state, v int32, idle int, list []entry, bounds []int64) ([]entry, []int64) {
	f.everywhere(s, v, idle, never, func(e entry, least int64) int64 {
		if len(list) < f.wide {
			list, bounds = append(list, e), append(bounds, least)
		}
		i := len(list) - 1
		for ; i > 0 && bounds[i-1] > least; i-- {
			list[i], bounds[i] = list[i-1], bounds[i-1]
		}
		list[i], bounds[i] = e, least
		if len(list) < f.wide {
			return never
		}
		return bounds[len(bounds)-1]
	})
	return list, bounds
}

// weighed notes who has least and most work.
func (f *inserter) weighed(s *state) {
	f.light, f.heaviest = 0, 0
	for c, w := range s.work {
		if !f.counted[c] {
			continue
		}
		f.heaviest = max(f.heaviest, w)
		at := f.light
		for at > 0 && s.work[f.lightest[at-1]] > w {
			at--
		}
		if at >= len(f.lightest) {
			continue
		}
		copy(f.lightest[at+1:], f.lightest[at:])
		f.lightest[at] = int32(c)
		f.light = min(f.light+1, len(f.lightest))
	}
}

// fixed is what visit v costs carer c wherever it stands on the route: a stranger, a language, and a change of the spread. The spread can shrink, so the cost
// can be negative.
func (f *inserter) fixed(s *state, v, c int32) int64 {
	cost := f.weight.spread * f.wider(s, c, f.lasts[v], -1, 0)
	return cost + f.unknown(v, c)
}

// unknown is what it costs that the person does not know the carer, and that they do not understand each other.
func (f *inserter) unknown(v, c int32) (cost int64) {
	if f.strange[int(v)*f.m+int(c)] {
		cost += f.weight.stranger
	}
	if f.mute[int(v)*f.m+int(c)] {
		cost += f.weight.unspoken
	}
	return cost
}

func (f *inserter) fixedTwo(s *state, a, b entry) int64 {
	cost := f.weight.spread * f.wider(s, a.c, f.lasts[a.visit], b.c, f.lasts[b.visit])
	for _, e := range [2]entry{a, b} {
		cost += f.unknown(e.visit, e.c)
	}
	return cost
}

// wider is by how much the spread grows when carers c and d get more work; d may be -1.
func (f *inserter) wider(s *state, c int32, more int64, d int32, moreD int64) int64 {
	if f.light == 0 {
		return 0
	}
	high, low := max(f.heaviest, s.work[c]+more), s.work[c]+more
	if d >= 0 {
		high, low = max(high, s.work[d]+moreD), min(low, s.work[d]+moreD)
	}
	for _, l := range f.lightest[:f.light] {
		if l != c && l != d {
			low = min(low, s.work[l])
			break
		}
	}
	return high - low - (f.heaviest - s.work[f.lightest[0]])
}
