package app

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"mihe/internal/base/access"
	"mihe/internal/base/i18n"
)

// The provider sends people back to one host: the nodes that do not answer there offer no sign-on through it.
func TestTheProviderBelongsToTheNodeAtItsAddress(t *testing.T) {
	a := open(t)
	for _, slug := range []string{"node-b", "node-c"} {
		wish := access.NewNode{Slug: slug, Host: slug + ".example", Name: i18n.Name{Zh: "样本", En: "sample"}, Region: demoCounty}
		if _, err := a.AddNode(t.Context(), access.Operator(), wish); err != nil {
			t.Fatal(err)
		}
	}
	const offered = "sample sign-on"
	for _, c := range []struct{ redirect, host string }{
		{"https://node-b.example/sign-in/back", "node-b.example"},
		{"https://Node-C.example.:8443/sign-in/back", "node-c.example"},
		{"https://elsewhere.example/sign-in/back", "first.example"}, // a name that no node claims is the first node's
		{"", ""}, // the control: without a provider nobody offers one
	} {
		settings, err := Configure(nil, func(name string) string {
			if c.redirect == "" {
				return ""
			}
			return map[string]string{
				"MIHE_OIDC_ISSUER": "https://id.example", "MIHE_OIDC_CLIENT_ID": "mihe", "MIHE_OIDC_REDIRECT_URL": c.redirect,
				"MIHE_OIDC_NAME_ZH": offered, "MIHE_OIDC_NAME_EN": offered,
			}[name]
		})
		if err != nil {
			t.Fatal(err)
		}
		a.settings = settings
		h, err := a.Handler()
		if err != nil {
			t.Fatal(err)
		}
		for _, host := range []string{"first.example", "node-b.example", "node-c.example"} {
			w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/sign-in", nil)
			r.Host = host
			h.ServeHTTP(w, r)
			if got := strings.Contains(w.Body.String(), offered); got != (host == c.host) || w.Code != http.StatusOK {
				t.Errorf("back to %q: the node at %s answers %d and offers the provider: %v, want %v", c.redirect, host, w.Code, got, host == c.host)
			}
		}
	}
}
