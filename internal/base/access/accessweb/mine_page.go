package accessweb

import (
	"net/http"

	"mihe/internal/base/access"
	"mihe/internal/base/web"
)

// mineView is the page of one's own account.
type mineView struct {
	access.Mine
	Home     web.Text
	Mandates []mandateView
	Sessions []sessionView
	Wrong    refusal // of the form for the password
	Factor   refusal // of the form that begins a second factor
	Link     refusal // of the form that ties the account to the sign-on
	Provider string  // what the sign-on is called; empty, there is none
	Done     string  // what has just been done
}

type mandateView struct {
	ID, Role, When string
	Place          web.Text
	Over           bool
}

type sessionView struct {
	Hash, Begun, Seen string
	Here              bool
}

func (h *Pages) mine(w http.ResponseWriter, r *web.Request) error {
	done := ""
	switch r.URL.Query().Get("done") {
	case "password":
		done = r.Page.T("access.page.password.done")
	case "link":
		done = r.Page.T("access.page.link.done")
	}
	return h.showMine(w, r, http.StatusOK, mineView{Done: done})
}

// showMine renders the account with what v says already.
func (h *Pages) showMine(w http.ResponseWriter, r *web.Request, status int, v mineView) error {
	p := r.Page
	me, err := h.Accounts.Me(r.Context(), r.Who)
	if err != nil {
		return err
	}
	open, err := h.Accounts.OwnSessions(r.Context(), r.Who)
	if err != nil {
		return err
	}
	v.Mine, v.Home, v.Provider = me, h.place(p, me.Home), h.providerName(p)
	v.Mandates = h.mandates(p, me.All, me.Listed)
	for _, n := range open {
		v.Sessions = append(v.Sessions, sessionView{n.Hash, instant(n.MadeMs), instant(n.SeenMs), n.Hash == h.here(r)})
	}
	return r.Render(w, status, web.View{
		Title: p.T("access.page.mine"), Body: minePage(p, v),
		Crumbs: []web.Crumb{{Text: web.Plain(p.T("access.page.mine"))}},
	})
}

// mandates writes the mandates of an account, those that hold before those of the past.
func (h *Pages) mandates(p web.Page, all []access.Assignment, l access.Listed) []mandateView {
	holds := map[string]bool{}
	for _, a := range l.Mandates {
		holds[a.ID] = true
	}
	var now, past []mandateView
	for _, a := range all {
		v := mandateView{a.ID, role(p, a.Role), period(p, a), h.place(p, a.At), !holds[a.ID]}
		if v.Over {
			past = append(past, v)
		} else {
			now = append(now, v)
		}
	}
	return append(now, past...)
}
