package opennessweb

import (
	"net/http"
	"strconv"

	"mihe/internal/account/openness"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
)

// historyView is one series with everything that was done to it.
type historyView struct {
	Variable web.Text
	State    string
	Mood     web.Mood
	Facts    []web.Fact // what it is
	More     []web.Fact // what of it is held, and how it is disclosed
	Steps    web.Table
	Back     string
}

// history answers GET /publication/{id}.
func (h *handlers) history(w http.ResponseWriter, r *web.Request) error {
	l, steps, err := h.Openness.History(r.Context(), r.Who, r.PathValue("id"))
	if err != nil {
		return err
	}
	n, err := h.names()
	if err != nil {
		return err
	}
	p := r.Page
	v := historyView{
		Variable: n.variable(p, l.Variable), State: p.T(stateKey(l.Series)), Mood: mood(l.Series),
		Steps: stepTable(p, steps), Back: p.Link("/publication", "state", string(l.State)),
		Facts: []web.Fact{
			{Term: p.T("openness.page.variable"), Says: []web.Text{web.Plain(l.Variable)}},
			{Term: p.T("openness.page.source"), Says: []web.Text{n.source(p, l.Source)}},
			{Term: p.T("openness.page.owner"), Says: []web.Text{web.Plain(h.owner(p, l.Key))}},
		},
		More: []web.Fact{
			{Term: p.T("openness.page.observations"), Says: []web.Text{web.Plain(i18n.Number(float64(l.Observations), 0))}},
			{Term: p.T("openness.page.periods"), Says: []web.Text{web.Plain(periods(p, l))}},
		},
	}
	if l.Attribute != "" {
		v.More = append(v.More,
			web.Fact{Term: p.T("openness.page.attribute"), Says: []web.Text{web.Plain(p.T("openness.attribute." + string(l.Attribute)))}},
			web.Fact{Term: p.T("openness.page.basis"), Says: []web.Text{p.Typed(l.Basis)}})
	}
	return r.Render(w, http.StatusOK, web.View{
		Title: p.T("openness.page.history.title", "variable", web.Mark(v.Variable)), Menu: "/publication", Body: historyPage(p, v),
		Crumbs: []web.Crumb{{Href: "/publication", Text: web.Plain(p.T("openness.page.title"))}, {Text: v.Variable}},
	})
}

func stepTable(p web.Page, steps []openness.Taken) web.Table {
	t := web.Table{
		Caption: p.T("openness.page.steps.caption"),
		Head: []string{
			p.T("openness.page.step"), p.T("openness.page.when"), p.T("openness.page.who"), p.T("openness.page.says"), p.T("openness.page.record"),
			p.T("openness.page.seq"),
		},
	}
	for _, s := range steps {
		says := web.Mark(p.Typed(s.Basis + s.Reason))
		if s.Attribute != "" {
			says = p.T("openness.page.says.attribute", "attribute", p.T("openness.attribute."+string(s.Attribute)), "basis", says)
		}
		t.Rows = append(t.Rows, web.Row{
			Head:  web.Plain(p.T(s.Step.Kind())),
			Cells: []string{p.Instant(s.AtMs), p.Doer(s.Actor), says, s.Record, strconv.FormatInt(s.Seq, 10)},
		})
	}
	return t
}
