package steeringweb_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// paths are every page of this room.
func paths() []string {
	list := []string{"/", "/actions", "/progress"}
	for n := 1; n <= 17; n++ {
		list = append(list, fmt.Sprintf("/actions/%d", n))
	}
	return list
}

// Structure is the accessibility contract: one h1, headings in order, unique ids, named regions, links with words, every
// drawing named or hidden, and no words left untranslated.
func testMarkup(t *testing.T, s *site) {
	for _, path := range paths() {
		for _, query := range []string{"?lang=zh-CN", "?lang=en", "?lang=zh-CN&print=large", "?lang=en&print=1"} {
			doc := s.page(t, path+query)
			for _, fault := range faults(doc) {
				t.Errorf("%s%s: %s", path, query, fault)
			}
			if strings.HasPrefix(query, "?lang=en") {
				if han := unmarkedHan(doc.Find("main")); han != "" {
					t.Errorf("%s%s: Chinese without lang: %q", path, query, han)
				}
			}
		}
	}
}

// The control: a page with every fault must be caught.
func TestFaultsAreSeen(t *testing.T) {
	doc := must(goquery.NewDocumentFromReader(strings.NewReader(`<main><h1>a</h1><h1>b</h1><h3 id="x">c</h3><p id="x">⟦key⟧</p>
		<a href="/"></a><section aria-labelledby="gone"></section><svg></svg><p>{name}</p></main>`)))(t)
	got := strings.Join(faults(doc), "; ")
	for _, want := range []string{"h1", "h3 after h1", "id x", "⟦", "link", "gone", "svg", "{name}"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not among the faults seen: %s", want, got)
		}
	}
	if unmarkedHan(must(goquery.NewDocumentFromReader(strings.NewReader(`<p>x <b>中</b></p>`)))(t).Selection) == "" {
		t.Error("Chinese without lang is not seen")
	}
}

func faults(doc *goquery.Document) []string {
	var list []string
	if n := doc.Find("h1").Length(); n != 1 {
		list = append(list, fmt.Sprintf("%d h1", n))
	}
	level := 0
	doc.Find("h1, h2, h3, h4").Each(func(_ int, h *goquery.Selection) {
		now := int(goquery.NodeName(h)[1] - '0')
		if now > level+1 && level > 0 {
			list = append(list, fmt.Sprintf("h%d after h%d: %s", now, level, text(h)))
		}
		level = now
	})
	ids := map[string]bool{}
	doc.Find("[id]").Each(func(_ int, e *goquery.Selection) {
		id := e.AttrOr("id", "")
		if ids[id] {
			list = append(list, "id "+id+" is used twice")
		}
		ids[id] = true
	})
	doc.Find("[aria-labelledby]").Each(func(_ int, e *goquery.Selection) {
		for id := range strings.FieldsSeq(e.AttrOr("aria-labelledby", "")) {
			if !ids[id] {
				list = append(list, "label "+id+" is nowhere")
			}
		}
	})
	doc.Find("main a").Each(func(_ int, a *goquery.Selection) {
		if text(a) == "" {
			list = append(list, "a link without words")
		}
	})
	doc.Find("main svg").Each(func(_ int, e *goquery.Selection) {
		if e.ParentsFiltered("svg").Length() == 0 && e.AttrOr("aria-hidden", "") != "true" && e.AttrOr("role", "") != "img" {
			list = append(list, "an svg that is neither named nor hidden")
		}
	})
	all := text(doc.Find("main"))
	for _, sign := range []string{"⟦", "{", "NaN", "%!"} {
		if i := strings.Index(all, sign); i >= 0 {
			list = append(list, "stray "+all[i:min(len(all), i+24)])
		}
	}
	return list
}

// unmarkedHan returns the first Han text that no lang attribute marks.
func unmarkedHan(s *goquery.Selection) string {
	for _, n := range s.Nodes {
		if found := han(n); found != "" {
			return found
		}
	}
	return ""
}

func han(n *html.Node) string {
	if n.Type == html.TextNode && strings.IndexFunc(n.Data, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0 {
		return n.Data
	}
	for _, a := range n.Attr {
		if n.Type == html.ElementNode && a.Key == "lang" && a.Val == "zh-CN" {
			return ""
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if found := han(c); found != "" {
			return found
		}
	}
	return ""
}
