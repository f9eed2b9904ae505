package region

import (
	"maps"
	"slices"
	"sync"
)

// townships is a list of townships in the form the map asks of. It never changes.
type townships struct {
	units  []Unit          // every version, by code and date
	codes  []Code          // in order
	of     map[Code][]Unit // the versions under a code, the earliest first
	below  map[Key][]Code  // every township that a county ever had, in order of code
	search func() *index
}

// noTownships is the list until one is set.
var noTownships townships

// SetTownships replaces the townships of the tree by what was imported, in the order of the imports. Readers on other
// goroutines see the old list or the new one; a View keeps the one it began with. What has no township's code is left
// out, so that nothing can take the place of another unit.
func (t *Tree) SetTownships(list []TownshipUnit) {
	all := histories(list)
	maps.DeleteFunc(all, func(code Code, _ []TownshipUnit) bool { return !isCode(string(code), Township) })
	towns := &townships{
		units: make([]Unit, 0, len(list)), // never grown: of shares it
		codes: slices.Sorted(maps.Keys(all)), of: make(map[Code][]Unit, len(all)), below: map[Key][]Code{},
	}
	for _, code := range towns.codes {
		towns.add(code, all[code])
	}
	towns.search = sync.OnceValue(func() *index { return newIndex(towns.units, t.spelling) })
	t.towns.Store(towns)
}

func (l *townships) add(code Code, history []TownshipUnit) {
	first := len(l.units)
	for i, one := range history {
		next := ""
		if i+1 < len(history) {
			next = history[i+1].From
		}
		u := one.unit(next)
		l.units = append(l.units, u)
		if list := l.below[u.Parent]; !slices.Contains(list[max(0, len(list)-1):], code) {
			l.below[u.Parent] = append(list, code)
		}
	}
	l.of[code] = slices.Clip(l.units[first:])
}

// townships is the list in force.
func (t *Tree) townships() *townships {
	if l := t.towns.Load(); l != nil {
		return l
	}
	return &noTownships
}

func (l *townships) versions(k Key) []Unit { return l.of[k.Code] }

// unit returns the version that a day falls into.
func (l *townships) unit(k Key, on string) (Unit, bool) {
	for _, u := range l.of[k.Code] {
		if u.stands(on) {
			return u, true
		}
	}
	return Unit{}, false
}
