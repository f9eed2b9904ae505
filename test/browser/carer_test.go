package browser

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
)

// valley is the way from a phone to the program: sometimes there is none, and sometimes an answer gets lost on it.
type valley struct {
	*httptest.Server
	off   atomic.Bool
	lose  atomic.Bool                         // the answers to reports
	meets atomic.Pointer[func(*http.Request)] // what each request meets on the way, and may wait for
}

// lost carries nothing back: to the phone it is as if the network had gone.
func lost(*http.Response) error { panic(http.ErrAbortHandler) }

func newValley(t *testing.T, to string) *valley {
	t.Helper()
	target, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	v := &valley{}
	way := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host
	}}
	way.ModifyResponse = func(r *http.Response) error {
		if r.Request.URL.Path == "/api/delivery/v1/moves" && v.lose.Load() {
			_, _ = io.Copy(io.Discard, r.Body) // the program has done its part
			return lost(r)
		}
		return nil
	}
	v.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if v.off.Load() {
			panic(http.ErrAbortHandler)
		}
		if meets := v.meets.Load(); meets != nil {
			(*meets)(r)
		}
		way.ServeHTTP(w, r)
	}))
	t.Cleanup(v.Close)
	return v
}

// waits polls the page for something that must come to be.
func (w traveller) waits(what string) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.b.ctx, patience)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](what)); err != nil {
		w.t.Fatalf("%s never came: %v; the page says %.900s", what, err, ask[string](w.t, w.b, `document.querySelector("main").innerText`))
	}
}

// unsent waits for so many reports in the list of those that are kept on the phone, and for what is said of them.
func (w traveller) unsent(list int, words ...string) {
	w.t.Helper()
	w.waits(fmt.Sprintf(`document.querySelectorAll("#sync [data-list] li").length === %d`, list))
	for _, want := range words {
		w.waits(fmt.Sprintf(`document.querySelector("#sync").innerText.includes(%q)`, want))
	}
}

// A carer opens the day once and goes where there is no network. The page opens again, a visit is begun and finished with the elder's code, and
// the phone says that it is not sent. Back in the network the first answer gets lost; sent again, everything is down once. A visit that was
// cancelled meanwhile is explained. After signing out the phone holds no page. All of it on a phone of 320 px, with a keyboard.
func TestACarerWithoutANetwork(t *testing.T) {
	needBrowser(t)
	d := demo(t)
	ctx, n := t.Context(), d.app.Node
	who := d.of("carer.520521")
	me, _, err := d.app.Accounts.List(ctx, access.Operator(), access.Filter{User: who.User}, 0, 1)
	if err != nil || len(me) != 1 {
		t.Fatal(me, err)
	}
	carer, err := d.app.Accounts.Actor(ctx, me[0].ID, access.Way{})
	if err != nil {
		t.Fatal(err)
	}
	visits, err := d.app.Deliveries.Day(ctx, carer, calendar.Day(time.Now()))
	if err != nil || len(visits) < 2 {
		t.Fatalf("%d visits today, %v", len(visits), err)
	}
	sheet, err := d.app.Evidence.IssueSheet(ctx, access.System("test", evidence.CanIssue), visits[0].Person, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, session, err := d.post("/sign-in", "", formed, url.Values{"user": {who.User}, "password": {who.Password}}.Encode()) // it is ended below
	if err != nil {
		t.Fatal(err)
	}
	way := newValley(t, d.URL)
	w := traveller{t, borrow(t), phoneView}
	w.b.do(t, call(network.SetCookie, network.SetCookieParams{Name: cookie, Value: session, URL: way.URL}), motion("reduce"))
	address := phoneView.address(way.URL, "/visits/today")

	if status := w.b.open(t, address, phoneView); status != http.StatusOK {
		t.Fatalf("the day is answered with %d", status)
	}
	w.waits(`document.documentElement.dataset.kept === "yes"`)
	w.unsent(0, "Everything has been sent")

	way.off.Store(true)
	if status := w.b.open(t, address, phoneView); status != http.StatusOK {
		t.Fatalf("without a network the day is answered with %d", status)
	}
	w.skip()
	start := func(f focus) bool { return f.InMain && f.Tag == "button" && strings.HasPrefix(f.Text, "Start") }
	w.until("the first visit", start)
	w.press(kb.Enter)
	w.unsent(1, "kept on this phone: 1", "no network")
	w.until("the elder's code", func(f focus) bool { return f.Name == "code" })
	w.press(sheet.Codes[0])
	w.press(kb.Enter)
	w.unsent(2, "kept on this phone: 2", "Finish")
	w.met("carer-offline")
	w.b.do(t, chromedp.Reload())
	w.unsent(2, "kept on this phone: 2")
	w.skip()
	w.until("the second visit", start)
	w.press(kb.Enter)
	w.unsent(3, "kept on this phone: 3")

	_, err = d.app.Deliveries.Change(ctx, access.System("test", delivery.CanPlan), visits[1].ID, delivery.Change{Step: delivery.Cancel, Reason: "person_away"})
	if err != nil {
		t.Fatal(err)
	}
	way.off.Store(false)
	way.lose.Store(true)
	send := func() {
		t.Helper()
		w.skip()
		w.until("the button that sends", func(f focus) bool { return strings.HasPrefix(f.Text, "Send now") })
		w.press(kb.Enter)
	}
	w.b.open(t, address, phoneView)                    // sends by itself, and the answer gets lost
	w.unsent(3, "kept on this phone: 3", "no network") // says the new page, which has tried
	way.lose.Store(false)
	send()
	w.unsent(1, "Everything has been sent", "answer to read below: 1", "cancelled")
	w.met("carer-conflict")

	seen, err := d.app.Deliveries.Visits(ctx, access.System("test", delivery.CanRead), visits[0].Person)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range seen {
		if v.ID == visits[0].ID && (v.State != delivery.Finished || !v.Confirmed()) {
			t.Errorf("the visit is %s, and %s sure", v.State, v.Grade)
		}
	}
	for i, want := range []string{"applied applied", "conflict"} {
		if got := outcomes(t, d, n.Number, visits[i].ID); got != want {
			t.Errorf("of visit %d there is down: %s, want %s", i+1, got, want)
		}
	}

	w.b.do(t, chromedp.Navigate(phoneView.address(way.URL, "/account")))
	if !ask[bool](t, w.b, `caches.has("mihe-visits")`) {
		t.Error("the phone has lost the page before anybody signed out")
	}
	leave, cancel := context.WithTimeout(w.b.ctx, patience)
	defer cancel()
	resp, err := chromedp.RunResponse(leave, chromedp.Evaluate[chromedp.Void](`document.querySelector('form[action*="/sign-out"]').requestSubmit()`))
	if err != nil || resp.Status != http.StatusOK {
		t.Fatalf("signing out: %+v, %v", resp, err)
	}
	for begun := time.Now(); ask[bool](t, w.b, `caches.has("mihe-visits")`); time.Sleep(50 * time.Millisecond) {
		if time.Since(begun) > patience {
			t.Fatal("after signing out the phone still holds the page")
		}
	}
}

// outcomes are what became of the reports about a visit, in their order.
func outcomes(t *testing.T, d *demonstration, node int64, visit string) string {
	t.Helper()
	var list []string
	err := d.app.DB.Read(t.Context(), func(q store.Queryer) error {
		rows, err := q.Query(`SELECT outcome FROM delivery_move WHERE node = $1 AND visit = $2 ORDER BY seq`, node, visit)
		list, err = store.All(rows, err, func(row *sql.Rows) (s string, err error) { return s, row.Scan(&s) })
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(list, " ")
}
