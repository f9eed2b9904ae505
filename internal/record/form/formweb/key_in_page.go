package formweb

import (
	"net/http"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/record/form"
)

// keyInView asks for a code, or for what is written on the sheet with it.
type keyInView struct {
	Code         web.Field
	Title        web.Text
	Action, Used string
	Problem      string
	Sheet        string // the code, once it is found
	Inputs       []input
}

// input is one field to be keyed in.
type input struct {
	web.Field
	options []web.Option // of a choice
}

// keyIn answers GET /forms/key-in, with or without a code.
func (h handlers) keyIn(w http.ResponseWriter, r *web.Request) error {
	p, code := r.Page, r.URL.Query().Get("code")
	v := keyInView{Code: web.Field{Name: "code", Label: p.T("form.page.code"), Hint: p.T("form.page.code.hint"), Value: code}}
	if code == "" {
		return showKeyIn(w, r, http.StatusOK, v)
	}
	sheet, l, err := h.Forms.Find(r.Context(), r.Who, code)
	if e, status, ok := web.Refusal(err); ok {
		v.Code.Error = p.T(e.Key, e.Args...)
		return showKeyIn(w, r, status, v)
	}
	if err != nil {
		return err
	}
	if path := h.elsewhere(sheet, l); path != "" {
		return r.SeeOther(w, path, "code", sheet.Code)
	}
	inputs(p, &v, sheet, l, map[string]string{}, nil)
	return showKeyIn(w, r, http.StatusOK, v)
}

func showKeyIn(w http.ResponseWriter, r *web.Request, status int, v keyInView) error {
	p := r.Page
	return r.Render(w, status, web.View{Title: p.T("form.page.key_in"), Menu: "/forms", Body: keyInPage(p, v)})
}

// inputs are the fields of a sheet, with what was typed when it was refused.
func inputs(p web.Page, v *keyInView, sheet form.Sheet, l *form.Layout, typed map[string]string, bad *fault.Error) {
	v.Title, v.Action, v.Sheet = p.Name(l.Title), p.Link("/forms/key-in"), sheet.Code
	if sheet.UsedBy != "" {
		v.Used = p.Link("/forms/filled/" + sheet.UsedBy)
	}
	shown := false
	for _, f := range l.Fields {
		if f.Source != "" {
			continue
		}
		one := input{Field: web.Field{Name: "f." + f.ID, ID: "f-" + f.ID, Label: web.Unmarked(p.Name(f.Title).Text), Hint: p.Name(f.Purpose).Text, Value: typed[f.ID], Required: f.Required}}
		if bad != nil && bad.Field == f.ID {
			one.Error, shown = p.T(bad.Key, "field", p.Name(f.Title).Text), true
		}
		switch f.Type { //nolint:exhaustive // a text is typed
		case form.Date:
			one.Kind = "date"
		case form.Number:
			one.Kind = "number"
		case form.Boolean:
			one.options = []web.Option{{Label: web.Plain(p.T("form.page.empty"))}, {Value: "true", Label: web.Plain(p.T("form.page.yes"))}, {Value: "false", Label: web.Plain(p.T("form.page.no"))}}
		case form.Choice:
			one.options = []web.Option{{Label: web.Plain(p.T("form.page.empty"))}}
			for _, o := range f.Options {
				one.options = append(one.options, web.Option{Value: o.ID, Label: p.Name(o.Title)})
			}
		}
		v.Inputs = append(v.Inputs, one)
	}
	if bad != nil && !shown {
		v.Problem = p.T(bad.Key, bad.Args...)
	}
}

// keep answers POST /forms/key-in: what the person wrote on paper becomes a filled form, and the sheet is used.
func (h handlers) keep(w http.ResponseWriter, r *web.Request) error {
	p, code := r.Page, r.PostFormValue("code")
	sheet, l, err := h.Forms.Find(r.Context(), r.Who, code)
	if e, status, ok := web.Refusal(err); ok {
		v := keyInView{Code: web.Field{Name: "code", Label: p.T("form.page.code"), Hint: p.T("form.page.code.hint"), Value: code, Error: p.T(e.Key, e.Args...)}}
		return showKeyIn(w, r, status, v)
	}
	if err != nil {
		return err
	}
	if path := h.elsewhere(sheet, l); path != "" {
		return r.SeeOther(w, path, "code", sheet.Code)
	}
	answers := map[string]string{}
	for _, f := range l.Fields {
		if f.Source == "" {
			answers[f.ID] = r.PostFormValue("f." + f.ID)
		}
	}
	filled, err := h.Forms.Fill(r.Context(), r.Who, form.NewFilling{
		Code: sheet.Code, Channel: access.Paper, Supersedes: r.PostFormValue("supersedes"), Answers: answers, Basis: access.StatutoryDuty,
	})
	if e, status, ok := web.Refusal(err); ok {
		v := keyInView{}
		inputs(p, &v, sheet, l, answers, e)
		return showKeyIn(w, r, status, v)
	}
	if err != nil {
		return err
	}
	return r.SeeOther(w, "/forms/filled/"+filled.ID)
}
