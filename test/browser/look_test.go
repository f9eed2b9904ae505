package browser

import (
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
)

// unfold opens what is folded away and tells whether there was anything.
const unfold = `[...document.querySelectorAll("details:not([open])")].map((d) => d.open = true).length > 0`

// unique leaves each fault once, in order: what is wrong on a folded page is wrong on the unfolded one, too.
func unique(list []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// Every page, as every reader sees it: answered as it should be, silent, within its own origin, readable, inside the
// window, and photographed.
func TestPages(t *testing.T) {
	needBrowser(t)
	origin := serve(t)
	for _, p := range pages {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			b := borrow(t)
			b.as(t, p.as)
			for _, v := range p.views() {
				address := p.address(t, v)
				if status := b.open(t, address, v); status != p.want() {
					t.Errorf("%s.%v: %s is answered with %d, want %d", p.name, v, p.path, status, p.want())
					continue
				}
				run(t, b, chromedp.Poll[bool](`!document.querySelector("#sync[hidden]")`)) // the page with a script says when it is ready
				found := slices.Concat(layoutFaults(t, b, v), shoot(t, b, p.name, v))
				if ask[bool](t, b, unfold) {
					found = append(found, layoutFaults(t, b, v)...)
				}
				found = append(found, b.ear.faults(origin, address, p.want())...)
				for _, f := range unique(found) {
					t.Errorf("%s.%v: %s", p.name, v, f)
				}
			}
		})
	}
}
