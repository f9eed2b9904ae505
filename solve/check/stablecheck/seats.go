package stablecheck

import (
	"slices"

	"mihe/solve/stable/stableproblem"
)

// claim is an application with what decides between it and another.
type claim struct{ score, draw, place int32 }

// above says whether x outranks y: by the precedence of their places where that counts, then score, lottery, and, for one applicant with
// one score, place.
func (x claim) above(y claim, precedence []int32) bool {
	switch {
	case precedence != nil && x.place != y.place:
		return precedence[x.place] < precedence[y.place]
	case x.score != y.score:
		return x.score > y.score
	case x.draw != y.draw:
		return x.draw < y.draw
	}
	return x.place < y.place
}

// seats are those of a place or a cap: how many are filled, and the weakest application on those open to all, if any is there.
type seats struct {
	filled int32
	any    bool
	last   claim
}

// weaken makes c the weakest application if it is.
func (s *seats) weaken(c claim, precedence []int32) {
	if !s.any || s.last.above(c, precedence) {
		s.any, s.last = true, c
	}
}

// bar is what an application must pass; last is set for At alone.
type bar struct {
	state stableproblem.State
	last  claim
}

func (b *bar) passed(c claim, precedence []int32) bool {
	return b.state == stableproblem.Free || b.state == stableproblem.At && c.above(b.last, precedence)
}

// raise makes the bar that of seats that are all filled, if that is higher.
func (b *bar) raise(s *seats, precedence []int32) {
	switch {
	case b.state == stableproblem.Closed:
	case !s.any:
		*b = bar{state: stableproblem.Closed}
	case b.state == stableproblem.Free || s.last.above(b.last, precedence):
		*b = bar{stableproblem.At, s.last}
	}
}

func (b *bar) cutoff() stableproblem.Cutoff {
	return stableproblem.Cutoff{State: b.state, Place: b.last.place, Score: b.last.score, Lottery: b.last.draw}
}

// raise finds the open bar of every place: the highest among those of the place and the caps over it that are full.
func (c *check) raise() {
	for i := range c.places {
		if c.places[i].any {
			for up := c.p.CapOf(i); up != stableproblem.None; up = c.p.Caps[up].Parent {
				c.caps[up].weaken(c.places[i].last, c.precedence)
			}
		}
	}
	c.open = make([]bar, len(c.places))
	for i := range c.open {
		if c.places[i].filled == c.p.Quota[i] {
			c.open[i].raise(&c.places[i], c.precedence)
		}
		for up := c.p.CapOf(i); up != stableproblem.None; up = c.p.Caps[up].Parent {
			if c.caps[up].filled == c.p.Caps[up].Seats {
				c.open[i].raise(&c.caps[up], c.precedence)
			}
		}
	}
}

// seated is somebody at a place with reserves.
type seated struct {
	applicant int32
	claim     claim
}

// reserves tells, at places with reserves, the reserved seats from those open to all.
func (c *check) reserves(s *stableproblem.Solution) {
	if len(c.p.Reserves) == 0 {
		return
	}
	c.reserved = make([]bar, len(c.p.Reserves))
	begin := make([]int, len(c.places)+1)
	for i := range c.places {
		begin[i+1] = begin[i]
		if _, reserves := c.p.ReservesOf(i); len(reserves) > 0 {
			begin[i+1] += int(c.places[i].filled)
		}
	}
	people := make([]seated, begin[len(c.places)])
	next := slices.Clone(begin)
	for a, place := range s.Match {
		if place != stableproblem.None && begin[place] < begin[place+1] {
			people[next[place]] = seated{int32(a), claim{score(c.p.List(a), place), c.p.Draw(a), place}}
			next[place]++
		}
	}
	for i := range c.places {
		if _, reserves := c.p.ReservesOf(i); len(reserves) > 0 {
			c.fill(i, people[begin[i]:begin[i+1]])
		}
	}
}

// fill lets the reserves of a place take their best members in turn, and leaves the rest to the open seats.
func (c *check) fill(place int, people []seated) {
	slices.SortFunc(people, func(x, y seated) int {
		if x.claim.above(y.claim, nil) {
			return -1
		}
		return 1
	})
	first, reserves := c.p.ReservesOf(place)
	for i, r := range reserves {
		held := seats{}
		rest := people[:0]
		for _, x := range people {
			if held.filled < r.Seats && c.p.Member(int(x.applicant), r.Group) {
				held.filled++
				held.weaken(x.claim, nil)
				continue
			}
			rest = append(rest, x)
		}
		people = rest
		if held.filled == r.Seats {
			c.reserved[first+i].raise(&held, nil)
		}
	}
	at := &c.places[place]
	at.any = len(people) > 0
	if at.any {
		at.last = people[len(people)-1].claim
	}
}
