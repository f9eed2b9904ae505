package flow

// potentials turns potentials of scaled costs, at which the flow is 1-optimal, into whole potentials of the true costs, at
// which it is optimal. Rounded down they are nearly right; what is not is corrected by a search for shortest paths
// (Bellman, Ford), which ends because an optimal flow leaves no negative cycle. O(n m) at worst, in practice one pass.
func (s *scaling) potentials() []int64 {
	scale := int64(len(s.price) + 1)
	price := make([]int64, len(s.price))
	for u, x := range s.price {
		price[u] = x / scale
		if x%scale < 0 {
			price[u]--
		}
	}
	for u := range price {
		s.queue.push(int32(u))
	}
	for {
		u, ok := s.queue.peek()
		if !ok {
			return price
		}
		s.queue.pop()
		for i := s.first[u]; i < s.first[u+1]; i++ {
			a := &s.arcs[i]
			if a.room == 0 {
				continue
			}
			if most := price[u] + a.cost/scale; price[a.head] > most {
				price[a.head] = most
				s.queue.push(a.head)
			}
		}
	}
}
