package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/a-h/templ"

	"mihe/internal/base/access"
	"mihe/internal/base/i18n"
)

// site is a mux for tests, with a data version the test can move and a log it can read.
type site struct {
	*Mux
	version atomic.Int64
	asked   atomic.Int64 // how often the version was asked for: once by every reader of a kept page
	log     strings.Builder
}

func newSite(t testing.TB) *site {
	t.Helper()
	words, err := i18n.Load(Words, fstest.MapFS{
		"zh-CN.json": {Data: []byte(`{"test.bad":"{n} 不对，要 1 到 9"}`)}, "en.json": {Data: []byte(`{"test.bad":"{n} is wrong, 1 to 9 is right"}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := &site{}
	s.Mux = NewMux(Config{
		Synthetic: true,
		Words:     words, Log: slog.New(slog.NewTextHandler(&s.log, nil)),
		Menu: []MenuItem{{Href: "/", Key: "web.brand", Right: access.Public}, {Href: "/gallery", Key: "web.synthetic.name", Right: access.Public}},
		Version: func(context.Context) (int64, error) {
			s.asked.Add(1)
			return s.version.Load(), nil
		},
	})
	return s
}

func (s *site) handler(t testing.TB) http.Handler {
	t.Helper()
	h, err := s.Build()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (s *site) get(t *testing.T, target string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	return do(s.handler(t), target, header...)
}

// do sends one request: "/path" or "POST /path", with alternating header names and values.
func do(h http.Handler, target string, header ...string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, request(target, header...))
	return w
}

func request(target string, header ...string) *http.Request {
	method, path, ok := strings.Cut(target, " ")
	if !ok {
		method, path = http.MethodGet, target
	}
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

// page renders a page that holds one heading.
func page(text string) func(*Request) (View, error) {
	return func(*Request) (View, error) { return heading(text), nil }
}

func heading(text string) View { return View{Title: text, Body: templ.Raw("<h1>" + text + "</h1>")} }
