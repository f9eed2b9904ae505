package browser

import (
	"context"
	_ "embed"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

//go:embed js/focus.js
var focusJS string

// focus is what the keyboard would act on.
type focus struct {
	Tag      string   `json:"tag"`
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Href     string   `json:"href"`
	Text     string   `json:"text"`
	Classes  []string `json:"classes"`
	Within   []string `json:"within"`
	InMain   bool     `json:"inMain"`
	Current  bool     `json:"current"`
	Outline  string   `json:"outline"`
	Thick    float64  `json:"thick"`
	Shown    bool     `json:"shown"`
	Scrolled float64  `json:"scrolled"`
	Scrolls  bool     `json:"scrolls"`
}

func (f focus) String() string { return fmt.Sprintf("<%s %s%s> %q", f.Tag, f.Href, f.Name, f.Text) }

// faults is what a keyboard reader would miss of the focus.
func (f focus) faults() []string {
	var found []string
	if f.Outline == "none" || f.Thick < 2 {
		found = append(found, fmt.Sprintf("the focus on %v does not show: outline %s of %g px", f, f.Outline, f.Thick))
	}
	if !f.Shown {
		found = append(found, fmt.Sprintf("the focus on %v is off the screen", f))
	}
	return found
}

// traveller is a reader with a keyboard and nothing else, at a desk where nothing else is said.
type traveller struct {
	t *testing.T
	b *tab
	v view
}

// press presses keys and waits for what they do on this page.
func (w traveller) press(keys string) {
	w.t.Helper()
	w.b.do(w.t, chromedp.KeyEvent(keys))
}

// tab goes to the next stop, which must show.
func (w traveller) tab() focus {
	w.t.Helper()
	w.press(kb.Tab)
	f := ask[focus](w.t, w.b, focusJS)
	for _, fault := range f.faults() {
		w.t.Error(fault)
	}
	return f
}

// stops is how often a traveller presses Tab before giving up: more than any page of ours has links.
const stops = 150

// until tabs to the first stop that is meant.
func (w traveller) until(what string, meant func(focus) bool) focus {
	w.t.Helper()
	for range stops {
		if f := w.tab(); meant(f) {
			return f
		}
	}
	w.t.Fatalf("%s: not reached within %d stops of %s", what, stops, w.at())
	return focus{}
}

// enter follows what has the focus to another page.
func (w traveller) enter() {
	w.t.Helper()
	w.follow(200)
}

// follow is enter where the answer may be another one.
func (w traveller) follow(status int64) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.b.ctx, patience)
	defer cancel()
	resp, err := chromedp.RunResponse(ctx, chromedp.KeyEvent(kb.Enter))
	if err != nil {
		w.t.Fatalf("Enter on %v leads nowhere: %v", ask[focus](w.t, w.b, focusJS), err)
	}
	if resp.Status != status {
		w.t.Fatalf("Enter led to %s, answered with %d", resp.URL, resp.Status)
	}
}

// at is the path and query the traveller stands at.
func (w traveller) at() *url.URL {
	w.t.Helper()
	u, err := url.Parse(run(w.t, w.b, chromedp.Location()))
	if err != nil {
		w.t.Fatal(err)
	}
	return u
}

// skip uses the skip link, the first stop of every page, and checks that it leads into the main part.
func (w traveller) skip() {
	w.t.Helper()
	if f := w.tab(); f.Href != "#main" {
		w.t.Fatalf("the first stop of %s is %v, want the skip link", w.at(), f)
	}
	w.press(kb.Enter)
	run(w.t, w.b, chromedp.Poll[bool](`document.activeElement.id === "main"`))
}

// From the board to a figure, its table and a place, with a keyboard alone, on a phone and at a desk.
func TestJourneyByKeyboard(t *testing.T) {
	needBrowser(t)
	origin := serve(t)
	for _, v := range []view{{"zh-CN", phone, normal}, {"en", desk, large}} {
		t.Run(v.String(), func(t *testing.T) {
			w := traveller{t: t, b: borrow(t)}
			w.b.do(t, motion("reduce")) // where smooth scrolling is still under way, nothing is in its place
			w.b.open(t, v.address(origin, "/"), v)
			w.skip()
			w.toIndicator()
			w.toOtherGrouping()
			w.toTable(v)
			w.toRegion()
			if got := w.at().Query().Get("lang"); got != v.lang {
				t.Errorf("the journey ends in language %q, began in %q", got, v.lang)
			}
		})
	}
}

func (w traveller) toIndicator() {
	w.t.Helper()
	f := w.until("the link of a gap card", func(f focus) bool { return f.InMain && f.Tag == "a" && strings.HasPrefix(f.Href, "/indicators/") })
	w.enter()
	if got := w.at().Path; !strings.HasPrefix(f.Href, got) {
		w.t.Fatalf("Enter on %s led to %s", f.Href, got)
	}
}

// toOtherGrouping asks the same figure for other groups.
func (w traveller) toOtherGrouping() {
	w.t.Helper()
	before := w.at()
	w.skip()
	w.until("another grouping", func(f focus) bool {
		return slices.Contains(f.Within, "by") && !f.Current && strings.Contains(f.Href, "by=")
	})
	w.enter()
	after := w.at()
	if after.Path != before.Path || after.Query().Get("by") == "" || after.Query().Get("by") == before.Query().Get("by") {
		w.t.Fatalf("the grouping did not change: from %s to %s", before, after)
	}
}

// toTable unfolds a data table when it is folded, and scrolls it where it is wider than the window.
func (w traveller) toTable(v view) {
	w.t.Helper()
	w.skip()
	f := w.until("a data table", func(f focus) bool { return f.Tag == "summary" || slices.Contains(f.Classes, "scroll") })
	if f.Tag == "summary" {
		w.press(kb.Enter)
		f = w.until("the unfolded data table", func(f focus) bool { return slices.Contains(f.Classes, "scroll") })
	}
	if v.width == phone && !f.Scrolls {
		w.t.Fatalf("%v does not scroll on a phone: this journey would not notice when it cannot be scrolled", f)
	}
	if !f.Scrolls {
		return
	}
	w.press(strings.Repeat(kb.ArrowRight, 5))
	run(w.t, w.b, chromedp.Poll[bool](`document.activeElement.scrollLeft > 0`))
}

// toRegion finds a place by its name.
func (w traveller) toRegion() {
	w.t.Helper()
	here := w.at()
	here.Fragment = ""
	w.b.do(w.t, chromedp.Navigate(here.String())) // from the top again
	w.until("the menu's figures, which are folded away", func(f focus) bool { return !f.InMain && f.Tag == "summary" })
	w.press(kb.Enter)
	w.until("the menu's places", func(f focus) bool { return !f.InMain && strings.HasPrefix(f.Href, "/regions") })
	w.enter()
	w.skip()
	w.until("the search field", func(f focus) bool { return f.Tag == "input" && f.Name == "q" })
	w.press("hz")
	w.enter()
	if got := w.at(); got.Path != "/regions" || got.Query().Get("q") != "hz" {
		w.t.Fatalf("the search led to %s", got)
	}
	w.skip()
	w.until("a place that was found", func(f focus) bool { return f.InMain && strings.HasPrefix(f.Href, "/regions/") })
	w.enter()
	if got := w.at().Path; !strings.HasPrefix(got, "/regions/") {
		w.t.Fatalf("the place led to %s", got)
	}
}

// A page that hides its focus must be noticed.
func TestHiddenFocusIsNoticed(t *testing.T) {
	w := traveller{t: t, b: borrow(t)}
	w.b.open(t, plant(`<a href="#x" style="outline:none">hidden</a> <a href="#y" style="position:absolute;left:-999px">away</a>`, ""), plantedView)
	for _, want := range []string{"does not show", "off the screen"} {
		w.press(kb.Tab)
		if found := ask[focus](t, w.b, focusJS).faults(); !has(found, want) {
			t.Errorf("found %q, want %q among them", found, want)
		}
	}
}
