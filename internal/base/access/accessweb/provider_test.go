package accessweb_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/access/accessweb"
	"mihe/internal/base/i18n"
)

// issuer is a provider of our own that says what it is told to, right or wrong.
type issuer struct {
	*httptest.Server
	key, other *rsa.PrivateKey
	now        func() time.Time

	mu     sync.Mutex
	spoil  func(claims map[string]any) // changes what the token says
	forged bool                        // the token is signed by a key that nobody has published
	alg    string                      // of the token's header; empty is RS256
	asked  url.Values                  // what the browser was sent with
	spent  map[string]bool
	broken bool // answers 500
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	p := &issuer{spent: map[string]bool{}, now: time.Now}
	for _, k := range []**rsa.PrivateKey{&p.key, &p.other} {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			t.Fatal(err)
		}
		*k = key
	}
	m := http.NewServeMux()
	m.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		p.json(w, map[string]any{
			"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
			"end_session_endpoint": p.URL + "/end", "id_token_signing_alg_values_supported": []string{"RS256"},
		})
	})
	m.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		p.json(w, map[string]any{"keys": []any{map[string]any{
			"kty": "RSA", "kid": "one", "alg": "RS256", "use": "sig", "n": b64(p.key.N.Bytes()), "e": b64(big.NewInt(int64(p.key.E)).Bytes()),
		}}})
	})
	m.HandleFunc("POST /token", p.token)
	p.Server = httptest.NewServer(m)
	t.Cleanup(p.Close)
	return p
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (p *issuer) json(w http.ResponseWriter, v any) {
	p.mu.Lock()
	broken := p.broken
	p.mu.Unlock()
	if broken {
		http.Error(w, "broken", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // the client will notice
}

// token gives out a token for a code once, to whoever holds the verifier of the challenge (RFC 7636).
func (p *issuer) token(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	asked, spent := p.asked, p.spent[r.PostFormValue("code")]
	p.spent[r.PostFormValue("code")] = true
	claims := map[string]any{
		"iss": p.URL, "aud": "mihe", "sub": r.PostFormValue("code"), "nonce": asked.Get("nonce"),
		"iat": p.now().Unix(), "exp": p.now().Add(5 * time.Minute).Unix(),
	}
	if p.spoil != nil {
		p.spoil(claims)
	}
	p.mu.Unlock()
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	user, secret, _ := r.BasicAuth()
	secret, _ = url.QueryUnescape(secret) // RFC 6749, 2.3.1; what cannot be read is wrong
	if spent || b64(sum[:]) != asked.Get("code_challenge") || asked.Get("code_challenge_method") != "S256" || user != "mihe" || secret != "a secret" {
		http.Error(w, `{"error": "invalid_grant"}`, http.StatusBadRequest)
		return
	}
	p.json(w, map[string]any{"access_token": "none", "token_type": "Bearer", "id_token": p.sign(claims)})
}

func (p *issuer) sign(claims map[string]any) string {
	alg, key := "RS256", p.key
	if p.alg != "" {
		alg = p.alg
	}
	if p.forged {
		key = p.other
	}
	head, _ := json.Marshal(map[string]string{"alg": alg, "kid": "one", "typ": "JWT"}) // texts only
	body, _ := json.Marshal(claims)                                                    // numbers and texts only
	text := b64(head) + "." + b64(body)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		return ""
	}
	if alg == "none" {
		signature = nil
	}
	return text + "." + b64(signature)
}

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

// script runs the certified provider oidc-provider on a port of its own, with its own forms for signing in.
const script = `
import { Provider } from 'oidc-provider';
const [port, back] = process.argv.slice(2);
const p = new Provider('http://127.0.0.1:' + port, {
  clients: [{ client_id: 'mihe', client_secret: 'a secret', redirect_uris: [back] }],
});
p.listen(Number(port), '127.0.0.1', () => console.log('ready'));
`

// TestARealProvider signs in through the npm package oidc-provider, as a person would: its pages, its forms, its cookies.
func TestARealProvider(t *testing.T) {
	folder := os.Getenv("MIHE_OIDC")
	if folder == "" {
		t.Skip("MIHE_OIDC is not set: no real provider is tried")
	}
	port := freePort(t)
	issuer := "http://127.0.0.1:" + port
	run(t, folder, port, "http://127.0.0.1:1/sign-in/callback")
	s := providerSite(t, issuer)
	s.Clock.Add(time.Since(s.Now())) // the provider's clock is the real one
	m := s.Member(t, "user-a", accesstest.County, officer)
	if err := s.LinkOther(t.Context(), access.Operator(), m.ID, issuer, "person-a"); err != nil {
		t.Fatal(err)
	}
	b := s.reader(t)
	a := b.get("/sign-in/provider?next=/work")
	returned := s.reader(t).through(a.To, "person-a")
	state, code := returned.Query().Get("state"), returned.Query().Get("code")
	if returned.Path != "/sign-in/callback" || code == "" || returned.Query().Get("iss") != issuer {
		t.Fatalf("it sends back %s", returned)
	}
	if a := b.get("/sign-in/callback?" + returned.RawQuery); a.Code != http.StatusSeeOther || a.To != "/work" {
		t.Fatalf("back: %d to %q %s", a.Code, a.To, text(a.Find("main")))
	}
	if a := b.get("/work"); a.Code != http.StatusOK {
		t.Errorf("at work: %d", a.Code)
	}
	if a := b.get(back(code, state)); a.Code != http.StatusForbidden {
		t.Errorf("the same answer again: %d", a.Code)
	}
	// A stolen code: the thief's own state, the victim's code. The provider asks for the verifier, which the thief has not.
	victim, thief := s.reader(t), s.reader(t)
	stolen := s.reader(t).through(victim.get("/sign-in/provider").To, "person-a").Query().Get("code")
	u, err := url.Parse(thief.get("/sign-in/provider").To)
	if err != nil {
		t.Fatal(err)
	}
	if a := thief.get(back(stolen, u.Query().Get("state"))); a.Code != http.StatusForbidden {
		t.Errorf("a stolen code: %d", a.Code)
	}
	stranger := s.reader(t)
	returned = s.reader(t).through(stranger.get("/sign-in/provider").To, "person-z")
	if a := stranger.get("/sign-in/callback?" + returned.RawQuery); a.Code != http.StatusForbidden || text(a.Find("code")) != "person-z" {
		t.Errorf("a stranger: %d %s", a.Code, text(a.Find("main")))
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return port
}

// run starts the provider and waits until it is ready. The script lies beside the package, where node looks for it.
func run(t *testing.T, folder, port, back string) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatalf("MIHE_OIDC is set, and there is no node: %v", err)
	}
	f, err := os.CreateTemp(folder, "provider-*.mjs")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Remove(f.Name()) }) // only a script
	if _, err := f.WriteString(script); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	c := exec.CommandContext(ctx, node, f.Name(), port, back)
	var said bytes.Buffer
	c.Stderr = &said
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = c.Wait() // it was killed
	})
	ready := make(chan bool, 1)
	go func() {
		line, _ := bufio.NewReader(out).ReadString('\n') // nothing, when it has died
		ready <- strings.TrimSpace(line) == "ready"
	}()
	select {
	case ok := <-ready:
		if !ok {
			t.Fatalf("the provider does not start: %s", said.String())
		}
	case <-time.After(30 * time.Second):
		t.Fatal("the provider does not start in time")
	}
}

// through walks over the provider's pages until it sends the browser back to us, and returns that address.
func (b *reader) through(address, login string) *url.URL {
	b.t.Helper()
	for range 12 {
		u, err := url.Parse(address)
		if err != nil {
			b.t.Fatal(err)
		}
		if u.Path == "/sign-in/callback" {
			return u
		}
		r, err := http.NewRequest(http.MethodGet, address, nil)
		if err != nil {
			b.t.Fatal(err)
		}
		a := b.do(r)
		if a.Code == http.StatusOK {
			a = b.fill(u, a, login)
		}
		next, err := u.Parse(a.To)
		if a.To == "" || err != nil {
			b.t.Fatalf("%s answers %d %s", address, a.Code, text(a.Selection))
		}
		address = next.String()
	}
	b.t.Fatal("the provider never sends the browser back")
	return nil
}

// fill sends the form of a page of the provider.
func (b *reader) fill(at *url.URL, page answer, login string) answer {
	b.t.Helper()
	form := page.Find("form").First()
	f := url.Values{}
	for i := range form.Find("input").Nodes {
		e := form.Find("input").Eq(i)
		f.Set(e.AttrOr("name", ""), e.AttrOr("value", ""))
	}
	if f.Has("login") {
		f.Set("login", login)
		f.Set("password", "any")
	}
	to, err := at.Parse(form.AttrOr("action", ""))
	if err != nil {
		b.t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, to.String(), strings.NewReader(f.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	a := b.do(r)
	if a.Code >= 400 {
		b.t.Fatal(fmt.Sprint(a.Code, " ", text(a.Selection)))
	}
	return a
}
