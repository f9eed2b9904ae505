package steeringweb

import (
	"context"
	"strconv"
	"strings"

	"mihe/internal/account/indicator"
	"mihe/internal/account/steering"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
)

// actionView is one of the 17 actions: what is not measured, what the plan says, what is measured, what is to be reached.
type actionView struct {
	Number          string
	Heading         string
	Title, Original web.Text
	Measured        string
	Lacks           []lack
	Text, TextZh    web.Text // TextZh is empty on a Chinese page
	Notes           []web.Text
	Gauges          []gauge
	Goals           []goalView
	Targets         []figureView
	Reports         []figureView
	Leads           []leadView
	LeadNote        web.Text
	Before, After   *neighbour
}

// figureView is a target or a reported figure with its badge and source.
type figureView struct {
	Text     web.Text
	Original web.Text // the plan's own words, where the figure quotes them and the page is in another language
	When     string   // empty for a report
	Passed   bool
	Badge    string
	InText   bool
	By       string
	Document web.Text
	Sources  []web.Text
}

// leadView is a lead department with how it is known.
type leadView struct {
	Name web.Text
	Mark string
}

// neighbour is the action before or after.
type neighbour struct {
	Href, Label string
	Title       web.Text
}

// action answers GET /actions/{number}.
func (h handlers) action(r *web.Request) (web.View, error) {
	p, asked := r.Page, r.PathValue("number")
	n, err := strconv.Atoi(asked)
	a, ok := h.Plan.Action(n)
	if err != nil || !ok || strconv.Itoa(n) != asked {
		return web.View{}, fault.New(fault.NotFound, "steering.action.unknown", "n", asked)
	}
	v := h.actionText(p, a)
	if err := h.measured(r.Context(), r.Who, p, a, &v); err != nil {
		return web.View{}, err
	}
	chapter := h.Plan.ChapterOf(a)
	return web.View{
		Title: p.T("steering.action.title", "n", a.Number, "short", p.Name(a.Short).Text), Menu: "/actions",
		Crumbs: []web.Crumb{
			{Href: "/actions", Text: web.Plain(p.T("steering.actions.title"))},
			{Text: p.Name(chapter.Short)},
			{Text: web.Plain(p.T("steering.lacks.action", "n", a.Number))},
		},
		Body: actionPage(p, v),
	}, nil
}

// actionText is the part of the page that the plan fills.
func (h handlers) actionText(p web.Page, a steering.Action) actionView {
	v := actionView{
		Number: strconv.Itoa(a.Number), Heading: p.Name(h.Plan.ChapterOf(a).Heading).Text,
		Title: p.Name(a.Title), Original: original(p, a.Title),
		Text: p.Name(a.Text), TextZh: original(p, a.Text), LeadNote: p.Name(a.LeadNote),
		Before: h.neighbour(p, a.Number-1, "steering.action.before"), After: h.neighbour(p, a.Number+1, "steering.action.after"),
	}
	for _, note := range a.Notes {
		v.Notes = append(v.Notes, p.Name(note))
	}
	for _, l := range a.Leads {
		v.Leads = append(v.Leads, leadView{p.Name(h.Plan.Department(l.Department)), p.T("steering.lead." + string(l.Mark))})
	}
	for _, t := range a.Targets {
		v.Targets = append(v.Targets, h.target(p, t))
	}
	for _, r := range a.Reports {
		v.Reports = append(v.Reports, figureView{
			Text: p.Name(r.Text), Badge: p.T("steering.status." + string(r.Status)), Document: chinese(p, r.Document), Sources: found(p, r.Sources),
		})
	}
	for _, g := range h.Plan.Goals {
		if shown := h.goal(p, g, func(s steering.Strand) bool { return s.Serves(a.Number) }); shown.Strands != nil {
			v.Goals = append(v.Goals, shown)
		}
	}
	return v
}

func (h handlers) neighbour(p web.Page, n int, key string) *neighbour {
	a, ok := h.Plan.Action(n)
	if !ok {
		return nil
	}
	return &neighbour{p.Link(actionPath(n)), p.T(key), p.Name(a.Title)}
}

func (h handlers) target(p web.Page, t steering.Target) figureView {
	v := figureView{
		Text: p.Name(t.Text), Badge: p.T("steering.target." + string(t.Basis)), InText: t.Basis == steering.InPlan,
		Document: chinese(p, t.Document), Sources: found(p, t.Sources), Passed: t.Passed(h.today()),
	}
	var by []string
	for _, d := range h.departments(p, t.By) {
		by = append(by, d.Text)
	}
	v.By = strings.Join(by, p.T("steering.list.comma"))
	switch {
	case v.Passed:
		v.When = p.T("steering.target.passed", "year", t.Due)
	case t.Due != "":
		v.When = p.T("steering.target.due", "year", t.Due)
	case v.InText:
		v.When = p.T("steering.target.undated.plan")
	default:
		v.When = p.T("steering.target.undated")
	}
	if v.InText {
		v.Original, v.Sources = original(p, t.Text), nil // the document is the source
	}
	return v
}

// found lists sources as they were found; a repost keeps its own name.
func found(p web.Page, sources []string) []web.Text {
	var list []web.Text
	for _, s := range sources {
		list = append(list, chinese(p, s))
	}
	return list
}

// measured is the part of the page that the indicators fill.
func (h handlers) measured(ctx context.Context, who access.Actor, p web.Page, a steering.Action, v *actionView) error {
	list, err := h.Indicators.List(ctx, who)
	if err != nil {
		return err
	}
	for _, s := range list {
		if s.Indicator.Action != a.Code() || len(s.By) == 0 {
			continue
		}
		g, err := h.Indicators.Gap(ctx, who, indicator.Question{ID: s.Indicator.ID, By: s.By[0]})
		if err != nil {
			return err
		}
		v.Gauges = append(v.Gauges, newGauge(p, g))
	}
	v.Lacks = lacks(p, list, func(ind *indicator.Indicator) bool { return ind.Action == a.Code() })
	v.Measured = summing(p, len(v.Gauges), len(v.Lacks))
	return nil
}

// summing says how far the action is measured.
func summing(p web.Page, ready, waiting int) string {
	switch {
	case ready == 0 && waiting == 0:
		return p.T("steering.action.measured.none")
	case ready == 0:
		return count(p, "steering.action.measured.waiting", waiting)
	case waiting == 0:
		return count(p, "steering.action.measured.ready", ready)
	}
	return p.T("steering.action.measured.both", "ready", count(p, "steering.tally.ready", ready), "waiting", count(p, "steering.tally.waiting", waiting))
}
