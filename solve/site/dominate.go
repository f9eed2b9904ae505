package site

import (
	"cmp"
	"slices"
)

// dominated marks a customer who is covered whenever all groups are.
const dominated = -2

// dominate keeps the groups of a set covering problem whose sites are no superset of another's: a cover of that one covers them. Groups are
// looked at from the shortest, and kept ones found by their first site, which the superset must hold. O(links · groups with one first site).
func (n *instance) dominate() {
	order := make([]int32, n.groups())
	for i := range order {
		order[i] = int32(i)
	}
	size := func(i int32) int32 { return n.start[i+1] - n.start[i] }
	slices.SortFunc(order, func(a, b int32) int { return cmp.Or(cmp.Compare(size(a), size(b)), cmp.Compare(a, b)) })
	first := make([][]int32, n.sites)
	holds := make([]bool, n.sites)
	keep := make([]bool, n.groups())
	for _, i := range order {
		list := n.site[n.start[i]:n.start[i+1]]
		for _, j := range list {
			holds[j] = true
		}
		if !n.superset(list, first, holds) {
			keep[i] = true
			first[list[0]] = append(first[list[0]], i)
		}
		for _, j := range list {
			holds[j] = false
		}
	}
	n.drop(keep)
}

// superset says whether a list, whose sites are marked, holds all sites of a group kept before.
func (n *instance) superset(list []int32, first [][]int32, holds []bool) bool {
	for _, j := range list {
		for _, k := range first[j] {
			if !slices.ContainsFunc(n.site[n.start[k]:n.start[k+1]], func(j int32) bool { return !holds[j] }) {
				return true
			}
		}
	}
	return false
}

// drop takes groups away.
func (n *instance) drop(keep []bool) {
	number := make([]int32, len(keep))
	start, site := []int32{0}, n.site[:0]
	for i, kept := range keep {
		number[i] = dominated
		if kept {
			number[i] = int32(len(start) - 1)
			site = append(site, n.site[n.start[i]:n.start[i+1]]...)
			start = append(start, int32(len(site)))
		}
	}
	n.start, n.site = start, site
	n.idle, n.cost = n.idle[:len(start)-1], n.cost[:len(site)]
	for c, g := range n.group {
		if g >= 0 {
			n.group[c] = number[g]
		}
	}
}
