package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"mihe/internal/base/access"
)

func TestCodingsAreNegotiated(t *testing.T) {
	for accept, want := range map[string]string{
		"gzip, deflate, br": "br", "br;q=0, gzip": "gzip", "gzip;q=0": "", "identity": "", "*": "br", "gzip;q=x": "",
		"gzip;q=1, br;q=0.1": "gzip", "identity, gzip;q=0.5": "", "GZIP": "gzip", "": "", "deflate, *;q=0.1": "br", "br; q=0.8 , gzip;q=0.8": "br",
	} {
		if got := encoding(accept, "gzip", "br"); got != want {
			t.Errorf("Accept-Encoding %q: %q, want %q", accept, got, want)
		}
	}
	if got := encoding("br, gzip;q=0.5", "gzip"); got != "gzip" {
		t.Errorf("when only gzip is offered: %q", got)
	}
}

func TestEveryCodingHoldsTheSamePage(t *testing.T) {
	s := newSite(t)
	s.Page("GET /p", nil, page("hello"))
	plain := s.get(t, "/p").Body.String()
	if !strings.Contains(plain, "<h1>hello</h1>") {
		t.Fatalf("a reader who takes no coding got %q", plain)
	}
	for coding, unpack := range map[string]func(io.Reader) (io.Reader, error){
		"gzip": func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
		"br":   func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil },
	} {
		w := s.get(t, "/p", "Accept-Encoding", coding)
		r, err := unpack(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil || string(body) != plain || w.Header().Get("Content-Encoding") != coding {
			t.Errorf("%s holds another page: %v", coding, err)
		}
		if !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Accept-Encoding") {
			t.Errorf("%s: Vary %v", coding, w.Header().Values("Vary"))
		}
	}
}

func TestConditionalRequests(t *testing.T) {
	s := newSite(t)
	s.Page("GET /p", nil, page("hello"))
	h := s.handler(t)
	tag := do(h, "/p").Header().Get("ETag")
	for header, want := range map[string]int{
		tag: http.StatusNotModified, strings.TrimPrefix(tag, "W/"): http.StatusNotModified, `"x", ` + tag: http.StatusNotModified, "*": http.StatusNotModified,
		`"other"`: http.StatusOK, "": http.StatusOK,
	} {
		w := do(h, "/p", "If-None-Match", header, "Accept-Encoding", "br")
		if w.Code != want || want == http.StatusNotModified && w.Body.Len() > 0 {
			t.Errorf("If-None-Match %q: %d with %d bytes, want %d", header, w.Code, w.Body.Len(), want)
		}
	}
	if other := do(h, "/p?lang=en").Header().Get("ETag"); other == tag {
		t.Error("two languages have one tag")
	}
}

func TestShortAnswersAreNotCompressed(t *testing.T) {
	s := newSite(t)
	for path, n := range map[string]int{"/short": 3, "/long": 4000} {
		s.Handle("GET "+path, access.Public, func(w http.ResponseWriter, r *Request) error {
			return JSON(w, r, map[string]string{"text": strings.Repeat("字", n)})
		})
	}
	if w := s.get(t, "/short", "Accept-Encoding", "gzip"); w.Header().Get("Content-Encoding") != "" || w.Body.String() != "{\"text\":\"字字字\"}\n" {
		t.Errorf("short: %v %q", w.Header(), w.Body)
	}
	w := s.get(t, "/long", "Accept-Encoding", "gzip")
	z, err := gzip.NewReader(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatalf("long: %v", err)
	}
	if body, err := io.ReadAll(z); err != nil || strings.Count(string(body), "字") != 4000 {
		t.Errorf("long: %d bytes, %v", len(body), err)
	}
}
