package accessweb

import (
	"net/http"

	"mihe/internal/base/access"
	"mihe/internal/base/web"
)

// signInView is the form of the first step.
type signInView struct {
	Action, Next, User string
	Wrong              string // why it did not work
	Out                bool   // the reader has just signed out
	Provider           string // what the sign-on is called; empty, there is none
	ProviderHref       string
	LeaveHref          string // where one signs out at the provider too
}

func (h *Pages) signIn(w http.ResponseWriter, r *web.Request) error {
	next := safeNext(r.URL.Query().Get("next"))
	if r.Who.SignedIn() {
		return h.onward(w, r, r.Who, next, false)
	}
	v := signInView{Next: next, Out: r.URL.Query().Get("out") != ""}
	if h.Provider != nil && r.URL.Query().Get("out") == "provider" {
		v.LeaveHref = h.Provider.leaveAt(r.Context())
	}
	return h.showSignIn(w, r, http.StatusOK, v)
}

func (h *Pages) showSignIn(w http.ResponseWriter, r *web.Request, status int, v signInView) error {
	v.Action, v.Provider = r.Page.Link("/sign-in"), h.providerName(r.Page)
	v.ProviderHref = r.Page.Link("/sign-in/provider", "next", v.Next)
	return r.Render(w, status, web.View{
		Title: r.Page.T("access.page.sign_in"), Body: signInPage(r.Page, v),
		Crumbs: []web.Crumb{{Text: web.Plain(r.Page.T("access.page.sign_in"))}},
	})
}

func (h *Pages) postSignIn(w http.ResponseWriter, r *web.Request) error {
	f, err := form(r)
	if err != nil {
		return err
	}
	next := safeNext(f.Get("next"))
	in, err := h.Accounts.SignIn(r.Context(), visitor(r), access.SignIn{
		User: f.Get("user"), Password: f.Get("password"), Address: addressOf(r.Request),
	})
	if x, ok := refused(r.Page, err); ok {
		return h.showSignIn(w, r, x.status, signInView{Next: next, User: f.Get("user"), Wrong: x.says})
	}
	if err != nil {
		return err
	}
	return h.entered(w, r, in, access.Way{}, next)
}

// visitor is whoever is not in yet: what they do is not done in the name of who was in before.
func visitor(r *web.Request) access.Actor {
	who := access.Visitor()
	who.Request = r.Who.Request
	return who
}

// entered goes on after the first step: to the second factor, or in.
func (h *Pages) entered(w http.ResponseWriter, r *web.Request, in access.Entered, way access.Way, next string) error {
	if in.Factor {
		if err := h.sessions.Clear(r.Context()); err != nil {
			return err
		}
		err := h.renew(w, r, atFactor, in.Account, atFactorMs, stamp(h.Accounts.Now()), atProvider, bit(way.Provider),
			atUnready, bit(in.Unready), nextPath, next)
		if err != nil {
			return err
		}
		return r.SeeOther(w, "/sign-in/factor")
	}
	return h.inside(w, r, in.Account, way, next, in.Unready)
}

// inside opens the session after the last step and goes on.
func (h *Pages) inside(w http.ResponseWriter, r *web.Request, account string, way access.Way, next string, unready bool) error {
	if err := h.enter(w, r, account, way); err != nil {
		return err
	}
	who, err := h.Accounts.Actor(r.Context(), account, way)
	if err != nil {
		return err
	}
	return h.onward(w, r, who, next, unready)
}

// onward sends a reader who is in where they wanted to go, or first to their own account when something is to be set. Who asked for no page is
// led to what is theirs.
func (h *Pages) onward(w http.ResponseWriter, r *web.Request, who access.Actor, next string, unready bool) error {
	switch {
	case unready:
		return r.SeeOther(w, "/account")
	case next == "" && h.Home != nil:
		return r.SeeOther(w, h.Home(who))
	case next == "":
		return r.SeeOther(w, "/")
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r.Request, next, http.StatusSeeOther) // safeNext has looked at it
	return nil
}
