package steeringweb

import (
	"strconv"
	"strings"

	"mihe/internal/account/steering"
	"mihe/internal/base/web"
)

// actionsView is the plan at a glance: what the document is, what it wants by when, and its 17 actions.
type actionsView struct {
	Title, Original web.Text // Original is the Chinese title on a page in another language
	Facts           []web.Fact
	More            []web.Fact
	Aim             web.Text
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
	Serves         string
	Passed         string // empty while there is time
	Evidence       string
}

// actions answers GET /actions.
func (h handlers) actions(r *web.Request) (web.View, error) {
	p, d := r.Page, h.Plan.Document
	list, err := h.Indicators.List(r.Context(), r.Who)
	if err != nil {
		return web.View{}, err
	}
	v := actionsView{Title: p.Name(d.Title), Original: original(p, d.Title), Aim: p.Name(d.Aim), Groups: groups(p, h.Plan, list)}
	v.Facts = []web.Fact{
		{Term: p.T("steering.document.number"), Says: []web.Text{chinese(p, d.Number)}},
		{Term: p.T("steering.document.date"), Says: []web.Text{web.Plain(p.Period(d.Date))}},
		{Term: p.T("steering.document.issuers"), Says: h.departments(p, d.Issuers)},
	}
	addressees := web.Fact{Term: p.T("steering.document.addressees")}
	var names []string
	for _, a := range d.Addressees {
		names = append(names, p.Name(a).Text)
	}
	addressees.Says = []web.Text{web.Plain(strings.Join(names, p.T("steering.list.semicolon")))}
	v.More = []web.Fact{addressees}
	for _, g := range h.Plan.Goals {
		v.Goals = append(v.Goals, h.goal(p, g, func(steering.Strand) bool { return true }))
	}
	return web.View{Title: p.T("steering.actions.title"), Menu: "/actions", Body: actionsPage(p, v)}, nil
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
			Text: p.Name(s.Text), Original: original(p, s.Text), Serves: serves(p, s), Evidence: p.T("steering.evidence." + string(s.Evidence)),
		}
		if passed {
			strand.Passed = p.T("steering.goal.passed")
		}
		v.Strands = append(v.Strands, strand)
	}
	return v
}

// serves names the actions behind a strand.
func serves(p web.Page, s steering.Strand) string {
	if len(s.Actions) == 0 {
		return p.T("steering.goal.whole")
	}
	var numbers []string
	for _, n := range s.Actions {
		numbers = append(numbers, strconv.Itoa(n))
	}
	return p.T("steering.goal.serves", "list", strings.Join(numbers, p.T("steering.list.comma")))
}

func (h handlers) departments(p web.Page, ids []string) []web.Text {
	var list []web.Text
	for _, id := range ids {
		list = append(list, p.Name(h.Plan.Department(id)))
	}
	return list
}
