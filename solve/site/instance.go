package site

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"mihe/solve/site/siteproblem"
)

// instance is a problem as the searches see it. Customers with the same usable sites count as one group in covering, which shrinks a dense
// problem several times and changes nothing; in a median problem each reachable customer is a group.
type instance struct {
	kind     siteproblem.Kind
	scale    int64
	sites    int
	open     int
	existing []int32
	fixed    []bool // site exists

	start []int32 // group i has entries start[i]:start[i+1], in rising order of cost, then of site
	site  []int32
	cost  []int64 // what group i costs at that site
	idle  []int64 // what it costs unserved, at least every cost

	used  []int32 // site j has users used[j]:used[j+1], in rising order of group
	users []user

	group []int32 // of each customer; unreachable and dominated are none
}

// unreachable marks a customer without a usable site.
const unreachable = -1

// user is a group that can use a site, and the place of the site in its list.
type user struct{ group, rank int32 }

func (n *instance) groups() int { return len(n.idle) }

// rowsPerLook is how many customers are read between two looks at the context.
const rowsPerLook = 1 << 16

func newInstance(ctx context.Context, p *siteproblem.Problem) (*instance, error) {
	n := &instance{
		kind: p.Kind, scale: p.Scale(), sites: p.Sites, open: p.Open, existing: p.Existing, fixed: make([]bool, p.Sites),
		start: make([]int32, 1, 1024), group: make([]int32, p.Customers()),
	}
	for _, j := range p.Existing {
		n.fixed[j] = true
	}
	var err error
	if p.Kind == siteproblem.Median {
		err = n.readMedian(ctx, p)
	} else {
		err = n.readCovering(ctx, p)
	}
	if err != nil {
		return nil, err
	}
	if p.Kind == siteproblem.SetCovering {
		n.dominate()
	}
	n.turn()
	return n, nil
}

func looked(ctx context.Context, i int) error {
	if i%rowsPerLook == 0 && ctx.Err() != nil {
		return fmt.Errorf("siting: %w", ctx.Err())
	}
	return nil
}

func (n *instance) readMedian(ctx context.Context, p *siteproblem.Problem) error {
	penalty := p.Penalty()
	var row []siteproblem.Link
	for i, d := range p.Demand {
		if err := looked(ctx, i); err != nil {
			return err
		}
		n.group[i] = unreachable
		if row = append(row[:0], p.Of(i)...); len(row) == 0 {
			continue
		}
		slices.SortFunc(row, func(a, b siteproblem.Link) int {
			return cmp.Or(cmp.Compare(a.Travel, b.Travel), cmp.Compare(a.Site, b.Site))
		})
		n.group[i] = int32(n.groups())
		for _, l := range row {
			n.site = append(n.site, l.Site)
			n.cost = append(n.cost, d*int64(l.Travel))
		}
		n.start = append(n.start, int32(len(n.site)))
		n.idle = append(n.idle, p.Unserved(i, penalty))
	}
	return nil
}

// readCovering finds the groups in a hash table with linear probing.
func (n *instance) readCovering(ctx context.Context, p *siteproblem.Problem) error {
	table := newTable()
	for i := range p.Demand {
		if err := looked(ctx, i); err != nil {
			return err
		}
		begin := len(n.site)
		for _, l := range p.Of(i) {
			if p.Usable(i, l) {
				n.site = append(n.site, l.Site)
			}
		}
		if len(n.site) == begin {
			n.group[i] = unreachable
			continue
		}
		g := table.find(n, n.site[begin:])
		if g == int32(n.groups()) {
			n.start = append(n.start, int32(len(n.site)))
			n.idle = append(n.idle, 0)
		} else {
			n.site = n.site[:begin]
		}
		n.group[i] = g
		if p.Kind == siteproblem.SetCovering {
			n.idle[g] = 1
		} else {
			n.idle[g] += p.Demand[i]
		}
	}
	n.cost = make([]int64, len(n.site))
	return nil
}

// table finds lists of sites; its size is a power of two, at least twice the groups.
type table struct {
	slots []int32 // group + 1; 0: empty
	hash  []uint32
}

func newTable() *table { return &table{slots: make([]int32, 1<<10)} }

// find returns the group that has this list, or the number of groups where none has.
func (t *table) find(n *instance, list []int32) int32 {
	h := uint64(len(list))
	for _, j := range list {
		h = (h ^ uint64(uint32(j))) * 0x9E3779B97F4A7C15
		h ^= h >> 29
	}
	hash := uint32(h >> 16)
	at := int(hash) & (len(t.slots) - 1)
	for ; t.slots[at] != 0; at = (at + 1) & (len(t.slots) - 1) {
		g := t.slots[at] - 1
		if t.hash[g] == hash && slices.Equal(n.site[n.start[g]:n.start[g+1]], list) {
			return g
		}
	}
	g := int32(len(t.hash))
	t.slots[at] = g + 1
	t.hash = append(t.hash, hash)
	if 2*len(t.hash) > len(t.slots) {
		t.grow()
	}
	return g
}

func (t *table) grow() {
	t.slots = make([]int32, 4*len(t.slots))
	for g, hash := range t.hash {
		at := int(hash) & (len(t.slots) - 1)
		for t.slots[at] != 0 {
			at = (at + 1) & (len(t.slots) - 1)
		}
		t.slots[at] = int32(g) + 1
	}
}

// turn lists the users of every site.
func (n *instance) turn() {
	n.used = make([]int32, n.sites+1)
	for _, j := range n.site {
		n.used[j+1]++
	}
	for j := range n.sites {
		n.used[j+1] += n.used[j]
	}
	n.users = make([]user, len(n.site))
	next := slices.Clone(n.used)
	for i := range n.groups() {
		for k := n.start[i]; k < n.start[i+1]; k++ {
			j := n.site[k]
			n.users[next[j]] = user{int32(i), k - n.start[i]}
			next[j]++
		}
	}
}

// of returns the users of site j.
func (n *instance) of(j int32) []user { return n.users[n.used[j]:n.used[j+1]] }
