package browser

import (
	"slices"
	"strings"
	"testing"
)

var plantedView = view{"en", phone, normal}

// has tells whether one of the faults speaks of something.
func has(faults []string, what string) bool {
	return slices.ContainsFunc(faults, func(f string) bool { return strings.Contains(f, what) })
}

func TestAxeFindsWhatWasPlanted(t *testing.T) {
	needAxe(t)
	b := borrow(t)
	address := plant(`<h1>Planted</h1><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
		<p style="color:#999;background:linear-gradient(#fff,#eee)">pale words</p><h4>skipped</h4>
		<a href="#a" style="display:inline-block;width:9px;height:9px;background:#000" aria-label="a"></a><a href="#b"
			style="display:inline-block;width:9px;height:9px;background:#000" aria-label="b"></a>`, "")
	b.open(t, address, plantedView)
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
		{"sticks out", `<div style="border:1px solid;width:30px;font-size:20px">Heilongjiang</div>`, `"Heilongjiang" sticks out`},
		{"no room", `<svg width="3" height="20"></svg>`, "a drawing is 3x20"},
		{"struck", `<svg width="100" height="40"><polyline points="0,22 100,22"></polyline><text y="30" font-size="20">1,234</text></svg>`, `a line runs through "1,234"`},
		{"quotes", `<p style="letter-spacing:1em">the plan’s</p>`, "a mark as wide as a character: the plan"},
		{"small", `<p style="font-size:10px">tiny</p>`, `"tiny" is set in 10.0 px`},
		{"shrunk", `<svg width="100" height="50" viewBox="0 0 200 100"><text y="50" font-size="20">shrunk</text></svg>`, `"shrunk" is set in 10.0 px`},
		{"cut off", `<p style="margin-left:-40px">cut off</p>`, `"cut off" stands at -`},
		{"overlap", `<div style="position:relative;height:3em"><p style="position:absolute">under</p><p style="position:absolute">over</p></div>`, " lies on "},
		{"tile", `<ol class="tiles"><li class="t"><span style="display:block;width:10px">Inner Mongolia</span></li></ol>`, "a tile is too small"},
	}
	for _, row := range table {
		t.Run(row.name, func(t *testing.T) {
			b.open(t, plant(row.body, ""), plantedView)
			if found := layoutFaults(t, b, plantedView); !has(found, row.want) {
				t.Errorf("found %q, want %q among them", found, row.want)
			}
		})
	}
	t.Run("nothing", func(t *testing.T) {
		b.open(t, plant(`<h1>Fine <span lang="zh-CN">县</span></h1><div class="scroll" style="overflow-x:auto"><p style="width:900px">as wide as it likes</p></div>
			<ol class="tiles"><li class="t" style="font-size:10px">A</li></ol>
			<svg width="100" height="40"><polyline points="0,36 100,36"></polyline><text y="24" font-size="20">1,234</text></svg>
			<p style="border:1px solid">inside <span style="font-family:monospace">the plan’s</span></p>`, ""), plantedView)
		if found := layoutFaults(t, b, plantedView); len(found) > 0 {
			t.Errorf("found %q on a page without faults", found)
		}
	})
}

func TestEarHearsWhatWasPlanted(t *testing.T) {
	const strict = "default-src 'none'; style-src 'self'; img-src 'self'"
	b := borrow(t)
	table := []struct{ name, body, policy, want string }{
		{"console", `<script>console.error("planted error")</script>`, "", "planted error"},
		{"exception", `<script>undefinedName()</script>`, "", "exception"},
		{"inline style", `<p style="color:red">x</p>`, strict, "Content Security Policy"},
		{"inline script", `<script>1</script>`, strict, "Content Security Policy"},
		{"another origin", `<img alt="" src="` + elsewhere() + `/x.png">`, "", "calls " + elsewhere()},
		{"a frame", `<iframe title="f" src="` + elsewhere() + `/"></iframe>`, "", "calls " + elsewhere()},
	}
	for _, row := range table {
		t.Run(row.name, func(t *testing.T) {
			address := plant(row.body, row.policy)
			b.open(t, address, plantedView)
			if found := b.ear.faults(garden().origin, address, 200); !has(found, row.want) {
				t.Errorf("heard %q, want %q among them", found, row.want)
			}
		})
	}
	t.Run("nothing", func(t *testing.T) {
		address := plant("<h1>Fine</h1>", strict)
		b.open(t, address, plantedView)
		if found := b.ear.faults(garden().origin, address, 200); len(found) > 0 {
			t.Errorf("heard %q from a silent page", found)
		}
	})
}

func TestBlankPictureIsNoticed(t *testing.T) {
	b := borrow(t)
	b.open(t, plant("", ""), plantedView)
	if found := pictureFaults(wholePage(t, b), phone, 1); !has(found, "colours") {
		t.Errorf("found %q on a blank page", found)
	}
}
