package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
)

// Operation is what the description of the API says about one operation.
type Operation struct {
	ID      string // the name that generated clients give it
	Summary string // key of the words
	Status  int    // of a good answer; 0 is 200
	Machine bool   // it is for machines, which come with a token instead of a session
}

// API registers an operation of the JSON API. It is a route like any other: recorded with its right, which is checked
// before anything is read, and limited like the others. In holds what is sent as huma reads it: fields tagged path and
// query, and Body. What comes back is the body of the answer. A failure is answered by the mux, never by huma, which
// would print its cause.
func API[In, Out any](m *Mux, pattern string, right access.Right, op Operation, handle func(*Request, *In) (*Out, error)) {
	method, path, _ := strings.Cut(pattern, " ")
	described := huma.Operation{
		OperationID: op.ID, Method: method, Path: path, Summary: op.Summary, DefaultStatus: op.Status, Tags: []string{tagOf(path)},
		MaxBodyBytes: -1, BodyReadTimeout: -1, // the mux limits both
		Metadata: map[string]any{rightKey: right}, Responses: m.answers(op.Status), Security: m.security(right, op.Machine),
	}
	defer m.keep(pattern)
	huma.Register(m.api, described, func(ctx context.Context, in *In) (*answer[Out], error) {
		c := callOf(ctx)
		out, err := handle(c.request, in)
		if err != nil {
			c.failed = err
			return nil, nil //nolint:nilerr,nilnil // the mux answers it
		}
		return &answer[Out]{out}, nil
	})
}

// answer is how huma wants the body of an answer.
type answer[Out any] struct{ Body *Out }

// rightKey is where an operation keeps its right.
const rightKey = "right"

// newAPI returns huma as the mux uses it: without its documents, pages, links and limits.
func newAPI(m *Mux) huma.API {
	c := huma.DefaultConfig("", "")
	c.OpenAPIPath, c.DocsPath, c.SchemasPath, c.CreateHooks = "", "", "", nil
	c.Transformers = []huma.Transformer{refusal}
	return huma.NewAPI(c, operations{m})
}

// operations makes routes of the mux out of huma's operations.
type operations struct{ m *Mux }

// Handle implements huma.Adapter.
func (o operations) Handle(op *huma.Operation, run func(huma.Context)) {
	right, _ := op.Metadata[rightKey].(access.Right) // none: the mux refuses the route
	o.m.Handle(op.Method+" "+op.Path, right, func(w http.ResponseWriter, r *Request) error { return operate(w, r, op, run) })
}

// ServeHTTP implements huma.Adapter, which uses it in tests only.
func (o operations) ServeHTTP(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }

// keep remembers a panic of huma's, which means that the types of an operation cannot be described.
func (m *Mux) keep(pattern string) {
	if what := recover(); what != nil {
		m.faults = append(m.faults, routeFault(pattern, what))
	}
}

// call is one request on its way through huma.
type call struct {
	request *Request
	failed  error            // what the handler returned
	refused *huma.ErrorModel // what huma says of the input

	status int
	header http.Header
	body   bytes.Buffer
}

// Header, WriteHeader and Write keep the answer until it is known whether it will be sent.
func (c *call) Header() http.Header         { return c.header }
func (c *call) WriteHeader(status int)      { c.status = status }
func (c *call) Write(b []byte) (int, error) { return c.body.Write(b) }

type callKey struct{}

func callOf(ctx context.Context) *call { return ctx.Value(callKey{}).(*call) }

// operate answers one request for an operation.
func operate(w http.ResponseWriter, r *Request, op *huma.Operation, run func(huma.Context)) error {
	document, err := document(r, op)
	if err != nil {
		return err
	}
	c := &call{request: r, header: http.Header{}}
	inner := r.WithContext(context.WithValue(r.Context(), callKey{}, c))
	inner.Body = io.NopCloser(bytes.NewReader(document))
	run(humago.NewContext(op, inner, c))
	switch {
	case c.failed != nil:
		return c.failed
	case c.refused != nil:
		return refused(c.refused)
	}
	w.Header().Set("Cache-Control", "private, no-store")
	reply(w, r.Request, c.status, c.header.Get("Content-Type"), c.body.Bytes())
	return nil
}

// refusal takes what huma says of the input out of the answer: it is told in the reader's words, without what they sent.
func refusal(ctx huma.Context, _ string, v any) (any, error) {
	if e, ok := v.(*huma.ErrorModel); ok {
		callOf(ctx.Context()).refused = e
		return struct{}{}, nil
	}
	return v, nil
}

// document reads the body of a request whose operation takes one: JSON, whole, and without what readers disagree about.
func document(r *Request, op *huma.Operation) ([]byte, error) {
	if op.RequestBody == nil {
		return nil, nil
	}
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, unread(err)
	}
	if len(raw) == 0 && !op.RequestBody.Required {
		return nil, nil
	}
	if !isJSON(r.Header.Get("Content-Type")) {
		return nil, fault.New(fault.Invalid, mediaKey)
	}
	return raw, strict(raw)
}

// unread classifies a body that could not be read to its end. Whatever it was, it was not ours: the sender stopped or
// framed it wrongly.
func unread(err error) error {
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return err // the mux knows it
	}
	return fault.Wrap(err, fault.Invalid, jsonKey)
}

// isJSON tells whether a Content-Type means JSON in UTF-8.
func isJSON(header string) bool {
	kind, params, err := mime.ParseMediaType(header)
	charset, named := params["charset"]
	return err == nil && kind == "application/json" && (!named || strings.EqualFold(charset, "utf-8"))
}
