package web

import (
	"net/http"
	"strings"
	"testing"

	"mihe/internal/base/access"
)

// A page that brings a script may run that, and talk to this program alone; every other page still runs none.
func TestOnlyAPageThatBringsAScriptRunsOne(t *testing.T) {
	s := newSite(t)
	mine := NewScript("mine.js", []byte("document.title += '.'"))
	s.Script(mine)
	s.Worker("/own/worker.js", []byte("self.addEventListener('fetch', () => {})"))
	for path, script := range map[string]*Script{"/own": &mine, "/plain": nil} {
		s.Handle("GET "+path, access.Public, func(w http.ResponseWriter, r *Request) error {
			v, err := page("a")(r)
			if err != nil {
				return err
			}
			v.Script = script
			return r.Render(w, http.StatusOK, v)
		})
	}
	own := s.get(t, "/own")
	if got := own.Header().Get("Content-Security-Policy"); got != scripted || strings.Contains(got, "unsafe") {
		t.Errorf("policy of the page with a script: %q", got)
	}
	if !strings.Contains(own.Body.String(), `<script src="`+mine.path+`" defer>`) {
		t.Error("the page does not load its script")
	}
	if plain := s.get(t, "/plain"); plain.Header().Get("Content-Security-Policy") != policy || strings.Contains(plain.Body.String(), "<script") {
		t.Errorf("the page without a script: %q", plain.Header().Get("Content-Security-Policy"))
	}
	if w := s.get(t, mine.path); w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("the script: %d, %q", w.Code, w.Header().Get("Cache-Control"))
	}
	if w := s.get(t, "/own/worker.js"); w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "no-cache" || w.Header().Get("Service-Worker-Allowed") != "/" || w.Header().Get("Content-Type") != "text/javascript; charset=utf-8" {
		t.Errorf("the worker: %d, %v", w.Code, w.Header())
	}
}
