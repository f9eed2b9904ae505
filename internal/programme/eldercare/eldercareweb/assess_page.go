package eldercareweb

import (
	"net/http"
	"strconv"
	"strings"

	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/programme/eldercare"
)

// assessView is the assessor's page of a case.
type assessView struct {
	Case, Name string
	Seen       string
	Number     string // of the form
	Problem    string
	Again      *againView
	Asked      []asked
}

// againView is an assessment that can be used again.
type againView struct {
	Says    string
	Reasons []string
}

// assess answers GET /eldercare/cases/{id}/assess.
func (h handlers) assess(w http.ResponseWriter, r *web.Request) error {
	return h.showAssess(w, r, http.StatusOK, typed{})
}

// showAssess shows the page, with what was typed into a form that was refused.
func (h handlers) showAssess(w http.ResponseWriter, r *web.Request, status int, t typed) error {
	a, err := h.Elders.Assessment(r.Context(), r.Who, r.PathValue("id"))
	if err != nil {
		return err
	}
	p := r.Page
	v := assessView{Case: a.Case.ID, Name: a.Name, Seen: strconv.Itoa(a.Case.Actions), Number: number(p, a.Layout)}
	for _, f := range a.Layout.Fields {
		v.Asked = append(v.Asked, asked{web.Field{
			Name: f.ID, Label: p.Name(f.Title).Text, Hint: p.Name(f.Purpose).Text, Value: t.Get(f.ID), Error: t.wrong(p, f.ID),
		}, options(p, f)})
	}
	if t.err != nil && !shows(v.Asked, t.err.Field) {
		v.Problem = p.T(t.err.Key, t.err.Args...)
	}
	if a.Again != nil {
		v.Again = again(p, a.Again)
	}
	return r.Render(w, status, web.View{Title: p.T("eldercare.assess.title"), Menu: "/cases", Body: assessPage(p, v)})
}

// again says which assessment can be used again, and why.
func again(p web.Page, a *eldercare.Again) *againView {
	key := "eldercare.again.ability"
	if a.Care {
		key = "eldercare.again.care"
	}
	grade := a.Rules.ResultTitles([]string{a.Grade}, p.Lang)[0]
	return &againView{
		Says:    p.T(key, "grade", grade, "day", p.Day(a.Day), "source", web.Mark(p.Typed(source(p, a.Source)))),
		Reasons: append(a.Reasons.Trace.Say(p.Words(), p.Lang), a.Turned.Trace.Say(p.Words(), p.Lang)...),
	}
}

// shows tells whether a question of a page is of that name, and so shows what is wrong with it.
func shows(list []asked, field string) bool {
	for _, a := range list {
		if a.Name == field {
			return true
		}
	}
	return false
}

// assessed answers POST /eldercare/cases/{id}/assess: the record of an assessment, or that one is used again.
func (h handlers) assessed(w http.ResponseWriter, r *web.Request) error {
	seen, err := sent(r)
	if err != nil {
		return err
	}
	id := r.PathValue("id")
	if r.PostForm.Get("do") == "again" {
		err = h.Elders.UseAgain(r.Context(), r.Who, id, seen)
	} else {
		answers := map[string]string{}
		for name := range r.PostForm {
			if name != "do" && name != "seen" {
				answers[name] = strings.TrimSpace(r.PostForm.Get(name))
			}
		}
		_, _, err = h.Elders.Assess(r.Context(), r.Who, id, seen, answers)
	}
	return h.done(w, r, err, h.showAssess)
}

// sent reads a form, and how many actions of the case whoever sends it has seen.
func sent(r *web.Request) (seen int, err error) {
	if err := r.ParseForm(); err != nil {
		return 0, fault.Wrap(err, fault.Invalid, "eldercare.apply.unreadable")
	}
	if seen, err = strconv.Atoi(r.PostForm.Get("seen")); err != nil {
		seen = -1 // no case has been seen like that, and the step is refused
	}
	return seen, nil
}

// done shows the case after a step, or the page of the step again when it was refused.
func (h handlers) done(w http.ResponseWriter, r *web.Request, err error, again func(http.ResponseWriter, *web.Request, int, typed) error) error {
	e, ok := fault.As(err)
	switch {
	case ok && e.Kind == fault.Invalid:
		return again(w, r, http.StatusUnprocessableEntity, typed{r.PostForm, e})
	case ok && e.Kind == fault.Conflict && e.Key != "casework.act.state":
		return again(w, r, http.StatusConflict, typed{r.PostForm, e})
	case err != nil:
		return err
	}
	return r.SeeOther(w, "/cases/"+r.PathValue("id"))
}
