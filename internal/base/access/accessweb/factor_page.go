package accessweb

import (
	"bytes"
	"net/http"
	"net/url"

	"mihe/internal/base/web"
)

// factorView is where a second factor is set up.
type factorView struct {
	Secret string // in groups of four
	Wrong  string
}

// beginFactor draws a secret; its page is another, which may be loaded again.
func (h *Pages) beginFactor(w http.ResponseWriter, r *web.Request) error {
	f, err := form(r)
	if err != nil {
		return err
	}
	_, err = h.Accounts.BeginFactor(r.Context(), r.Who, f.Get("old"))
	if x, ok := refused(r.Page, err); ok {
		return h.showMine(w, r, x.status, mineView{Factor: x})
	}
	if err != nil {
		return err
	}
	return r.SeeOther(w, "/account/factor")
}

func (h *Pages) factor(w http.ResponseWriter, r *web.Request) error {
	return h.showFactor(w, r, http.StatusOK, "")
}

func (h *Pages) showFactor(w http.ResponseWriter, r *web.Request, status int, wrong string) error {
	secret, err := h.Accounts.PendingFactor(r.Context(), r.Who)
	if err != nil {
		return err
	}
	p := r.Page
	return r.Render(w, status, web.View{
		Title: p.T("access.page.factor"), Body: factorPage(p, factorView{grouped(secret), wrong}),
		Crumbs: h.belowMine(p, "access.page.factor"),
	})
}

// belowMine is the way from one's own account to a page below it.
func (h *Pages) belowMine(p web.Page, key string) []web.Crumb {
	return []web.Crumb{{Href: "/account", Text: web.Plain(p.T("access.page.mine"))}, {Text: web.Plain(p.T(key))}}
}

func grouped(s string) string {
	var b bytes.Buffer
	for i, r := range s {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// factorCode is the pending secret as a picture for the camera of an authenticator program.
func (h *Pages) factorCode(w http.ResponseWriter, r *web.Request) error {
	secret, err := h.Accounts.PendingFactor(r.Context(), r.Who)
	if err != nil {
		return err
	}
	// The label names the node and not the person: it stays on a telephone that others see.
	brand := r.Page.Words().Text(r.Page.Lang, "web.brand")
	address := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + brand + ":" + h.Accounts.Node.Slug, RawQuery: url.Values{
		"secret": {secret}, "issuer": {brand},
	}.Encode()}
	drawn, err := web.QR(address.String())
	if err != nil {
		return err
	}
	return r.Send(w, web.File{Type: "image/svg+xml", Body: drawn})
}

// confirmFactor puts the factor in use and shows the recovery codes, once. The session goes on as one with a second
// factor, under a new token.
func (h *Pages) confirmFactor(w http.ResponseWriter, r *web.Request) error {
	f, err := form(r)
	if err != nil {
		return err
	}
	codes, err := h.Accounts.ConfirmFactor(r.Context(), r.Who, f.Get("code"), h.here(r))
	if x, ok := refused(r.Page, err); ok {
		return h.showFactor(w, r, x.status, x.says)
	}
	if err != nil {
		return err
	}
	if err := h.renew(w, r, inFactor, yes); err != nil {
		return err
	}
	p := r.Page
	return r.Render(w, http.StatusOK, web.View{
		Title: p.T("access.page.recovery"), Body: recoveryPage(p, codes),
		Crumbs: h.belowMine(p, "access.page.recovery"),
	})
}
