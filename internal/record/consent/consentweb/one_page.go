package consentweb

import (
	"net/http"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/record/consent"
	"mihe/internal/register/party"
)

// one answers GET /me/consents/{purpose}/{group}: what becomes possible or stops, before anybody says so.
func (h handlers) one(w http.ResponseWriter, r *web.Request) error {
	return h.show(w, r, http.StatusOK, "")
}

func (h handlers) show(w http.ResponseWriter, r *web.Request, status int, problem string) error {
	p := r.Page
	a, err := h.asked(r)
	if err != nil {
		return err
	}
	v := says(p, a)
	v.Problem = problem
	title := p.T("consent.page.give")
	if v.Given {
		title = p.T("consent.page.withdraw")
	}
	return r.Render(w, status, web.View{Title: title, Menu: "/me", Body: onePage(p, v, title), Crumbs: []web.Crumb{
		mine(p), {Href: "/me/consents", Text: web.Plain(p.T("consent.page.title"))}, {Text: web.Plain(title)},
	}})
}

// asked is the question that the address names, with the reader's last word.
func (h handlers) asked(r *web.Request) (consent.Answer, error) {
	list, err := h.Consents.Answers(r.Context(), r.Who)
	if err != nil {
		return consent.Answer{}, err
	}
	for _, a := range list {
		if string(a.Purpose) == r.PathValue("purpose") && string(a.Group) == r.PathValue("group") && (a.Key != "" || a.Given) {
			return a, nil
		}
	}
	return consent.Answer{}, fault.New(fault.NotFound, "access.absent")
}

// said answers POST /me/consents/{purpose}/{group}.
func (h handlers) said(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(err, fault.Invalid, "consent.wrong")
	}
	word := r.PostForm.Get("word")
	err := error(fault.New(fault.Invalid, "consent.wrong"))
	if word == "yes" || word == "no" {
		err = h.Consents.Answer(r.Context(), r.Who, access.Purpose(r.PathValue("purpose")), party.Group(r.PathValue("group")), word == "yes")
	}
	if e, status, ok := web.Refusal(err); ok {
		return h.show(w, r, status, r.Page.T(e.Key, e.Args...))
	}
	if err != nil {
		return err
	}
	return r.SeeOther(w, "/me/consents", "done", "1")
}
