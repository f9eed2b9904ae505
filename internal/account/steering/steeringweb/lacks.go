package steeringweb

import (
	"strings"

	"mihe/internal/account/indicator"
	"mihe/internal/base/web"
)

// lack is a registered indicator that nobody has imported data for.
type lack struct {
	Name         web.Text
	Import       string
	Action, Href string // the action it serves; empty when none
}

// lacks lists the indicators without data, in registry order.
func lacks(p web.Page, list []indicator.Summary) []lack {
	var all []lack
	for _, s := range list {
		if len(s.Periods) > 0 {
			continue
		}
		l := lack{Name: p.Name(s.Indicator.Name), Import: p.Link("/import")}
		l.Name.Text = capital(l.Name.Text)
		if n, serves := strings.CutPrefix(s.Indicator.Action, "A"); serves {
			l.Action, l.Href = p.T("steering.lacks.action", "n", n), p.Link("/actions/"+n)
		}
		all = append(all, l)
	}
	return all
}
