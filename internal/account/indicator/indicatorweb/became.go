package indicatorweb

import (
	"slices"

	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// statement is one dated change of a place's ground, name or code, with the document that made it.
type statement struct {
	Says     string // marked
	Others   []placeLink
	Document web.Text
	Verified bool
}

// becameOf tells what became of a place since the census and where it came from, and a note about which ground the
// figures are of.
func (h *handlers) becameOf(p web.Page, k region.Key) ([]statement, string) {
	var list []statement
	for _, s := range h.Regions.Predecessors(k, region.ListDay) {
		list = append(list, h.statement(p, k, s))
	}
	for _, s := range h.Regions.Successors(k, region.ListDay) {
		if s.From != s.To { // the same key has been told as its own predecessor
			list = append(list, h.statement(p, k, s))
		}
	}
	now, before := h.stands(k, region.ListDay), h.stands(k, region.CensusDay)
	same, why := h.Regions.Comparable(k, region.CensusDay, region.ListDay)
	switch {
	case !now && slices.Contains(h.Regions.Unresolved(), k):
		return list, p.T("region.became.unresolved")
	case !now:
		return list, p.T("region.became.gone")
	case !before:
		return list, p.T("region.became.new")
	case !same:
		return list, p.T("region.became.redrawn", "why", p.T(why))
	}
	return list, ""
}

func (h *handlers) stands(k region.Key, on string) bool {
	_, ok := h.Regions.At(on).Unit(k)
	return ok
}

func (h *handlers) statement(p web.Page, k region.Key, s region.Succession) statement {
	st := statement{
		Says: p.T("region.became."+string(s.Kind), "on", p.Period(s.On),
			"from", h.placeThen(p, s.From, region.CensusDay), "to", h.placeThen(p, s.To, region.ListDay)),
		Document: web.Text{Text: s.Document, Lang: hanOn(p)}, Verified: s.Verified,
	}
	for _, other := range []region.Key{s.From, s.To} {
		if _, u, ok := h.standing(other); ok && other != k {
			st.Others = append(st.Others, placeLink{h.placeHref(p, other), h.placeName(p, u)})
		}
	}
	return st
}

// placeThen names a place as it was called on a day, with its code.
func (h *handlers) placeThen(p web.Page, k region.Key, day string) string {
	u, ok := h.Regions.At(day).Unit(k)
	if !ok {
		_, u, ok = h.standing(k)
	}
	if !ok {
		if all := h.Regions.Versions(k); len(all) > 0 {
			u = all[len(all)-1]
		}
	}
	return p.T("region.became.place", "name", web.Mark(p.Name(i18n.Name{Zh: u.Name.Zh, En: u.Name.En})), "code", string(k.Code))
}
