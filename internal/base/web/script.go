package web

import (
	"net/http"

	"mihe/internal/base/access"
)

// scripted is the policy of a page with scripts of our own: they come from here, and talk to nobody else.
const scripted = policy + "; script-src 'self'; connect-src 'self'; worker-src 'self'"

// Script is a program that a page runs in the reader's browser. Pages do without: a script is for what a browser cannot do by itself, such as
// going on without a network (docs/adr/0014). The zero Script is not usable.
type Script struct{ asset }

// NewScript returns a script under an address that changes with its text. name is its file name.
func NewScript(name string, text []byte) Script {
	return Script{newAsset("/static/"+name, "text/javascript; charset=utf-8", text)}
}

// Script registers a script, for everybody: a program holds nothing that one may not see.
func (m *Mux) Script(s Script) { m.Handle("GET "+s.path, access.Public, s.serve) }

// Worker registers a script that the browser keeps to answer for the pages below its own address while there is no network (a service worker).
// It may look at all pages, so that it can throw away what it holds when somebody signs out on any of them. Its address stays the same, and whoever comes asks each time whether it is still the newest.
func (m *Mux) Worker(path string, text []byte) {
	a := newAsset(path, "text/javascript; charset=utf-8", text)
	m.Handle("GET "+path, access.Public, func(w http.ResponseWriter, r *Request) error {
		c, err := a.packed()
		if err != nil {
			return err
		}
		w.Header().Set("Content-Security-Policy", scripted)
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("Service-Worker-Allowed", "/")
		return c.send(w, r.Request)
	})
}
