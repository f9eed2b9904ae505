package web

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"runtime/debug"
	"time"

	"mihe/internal/base/fault"
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

var headers = map[string]string{
	"Content-Security-Policy":      policy,
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "same-origin",
	"Permissions-Policy":           "camera=(), geolocation=(), microphone=()",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
}

// around wraps the routes: identity, headers, limits, refusal of cross-site writes, and an answer when one panics.
func (m *Mux) around(next http.Handler) http.Handler {
	guarded := http.NewCrossOriginProtection()
	guarded.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.answer(w, m.request(r), fault.New(fault.Denied, "web.problem.cross_site"))
	}))
	inner := guarded.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(context.WithValue(r.Context(), idKey{}, rand.Text()[:12]), requestTime)
		defer cancel()
		r = r.WithContext(ctx)
		r.Body = http.MaxBytesReader(w, r.Body, requestBody)
		for name, value := range headers {
			w.Header().Set(name, value)
		}
		defer m.recover(w, r)
		inner.ServeHTTP(w, r)
	})
}

func (m *Mux) request(r *http.Request) *Request {
	return &Request{Request: r, Who: m.visitor(r), Page: newPage(r, m.config.Words)}
}

// recover turns a panic into an answer; the stack goes to the log.
func (m *Mux) recover(w http.ResponseWriter, r *http.Request) {
	what := recover()
	if what == nil {
		return
	}
	m.config.Log.ErrorContext(r.Context(), "panic", "stack", string(debug.Stack()))
	m.answer(w, m.request(r), fmt.Errorf("panic: %v", what))
}
