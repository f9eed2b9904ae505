package indicatorweb

import (
	"github.com/a-h/templ"

	"mihe/internal/account/indicator"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// regionView is one place beside its province, its peers and the nation.
type regionView struct {
	Name       web.Text
	Kicker     string
	Lead       string // marked
	Figures    []web.Num
	Became     []statement
	BecameNote string
	Peers      []placeLink
	Jump       []web.Choice // to each of Gaps
	Gaps       []regionGap
	Empty      string // why there are no figures
	Stops      string // marked: what the data holds for the province only
	Stopped    []placeLink
	Children   []placeLink
	ChildTitle string
	Table      web.Table
	More       templ.Component // what a higher room says; may be nil
	Internal   bool            // some of it has not been approved for publication
}

// regionGap is the place's indicators under one of the four gaps.
type regionGap struct {
	ID, Title string
	Items     []regionItem
}

// regionProfile shows one place.
func (h *handlers) regionProfile(r *web.Request) (web.View, error) {
	p, code := r.Page, r.PathValue("code")
	k, ok := h.placeOf(code)
	switch {
	case h.townshipCalled(code):
		return web.View{}, fault.New(fault.NotFound, "region.page.township", "code", code).At("code")
	case !ok:
		return web.View{}, fault.New(fault.NotFound, "region.page.unknown", "code", code).At("code")
	}
	if k == region.Country {
		return h.regions(r)
	}
	profile, err := h.Indicators(r.Who).Profile(r.Context(), r.Who, k)
	if err != nil {
		return web.View{}, err
	}
	v := h.regionOf(p, profile, h.Indicators(r.Who).Public())
	if h.More != nil {
		if v.More, err = h.More(r, k); err != nil {
			return web.View{}, err
		}
	}
	crumbs := []web.Crumb{{Href: "/regions", Text: web.Plain(p.T("region.list.crumb"))}}
	for _, up := range h.path(k) {
		crumbs = append(crumbs, web.Crumb{Href: h.placePath(up.Key), Text: p.Name(up.Name)})
	}
	title := v.Name.Text
	if v.Name.Lang != "" {
		title = p.T("region.page.code", "code", string(k.Code)) // the title of a window has one language
	}
	return web.View{
		Figures: true,
		Title:   title, Menu: "/regions", Body: regionPage(p, v), Crumbs: append(crumbs, web.Crumb{Text: v.Name}),
	}, nil
}

func (h *handlers) regionOf(p web.Page, f *indicator.Profile, public bool) *regionView {
	k := f.Unit.Key
	v := &regionView{
		Name: h.placeName(p, f.Unit), Kicker: p.T("region.page.kicker", "type", p.T("region.type."+f.Unit.Type), "code", string(k.Code)),
		Lead: h.regionLead(p, f), ChildTitle: p.T("region.page.children." + k.Level.String()),
	}
	v.Figures, v.Internal = sizeFigures(p, f), f.Internal && f.Population != nil
	v.Became, v.BecameNote = h.becameOf(p, k)
	for _, u := range f.Peers {
		v.Peers = append(v.Peers, placeLink{h.placeHref(p, u.Key), h.placeName(p, u)})
	}
	for _, u := range h.below(k) {
		v.Children = append(v.Children, placeLink{h.placeHref(p, u.Key), h.placeName(p, u)})
	}
	if len(f.Standings) == 0 {
		v.Empty = p.T("region.page.empty")
		if public {
			v.Empty = p.T("region.page.unpublished")
		}
		return v
	}
	for _, kind := range indicator.Gaps {
		g := regionGap{ID: string(kind), Title: p.T("indicator.gap." + string(kind))}
		for _, st := range f.Standings {
			if st.Indicator.Gap == kind {
				v.Internal = v.Internal || st.Internal
				g.Items = append(g.Items, h.regionItem(p, f, st))
			}
		}
		if len(g.Items) > 0 {
			v.Gaps = append(v.Gaps, g)
			v.Jump = append(v.Jump, web.Choice{Label: g.Title, Href: "#" + g.ID})
		}
	}
	v.Table = standingTable(p, f)
	h.stops(p, f, v)
	return v
}

// regionLead says where the place lies and how many live there.
func (h *handlers) regionLead(p web.Page, f *indicator.Profile) string {
	if f.Population == nil {
		return p.T("region.page.lead.unknown")
	}
	return p.T("region.page.lead", "people", p.T("indicator.dist.count.people", "n", Count(p, *f.Population)),
		"urban", i18n.Number(*f.UrbanShare, 1))
}

func sizeFigures(p web.Page, f *indicator.Profile) []web.Num {
	if f.Population == nil {
		return nil
	}
	return []web.Num{
		{Label: p.T("region.page.population"), Value: i18n.Number(*f.Population, 0), Unit: p.T("indicator.unit.persons")},
		{Label: p.T("region.page.urban"), Value: i18n.Number(*f.UrbanShare, 1), Unit: "%"},
	}
}

// stops says which figures end at the province, and links to them there.
func (h *handlers) stops(p web.Page, f *indicator.Profile, v *regionView) {
	if f.Unit.Level <= region.Province || len(f.Ancestors) == 0 {
		return
	}
	held := map[string]bool{}
	for _, st := range f.Standings {
		held[st.Indicator.ID] = true
	}
	for _, ind := range h.Registry.All() {
		if ind.Unit == "yuan" && !held[ind.ID] {
			v.Stopped = append(v.Stopped, placeLink{p.Link(pagePath(ind)), p.Name(ind.Subject)})
		}
	}
	v.Stops = p.T("region.page.stops", "province", web.Mark(p.Name(f.Ancestors[0].Name)))
}

// placePath is the address of a place without the reader's wishes, which the layout adds.
func (h *handlers) placePath(k region.Key) string {
	if len(h.Regions.Resolve(string(k.Code))) > 1 {
		return "/regions/" + k.String()
	}
	return "/regions/" + string(k.Code)
}
