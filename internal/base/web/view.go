package web

import (
	"bytes"
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"mihe/internal/base/access"
)

// View is a rendered answer: a page inside the layout.
type View struct {
	Title  string
	Menu   string // href of the menu entry it belongs to
	Crumbs []Crumb
	Body   templ.Component
	// Synthetic marks a page on which any number comes from made-up data; it says so at the top and in print.
	Synthetic bool
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
// parameters; it is rendered once per combination and kept. Anything that depends on who asks must use Handle.
func (m *Mux) Page(pattern string, query []string, render func(*Request) (View, error)) {
	m.Handle(pattern, access.Public, m.cached(query, func(r *Request) (*content, error) {
		v, err := render(r)
		if err != nil {
			return nil, err
		}
		body, err := m.html(r, v)
		return &content{kind: "text/html; charset=utf-8", body: body}, err
	}))
}

// Download registers a public file, kept like a Page.
func (m *Mux) Download(pattern string, query []string, build func(*Request) (File, error)) {
	m.Handle(pattern, access.Public, m.cached(query, func(r *Request) (*content, error) {
		f, err := build(r)
		if err != nil {
			return nil, err
		}
		return &content{kind: f.Type, name: f.Name, body: f.Body}, nil
	}))
}

// html renders a view inside the layout, into memory: a page that fails half-way is never sent.
func (m *Mux) html(r *Request, v View) ([]byte, error) {
	var b bytes.Buffer
	if err := layout(r.Page, m.config.Menu, v).Render(r.Context(), &b); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// cached answers from the cache, and fills it.
func (m *Mux) cached(query []string, render func(*Request) (*content, error)) Handler {
	return func(w http.ResponseWriter, r *Request) error {
		version, err := m.config.Version(r.Context())
		if err != nil {
			return err
		}
		r.Page.query = only(r.URL.Query(), query)
		key := cacheKey{r.URL.Path, r.Page.query.Encode(), r.Page.Lang, version}
		// The first of several readers renders for all of them; they shall not lose the page when that one leaves.
		r.Request = r.WithContext(context.WithoutCancel(r.Context()))
		c, err := m.cache.get(key, func() (*content, error) { return render(r) })
		if err != nil {
			return err
		}
		c.send(w, r.Request)
		return nil
	}
}

// only keeps the known parameters, so that unknown ones neither change a page nor grow the cache.
func only(q url.Values, known []string) url.Values {
	out := url.Values{}
	for _, names := range [][]string{kept, known} {
		for _, k := range names {
			if v := q.Get(k); v != "" {
				out.Set(k, v)
			}
		}
	}
	return out
}
