package indicator

import (
	"slices"

	"mihe/internal/base/region"
)

// atlas numbers every unit the tree ever held, so that a column of observations is a plain slice.
type atlas struct {
	tree *region.Tree
	keys []region.Key
	at   map[region.Key]int
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

// units lists the numbers of the units at a level that belong to the map of a day, with those that only another day
// knows after them: data compiled to other divisions is kept, never dropped.
func (a *atlas) units(level region.Level, on string) []int {
	var list, others []int
	view := a.tree.At(on)
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
	byCode := func(i, j int) int {
		if a.keys[i].Code < a.keys[j].Code {
			return -1
		}
		return 1
	}
	slices.SortFunc(list, byCode)
	slices.SortFunc(others, byCode)
	return append(list, others...)
}
