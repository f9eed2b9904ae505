package steeringweb

import (
	"context"
	"strings"

	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatorweb"
	"mihe/internal/account/steering"
	"mihe/internal/base/access"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/measure/progress"
)

// progressView is how far a place has come to the targets that an indicator measures, and which targets none measures.
type progressView struct {
	Lead    string
	Within  web.Field
	Courses []courseView
	Without web.Table
}

// courseView is a place on its way to one target.
type courseView struct {
	web.Finding
	Class string   // in a word or two
	Notes []string // what to know before believing it
	Short string   // place, figures and target in a line
}

// progress answers GET /progress?within=...: a place, by name or code; without one, the country.
func (h handlers) progress(r *web.Request) (web.View, error) {
	p, within := r.Page, strings.TrimSpace(r.URL.Query().Get("within"))
	v := progressView{
		Within:  web.Field{Name: "within", Label: p.T("steering.progress.within"), Hint: p.T("steering.warnings.within.hint"), Value: within},
		Without: web.Table{Caption: p.T("steering.progress.without.caption"), Head: []string{p.T("steering.progress.target"), p.T("steering.progress.action"), p.T("steering.progress.due")}},
	}
	if k, ok := h.placeNamed(within, func(region.Key) bool { return true }); ok {
		within = k.String()
	}
	for _, a := range h.Plan.Actions {
		for _, t := range a.Targets {
			if t.Figure == nil {
				v.Without.Rows = append(v.Without.Rows, web.Row{
					Head: p.Name(t.Text), Href: p.Link(actionPath(a.Number)), Cells: []string{p.T("steering.lacks.action", "n", a.Number), h.due(p, t)},
				})
				continue
			}
			c, err := h.course(r.Context(), r.Who, p, a, t, within)
			if err != nil {
				return web.View{}, err
			}
			v.Courses = append(v.Courses, c)
		}
	}
	v.Lead = p.T("steering.progress.lead", "with", len(v.Courses), "without", len(v.Without.Rows))
	return web.View{
		Figures: true,
		Title:   p.T("steering.progress.title"), Menu: "/actions", Body: progressPage(p, v),
		Crumbs: []web.Crumb{{Href: "/actions", Text: web.Plain(p.T("steering.actions.title"))}, {Text: web.Plain(p.T("steering.progress.title"))}},
	}, nil
}

// course is a place on its way to a target with a figure.
func (h handlers) course(ctx context.Context, who access.Actor, p web.Page, a steering.Action, t steering.Target, within string) (courseView, error) {
	from := h.Indicators(who)
	adv, err := from.Advance(ctx, who, indicator.Aim{ID: t.Figure.Indicator, Value: t.Figure.Value, Due: t.Due, Within: within})
	if err != nil {
		return courseView{}, err
	}
	v := courseView{Class: p.T("steering.progress.class." + className(adv)), Finding: web.Finding{
		Kicker: p.T("steering.lacks.action", "n", a.Number), When: h.due(p, t), Title: p.Name(t.Text), Href: p.Link(actionPath(a.Number)),
		Say: courseSay(p, adv, from.Public()), Nums: courseNums(p, adv, t.Figure.Value), Source: h.courseSource(p, t, adv),
	}}
	if adv.Internal {
		v.Mark = indicatorweb.InternalWord(p)
	}
	if adv.Completeness != nil {
		v.Full, v.Completed = *adv.Completeness >= 1, p.T("steering.card.completeness", "share", indicatorweb.Completeness(adv.Completeness))
	}
	v.Short = courseShort(p, adv, t.Figure.Value)
	if t.Figure.Differs != (i18n.Name{}) {
		v.Notes = append(v.Notes, p.T("steering.progress.differs", "how", web.Mark(p.Name(t.Figure.Differs))))
	}
	if adv.Since != nil {
		v.Notes = append(v.Notes, p.T("steering.progress.since", "period", p.Period(adv.Since.Period), "level", indicatorweb.Amount(p, adv.Indicator, adv.Since.Value)))
	}
	return v, nil
}

// className is the part of a key that names the class. Once its year has ended a target was reached or was not.
func className(a *indicator.Advance) string {
	switch c := a.Verdict.Class; {
	case c == progress.Unknown:
		return "unknown"
	case c == progress.Met:
		return "met"
	case a.Ended:
		return "missed"
	case c == progress.OnTrack:
		return "on_track"
	case c == progress.Accelerate:
		return "accelerate"
	case c == progress.Limited:
		return "limited"
	}
	return "deteriorating"
}

// courseSay is the sentence behind the class: the pace there was and the pace it takes, or why there is no class.
func courseSay(p web.Page, a *indicator.Advance, public bool) string {
	switch v := a.Verdict; {
	case a.Why != nil && public && a.Latest == nil && a.Why.Key == "indicator.why.no_data":
		return p.T("steering.progress.unpublished")
	case a.Why != nil:
		return p.T("steering.progress.why", "why", p.Say(*a.Why))
	case v.Known: // a straight line's: every figure of the plan is a share
		pace := func(x float64) string { return i18n.Number(x, a.Indicator.Decimals+1) }
		key := "steering.progress.pace"
		if a.Ended {
			key = "steering.progress.pace.ended"
		}
		return p.T(key, "observed", pace(v.Observed), "required", pace(v.Required), "unit", indicatorweb.GapUnit(p, a.Indicator))
	case v.Class == progress.Met:
		return p.T("steering.progress.met")
	}
	return p.T("steering.progress.left")
}

// courseNums are base, latest and target, as far as they are known.
func courseNums(p web.Page, a *indicator.Advance, target float64) (list []web.Num) {
	num := func(label string, v float64) web.Num {
		return web.Num{Label: label, Value: indicatorweb.Number(a.Indicator, v), Unit: indicatorweb.Unit(p, a.Indicator)}
	}
	if a.Base != nil {
		list = append(list, num(p.T("steering.progress.base", "period", p.Period(a.Base.Period)), a.Base.Value))
	}
	if a.Latest != nil {
		key := "steering.progress.latest"
		if a.Since != nil {
			key = "steering.progress.last"
		}
		list = append(list, num(p.T(key, "period", p.Period(a.Latest.Period)), a.Latest.Value))
	}
	return append(list, num(p.T("steering.progress.target"), target))
}

// courseShort is the figures in one line, for a list of targets.
func courseShort(p web.Page, a *indicator.Advance, target float64) string {
	place, aim := capital(web.Mark(p.Name(a.Scope))), indicatorweb.Amount(p, a.Indicator, target)
	at := func(m *indicator.Mark) string {
		return p.T("steering.progress.at", "period", p.Period(m.Period), "level", indicatorweb.Amount(p, a.Indicator, m.Value))
	}
	switch {
	case a.Latest == nil:
		return p.T("steering.progress.short.none", "place", place, "target", aim)
	case a.Base == nil:
		return p.T("steering.progress.short.one", "place", place, "latest", at(a.Latest), "target", aim)
	}
	return p.T("steering.progress.short", "place", place, "base", at(a.Base), "latest", at(a.Latest), "target", aim)
}

// courseSource says where the target was found and where the figures come from.
func (h handlers) courseSource(p web.Page, t steering.Target, a *indicator.Advance) string {
	words := p.T("steering.progress.found", "badge", p.T("steering.target."+string(t.Basis)), "found", found(p, t.Document, h.behind(p, t), t.Sources))
	var titles []string
	for _, s := range a.Sources {
		titles = append(titles, web.Mark(p.Name(s.Title)))
	}
	if titles == nil {
		return words
	}
	return join(p, words, p.T("steering.progress.figures", "list", strings.Join(titles, p.T("steering.list.semicolon"))))
}
