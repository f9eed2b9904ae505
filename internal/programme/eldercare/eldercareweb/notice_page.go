package eldercareweb

import (
	"net/http"
	"strconv"

	"mihe/internal/base/web"
	"mihe/internal/programme/eldercare"
)

// noticeView is a decision as its person is told of it, to read and to print. It names nobody.
type noticeView struct {
	Case, Number, Problem string
	Lead                  string
	Items                 []string
	Says                  []string // amounts, correction, unverified
	Appeal                string
	Why                   []string
	Arranged              []planView // in the case
	Seen                  string     // when the reader may tell the person
	Links                 []web.Link
}

// notice answers GET /eldercare/cases/{id}/notice.
func (h handlers) notice(w http.ResponseWriter, r *web.Request) error {
	return h.showNotice(w, r, http.StatusOK, typed{})
}

func (h handlers) showNotice(w http.ResponseWriter, r *web.Request, status int, t typed) error {
	mandate := r.URL.Query().Get("mandate")
	n, err := h.Elders.Notice(r.Context(), r.Who, r.PathValue("id"), mandate)
	if err != nil {
		return err
	}
	p := r.Page
	words := p.Words()
	v := noticeView{
		Case: n.Case.ID, Number: n.Case.Number(), Appeal: n.SayAppeal(words, p.Lang),
		Links: []web.Link{{Label: p.T("eldercare.case.back"), Href: p.Link("/cases/"+n.Case.ID, "mandate", mandate)}},
	}
	if t.err != nil {
		v.Problem = p.T(t.err.Key, t.err.Args...)
	}
	if h.mayTell(r, n) {
		v.Seen = strconv.Itoa(n.Case.Actions)
	}
	if n.Refused != "" {
		v.Lead = n.SayRefused(words, p.Lang)
	} else {
		v.decided(p, n)
	}
	return r.Render(w, status, web.View{Title: p.T("eldercare.notice.title"), Menu: "/cases", Body: noticePage(p, v, p.Day(n.On))})
}

// decided puts what is due, and on what that rests.
func (v *noticeView) decided(p web.Page, n *eldercare.Notice) {
	words := p.Words()
	v.Why = n.Decision.Outcome.Trace.Say(words, p.Lang)
	v.Links = append(v.Links, web.Link{Label: p.T("eldercare.notice.decision"), Href: p.Link("/decisions/" + n.Decision.ID)})
	_, v.Items = n.Decision.Result(words, p.Lang)
	v.Arranged = arrangedPlans(p, n.Arranged)
	v.Lead = p.T("eldercare.notice.nothing")
	if len(v.Items) > 0 {
		v.Lead = p.T("eldercare.notice.due", "count", strconv.Itoa(len(v.Items)))
	}
	v.Says = []string{p.T("eldercare.notice.amounts")}
	if reason := n.Decision.Frozen.Reason; reason != "" {
		v.Says = append(v.Says, p.T("eldercare.notice.corrected", "reason", reason))
	}
	if n.Unverified() {
		v.Says = append(v.Says, p.T("eldercare.notice.unverified"))
	}
}

// mayTell tells whether the reader may take that step now: for what the page offers.
func (h handlers) mayTell(r *web.Request, n *eldercare.Notice) bool {
	_, err := h.Elders.Telling(r.Context(), r.Who, n.Case.ID)
	return err == nil
}

// tell answers POST /eldercare/cases/{id}/notice: the person is told.
func (h handlers) tell(w http.ResponseWriter, r *web.Request) error {
	seen, err := sent(r)
	if err != nil {
		return err
	}
	_, err = h.Elders.Tell(r.Context(), r.Who, r.PathValue("id"), seen)
	return h.done(w, r, err, h.showNotice)
}
