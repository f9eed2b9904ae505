package evaluationweb_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// faults are the breaches of the contract of a page: one h1, headings in order, labels that exist, pictures with a text and a
// table beside them, nothing that runs or is fetched, no word left untranslated.
func faults(doc *goquery.Document) []string {
	list := headings(doc)
	doc.Find("script, main [style], iframe, object, link[rel=stylesheet][href^='http'], [src]").Each(func(_ int, e *goquery.Selection) {
		list = append(list, "runs or fetches: "+goquery.NodeName(e))
	})
	doc.Find("[id]").Each(func(_ int, e *goquery.Selection) {
		if id := e.AttrOr("id", ""); doc.Find("[id='"+id+"']").Length() > 1 {
			list = append(list, "the id "+id+" twice")
		}
	})
	doc.Find("[aria-labelledby]").Each(func(_ int, e *goquery.Selection) {
		for id := range strings.FieldsSeq(e.AttrOr("aria-labelledby", "")) {
			if text(doc.Find("[id='"+id+"']")) == "" {
				list = append(list, "no words for the label "+id)
			}
		}
	})
	doc.Find("main [role=img]").Each(func(_ int, e *goquery.Selection) {
		if e.AttrOr("aria-labelledby", "") == "" {
			list = append(list, "a picture without a text")
		}
		if e.Closest("section, article").Find("table").Length() == 0 {
			list = append(list, "a picture without a table: "+text(e.Find(".vh").First()))
		}
	})
	doc.Find("table").Each(func(_ int, e *goquery.Selection) {
		if text(e.Find("caption")) == "" || e.Find("tbody tr").Length() != e.Find("tbody th[scope=row]").Length() {
			list = append(list, "a table without caption or row headers")
		}
	})
	all := text(doc.Find("body"))
	for _, sign := range []string{"⟦", "{", "NaN", "Inf", "%!", "\ue000", "<nil>"} {
		if i := strings.Index(all, sign); i >= 0 {
			list = append(list, "stray "+all[i:min(len(all), i+24)])
		}
	}
	return list
}

func headings(doc *goquery.Document) (list []string) {
	if n := doc.Find("h1").Length(); n != 1 {
		list = append(list, fmt.Sprintf("%d h1", n))
	}
	level := 0
	doc.Find("h1, h2, h3, h4").Each(func(_ int, h *goquery.Selection) {
		now := int(goquery.NodeName(h)[1] - '0')
		if now > level+1 || text(h) == "" {
			list = append(list, "the heading "+text(h))
		}
		level = now
	})
	return list
}

// The control: a page with every fault is caught.
func TestFaultsAreSeen(t *testing.T) {
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(`<main><h1 id="x">a</h1><h1 id="x">b</h1><h3>c</h3><section aria-labelledby="gone">
		<div role="img"></div></section><script></script><img src="y"><table><tr><td>⟦key⟧</td></tr></table></main>`))
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(faults(doc), "; ")
	for _, want := range []string{"2 h1", "heading c", "the id x", "gone", "without a text", "without a table", "fetches: script", "fetches: img", "row headers", "⟦"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not seen: %s", want, got)
		}
	}
}

// text is the words of a selection, with single spaces.
func text(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

// cells is the words of a table row, cell by cell.
func cells(row *goquery.Selection) string {
	return strings.Join(row.Find("th, td").Map(func(_ int, e *goquery.Selection) string { return text(e) }), " | ")
}
