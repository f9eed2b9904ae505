package accessweb_test

import (
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/access/accessweb"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/store/storetest"
	"mihe/internal/base/web"
)

// roleWords stand for those of app.
var roleWords = fstest.MapFS{
	"zh-CN.json": {Data: []byte(`{"app.role.audit_admin": "审计管理员", "app.role.officer": "承办员", "app.role.reader": "查阅员", "app.role.security_admin": "安全管理员", "app.role.system_admin": "系统管理员", "thing.work": "办事"}`)},
	"en.json":    {Data: []byte(`{"app.role.audit_admin": "audit administrator", "app.role.officer": "handler", "app.role.reader": "reader", "app.role.security_admin": "security administrator", "app.role.system_admin": "system administrator", "thing.work": "work"}`)},
}

// site is these pages over a node of their own, and two more: one for everybody, one for officers.
type site struct {
	*accesstest.World
	words  *i18n.Catalog
	pages  *accessweb.Pages
	server *httptest.Server
	routes []web.Route
}

func newSite(t *testing.T, change ...func(*accessweb.Deps)) *site {
	t.Helper()
	words, err := i18n.Load(web.Words, region.Words, access.Words, accessweb.Words, roleWords)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := region.Load()
	if err != nil {
		t.Fatal(err)
	}
	s := &site{World: accesstest.New(t, storetest.Open(t, accesstest.Migrations()...)), words: words}
	s.Contains = func(a, k region.Key) bool { return tree.At("2026-03-03").Contains(a, k) }
	d := accessweb.Deps{Accounts: s.Service, Places: tree}
	for _, c := range change {
		c(&d)
	}
	s.pages = accessweb.New(d)
	m := web.NewMux(web.Config{
		Words: words, Log: slog.New(slog.DiscardHandler), SignIn: "/sign-in", Identify: s.pages.Identify, Around: s.pages.Around,
		Menu: []web.MenuItem{{Href: "/accounts", Key: "access.page.list", Right: access.ReadAccounts}},
	})
	s.pages.Routes(m)
	m.Handle("GET /", access.Public, func(w http.ResponseWriter, r *web.Request) error { return web.JSON(w, r, r.Who.ID) })
	m.Handle("GET /work", accesstest.Work, func(w http.ResponseWriter, r *web.Request) error { return web.JSON(w, r, r.Who.ID) })
	handler, err := m.Build()
	if err != nil {
		t.Fatal(err)
	}
	s.routes = m.Routes()
	s.server = httptest.NewServer(handler)
	t.Cleanup(s.server.Close)
	return s
}

// reader is a browser: it keeps cookies and follows no redirect by itself.
type reader struct {
	t    testing.TB
	site *site
	http *http.Client
	jar  http.CookieJar
}

func (s *site) reader(t testing.TB) *reader {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &reader{t, s, &http.Client{
		Jar: jar, Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, jar}
}

// answer is what came back.
type answer struct {
	Code   int
	To     string // of a redirect
	Header http.Header
	*goquery.Document
}

func (b *reader) do(r *http.Request) answer {
	b.t.Helper()
	w, err := b.http.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = w.Body.Close() }() // it was read
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{w.StatusCode, w.Header.Get("Location"), w.Header, doc}
}

func (b *reader) get(path string) answer {
	b.t.Helper()
	r, err := http.NewRequest(http.MethodGet, b.site.server.URL+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Accept-Language", "en")
	return b.do(r)
}

// post sends a form with pairs of names and values.
func (b *reader) post(path string, pairs ...string) answer {
	b.t.Helper()
	f := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Set(pairs[i], pairs[i+1])
	}
	r, err := http.NewRequest(http.MethodPost, b.site.server.URL+path, strings.NewReader(f.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Accept-Language", "en")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(r)
}

// token is the session cookie's value, or "".
func (b *reader) token() string {
	u, err := url.Parse(b.site.server.URL)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range b.jar.Cookies(u) {
		if c.Name == "mihe_session" {
			return c.Value
		}
	}
	return ""
}

// signIn goes through the form.
func (b *reader) signIn(m accesstest.Member) answer {
	b.t.Helper()
	return b.post("/sign-in", "user", m.Name, "password", m.Pass)
}

// administrator makes a member with an administrator's role and a second factor, signed in.
func (s *site) administrator(t testing.TB, user string, role access.Role, at region.Key) *reader {
	t.Helper()
	m := s.Member(t, user, at, access.Mandate{Role: role, At: at})
	secret, _ := s.Enrol(t, m)
	s.Clock.Add(time.Minute)
	b := s.reader(t)
	if a := b.signIn(m); a.Code != http.StatusSeeOther || a.To != "/sign-in/factor" {
		t.Fatalf("sign in: %d to %s", a.Code, a.To)
	}
	if a := b.post("/sign-in/factor", "code", s.Code(t, secret)); a.Code != http.StatusSeeOther || a.To != "/" {
		t.Fatalf("second factor: %d to %s", a.Code, a.To)
	}
	return b
}

func text(e *goquery.Selection) string { return strings.Join(strings.Fields(e.Text()), " ") }
