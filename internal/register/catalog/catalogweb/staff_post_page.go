package catalogweb

import (
	"net/http"
	"net/url"

	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
)

// postView is one post with the forms that put it right and end it.
type postView struct {
	Name           web.Text
	Says           string
	Form           staffForm
	EndAction      string
	EndUntil, Ends web.Field
	EndWrong       string
}

// held is the post in the address, with who holds it.
func (h *handlers) held(r *web.Request) (of catalog.Provider, one party.Employed, err error) {
	if of, err = h.employer(r); err != nil {
		return of, one, err
	}
	one, err = h.Persons.StaffOne(r.Context(), r.Who, of.ID, r.PathValue("post"))
	return of, one, err
}

// post answers GET /staff/{id}/{post}.
func (h *handlers) post(w http.ResponseWriter, r *web.Request) error {
	of, one, err := h.held(r)
	if err != nil {
		return err
	}
	return h.showPost(w, r, http.StatusOK, of, one, valuesOf(one.Post), nil, false)
}

// showPost shows the forms; ending says to which of the two what was typed belongs.
func (h *handlers) showPost(w http.ResponseWriter, r *web.Request, status int, of catalog.Provider, one party.Employed, values url.Values, wrong *fault.Error, ending bool) error {
	p := r.Page
	at := "/staff/" + of.ID + "/" + one.ID
	v := postView{Name: p.Typed(one.Name), Says: daysOf(p, one.Post), EndAction: p.Link(at + "/end")}
	end, changed, endWrong := url.Values{}, values, (*fault.Error)(nil)
	if ending {
		end, changed, endWrong, wrong = values, valuesOf(one.Post), wrong, nil
	}
	var err error
	if v.Form, err = h.form(p, of.Region, changed, wrong, false); err != nil {
		return err
	}
	v.Form.Action, v.Form.Send = p.Link(at), p.T("catalog.staff.correct")
	field := func(name, kind string) web.Field {
		f := web.Field{Name: name, ID: "end-" + name, Label: p.T("catalog.staff." + name), Value: end.Get(name), Kind: kind, Required: true, Complete: "off"}
		if endWrong != nil && endWrong.Field == name {
			f.Error = p.T(endWrong.Key, endWrong.Args...)
		}
		return f
	}
	v.EndUntil, v.Ends = field("until", "date"), field("reason", "")
	v.EndUntil.Hint = p.T("catalog.staff.until.hint")
	if endWrong != nil && endWrong.Field != "until" && endWrong.Field != "reason" {
		v.EndWrong = p.T(endWrong.Key, endWrong.Args...)
	}
	return r.Render(w, status, web.View{
		Title: p.T("catalog.staff.change"), Menu: "/staff", Body: postPage(p, v),
		Crumbs: []web.Crumb{{Href: "/staff", Text: web.Plain(p.T("catalog.staff.title"))}, {Href: "/staff/" + of.ID, Text: p.Name(of.Name)}, {Text: v.Name}},
	})
}

// amend answers POST /staff/{id}/{post}.
func (h *handlers) amend(w http.ResponseWriter, r *web.Request) error {
	of, one, err := h.held(r)
	if err != nil {
		return err
	}
	f, err := typed(r)
	if err != nil {
		return err
	}
	next := postOf(f, h.Regions.At(h.Register.Today()))
	next.ID = one.ID
	if err := h.Persons.Amend(r.Context(), r.Who, next, f.Get("reason")); err != nil {
		wrong, status, ok := web.Refusal(err)
		if !ok {
			return err
		}
		return h.showPost(w, r, status, of, one, f, wrong, false)
	}
	return r.SeeOther(w, "/staff/"+of.ID, "done", "corrected")
}

// endPost answers POST /staff/{id}/{post}/end.
func (h *handlers) endPost(w http.ResponseWriter, r *web.Request) error {
	of, one, err := h.held(r)
	if err != nil {
		return err
	}
	f, err := typed(r)
	if err != nil {
		return err
	}
	if err := h.Persons.EndPost(r.Context(), r.Who, one.ID, f.Get("until"), f.Get("reason")); err != nil {
		wrong, status, ok := web.Refusal(err)
		if !ok {
			return err
		}
		return h.showPost(w, r, status, of, one, f, wrong, true)
	}
	return r.SeeOther(w, "/staff/"+of.ID, "done", "ended")
}
