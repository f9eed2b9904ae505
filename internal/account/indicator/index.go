package indicator

import (
	"cmp"
	"slices"

	"mihe/internal/base/region"
	"mihe/internal/record/fact"
)

// slot names one column of observations without saying which vintage.
type slot struct {
	variable  string
	breakdown fact.Breakdown
	period    string
}

// index is what the observations permit: which columns are held at which level, and in which vintages. It is built
// from the holdings of one data version and never changes.
type index struct {
	held    map[slot]map[region.Level][]fact.Holding // vintages, the one loaded last first
	periods map[string][]string                      // variable -> periods, ascending
	// internal are the variables of which something has not been approved for publication.
	internal map[string]bool
}

func newIndex(list []fact.Holding) *index {
	x := &index{held: map[slot]map[region.Level][]fact.Holding{}, periods: map[string][]string{}, internal: map[string]bool{}}
	for _, h := range list {
		s := slot{h.Variable, h.Breakdown, h.Period}
		if x.held[s] == nil {
			x.held[s] = map[region.Level][]fact.Holding{}
		}
		x.held[s][h.Level] = append(x.held[s][h.Level], h)
		x.periods[h.Variable] = append(x.periods[h.Variable], h.Period)
		x.internal[h.Variable] = x.internal[h.Variable] || h.Internal
	}
	for _, levels := range x.held {
		for _, hs := range levels {
			slices.SortFunc(hs, func(a, b fact.Holding) int {
				return cmp.Or(cmp.Compare(b.Order, a.Order), cmp.Compare(b.Vintage, a.Vintage))
			})
		}
	}
	for v, ps := range x.periods {
		slices.Sort(ps)
		x.periods[v] = slices.Compact(ps)
	}
	return x
}

// has tells whether every term of s is held at the level and period.
func (x *index) has(s sum, level region.Level, period string) bool {
	for _, t := range s {
		if len(x.held[slot{t.variable, t.breakdown, period}][level]) == 0 {
			return false
		}
	}
	return len(s) > 0
}

// finest returns the finest level at which every term of s is held, NoLevel when there is none.
func (x *index) finest(s sum, period string) region.Level {
	for level := region.County; level >= region.Nation; level-- {
		if x.has(s, level, period) {
			return level
		}
	}
	return region.NoLevel
}

// vintages lists the vintages in which every term of s is held, the one loaded last first, so that a ratio never mixes
// two compilations. When the terms share none it is a single empty vintage: each column takes what was loaded last.
func (x *index) vintages(s sum, level region.Level, period string) []string {
	var shared []string
	for _, first := range x.held[slot{s[0].variable, s[0].breakdown, period}][level] {
		everywhere := !slices.Contains(shared, first.Vintage)
		for _, t := range s[1:] {
			hs := x.held[slot{t.variable, t.breakdown, period}][level]
			everywhere = everywhere && slices.ContainsFunc(hs, func(h fact.Holding) bool { return h.Vintage == first.Vintage })
		}
		if everywhere {
			shared = append(shared, first.Vintage)
		}
	}
	if shared == nil {
		return []string{""}
	}
	return shared
}
