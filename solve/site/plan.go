package site

// plan is a set of open sites with what every change to it would do.
//
// gain[j] is what opening site j would save, 0 for an open one. Opening or closing a site touches only the groups that it serves, and of each
// only the sites nearer than the change reaches: O(groups served · sites nearer). That makes the best swap for a site cheap: close it, then
// take the greatest gain. Source of the idea of updating instead of evaluating: Resende, Werneck, Journal of Heuristics 10 (2004).
type plan struct {
	*instance
	isOpen    []bool
	count     int     // open sites
	rank      []int32 // per group: place of its nearest open site in its list, the length of the list where none is open
	gain      []int64
	objective int64
	work      int64 // entries looked at
}

// newPlan has no site open.
func newPlan(n *instance) *plan {
	p := &plan{instance: n, isOpen: make([]bool, n.sites), rank: make([]int32, n.groups()), gain: make([]int64, n.sites)}
	for i, idle := range n.idle {
		begin, end := n.start[i], n.start[i+1]
		p.rank[i] = end - begin
		p.objective += idle
		for k := begin; k < end; k++ {
			p.gain[n.site[k]] += idle - n.cost[k]
		}
	}
	return p
}

// price is what group i pays at a rank.
func (p *plan) price(i, rank int32) int64 {
	if at := p.start[i] + rank; at < p.start[i+1] {
		return p.cost[at]
	}
	return p.idle[i]
}

// openSite opens a closed site.
func (p *plan) openSite(j int32) {
	p.isOpen[j] = true
	p.count++
	p.work += int64(len(p.of(j)))
	for _, u := range p.of(j) {
		old := p.rank[u.group]
		if u.rank >= old {
			continue
		}
		p.rank[u.group] = u.rank
		p.shift(u.group, p.price(u.group, u.rank), p.price(u.group, old), -1)
	}
}

// closeSite closes an open site; its gain is then what was lost.
func (p *plan) closeSite(j int32) {
	p.isOpen[j] = false
	p.count--
	p.work += int64(len(p.of(j)))
	for _, u := range p.of(j) {
		if p.rank[u.group] != u.rank {
			continue
		}
		begin, end := p.start[u.group], p.start[u.group+1]
		next := begin + u.rank + 1
		for next < end && !p.isOpen[p.site[next]] {
			next++
		}
		p.rank[u.group] = next - begin
		p.shift(u.group, p.price(u.group, u.rank), p.price(u.group, next-begin), 1)
	}
}

// shift tells the sites near group i that it pays the higher price instead of the lower (sign 1) or the other way round (-1).
func (p *plan) shift(i int32, low, high, sign int64) {
	if low == high {
		return
	}
	p.objective += sign * (high - low)
	for k := p.start[i]; k < p.start[i+1]; k++ {
		c := p.cost[k]
		if c >= high {
			return
		}
		p.work++
		p.gain[p.site[k]] += sign * (high - max(c, low))
	}
}

// best returns the site of greatest gain, the first of equals, and -1 where no gain is positive.
func (p *plan) best() int32 {
	at, most := int32(-1), int64(0)
	p.work += int64(len(p.gain) / 4) // they stand side by side
	for j, g := range p.gain {
		if g > most {
			at, most = int32(j), g
		}
	}
	return at
}
