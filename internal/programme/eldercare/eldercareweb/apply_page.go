package eldercareweb

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/web"
	"mihe/internal/programme/eldercare"
	"mihe/internal/record/form"
	"mihe/internal/register/party"
)

// applyView is the form for one person.
type applyView struct {
	Person, Name string
	Edition      string // of the form
	Number       string // of the form, with who made it
	Burden       string
	Problem      string
	Known        []web.Fact
	Asked        []asked
	Officer      bool
	Channel      *asked
	Code         string
	Open         web.Link
	OpenSays     string
	Consent      string // where the applicant decides whether to be called; empty for others, who cannot consent for them
}

// asked is one question.
type asked struct {
	web.Field
	options []web.Option // empty: it is written
}

// typed is a form that was refused, and why.
type typed struct {
	url.Values
	err *fault.Error
}

// blank answers GET /eldercare/apply/{person}.
func (h handlers) blank(w http.ResponseWriter, r *web.Request) error {
	return h.showForm(w, r, http.StatusOK, typed{Values: url.Values{"code": {r.URL.Query().Get("code")}}})
}

// showForm shows the form, with what was typed into one that was refused.
func (h handlers) showForm(w http.ResponseWriter, r *web.Request, status int, t typed) error {
	b, err := h.Elders.Blank(r.Context(), r.Who, r.PathValue("person"))
	if e, status, ok := web.Refusal(err); ok {
		if e.Kind == fault.Invalid {
			status = http.StatusUnprocessableEntity
		}
		return h.showChoices(w, r, status, chooseView{Problem: r.Page.T(e.Key, e.Args...)})
	}
	if err != nil {
		return err
	}
	p := r.Page
	v := applyView{Person: b.Person, Name: b.Name, Edition: b.Layout.Version(), Officer: b.Officer, Code: t.Get("code"), Number: number(p, b.Layout)}
	if b.Open != nil {
		v.OpenSays, v.Open = h.applied(p, *b.Open, b.Mandate)
	}
	if !b.Officer && b.Mandate == "" {
		v.Consent = p.Link("/me/consents/" + string(eldercare.Applications) + "/" + string(party.Contact))
	}
	h.questions(p, b, t, &v)
	if b.Officer && v.Code == "" {
		v.Channel = channel(p, t)
	}
	if t.err != nil {
		v.Problem = p.T("eldercare.apply.wrong")
		if !v.points(t.err.Field) {
			v.Problem = p.T(t.err.Key, t.err.Args...)
		}
	}
	return r.Render(w, status, web.View{Title: p.T("eldercare.apply.title"), Menu: "/eldercare/apply", Body: applyPage(p, v)})
}

// points tells whether a question of the page is of that name, and so shows what is wrong with it.
func (v applyView) points(field string) bool {
	for _, a := range v.Asked {
		if a.Name == field {
			return true
		}
	}
	return v.Channel != nil && field == "channel"
}

// number is what the form is called officially.
func number(p web.Page, l *form.Layout) string {
	official := func(text string) string { return web.Mark(p.Typed(text)) }
	return p.T(
		"eldercare.apply.number", "number", official(l.Number), "authority", web.Mark(p.Name(l.Authority)), "approval", official(l.Approval), "to", p.Day(l.To),
	)
}

// questions tells apart what is known and what is asked.
func (h handlers) questions(p web.Page, b *eldercare.Blank, t typed, v *applyView) {
	n := 0
	for _, f := range b.Layout.Fields {
		if f.Source != "" {
			v.Known = append(v.Known, heldFact(p, f, b.Held))
			continue
		}
		n++
		a := asked{Field: web.Field{
			Name: f.ID, Label: p.Name(f.Title).Text, Hint: p.Name(f.Purpose).Text, Value: t.Get(f.ID), Error: t.wrong(p, f.ID),
		}}
		if !f.Required && f.Type != form.Text {
			a.Label = p.T("eldercare.apply.optional", "question", a.Label)
		}
		a.options = options(p, f)
		v.Asked = append(v.Asked, a)
	}
	key := "eldercare.apply.burden"
	if b.Measured {
		key += ".measured"
	}
	v.Burden = p.T(key, "questions", i18n.Number(float64(n), 0), "minutes", i18n.Number(b.Minutes, 0), "known", i18n.Number(float64(len(v.Known)), 0))
}

// options are the answers to choose from.
func options(p web.Page, f form.Field) (list []web.Option) {
	if f.Type == form.Boolean {
		for _, yes := range []string{"true", "false"} {
			list = append(list, web.Option{Value: yes, Label: web.Plain(p.T("eldercare.apply.answer." + yes))})
		}
	}
	for _, o := range f.Options {
		list = append(list, web.Option{Value: o.ID, Label: p.Name(o.Title)})
	}
	return list
}

// heldFact is what the register says at a field, since when, and where; or that it says nothing, which nobody has to make up for.
func heldFact(p web.Page, f form.Field, held map[string]eldercare.Held) web.Fact {
	h, told := held[f.ID]
	if !told {
		return web.Fact{Term: p.Name(f.Title).Text, Says: []web.Text{web.Plain(p.T("eldercare.apply.unknown"))}}
	}
	var says web.Text
	switch value := h.Value.(type) {
	case bool:
		says = web.Plain(p.T("eldercare.apply.answer." + strconv.FormatBool(value)))
	case string:
		says = web.Plain(value)
		if f.Type == form.Date {
			says = web.Plain(p.Period(value))
		}
		for _, o := range f.Options {
			if o.ID == value {
				says = p.Name(o.Title)
			}
		}
	}
	return web.Fact{Term: p.Name(f.Title).Text, Says: []web.Text{says, web.Plain(p.T("eldercare.apply.source", "source", source(p, h.Source), "day", p.Day(h.AsOf)))}}
}

// source is what a register is called; one without words is called as it stands there. The identifier of a form or a decision is kept with
// the fact, and nobody reads it.
func source(p web.Page, name string) string {
	if at := strings.LastIndexByte(name, ' '); at > 0 {
		if _, _, err := ident.Parse(name[at+1:]); err == nil {
			name = name[:at]
		}
	}
	if key := "eldercare.source." + name; p.Words().Has(key) {
		return p.T(key)
	}
	return name
}

// wrong is what is wrong with a field.
func (t typed) wrong(p web.Page, field string) string {
	switch {
	case t.err == nil || t.err.Field != field:
		return ""
	case t.err.Key == "form.answer.required":
		return p.T("eldercare.apply.required")
	case t.err.Key == "form.answer.wrong":
		return p.T("eldercare.apply.invalid")
	}
	return p.T(t.err.Key, t.err.Args...)
}

// apply answers POST /eldercare/apply/{person}: the receipt, or the form again with everything that was typed.
func (h handlers) apply(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(err, fault.Invalid, "eldercare.apply.unreadable")
	}
	a := eldercare.Application{
		Person: r.PathValue("person"), Channel: access.Channel(r.PostForm.Get("channel")), Code: strings.TrimSpace(r.PostForm.Get("code")), Answers: map[string]string{},
	}
	for name := range r.PostForm {
		if name != "channel" && name != "code" {
			a.Answers[name] = r.PostForm.Get(name)
		}
	}
	got, err := h.Elders.Apply(r.Context(), r.Who, a)
	if e, status, ok := web.Refusal(err); ok {
		return h.showForm(w, r, status, typed{r.PostForm, e})
	}
	if err != nil {
		return err
	}
	return r.SeeOther(w, "/cases/"+got.Case.ID+"/receipt", "mandate", got.Mandate)
}
