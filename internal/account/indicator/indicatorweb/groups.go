package indicatorweb

import (
	"mihe/internal/account/indicator"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// longestList is the most units one page lists; a longer list offers the provinces instead.
const longestList = 400

// groupsView shows the groups of a comparison other than by province: as bars when there are few, as a list by code when
// there are many, as links to the provinces when there are too many.
type groupsView struct {
	Title, Note string
	Label       string // of the bars
	Bars        []web.Bar
	Strip       *web.Strip
	StripKey    string
	Table       web.Table
	Provinces   []web.Choice
}

// groupsOf builds the view of g; nil by province, where the map shows them, unless it is limited to a place.
func (h *handlers) groupsOf(r *web.Request, g *indicator.Gap) (*groupsView, error) {
	p, by := r.Page, g.Question.By
	if by == indicator.ByProvince && g.Question.Within == "" {
		return nil, nil // no such section on this page
	}
	v := &groupsView{
		Title: p.T("indicator.groups.title." + string(by)), Note: p.T("indicator.groups.note." + string(by)),
		Label: p.T("indicator.groups.label", "indicator", p.Name(g.Indicator.Name).Text, "unit", Unit(p, g.Indicator)),
	}
	var href func(string) string
	switch by {
	case indicator.ByProvince, indicator.ByPrefecture, indicator.ByCounty:
		href = h.unitHref(p, by)
	case indicator.ByEconomicRegion, indicator.ByUrbanRural, indicator.BySex, indicator.ByUrbanisation, indicator.ByUnitType:
		v.Bars = GapBars(p, g, nil)
	}
	if len(g.Groups) > longestList {
		v.Provinces = h.drillProvinces(p, g)
		return v, nil
	}
	v.Table = levelTable(p, g, p.T("indicator.groups.table"), href)
	var err error
	v.Strip, v.StripKey, err = h.stripOf(r, g)
	if v.Strip != nil {
		v.Note = sentence(p, v.Note, p.T("indicator.strip.note"))
	}
	return v, err
}

// drillProvinces offers the same comparison inside each province, by code.
func (h *handlers) drillProvinces(p web.Page, g *indicator.Gap) []web.Choice {
	var list []web.Choice
	for _, u := range h.Regions.At(region.ListDay).Units(region.Province) {
		q := g.Question
		q.Within = string(u.Code)
		list = append(list, web.Choice{Label: p.Name(u.Name).Text, Href: link(p, g.Indicator, q)})
	}
	return list
}

// unitHref gives the address of a unit's page. A code that stands at two levels is named with its level.
func (h *handlers) unitHref(p web.Page, by indicator.By) func(string) string {
	level := map[indicator.By]region.Level{
		indicator.ByProvince: region.Province, indicator.ByPrefecture: region.Prefecture, indicator.ByCounty: region.County,
	}[by]
	return func(code string) string {
		return h.placeHref(p, region.Key{Code: region.Code(code), Level: level})
	}
}

// placeHref is the address of a place's page.
func (h *handlers) placeHref(p web.Page, k region.Key) string { return p.Link(h.placePath(k)) }

// regionHref is the address of a province's page; no code of a province stands at another level.
func regionHref(p web.Page) func(string) string {
	return func(code string) string { return p.Link("/regions/" + code) }
}
