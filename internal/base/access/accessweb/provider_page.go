package accessweb

import (
	"crypto/rand"
	"crypto/subtle"
	"net/http"

	"golang.org/x/oauth2"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
)

// What a session remembers while its reader is at the provider.
const (
	askState    = "oidc_state"
	askNonce    = "oidc_nonce"
	askVerifier = "oidc_verifier"
	askSince    = "oidc_ms"
	askLink     = "oidc_link" // the account that is to be tied to whoever comes back
)

// configured refuses the provider's routes where there is no provider.
func (h *Pages) configured() error {
	if h.Provider == nil {
		return fault.New(fault.NotFound, "access.provider.none")
	}
	return nil
}

// goToProvider sends the reader to the sign-on; who is in already need not go. Each way there is kept for a while, so an
// address is not given them without end.
func (h *Pages) goToProvider(w http.ResponseWriter, r *web.Request) error {
	if err := h.configured(); err != nil {
		return err
	}
	next := safeNext(r.URL.Query().Get("next"))
	if r.Who.SignedIn() {
		return h.onward(w, r, r.Who, next, false)
	}
	if err := waiting(h.Accounts.BeginLinked(r.Context(), addressOf(r.Request))); err != nil {
		return err
	}
	address, err := h.askProvider(w, r, askLink, "", nextPath, next)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r.Request, address, http.StatusSeeOther)
	return nil
}

// askProvider keeps what binds the answer to this browser, and returns the address at the provider.
func (h *Pages) askProvider(w http.ResponseWriter, r *web.Request, pairs ...string) (string, error) {
	if err := h.configured(); err != nil {
		return "", err
	}
	a := asked{rand.Text(), rand.Text(), oauth2.GenerateVerifier()}
	address, err := h.Provider.begin(r.Context(), a)
	if err != nil {
		return "", err
	}
	pairs = append(pairs, askState, a.state, askNonce, a.nonce, askVerifier, a.verifier, askSince, stamp(h.Accounts.Now()))
	return address, h.remember(w, r, pairs...)
}

// link begins to tie the reader's own account to the provider: the password again, then the way there. The way is a link on
// a page, since a form of ours may lead to no other site.
func (h *Pages) link(w http.ResponseWriter, r *web.Request) error {
	f, err := form(r)
	if err != nil {
		return err
	}
	err = h.Accounts.Prove(r.Context(), r.Who, f.Get("old"))
	if x, ok := refused(r.Page, err); ok {
		return h.showMine(w, r, x.status, mineView{Link: x})
	}
	if err != nil {
		return err
	}
	address, err := h.askProvider(w, r, askLink, r.Who.ID)
	if err != nil {
		return err
	}
	p := r.Page
	return r.Render(w, http.StatusOK, web.View{
		Title: p.T("access.page.link"), Body: linkPage(p, h.providerName(p), address),
		Crumbs: h.belowMine(p, "access.page.link"),
	})
}

// unlink unties the reader's own account.
func (h *Pages) unlink(w http.ResponseWriter, r *web.Request) error {
	if err := h.Accounts.Unlink(r.Context(), r.Who, r.Who.ID); err != nil {
		return err
	}
	return r.SeeOther(w, "/account")
}

// callback takes what the provider answers through the browser. It counts once, for the browser that asked, for as long as
// somebody may be expected to sign in.
func (h *Pages) callback(w http.ResponseWriter, r *web.Request) error {
	if err := h.configured(); err != nil {
		return err
	}
	q := r.URL.Query()
	a := asked{h.recall(r.Request, askState), h.recall(r.Request, askNonce), h.recall(r.Request, askVerifier)}
	late := h.late(r, askSince)
	link, next := h.recall(r.Request, askLink), safeNext(h.recall(r.Request, nextPath))
	if a.state == "" || late || subtle.ConstantTimeCompare([]byte(q.Get("state")), []byte(a.state)) != 1 {
		return fault.New(fault.Denied, "access.provider.state")
	}
	if err := h.remember(w, r, askState, "", askNonce, "", askVerifier, "", askSince, "", askLink, "", nextPath, ""); err != nil {
		return err
	}
	if iss := q.Get("iss"); iss != "" && iss != h.Provider.Issuer || q.Get("code") == "" { // RFC 9207
		return fault.New(fault.Denied, "access.provider.refused")
	}
	who, err := h.Provider.finish(r.Context(), q.Get("code"), a)
	if err != nil {
		return err
	}
	if link != "" {
		return h.linked(w, r, link, who.subject)
	}
	in, err := h.Accounts.SignInLinked(r.Context(), visitor(r), h.Provider.Issuer, who.subject, addressOf(r.Request), who.strong)
	if f, ok := fault.As(err); ok && f.Key == "access.link.unknown" {
		return h.stranger(w, r, who.subject)
	}
	if err := waiting(err); err != nil {
		return err
	}
	return h.entered(w, r, in, access.Way{Factor: who.strong, Provider: true}, next)
}

// waiting says of a reader who must wait what the whole house says of it.
func waiting(err error) error {
	if f, ok := fault.As(err); ok && f.Key == access.TooMany {
		return fault.New(fault.Denied, web.TooManyKey, f.Args...)
	}
	return err
}

// linked ties the account to whoever came back, if it is still the same reader.
func (h *Pages) linked(w http.ResponseWriter, r *web.Request, account, subject string) error {
	if r.Who.ID != account {
		return fault.New(fault.Denied, "access.provider.state")
	}
	if err := h.Accounts.LinkOwn(r.Context(), r.Who, h.Provider.Issuer, subject); err != nil {
		return err
	}
	return r.SeeOther(w, "/account", "done", "link")
}

// stranger tells a person whom the provider knows and we do not what to do. Nothing is made.
func (h *Pages) stranger(w http.ResponseWriter, r *web.Request, subject string) error {
	p := r.Page
	return r.Render(w, http.StatusForbidden, web.View{
		Title: p.T("access.page.stranger"), Body: strangerPage(p, h.providerName(p), subject),
		Crumbs: []web.Crumb{{Href: "/sign-in", Text: web.Plain(p.T("access.page.sign_in"))}, {Text: web.Plain(p.T("access.page.stranger"))}},
	})
}

// providerName is what the sign-on is called, or "" where there is none.
func (h *Pages) providerName(p web.Page) string {
	if h.Provider == nil {
		return ""
	}
	if h.Provider.Name == (i18n.Name{}) {
		return p.T("access.page.provider")
	}
	return web.Mark(p.Name(h.Provider.Name))
}

// tie ties another's account by the number that the provider gives the person.
func (h *Pages) tie(w http.ResponseWriter, r *web.Request) error {
	if err := h.configured(); err != nil {
		return err
	}
	id, err := named(r, "id", "acct")
	if err != nil {
		return err
	}
	f, err := form(r)
	if err != nil {
		return err
	}
	err = h.Accounts.LinkOther(r.Context(), r.Who, id, h.Provider.Issuer, f.Get("subject"))
	if x, is := refused(r.Page, err); is {
		return h.showAccount(w, r, x.status, showView{Tie: x, Give: h.emptyGive(r.Page)})
	}
	if err != nil {
		return err
	}
	return h.back(w, r, id)
}

// untie unties another's account.
func (h *Pages) untie(w http.ResponseWriter, r *web.Request) error {
	return h.change(w, r, h.Accounts.Unlink)
}
