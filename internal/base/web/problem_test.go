package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
)

// failing is a site with one address for each way to fail.
func failing(t *testing.T) *site {
	t.Helper()
	s := newSite(t)
	for path, err := range map[string]error{
		"/invalid": fault.New(fault.Invalid, "test.bad", "n", 12).At("n"), "/gone": fault.New(fault.NotFound, "nowhere"),
		"/internal": errors.New("the password is hunter2"), "/away": fault.Wrap(errors.New("disk sda1"), fault.Unavailable, "x"),
		"/conflict": fmt.Errorf("deep: %w", fault.New(fault.Conflict, "x")), "/slow": fmt.Errorf("query: %w", context.DeadlineExceeded),
		"/ours": fault.Wrap(errors.New("hunter2"), fault.Internal, "test.bad", "n", 51),
	} {
		s.Handle("GET "+path, access.Public, func(http.ResponseWriter, *Request) error { return err })
	}
	s.Handle("GET /panic", access.Public, func(http.ResponseWriter, *Request) error { panic("hunter2") })
	s.Handle("POST /upload", access.Public, func(_ http.ResponseWriter, r *Request) error {
		_, err := io.Copy(io.Discard, r.Body)
		return err
	})
	return s
}

func TestFaultsAreAnsweredInTheReadersLanguage(t *testing.T) {
	s := failing(t)
	h := s.handler(t)
	for _, tc := range []struct {
		path string
		code int
		want string
	}{
		{"/invalid?lang=en", 422, "12 is wrong, 1 to 9 is right"},
		{"/invalid", 422, "12 不对，要 1 到 9"},
		{"/gone", 404, "找不到"},
		{"/internal?lang=en", 500, "We made a mistake"},
		{"/ours?lang=en", 500, "We made a mistake"},
		{"/away", 503, "现在用不了"},
		{"/slow?lang=en", 503, "This took too long"},
		{"/conflict", 409, "刚刚有变化"},
		{"/panic", 500, "我们出错了"},
		{"/nothing?lang=en", 404, "There is no such page"},
		{"POST /gone?lang=en", 405, "does not take POST"},
	} {
		w := do(h, tc.path)
		if w.Code != tc.code || !strings.Contains(w.Body.String(), tc.want) {
			t.Errorf("%s: %d, want %d with %q in %q", tc.path, w.Code, tc.code, tc.want, w.Body)
		}
		for _, secret := range []string{"hunter2", "sda1", "query:", "51 is wrong"} {
			if strings.Contains(w.Body.String(), secret) {
				t.Errorf("%s tells the cause %q", tc.path, secret)
			}
		}
		if w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept", tc.path)
		}
	}
	if !strings.Contains(s.log.String(), "hunter2") {
		t.Error("the operator is not told the cause either")
	}
	if got := do(h, "/away").Header().Get("Retry-After"); got == "" {
		t.Error("an unavailable service does not say when to come back")
	}
}

func TestAProblemPageLooksLikeTheProductAndLeadsOn(t *testing.T) {
	s := failing(t)
	w := s.get(t, "/nothing?lang=en&contrast=more")
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	for selector, want := range map[string]int{"h1": 1, "header.top": 1, "main#main": 1, `a.btn[href="/?contrast=more&lang=en"]`: 1, ".ways a": 2} {
		if got := doc.Find(selector).Length(); got != want {
			t.Errorf("%s: %d on the page, want %d", selector, got, want)
		}
	}
	if id := w.Header().Get("X-Request-Id"); !strings.Contains(doc.Text(), id) {
		t.Errorf("the page does not show its number %s", id)
	}
}

func TestProblemsAsJSON(t *testing.T) {
	s := failing(t)
	h := s.handler(t)
	for _, tc := range []struct {
		target, accept string
		json           bool
	}{
		{"/invalid?lang=en", "application/json", true},
		{"/invalid?lang=en", "application/problem+json, */*", true},
		{"/invalid?lang=en", "text/html, application/json", false},
		{"/invalid?lang=en", "*/*", false},
		{"/nothing.json", "", true},
		{"/api/x", "text/html", true},
	} {
		w := do(h, tc.target, "Accept", tc.accept)
		var got problem
		isJSON := json.Unmarshal(w.Body.Bytes(), &got) == nil && w.Header().Get("Content-Type") == "application/problem+json"
		if isJSON != tc.json {
			t.Errorf("%s with Accept %q: %s", tc.target, tc.accept, w.Header().Get("Content-Type"))
		}
		if isJSON && (got.Status != w.Code || got.ID != w.Header().Get("X-Request-Id") || got.Title == "") {
			t.Errorf("%s: %+v", tc.target, got)
		}
	}
	var got problem
	if err := json.Unmarshal(do(h, "/invalid?lang=en", "Accept", "application/json").Body.Bytes(), &got); err != nil || got.Field != "n" {
		t.Errorf("the field at fault is %q, %v", got.Field, err)
	}
}

func TestMethodsAnAddressTakes(t *testing.T) {
	s := newSite(t)
	s.Page("GET /p/{x}", nil, page("p"))
	s.Handle("POST /p/{x}", access.Public, nothing)
	w := s.get(t, "DELETE /p/1")
	if got, want := w.Header().Get("Allow"), "GET, HEAD, POST"; w.Code != http.StatusMethodNotAllowed || got != want {
		t.Errorf("DELETE: %d, Allow %q, want 405 and %q", w.Code, got, want)
	}
	if w := s.get(t, "HEAD /p/1"); w.Code != http.StatusOK || w.Body.Len() != 0 || w.Header().Get("Content-Length") == "" {
		t.Errorf("HEAD: %d with %d bytes, %v", w.Code, w.Body.Len(), w.Header())
	}
}

func TestASlashAtTheEndIsForgiven(t *testing.T) {
	s := newSite(t)
	s.Page("GET /p", nil, page("p"))
	s.Handle("POST /only", access.Public, nothing)
	if w := s.get(t, "/p/?by=sex&lang=en"); w.Code != http.StatusPermanentRedirect || w.Header().Get("Location") != "/p?by=sex&lang=en" {
		t.Errorf("/p/: %d to %q", w.Code, w.Header().Get("Location"))
	}
	s.Page("GET /deep/{rest...}", nil, page("rest"))
	for _, path := range []string{"/q/", "/only/", "POST /p/", "CONNECT //deep/elsewhere.example/"} {
		if w := s.get(t, path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d to %q", path, w.Code, w.Header().Get("Location"))
		}
	}
}

func TestABodyIsLimited(t *testing.T) {
	h := failing(t).handler(t)
	for size, want := range map[int]int{requestBody: http.StatusOK, requestBody + 1: http.StatusRequestEntityTooLarge} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/upload", strings.NewReader(strings.Repeat("x", size))))
		if w.Code != want {
			t.Errorf("%d bytes: %d, want %d", size, w.Code, want)
		}
	}
}

// Half a page must never be taken for a whole one: the connection is cut instead.
func TestAPanicAfterTheAnswerHasBegunCutsTheConnection(t *testing.T) {
	s := newSite(t)
	s.Handle("GET /half", access.Public, func(w http.ResponseWriter, _ *Request) error {
		_, _ = io.WriteString(w, strings.Repeat("half ", 2000))
		panic("broken")
	})
	server := httptest.NewServer(s.handler(t))
	defer server.Close()
	resp, err := http.Get(server.URL + "/half")
	if err != nil {
		return // cut before anything arrived
	}
	defer func() { _ = resp.Body.Close() }()
	if body, err := io.ReadAll(resp.Body); err == nil {
		t.Errorf("the reader got %d bytes as if they were all", len(body))
	}
}

func TestAReaderWhoHasGoneIsNoFailure(t *testing.T) {
	s := newSite(t)
	s.Handle("GET /h", access.Public, func(_ http.ResponseWriter, r *Request) error { return r.Context().Err() })
	ctx, leave := context.WithCancel(context.Background())
	leave()
	w := httptest.NewRecorder()
	s.handler(t).ServeHTTP(w, request("/h").WithContext(ctx))
	if w.Body.Len() > 0 || s.log.Len() > 0 {
		t.Errorf("answered %q and logged %q", w.Body, s.log.String())
	}
}
