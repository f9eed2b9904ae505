package web

import (
	"bytes"
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"mihe/internal/base/access"
)

const htmlType = "text/html; charset=utf-8"

// View is a rendered answer: a page inside the layout.
type View struct {
	Title  string // of the window; the page's own h1 is in Body
	Menu   string // href of the menu entry it belongs to
	Crumbs []Crumb
	Body   templ.Component
	// Figures says that all the page shows is computed from public data, and its foot says so to whoever reads no more than that.
	Figures bool
	Script  *Script // that the page runs; it works without
}

// Crumb is a step of the path to a page; the last one has no Href.
type Crumb struct {
	Href string
	Text Text
}

// File is a download.
type File struct {
	Name, Type string // name offered to the reader; media type with charset
	Body       []byte
}

// Page registers a public page that is a function of the data version, the reader's wishes and the named query
// parameters; for visitors it is rendered once per combination and kept. There render is given nothing else of the
// request: no header, no cookie, no other parameter, nobody but a visitor. So what depends on who asks cannot be kept by
// mistake. For an account, which may see what is not public yet, the same page is rendered each time and never kept.
func (m *Mux) Page(pattern string, query []string, render func(*Request) (View, error)) {
	m.Handle(pattern, access.Public, m.cached(query, func(r *Request) (File, error) {
		v, err := render(r)
		if err != nil {
			return File{}, err
		}
		body, err := m.html(r, v)
		return File{Type: htmlType, Body: body}, err
	}))
}

// Download registers a public file, kept like a Page.
func (m *Mux) Download(pattern string, query []string, build func(*Request) (File, error)) {
	m.files = append(m.files, offered{pattern, query})
	m.Handle(pattern, access.Public, m.cached(query, build))
}

// shell is what the layout shows around every page of a reader.
type shell struct {
	Menu      []MenuItem // that the reader may follow
	SignIn    string
	Synthetic bool
}

func (m *Mux) shell(p Page) shell {
	return shell{p.offered(m.config.Menu), m.config.SignIn, m.config.Synthetic}
}

// html renders a view inside the layout, into memory: a page that fails half-way is never sent.
func (m *Mux) html(r *Request, v View) ([]byte, error) {
	var b bytes.Buffer
	if err := layout(r.Page, m.shell(r.Page), v).Render(r.Context(), &b); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// cached answers a visitor from the cache, and fills it; an account gets an answer of its own.
func (m *Mux) cached(query []string, build func(*Request) (File, error)) Handler {
	render := func(r *Request) (*content, error) {
		f, err := build(r)
		if err != nil {
			return nil, err
		}
		return newContent(f.Type, f.Name, f.Body, brotliLevel)
	}
	return func(w http.ResponseWriter, r *Request) error {
		if r.Who.SignedIn() {
			r.Page.query = only(r.Page.query, query)
			f, err := build(r)
			if err != nil {
				return err
			}
			return r.Send(w, f)
		}
		version, err := m.config.Version(r.Context())
		if err != nil {
			return err
		}
		p := r.Page
		p.query = only(p.query, query)
		key := cacheKey{r.URL.Path, p.query.Encode(), p.Lang, p.Large, p.Contrast, p.Print, p.asked, version}
		c, err := m.cache.get(key, func() (*content, error) { return m.anonymous(r, p, render) })
		if err != nil {
			return err
		}
		h := w.Header()
		h.Set("Cache-Control", "no-cache") // ask each time: a new figure must show at once
		h.Set("Vary", "Accept-Language")
		return c.send(w, r.Request)
	}
}

// anonymous renders with only what every reader of this key has in common. The first of several readers renders for all
// of them, who shall not lose the page when that one leaves; but not longer than any request may take.
func (m *Mux) anonymous(r *Request, p Page, render func(*Request) (*content, error)) (*content, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), requestTime)
	defer cancel()
	bare := r.WithContext(ctx) // keeps the values of the path
	bare.Method, bare.Header, bare.Body, bare.RemoteAddr, bare.TLS = http.MethodGet, http.Header{}, http.NoBody, "", nil
	bare.URL = &url.URL{Path: r.URL.Path, RawQuery: p.query.Encode()}
	bare.RequestURI = bare.URL.RequestURI()
	p.who = access.Visitor()
	return render(&Request{Request: bare, Who: p.who, Page: p, mux: m})
}

// only keeps the first value of the known parameters, so that unknown ones neither change a page nor grow the cache.
func only(q url.Values, known []string) url.Values {
	out := url.Values{}
	for _, name := range known {
		if v := q.Get(name); v != "" {
			out.Set(name, v)
		}
	}
	return out
}
