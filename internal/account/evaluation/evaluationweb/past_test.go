package evaluationweb_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// Unit d is new in 2020 and takes part in no comparison; a has not moved, b and c have.
const panel = `id,period,a,b,c
a,2020,10,20,1
b,2020,20,10,3
c,2020,25,5,2
d,2020,30,0,5
a,2010,10,20,1
b,2010,0,40,0
c,2010,30,0,5
e,2010,3,,
`

// A panel's report holds the judged period against the others, of the same units alone, and tells no change inside an interval.
func TestPastInTheReport(t *testing.T) {
	for name, doc := range reports(t, evaluateFigures(t, method, panel)) {
		for _, f := range faults(doc) {
			t.Errorf("%s: %s", name, f)
		}
		var cells []string
		doc.Find("section[aria-labelledby=past] tbody tr").First().Children().Each(func(_ int, c *goquery.Selection) {
			cells = append(cells, text(c))
		})
		// By hand, as in evaluation.TestPanelByHand: a 37.25, b 1 and c 101 then; a 37.25, b 69.125 and c 75.0625 now.
		if want := []string{"2010", "3", "1", "3", "37.2", "69.1", "1", "1", "1"}; !slices.Equal(cells, want) {
			t.Errorf("%s: %q", name, cells)
		}
		if head := text(doc.Find("section[aria-labelledby=units] thead th").Last()); !strings.Contains(head, "2010") {
			t.Errorf("%s: the table of units ends in %q", name, head)
		}
	}
	for name, doc := range reports(t, evaluate(t, method)) {
		if doc.Find("#past").Length() > 0 {
			t.Errorf("%s: one period, and yet a past", name)
		}
	}
}
