package browser

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

//go:embed js/axe.js
var axeJS string

// tags are the rules we ask for: WCAG 2.0 to 2.2 at levels A and AA, which are our promise, and axe's own good practice.
var tags = []string{"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"}

// findings is what axe says of one page.
type findings struct {
	Violations []finding `json:"violations"`
	Incomplete []finding `json:"incomplete"` // what a person must decide
}

// finding is one rule and the first few places it speaks of.
type finding struct {
	ID     string `json:"id"`
	Help   string `json:"help"`
	Impact string `json:"impact"`
	WCAG   bool   `json:"wcag"` // else good practice
	Count  int    `json:"count"`
	Nodes  []struct {
		Target string `json:"target"`
		Why    string `json:"why"`
	} `json:"nodes"`
}

func (f finding) String() string {
	s := fmt.Sprintf("%s (%s) %s, %d times", f.ID, f.Impact, f.Help, f.Count)
	for _, n := range f.Nodes {
		s += "\n\t" + n.Target + ": " + n.Why
	}
	return s
}

// axeSource is the engine, read from where MIHE_AXE says.
var axeSource = sync.OnceValues(func() (string, error) {
	raw, err := os.ReadFile(os.Getenv("MIHE_AXE"))
	return string(raw), err
})

func needAxe(t *testing.T) {
	t.Helper()
	needBrowser(t)
	if os.Getenv("MIHE_AXE") == "" {
		t.Skip("MIHE_AXE names no axe.min.js: accessibility is not checked")
	}
}

// axe asks the engine about the page in the tab. It is evaluated by the debugger, so that the page's own policy, which
// forbids script, stays as it is.
func axe(t *testing.T, b *tab) findings {
	t.Helper()
	source, err := axeSource()
	if err != nil {
		t.Fatal(err)
	}
	wanted, err := json.Marshal(tags)
	if err != nil {
		t.Fatal(err)
	}
	b.do(t, chromedp.Evaluate[chromedp.Void](source))
	return ask[findings](t, b, axeJS+"("+string(wanted)+")")
}

// tally gathers findings of many pages by rule and reason.
type tally struct {
	sync.Mutex
	places map[string][]string
}

func (c *tally) add(where string, list []finding) {
	c.Lock()
	defer c.Unlock()
	if c.places == nil {
		c.places = map[string][]string{}
	}
	for _, f := range list {
		for _, n := range f.Nodes {
			reason := f.ID + ": " + n.Why
			c.places[reason] = append(c.places[reason], where+" "+n.Target)
		}
	}
}

// lines tells each reason with the first places it was met at.
func (c *tally) lines() []string {
	const shown = 4
	c.Lock()
	defer c.Unlock()
	var out []string
	for _, reason := range slices.Sorted(maps.Keys(c.places)) {
		list := c.places[reason]
		slices.Sort(list)
		out = append(out, fmt.Sprintf("%s (on %d pages)\n\t%s", reason, len(list), strings.Join(list[:min(shown, len(list))], "\n\t")))
	}
	return out
}

// No page violates a rule; what axe cannot decide is listed in the log.
func TestAccessible(t *testing.T) {
	needAxe(t)
	var practice, undecided tally
	t.Run("wcag", func(t *testing.T) {
		for i, p := range pages {
			t.Run(p.name, func(t *testing.T) {
				t.Parallel()
				b := borrow(t)
				b.as(t, p.as)
				for _, v := range p.axeViews(i) {
					if status := b.open(t, p.address(t, v), v); status != p.want() {
						t.Errorf("%s is answered with %d, want %d", p.path, status, p.want())
						continue
					}
					found := axe(t, b)
					where := p.name + "." + v.String()
					undecided.add(where, found.Incomplete)
					for _, f := range found.Violations {
						if f.WCAG {
							t.Errorf("%s: %v", where, f)
						} else {
							practice.add(where, []finding{f})
						}
					}
				}
			})
		}
	})
	t.Run("good practice", func(t *testing.T) {
		for _, line := range practice.lines() {
			t.Error(line)
		}
	})
	for _, line := range undecided.lines() {
		t.Log("for a person to decide: ", line)
	}
}
