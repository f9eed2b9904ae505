package browser

import (
	"bytes"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

const printed = "/indicators/bath?by=province"

// closedDetails counts what stays folded away.
const closedDetails = `document.querySelectorAll("main details:not([open])").length`

// On paper nothing can be unfolded: with print=1 everything is.
func TestPrint(t *testing.T) {
	b := borrow(t)
	origin := serve(t)
	for _, v := range []view{{"zh-CN", desk, normal}, {"en", desk, normal}} {
		b.open(t, v.address(origin, printed), v)
		if ask[int](t, b, closedDetails) == 0 {
			t.Errorf("%v: nothing is folded on the screen, so this test shows nothing", v)
		}
		b.open(t, v.address(origin, printed+"&print=1"), v)
		b.do(t, call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}))
		if n := ask[int](t, b, closedDetails); n > 0 {
			t.Errorf("%v: %d parts are folded on paper", v, n)
		}
		if n := ask[int](t, b, `[...document.querySelectorAll("details table")].filter((x) => !x.checkVisibility()).length`); n > 0 {
			t.Errorf("%v: %d tables are not on paper", v, n)
		}
		if ask[bool](t, b, `[...document.querySelectorAll("header.top nav ul")].some((x) => x.checkVisibility())`) {
			t.Errorf("%v: the menu is printed", v)
		}
		for _, f := range shoot(t, b, "bath-printed", v) {
			t.Errorf("%v: %s", v, f)
		}
		paper := run(t, b, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4)))
		if !bytes.HasPrefix(paper, []byte("%PDF-")) {
			t.Errorf("%v: printing made no PDF", v)
		}
		b.do(t, call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{}))
	}
}

// A table that is wider than the paper is cut off on it.
func TestPrintedTablesFitThePaper(t *testing.T) {
	b := borrow(t)
	v := view{"en", 718, normal} // A4 less the margins of 1 cm, at 96 px to the inch
	b.open(t, v.address(serve(t), printed+"&print=1"), v)
	b.do(t, call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}))
	const cut = `[...document.querySelectorAll(".scroll")].filter((x) => x.scrollWidth > x.clientWidth + 1)
		.map((x) => x.getAttribute("aria-label") + ": " + x.scrollWidth + " in " + x.clientWidth)`
	for _, s := range ask[[]string](t, b, cut) {
		t.Errorf("cut off on A4: %s", s)
	}
}

// motion makes the reader wish for as much motion as that: reduce or no-preference.
func motion(wish string) chromedp.Action[chromedp.Void] {
	return call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: wish}},
	})
}

// Who asked for less motion gets none.
func TestReducedMotion(t *testing.T) {
	b := borrow(t)
	v := view{"en", desk, normal}
	const behaviour = `getComputedStyle(document.documentElement).scrollBehavior`
	for want, wish := range map[string]string{"auto": "reduce", "smooth": "no-preference"} {
		b.do(t, motion(wish))
		b.open(t, v.address(serve(t), "/"), v)
		if got := ask[string](t, b, behaviour); got != want {
			t.Errorf("prefers-reduced-motion %s: scrolling is %s, want %s", wish, got, want)
		}
		const moving = `document.getAnimations().length +
			[...document.querySelectorAll("*")].filter((x) => parseFloat(getComputedStyle(x).transitionDuration) > 0).length`
		if n := ask[int](t, b, moving); wish == "reduce" && n > 0 {
			t.Errorf("%d things move", n)
		}
	}
}
