package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

// The limits of a request.
const (
	requestTime = 20 * time.Second
	requestBody = 1 << 20
)

type idKey struct{}

// requestID is the identifier a person can quote when something failed.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(idKey{}).(string)
	return id
}

// policy lets a page load its own style sheet and pictures and nothing else; no script, no inline style.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// headers go with every answer. Whether the program may be reached without TLS is decided by what stands in front of it,
// which also sets Strict-Transport-Security.
var headers = map[string]string{
	"Content-Security-Policy":      policy,
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
	"Referrer-Policy":              "same-origin",
	"Permissions-Policy":           "browsing-topics=(), camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
}

// around wraps the routes: identity, headers, limits, refusal of cross-site writes, and an answer when one panics.
func (m *Mux) around(next http.Handler) http.Handler {
	guarded := http.NewCrossOriginProtection()
	guarded.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.answer(w, m.visitor(r), fault.New(fault.Denied, "web.problem.cross_site"))
	}))
	inner := guarded.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := rand.Text()[:12]
		ctx, cancel := context.WithTimeout(context.WithValue(r.Context(), idKey{}, id), requestTime)
		defer cancel()
		r = r.WithContext(ctx)
		r.Body = http.MaxBytesReader(w, r.Body, m.limit(r))
		begin(w.Header(), id)
		watched := &watcher{ResponseWriter: w}
		defer m.recover(watched, r)
		inner.ServeHTTP(watched, r)
	})
}

// begin sets what every answer carries.
func begin(h http.Header, id string) {
	for name, value := range headers {
		h.Set(name, value)
	}
	h.Set("X-Request-Id", id)
}

// watcher knows whether an answer has begun.
type watcher struct {
	http.ResponseWriter
	begun bool
}

func (w *watcher) WriteHeader(status int) {
	w.begun = true
	w.ResponseWriter.WriteHeader(status)
}

func (w *watcher) Write(b []byte) (int, error) {
	w.begun = true
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *watcher) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// limit is how long the body of a request may be.
func (m *Mux) limit(r *http.Request) int64 {
	_, pattern := m.inner.Handler(r)
	if n, ok := m.limits[pattern]; ok {
		return n
	}
	return requestBody
}

// visitor is a request by somebody we do not know, or do not ask.
func (m *Mux) visitor(r *http.Request) *Request {
	return &Request{Request: r, Who: access.Visitor(), Page: newPage(r, m.config.Words), mux: m}
}

// identified is a request with who sent it. Whoever cannot be identified stays a visitor, and err says why.
func (m *Mux) identified(r *http.Request) (*Request, error) {
	req := m.visitor(r)
	who, err := m.config.Identify(r)
	if err != nil {
		return req, err
	}
	req.Who = who
	req.Who.Request = requestID(r.Context())
	req.Page.who = who
	if m.config.Desk != nil {
		req.Page.desk = func(account string) (i18n.Name, bool) { return m.config.Desk(r.Context(), account) }
	}
	return req, nil
}

// recover turns a panic into an answer; the stack goes to the log. When the answer has already begun the connection is
// cut, so that half a page is never taken for a whole one.
func (m *Mux) recover(w *watcher, r *http.Request) {
	what := recover()
	if what == nil {
		return
	}
	if err, ok := what.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(what)
	}
	m.config.Log.ErrorContext(r.Context(), "panic", "id", requestID(r.Context()), "stack", string(debug.Stack()))
	if w.begun {
		panic(http.ErrAbortHandler)
	}
	clear(w.Header())
	begin(w.Header(), requestID(r.Context()))
	m.answer(w, m.visitor(r), fmt.Errorf("panic: %v", what))
}
