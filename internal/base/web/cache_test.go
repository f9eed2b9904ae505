package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"mihe/internal/base/access"
)

func TestPagesAreRenderedOncePerVersionAndWish(t *testing.T) {
	s := newSite(t)
	var rendered atomic.Int64
	s.Page("GET /p", []string{"by"}, func(r *Request) (View, error) {
		rendered.Add(1)
		return heading(r.URL.Query().Get("by")), nil
	})
	h := s.handler(t)
	for _, step := range []struct {
		path string
		want int64
	}{
		{"/p", 1},
		{"/p", 1},
		{"/p?unknown=1", 1},
		{"/p?unknown=2", 1},
		{"/p?lang=klingon&print=poster&contrast=less", 1}, // no wishes
		{"HEAD /p", 1},
		{"/p?by=sex", 2},
		{"/p?by=sex&by=age", 2}, // the first counts
		{"/p?lang=en", 3},
		{"/p?print=large", 4},
		{"/p?print=1", 5},
		{"/p?contrast=more", 6},
		{"/p?contrast=more&print=large", 7},
		{"/p?print=large&contrast=more", 7},
		{"/p?lang=en-GB", 7}, // one spelling of en
	} {
		do(h, step.path)
		if got := rendered.Load(); got != step.want {
			t.Errorf("after %s: rendered %d times, want %d", step.path, got, step.want)
		}
	}
	s.version.Add(1)
	if do(h, "/p"); rendered.Load() != 8 {
		t.Error("a new data version did not render the page again")
	}
	if got := s.cache.order.Len(); got != 1 {
		t.Errorf("%d pages kept after the data changed, want the one of the new version", got)
	}
}

// A page that is kept cannot depend on who asks: what could tell one reader from another does not reach it.
func TestAKeptPageSeesNothingOfItsReader(t *testing.T) {
	s := newSite(t)
	var seen *Request
	s.Page("GET /p/{x}", []string{"by"}, func(r *Request) (View, error) {
		seen = r
		return heading("p"), nil
	})
	s.config.Identify = func(*http.Request) (access.Actor, error) { return access.Operator(), nil }
	s.get(t, "/p/7?by=sex&token=abc", "Cookie", "session=1", "Authorization", "Bearer x", "X-Forwarded-For", "192.0.2.1", "Accept-Language", "en")
	if len(seen.Header) > 0 || seen.RemoteAddr != "" || seen.URL.RawQuery != "by=sex" || seen.RequestURI != "/p/7?by=sex" {
		t.Errorf("the page saw header %v, address %q, %q", seen.Header, seen.RemoteAddr, seen.RequestURI)
	}
	if seen.Who.Check(access.ReadLedger) == nil {
		t.Error("the page was rendered for somebody who may import")
	}
	if seen.PathValue("x") != "7" || seen.Page.Lang != "en" {
		t.Errorf("the page lost its path value %q or language %s", seen.PathValue("x"), seen.Page.Lang)
	}
}

// An account may see what is not public: its page is rendered for it alone, and no visitor is ever shown it.
func TestWhatAnAccountSeesIsNotKept(t *testing.T) {
	s := newSite(t)
	var seen []string
	s.Page("GET /p", []string{"by"}, func(r *Request) (View, error) {
		seen = append(seen, r.Who.ID)
		return heading("for " + r.Who.ID), nil
	})
	account := testAccount(t)
	s.config.Identify = func(r *http.Request) (access.Actor, error) {
		if r.Header.Get("Cookie") == "" {
			return access.Visitor(), nil
		}
		return account, nil
	}
	for range 2 {
		w := s.get(t, "/p", "Cookie", "session=1")
		if got := w.Header().Get("Cache-Control"); got != "private, no-store" || !strings.Contains(w.Body.String(), "for acct_a") {
			t.Errorf("the account got %q, kept as %q", w.Body, got)
		}
	}
	if w := s.get(t, "/p"); strings.Contains(w.Body.String(), "acct_a") {
		t.Error("a visitor was shown an account's page")
	}
	if want := []string{"acct_a", "acct_a", "visitor"}; !slices.Equal(seen, want) {
		t.Errorf("rendered for %v, want %v", seen, want)
	}
}

// testAccount is an actor with an account and the rights that every account has.
func testAccount(t *testing.T) access.Actor {
	t.Helper()
	p, err := access.NewPolicy(map[access.Role][]access.Right{"reader": {"thing.read"}})
	if err != nil {
		t.Fatal(err)
	}
	return p.Actor("acct_a", "person_a", nil, nil)
}

// Every page of its own for one request is marked so that nobody keeps it on the way either.
func TestAPageOfOnesOwnIsNotKept(t *testing.T) {
	s := newSite(t)
	registerGallery(s.Mux)
	w := s.get(t, "POST /gallery/form?lang=en", "Accept-Encoding", "br, gzip")
	if got := w.Header().Get("Cache-Control"); w.Code != http.StatusUnprocessableEntity || got != "private, no-store" || w.Header().Get("ETag") != "" {
		t.Errorf("a rejected form: %d, %v", w.Code, w.Header())
	}
	if s.cache.order.Len() != 0 || w.Header().Get("Content-Encoding") != "gzip" {
		t.Errorf("%d pages kept, coding %q", s.cache.order.Len(), w.Header().Get("Content-Encoding"))
	}
}

func TestManyReadersOfAColdPageWaitForOneRendering(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		var rendered atomic.Int64
		release := make(chan struct{})
		s.Page("GET /p", nil, func(*Request) (View, error) {
			rendered.Add(1)
			<-release
			return heading("p"), nil
		})
		h := s.handler(t)
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				if w := do(h, "/p"); w.Code != http.StatusOK {
					t.Errorf("a reader got %d", w.Code)
				}
			})
		}
		synctest.Wait() // all fifty stand in front of the page
		if got := s.asked.Load(); got != 50 {
			t.Errorf("%d readers have come, want 50", got)
		}
		close(release)
		wg.Wait()
		if got := rendered.Load(); got != 1 {
			t.Errorf("rendered %d times for 50 readers, want 1", got)
		}
	})
}

func TestTheFirstReaderMayLeaveWithoutHarm(t *testing.T) {
	s := newSite(t)
	s.Page("GET /p", nil, func(r *Request) (View, error) { return heading("p"), r.Context().Err() })
	ctx, leave := context.WithCancel(context.Background())
	leave()
	w := httptest.NewRecorder()
	s.handler(t).ServeHTTP(w, request("/p").WithContext(ctx))
	if s.cache.order.Len() != 1 {
		t.Error("the page was lost with its first reader")
	}
}

func TestAFailedRenderingIsNotKept(t *testing.T) {
	s := newSite(t)
	fail := true
	s.Page("GET /p", nil, func(*Request) (View, error) {
		if fail {
			return View{}, errors.New("not now")
		}
		return heading("fine"), nil
	})
	h := s.handler(t)
	if w := do(h, "/p"); w.Code != http.StatusInternalServerError || w.Header().Get("ETag") != "" {
		t.Errorf("got %d %v", w.Code, w.Header())
	}
	fail = false
	if w := do(h, "/p"); w.Code != http.StatusOK {
		t.Errorf("after the failure got %d, want the page", w.Code)
	}
}

func packed(t *testing.T, body string) *content {
	t.Helper()
	c, err := newContent("text/plain", "", []byte(body), brotliLevel)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCacheIsBoundedByBytes(t *testing.T) {
	c := newCache(4000)
	for i := range 100 {
		if _, err := c.get(cacheKey{path: fmt.Sprint(i)}, func() (*content, error) { return packed(t, fmt.Sprint(i)), nil }); err != nil {
			t.Fatal(err)
		}
		c.look(cacheKey{path: "0"}) // somebody reads this one all the time
	}
	if c.size > 4000 || len(c.known) != c.order.Len() || len(c.known) < 5 || len(c.known) >= 100 {
		t.Errorf("the cache holds %d bytes in %d entries, want at most 4000", c.size, len(c.known))
	}
	for _, path := range []string{"0", "99"} {
		if _, ok := c.look(cacheKey{path: path}); !ok {
			t.Errorf("%s was dropped: the least recently read should go first", path)
		}
	}
	c.add(cacheKey{path: strings.Repeat("x", 5000)}, packed(t, "x"))
	if c.size > 4000 || len(c.known) < 5 {
		t.Errorf("an entry too large for the cache left %d entries of %d bytes", len(c.known), c.size)
	}
}

func TestOlderDataNeverReplacesNewer(t *testing.T) {
	c := newCache(1 << 20)
	c.add(cacheKey{path: "a", version: 2}, packed(t, "new"))
	c.add(cacheKey{path: "a", version: 1}, packed(t, "old")) // rendered before the import, finished after it
	if _, ok := c.look(cacheKey{path: "a", version: 1}); ok || c.order.Len() != 1 {
		t.Error("a page of older data was kept")
	}
}
