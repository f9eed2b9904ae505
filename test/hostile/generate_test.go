package hostile

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"

	"mihe/internal/app"
	"mihe/internal/base/web"
)

const (
	cookie  = "mihe_session"
	visitor = "visitor"
	formed  = "application/x-www-form-urlencoded"
	parted  = "multipart/form-data; boundary=mihe"
)

// request is what is written to the connection.
type request struct {
	method, role string
	raw          []byte
	cut          bool // the sender stops in the middle
	early        bool // the program may close before it has read everything
	reads        bool // asks for something: an answer is as good as a refusal
	queued       bool // an upload that is only found faulty later; 503 says that too many wait (docs: fact.job.queue)
	protocol     bool // net/http may answer that it does not speak so
}

// generator draws requests over the recorded routes.
type generator struct {
	*rand.Rand
	site              *site
	gets, posts, apis []web.Route
}

func newGenerator(t *testing.T, s *site) *generator {
	t.Helper()
	g := &generator{Rand: rand.New(rand.NewPCG(1, 1)), site: s}
	for _, r := range s.routes(t) {
		switch {
		case r.Method == http.MethodGet:
			g.gets = append(g.gets, r)
		case strings.HasPrefix(r.Pattern, "/api/"):
			g.apis = append(g.apis, r)
		case r.Pattern != "/sign-out": // ends the session of the next request; it takes no field that could be wrong
			g.posts = append(g.posts, r)
		}
	}
	if len(g.gets) < 40 || len(g.posts) < 20 || len(g.apis) < 10 {
		t.Fatalf("%d, %d and %d routes: the generator draws from too few", len(g.gets), len(g.posts), len(g.apis))
	}
	return g
}

func pick[T any](g *generator, from ...T) T { return from[g.IntN(len(from))] }

// noise is a text of n bytes, whatever they are.
func (g *generator) noise(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(g.UintN(256))
	}
	return string(b)
}

// role is anybody who may come in, or nobody.
func (g *generator) role() string {
	return pick(g, visitor, "coordinator", "handler", "statistician", "reader", "system_admin", "security_admin", "audit_admin", "publisher", "reviewer", "approver")
}

// fill puts what the demonstration holds where a pattern has a name.
func (g *generator) fill(pattern string) string {
	id := "task_01m86ch3m0gwd7dbrb366xszh8"
	switch {
	case strings.Contains(pattern, "/tasks/"):
		id = g.site.places.task
	case strings.HasPrefix(pattern, "/accounts/"):
		id = g.site.places.account
	case strings.HasPrefix(pattern, "/indicators/"):
		id = "bath"
	}
	return strings.NewReplacer(
		"{$}", "", "{id}", id, "{number}", "12", "{code}", "520526", "{seq}", "1", "{n}", "1", "{file}", "faults.csv", "{mandate}", "mandate_x",
	).Replace(pattern)
}

// absent puts identifiers of the wrong kind where a pattern has a name.
func (g *generator) absent(pattern string) string {
	for strings.Contains(pattern, "{") {
		begin, end := strings.IndexByte(pattern, '{'), strings.IndexByte(pattern, '}')
		value := ""
		if pattern[begin:end+1] != "{$}" {
			value = g.wrongID()
			if strings.HasPrefix(pattern, "/tasks/") || strings.Contains(pattern, "v1/tasks/") {
				value = strings.ReplaceAll(value, g.site.places.task, g.site.places.account)
			} else {
				value = strings.ReplaceAll(value, g.site.places.account, g.site.places.task)
			}
		}
		pattern = pattern[:begin] + value + pattern[end+1:]
	}
	return pattern
}

func (g *generator) wrongID() string {
	return pick(g, g.site.places.task, g.site.places.account, "task_01m86ch3m0gwd7dbrb366xszh8", "account_01m86ch3m0gwd7dbrb366xszh8", "0", "-1", "99999999999999999999",
		"%00", "%ff%fe", "x", "nil", "null", "undefined", "NaN", "1e309", "%27%20OR%201=1--", "%3Cmihe-x%3E", "..%2f..%2fetc%2fpasswd", "%2e%2e", strings.Repeat("a", 1+g.IntN(2000)),
		"TASK_"+strings.ToUpper(g.site.places.task[5:]), "%E5%B8%82", "%E2%80%AE", "1%00", "%0d%0aX-Y:z", url.PathEscape(g.noise(1+g.IntN(20))))
}

// ask makes a request with a good head: address, session, body. kind is the content type, empty for none.
func (g *generator) ask(method, target, role string, body []byte, kind string, more ...string) request {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n", method, target, g.site.address)
	if session := g.site.sessions[role]; session != "" {
		fmt.Fprintf(&b, "Cookie: %s=%s\r\n", cookie, session)
	}
	// Each comes from elsewhere, or all would wait for the one address that has failed too often.
	fmt.Fprintf(&b, "X-Forwarded-For: 10.%d.%d.%d\r\n", g.IntN(256), g.IntN(256), g.IntN(256))
	if kind != "" {
		fmt.Fprintf(&b, "Content-Type: %s\r\n", kind)
	}
	if body != nil {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(body))
	}
	for _, line := range more {
		b.WriteString(line + "\r\n")
	}
	b.WriteString("\r\n")
	b.Write(body)
	return request{
		method: method, role: role, raw: []byte(b.String()), reads: method == "GET" || method == "HEAD" || method == "OPTIONS",
		queued: method == "POST" && target == "/import", early: len(body) > 256<<10,
	}
}

// asked is a GET of any route with a query.
func (g *generator) asked(query string) request {
	return g.ask("GET", g.fill(pick(g, g.gets...).Pattern)+"?"+query, g.role(), nil, "")
}

// field is one field of a form that is checked, with who may send the form and what else it must hold to be good.
type field struct {
	pattern, role, name string
	rest                url.Values
}

// fields are the texts that people type. In every one of them a bad value makes the form bad.
func (g *generator) fields() []field {
	filing := url.Values{
		"indicator": {"bath"}, "by": {"county"}, "within": {"520500"}, "title": {"t"}, "target": {"520500@prefecture"}, "days": {"20"},
		"text": {""}, "lead": {""},
	}
	account := url.Values{"user": {"user-h"}, "name": {"user h"}, "phone": {""}, "place": {"520526"}}
	body := url.Values{"region": {"520500@prefecture"}, "function": {"x"}, "name": {"n"}}
	publication := url.Values{"step": {"propose"}, "attribute": {"x"}, "basis": {"a law with an article"}, "series": {g.site.places.series}}
	mandate := url.Values{"role": {"reader"}, "place": {"520526"}, "from": {""}, "until": {""}}
	task := "/tasks/" + g.site.places.task
	var list []field
	add := func(pattern, role string, rest url.Values, names ...string) {
		for _, n := range names {
			list = append(list, field{pattern, role, n, rest})
		}
	}
	add("/tasks", "coordinator", filing, "indicator", "by", "within", "period", "title", "text", "target", "days", "lead", "plan_number", "assisting")
	add("/accounts", "system_admin", account, "user", "name", "phone", "place")
	add("/bodies", "coordinator", body, "region", "function", "name")
	add("/publication", "publisher", publication, "step", "attribute", "basis", "series")
	add("/publication", "reviewer", url.Values{"step": {"withdraw"}, "series": {g.site.places.series}, "reason": {"wrong figures"}}, "series", "reason")
	add("/accounts/"+g.site.places.account+"/mandates", "security_admin", mandate, "role", "place", "from", "until")
	add("/account/password", "reader", url.Values{"old": {"x"}, "new": {"x"}, "again": {"y"}}, "old", "new", "again")
	add("/account/factor", "reader", url.Values{"old": {"x"}}, "old")
	add("/account/session", "reader", url.Values{"session": {"x"}}, "session")
	add("/sign-in", visitor, url.Values{"user": {"x"}, "password": {"x"}}, "user", "password")
	add("/sign-in/factor", visitor, url.Values{"code": {"x"}}, "code")
	for _, step := range []string{"refuse", "negotiate", "report", "decline"} {
		add(task+"/"+step, "handler", url.Values{"reason": {"x"}, "days": {"1"}}, "reason")
	}
	add(task+"/negotiate", "handler", url.Values{"reason": {"x"}}, "days")
	add(task+"/return", "coordinator", url.Values{"reason": {""}}, "reason")
	return list
}

// typed is a form in which one field holds something bad.
func (g *generator) typed(bad string) request {
	f := pick(g, g.fields()...)
	form := url.Values{}
	for name, values := range f.rest {
		form[name] = slices.Clone(values)
	}
	form.Set(f.name, bad)
	return g.ask("POST", f.pattern, f.role, []byte(form.Encode()), formed)
}

// uploads are the forms that take a file: the address, the field, the size that is just about read, who may send it.
type upload struct {
	path, field, role string
}

var uploads = []upload{
	{"/import", "file", "statistician"},
	{"/duties", "file", "coordinator"},
	{"/settings/calendar", "calendar", "system_admin"},
	{"/settings/townships", "townships", "system_admin"},
}

// part is one part of a multipart form.
func part(name, filename, content string) string {
	disposition := `form-data; name="` + name + `"`
	if filename != "" {
		disposition += `; filename="` + filename + `"`
	}
	return "--mihe\r\nContent-Disposition: " + disposition + "\r\nContent-Type: application/octet-stream\r\n\r\n" + content + "\r\n"
}

const lastPart = "--mihe--\r\n"

// sent is an upload of one file to any of the forms.
func (g *generator) sent(name, content string) request {
	u := pick(g, uploads...)
	return g.ask("POST", u.path, u.role, []byte(part(u.field, name, content)+lastPart), parted)
}

// goodCSV is a file that could be imported but for what a family does to it.
func goodCSV() string {
	text := "indicator,region,period,sex,residence,value,state,source,vintage\n"
	for _, e := range app.Examples {
		text += strings.Join([]string{e.Indicator, e.Region, e.Period, e.Sex, e.Residence, e.Value, e.State, "bulletin", e.Vintage}, ",") + "\n"
	}
	return text
}

// ext keeps the ending of a name for what is not a file of that kind.
func (g *generator) ext() string {
	return path.Base(pick(g, "a.csv", "a.xlsx", "a.CSV", "a", "a.csv.xlsx"))
}
