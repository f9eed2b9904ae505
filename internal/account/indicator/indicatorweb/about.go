package indicatorweb

import (
	"regexp"
	"strings"

	"mihe/internal/account/indicator"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// aboutOf answers "where does this number come from": what it measures and what not, sources, formula, weights,
// completeness, who uses it, which definition. g may be nil when there is no data yet.
func (h *handlers) aboutOf(p web.Page, ind *indicator.Indicator, g *indicator.Gap) ([][]web.Fact, error) {
	names, err := h.variables()
	if err != nil {
		return nil, err
	}
	what := []web.Fact{
		entry(p, "measures", p.Name(ind.Measures)), entry(p, "not_measured", p.Name(ind.NotMeasured)),
	}
	how := []web.Fact{}
	if g != nil {
		if f, ok := twoNumbers(p, g); ok {
			what = append(what, f)
		}
		how = append(how, sourcesFact(p, g), completenessFact(p, g))
	}
	what = append(what, entry(p, "formula", web.Plain(formulaText(p, ind, names))))
	if g != nil {
		what = append(what, entry(p, "weights", web.Plain(weightsText(p, g, names))))
	}
	what = append(what, entry(p, "bands", web.Plain(p.T("indicator.about.bands.says"))))
	how = append(how,
		entry(p, "role", web.Plain(p.T("indicator.role."+string(ind.Role)+".why"))),
		web.Fact{Term: p.T("indicator.about.owner"), Says: []web.Text{p.Name(h.Registry.Label("owner." + ind.Owner))}},
		entry(p, "version", web.Plain(version(p, ind))),
		entry(p, "id", web.Plain(p.T("indicator.about.id.says", "id", ind.ID))),
	)
	return [][]web.Fact{what, how}, nil
}

func entry(p web.Page, key string, says web.Text) web.Fact {
	return web.Fact{Term: p.T("indicator.about." + key), Says: []web.Text{says}}
}

// hanOn is the lang attribute of Chinese words on this page.
func hanOn(p web.Page) string {
	if p.Lang == i18n.ZhCN {
		return ""
	}
	return string(i18n.ZhCN)
}

// twoNumbers explains why a long-form level differs from the plain ratio and from the published table.
func twoNumbers(p web.Page, g *indicator.Gap) (web.Fact, bool) {
	t := g.Total
	if t.Plain == nil || t.Value == nil {
		return web.Fact{}, false
	}
	exact := func(v float64) string {
		return p.T("indicator.amount."+g.Indicator.Unit, "n", i18n.Number(v, g.Indicator.Decimals+1))
	}
	key := "indicator.about.two.mean" // the published mean stands in front, our average beside it
	if strings.HasPrefix(g.Weights, "long_form_") {
		key = "indicator.about.two.long_form"
	}
	says := p.T(key, "value", exact(*t.Value), "plain", exact(*t.Plain))
	if t.Published != nil {
		says = sentence(p, says, p.T("indicator.about.two.published", "published", exact(*t.Published)))
	}
	return entry(p, "two", web.Plain(says)), true
}

// sourcesFact names every source with publisher, vintage and who typed it in.
func sourcesFact(p web.Page, g *indicator.Gap) web.Fact {
	f := web.Fact{Term: p.T("indicator.about.source")}
	for _, s := range g.Sources {
		f.Says = append(f.Says, p.Name(s.Title))
		if s.Publisher.Zh != "" {
			f.Says = append(f.Says, p.Name(s.Publisher))
		}
		var more []string
		if s.Vintage != "" {
			more = append(more, p.T("indicator.about.vintage", "vintage", s.Vintage))
		}
		if s.DigitisedBy != "" {
			more = append(more, p.T("indicator.about.digitised", "by", s.DigitisedBy))
		}
		if len(more) > 0 {
			f.Says = append(f.Says, web.Plain(sentence(p, more...)))
		}
	}
	return f
}

// completenessFact counts the units and the people or households in the rows used. A split by people uses each unit
// once per part, so there the parts' people are added up and the units are not.
func completenessFact(p web.Page, g *indicator.Gap) web.Fact {
	units, weight := 0, 0.0
	split := g.Question.By == indicator.BySex || g.Question.By == indicator.ByUrbanRural
	for _, l := range g.Groups {
		if split {
			units = max(units, l.Units)
		} else {
			units += l.Units
		}
		if l.Denominator != nil {
			weight += *l.Denominator
		}
	}
	return entry(p, "completeness", web.Plain(p.T("indicator.about.completeness.says", "units", i18n.Number(float64(units), 0),
		"level", p.T("indicator.units."+g.UnitLevel), "weight", p.T("indicator.dist.count."+counted(g), "n", Count(p, weight)),
		"share", Completeness(g.Completeness()))))
}

func version(p web.Page, ind *indicator.Indicator) string {
	if len(ind.Breaks) == 0 {
		return p.T("indicator.about.version.one")
	}
	return p.T("indicator.about.version.break", "period", p.Period(ind.Breaks[0]))
}

// weightsText says by what the levels are averaged: the denominators of a ratio, or residents fixed at the census.
func weightsText(p web.Page, g *indicator.Gap, names map[string]i18n.Name) string {
	fixed, mean := strings.CutSuffix(g.Weights, " ("+region.CensusDay+")")
	key := "indicator.about.weights.ratio"
	if mean {
		key = "indicator.about.weights.mean"
	}
	return p.T(key, "weights", notation(p, fixed, names))
}

// formulaText writes the formula with the names of its variables.
func formulaText(p web.Page, ind *indicator.Indicator, names map[string]i18n.Name) string {
	if ind.Formula == ind.ID {
		return p.T("indicator.about.formula.given") // no parts are known: the figure comes as it is
	}
	text := notation(p, ind.Formula, names)
	if ind.Multiplier != 1 {
		text = p.T("indicator.about.times", "formula", text, "multiplier", i18n.Number(ind.Multiplier, 0))
	}
	return text
}

var variable = regexp.MustCompile(`([a-z][a-z0-9_]*)(?:\[(male|female|urban|rural)\])?`)

// notation replaces identifiers in registry notation by names; one that has none stays as it is.
func notation(p web.Page, text string, names map[string]i18n.Name) string {
	text = variable.ReplaceAllStringFunc(text, func(m string) string {
		part := variable.FindStringSubmatch(m)
		name, known := names[part[1]]
		if !known {
			return m
		}
		words := p.Name(name).Text
		if part[2] != "" {
			words = p.T("indicator.about.part", "name", words, "part", p.T("indicator.part."+part[2]))
		}
		return words
	})
	return strings.NewReplacer(" / ", " ÷ ", " - ", " − ").Replace(text)
}
