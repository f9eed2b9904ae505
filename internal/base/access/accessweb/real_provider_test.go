package accessweb_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
)

// script runs the certified provider oidc-provider on a port of its own, with its own forms for signing in.
const script = `
import { Provider } from 'oidc-provider';
const [port, back] = process.argv.slice(2);
const p = new Provider('http://127.0.0.1:' + port, {
  clients: [{ client_id: 'mihe', client_secret: 'a secret', redirect_uris: [back] }],
});
p.listen(Number(port), '127.0.0.1', () => console.log('ready'));
`

// TestARealProvider signs in through the npm package oidc-provider, as a person would: its pages, its forms, its cookies.
func TestARealProvider(t *testing.T) {
	folder := os.Getenv("MIHE_OIDC")
	if folder == "" {
		t.Skip("MIHE_OIDC is not set: no real provider is tried")
	}
	port := freePort(t)
	issuer := "http://127.0.0.1:" + port
	run(t, folder, port, "http://127.0.0.1:1/sign-in/callback")
	s := providerSite(t, issuer)
	s.Clock.Add(time.Since(s.Now())) // the provider's clock is the real one
	m := s.Member(t, "user-a", accesstest.County, officer)
	if err := s.LinkOther(t.Context(), access.Operator(), m.ID, issuer, "person-a"); err != nil {
		t.Fatal(err)
	}
	b := s.reader(t)
	a := b.get("/sign-in/provider?next=/work")
	returned := s.reader(t).through(a.To, "person-a")
	state, code := returned.Query().Get("state"), returned.Query().Get("code")
	if returned.Path != "/sign-in/callback" || code == "" || returned.Query().Get("iss") != issuer {
		t.Fatalf("it sends back %s", returned)
	}
	if a := b.get("/sign-in/callback?" + returned.RawQuery); a.Code != http.StatusSeeOther || a.To != "/work" {
		t.Fatalf("back: %d to %q %s", a.Code, a.To, text(a.Find("main")))
	}
	if a := b.get("/work"); a.Code != http.StatusOK {
		t.Errorf("at work: %d", a.Code)
	}
	if a := b.get(back(code, state)); a.Code != http.StatusForbidden {
		t.Errorf("the same answer again: %d", a.Code)
	}
	// A stolen code: the thief's own state, the victim's code. The provider asks for the verifier, which the thief has not.
	victim, thief := s.reader(t), s.reader(t)
	stolen := s.reader(t).through(victim.get("/sign-in/provider").To, "person-a").Query().Get("code")
	u, err := url.Parse(thief.get("/sign-in/provider").To)
	if err != nil {
		t.Fatal(err)
	}
	if a := thief.get(back(stolen, u.Query().Get("state"))); a.Code != http.StatusForbidden {
		t.Errorf("a stolen code: %d", a.Code)
	}
	stranger := s.reader(t)
	returned = s.reader(t).through(stranger.get("/sign-in/provider").To, "person-z")
	if a := stranger.get("/sign-in/callback?" + returned.RawQuery); a.Code != http.StatusForbidden || text(a.Find("code")) != "person-z" {
		t.Errorf("a stranger: %d %s", a.Code, text(a.Find("main")))
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return port
}

// run starts the provider and waits until it is ready. The script lies beside the package, where node looks for it.
func run(t *testing.T, folder, port, back string) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatalf("MIHE_OIDC is set, and there is no node: %v", err)
	}
	f, err := os.CreateTemp(folder, "provider-*.mjs")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Remove(f.Name()) }) // only a script
	if _, err := f.WriteString(script); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	c := exec.CommandContext(ctx, node, f.Name(), port, back)
	var said bytes.Buffer
	c.Stderr = &said
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = c.Wait() // it was killed
	})
	ready := make(chan bool, 1)
	go func() {
		line, _ := bufio.NewReader(out).ReadString('\n') // nothing, when it has died
		ready <- strings.TrimSpace(line) == "ready"
	}()
	select {
	case ok := <-ready:
		if !ok {
			t.Fatalf("the provider does not start: %s", said.String())
		}
	case <-time.After(30 * time.Second):
		t.Fatal("the provider does not start in time")
	}
}

// through walks over the provider's pages until it sends the browser back to us, and returns that address.
func (b *reader) through(address, login string) *url.URL {
	b.t.Helper()
	for range 12 {
		u, err := url.Parse(address)
		if err != nil {
			b.t.Fatal(err)
		}
		if u.Path == "/sign-in/callback" {
			return u
		}
		r, err := http.NewRequest(http.MethodGet, address, nil)
		if err != nil {
			b.t.Fatal(err)
		}
		a := b.do(r)
		if a.Code == http.StatusOK {
			a = b.fill(u, a, login)
		}
		next, err := u.Parse(a.To)
		if a.To == "" || err != nil {
			b.t.Fatalf("%s answers %d %s", address, a.Code, text(a.Selection))
		}
		address = next.String()
	}
	b.t.Fatal("the provider never sends the browser back")
	return nil
}

// fill sends the form of a page of the provider.
func (b *reader) fill(at *url.URL, page answer, login string) answer {
	b.t.Helper()
	form := page.Find("form").First()
	f := url.Values{}
	for i := range form.Find("input").Nodes {
		e := form.Find("input").Eq(i)
		f.Set(e.AttrOr("name", ""), e.AttrOr("value", ""))
	}
	if f.Has("login") {
		f.Set("login", login)
		f.Set("password", "any")
	}
	to, err := at.Parse(form.AttrOr("action", ""))
	if err != nil {
		b.t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, to.String(), strings.NewReader(f.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	a := b.do(r)
	if a.Code >= 400 {
		b.t.Fatal(fmt.Sprint(a.Code, " ", text(a.Selection)))
	}
	return a
}
