package web

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"mihe/internal/base/access"
)

func nothing(http.ResponseWriter, *Request) error { return nil }

func TestRoutesThatDoNotStart(t *testing.T) {
	for name, register := range map[string]func(*site){
		"no right":   func(s *site) { s.Handle("GET /a", access.None, nothing) },
		"no method":  func(s *site) { s.Handle("/a", access.Public, nothing) },
		"no path":    func(s *site) { s.Handle("GET a", access.Public, nothing) },
		"twice":      func(s *site) { s.Handle("GET /a", access.Public, nothing); s.Handle("GET /a", access.Public, nothing) },
		"page twice": func(s *site) { s.Page("GET /a", nil, page("a")); s.Handle("GET /a", access.ReadLedger, nothing) },
		"malformed":  func(s *site) { s.Handle("GET /a/{", access.Public, nothing) },
		"either of two": func(s *site) {
			s.Handle("GET /a/{x}", access.Public, nothing)
			s.Handle("GET /a/{y}", access.Public, nothing)
		},
		"one of several": func(s *site) { s.Handle("GET /b", access.Public, nothing); s.Handle("GET /a", access.None, nothing) },
	} {
		s := newSite(t)
		register(s)
		if _, err := s.Build(); err == nil {
			t.Errorf("%s: the program starts", name)
		}
	}
	s := newSite(t)
	s.Handle("GET /a", access.Public, nothing)
	if _, err := s.Build(); err != nil {
		t.Errorf("a route with its right does not start: %v; the test above proves nothing", err)
	}
}

func TestRoutesAreRecordedWithTheirRight(t *testing.T) {
	s := newSite(t)
	own := len(s.Routes()) // style sheet and icon
	s.Page("GET /p", nil, page("p"))
	s.Handle("POST /p", access.ReadLedger, nothing)
	got := s.Routes()[own:]
	want := []Route{{"GET", "/p", access.Public, true}, {"POST", "/p", access.ReadLedger, false}}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("Routes = %v, want %v", got, want)
	}
	got[0].Right = access.None
	if s.Routes()[own].Right == access.None {
		t.Error("a caller can change the record")
	}
}

func TestARightThatAVisitorLacksIsDenied(t *testing.T) {
	s := newSite(t)
	s.Handle("GET /secret", access.ReadLedger, func(w http.ResponseWriter, _ *Request) error {
		_, err := io.WriteString(w, "hidden figure")
		return err
	})
	for _, c := range []struct {
		signIn  string
		account bool
		target  string
		want    int
		leads   string
	}{
		{"", false, "/secret", http.StatusUnauthorized, ""},
		{"/sign-in", false, "/secret?lang=en", http.StatusSeeOther, "/sign-in?lang=en&next=%2Fsecret%3Flang%3Den"},
		{"/sign-in", false, "POST /secret", http.StatusMethodNotAllowed, ""},
		{"/sign-in", true, "/secret", http.StatusForbidden, ""},
	} {
		s.config.SignIn = c.signIn
		s.config.Identify = func(*http.Request) (access.Actor, error) {
			if c.account {
				return testAccount(t), nil
			}
			return access.Visitor(), nil
		}
		w := s.get(t, c.target)
		if w.Code != c.want || w.Header().Get("Location") != c.leads || strings.Contains(w.Body.String(), "hidden figure") {
			t.Errorf("%s, account %v: %d to %q, want %d to %q", c.target, c.account, w.Code, w.Header().Get("Location"), c.want, c.leads)
		}
	}
}

func TestEveryAnswerCarriesTheSecurityHeaders(t *testing.T) {
	s := newSite(t)
	s.Page("GET /{$}", nil, page("a"))
	s.Handle("GET /panic", access.Public, func(http.ResponseWriter, *Request) error { panic("x") })
	for _, path := range []string{"/", "/nothing", "/panic", "POST /", styleSheet.path} {
		h := s.get(t, path).Header()
		csp := h.Get("Content-Security-Policy")
		if csp != policy || strings.Contains(csp, "unsafe") || strings.Contains(csp, "script-src") {
			t.Errorf("%s: policy %q", path, csp)
		}
		for name := range headers {
			if h.Get(name) == "" {
				t.Errorf("%s: no %s", path, name)
			}
		}
		if len(h.Get("X-Request-Id")) < 10 {
			t.Errorf("%s: request id %q", path, h.Get("X-Request-Id"))
		}
	}
	for _, part := range []string{"default-src 'none'", "style-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, part) {
			t.Errorf("the policy lacks %s", part)
		}
	}
}

func TestCrossSiteWritesAreRefused(t *testing.T) {
	s := newSite(t)
	called := false
	s.Handle("POST /write", access.Public, func(http.ResponseWriter, *Request) error { called = true; return nil })
	h := s.handler(t)
	for _, header := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://elsewhere.example"}} {
		if w := do(h, "POST /write", header...); w.Code != http.StatusForbidden || called {
			t.Errorf("%v: a cross-site POST got %d, called %v", header, w.Code, called)
		}
	}
	if do(h, "POST /write", "Sec-Fetch-Site", "same-origin"); !called {
		t.Error("a same-origin POST was refused too: the test above proves nothing")
	}
}

func TestARequestIsLimitedInTime(t *testing.T) {
	s := newSite(t)
	limited := map[string]bool{}
	s.Handle("GET /h", access.Public, func(_ http.ResponseWriter, r *Request) error {
		_, limited["handler"] = r.Context().Deadline()
		return nil
	})
	s.Page("GET /p", nil, func(r *Request) (View, error) {
		_, limited["page"] = r.Context().Deadline()
		return heading("p"), nil
	})
	s.get(t, "/h")
	s.get(t, "/p")
	if !limited["handler"] || !limited["page"] {
		t.Errorf("limited in time: %v, want both", limited)
	}
}

func TestStaticFilesAreKeptForEverUnderTheirContent(t *testing.T) {
	s := newSite(t)
	w := s.get(t, styleSheet.path, "Accept-Encoding", "br")
	if cc := w.Header().Get("Cache-Control"); !strings.Contains(cc, "immutable") || w.Header().Get("Content-Encoding") != "br" {
		t.Errorf("style sheet: %v", w.Header())
	}
	if w := s.get(t, "/static/look.00000000.css"); w.Code != http.StatusNotFound {
		t.Errorf("a style sheet of other content got %d", w.Code)
	}
	other := newAsset("/static/look.css", "text/css", []byte("a{}"))
	if other.path == styleSheet.path {
		t.Error("other content has the same address")
	}
}
