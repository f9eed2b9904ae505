package browser

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// plant serves one page with faults in it; a fault that is not found here would not be found anywhere.
func plant(t *testing.T, body, policy string) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if policy != "" {
			w.Header().Set("Content-Security-Policy", policy)
		}
		_, _ = w.Write([]byte(`<!DOCTYPE html><html lang="en"><head><title>Planted</title>` + // the browser may have gone
			`<meta name="viewport" content="width=device-width"><link rel="icon" href="/icon"></head><body><main>` + body + `</main></body></html>`))
	}))
	t.Cleanup(s.Close)
	return s
}

var plantedView = view{"en", phone, normal}

// has tells whether one of the faults speaks of something.
func has(faults []string, what string) bool {
	return slices.ContainsFunc(faults, func(f string) bool { return strings.Contains(f, what) })
}

func TestAxeFindsWhatWasPlanted(t *testing.T) {
	needAxe(t)
	b := borrow(t)
	s := plant(t, `<h1>Planted</h1><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
		<p style="color:#999;background:linear-gradient(#fff,#eee)">pale words</p><h4>skipped</h4>
		<a href="#a" style="display:inline-block;width:9px;height:9px;background:#000" aria-label="a"></a><a href="#b"
			style="display:inline-block;width:9px;height:9px;background:#000" aria-label="b"></a>`, "")
	b.open(t, s.URL, plantedView)
	var wcag, practice []string
	for _, f := range axe(t, b).Violations {
		if f.WCAG {
			wcag = append(wcag, f.ID)
		} else {
			practice = append(practice, f.ID)
		}
	}
	slices.Sort(wcag)
	if want := []string{"color-contrast", "image-alt", "target-size"}; !slices.Equal(wcag, want) {
		t.Errorf("axe found %v, want %v", wcag, want)
	}
	if want := []string{"heading-order"}; !slices.Equal(practice, want) {
		t.Errorf("good practice: axe found %v, want %v", practice, want)
	}
}

func TestLayoutFindsWhatWasPlanted(t *testing.T) {
	b := borrow(t)
	table := []struct{ name, body, want string }{
		{"language", `<p>县 without lang</p>`, "Chinese without lang in <p>: 县"},
		{"language of a label", `<nav aria-label="县">x</nav>`, "Chinese in aria-label"},
		{"wide", `<div style="width:400px">wide</div>`, "the page is 4"},
		{"small", `<p style="font-size:10px">tiny</p>`, `"tiny" is set in 10.0 px`},
		{"shrunk", `<svg width="100" height="50" viewBox="0 0 200 100"><text y="50" font-size="20">shrunk</text></svg>`, `"shrunk" is set in 10.0 px`},
		{"cut off", `<p style="margin-left:-40px">cut off</p>`, `"cut off" stands at -`},
		{"overlap", `<div style="position:relative;height:3em"><p style="position:absolute">under</p><p style="position:absolute">over</p></div>`, " lies on "},
		{"tile", `<ol class="tiles"><li class="t"><span style="display:block;width:10px">Inner Mongolia</span></li></ol>`, "a tile is too small"},
	}
	for _, row := range table {
		t.Run(row.name, func(t *testing.T) {
			b.open(t, plant(t, row.body, "").URL, plantedView)
			if found := layoutFaults(t, b, plantedView); !has(found, row.want) {
				t.Errorf("found %q, want %q among them", found, row.want)
			}
		})
	}
	t.Run("nothing", func(t *testing.T) {
		b.open(t, plant(t, `<h1>Fine <span lang="zh-CN">县</span></h1><div class="scroll" style="overflow-x:auto"><p style="width:900px">as wide as it likes</p></div>
			<ol class="tiles"><li class="t" style="font-size:10px">A</li></ol>`, "").URL, plantedView)
		if found := layoutFaults(t, b, plantedView); len(found) > 0 {
			t.Errorf("found %q on a page without faults", found)
		}
	})
}

func TestEarHearsWhatWasPlanted(t *testing.T) {
	const strict = "default-src 'none'; style-src 'self'; img-src 'self'"
	b := borrow(t)
	elsewhere := plant(t, "", "")
	table := []struct{ name, body, policy, want string }{
		{"console", `<script>console.error("planted error")</script>`, "", "planted error"},
		{"exception", `<script>undefinedName()</script>`, "", "exception"},
		{"inline style", `<p style="color:red">x</p>`, strict, "Content Security Policy"},
		{"inline script", `<script>1</script>`, strict, "Content Security Policy"},
		{"another origin", `<img alt="" src="` + elsewhere.URL + `/x.png">`, "", "calls " + elsewhere.URL},
		{"a frame", `<iframe title="f" src="` + elsewhere.URL + `/"></iframe>`, "", "calls " + elsewhere.URL},
	}
	for _, row := range table {
		t.Run(row.name, func(t *testing.T) {
			s := plant(t, row.body, row.policy)
			b.open(t, s.URL, plantedView)
			if found := b.ear.faults(s.URL, s.URL+"/", 200); !has(found, row.want) {
				t.Errorf("heard %q, want %q among them", found, row.want)
			}
		})
	}
	t.Run("nothing", func(t *testing.T) {
		s := plant(t, "<h1>Fine</h1>", strict)
		b.open(t, s.URL, plantedView)
		if found := b.ear.faults(s.URL, s.URL+"/", 200); len(found) > 0 {
			t.Errorf("heard %q from a silent page", found)
		}
	})
}

func TestBlankPictureIsNoticed(t *testing.T) {
	b := borrow(t)
	b.open(t, plant(t, "", "").URL, plantedView)
	if found := pictureFaults(run(t, b, chromedp.FullScreenshot(100)), phone, 1); !has(found, "colours") {
		t.Errorf("found %q on a blank page", found)
	}
}
