package indicatorweb

import (
	"strings"

	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// mostFound is how many places a search shows.
const mostFound = 50

// regionsView offers a search and, without one, the provinces under their economic region.
type regionsView struct {
	Query, Action string
	Searched      bool
	Found         []foundPlace
	Economic      []economicPlaces
}

type foundPlace struct {
	Href string
	Name web.Text
	Path []web.Text
	Type string
	Gone bool
}

type economicPlaces struct {
	ID     string
	Name   web.Text
	Places []placeLink
}

type placeLink struct {
	Href string
	Name web.Text
}

// regions lets a reader choose a place.
func (h *handlers) regions(r *web.Request) (web.View, error) {
	p := r.Page
	v := regionsView{Query: strings.TrimSpace(r.URL.Query().Get("q")), Action: "/regions"}
	if v.Query != "" {
		v.Searched = true
		for _, u := range h.Regions.Search(v.Query, mostFound) {
			v.Found = append(v.Found, h.found(p, u))
		}
	}
	view := h.Regions.At(region.ListDay)
	for _, e := range view.EconomicRegions() {
		group := economicPlaces{ID: e.Code, Name: p.Name(e.Name)}
		for _, u := range view.Units(region.Province) {
			if u.Economic == e.Code {
				group.Places = append(group.Places, placeLink{h.placeHref(p, u.Key), p.Name(u.Name)})
			}
		}
		v.Economic = append(v.Economic, group)
	}
	return web.View{
		Figures: true,
		Title:   p.T("region.list.title"), Menu: "/regions", Body: regionsPage(p, v),
		Crumbs: []web.Crumb{{Text: web.Plain(p.T("region.list.crumb"))}},
	}, nil
}

func (h *handlers) found(p web.Page, u region.Unit) foundPlace {
	if u.Level == region.Township {
		return h.foundTownship(p, u)
	}
	f := foundPlace{Href: h.placeHref(p, u.Key), Name: h.placeName(p, u), Type: p.T("region.type." + u.Type)}
	_, f.Gone = h.Regions.At(region.ListDay).Unit(u.Key)
	f.Gone = !f.Gone
	for _, up := range h.path(u.Key) {
		f.Path = append(f.Path, p.Name(up.Name))
	}
	return f
}

// foundTownship leads to the county of a township, where figures end.
func (h *handlers) foundTownship(p web.Page, u region.Unit) foundPlace {
	f := foundPlace{
		Href: h.placeHref(p, u.Parent), Name: p.Name(u.Name), Type: p.T("region.type." + u.Type), Gone: u.Until != "",
	}
	for _, up := range h.path(u.Parent) {
		f.Path = append(f.Path, p.Name(up.Name))
	}
	if _, up, ok := h.standing(u.Parent); ok {
		f.Path = append(f.Path, p.Name(up.Name))
	}
	return f
}
