package web

import (
	"net/http/httptest"
	"testing"

	"mihe/internal/base/access"
)

// BenchmarkKept is a reader of a page that somebody has read before.
func BenchmarkKept(b *testing.B) {
	s := newSite(b)
	registerGallery(s.Mux)
	h := s.handler(b)
	do(h, "/gallery")
	for b.Loop() {
		h.ServeHTTP(httptest.NewRecorder(), request("/gallery", "Accept-Encoding", "br"))
	}
}

// BenchmarkCold is the first reader after the data has changed: rendering and packing the fullest page.
func BenchmarkCold(b *testing.B) {
	s := newSite(b)
	registerGallery(s.Mux)
	h := s.handler(b)
	for b.Loop() {
		s.version.Add(1)
		h.ServeHTTP(httptest.NewRecorder(), request("/gallery", "Accept-Encoding", "br"))
	}
}

// BenchmarkProblem is an address that nobody has.
func BenchmarkProblem(b *testing.B) {
	s := newSite(b)
	for range 60 {
		s.Handle("GET /p"+number(len(s.routes)), access.Public, nothing)
	}
	h := s.handler(b)
	for b.Loop() {
		h.ServeHTTP(httptest.NewRecorder(), request("/nothing", "Accept-Encoding", "br"))
	}
}
