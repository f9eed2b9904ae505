package fact

import (
	"slices"

	"mihe/internal/base/store"
)

// Only tells which series of which owner may be read; nil lets all of them through.
type Only func(owner int64, s Series) bool

// Sifter is a Reader that can leave series out as if they had never been loaded: what they hide in another series of
// the same map comes to light again.
type Sifter interface {
	Reader
	// CellsOf is Cells over the series that only lets through.
	CellsOf(q store.Queryer, query Query, only Only) ([]Cell, error)
	// Split is Holdings with one entry for each source of a map instead of one for all of them.
	Split(q store.Queryer, node int64) ([]Holding, error)
}

// Sift keeps the series that only lets through and joins what Split has taken apart. The order of split is that of
// Compare, and so is that of the answer.
func Sift(split []Holding, only Only) []Holding {
	var all []Holding
	for _, h := range split {
		if only != nil && !only(h.Owner, Series{h.Variable, h.Source}) {
			continue
		}
		if last := len(all) - 1; last >= 0 && all[last].beside(h) {
			all[last].join(h)
			continue
		}
		all = append(all, h)
	}
	return all
}

// beside tells whether two entries speak of the same map in the same batch.
func (h Holding) beside(o Holding) bool {
	o.Source = h.Source
	return h.Owner == o.Owner && h.Compare(o) == 0
}

// join adds another source of the same map; the first in byte order stays the one that is named.
func (h *Holding) join(o Holding) {
	h.Sources, h.Count, h.Observed, h.Internal = h.Sources+o.Sources, h.Count+o.Count, h.Observed+o.Observed, h.Internal || o.Internal
}

// Overlay merges two maps that are ordered by region; where both have a cell the newer one is kept.
func Overlay(older, newer []Cell) []Cell {
	if len(older) == 0 {
		return newer
	}
	merged := make([]Cell, 0, max(len(older), len(newer)))
	for len(older) > 0 && len(newer) > 0 {
		switch a, b := older[0].Region.Code, newer[0].Region.Code; {
		case a < b:
			merged, older = append(merged, older[0]), older[1:]
		case a > b:
			merged, newer = append(merged, newer[0]), newer[1:]
		default:
			merged, older, newer = append(merged, newer[0]), older[1:], newer[1:]
		}
	}
	return append(append(merged, older...), newer...)
}

// sortHoldings brings holdings into the order of Compare.
func sortHoldings(all []Holding) { slices.SortFunc(all, Holding.Compare) }
