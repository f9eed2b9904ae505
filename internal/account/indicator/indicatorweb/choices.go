package indicatorweb

import (
	"slices"

	"mihe/internal/account/indicator"
	"mihe/internal/base/web"
)

// pagePath is the address of an indicator's page.
func pagePath(ind *indicator.Indicator) string { return "/indicators/" + ind.ID }

// link is the address of a comparison, with the reader's wishes.
func link(p web.Page, ind *indicator.Indicator, q indicator.Question) string {
	return p.Link(pagePath(ind), "by", string(q.By), "within", q.Within, "period", q.Period)
}

// groupings offers the permitted ways to group as links, in a fixed order; after them come the refused ones, those with
// the same reason together.
func groupings(p web.Page, sum indicator.Summary, q indicator.Question) []web.Choice {
	var list []web.Choice
	var reasons []string
	refused := map[string][]indicator.By{}
	for _, by := range indicator.AllBy {
		if !slices.Contains(sum.By, by) {
			why := whyRefused(p, sum, by)
			if refused[why] == nil {
				reasons = append(reasons, why)
			}
			refused[why] = append(refused[why], by)
			continue
		}
		next := indicator.Question{By: by, Within: q.Within}
		if by == indicator.ByEconomicRegion {
			next.Within = "" // a place lies in one economic region
		}
		list = append(list, web.Choice{
			Label: capital(p.T("indicator.by." + string(by))), Href: link(p, sum.Indicator, next), Here: by == q.By,
		})
	}
	for _, why := range reasons {
		list = append(list, web.Choice{Label: p.T("indicator.refused", "list", capital(byWords(p, refused[why])), "why", why)})
	}
	return list
}

// whyRefused says in a few words why a grouping is not offered.
func whyRefused(p web.Page, sum indicator.Summary, by indicator.By) string {
	if len(sum.Indicator.Only) > 0 {
		return p.T("indicator.refused.only")
	}
	switch by {
	case indicator.ByPrefecture, indicator.ByCounty, indicator.ByUrbanisation, indicator.ByUnitType:
		if len(sum.By) > 0 {
			return p.T("indicator.refused.province")
		}
	case indicator.BySex, indicator.ByUrbanRural:
		return p.T("indicator.refused." + string(by))
	case indicator.ByEconomicRegion, indicator.ByProvince:
	}
	return p.T("indicator.refused.no_data")
}

// periods offers the periods of a comparison; nil when there is only one.
func periods(p web.Page, g *indicator.Gap) []web.Choice {
	if len(g.Trend) < 2 {
		return nil
	}
	var list []web.Choice
	for _, pt := range g.Trend {
		q := g.Question
		q.Period = pt.Period
		list = append(list, web.Choice{
			Label: p.Period(pt.Period), Href: link(p, g.Indicator, q), Here: pt.Period == g.Question.Period,
		})
	}
	return list
}
