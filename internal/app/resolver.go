package app

import "mihe/internal/base/region"

// resolver finds the unit an imported row speaks of: on the map of the row's own day, else on the maps we ship. Data
// compiled later often uses today's codes for earlier years, and is not refused for that.
type resolver struct{ tree *region.Tree }

// Resolve implements fact.RegionResolver.
func (r resolver) Resolve(code, on string) (region.Key, bool) {
	for _, day := range []string{on, region.ListDay, region.CensusDay} {
		if k, ok := r.tree.At(day).Resolve(code); ok {
			return k, true
		}
	}
	return region.Key{}, false
}
