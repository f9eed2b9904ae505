package region

import (
	"slices"
	"sort"
	"strings"
	"sync/atomic"
)

// Tree is every unit at every date. After Load nothing of it changes but the list of townships, which SetTownships
// replaces as a whole. It is safe for concurrent use.
type Tree struct {
	units       []Unit        // every version, by level, code and date
	versions    map[Key][]int // into units, the earliest first
	byCode      map[Code][]Key
	unresolved  []Key
	successions []Succession // by date
	from, to    map[Key][]Succession
	economic    []Economic
	cuts        []string // days on which the map changes, townships aside
	stages      []func() *stage
	spelling    *reader
	search      func() *index
	towns       atomic.Pointer[townships] // nil until SetTownships
}

// At returns the map as it stood on a day (YYYY-MM-DD). Days are compared as text, so any text gives a view: one
// before the census gives the map of the census, one after the shipped list gives that list. A view is cheap: what it
// holds of the map down to the counties is shared by all views of one state (fewer than 40, about a megabyte each,
// built when first asked for), and the townships are one list for all days.
func (t *Tree) At(on string) *View {
	return &View{stage: t.stages[t.state(on)](), on: on, towns: t.townships()}
}

// state numbers the states of the map: cuts[i-1] is the first day of state i.
func (t *Tree) state(on string) int {
	return sort.Search(len(t.cuts), func(i int) bool { return t.cuts[i] > on })
}

// Resolve returns every unit that a code names or ever named, the coarsest first. It is nil for an unknown code.
func (t *Tree) Resolve(code string) []Key {
	code = strings.TrimSpace(code)
	if k := (Key{Code(code), Township}); len(t.townships().versions(k)) > 0 {
		return []Key{k} // no other unit has nine digits
	}
	return slices.Clone(t.byCode[Code(code)])
}

// Unresolved lists, by code, the units that left the list without anything shipped saying where to. They still
// stand under the province and prefecture of their time: see View.RollUp.
func (t *Tree) Unresolved() []Key { return slices.Clone(t.unresolved) }

// Versions returns every version of a unit, the earliest first.
func (t *Tree) Versions(k Key) []Unit {
	if k.Level == Township {
		return slices.Clone(t.townships().versions(k))
	}
	var list []Unit
	for _, i := range t.versions[k] {
		list = append(list, t.units[i])
	}
	return list
}
