package accessweb

import (
	"net/http"
	"strconv"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/web"
)

// patience is how long the second step may come after the first.
const patience = 10 * time.Minute

func stamp(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

// awaited is the account whose second factor this browser is asked for, or "".
func (h *Pages) awaited(r *web.Request) string {
	if h.late(r, atFactorMs) {
		return ""
	}
	return h.recall(r.Request, atFactor)
}

// late tells whether what the session noted under a name is too long ago, or was never noted.
func (h *Pages) late(r *web.Request, name string) bool {
	ms, err := strconv.ParseInt(h.recall(r.Request, name), 10, 64)
	return err != nil || h.Accounts.Now().Sub(time.UnixMilli(ms)).Abs() > patience
}

func (h *Pages) code(w http.ResponseWriter, r *web.Request) error {
	if h.awaited(r) == "" {
		return r.SeeOther(w, "/sign-in")
	}
	return h.showCode(w, r, http.StatusOK, "")
}

func (h *Pages) showCode(w http.ResponseWriter, r *web.Request, status int, wrong string) error {
	p := r.Page
	return r.Render(w, status, web.View{
		Title: p.T("access.page.code"), Body: codePage(p, p.Link("/sign-in/factor"), wrong),
		Crumbs: []web.Crumb{{Href: "/sign-in", Text: web.Plain(p.T("access.page.sign_in"))}, {Text: web.Plain(p.T("access.page.code"))}},
	})
}

func (h *Pages) postCode(w http.ResponseWriter, r *web.Request) error {
	account := h.awaited(r)
	if account == "" {
		return r.SeeOther(w, "/sign-in")
	}
	f, err := form(r)
	if err != nil {
		return err
	}
	err = h.Accounts.SignInFactor(r.Context(), visitor(r), account, f.Get("code"), addressOf(r.Request))
	if x, ok := refused(r.Page, err); ok {
		return h.showCode(w, r, x.status, x.says)
	}
	if err != nil {
		return err
	}
	next, unready := safeNext(h.recall(r.Request, nextPath)), h.recall(r.Request, atUnready) == yes
	way := access.Way{Factor: true, Provider: h.recall(r.Request, atProvider) == yes}
	return h.inside(w, r, account, way, next, unready)
}
