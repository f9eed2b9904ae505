package indicatorweb

import (
	"strings"

	"mihe/internal/account/indicator"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
)

// levelTable lists the groups of g in their fixed order: level, band, people or households behind it, completeness. href,
// when not nil, gives the address of a group.
func levelTable(p web.Page, g *indicator.Gap, caption string, href func(code string) string) web.Table {
	t := web.Table{
		Caption: caption,
		Head: []string{
			capital(p.T("indicator.by." + string(g.Question.By))), p.T("indicator.table.level", "unit", Unit(p, g.Indicator)),
			p.T("indicator.table.band"), p.T("indicator.table." + counted(g)), p.T("indicator.table.completeness"),
		},
	}
	for _, l := range g.Groups {
		row := web.Row{Head: p.Name(l.Name), Cells: levelCells(p, g, l)}
		if href != nil {
			row.Href = href(l.Code)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func levelCells(p web.Page, g *indicator.Gap, l indicator.Level) []string {
	if l.Value == nil {
		why := none
		if l.Why != nil {
			why = p.Say(*l.Why)
		}
		return []string{why, none, none, Completeness(l.Completeness)}
	}
	level := Number(g.Indicator, *l.Value)
	if l.Code == g.Spread.WorstOff {
		level = p.T("indicator.table.worst", "word", Worst(p, g.Indicator), "level", level)
	}
	behind := none
	if l.Denominator != nil {
		behind = i18n.Number(*l.Denominator, 0)
	}
	band := BandName(p, g.Indicator.Band(*l.Value))
	if composition(g) {
		band = none // the bands are those of the indicator, not of its complement
	}
	return []string{level, band, behind, Completeness(l.Completeness)}
}

// counted tells what the levels of g are weighted by: households or people.
func counted(g *indicator.Gap) string {
	if strings.Contains(g.Weights, "households") {
		return "households"
	}
	return "people"
}
