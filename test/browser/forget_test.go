package browser

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/serviceworker"
	"github.com/chromedp/chromedp/kb"
)

// copyJS is what the phone keeps of the carer's day; ageJS makes it a day older; ways are where visits of a day say how to get there.
const (
	copyJS = `(async () => {
		const found = await caches.match("/visits/today", { cacheName: "mihe-visits", ignoreVary: true, ignoreSearch: true });
		return found ? await found.text() : "";
	})()`
	ageJS = `(async () => {
		const cache = await caches.open("mihe-visits");
		let n = 0;
		for (const request of await cache.keys()) {
			const found = await cache.match(request, { ignoreVary: true });
			const headers = new Headers(found.headers);
			if (headers.has("Kept-At")) {
				headers.set("Kept-At", String(Number(headers.get("Kept-At")) - 24 * 60 * 60 * 1000));
				await cache.put(request.url, new Response(await found.text(), { headers }));
				n++;
			}
		}
		return n;
	})()`
	ways = `[...document.querySelectorAll("[data-contact]")].map((x) => x.dataset.contact)`
)

// handset is a carer's phone and its way to the program.
type handset struct {
	traveller
	way *valley
	d   *demonstration
}

// entered is a session of an account that is opened for this test alone.
func (h handset) entered(user string) {
	h.t.Helper()
	who := h.d.of(user)
	_, session, err := h.d.post("/sign-in", "", formed, url.Values{"user": {who.User}, "password": {who.Password}}.Encode())
	if err != nil {
		h.t.Fatal(err)
	}
	h.b.do(h.t, call(network.ClearBrowserCookies, cdp.Empty{}), call(network.SetCookie, network.SetCookieParams{Name: cookie, Value: session, URL: h.way.URL}))
}

func (h handset) opens(path string) {
	h.t.Helper()
	if status := h.b.open(h.t, h.v.address(h.way.URL, path), h.v); status != http.StatusOK {
		h.t.Fatalf("%s is answered with %d", path, status)
	}
}

// keeps waits until the phone keeps a copy, or none any more.
func (h handset) keeps(when string, want bool) {
	h.t.Helper()
	for begun := time.Now(); (ask[string](h.t, h.b, copyJS) != "") != want; time.Sleep(50 * time.Millisecond) {
		if time.Since(begun) > patience {
			h.t.Fatalf("%s: that the phone keeps the page is %v, want %v", when, !want, want)
		}
	}
}

// read has the page loaded again by the worker, which keeps it.
func (h handset) read() {
	h.t.Helper()
	if got := ask[int](h.t, h.b, `fetch("/visits/today").then((r) => r.status)`); got != http.StatusOK {
		h.t.Fatalf("the day is answered with %d", got)
	}
	h.keeps("after it was read", true)
}

// days counts the ways to persons on the page, today's and later ones.
func (h handset) days() (today, later int) {
	h.t.Helper()
	on := ask[string](h.t, h.b, `document.querySelector("#sync").dataset.day`)
	for _, one := range ask[[]string](h.t, h.b, ways) {
		if one == on {
			today++
		} else {
			later++
		}
	}
	return today, later
}

// The carer's page says where persons live and rings them at a touch. On the next day its copy says nothing of the day before; on the day after it is
// gone as soon as the phone opens any page, with a network or without. What waits to be sent waits on.
func TestAPhoneForgetsWhereSomebodyLives(t *testing.T) {
	needBrowser(t)
	d := demo(t)
	h := handset{traveller{t, borrow(t), phoneView}, newValley(t, d.URL), d}
	h.entered("carer.520521")
	h.b.do(t, motion("reduce"))
	h.opens("/visits/today")
	h.waits(`document.documentElement.dataset.kept === "yes"`)
	today, later := h.days()
	if today == 0 || later == 0 {
		t.Fatalf("ways to persons: %d today, %d tomorrow", today, later)
	}
	small := ask[[]string](t, h.b, `[...document.querySelectorAll("[data-contact] a")].filter((x) => !x.href.startsWith("tel:") || x.offsetHeight < 44).map((x) => x.outerHTML)`)
	if n := ask[int](t, h.b, `document.querySelectorAll("[data-contact] a").length`); n == 0 || len(small) > 0 {
		t.Errorf("of %d links that ring, these do not or are too small: %s", n, small)
	}

	h.way.off.Store(true)
	h.opens("/visits/today")
	h.skip()
	h.until("a visit", func(f focus) bool { return f.InMain && f.Tag == "button" && strings.HasPrefix(f.Text, "Start") })
	h.press(kb.Enter)
	h.unsent(1, "kept on this phone: 1")
	ask[bool](t, h.b, `(() => {
		const Now = Date;
		window.Date = class extends Now { constructor(...at) { at.length ? super(...at) : super(Now.now() + 24 * 60 * 60 * 1000); } };
		return document.dispatchEvent(new Event("visibilitychange"));
	})()`)
	h.waits(fmt.Sprintf(`document.querySelectorAll("[data-contact]").length === %d`, later)) // a page that stays open overnight
	if got := ask[int](t, h.b, ageJS); got == 0 {
		t.Fatal("the phone keeps no page")
	}
	h.opens("/visits/today")
	if a, b := h.days(); a != 0 || b != later {
		t.Errorf("on the next day: %d ways of the day before, and %d of %d of the day", a, b, later)
	}
	if got := strings.Count(ask[string](t, h.b, copyJS), "data-contact"); got != later {
		t.Errorf("on the next day the copy keeps %d ways, want %d", got, later)
	}
	h.unsent(1, "kept on this phone: 1")

	ask[int](t, h.b, ageJS)
	h.b.do(t, call(serviceworker.Enable, cdp.Empty{}), call(serviceworker.StopAllWorkers, cdp.Empty{}), call(serviceworker.Disable, cdp.Empty{}))
	if got := ask[string](t, h.b, `fetch("/account").then(() => "answered", () => "no network")`); got != "no network" {
		t.Fatalf("in the valley another page is %s", got)
	}
	h.keeps("the day after, without a network", false)
	h.unsent(1, "kept on this phone: 1")
	h.way.off.Store(false)
	h.opens("/visits/today") // sends
	h.unsent(0, "Everything has been sent")
	if a, b := h.days(); a != today || b != later {
		t.Errorf("with a network again: %d and %d ways, want %d and %d", a, b, today, later)
	}
}

// What a phone keeps of a carer's day does not wait for the next carer: it goes when the form of sign-in is shown or sent, and when the page is
// refused; a page that was on its way is not kept after that.
func TestAPhoneChangesHands(t *testing.T) {
	needBrowser(t)
	d := demo(t)
	h := handset{traveller{t, borrow(t), phoneView}, newValley(t, d.URL), d}
	// Pages without a script may ask for nothing; here the one that is open asks what another window of the phone would.
	h.b.do(t, call(cdppage.SetBypassCSP, cdppage.SetBypassCSPParams{Enabled: true}), motion("reduce"))
	t.Cleanup(func() { h.b.do(t, call(cdppage.SetBypassCSP, cdppage.SetBypassCSPParams{})) })
	h.entered("carer.520521")
	h.opens("/visits/today")
	h.waits(`document.documentElement.dataset.kept === "yes"`)
	h.keeps("at first", true)

	h.b.do(t, call(network.ClearBrowserCookies, cdp.Empty{})) // the session is over, and nobody has signed out
	h.opens("/sign-in?next=%2Faccount")
	h.keeps("with the form of sign-in", false)
	h.entered("carer.520521") // meanwhile, in another window
	h.read()
	who := d.of("carer2.520521")
	h.field("user", who.User)
	h.field("password", who.Password)
	h.submit("Sign in", http.StatusOK)
	if at := h.at().Path; at != "/account" {
		t.Fatalf("signing in led to %s", at)
	}
	h.keeps("when somebody else has signed in", false)

	h.entered("carer.520521")
	h.read()
	h.entered("resident.520521") // whose the page is not
	if got := ask[int](t, h.b, `fetch("/visits/today").then((r) => r.status)`); got != http.StatusForbidden {
		t.Fatalf("a resident's day of a carer is answered with %d", got)
	}
	h.keeps("when the page is refused", false)

	h.entered("carer.520521")
	come, release := make(chan bool, 1), make(chan bool)
	hold := func(r *http.Request) {
		if r.URL.Path == "/visits/today" {
			come <- true
			<-release
		}
	}
	h.way.meets.Store(&hold)
	ask[bool](t, h.b, `(() => { window.late = fetch("/visits/today").then((r) => r.status); return true; })()`)
	<-come
	refused := ask[int](t, h.b, `fetch("/sign-in", { method: "POST", body: new URLSearchParams({ user: "nobody" }) }).then((r) => r.status)`)
	close(release)
	if got := ask[int](t, h.b, `window.late`); got != http.StatusOK || refused == http.StatusOK {
		t.Fatalf("the late page: %d, the sign-in: %d", got, refused)
	}
	if ask[string](t, h.b, copyJS) != "" {
		t.Error("a page that came after the form of sign-in was sent is kept")
	}
}
