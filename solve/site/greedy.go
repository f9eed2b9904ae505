package site

import "container/heap"

// greedy opens the existing sites and then, one after another, the site of greatest gain, the first of equals, until enough are
// open: p of them or, for set covering, as many as serve every group. Gains only fall while sites are opened, so a site whose old gain is not the
// greatest need not be looked at: O(links + sites log sites) beside the updates. For covering it reaches 1 − 1/e of the best.
// Source: Nemhauser, Wolsey, Fisher, Mathematical Programming 14 (1978); Minoux, Lecture Notes in Control 7 (1978).
func greedy(n *instance) *plan {
	p := newPlan(n)
	for _, j := range n.existing {
		p.openSite(j)
	}
	p.fill()
	return p
}

// fill opens sites by greatest gain until enough are open.
func (p *plan) fill() {
	queue := make(byGain, 0, p.sites)
	for j := range p.sites {
		if !p.isOpen[j] {
			queue = append(queue, offer{p.gain[j], int32(j)})
		}
	}
	heap.Init(&queue)
	for len(queue) > 0 && p.wants() {
		top := &queue[0]
		if now := p.gain[top.site]; now < top.gain {
			top.gain = now
			heap.Fix(&queue, 0)
			continue
		}
		p.openSite(top.site)
		heap.Pop(&queue)
	}
}

// wants says whether another site should be opened.
func (p *plan) wants() bool {
	if p.open == 0 {
		return p.objective > 0
	}
	return p.count < p.open
}

// offer is a site with the gain it once had.
type offer struct {
	gain int64
	site int32
}

// byGain is a heap of offers, the greatest gain first, then the lower site.
type byGain []offer

func (q byGain) Len() int { return len(q) }

func (q byGain) Less(a, b int) bool {
	return q[a].gain > q[b].gain || q[a].gain == q[b].gain && q[a].site < q[b].site
}

func (q byGain) Swap(a, b int) { q[a], q[b] = q[b], q[a] }

// Push adds an offer; heap wants it.
func (q *byGain) Push(x any) { *q = append(*q, x.(offer)) }

// Pop takes the last offer; heap wants it.
func (q *byGain) Pop() any {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}
