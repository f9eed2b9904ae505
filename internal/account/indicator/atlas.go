package indicator

import (
	"cmp"
	"slices"
	"sync"

	"mihe/internal/base/region"
)

// atlas numbers every unit the tree ever held, down to the counties, so that a column of observations is a plain slice.
type atlas struct {
	tree *region.Tree
	keys []region.Key
	at   map[region.Key]int

	lists sync.Map // unitsKey to []int, as units fills it
}

func newAtlas(tree *region.Tree) *atlas {
	a := &atlas{tree: tree, at: map[region.Key]int{}}
	for _, day := range []string{region.CensusDay, region.ListDay} {
		view := tree.At(day)
		for _, level := range []region.Level{region.Nation, region.Province, region.Prefecture, region.County} {
			for _, u := range view.Units(level) {
				a.add(u.Key)
			}
		}
	}
	a.add(region.Country)
	return a
}

func (a *atlas) add(k region.Key) {
	if _, known := a.at[k]; !known {
		a.at[k] = len(a.keys)
		a.keys = append(a.keys, k)
	}
}

// unitsKey names a list of units; a tree has fewer than 40 states.
type unitsKey struct {
	level region.Level
	state int
}

// units lists the numbers of the units at a level that belong to a map, with those that only another day knows after
// them: data compiled to other divisions is kept, never dropped. The list is shared: leave it unchanged.
func (a *atlas) units(level region.Level, view *region.View) []int {
	key := unitsKey{level, view.State()}
	if known, ok := a.lists.Load(key); ok {
		return known.([]int)
	}
	var list, others []int
	for i, k := range a.keys {
		if k.Level != level {
			continue
		}
		if _, there := view.Unit(k); there {
			list = append(list, i)
		} else {
			others = append(others, i)
		}
	}
	byCode := func(i, j int) int { return cmp.Compare(a.keys[i].Code, a.keys[j].Code) }
	slices.SortFunc(list, byCode)
	slices.SortFunc(others, byCode)
	list = append(list, others...)
	a.lists.Store(key, list)
	return list
}
