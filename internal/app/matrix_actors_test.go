package app

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
)

// The relations of an actor to what lies in the county 520521: where the actor's mandate lies. The node is the prefecture
// 520500, so that the parent is also who looks after the whole node.
const (
	own    = "own"           // at the county
	itself = "self"          // at the county, and the object is the actor's own where a route knows such a thing
	child  = "child"         // at a township of the county
	parent = "parent"        // at the prefecture around the county
	beside = "sibling"       // at another county of the prefecture
	beyond = "other"         // at another province: no node gives such a mandate, and it must open nothing
	none   = "none"          // nowhere: the account has no mandate
	absent = region.Code("") // no place
)

// relations are in the order of the letters of a cell.
var relations = []string{itself, own, child, parent, beside, beyond, none}

var mandateAt = map[string]region.Code{
	itself: demoCounty.Code, own: demoCounty.Code, child: demoTownship.Code, parent: demoPrefecture.Code, beside: demoSibling.Code,
	beyond: demoElsewhere.Code, none: absent,
}

// The columns that are no role.
const (
	noRole  = "no_role"
	visitor = "visitor"
)

// person is an account that has signed in through the form, or a visitor.
type person struct {
	DemoAccount
	account, mandate, cookie string
}

// clock runs a minute ahead: the one-time code with which a second factor was set up is used up, the next is not.
func clock() time.Time { return time.Now().Add(time.Minute) }

// door is a program that answers over HTTP.
type door struct {
	*App
	server *httptest.Server
	client *http.Client
	people map[string]*person
	asked  int
}

func newDoor(t *testing.T, a *App) *door {
	t.Helper()
	h, err := a.Handler()
	if err != nil {
		t.Fatal(err)
	}
	d := &door{App: a, server: httptest.NewServer(h), people: map[string]*person{}}
	d.client = &http.Client{Transport: &http.Transport{DisableCompression: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	t.Cleanup(d.server.Close)
	return d
}

// person returns who stands in a column and a relation, made and signed in when first asked for.
func (d *door) person(t *testing.T, column, relation string) *person {
	t.Helper()
	if column == visitor {
		return &person{}
	}
	at := mandateAt[relation]
	if column == noRole || at == absent {
		column, at = noRole, absent
	}
	key := column + "." + string(at)
	if p := d.people[key]; p != nil {
		return p
	}
	p := &person{DemoAccount: DemoAccount{User: "user-" + strings.ReplaceAll(key, "_", "-"), Role: column, Region: string(at)}}
	if column == noRole {
		made, password, err := d.Accounts.Make(t.Context(), access.Operator(), access.NewAccount{User: "user-none", Name: "user a", Home: demoCounty, Lasting: true})
		if err != nil {
			t.Fatal(err)
		}
		p.account, p.User, p.Password = made.ID, "user-none", password
	} else {
		d.make(t, d.Node, p)
	}
	d.signIn(t, p)
	d.people[key] = p
	return p
}

// make makes an account with its role.
func (d *door) make(t *testing.T, n *Node, p *person) {
	t.Helper()
	n.Accounts.Now = time.Now // by which demoFactor sets up a second factor
	defer func() { n.Accounts.Now = clock }()
	if err := d.demoAccount(t.Context(), n, &p.DemoAccount); err != nil {
		t.Fatalf("%s: %v", p.User, err)
	}
	list, _, err := n.Accounts.List(t.Context(), access.Operator(), access.Filter{User: p.User}, 0, 1)
	if err != nil || len(list) != 1 {
		t.Fatalf("%s: %d found, %v", p.User, len(list), err)
	}
	p.account, p.mandate = list[0].ID, list[0].Mandates[0].ID
}

// signIn goes through the form as the person would, and through the second factor where there is one.
func (d *door) signIn(t *testing.T, p *person) {
	t.Helper()
	d.signInAt(t, "", p)
}

func (d *door) signInAt(t *testing.T, host string, p *person) {
	t.Helper()
	got := d.ask(t, p, request{method: http.MethodPost, path: "/sign-in", host: host, form: url.Values{"user": {p.User}, "password": {p.Password}}})
	if got.status == http.StatusSeeOther && p.Secret != "" {
		code, err := access.Code(p.Secret, clock())
		if err != nil {
			t.Fatal(err)
		}
		got = d.ask(t, p, request{method: http.MethodPost, path: "/sign-in/factor", host: host, form: url.Values{"code": {code}}})
	}
	if got.status != http.StatusSeeOther || strings.HasPrefix(got.location, "/sign-in") || got.location == "/account" { // each to what is theirs
		t.Fatalf("%s cannot sign in: %d %s", p.User, got.status, got.location)
	}
}

// request is what a person sends.
type request struct {
	method, path, host string
	form               url.Values
	json, file         string // file is the content of a file in the field named by field
	field              string
	also               map[string]string // header
	uses               string            // the kind of object that a good answer uses up
	keep               bool              // the session is put back afterwards
}

// answer is what came back.
type answer struct {
	status   int
	location string
	body     string
	header   http.Header
}

// ask sends a request with the person's cookie, and keeps the new one.
func (d *door) ask(t *testing.T, p *person, q request) answer {
	t.Helper()
	body, kind := io.Reader(nil), ""
	switch {
	case q.field != "":
		const mark = "a-line-between-parts"
		kind = "multipart/form-data; boundary=" + mark
		body = strings.NewReader("--" + mark + "\r\nContent-Disposition: form-data; name=\"dry\"\r\n\r\n1\r\n--" + mark +
			"\r\nContent-Disposition: form-data; name=\"" + q.field + "\"; filename=\"one.csv\"\r\nContent-Type: text/csv\r\n\r\n" + q.file + "\r\n--" + mark + "--\r\n")
	case q.json != "":
		kind, body = "application/json", strings.NewReader(q.json)
	case q.method == http.MethodPost:
		kind, body = "application/x-www-form-urlencoded", strings.NewReader(q.form.Encode())
	}
	r, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), q.method, d.server.URL+q.path, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Language", "en")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if p.cookie != "" {
		r.Header.Set("Cookie", p.cookie)
	}
	if q.host != "" {
		r.Host = q.host
	}
	for name, value := range q.also {
		r.Header.Set(name, value)
	}
	w, err := d.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(w.Body)
	_ = w.Body.Close() // read to its end
	if err != nil {
		t.Fatal(err)
	}
	d.asked++
	for _, c := range w.Cookies() {
		if c.Value != "" && !q.keep {
			p.cookie = fmt.Sprintf("%s=%s", c.Name, c.Value)
		}
	}
	return answer{w.StatusCode, w.Header.Get("Location"), string(raw), w.Header}
}

// letter is what an answer means for rights: Y let in (also when the state of the thing forbids the step), R let in and
// refused for what was typed, W let in and nothing done before another administrator confirms, D denied, N not found, S asked to sign in. Anything else is no answer to a question of rights.
func (a answer) letter() string {
	at, _ := url.Parse(a.location)
	switch {
	case a.status == http.StatusUnauthorized, a.status == http.StatusSeeOther && at.Path == "/sign-in" && !at.Query().Has("out"):
		return "S"
	case a.status == http.StatusAccepted, a.status == http.StatusSeeOther && at.Query().Get("done") == "waits":
		return "W"
	case a.status >= 200 && a.status < 300, a.status == http.StatusSeeOther, a.status == http.StatusConflict:
		return "Y"
	case a.status == http.StatusUnprocessableEntity:
		return "R"
	case a.status == http.StatusForbidden:
		return "D"
	case a.status == http.StatusNotFound:
		return "N"
	}
	return fmt.Sprintf("(%d)", a.status)
}
