package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

// site is a mux for tests, with a data version the test can move.
type site struct {
	*Mux
	version atomic.Int64
}

func newSite(t *testing.T) *site {
	t.Helper()
	words, err := i18n.Load(Words, fstest.MapFS{
		"zh-CN.json": {Data: []byte(`{"test.bad":"{n} 不对，要 1 到 9"}`)}, "en.json": {Data: []byte(`{"test.bad":"{n} is wrong, 1 to 9 is right"}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := &site{}
	s.Mux = NewMux(Config{
		Words: words, Log: slog.New(slog.DiscardHandler),
		Version: func(context.Context) (int64, error) { return s.version.Load(), nil },
	})
	return s
}

func (s *site) get(t *testing.T, target string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	h, err := s.Build()
	if err != nil {
		t.Fatal(err)
	}
	return do(h, target, header...)
}

func do(h http.Handler, target string, header ...string) *httptest.ResponseRecorder {
	method, path, ok := strings.Cut(target, " ")
	if !ok {
		method, path = http.MethodGet, target
	}
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func page(text string) func(*Request) (View, error) {
	return func(*Request) (View, error) { return View{Title: text, Body: templ.Raw("<h1>" + text + "</h1>")}, nil }
}

func TestRoutesWithoutARightDoNotStart(t *testing.T) {
	ok := func(http.ResponseWriter, *Request) error { return nil }
	for name, register := range map[string]func(*site){
		"no right":  func(s *site) { s.Handle("GET /a", access.None, ok) },
		"no method": func(s *site) { s.Handle("/a", access.Public, ok) },
		"twice":     func(s *site) { s.Handle("GET /a", access.Public, ok); s.Handle("GET /a", access.Public, ok) },
	} {
		s := newSite(t)
		register(s)
		if _, err := s.Build(); err == nil {
			t.Errorf("%s: the program starts", name)
		}
	}
}

func TestARightThatAVisitorLacksIsDenied(t *testing.T) {
	s := newSite(t)
	s.Handle("GET /secret", access.Import, func(w http.ResponseWriter, _ *Request) error {
		_, err := io.WriteString(w, "hidden figure")
		return err
	})
	w := s.get(t, "/secret")
	if w.Code != http.StatusForbidden || strings.Contains(w.Body.String(), "hidden figure") {
		t.Errorf("a visitor got %d %q", w.Code, w.Body)
	}
}

func TestFaultsAreAnsweredInTheReadersLanguage(t *testing.T) {
	s := newSite(t)
	for path, err := range map[string]error{
		"/invalid": fault.New(fault.Invalid, "test.bad", "n", 12), "/gone": fault.New(fault.NotFound, "nowhere"),
		"/internal": errors.New("the password is hunter2"), "/away": fault.Wrap(errors.New("disk sda1"), fault.Unavailable, "x"),
		"/conflict": fmt.Errorf("deep: %w", fault.New(fault.Conflict, "x")),
	} {
		s.Handle("GET "+path, access.Public, func(http.ResponseWriter, *Request) error { return err })
	}
	s.Handle("GET /panic", access.Public, func(http.ResponseWriter, *Request) error { panic("hunter2") })
	h, err := s.Build()
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		path string
		code int
		want string
	}{
		{"/invalid?lang=en", 422, "12 is wrong, 1 to 9 is right"},
		{"/invalid", 422, "12 不对，要 1 到 9"},
		{"/gone", 404, "找不到"},
		{"/internal?lang=en", 500, "We made a mistake"},
		{"/away", 503, "现在用不了"},
		{"/conflict", 409, "刚刚有变化"},
		{"/panic", 500, "我们出错了"},
		{"/nothing?lang=en", 404, "There is no such page"},
		{"POST /gone?lang=en", 405, "does not take POST"},
	} {
		w := do(h, tc.path)
		if w.Code != tc.code || !strings.Contains(w.Body.String(), tc.want) {
			t.Errorf("%s: %d, want %d with %q in %q", tc.path, w.Code, tc.code, tc.want, w.Body)
		}
		for _, secret := range []string{"hunter2", "sda1"} {
			if strings.Contains(w.Body.String(), secret) {
				t.Errorf("%s tells the cause %q", tc.path, secret)
			}
		}
	}
	w := do(h, "/internal", "Accept", "application/json")
	if got := w.Header().Get("Content-Type"); got != "application/problem+json" || strings.Contains(w.Body.String(), "hunter2") {
		t.Errorf("JSON problem: %s %s", got, w.Body)
	}
}

func TestEveryAnswerCarriesTheSecurityHeaders(t *testing.T) {
	s := newSite(t)
	s.Page("GET /{$}", nil, page("a"))
	for _, path := range []string{"/", "/nothing", styleSheet.path} {
		h := s.get(t, path).Header()
		csp := h.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: headers %v", path, h)
		}
	}
}

func TestCrossSiteWritesAreRefused(t *testing.T) {
	s := newSite(t)
	called := false
	s.Handle("POST /write", access.Public, func(http.ResponseWriter, *Request) error { called = true; return nil })
	h, err := s.Build()
	if err != nil {
		t.Fatal(err)
	}
	if w := do(h, "POST /write", "Sec-Fetch-Site", "cross-site"); w.Code != http.StatusForbidden || called {
		t.Errorf("a cross-site POST got %d, called %v", w.Code, called)
	}
	if do(h, "POST /write", "Sec-Fetch-Site", "same-origin"); !called {
		t.Error("a same-origin POST was refused too: the test above proves nothing")
	}
}

func TestPagesAreRenderedOncePerVersionAndWish(t *testing.T) {
	s := newSite(t)
	var rendered atomic.Int64
	s.Page("GET /p", []string{"by"}, func(r *Request) (View, error) {
		rendered.Add(1)
		return View{Title: "p", Body: templ.Raw("<h1>" + r.Page.query.Get("by") + "</h1>")}, nil
	})
	h, err := s.Build()
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		path string
		want int64
	}{
		{"/p", 1},
		{"/p", 1},
		{"/p?unknown=1", 1},
		{"/p?unknown=2", 1},
		{"HEAD /p", 1},
		{"/p?by=sex", 2},
		{"/p?lang=en", 3},
		{"/p?print=large", 4},
		{"/p?lang=en", 4},
	} {
		do(h, step.path)
		if got := rendered.Load(); got != step.want {
			t.Errorf("after %s: rendered %d times, want %d", step.path, got, step.want)
		}
	}
	s.version.Add(1)
	if do(h, "/p"); rendered.Load() != 5 {
		t.Error("a new data version did not render the page again")
	}
}

func TestManyReadersOfAColdPageWaitForOneRendering(t *testing.T) {
	s := newSite(t)
	var rendered atomic.Int64
	release := make(chan struct{})
	s.Page("GET /p", nil, func(*Request) (View, error) {
		rendered.Add(1)
		<-release
		return View{Title: "p", Body: templ.Raw("<h1>p</h1>")}, nil
	})
	h, err := s.Build()
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if w := do(h, "/p"); w.Code != http.StatusOK {
				t.Errorf("a reader got %d", w.Code)
			}
		})
	}
	close(release)
	wg.Wait()
	if got := rendered.Load(); got != 1 {
		t.Errorf("rendered %d times for 50 readers, want 1", got)
	}
}

func TestCacheIsBoundedByBytes(t *testing.T) {
	c := newCache(4000)
	for i := range 100 {
		_, err := c.get(cacheKey{path: fmt.Sprint(i)}, func() (*content, error) {
			return newContent("text/plain", "", []byte(strings.Repeat("x", i)), brotliLevel)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if c.size > 4000 || len(c.known) != c.order.Len() || len(c.known) >= 100 {
		t.Errorf("the cache holds %d bytes in %d entries, want at most 4000", c.size, len(c.known))
	}
	if _, ok := c.look(cacheKey{path: "99"}); !ok {
		t.Error("the newest entry was dropped")
	}
}

func TestAFailedRenderingIsNotKept(t *testing.T) {
	s := newSite(t)
	fail := true
	s.Page("GET /p", nil, func(*Request) (View, error) {
		if fail {
			return View{}, errors.New("not now")
		}
		return page("fine")(nil)
	})
	h, err := s.Build()
	if err != nil {
		t.Fatal(err)
	}
	if w := do(h, "/p"); w.Code != http.StatusInternalServerError {
		t.Errorf("got %d", w.Code)
	}
	fail = false
	if w := do(h, "/p"); w.Code != http.StatusOK {
		t.Errorf("after the failure got %d, want the page", w.Code)
	}
}

func TestEncodingsAndConditionalRequests(t *testing.T) {
	s := newSite(t)
	s.Page("GET /p", nil, page("hello"))
	h, err := s.Build()
	if err != nil {
		t.Fatal(err)
	}
	plain := do(h, "/p")
	if plain.Header().Get("Content-Encoding") != "" || !strings.Contains(plain.Body.String(), "<h1>hello</h1>") {
		t.Fatalf("a reader who takes no encoding got %q", plain.Body)
	}
	zipped := do(h, "/p", "Accept-Encoding", "gzip")
	z, err := gzip.NewReader(bytes.NewReader(zipped.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(z); err != nil || string(body) != plain.Body.String() {
		t.Errorf("gzip body differs: %v", err)
	}
	for accept, want := range map[string]string{
		"gzip, deflate, br": "br", "br;q=0, gzip": "gzip", "gzip;q=0": "", "identity": "", "*": "br", "gzip;q=x": "",
		"gzip;q=1, br;q=0.1": "gzip", "identity, gzip;q=0.5": "", "GZIP": "gzip", "": "", "deflate, *;q=0.1": "br",
	} {
		if got := do(h, "/p", "Accept-Encoding", accept).Header().Get("Content-Encoding"); got != want {
			t.Errorf("Accept-Encoding %q: %q, want %q", accept, got, want)
		}
	}
	tag := plain.Header().Get("ETag")
	if w := do(h, "/p", "If-None-Match", tag+`, "x"`); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
		t.Errorf("a reader who has the page got %d with %d bytes", w.Code, w.Body.Len())
	}
	if w := do(h, "/p", "If-None-Match", `"other"`); w.Code != http.StatusOK {
		t.Errorf("a reader who has another page got %d", w.Code)
	}
}

func TestLayoutIsTheAccessibilityContract(t *testing.T) {
	s := newSite(t)
	s.config.Menu = []MenuItem{{"/", "web.menu"}, {"/p", "web.brand"}}
	s.Page("GET /p", nil, func(r *Request) (View, error) {
		return View{
			Title: "p", Menu: "/p", Synthetic: true,
			Crumbs: []Crumb{{"/", Plain("home")}, {"", r.Page.Name(i18n.Name{Zh: "赫章县"})}}, Body: templ.Raw("<h1>p</h1>"),
		}, nil
	})
	doc, err := goquery.NewDocumentFromReader(s.get(t, "/p?lang=en&print=large&contrast=more&by=x").Body)
	if err != nil {
		t.Fatal(err)
	}
	for selector, want := range map[string]int{
		`html[lang="en"].large.contrast`: 1, `h1`: 1, `a.skip[href="#main"]`: 1, `main#main`: 1, `nav[aria-label]`: 3,
		`a[aria-current="page"]`: 1, `[style]`: 0, `script`: 0, `[onclick]`: 0, `.band`: 1, `.crumb [lang="zh-CN"]`: 1,
		`.tools a[hreflang="zh-CN"]`: 1,
	} {
		if got := doc.Find(selector).Length(); got != want {
			t.Errorf("%s: %d on the page, want %d", selector, got, want)
		}
	}
	if got, _ := doc.Find(".brand").Attr("href"); got != "/?contrast=more&lang=en&print=large" {
		t.Errorf("the link home is %q; it should keep the reader's wishes", got)
	}
}
