package consentweb

import (
	"net/http"

	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/record/consent"
)

// listView is what the reader may be asked, and has said.
type listView struct {
	Done, Absent bool
	List         []answerView
}

// answerView is one question with the reader's last word on it.
type answerView struct {
	Href    string
	Title   string // who may use what
	What    string // what becomes possible
	Stop    string // what stops with a withdrawal
	State   string // yes or no, and since when
	Mood    web.Mood
	Given   bool
	Problem string
}

// list answers GET /me/consents.
func (h handlers) list(w http.ResponseWriter, r *web.Request) error {
	p := r.Page
	v := listView{Done: r.URL.Query().Has("done")}
	list, err := h.Consents.Answers(r.Context(), r.Who)
	switch {
	case fault.KindOf(err) == fault.NotFound && err != nil:
		v.Absent = true
	case err != nil:
		return err
	}
	for _, a := range list {
		v.List = append(v.List, says(p, a))
	}
	return r.Render(w, http.StatusOK, web.View{
		Title: p.T("consent.page.title"), Menu: "/me", Body: listPage(p, v), Crumbs: []web.Crumb{mine(p), {Text: web.Plain(p.T("consent.page.title"))}},
	})
}

// mine leads back to the reader's own page.
func mine(p web.Page) web.Crumb {
	return web.Crumb{Href: "/me", Text: web.Plain(p.T("consent.page.me"))}
}

// says puts a question and its answer into words.
func says(p web.Page, a consent.Answer) answerView {
	v := answerView{
		Href: p.Link("/me/consents/" + string(a.Purpose) + "/" + string(a.Group)), Given: a.Given, Mood: web.Current,
		Title: p.T("consent.page.use", "group", p.T("party.group."+string(a.Group)), "purpose", purpose(p, a)),
		What:  p.T("consent.page.other"), Stop: p.T("consent.page.other.stop"), State: p.T("consent.page.unasked"),
	}
	if a.Key != "" {
		v.What, v.Stop = p.T(a.Key+".ask"), p.T(a.Key+".stop")
	}
	if a.Said {
		key := "consent.page.refused"
		if a.Given {
			key, v.Mood = "consent.page.given", web.Done
		}
		how := p.T("consent.page.how." + string(a.Last.Shown))
		v.State = p.T(key, "when", p.Instant(a.Last.AtMs), "how", how)
	}
	return v
}

// purpose is what a purpose is called; one without words, as it stands in the record.
func purpose(p web.Page, a consent.Answer) string {
	if key := "access.purpose." + string(a.Purpose); p.Words().Has(key) {
		return p.T(key)
	}
	return string(a.Purpose)
}
