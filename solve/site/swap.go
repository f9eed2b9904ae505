package site

import (
	"context"
	"math/rand/v2"
)

// swapper improves a plan of p sites by swaps: it closes a site and opens the one of greatest gain, until no site has a better swap
// (Teitz, Bart, Operations Research 16 (1968)); then it disturbs a few neighbouring sites and tries again (iterated local search).
type swapper struct {
	*plan
	random  *rand.Rand
	movable int // open sites that do not exist already

	queue   []int32
	waiting []bool

	changed []int32 // sites opened or closed since the last kept plan, some several times
	kept    []bool  // the last kept plan
}

func newSwapper(p *plan, seed uint64) *swapper {
	s := &swapper{plan: p, random: rand.New(rand.NewPCG(seed, 0x5173)), waiting: make([]bool, p.sites), kept: make([]bool, p.sites)}
	s.movable = p.count - len(p.existing)
	copy(s.kept, p.isOpen)
	return s
}

// settle swaps until no site has a better swap.
func (s *swapper) settle(ctx context.Context) {
	for better := true; better && ctx.Err() == nil; {
		for j, open := range s.isOpen {
			if open {
				s.enqueue(int32(j))
			}
		}
		before := s.objective
		s.drain(ctx)
		better = s.objective < before
	}
	s.keep()
}

// drain tries the sites that wait, and those near every swap after it.
func (s *swapper) drain(ctx context.Context) {
	for k := 0; k < len(s.queue); k++ {
		r := s.queue[k]
		s.waiting[r] = false
		if !s.isOpen[r] || k%64 == 0 && ctx.Err() != nil {
			continue
		}
		s.closeSite(r)
		j := s.best()
		if j < 0 || s.gain[j] == s.gain[r] {
			j = r
		}
		s.openSite(j)
		if j != r {
			s.note(r)
			s.note(j)
		}
	}
	s.queue = s.queue[:0]
}

func (s *swapper) enqueue(j int32) {
	if !s.waiting[j] && !s.fixed[j] {
		s.waiting[j] = true
		s.queue = append(s.queue, j)
	}
}

// note remembers that j was opened or closed, and queues it and the sites that serve its users.
func (s *swapper) note(j int32) {
	s.changed = append(s.changed, j)
	if s.isOpen[j] {
		s.enqueue(j)
	}
	for _, u := range s.of(j) {
		if at := s.start[u.group] + s.rank[u.group]; at < s.start[u.group+1] {
			s.enqueue(s.site[at])
		}
	}
}

func (s *swapper) keep() {
	for _, j := range s.changed {
		s.kept[j] = s.isOpen[j]
	}
	s.changed = s.changed[:0]
}

// restore goes back to the last kept plan.
func (s *swapper) restore() {
	for _, j := range s.changed {
		if s.isOpen[j] && !s.kept[j] {
			s.closeSite(j)
		}
	}
	for _, j := range s.changed {
		if !s.isOpen[j] && s.kept[j] {
			s.openSite(j)
		}
	}
	s.changed = s.changed[:0]
}

// search disturbs and settles for a number of rounds, until so much work was done, or until the objective is no more than enough. A plan that is no worse is kept.
func (s *swapper) search(ctx context.Context, rounds int, work, enough int64) {
	if s.movable == 0 || s.count == s.sites {
		return
	}
	end := s.work + work
	for kept := s.objective; rounds > 0 && s.work < end && kept > enough && ctx.Err() == nil; rounds-- {
		s.disturb()
		s.drain(ctx)
		if s.objective > kept {
			s.restore()
			continue
		}
		kept = s.objective
		s.keep()
	}
}

// maxSwaps is the greatest number of swaps in one disturbance. One to four find more than fewer do.
const maxSwaps = 4

// disturb swaps a few sites for others in one neighbourhood, at random.
func (s *swapper) disturb() {
	center := s.randomSite(true)
	for range 1 + s.random.IntN(min(maxSwaps, s.movable)) {
		r, j := s.near(center, true), s.near(center, false)
		s.closeSite(r)
		s.openSite(j)
		s.note(r)
		s.note(j)
	}
}

// near returns a movable open site, or a closed one, near another: any such where eight tries find none.
func (s *swapper) near(center int32, open bool) int32 {
	for range 8 {
		if j := s.neighbour(center); j >= 0 && s.isOpen[j] == open && !s.fixed[j] {
			return j
		}
	}
	return s.randomSite(open)
}

// randomSite returns a movable open site, or a closed one. There is one of each whenever it is asked.
func (s *swapper) randomSite(open bool) int32 {
	for {
		if j := s.random.IntN(s.sites); s.isOpen[j] == open && !s.fixed[j] {
			return int32(j)
		}
	}
}

// neighbour returns a site that a random user of j could use instead, preferring near ones; -1 where j has no user.
func (s *swapper) neighbour(j int32) int32 {
	users := s.of(j)
	if len(users) == 0 {
		return -1
	}
	u := users[s.random.IntN(len(users))]
	size := s.start[u.group+1] - s.start[u.group]
	reach := min(size, 2*max(u.rank, s.rank[u.group])+4)
	return s.site[s.start[u.group]+s.random.Int32N(reach)]
}
