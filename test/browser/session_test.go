package browser

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"

	"mihe/internal/app"
	"mihe/internal/base/access"
)

// formed is the type of a form without files.
const formed = "application/x-www-form-urlencoded"

// of finds the first account of a role, or the one named role.place.
func (d *demonstration) of(role string) app.DemoAccount {
	for _, a := range d.accounts {
		if a.Node == d.app.Slug && (a.Role == role || a.User == role) {
			return a
		}
	}
	return app.DemoAccount{}
}

// pending is the role of a system administrator whose password was right and who has not yet shown a second factor.
const pending = "pending"

// session is a session of a role's account, opened once.
func (d *demonstration) session(role string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if s, open := d.sessions[role]; open {
		return s, nil
	}
	if role == pending { // lasts minutes only, so nobody keeps it
		a := d.of("system_admin")
		_, session, err := d.post("/sign-in", "", formed, url.Values{"user": {a.User}, "password": {a.Password}}.Encode())
		return session, err
	}
	a := d.of(role)
	_, session, err := d.post("/sign-in", "", formed, url.Values{"user": {a.User}, "password": {a.Password}}.Encode())
	if err == nil && a.Secret != "" {
		// The code of this half minute was spent when the factor was set up; a clock may be half a minute ahead.
		code, e := access.Code(a.Secret, time.Now().Add(30*time.Second))
		if e != nil {
			return "", e
		}
		_, session, err = d.post("/sign-in/factor", session, formed, url.Values{"code": {code}}.Encode())
	}
	if err != nil || session == "" {
		return "", fmt.Errorf("sign in as %s: %w", role, err)
	}
	d.sessions[role] = session
	return session, nil
}

// cookie is the name of the cookie that a session goes by.
const cookie = "mihe_session"

// post sends a form that must be accepted, and returns where it leads and the session after it.
func (d *demonstration) post(path, session, kind, body string) (at, after string, err error) {
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, d.URL+path, strings.NewReader(body))
	if err != nil {
		return "", "", err
	}
	r.Header.Set("Content-Type", kind)
	r.AddCookie(&http.Cookie{Name: cookie, Value: session})
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return "", "", err
	}
	defer func() { _ = resp.Body.Close() }() // what matters is in the head
	if resp.StatusCode != http.StatusSeeOther {
		return "", "", fmt.Errorf("POST %s: %s", path, resp.Status)
	}
	for _, c := range resp.Cookies() {
		if c.Name == cookie {
			session = c.Value
		}
	}
	return resp.Header.Get("Location"), session, nil
}

// get returns a page that must be there.
func (d *demonstration) get(path, session string) (string, error) {
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, d.URL+path, nil)
	if err != nil {
		return "", err
	}
	r.AddCookie(&http.Cookie{Name: cookie, Value: session})
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return "", err
	}
	raw, err := io.ReadAll(resp.Body)
	if err = errors.Join(err, resp.Body.Close()); err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("GET %s: %s", path, resp.Status)
	}
	return string(raw), err
}

var accountPath = regexp.MustCompile(`/accounts/(acc[a-z]*_[0-9a-z]{26})`)

// waiting is an account whose new password waits for a second administrator.
func (d *demonstration) waiting(ctx context.Context) (string, error) {
	find := func(user string) (string, error) {
		list, _, err := d.app.Accounts.List(ctx, access.Operator(), access.Filter{User: user}, 0, 1)
		if err != nil || len(list) == 0 {
			return "", errors.Join(err, fmt.Errorf("%s: %d accounts", user, len(list)))
		}
		return list[0].ID, nil
	}
	admin, err := find("system_admin.000000")
	if err != nil {
		return "", err
	}
	who, err := d.app.Accounts.Actor(ctx, admin, access.Way{Factor: true})
	if err != nil {
		return "", err
	}
	id, err := find("reader.530000")
	if err == nil {
		_, _, err = d.app.Accounts.ResetPassword(ctx, who, id)
	}
	return id, err
}

// account finds an account in the list of accounts.
func (d *demonstration) account() (string, error) {
	session, err := d.session("system_admin")
	if err != nil {
		return "", err
	}
	list, err := d.get("/accounts?user="+d.of("coordinator.520500").User, session)
	if err != nil {
		return "", err
	}
	found := accountPath.FindStringSubmatch(list)
	if found == nil {
		return "", errors.New("no account in the list of accounts")
	}
	return found[1], nil
}

// as makes the tab that of an account with this role; an empty role is a visitor.
func (b *tab) as(t *testing.T, role string) {
	t.Helper()
	b.do(t, call(network.ClearBrowserCookies, cdp.Empty{}))
	if role == "" {
		return
	}
	d := demo(t)
	session, err := d.session(role)
	if err != nil {
		t.Fatal(err)
	}
	b.do(t, call(network.SetCookie, network.SetCookieParams{Name: cookie, Value: session, URL: d.URL}))
}
