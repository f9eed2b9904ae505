package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

// Route is one registered route with the right it asks for.
type Route struct {
	Method, Pattern string
	Right           access.Right
	Public          bool
}

// Config is what the mux needs of the program.
type Config struct {
	Words *i18n.Catalog
	Menu  []MenuItem
	// Version is the data version that public pages are computed from; a cached page lives as long as it.
	Version func(context.Context) (int64, error)
	// Identify tells who sends a request; nil, everybody is a visitor. An error is answered instead of the page.
	Identify func(*http.Request) (access.Actor, error)
	// Desk names the place that an account belongs to; nil, accounts are shown by their identifiers.
	Desk func(ctx context.Context, account string) (i18n.Name, bool)
	// SignIn is the address where a visitor may sign in; empty, there is none.
	SignIn string
	// Synthetic marks every page of a node whose people and tasks are made up; it says so at the top and in print.
	Synthetic bool
	// Around, when set, wraps all routes: sessions and measurements.
	Around func(http.Handler) http.Handler
	Log    *slog.Logger
}

// Mux is a ServeMux that records every route with its right and refuses one without. The zero Mux is not usable.
type Mux struct {
	config Config
	inner  *http.ServeMux
	routes []Route
	faults []error
	built  bool
	cache  *cache
	limits map[string]int64 // bytes of a request's body by pattern, where they differ from requestBody
	api    huma.API         // the operations, for their description
	files  []offered        // the downloads, for the same
}

// NewMux returns an empty mux that serves the style sheet and the icon.
func NewMux(c Config) *Mux {
	if c.Identify == nil {
		c.Identify = func(*http.Request) (access.Actor, error) { return access.Visitor(), nil }
	}
	m := &Mux{config: c, inner: http.NewServeMux(), cache: newCache(cacheBytes), limits: map[string]int64{}}
	m.api = newAPI(m)
	for _, a := range assets {
		m.Handle("GET "+a.path, access.Public, a.serve)
	}
	return m
}

// Handle registers a route. A missing right, a pattern without a method or a second registration is remembered and
// reported by Build: the program then does not start.
func (m *Mux) Handle(pattern string, right access.Right, h Handler) {
	method, path, ok := strings.Cut(pattern, " ")
	if !ok || !strings.HasPrefix(path, "/") {
		m.faults = append(m.faults, fmt.Errorf("route %q names no method", pattern))
		return
	}
	if right == access.None {
		m.faults = append(m.faults, fmt.Errorf("route %q names no right", pattern))
		return
	}
	if slices.ContainsFunc(m.routes, func(r Route) bool { return r.Method == method && r.Pattern == path }) {
		m.faults = append(m.faults, fmt.Errorf("route %q is registered twice", pattern))
		return
	}
	if err := m.register(pattern, m.checked(right, h)); err != nil {
		m.faults = append(m.faults, err)
		return
	}
	m.routes = append(m.routes, Route{method, path, right, right == access.Public})
}

// HandleUpload is Handle for a route whose requests may carry a file of up to limit bytes.
func (m *Mux) HandleUpload(pattern string, right access.Right, limit int64, h Handler) {
	m.limits[pattern] = limit
	m.Handle(pattern, right, h)
}

// register adds a pattern; net/http panics when it is malformed or two patterns could both mean one address.
func (m *Mux) register(pattern string, h http.HandlerFunc) (err error) {
	defer func() {
		if what := recover(); what != nil {
			err = routeFault(pattern, what)
		}
	}()
	m.inner.HandleFunc(pattern, h)
	return nil
}

func routeFault(pattern string, what any) error { return fmt.Errorf("route %q: %v", pattern, what) }

// checked asks for the right before the handler runs, and answers the errors of both.
func (m *Mux) checked(right access.Right, h Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		req, err := m.identified(r)
		if err == nil {
			err = req.Who.Check(right)
			if err != nil && !req.Who.SignedIn() && !req.Who.Machine() {
				m.askToSignIn(w, req)
				return
			}
		}
		if err == nil {
			err = h(w, req)
		}
		if err != nil {
			m.answer(w, req, err)
		}
	}
}

// askToSignIn answers a visitor who wants what only accounts may have: a person is led to the form and comes back after
// it, a program is told. What lies behind the address is not told either of them.
func (m *Mux) askToSignIn(w http.ResponseWriter, r *Request) {
	if m.config.SignIn == "" || wantsJSON(r.Request) || r.Method != http.MethodGet {
		m.answer(w, r, fault.New(fault.Denied, signInKey))
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r.Request, r.Page.Link(m.config.SignIn, "next", r.Page.Again()), http.StatusSeeOther) //nolint:gosec // one of our own routes, and no host
}

// Routes lists what was registered, in that order.
func (m *Mux) Routes() []Route { return slices.Clone(m.routes) }

// Build returns the finished handler, or everything that was wrong with the routes.
func (m *Mux) Build() (http.Handler, error) {
	if len(m.faults) > 0 {
		return nil, errors.Join(m.faults...)
	}
	if !m.built {
		m.built = true
		m.inner.HandleFunc("/", m.checked(access.Public, m.unrouted))
	}
	var routes http.Handler = m.inner
	if m.config.Around != nil {
		routes = m.config.Around(routes)
	}
	return m.around(routes), nil
}
