package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
)

// wish is a document with a field of every kind that huma checks.
type wish struct {
	ID    string `path:"id"`
	Limit int    `query:"limit" minimum:"1" maximum:"9" default:"5"`
	Body  struct {
		Name  string   `json:"name" minLength:"2" maxLength:"4"`
		Count int      `json:"count,omitempty" minimum:"1" maximum:"9"`
		Share float64  `json:"share,omitempty"`
		Good  bool     `json:"good,omitempty"`
		Kind  string   `json:"kind,omitempty" enum:"a,b"`
		List  []string `json:"list,omitempty" maxItems:"2"`
		Deep  *struct {
			Name string `json:"name"`
		} `json:"deep,omitempty"`
	} `nameHint:"Wish"`
}

// granted is what is answered to a wish.
type granted struct {
	Said  string `json:"said"`
	Who   string `json:"who"`
	Limit int    `json:"limit"`
}

// operating is a site with one operation; calls counts how often its handler ran.
func operating(t testing.TB, handle func(*Request, *wish) (*granted, error)) (s *site, calls *int) {
	t.Helper()
	s, calls = newSite(t), new(int)
	if handle == nil {
		handle = func(r *Request, in *wish) (*granted, error) {
			return &granted{Said: in.ID + " " + in.Body.Name, Who: r.Who.ID, Limit: in.Limit}, nil
		}
	}
	API(s.Mux, "POST /api/wish/v1/{id}", access.Public, Operation{ID: "wish", Summary: "test.bad", Status: http.StatusCreated},
		func(r *Request, in *wish) (*granted, error) {
			*calls++
			return handle(r, in)
		})
	return s, calls
}

// send posts a body to the operation.
func send(h http.Handler, kind, body string) (*httptest.ResponseRecorder, problem) {
	return sendTo(h, "/api/wish/v1/7?lang=en", kind, body)
}

func sendTo(h http.Handler, target, kind, body string) (*httptest.ResponseRecorder, problem) {
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(body))
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	var p problem
	_ = json.Unmarshal(w.Body.Bytes(), &p) // what is no problem stays empty
	return w, p
}

const asJSON = "application/json"

func TestAnOperationIsARouteLikeAnyOther(t *testing.T) {
	s, _ := operating(t, nil)
	list := s.Routes()
	if got, want := list[len(list)-1], (Route{"POST", "/api/wish/v1/{id}", access.Public, true}); got != want {
		t.Errorf("recorded as %v, want %v", got, want)
	}
	w, _ := send(s.handler(t), asJSON+"; charset=UTF-8", `{"name":"abc"}`)
	if got, want := w.Body.String(), `{"said":"7 abc","who":"visitor","limit":5}`+"\n"; w.Code != http.StatusCreated || got != want {
		t.Errorf("%d %q, want 201 %q", w.Code, got, want)
	}
	for name, want := range map[string]string{
		"Content-Type": asJSON, "Cache-Control": "private, no-store", "Content-Security-Policy": policy, "Link": "",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if len(w.Header().Get("X-Request-Id")) < 10 {
		t.Error("no request id")
	}
}

func TestOperationsThatDoNotStart(t *testing.T) {
	register := func(pattern string, right access.Right) error {
		s := newSite(t)
		API(s.Mux, pattern, right, Operation{ID: "x"}, func(*Request, *wish) (*granted, error) { return nil, nil })
		_, err := s.Build()
		return err
	}
	for name, err := range map[string]error{
		"no right": register("POST /a/{id}", access.None), "no method": register("/a/{id}", access.Public), "no path": register("POST", access.Public),
	} {
		if err == nil {
			t.Errorf("%s: the program starts", name)
		}
	}
	s := newSite(t)
	API(s.Mux, "POST /a", access.Public, Operation{ID: "x"}, func(*Request, *struct {
		Body struct {
			N int `json:"n" minimum:"x"`
		}
	},
	) (*granted, error) {
		return nil, nil
	})
	if _, err := s.Build(); err == nil {
		t.Error("a body that cannot be described: the program starts")
	}
	if err := register("POST /a/{id}", access.Public); err != nil {
		t.Errorf("a good operation does not start: %v; the test above proves nothing", err)
	}
}

func TestAnOperationAsksForItsRight(t *testing.T) {
	s := newSite(t)
	s.config.SignIn = "/sign-in"
	called := false
	API(s.Mux, "GET /api/a", access.ReadLedger, Operation{ID: "a"}, func(*Request, *struct{}) (*granted, error) {
		called = true
		return &granted{}, nil
	})
	h := s.handler(t)
	for name, c := range map[string]struct {
		who  access.Actor
		want int
	}{"a visitor": {access.Visitor(), http.StatusUnauthorized}, "an account": {testAccount(t), http.StatusForbidden}, "the operator": {access.Operator(), http.StatusOK}} {
		called = false
		s.config.Identify = func(*http.Request) (access.Actor, error) { return c.who, nil }
		w := do(h, "/api/a")
		if w.Code != c.want || called != (c.want == http.StatusOK) {
			t.Errorf("%s: %d, handler called %v, want %d", name, w.Code, called, c.want)
		}
		if c.want != http.StatusOK && w.Header().Get("Content-Type") != problemType {
			t.Errorf("%s: answered as %s", name, w.Header().Get("Content-Type"))
		}
	}
}

func TestFaultsOfAnOperationAreAnsweredByTheMux(t *testing.T) {
	for name, c := range map[string]struct {
		err    error
		status int
		detail string
	}{
		"invalid":  {fault.New(fault.Invalid, "test.bad", "n", 12).At("count"), 422, "12 is wrong, 1 to 9 is right"},
		"absent":   {fault.New(fault.NotFound, "nowhere"), 404, "What you are looking for is not here."},
		"conflict": {fmt.Errorf("deep: %w", fault.New(fault.Conflict, "x")), 409, "The data changed"},
		"away":     {fault.Wrap(errors.New("hunter2"), fault.Unavailable, "x"), 503, "The service is away"},
		"ours":     {errors.New("hunter2"), 500, "It is not your fault"},
	} {
		s, _ := operating(t, func(*Request, *wish) (*granted, error) { return &granted{Said: "half"}, c.err })
		w, p := send(s.handler(t), asJSON, `{"name":"abc"}`)
		if w.Code != c.status || p.Status != c.status || !strings.HasPrefix(p.Detail, c.detail) || w.Header().Get("Content-Type") != problemType {
			t.Errorf("%s: %d %s, want %d %q", name, w.Code, w.Body, c.status, c.detail)
		}
		if strings.Contains(w.Body.String(), "hunter2") || strings.Contains(w.Body.String(), "half") {
			t.Errorf("%s tells too much: %s", name, w.Body)
		}
		if c.status >= 500 && !strings.Contains(s.log.String(), "hunter2") {
			t.Errorf("%s: the operator is not told the cause: %s", name, s.log.String())
		}
	}
	s, _ := operating(t, func(*Request, *wish) (*granted, error) { panic("hunter2") })
	if w, _ := send(s.handler(t), asJSON, `{"name":"abc"}`); w.Code != 500 || strings.Contains(w.Body.String(), "hunter2") {
		t.Errorf("a panic: %d %s", w.Code, w.Body)
	}
}

// What is wrong with a document is said at its field, and nothing runs.
func TestWhatAnOperationRefuses(t *testing.T) {
	long := strings.Repeat("长", 1000)
	for name, c := range map[string]struct {
		body, field, detail string
		status              int
	}{
		"a field that is not there":   {`{"name":"abc","colour":1}`, "colour", "There is no field “colour”.", 422},
		"two of them":                 {`{"name":"abc","z":1,"a":1}`, "a", "There is no field “a”.", 422},
		"one with a name without end": {`{"name":"abc","` + long + `":1}`, strings.Repeat("长", 40) + "…", "", 422},
		"other letters":               {`{"NAME":"abc","name":"abd"}`, "name", "One name stands twice in an object.", 422},
		"nothing":                     {`{}`, "name", "“name” is missing.", 422},
		"nothing inside":              {`{"name":"abc","deep":{}}`, "deep.name", "“deep.name” is missing.", 422},
		"no text":                     {`{"name":1}`, "name", "“name” must be text.", 422},
		"too short":                   {`{"name":"a"}`, "name", "“name” must be at least 2 characters long.", 422},
		"too long":                    {`{"name":"` + long + `"}`, "name", "“name” must be at most 4 characters long.", 422},
		"no whole number":             {`{"name":"abc","count":1.5}`, "count", "“count” must be a whole number.", 422},
		"a number in quotes":          {`{"name":"abc","count":"1"}`, "count", "“count” must be a whole number.", 422},
		"too small":                   {`{"name":"abc","count":-1}`, "count", "“count” must be at least 1.", 422},
		"too large":                   {`{"name":"abc","count":1e30}`, "count", "“count” must be at most 9.", 422},
		"no number":                   {`{"name":"abc","share":"x"}`, "share", "“share” must be a number.", 422},
		"neither true nor false":      {`{"name":"abc","good":"yes"}`, "good", "“good” must be true or false.", 422},
		"none of the choices":         {`{"name":"abc","kind":"c"}`, "kind", "“kind” must be one of: a, b.", 422},
		"no list":                     {`{"name":"abc","list":"x"}`, "list", "“list” must be an array.", 422},
		"a long list":                 {`{"name":"abc","list":["a","b","c"]}`, "list", "“list” must hold at most 2 items.", 422},
		"an item that is no text":     {`{"name":"abc","list":["a",1]}`, "list[1]", "“list[1]” must be text.", 422},
		"no object":                   {`["abc"]`, "", "“the whole document” must be an object.", 422},
		"null":                        {`null`, "", "“the whole document” must be an object.", 422},
		"a whole number with an E":    {`{"name":"abc","count":1e0}`, "", "“the whole document” is not written as it should be; see /openapi.json.", 422},
		"a number beyond all":         {`{"name":"abc","share":1e400}`, "", "Send one whole JSON document and nothing before or after it.", 400},
		"no JSON":                     {`name=abc`, "", "Send one whole JSON document and nothing before or after it.", 400},
		"half of it":                  {`{"name":"abc"`, "", "Send one whole JSON document and nothing before or after it.", 400},
		"more after it":               {`{"name":"abc"} {}`, "", "Send one whole JSON document and nothing before or after it.", 400},
		"no document":                 {``, "", "Send one whole JSON document and nothing before or after it.", 400},
		"a name twice":                {`{"name":"abc","name":"abd"}`, "name", "One name stands twice in an object.", 422},
		"a name twice, deep down":     {`{"name":"abc","deep":{"name":"a","name":"b"}}`, "name", "One name stands twice in an object.", 422},
		"no UTF-8":                    {"{\"name\":\"a\xffb\"}", "", "The text is not proper UTF-8.", 422},
		"half a surrogate pair":       {`{"name":"a\ud800b"}`, "", "The text is not proper UTF-8.", 422},
		"nesting without end":         {`{"deep":` + strings.Repeat("[", 100_000), "", "The JSON is nested too deeply: at most 16 levels.", 422},
	} {
		s, calls := operating(t, nil)
		w, p := send(s.handler(t), asJSON, c.body)
		if w.Code != c.status || p.Field != c.field || c.detail != "" && p.Detail != c.detail {
			t.Errorf("%s: %d %s, want %d at %q: %q", name, w.Code, w.Body, c.status, c.field, c.detail)
		}
		if *calls > 0 || w.Header().Get("Content-Type") != problemType || w.Body.Len() > 2000 {
			t.Errorf("%s: handler ran %d times, %s, %d bytes back", name, *calls, w.Header().Get("Content-Type"), w.Body.Len())
		}
		if s.log.Len() > 0 {
			t.Errorf("%s stands in the log: %s", name, s.log.String())
		}
	}
	s, calls := operating(t, nil)
	if w, _ := send(s.handler(t), asJSON, `{"name":"abcd","count":9,"share":0.5,"good":true,"kind":"b","list":["a","b"],"deep":{"name":"x"}}`); w.Code != 201 || *calls != 1 {
		t.Errorf("a good document: %d %s; the test above proves nothing", w.Code, w.Body)
	}
}

func TestWhatElseAnOperationRefuses(t *testing.T) {
	s, calls := operating(t, nil)
	h := s.handler(t)
	const good = `{"name":"abc"}`
	for name, c := range map[string]struct {
		target, kind, body string
		status             int
		field              string
	}{
		"no type":          {"/api/wish/v1/7", "", good, 415, ""},
		"a form":           {"/api/wish/v1/7", "application/x-www-form-urlencoded", good, 415, ""},
		"text":             {"/api/wish/v1/7", "text/plain", good, 415, ""},
		"another charset":  {"/api/wish/v1/7", asJSON + "; charset=gb18030", good, 415, ""},
		"a type that errs": {"/api/wish/v1/7", asJSON + "; charset", good, 415, ""},
		"too large":        {"/api/wish/v1/7", asJSON, `{"name":"` + strings.Repeat("x", requestBody) + `"}`, 413, ""},
		"a bad limit":      {"/api/wish/v1/7?limit=x", asJSON, good, 422, "limit"},
		"a low limit":      {"/api/wish/v1/7?limit=0", asJSON, good, 422, "limit"},
	} {
		if w, p := sendTo(h, c.target, c.kind, c.body); w.Code != c.status || p.Field != c.field || *calls > 0 {
			t.Errorf("%s: %d %s, ran %d times, want %d at %q", name, w.Code, w.Body, *calls, c.status, c.field)
		}
	}
	if w, p := sendTo(h, "/api/wish/v1/7?lang=zh-CN", asJSON, `{}`); p.Detail != "缺少“name”。" {
		t.Errorf("in Chinese: %s", w.Body)
	}
	if w, _ := sendTo(h, "/api/wish/v1/7?limit=9", asJSON, good); w.Code != 201 || !strings.Contains(w.Body.String(), `"limit":9`) {
		t.Errorf("a good request: %d %s; the test above proves nothing", w.Code, w.Body)
	}
}

// FuzzStrict: what is let through is JSON that reads the same again, and nothing makes the reader fail in another way.
func FuzzStrict(f *testing.F) {
	for _, seed := range []string{`{"a":[1,{"b":null}]}`, `{"a":1,"A":2}`, `"\ud800"`, `[[[[`, `{"a":1}x`, "\xff", ``, `1e999`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		err := strict(raw)
		if err != nil && fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v, want invalid", raw, err)
		}
		if err == nil && !json.Valid(raw) {
			t.Errorf("%q was let through", raw)
		}
	})
}
