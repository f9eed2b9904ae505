package accessweb_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/access/accessweb"
	"mihe/internal/base/fault"
)

var officer = access.Mandate{Role: accesstest.Officer, At: accesstest.County}

// Who asked for no page is led to what is theirs, at the first step and after the second; who asked for one gets that.
func TestSignInLeadsHome(t *testing.T) {
	s := newSite(t, func(d *accessweb.Deps) {
		d.Home = func(who access.Actor) string {
			if who.Check(accesstest.Work) == nil {
				return "/work"
			}
			return "/account/uses"
		}
	})
	resident, member := s.Member(t, "user-a", accesstest.County), s.Member(t, "user-b", accesstest.County, officer)
	secret, _ := s.Enrol(t, member)
	s.Clock.Add(time.Minute)
	b := s.reader(t)
	if a := b.signIn(resident); a.To != "/account/uses" {
		t.Errorf("a resident is led to %s", a.To)
	}
	if a := b.get("/sign-in"); a.To != "/account/uses" {
		t.Errorf("who is in already is led to %s", a.To)
	}
	b = s.reader(t)
	if a := b.signIn(member); a.To != "/sign-in/factor" {
		t.Fatalf("first step: to %s", a.To)
	}
	if a := b.post("/sign-in/factor", "code", s.Code(t, secret)); a.To != "/work" {
		t.Errorf("an officer is led to %s", a.To)
	}
	if a := s.reader(t).post("/sign-in", "user", resident.Name, "password", resident.Pass, "next", "/account"); a.To != "/account" {
		t.Errorf("who asked for a page is led to %s", a.To)
	}
}

func TestSignInAndOut(t *testing.T) {
	s := newSite(t)
	m := s.Member(t, "user-a", accesstest.County, officer)
	b := s.reader(t)
	if a := b.get("/work?x=1"); a.Code != http.StatusSeeOther || a.To != "/sign-in?next=%2Fwork%3Fx%3D1" {
		t.Fatalf("a visitor at work: %d to %s", a.Code, a.To)
	}
	a := b.get("/sign-in?next=%2Fwork%3Fx%3D1")
	next := a.Find(`input[name=next]`).AttrOr("value", "")
	if a.Code != http.StatusOK || next != "/work?x=1" || b.token() != "" {
		t.Errorf("the form: %d, next %q, cookie %q: a visitor gets none", a.Code, next, b.token())
	}
	a = b.post("/sign-in", "user", "user-a", "password", "wrong", "next", next)
	if a.Code != http.StatusUnprocessableEntity || a.Find("input[name=user]").AttrOr("value", "") != "user-a" ||
		a.Find("input[name=password]").AttrOr("value", "") != "" || a.Find("input[name=next]").AttrOr("value", "") != next || a.Find("[role=alert]").Length() != 1 {
		t.Errorf("a wrong password: %d, %s", a.Code, text(a.Find("main")))
	}
	a = b.post("/sign-in", "user", "user-a", "password", m.Pass, "next", next)
	if a.Code != http.StatusSeeOther || a.To != "/work?x=1" {
		t.Fatalf("the right one: %d to %s", a.Code, a.To)
	}
	if a := b.get("/work"); a.Code != http.StatusOK || !strings.Contains(a.Text(), m.ID) {
		t.Errorf("at work: %d %s", a.Code, a.Text())
	}
	token := b.token()
	if a := b.post("/sign-out"); a.Code != http.StatusSeeOther || b.token() != "" {
		t.Errorf("sign out: %d, cookie %q", a.Code, b.token())
	}
	if a := b.with(token).get("/work"); a.Code != http.StatusSeeOther {
		t.Errorf("the token of a session that has ended: %d", a.Code)
	}
	if a := b.post("/sign-out"); a.Code != http.StatusSeeOther {
		t.Errorf("sign out twice: %d", a.Code)
	}
}

// with is a new browser that holds a token.
func (b *reader) with(token string) *reader {
	b.t.Helper()
	other := b.site.reader(b.t)
	u, err := url.Parse(b.site.server.URL)
	if err != nil {
		b.t.Fatal(err)
	}
	other.jar.SetCookies(u, []*http.Cookie{{Name: "mihe_session", Value: token, Path: "/"}})
	return other
}

// TestASessionCannotBePlanted gives a victim a token that the attacker knows, at each step at which rights change.
func TestASessionCannotBePlanted(t *testing.T) {
	s := newSite(t)
	m := s.Member(t, "user-a", accesstest.County, officer)
	f := s.Member(t, "user-f", accesstest.County, officer)
	secret, _ := s.Enrol(t, f)
	s.Clock.Add(time.Minute)

	invented := s.reader(t).with("a-token-that-the-attacker-has-made-up-0123456")
	if a := invented.signIn(m); a.Code != http.StatusSeeOther || invented.token() == "a-token-that-the-attacker-has-made-up-0123456" {
		t.Errorf("an invented token is taken over: %d", a.Code)
	}
	half := s.reader(t) // the attacker's own, half signed in
	half.signIn(f)
	planted := half.token()
	if planted == "" {
		t.Fatal("no session stands between the two steps: the test proves nothing")
	}
	victim := s.reader(t).with(planted)
	victim.signIn(m)
	if a := half.get("/work"); victim.token() == planted || a.Code == http.StatusOK {
		t.Errorf("after the first step the planted token is in: %d", a.Code)
	}
	half = s.reader(t)
	half.signIn(f)
	planted = half.token()
	victim = s.reader(t).with(planted)
	if a := victim.post("/sign-in/factor", "code", s.Code(t, secret)); a.Code != http.StatusSeeOther {
		t.Fatalf("second factor: %d", a.Code)
	}
	if a := half.get("/work"); victim.token() == planted || a.Code == http.StatusOK {
		t.Errorf("after the second step the planted token is in: %d", a.Code)
	}
	// Rights change: a new password, a second factor.
	before := invented.token()
	if a := invented.post("/account/password", "old", m.Pass, "new", "fifteen-horses-7", "again", "fifteen-horses-7"); a.Code != http.StatusSeeOther {
		t.Fatalf("change: %d %s", a.Code, text(a.Find("main")))
	}
	if a := s.reader(t).with(before).get("/work"); invented.token() == before || a.Code == http.StatusOK {
		t.Errorf("after a change of password the old token is in: %d", a.Code)
	}
	before = invented.token()
	invented.post("/account/factor", "old", "fifteen-horses-7")
	drawn := strings.ReplaceAll(text(invented.get("/account/factor").Find("code")), " ", "")
	if a := invented.post("/account/factor/confirm", "code", s.Code(t, drawn)); a.Code != http.StatusOK || a.Find("ol.howto code").Length() != 8 {
		t.Fatalf("confirm: %d %s", a.Code, text(a.Find("main")))
	}
	if a := s.reader(t).with(before).get("/work"); invented.token() == before || a.Code == http.StatusOK {
		t.Errorf("after a second factor was set up the old token is in: %d", a.Code)
	}
	if a := invented.get("/work"); a.Code != http.StatusOK {
		t.Errorf("the person's own session has ended: %d", a.Code)
	}
}

func TestTheCookie(t *testing.T) {
	for name, c := range map[string]struct {
		change []func(*accessweb.Deps)
		tls    bool
		secure bool
	}{
		"plain":      {nil, false, false},
		"TLS":        {nil, true, true},
		"behind one": {[]func(*accessweb.Deps){func(d *accessweb.Deps) { d.Secure = true }}, false, true},
	} {
		s := newSite(t, c.change...)
		m := s.Member(t, "user-a", accesstest.County)
		server := s.server
		if c.tls {
			server = httptest.NewTLSServer(s.server.Config.Handler)
			defer server.Close()
		}
		client := server.Client()
		client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		w, err := client.PostForm(server.URL+"/sign-in", url.Values{"user": {"user-a"}, "password": {m.Pass}})
		if err != nil {
			t.Fatal(err)
		}
		_ = w.Body.Close() // the header says it all
		cookies := w.Cookies()
		if len(cookies) != 1 {
			t.Fatalf("%s: %d cookies", name, len(cookies))
		}
		k := cookies[0]
		if k.Name != "mihe_session" || !k.HttpOnly || k.SameSite != http.SameSiteLaxMode || k.Path != "/" || k.Domain != "" || k.Secure != c.secure ||
			!k.Expires.IsZero() || k.MaxAge != 0 || len(k.Value) < 40 {
			t.Errorf("%s: %s", name, w.Header.Get("Set-Cookie"))
		}
		if w.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: kept on the way: %q", name, w.Header.Get("Cache-Control"))
		}
	}
}

func TestOnlyPathsOfOursComeNext(t *testing.T) {
	s := newSite(t)
	m := s.Member(t, "user-a", accesstest.County, officer)
	for next, want := range map[string]string{
		"/work?x=1":                     "/work?x=1",
		"/work#part":                    "/work#part",
		"":                              "/",
		"work":                          "/",
		"//evil.example":                "/",
		"///evil.example":               "/",
		`/\evil.example`:                "/",
		`/\/evil.example`:               "/",
		"/%5cevil.example":              "/",
		"https://evil.example":          "/",
		"https:evil.example":            "/",
		"/\tevil":                       "/",
		"/\n/evil.example":              "/",
		"javascript:alert(1)":           "/",
		"/sign-out":                     "/",
		"/sign-in?next=/x":              "/",
		"/%2fevil.example":              "/",
		"/" + strings.Repeat("a", 3000): "/",
	} {
		if a := s.reader(t).post("/sign-in", "user", "user-a", "password", m.Pass, "next", next); a.Code != http.StatusSeeOther || a.To != want {
			t.Errorf("next %.40q leads to %q, want %q (%d)", next, a.To, want, a.Code)
		}
	}
}

func TestTooManyTries(t *testing.T) {
	s := newSite(t)
	m := s.Member(t, "user-a", accesstest.County)
	b := s.reader(t)
	for range 5 {
		if a := b.post("/sign-in", "user", "user-a", "password", "wrong"); a.Code != http.StatusUnprocessableEntity {
			t.Fatalf("a wrong password: %d", a.Code)
		}
	}
	a := b.signIn(m)
	if a.Code != http.StatusTooManyRequests || !strings.Contains(text(a.Find("[role=alert]")), "1 minutes") {
		t.Errorf("the sixth: %d %s", a.Code, text(a.Find("[role=alert]")))
	}
}

func TestTheSecondStepIsNotForEver(t *testing.T) {
	s := newSite(t)
	m := s.Member(t, "user-a", accesstest.County, officer)
	secret, codes := s.Enrol(t, m)
	s.Clock.Add(time.Minute)
	b := s.reader(t)
	if a := b.get("/sign-in/factor"); a.Code != http.StatusSeeOther || a.To != "/sign-in" {
		t.Errorf("without a first step: %d to %s", a.Code, a.To)
	}
	b.signIn(m)
	if a := b.get("/work"); a.Code == http.StatusOK {
		t.Error("the first step alone opens")
	}
	if a := b.post("/sign-in/factor", "code", "000000"); a.Code != http.StatusUnprocessableEntity || a.Find(".errmsg").Length() != 1 {
		t.Errorf("a wrong code: %d", a.Code)
	}
	s.Clock.Add(11 * time.Minute)
	if a := b.post("/sign-in/factor", "code", s.Code(t, secret)); a.Code != http.StatusSeeOther || a.To != "/sign-in" {
		t.Errorf("eleven minutes later: %d to %s", a.Code, a.To)
	}
	b.signIn(m)
	if a := b.post("/sign-in/factor", "code", codes[0]); a.To != "/" {
		t.Errorf("a recovery code: %d to %s", a.Code, a.To)
	}
}

func TestOtherSitesCannotPost(t *testing.T) {
	s := newSite(t)
	m := s.Member(t, "user-a", accesstest.County, officer)
	b := s.reader(t)
	b.signIn(m)
	for _, path := range []string{"/sign-out", "/account/password", "/account/factor", "/sign-in"} {
		r, err := http.NewRequest(http.MethodPost, s.server.URL+path, strings.NewReader("old="+m.Pass+"&new=fifteen-horses-7&again=fifteen-horses-7"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		r.Header.Set("Origin", "https://evil.example")
		if a := b.do(r); a.Code != http.StatusForbidden {
			t.Errorf("POST %s from elsewhere: %d", path, a.Code)
		}
	}
	if a := b.get("/work"); a.Code != http.StatusOK {
		t.Errorf("afterwards: %d", a.Code)
	}
}

// away is a keyring that can be taken away.
type away struct {
	access.Keys
	gone bool
}

func (k *away) Ready(ctx context.Context) error {
	if k.gone {
		return fault.New(fault.Unavailable, "keyring.missing")
	}
	return k.Keys.Ready(ctx)
}

// TestNobodyIsAVisitorWithoutKnowing takes database and keyring away while somebody is signed in.
func TestNobodyIsAVisitorWithoutKnowing(t *testing.T) {
	s := newSite(t)
	keys := &away{Keys: s.Keys}
	s.Keys = keys
	m := s.Member(t, "user-a", accesstest.County, officer)
	b := s.reader(t)
	b.signIn(m)
	if a := b.get("/work"); a.Code != http.StatusOK {
		t.Fatalf("at work: %d", a.Code)
	}
	keys.gone = true
	for _, path := range []string{"/work", "/", "/account", "/sign-in"} {
		if a := b.get(path); a.Code != http.StatusServiceUnavailable {
			t.Errorf("without keyring GET %s: %d, want 503", path, a.Code)
		}
	}
	if a := s.reader(t).get("/"); a.Code != http.StatusOK {
		t.Errorf("a visitor without keyring: %d: what is public needs none", a.Code)
	}
	keys.gone = false
	if a := b.get("/work"); a.Code != http.StatusOK {
		t.Errorf("with keyring again: %d", a.Code)
	}
	if err := s.DB.Close(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/work", "/", "/account"} {
		if a := b.get(path); a.Code < 500 {
			t.Errorf("without database GET %s: %d", path, a.Code)
		}
	}
	if a := s.reader(t).signIn(m); a.Code < 500 {
		t.Errorf("sign in without database: %d", a.Code)
	}
}

func TestAClosedAccountIsOutAtOnce(t *testing.T) {
	s := newSite(t)
	m := s.Member(t, "user-a", accesstest.County, officer)
	b := s.reader(t)
	b.signIn(m)
	if err := s.Disable(t.Context(), access.Operator(), m.ID); err != nil {
		t.Fatal(err)
	}
	if a := b.get("/work"); a.Code != http.StatusSeeOther || !strings.HasPrefix(a.To, "/sign-in?") {
		t.Errorf("after it was disabled: %d to %s", a.Code, a.To)
	}
	if a := b.signIn(m); a.Code != http.StatusUnprocessableEntity {
		t.Errorf("sign in: %d", a.Code)
	}
}
