package eldercareweb

import (
	"net/http"
	"strconv"

	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/decide/rule"
	"mihe/internal/programme/eldercare"
)

// decideView is the page of whoever decides a case, or decides on the appeal.
type decideView struct {
	Case, Title, Number string
	Lead, Problem       string
	Seen                string
	Review, MayAsk      bool
	Due, Open, Missing  []string
	Found               []asked // what is missing, for the office's own findings
	Source              web.Field
	Reason              web.Field
	Before              string // the decision that the appeal is against
	Facts               web.Table
	Aside               web.Table
	Why                 []string
	Rules               string
}

// decide answers GET /eldercare/cases/{id}/decide.
func (h handlers) decide(w http.ResponseWriter, r *web.Request) error {
	return h.showDecide(w, r, http.StatusOK, typed{})
}

// showDecide shows the page, with what was typed into a form that was refused.
func (h handlers) showDecide(w http.ResponseWriter, r *web.Request, status int, t typed) error {
	pre, err := h.Elders.Preview(r.Context(), r.Who, r.PathValue("id"))
	if err != nil {
		return err
	}
	p := r.Page
	title := p.T("eldercare.decide.title")
	if pre.Review {
		title = p.T("eldercare.review.title")
	}
	v := decideView{
		Case: pre.Case.ID, Title: title, Number: pre.Case.Number(), Seen: strconv.Itoa(pre.Case.Actions), Review: pre.Review, MayAsk: pre.MayAsk,
		Source: web.Field{Name: "source", Label: p.T("eldercare.decide.source.label"), Hint: p.T("eldercare.decide.source.hint"), Value: t.Get("source"), Error: t.wrong(p, "source")},
		Reason: web.Field{Name: "reason", Label: p.T("eldercare.review.reason"), Hint: p.T("eldercare.review.reason.hint"), Value: t.Get("reason"), Error: t.wrong(p, "reason")},
		Rules:  p.Link("/rules/" + eldercare.ListSet + "/" + pre.Rules.Version()),
	}
	if pre.Review && pre.Case.Decision != "" {
		v.Before = p.Link("/decisions/" + pre.Case.Decision)
	}
	v.outcome(p, pre, t)
	v.facts(p, pre)
	if t.err != nil && !shows(v.Found, t.err.Field) && t.err.Field != "source" && t.err.Field != "reason" {
		v.Problem = p.T(t.err.Key, t.err.Args...)
		if t.err.Key == "rule.decision.missing" {
			v.Problem = p.T("eldercare.decide.still")
		}
	}
	return r.Render(w, status, web.View{Title: title, Menu: "/cases", Body: decidePage(p, v)})
}

// outcome is what the list makes of what is known: what is due, what depends on what is missing, and why.
func (v *decideView) outcome(p web.Page, pre *eldercare.Preview, t typed) {
	out := pre.Outcome
	if out.Known {
		due, _ := out.Value.([]string)
		v.Due, v.Why = pre.Rules.ResultTitles(due, p.Lang), out.Trace.Say(p.Words(), p.Lang)
		v.Lead = p.Count("eldercare.decide.lead", len(due))
		return
	}
	v.Due, v.Open = pre.Rules.ResultTitles(out.Certain, p.Lang), pre.Rules.ResultTitles(out.Open, p.Lang)
	v.Missing = pre.Rules.Titles(out.Missing, p.Lang)
	v.Lead = p.Count("eldercare.decide.lacks", len(out.Missing))
	for i, id := range out.Missing {
		for _, f := range pre.Rules.Document().Facts {
			if f.ID == id {
				v.Found = append(v.Found, findable(p, f, v.Missing[i], t))
			}
		}
	}
}

// findable is a fact that the office may find out itself.
func findable(p web.Page, f rule.Fact, title string, t typed) asked {
	a := asked{Field: web.Field{Name: f.ID, Label: title, Value: t.Get(f.ID), Error: t.wrong(p, f.ID)}}
	switch f.Kind { //nolint:exhaustive // a number is written
	case rule.Boolean:
		for _, yes := range []string{"true", "false"} {
			a.options = append(a.options, web.Option{Value: yes, Label: web.Plain(p.T("eldercare.apply.answer." + yes))})
		}
	case rule.Choice:
		for _, o := range f.Options {
			a.options = append(a.options, web.Option{Value: o.ID, Label: p.Name(o.Title)})
		}
	case rule.Date:
		a.Kind = "date"
	}
	return a
}

// facts are what is known, each with its source and day, and the answers that were put aside.
func (v *decideView) facts(p web.Page, pre *eldercare.Preview) {
	head := []string{p.T("eldercare.decide.fact"), p.T("eldercare.decide.value"), p.T("eldercare.decide.from"), p.T("eldercare.decide.as_of")}
	v.Facts = web.Table{Caption: p.T("eldercare.decide.facts.each"), Head: head}
	for _, f := range pre.Explained().Facts(p.Words(), p.Lang) {
		v.Facts.Rows = append(v.Facts.Rows, factRow(p, f))
	}
	v.Aside = web.Table{Caption: p.T("eldercare.decide.aside"), Head: head}
	x := pre.Explained()
	for _, a := range pre.Aside {
		x.Frozen.Facts = []rule.FrozenFact{a.Answer}
		for _, f := range x.Facts(p.Words(), p.Lang) {
			v.Aside.Rows = append(v.Aside.Rows, factRow(p, f))
		}
	}
}

func factRow(p web.Page, f rule.SaidFact) web.Row {
	return web.Row{Head: web.Plain(f.Title), Cells: []string{f.Value, web.Mark(p.Typed(source(p, f.Source))), p.Day(f.AsOf)}}
}

// decided answers POST /eldercare/cases/{id}/decide: asks for what is missing, decides, or decides on the appeal.
func (h handlers) decided(w http.ResponseWriter, r *web.Request) error {
	seen, err := sent(r)
	if err != nil {
		return err
	}
	ctx, id, f := r.Context(), r.PathValue("id"), r.PostForm
	found := eldercare.Found{Source: f.Get("source"), Values: map[string]string{}}
	for name := range f {
		if name != "do" && name != "seen" && name != "source" && name != "reason" {
			found.Values[name] = f.Get(name)
		}
	}
	switch f.Get("do") {
	case "ask":
		_, err = h.Elders.Ask(ctx, r.Who, id, seen)
	case "decide":
		_, err = h.Elders.Decide(ctx, r.Who, id, seen, found)
	case "review":
		_, err = h.Elders.Review(ctx, r.Who, id, seen, f.Get("reason"), found)
	case "uphold":
		_, err = h.Elders.Uphold(ctx, r.Who, id, seen)
	default:
		err = fault.New(fault.Invalid, "eldercare.apply.unreadable")
	}
	return h.done(w, r, err, h.showDecide)
}
