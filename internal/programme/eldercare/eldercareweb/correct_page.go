package eldercareweb

import (
	"net/http"
	"slices"
	"strconv"

	"mihe/internal/base/web"
	"mihe/internal/decide/rule"
	"mihe/internal/programme/eldercare"
)

// correctView is the page on which the office asks once for all that is missing.
type correctView struct {
	Case, Number string
	Seen         string
	Problem      string
	Lists        []ticks
}

// ticks is a list of which some are ticked.
type ticks struct {
	web.Field
	options []web.Option
	on      map[string]bool
}

// correct answers GET /eldercare/cases/{id}/correct.
func (h handlers) correct(w http.ResponseWriter, r *web.Request) error {
	return h.showCorrect(w, r, http.StatusOK, typed{})
}

// showCorrect shows the page, with what was ticked in a form that was refused; before that, what only the person can say is ticked.
func (h handlers) showCorrect(w http.ResponseWriter, r *web.Request, status int, t typed) error {
	k, err := h.Elders.Correction(r.Context(), r.Who, r.PathValue("id"))
	if err != nil {
		return err
	}
	p := r.Page
	v := correctView{Case: k.Case.ID, Number: k.Case.Number(), Seen: strconv.Itoa(k.Case.Actions)}
	asked := wanted(p, k, "asked", k.Asked, t)
	papers := wanted(p, k, "papers", k.Papers, t)
	asked.Error = t.wrong(p, "missing")
	for _, list := range []ticks{asked, papers} {
		if len(list.options) > 0 {
			v.Lists = append(v.Lists, list)
		}
	}
	if t.err != nil && (t.err.Field != "missing" || len(asked.options) == 0) {
		v.Problem = p.T(t.err.Key, t.err.Args...)
	}
	return r.Render(w, status, web.View{Title: p.T("eldercare.correct.title"), Menu: "/cases", Body: correctPage(p, v)})
}

// wanted is a list of what may be asked for, each with what is known of it.
func wanted(p web.Page, k *eldercare.Correction, name string, list []eldercare.Wanted, t typed) ticks {
	c := ticks{Field: web.Field{Name: "missing", ID: name, Label: p.T("eldercare.correct." + name), Hint: p.T("eldercare.correct." + name + ".hint")}, on: map[string]bool{}}
	for _, w := range list {
		title := p.Name(w.Field.Title).Text
		if w.Field.Source != "" {
			title = p.T(eldercare.Entitlement + ".code." + w.Field.ID)
		}
		c.options = append(c.options, web.Option{Value: w.Field.ID, Label: web.Plain(p.T("eldercare.correct.says", "what", title, "known", answered(p, k, w)))})
		c.on[w.Field.ID] = w.Needed
		if t.err != nil {
			c.on[w.Field.ID] = slices.Contains(t.Values["missing"], w.Field.ID)
		}
	}
	return c
}

// answered is what is known of something that may be asked for.
func answered(p web.Page, k *eldercare.Correction, w eldercare.Wanted) string {
	if w.Known == nil && w.Field.Source != "" {
		return p.T("eldercare.correct.unregistered")
	}
	if w.Known == nil {
		return p.T("eldercare.correct.unanswered")
	}
	said := rule.Explained{Rules: k.Rules, Frozen: rule.Frozen{Facts: []rule.FrozenFact{*w.Known}}}.Facts(p.Words(), p.Lang)
	return p.T("eldercare.correct.answered", "value", said[0].Value)
}

// corrected answers POST /eldercare/cases/{id}/correct: the person is told of all that is missing.
func (h handlers) corrected(w http.ResponseWriter, r *web.Request) error {
	seen, err := sent(r)
	if err != nil {
		return err
	}
	_, err = h.Elders.Correct(r.Context(), r.Who, r.PathValue("id"), seen, r.PostForm["missing"])
	return h.done(w, r, err, h.showCorrect)
}
