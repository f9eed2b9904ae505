package web

import (
	"encoding/json"
	"net/http"
	"strings"

	"mihe/internal/base/fault"
)

// statuses maps kinds of failure to HTTP, in this one place.
var statuses = map[fault.Kind]int{
	fault.Internal:    http.StatusInternalServerError,
	fault.Invalid:     http.StatusUnprocessableEntity,
	fault.Denied:      http.StatusForbidden,
	fault.NotFound:    http.StatusNotFound,
	fault.Conflict:    http.StatusConflict,
	fault.Unavailable: http.StatusServiceUnavailable,
}

// problem is an answer that something went wrong (RFC 9457). It never holds a cause.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	Field  string `json:"field,omitempty"`
	ID     string `json:"request_id"`
}

// answer tells the reader what went wrong in their language, as a page or as problem+json, and the operator in the log.
func (m *Mux) answer(w http.ResponseWriter, r *Request, err error) {
	kind := fault.KindOf(err)
	p := problem{
		Type: "about:blank", Status: statuses[kind], Title: r.Page.T("web.problem." + kind.String()),
		Detail: r.Page.T("web.problem." + kind.String() + ".detail"), ID: requestID(r.Context()),
	}
	if e, ok := fault.As(err); ok && kind != fault.Internal && m.config.Words.Has(e.Key) {
		p.Detail, p.Field = r.Page.T(e.Key, e.Args...), e.Field
	}
	if kind == fault.Invalid && r.Method == http.MethodGet {
		p.Status = http.StatusUnprocessableEntity
	}
	if e, ok := fault.As(err); ok && e.Key == methodKey {
		p.Status = http.StatusMethodNotAllowed
	}
	if kind == fault.Internal || kind == fault.Unavailable {
		m.config.Log.ErrorContext(r.Context(), "request failed", "id", p.ID, "path", r.URL.Path, "kind", kind.String(), "cause", err)
	}
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Accept, Accept-Language")
	if wantsJSON(r.Request) {
		body, e := json.Marshal(p)
		m.write(w, r, p.Status, "application/problem+json", body, e)
		return
	}
	body, e := m.html(r, View{Title: p.Title, Body: problemPage(r.Page, p)})
	m.write(w, r, p.Status, "text/html; charset=utf-8", body, e)
}

func (m *Mux) write(w http.ResponseWriter, r *Request, status int, kind string, body []byte, err error) {
	if err != nil {
		m.config.Log.ErrorContext(r.Context(), "the problem page failed", "cause", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) //nolint:gosec // JSON or rendered by templ, which escapes; the reader may have gone
	}
}

func wantsJSON(r *http.Request) bool {
	return strings.HasSuffix(r.URL.Path, ".json") || strings.HasPrefix(r.URL.Path, "/api/") ||
		strings.Contains(r.Header.Get("Accept"), "json") && !strings.Contains(r.Header.Get("Accept"), "text/html")
}

const methodKey = "web.problem.method"

// unrouted tells an address nobody has from a method nobody offers there.
func (m *Mux) unrouted(r *http.Request) error {
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		probe := r.Clone(r.Context())
		probe.Method = method
		if _, pattern := m.inner.Handler(probe); pattern != "/" && pattern != "" && method != r.Method {
			return fault.New(fault.Invalid, methodKey, "method", r.Method)
		}
	}
	return fault.New(fault.NotFound, "web.problem.no_page")
}
