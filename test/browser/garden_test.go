package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
)

// garden serves the pages with planted faults. It is one origin for all of them: what an earlier page still asks for must
// not be held against a later one.
var garden = sync.OnceValue(func() *bed {
	b := &bed{pages: map[string]planted{}}
	server := httptest.NewServer(b)
	b.origin = server.URL
	atEnd(func() error { server.Close(); return nil })
	return b
})

type bed struct {
	sync.Mutex
	origin string
	pages  map[string]planted
}

// planted is a page with faults in it and the content security policy it is sent with.
type planted struct{ body, policy string }

// ServeHTTP answers with the page that was planted under the path; everything else is an empty picture.
func (b *bed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.Lock()
	p, ok := b.pages[r.URL.Path]
	b.Unlock()
	kind, body := "image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg"/>`
	if ok {
		kind, body = "text/html; charset=utf-8", p.html()
	}
	w.Header().Set("Content-Type", kind)
	if p.policy != "" {
		w.Header().Set("Content-Security-Policy", p.policy)
	}
	_, _ = w.Write([]byte(body)) // the browser may have gone
}

func (p planted) html() string {
	return `<!DOCTYPE html><html lang="en"><head><title>Planted</title><meta name="viewport" content="width=device-width">` +
		`<link rel="icon" href="/icon"></head><body><main>` + p.body + `</main></body></html>`
}

// plant makes a page with faults in it and returns its address. A fault that is not found here would not be found
// anywhere.
func plant(body, policy string) string {
	b := garden()
	b.Lock()
	defer b.Unlock()
	path := fmt.Sprintf("/%d", len(b.pages))
	b.pages[path] = planted{body, policy}
	return b.origin + path
}

// elsewhere is another origin on this machine: the same garden by another name.
func elsewhere() string { return strings.Replace(garden().origin, "127.0.0.1", "localhost", 1) }
