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
	"mihe/internal/record/fact"
)

// actionView is one of the 17 actions: what is not measured, what the plan says, what is measured, what is to be reached.
type actionView struct {
	Chapter         web.Text
	Title, Original web.Text // Original is the Chinese title on a page in another language
	Measured        string
	Text, TextZh    web.Text   // TextZh is empty on a Chinese page
	Facts           []web.Fact // who leads, and what to know when reading
	Missing         []missing
	Gauges          []gauge
	Targets         []figureView
	Way             web.Link // to the targets of one place, where an indicator measures any of these
	Reports         []figureView
	Goals           []goalView
	Neighbours      []neighbour
}

// missing is an indicator of the action that nobody has imported data for.
type missing struct {
	Title, Says string
	Way         web.Link
}

// figureView is a target or a reported figure with its badge and source.
type figureView struct {
	Text     web.Text
	Original web.Text // the plan's own words, where the figure quotes them and the page is in another language
	When     string   // empty for a report
	Badge    string
	Mood     web.Mood
	From     string // the paper, the departments behind it, and the sources as found
	Class    string // how far the country has come to a target that an indicator measures, in a word or two; or empty
	Course   string // and the figures
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
	if err := h.advanced(r.Context(), r.Who, p, a, &v); err != nil {
		return web.View{}, err
	}
	chapter := h.Plan.ChapterOf(a)
	return web.View{
		Figures: true,
		Title:   p.T("steering.action.title", "n", a.Number, "short", p.Name(a.Short).Text), Menu: "/actions",
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
		Chapter: p.Name(h.Plan.ChapterOf(a).Heading), Title: p.Name(a.Title), Original: original(p, a.Title),
		Text: p.Name(a.Text), TextZh: original(p, a.Text), Facts: h.leads(p, a),
	}
	for _, t := range a.Targets {
		v.Targets = append(v.Targets, h.target(p, t))
	}
	for _, r := range a.Reports {
		v.Reports = append(v.Reports, figureView{
			Text: p.Name(r.Text), Badge: p.T("steering.status." + string(r.Status)), From: found(p, r.Document, "", r.Sources),
		})
	}
	for _, g := range h.Plan.Goals {
		if shown := h.goal(p, g, func(s steering.Strand) bool { return s.Serves(a.Number) }); shown.Strands != nil {
			v.Goals = append(v.Goals, shown)
		}
	}
	if before, ok := h.Plan.Action(a.Number - 1); ok {
		v.Neighbours = append(v.Neighbours, neighbour{p.Link(actionPath(before.Number)), p.T("steering.action.before"), p.Name(before.Title)})
	}
	if after, ok := h.Plan.Action(a.Number + 1); ok {
		v.Neighbours = append(v.Neighbours, neighbour{p.Link(actionPath(after.Number)), p.T("steering.action.after"), p.Name(after.Title)})
	}
	return v
}

// leads names the lead departments under how they are known, then the notes on the action.
func (h handlers) leads(p web.Page, a steering.Action) []web.Fact {
	var facts []web.Fact
	for _, l := range a.Leads {
		term := p.T("steering.lead." + string(l.Mark))
		if n := len(facts); n == 0 || facts[n-1].Term != term {
			facts = append(facts, web.Fact{Term: term})
		}
		last := &facts[len(facts)-1]
		last.Says = append(last.Says, p.Name(h.Plan.Department(l.Department).Name))
	}
	notes := web.Fact{Term: p.T("steering.action.note"), Says: []web.Text{web.Plain(p.T("steering.action.leads.note"))}}
	if a.LeadNote.Zh != "" {
		notes.Says = append(notes.Says, p.Name(a.LeadNote))
	}
	for _, note := range a.Notes {
		notes.Says = append(notes.Says, p.Name(note))
	}
	return append(facts, notes)
}

// target shows what is to be reached, with a badge that tells the plan's own words from another paper's.
func (h handlers) target(p web.Page, t steering.Target) figureView {
	v := figureView{
		Text: p.Name(t.Text), When: h.due(p, t), Badge: p.T("steering.target." + string(t.Basis)),
		From: found(p, t.Document, h.behind(p, t), t.Sources),
	}
	if t.Basis == steering.InPlan {
		v.Original, v.Mood = original(p, t.Text), web.Current
	}
	return v
}

// advanced adds to the targets how far the country has come to them.
func (h handlers) advanced(ctx context.Context, who access.Actor, p web.Page, a steering.Action, v *actionView) error {
	for i, t := range a.Targets {
		if t.Figure == nil {
			continue
		}
		c, err := h.course(ctx, who, p, a, t, "")
		if err != nil {
			return err
		}
		v.Targets[i].Class, v.Targets[i].Course = c.Class, c.Short
		v.Way = web.Link{Label: p.T("steering.progress.way"), Href: p.Link("/progress")}
	}
	return nil
}

// due says by when, and whether that has passed.
func (h handlers) due(p web.Page, t steering.Target) string {
	switch {
	case t.Passed(h.today()):
		return p.T("steering.target.passed", "year", t.Due)
	case t.Due != "":
		return p.T("steering.target.due", "year", t.Due)
	}
	return p.T("steering.target.undated." + string(t.Basis))
}

// behind names the departments of a related paper in short.
func (h handlers) behind(p web.Page, t steering.Target) string {
	var names []string
	for _, id := range t.By {
		names = append(names, web.Mark(p.Name(h.Plan.Department(id).Short)))
	}
	return strings.Join(names, p.T("steering.list.comma"))
}

// found says where a figure comes from: the paper, who is behind it, and the sources as they were found. A repost keeps
// its own name.
func found(p web.Page, document, by string, sources []string) string {
	paper := web.Mark(p.Typed(document))
	if by != "" && paper != "" {
		paper = p.T("steering.source.paper", "document", paper, "by", by)
	} else if by != "" {
		paper = by
	}
	var list []string
	if paper != "" {
		list = append(list, paper)
	}
	for _, s := range sources {
		if s != document { // the plan is its own source
			list = append(list, web.Mark(p.Typed(s)))
		}
	}
	return p.T("steering.source", "list", strings.Join(list, p.T("steering.list.semicolon")))
}

// measured is the part of the page that the indicators fill.
func (h handlers) measured(ctx context.Context, who access.Actor, p web.Page, a steering.Action, v *actionView) error {
	from := h.Indicators(who)
	list, err := from.List(ctx, who)
	if err != nil {
		return err
	}
	for _, s := range list {
		if s.Indicator.Action != a.Code() {
			continue
		}
		if len(s.By) == 0 {
			v.Missing = append(v.Missing, newMissing(p, s.Indicator, from.Public()))
			continue
		}
		g, err := from.Gap(ctx, who, indicator.Question{ID: s.Indicator.ID, By: s.By[0]})
		if err != nil {
			return err
		}
		v.Gauges = append(v.Gauges, newGauge(p, g))
	}
	v.Measured = summing(p, len(v.Gauges), len(v.Missing), from.Public())
	return nil
}

func newMissing(p web.Page, ind *indicator.Indicator, public bool) missing {
	name := web.Mark(p.Name(ind.Name))
	if public {
		return missing{Title: p.T("steering.missing.unpublished", "name", capital(name)), Says: web.Mark(p.Name(ind.Measures))}
	}
	m := missing{Title: p.T("steering.missing.title", "name", capital(name)), Says: web.Mark(p.Name(ind.Measures))}
	if p.Offers(fact.CanImport) {
		m.Way = web.Link{Label: web.Unmarked(p.T("steering.missing.import", "name", name)), Href: p.Link("/import")}
	}
	return m
}

// summing says how far the action is measured.
func summing(p web.Page, ready, waiting int, public bool) string {
	switch {
	case ready == 0 && waiting > 0 && public:
		return p.T("steering.action.measured.unpublished")
	case ready == 0 && waiting == 0:
		return p.T("steering.action.measured.none")
	case ready == 0:
		return p.Count("steering.action.measured.waiting", waiting)
	case waiting == 0:
		return p.Count("steering.action.measured.ready", ready)
	}
	return p.T("steering.action.measured.both", "ready", p.Count("steering.tally.ready", ready), "waiting", p.Count("steering.tally.waiting", waiting))
}
