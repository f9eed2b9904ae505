package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"mihe/internal/base/access"
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

// Refusal is an error that the reader can mend on the page it came from, with the status that the page is shown again with: what was typed is
// wrong, or something has changed meanwhile. ok is false for every other, which goes on to the problem page.
func Refusal(err error) (e *fault.Error, status int, ok bool) {
	e, ok = fault.As(err)
	if !ok || e.Kind != fault.Invalid && e.Kind != fault.Conflict {
		return nil, 0, false
	}
	return e, statuses[e.Kind], true
}

// The failures that HTTP tells apart and fault does not.
const (
	methodKey = "web.problem.method"
	bodyKey   = "web.problem.too_large"
	signInKey = "web.problem.sign_in"
	jsonKey   = "web.api.json"
	mediaKey  = "web.api.media"
	tokenKey  = access.NoToken
	// TooManyKey is for whoever tries too often.
	TooManyKey = access.TooFast
)

var finer = map[string]int{
	methodKey: http.StatusMethodNotAllowed, bodyKey: http.StatusRequestEntityTooLarge, signInKey: http.StatusUnauthorized, tokenKey: http.StatusUnauthorized,
	TooManyKey: http.StatusTooManyRequests, jsonKey: http.StatusBadRequest, mediaKey: http.StatusUnsupportedMediaType,
}

// problemType is the media type of a problem in JSON.
const problemType = "application/problem+json"

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
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		w.WriteHeader(http.StatusRequestTimeout) // the reader has gone, perhaps in the middle; nothing was done, so nothing says it was
		return
	}
	err = classified(err)
	pr := m.problem(r, err)
	if pr.Status >= http.StatusInternalServerError {
		m.config.Log.ErrorContext(r.Context(), "request failed", "id", pr.ID, "route", r.Pattern, "status", pr.Status, "cause", err)
	}
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Accept, Accept-Language")
	if pr.Status == http.StatusServiceUnavailable {
		h.Set("Retry-After", "60")
	}
	kind, render := htmlType, m.problemHTML
	if wantsJSON(r.Request) {
		kind, render = problemType, problemJSON
	}
	body, e := render(r, pr)
	if e != nil {
		m.config.Log.ErrorContext(r.Context(), "the problem page failed", "id", pr.ID, "cause", e)
		http.Error(w, http.StatusText(pr.Status), pr.Status)
		return
	}
	reply(w, r.Request, pr.Status, kind, body)
}

// classified names the failures that net/http and context know and nobody above has named.
func classified(err error) error {
	if _, known := fault.As(err); known {
		return err
	}
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return fault.Wrap(err, fault.Invalid, bodyKey)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fault.Wrap(err, fault.Unavailable, "web.problem.too_slow")
	}
	return err
}

// problem says err in the reader's words. Only a classified failure has a text of its own; of an internal one the reader
// learns its number and nothing else.
func (m *Mux) problem(r *Request, err error) problem {
	kind := fault.KindOf(err)
	title := "web.problem." + kind.String()
	pr := problem{Type: "about:blank", Status: statuses[kind], ID: requestID(r.Context())}
	e, known := fault.As(err)
	known = known && kind != fault.Internal && m.config.Words.Has(e.Key)
	if known && finer[e.Key] != 0 {
		pr.Status, title = finer[e.Key], e.Key+".title"
	}
	pr.Title, pr.Detail = r.Page.T(title), r.Page.T("web.problem."+kind.String()+".detail")
	if known {
		pr.Detail, pr.Field = Unmarked(r.Page.T(e.Key, e.Args...)), e.Field
	}
	return pr
}

func (m *Mux) problemHTML(r *Request, pr problem) ([]byte, error) {
	return m.html(r, View{Title: pr.Title, Body: problemPage(r.Page, r.Page.offered(m.config.Menu), pr)})
}

func problemJSON(_ *Request, pr problem) ([]byte, error) { return json.Marshal(pr) }

func wantsJSON(r *http.Request) bool {
	accept := r.Header.Get("Accept")
	return strings.HasSuffix(r.URL.Path, ".json") || strings.HasPrefix(r.URL.Path, "/api/") ||
		strings.Contains(accept, "json") && !strings.Contains(accept, "text/html")
}

// unrouted answers an address that no route takes: with the methods it would take, with the same address without a slash
// at its end, or not at all.
func (m *Mux) unrouted(w http.ResponseWriter, r *Request) error {
	if allowed := m.methods(r, r.URL.Path); allowed != nil {
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		return fault.New(fault.Invalid, methodKey, "method", r.Method)
	}
	if bare := strings.TrimRight(r.URL.Path, "/"); bare != r.URL.Path && slices.Contains(m.methods(r, bare), r.Method) {
		r.Page.Path = bare
		http.Redirect(w, r.Request, r.Page.Again(), http.StatusPermanentRedirect) //nolint:gosec // one of our own routes, and no host
		return nil
	}
	return fault.New(fault.NotFound, "web.problem.no_page")
}

// methods lists the methods that some route takes at path, in alphabetical order. An address that names another host is
// none of ours.
func (m *Mux) methods(r *Request, path string) []string {
	if strings.HasPrefix(path, "//") {
		return nil
	}
	var list []string
	tried := map[string]bool{}
	for _, route := range m.routes {
		if tried[route.Method] {
			continue
		}
		tried[route.Method] = true
		probe := r.Clone(r.Context())
		probe.Method, probe.URL.Path = route.Method, path
		if _, pattern := m.inner.Handler(probe); strings.HasPrefix(pattern, route.Method+" ") {
			list = append(list, route.Method)
		}
	}
	if slices.Contains(list, http.MethodGet) {
		list = append(list, http.MethodHead)
	}
	slices.Sort(list)
	return slices.Compact(list)
}
