package accessweb_test

import (
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/access/accessweb"
	"mihe/internal/base/i18n"
)

// providerSite is a site with a sign-on.
func providerSite(t *testing.T, issuer string, factors ...string) *site {
	t.Helper()
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("a secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return newSite(t, func(d *accessweb.Deps) {
		var err error
		d.Provider, err = accessweb.NewProvider(accessweb.ProviderConfig{
			Issuer: issuer, ClientID: "mihe", SecretFile: secret, RedirectURL: "http://127.0.0.1:1/sign-in/callback",
			Name: i18n.Name{Zh: "省统一认证"}, SecondFactor: factors,
		}, d.Accounts.Now)
		if err != nil {
			t.Fatal(err)
		}
	})
}

// begin goes to the provider and returns what the browser is sent with.
func (b *reader) begin(p *issuer, path string) url.Values {
	b.t.Helper()
	a := b.get(path)
	u, err := url.Parse(a.To)
	if err != nil || a.Code != http.StatusSeeOther {
		b.t.Fatalf("%s: %d to %q, %s", path, a.Code, a.To, text(a.Find("main")))
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = u.Query()
	return u.Query()
}

// back is the address with which the provider sends a browser back.
func back(code, state string) string {
	return "/sign-in/callback?" + url.Values{"code": {code}, "state": {state}}.Encode()
}

func TestSignInThroughAProvider(t *testing.T) {
	p := newIssuer(t)
	s := providerSite(t, p.URL)
	p.now = s.Now
	m := s.Member(t, "user-a", accesstest.County, officer)
	if err := s.LinkOther(t.Context(), access.Operator(), m.ID, p.URL, "sub-a"); err != nil {
		t.Fatal(err)
	}
	b := s.reader(t)
	if a := b.get("/sign-in?next=/work"); a.Find(`a[href^="/sign-in/provider"]`).AttrOr("href", "") != "/sign-in/provider?next=%2Fwork" {
		t.Errorf("the form offers %q", a.Find(`a[href^="/sign-in/provider"]`).AttrOr("href", ""))
	}
	asked := b.begin(p, "/sign-in/provider?next=/work")
	if asked.Get("response_type") != "code" || asked.Get("scope") != "openid" || asked.Get("client_id") != "mihe" || asked.Get("redirect_uri") == "" ||
		len(asked.Get("state")) < 20 || len(asked.Get("nonce")) < 20 || asked.Get("code_challenge_method") != "S256" {
		t.Errorf("sent with %v", asked)
	}
	before := b.token()
	if a := b.get(back("sub-a", asked.Get("state"))); a.Code != http.StatusSeeOther || a.To != "/work" {
		t.Fatalf("back: %d to %q %s", a.Code, a.To, text(a.Find("main")))
	}
	if a := b.get("/work"); a.Code != http.StatusOK || b.token() == before {
		t.Errorf("at work: %d; the token has changed: %v", a.Code, b.token() != before)
	}
	if a := b.get(back("sub-a", asked.Get("state"))); a.Code != http.StatusForbidden {
		t.Errorf("the same answer again: %d", a.Code)
	}
	if a := b.post("/sign-out"); a.To != "/sign-in?out=provider" {
		t.Errorf("sign out leads to %q", a.To)
	}
	if href := b.get("/sign-in?out=provider").Find("a.btn.quiet").AttrOr("href", ""); href != p.URL+"/end?client_id=mihe" {
		t.Errorf("the way out there: %q", href)
	}
}

// Each way to the provider is kept for a while: a stranger gets some of them, and must wait for more.
func TestWaysToTheProviderHaveAnEnd(t *testing.T) {
	p := newIssuer(t)
	s := providerSite(t, p.URL)
	p.now = s.Now
	for n := range 100 {
		switch a := s.reader(t).get("/sign-in/provider"); {
		case a.Code == http.StatusTooManyRequests && n >= 30:
			return
		case a.Code != http.StatusSeeOther:
			t.Fatalf("way %d: %d", n, a.Code)
		}
	}
	t.Error("a hundred ways were given to one address")
}

// TestWhatAProviderSaysWrong changes one thing at a time about an answer that is otherwise right.
func TestWhatAProviderSaysWrong(t *testing.T) {
	p := newIssuer(t)
	s := providerSite(t, p.URL)
	p.now = s.Now
	m := s.Member(t, "user-a", accesstest.County, officer)
	for i, sub := range []string{"sub-a"} {
		if err := s.LinkOther(t.Context(), access.Operator(), m.ID, p.URL, sub); err != nil {
			t.Fatal(i, err)
		}
	}
	ago := func(d time.Duration) int64 { return s.Now().Add(-d).Unix() }
	for name, c := range map[string]struct {
		set  func()
		want int
	}{
		"right":            {func() {}, http.StatusSeeOther},
		"another nonce":    {func() { p.spoil = func(c map[string]any) { c["nonce"] = "another" } }, http.StatusForbidden},
		"no nonce":         {func() { p.spoil = func(c map[string]any) { delete(c, "nonce") } }, http.StatusForbidden},
		"another audience": {func() { p.spoil = func(c map[string]any) { c["aud"] = "somebody" } }, http.StatusForbidden},
		"two audiences":    {func() { p.spoil = func(c map[string]any) { c["aud"] = []string{"mihe", "somebody"} } }, http.StatusForbidden},
		"another party": {func() {
			p.spoil = func(c map[string]any) { c["azp"] = "somebody" }
		}, http.StatusForbidden},
		"another issuer": {func() { p.spoil = func(c map[string]any) { c["iss"] = "https://elsewhere.example" } }, http.StatusForbidden},
		"expired":        {func() { p.spoil = func(c map[string]any) { c["exp"] = ago(3 * time.Minute) } }, http.StatusForbidden},
		"within skew":    {func() { p.spoil = func(c map[string]any) { c["exp"] = ago(time.Minute) } }, http.StatusSeeOther},
		"made long ago": {func() {
			p.spoil = func(c map[string]any) { c["iat"] = ago(time.Hour) }
		}, http.StatusForbidden},
		"made in the future": {func() { p.spoil = func(c map[string]any) { c["iat"] = ago(-time.Hour) } }, http.StatusForbidden},
		"nobody":             {func() { p.spoil = func(c map[string]any) { c["sub"] = "" } }, http.StatusForbidden},
		"a long subject": {func() {
			p.spoil = func(c map[string]any) { c["sub"] = strings.Repeat("x", 300) }
		}, http.StatusForbidden},
		"forged":         {func() { p.forged = true }, http.StatusForbidden},
		"unsigned":       {func() { p.alg = "none" }, http.StatusForbidden},
		"keyed by hash":  {func() { p.alg = "HS256" }, http.StatusForbidden},
		"broken at last": {func() { p.broken = true }, http.StatusServiceUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			p.mu.Lock()
			p.spoil, p.forged, p.alg, p.broken, p.spent = nil, false, "", false, map[string]bool{}
			p.mu.Unlock()
			b := s.reader(t)
			asked := b.begin(p, "/sign-in/provider")
			p.mu.Lock()
			c.set()
			p.mu.Unlock()
			a := b.get(back("sub-a", asked.Get("state")))
			in := b.get("/work").Code == http.StatusOK
			if a.Code != c.want || in != (c.want == http.StatusSeeOther) {
				t.Errorf("%d, want %d; in: %v; %s", a.Code, c.want, in, text(a.Find("main")))
			}
			if p.broken {
				return
			}
			if again := b.get(back("sub-a", asked.Get("state"))); again.Code != http.StatusForbidden {
				t.Errorf("the same answer a second time: %d", again.Code)
			}
		})
	}
}

func TestAnAnswerBelongsToTheBrowserThatAsked(t *testing.T) {
	p := newIssuer(t)
	s := providerSite(t, p.URL)
	p.now = s.Now
	m := s.Member(t, "user-a", accesstest.County, officer)
	if err := s.LinkOther(t.Context(), access.Operator(), m.ID, p.URL, "sub-a"); err != nil {
		t.Fatal(err)
	}
	b := s.reader(t)
	asked := b.begin(p, "/sign-in/provider")
	for name, a := range map[string]answer{
		"another browser": s.reader(t).get(back("sub-a", asked.Get("state"))),
		"another state":   b.get(back("sub-a", "another")),
		"no state":        b.get("/sign-in/callback?code=sub-a"),
	} {
		if a.Code != http.StatusForbidden {
			t.Errorf("%s: %d", name, a.Code)
		}
	}
	if a := b.get(back("sub-a", asked.Get("state")) + "&iss=https%3A%2F%2Felsewhere.example"); a.Code != http.StatusForbidden {
		t.Errorf("another issuer in the address: %d", a.Code)
	}
	asked = b.begin(p, "/sign-in/provider")
	if a := b.get("/sign-in/callback?error=access_denied&state=" + asked.Get("state")); a.Code != http.StatusForbidden {
		t.Errorf("refused over there: %d", a.Code)
	}
	asked = b.begin(p, "/sign-in/provider")
	s.Clock.Add(11 * time.Minute)
	if a := b.get(back("sub-a", asked.Get("state"))); a.Code != http.StatusForbidden {
		t.Errorf("eleven minutes later: %d", a.Code)
	}
	asked = b.begin(p, "/sign-in/provider")
	p.mu.Lock()
	p.asked = maps.Clone(p.asked)
	p.asked.Set("code_challenge", "another")
	p.mu.Unlock()
	if a := b.get(back("sub-a", asked.Get("state"))); a.Code != http.StatusForbidden {
		t.Errorf("a code that was asked for by another (PKCE): %d", a.Code)
	}
}

func TestAStrangerGetsNoAccount(t *testing.T) {
	p := newIssuer(t)
	s := providerSite(t, p.URL)
	p.now = s.Now
	b := s.reader(t)
	a := b.get(back("sub-z", b.begin(p, "/sign-in/provider").Get("state")))
	if a.Code != http.StatusForbidden || text(a.Find("code")) != "sub-z" || text(a.Find("h1")) != "No account yet" {
		t.Errorf("a stranger: %d %s", a.Code, text(a.Find("main")))
	}
	check(t, "/sign-in/callback?lang=en", a)
	if list, total, err := s.List(t.Context(), access.Operator(), access.Filter{}, 0, 10); err != nil || total != 0 {
		t.Errorf("made: %v, %v", list, err)
	}
	for range 5 {
		p.mu.Lock()
		p.spent = map[string]bool{}
		p.mu.Unlock()
		a = b.get(back("sub-z", b.begin(p, "/sign-in/provider").Get("state")))
	}
	if a.Code != http.StatusTooManyRequests {
		t.Errorf("the sixth time: %d", a.Code)
	}
}

func TestAProvidersSecondFactor(t *testing.T) {
	p := newIssuer(t)
	s := providerSite(t, p.URL, "otp", "urn:strong")
	p.now = s.Now
	admin := access.Mandate{Role: accesstest.System, At: accesstest.City}
	m := s.Member(t, "user-a", accesstest.City, admin)
	f := s.Member(t, "user-f", accesstest.City, admin)
	secret, _ := s.Enrol(t, f)
	s.Clock.Add(time.Minute)
	for sub, who := range map[string]accesstest.Member{"sub-a": m, "sub-f": f} {
		if err := s.LinkOther(t.Context(), access.Operator(), who.ID, p.URL, sub); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		sub   string
		claim map[string]any
		to    string
		list  int
	}{
		"none of ours, none of theirs":     {"sub-a", nil, "/account", http.StatusForbidden},
		"theirs by amr":                    {"sub-a", map[string]any{"amr": []string{"pwd", "otp"}}, "/", http.StatusOK},
		"theirs by acr":                    {"sub-a", map[string]any{"acr": "urn:strong"}, "/", http.StatusOK},
		"one that was not configured":      {"sub-a", map[string]any{"amr": []string{"sms"}, "acr": "0"}, "/account", http.StatusForbidden},
		"ours is asked for":                {"sub-f", nil, "/sign-in/factor", http.StatusSeeOther},
		"ours is not asked for beside one": {"sub-f", map[string]any{"acr": "urn:strong"}, "/", http.StatusOK},
	} {
		p.mu.Lock()
		p.spent, p.spoil = map[string]bool{}, func(claims map[string]any) { maps.Copy(claims, c.claim) }
		p.mu.Unlock()
		b := s.reader(t)
		a := b.get(back(c.sub, b.begin(p, "/sign-in/provider").Get("state")))
		if got := b.get("/accounts").Code; a.To != c.to || got != c.list {
			t.Errorf("%s: to %q, the list %d; want %q, %d", name, a.To, got, c.to, c.list)
		}
		if a.To == "/sign-in/factor" {
			if a := b.post("/sign-in/factor", "code", s.Code(t, secret)); a.To != "/" {
				t.Errorf("%s: our code leads to %q", name, a.To)
			}
		}
	}
}

func TestTyingOnesOwnAccount(t *testing.T) {
	p := newIssuer(t)
	s := providerSite(t, p.URL)
	p.now = s.Now
	m, other := s.Member(t, "user-a", accesstest.County, officer), s.Member(t, "user-b", accesstest.County)
	b := s.reader(t)
	b.signIn(m)
	if a := b.post("/account/link", "old", "wrong"); a.Code != http.StatusUnprocessableEntity || a.Find("#e-link-old").Length() != 1 {
		t.Errorf("with a wrong password: %d", a.Code)
	}
	tie := func(b *reader, pass, sub string) answer {
		t.Helper()
		page := b.post("/account/link", "old", pass)
		u, err := url.Parse(page.Find("main a.btn").AttrOr("href", ""))
		if err != nil || page.Code != http.StatusOK {
			t.Fatalf("the way there: %d, %v", page.Code, err)
		}
		p.mu.Lock()
		p.asked, p.spent = u.Query(), map[string]bool{}
		p.mu.Unlock()
		return b.get(back(sub, u.Query().Get("state")))
	}
	if a := tie(b, m.Pass, "sub-a"); a.To != "/account?done=link" {
		t.Fatalf("tie: %d to %q %s", a.Code, a.To, text(a.Find("main")))
	}
	if a := b.get("/account"); a.Find(`form[action="/account/unlink"]`).Length() != 1 {
		t.Error("the account does not show that it is tied")
	}
	second := s.reader(t)
	second.signIn(other)
	if a := tie(second, other.Pass, "sub-a"); a.Code != http.StatusConflict {
		t.Errorf("a second account for the same person: %d", a.Code)
	}
	b.post("/account/unlink")
	fresh := s.reader(t)
	if a := fresh.get(back("sub-a", fresh.begin(p, "/sign-in/provider").Get("state"))); a.Code != http.StatusForbidden {
		t.Errorf("after untying: %d", a.Code)
	}
}

func TestAProviderThatIsAway(t *testing.T) {
	p := newIssuer(t)
	s := providerSite(t, p.URL)
	m := s.Member(t, "user-a", accesstest.County, officer)
	p.Close()
	b := s.reader(t)
	if a := b.get("/sign-in/provider"); a.Code != http.StatusServiceUnavailable {
		t.Errorf("go there: %d", a.Code)
	}
	if a := b.get("/sign-in?out=provider"); a.Code != http.StatusOK {
		t.Errorf("the form: %d", a.Code)
	}
	if a := b.signIn(m); a.Code != http.StatusSeeOther {
		t.Errorf("by password: %d", a.Code)
	}
	if a := newSite(t).reader(t).get("/sign-in/provider"); a.Code != http.StatusNotFound {
		t.Errorf("where none is set up: %d", a.Code)
	}
}

func TestAProviderMustBeSetUpRight(t *testing.T) {
	good := accessweb.ProviderConfig{Issuer: "https://id.example", ClientID: "mihe", RedirectURL: "https://mihe.example/sign-in/callback"}
	for name, c := range map[string]struct {
		change func(*accessweb.ProviderConfig)
		ok     bool
	}{
		"good":               {func(*accessweb.ProviderConfig) {}, true},
		"this machine":       {func(c *accessweb.ProviderConfig) { c.Issuer = "http://127.0.0.1:3000" }, true},
		"without TLS":        {func(c *accessweb.ProviderConfig) { c.Issuer = "http://id.example" }, false},
		"answers in clear":   {func(c *accessweb.ProviderConfig) { c.RedirectURL = "http://mihe.example/x" }, false},
		"no client":          {func(c *accessweb.ProviderConfig) { c.ClientID = "" }, false},
		"no address":         {func(c *accessweb.ProviderConfig) { c.Issuer = "id.example" }, false},
		"no way back at all": {func(c *accessweb.ProviderConfig) { c.RedirectURL = "" }, false},
	} {
		config := good
		c.change(&config)
		if _, err := accessweb.NewProvider(config, time.Now); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}
