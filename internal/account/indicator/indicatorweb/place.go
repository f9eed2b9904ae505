package indicatorweb

import (
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// mapDays are the days a place is looked for on, the newest map first; the census knew units that are gone.
var mapDays = []string{region.ListDay, region.CensusDay}

// standing returns the newest map on which k stands.
func (h *handlers) standing(k region.Key) (*region.View, region.Unit, bool) {
	for _, day := range mapDays {
		view := h.Regions.At(day)
		if u, ok := view.Unit(k); ok {
			return view, u, true
		}
	}
	return nil, region.Unit{}, false
}

// placeOf finds the place that a code (or key, as in 441900@county) names now or named at the census.
func (h *handlers) placeOf(code string) (region.Key, bool) {
	for _, day := range mapDays {
		if k, ok := h.Regions.At(day).Resolve(code); ok {
			return k, true
		}
	}
	return region.Key{}, false
}

// townshipCalled tells whether a code names a township, on whatever day. No figures go down to townships, so they have no
// page of their own.
func (h *handlers) townshipCalled(code string) bool {
	k, ok := region.ParseKey(code)
	if !ok {
		known := h.Regions.Resolve(code)
		return len(known) > 0 && known[0].Level == region.Township
	}
	return k.Level == region.Township
}

// placeName is what a place is called beside others. A row that only groups units shares its name with other such rows,
// so it is said with the place above it.
func (h *handlers) placeName(p web.Page, u region.Unit) web.Text {
	if u.Grouping() {
		if _, up, ok := h.standing(u.Parent); ok {
			return p.Name(i18n.Name{Zh: up.Name.Zh + u.Name.Zh})
		}
	}
	return p.Name(u.Name)
}

// path lists the places above k from the province down, leaving out rows that only group.
func (h *handlers) path(k region.Key) []region.Unit {
	view, _, ok := h.standing(k)
	if !ok {
		return nil
	}
	var list []region.Unit
	for level := region.Province; level < k.Level; level++ {
		if up, ok := view.RollUp(k, level); ok && !up.Grouping() {
			list = append(list, up)
		}
	}
	return list
}

// below lists the places directly below k by code, down to the counties; instead of a row that only groups come the
// places in it.
func (h *handlers) below(k region.Key) []region.Unit {
	view, _, ok := h.standing(k)
	if !ok || k.Level == region.County {
		return nil
	}
	var list []region.Unit
	for _, c := range view.Children(k) {
		u, _ := view.Unit(c) // a child stands where its parent does
		if u.Grouping() {
			list = append(list, h.below(c)...)
		} else {
			list = append(list, u)
		}
	}
	return list
}
