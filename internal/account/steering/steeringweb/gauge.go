package steeringweb

import (
	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatorweb"
	"mihe/internal/base/web"
)

// gauge is an indicator on the page of its action: where it stands, how far apart the groups are, and what it leaves out.
type gauge struct {
	web.Finding
	NotMeasured web.Text
	Caption     string
	Bars        []web.Bar
}

func newGauge(p web.Page, g *indicator.Gap) gauge {
	v := gauge{Finding: finding(p, g), NotMeasured: p.Name(g.Indicator.NotMeasured), Caption: caption(p, g), Bars: indicatorweb.GapBars(p, g, nil)}
	v.Kicker, v.When, v.Say = p.T("steering.role."+string(g.Indicator.Role)), p.Period(g.Question.Period), whole(p, g)
	v.Title = p.Name(g.Indicator.Name)
	v.Title.Text = capital(v.Title.Text)
	if g.BeforePlan {
		v.When = p.T("steering.card.when.before", "when", v.When)
	}
	return v
}
