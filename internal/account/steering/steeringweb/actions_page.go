package steeringweb

import (
	"strings"

	"mihe/internal/account/steering"
	"mihe/internal/base/web"
)

// actionsView is the plan at a glance: what the document is, what it wants by when, and its 17 actions.
type actionsView struct {
	Lead            string
	Title, Original web.Text // Original is the Chinese title on a page in another language
	Aim             web.Text
	Facts, More     []web.Fact
	Goals           []goalView
	Groups          []group
}

// goalView is a goal with its strands.
type goalView struct {
	ID, Heading, Note string
	Strands           []strandView
}

// strandView is one clause of a goal, whom it concerns and what is known of it.
type strandView struct {
	Text, Original web.Text
	Whole          bool // the whole plan serves it
	Serves         []served
	Passed         string // empty while there is time
	Evidence       string
}

// served is a link to an action; Before separates it from the one before.
type served struct{ Before, Label, Href string }

// actions answers GET /actions.
func (h handlers) actions(r *web.Request) (web.View, error) {
	p, d := r.Page, h.Plan.Document
	list, err := h.Indicators(r.Who).List(r.Context(), r.Who)
	if err != nil {
		return web.View{}, err
	}
	v := actionsView{
		Lead: h.hardFacts(p), Title: p.Name(d.Title), Original: original(p, d.Title), Aim: p.Name(d.Aim), Groups: groups(p, h.Plan, list),
		Facts: []web.Fact{
			{Term: p.T("steering.document.number"), Says: []web.Text{p.Typed(d.Number)}},
			{Term: p.T("steering.document.date"), Says: []web.Text{web.Plain(p.Period(d.Date))}},
			{Term: p.T("steering.document.issuers"), Says: h.departments(p, d.Issuers)},
		},
		More: []web.Fact{{Term: p.T("steering.document.addressees"), Says: []web.Text{web.Plain(addressees(p, d))}}},
	}
	for _, g := range h.Plan.Goals {
		v.Goals = append(v.Goals, h.goal(p, g, func(steering.Strand) bool { return true }))
	}
	return web.View{Figures: true, Title: p.T("steering.actions.title"), Menu: "/actions", Body: actionsPage(p, v)}, nil
}

// hardFacts counts what the plan's own text asks that can be checked, and how much of it has a date.
func (h handlers) hardFacts(p web.Page) string {
	hard, dated := 0, 0
	for _, a := range h.Plan.Actions {
		for _, t := range a.Targets {
			if t.Basis != steering.InPlan {
				continue
			}
			hard++
			if t.Due != "" {
				dated++
			}
		}
	}
	return p.T("steering.actions.lead", "hard", hard, "dated", dated)
}

func addressees(p web.Page, d steering.Document) string {
	var names []string
	for _, a := range d.Addressees {
		names = append(names, web.Mark(p.Name(a)))
	}
	return capital(strings.Join(names, p.T("steering.list.semicolon")))
}

// goal shows the strands of a goal that keep accepts.
func (h handlers) goal(p web.Page, g steering.Goal, keep func(steering.Strand) bool) goalView {
	year, passed := g.Due[:4], g.Passed(h.today())
	v := goalView{ID: "goal-" + year, Heading: p.T("steering.goal.heading", "year", year), Note: p.T("steering.goal.note.open")}
	if passed {
		v.Note = p.T("steering.goal.note.passed")
	}
	for _, s := range g.Strands {
		if !keep(s) {
			continue
		}
		strand := strandView{
			Text: p.Name(s.Text), Original: original(p, s.Text), Whole: len(s.Actions) == 0, Serves: serves(p, s),
			Evidence: p.T("steering.evidence." + string(s.Evidence)),
		}
		if passed {
			strand.Passed = p.T("steering.goal.passed")
		}
		v.Strands = append(v.Strands, strand)
	}
	return v
}

// serves links the actions behind a strand.
func serves(p web.Page, s steering.Strand) []served {
	var list []served
	for i, n := range s.Actions {
		l := served{Label: p.T("steering.lacks.action", "n", n), Href: p.Link(actionPath(n))}
		if i > 0 {
			l.Before = p.T("steering.list.comma")
		}
		list = append(list, l)
	}
	return list
}

func (h handlers) departments(p web.Page, ids []string) []web.Text {
	var list []web.Text
	for _, id := range ids {
		list = append(list, p.Name(h.Plan.Department(id).Name))
	}
	return list
}
