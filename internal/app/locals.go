package app

import (
	"cmp"
	"slices"
	"sync"

	"mihe/internal/account/indicator"
	"mihe/internal/base/region"
)

// localsKept is how many places keep what was computed for those who work there. With more of them at work at once the one
// that has waited longest computes again.
const localsKept = 4

// locals are the services of those who work in one place of a node, or in several.
type locals struct {
	make func(places []region.Key) *indicator.Service

	mu   sync.Mutex
	kept []local // the one asked last comes first
}

type local struct {
	places []region.Key
	*indicator.Service
}

// of returns the service of some places, in whatever order they are named.
func (l *locals) of(places []region.Key) *indicator.Service {
	places = slices.SortedFunc(slices.Values(places), func(a, b region.Key) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Level, b.Level))
	})
	l.mu.Lock()
	defer l.mu.Unlock()
	i := slices.IndexFunc(l.kept, func(one local) bool { return slices.Equal(one.places, places) })
	if i < 0 {
		i = len(l.kept)
		l.kept = append(l.kept, local{places, l.make(places)})
	}
	found := l.kept[i]
	l.kept = slices.Insert(slices.Delete(l.kept, i, i+1), 0, found)
	l.kept = l.kept[:min(len(l.kept), localsKept)]
	return found.Service
}
