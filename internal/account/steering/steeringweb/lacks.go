package steeringweb

import (
	"strings"

	"mihe/internal/account/indicator"
	"mihe/internal/base/web"
	"mihe/internal/record/fact"
)

// lacking is what cannot be shown, under a heading.
type lacking struct {
	Heading string
	List    []lack
}

// lack is a registered indicator of which there is nothing to show.
type lack struct {
	Name         web.Text
	Import       string // where to bring data, for those who may; else empty
	Action, Href string // the action it serves; empty when none
}

// lacks lists the indicators without data, in registry order. Of data that has not been published the public is not told
// whether they exist.
func lacks(p web.Page, list []indicator.Summary, public bool) lacking {
	var all []lack
	for _, s := range list {
		if len(s.Periods) > 0 {
			continue
		}
		l := lack{Name: p.Name(s.Indicator.Name)}
		if !public && p.Offers(fact.CanImport) {
			l.Import = p.Link("/import")
		}
		l.Name.Text = capital(l.Name.Text)
		if n, serves := strings.CutPrefix(s.Indicator.Action, "A"); serves {
			l.Action, l.Href = p.T("steering.lacks.action", "n", n), p.Link("/actions/"+n)
		}
		all = append(all, l)
	}
	key := "steering.lacks.heading"
	if public {
		key = "steering.lacks.unpublished"
	}
	return lacking{p.Count(key, len(all)), all}
}
