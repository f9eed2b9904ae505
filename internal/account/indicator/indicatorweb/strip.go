package indicatorweb

import (
	"strings"

	"mihe/internal/account/indicator"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// stripOf sets the two parts of the population (women and men, urban and rural) side by side in the scope and in each
// economic region; nil when g compares something else, or already looks at one place.
func (h *handlers) stripOf(r *web.Request, g *indicator.Gap) (*web.Strip, string, error) {
	split := g.Question.By == indicator.BySex || g.Question.By == indicator.ByUrbanRural
	if !split || g.Question.Within != "" || composition(g) {
		return nil, "", nil
	}
	all := []*indicator.Gap{g}
	for _, e := range h.Regions.At(region.ListDay).EconomicRegions() {
		q := g.Question
		q.Within = e.Code
		part, err := h.ifPermitted(r, q)
		if err != nil {
			return nil, "", err
		}
		if part != nil {
			all = append(all, part)
		}
	}
	s, key := strip(r.Page, all)
	return s, key, nil
}

// strip draws one row for each comparison; their first two groups are the same two parts.
func strip(p web.Page, all []*indicator.Gap) (*web.Strip, string) {
	ind := all[0].Indicator
	highest := 0.0
	for _, g := range all {
		if g.Spread.High != nil {
			highest = max(highest, *g.Spread.High)
		}
	}
	ax := roundAxis(0, highest)
	s := &web.Strip{ID: "pairs", Title: p.T("indicator.strip.title", "indicator", p.Name(ind.Name).Text), Axis: ax.ticks(p, ind)}
	var said []string
	for _, g := range all {
		a, b := g.Groups[0], g.Groups[1]
		if a.Value == nil || b.Value == nil {
			continue
		}
		name := scope(p, g).Text
		s.Pairs = append(s.Pairs, web.Pair{Name: name, First: ax.at(*a.Value), Last: ax.at(*b.Value)})
		said = append(said, p.T("indicator.strip.row", "place", name, "first", groupLabel(p, a).Text, "first_level", Amount(p, ind, *a.Value),
			"last", groupLabel(p, b).Text, "last_level", Amount(p, ind, *b.Value)))
	}
	s.Desc = strings.Join(said, p.T("indicator.semicolon"))
	key := p.T("indicator.strip.key", "first", groupLabel(p, all[0].Groups[0]).Text, "last", groupLabel(p, all[0].Groups[1]).Text)
	return s, key
}
