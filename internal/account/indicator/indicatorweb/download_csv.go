package indicatorweb

import (
	"strconv"
	"strings"

	"mihe/internal/account/indicator"
	"mihe/internal/base/web"
)

// csvHead names the columns of a download. The names are the contract of readers' programs: add, never rename.
var csvHead = []string{
	"indicator", "period", "by", "within", "kind", "code", "name", "name_en", "value", "unit", "plain", "published",
	"numerator", "denominator", "population", "units", "completeness", "band", "why", "sources", "internal",
}

// csv answers a comparison as a table of its groups, after a row for the whole.
func (h *handlers) csv(ind *indicator.Indicator) func(*web.Request) (web.File, error) {
	return func(r *web.Request) (web.File, error) {
		g, err := h.asked(r, ind.ID)
		if err != nil {
			return web.File{}, err
		}
		return web.CSV(fileName(g, "csv"), append([][]string{csvHead}, csvRows(r.Page, g)...))
	}
}

// csvRows are the rows of a download: the whole, then each group.
func csvRows(p web.Page, g *indicator.Gap) [][]string {
	rows := [][]string{csvRow(p, g, "total", g.Total)}
	for _, l := range g.Groups {
		rows = append(rows, csvRow(p, g, "group", l))
	}
	return rows
}

func csvRow(p web.Page, g *indicator.Gap, kind string, l indicator.Level) []string {
	ind := g.Indicator
	band, why := "", ""
	if l.Value != nil {
		band = strconv.Itoa(ind.Band(*l.Value))
	}
	if l.Why != nil {
		why = p.Say(*l.Why)
	}
	return []string{
		ind.ID, g.Question.Period, string(g.Question.By), g.Question.Within, kind, l.Code, l.Name.Zh, l.Name.En,
		exact(l.Value), ind.Unit, exact(l.Plain), exact(l.Published), exact(l.Numerator), exact(l.Denominator),
		exact(l.Population), strconv.Itoa(l.Units), exact(l.Completeness), band, why, sourceNames(p, g), strconv.FormatBool(g.Internal),
	}
}

func sourceNames(p web.Page, g *indicator.Gap) string {
	var list []string
	for _, s := range g.Sources {
		title, _ := s.Title.In(p.Lang)
		if s.Vintage != "" {
			title += " (" + s.Vintage + ")"
		}
		list = append(list, title)
	}
	return strings.Join(list, "; ")
}

// exact writes a number as the JSON download does: nothing is rounded.
func exact(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'f', -1, 64)
}
