package region

import (
	"slices"
	"sort"
	"strings"
)

// Tree is every unit at every date. It never changes after Load and is safe for concurrent use.
type Tree struct {
	units       []Unit        // every version, by level, code and date
	versions    map[Key][]int // into units, the earliest first
	byCode      map[Code][]Key
	unresolved  []Key
	successions []Succession // by date
	from, to    map[Key][]Succession
	economic    []Economic
	cuts        []string // days on which the map changes
	views       []func() *View
	search      func() *index
}

// At returns the map as it stood on a day (YYYY-MM-DD). Days are compared as text, so any text gives a view: one
// before the census gives the map of the census, one after the shipped list gives that list. There are as many
// views as the map has states (fewer than 40, about a megabyte each); each is built once, when first asked for.
func (t *Tree) At(on string) *View { return t.views[t.state(on)]() }

// state numbers the states of the map: cuts[i-1] is the first day of state i.
func (t *Tree) state(on string) int {
	return sort.Search(len(t.cuts), func(i int) bool { return t.cuts[i] > on })
}

// Resolve returns every unit that a code names or ever named, the coarsest first. It is nil for an unknown code.
func (t *Tree) Resolve(code string) []Key {
	return slices.Clone(t.byCode[Code(strings.TrimSpace(code))])
}

// Unresolved lists, by code, the units that left the list without anything shipped saying where to. They still
// stand under the province and prefecture of their time: see View.RollUp.
func (t *Tree) Unresolved() []Key { return slices.Clone(t.unresolved) }

// Versions returns every version of a unit, the earliest first.
func (t *Tree) Versions(k Key) []Unit {
	var list []Unit
	for _, i := range t.versions[k] {
		list = append(list, t.units[i])
	}
	return list
}
