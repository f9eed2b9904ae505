package indicatorweb_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"unicode"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// paths are pages of every kind: each grouping, each kind of indicator, each kind of place.
var paths = []string{
	"/indicators", "/indicators/bath", "/indicators/bath?by=economic_region", "/indicators/bath?by=prefecture",
	"/indicators/bath?by=county", "/indicators/bath?by=county&within=520000", "/indicators/bath?by=prefecture&within=520000",
	"/indicators/bath?by=urbanisation_band", "/indicators/bath?by=unit_type&within=520500", "/indicators/bath?by=province&within=west",
	"/indicators/income", "/indicators/income?by=province&order=change", "/indicators/income?by=urban_rural",
	"/indicators/income_urban_rural?period=2012", "/indicators/illiteracy_15_plus?by=sex",
	"/indicators/illiteracy_15_plus?by=sex&within=520526", "/indicators/urban_share?by=urban_rural",
	"/indicators/gdp_per_capita?by=economic_region", "/indicators/household_size", "/indicators/tertiary_per_100k",
	"/indicators/health_workers?by=county&within=110000", "/indicators/digital_campus",
	"/regions", "/regions?q=hezhang", "/regions?q=nowhere", "/regions/520527", "/regions/520500", "/regions/520000",
	"/regions/110000", "/regions/110100", "/regions/320611", "/regions/320613", "/regions/330113", "/regions/441900",
	"/regions/441900@prefecture", "/regions/000000",
}

// Structure is the accessibility contract: one h1, headings in order, unique ids, named regions, tables with headers,
// links with words, every drawing named or hidden, nothing inline, no words left untranslated.
func testMarkup(t *testing.T, s *site) {
	for _, path := range paths {
		for _, wish := range []string{"lang=zh-CN", "lang=en&print=large", "lang=en&print=1&contrast=more"} {
			address := path + "?" + wish
			if strings.Contains(path, "?") {
				address = path + "&" + wish
			}
			doc := s.page(t, address)
			for _, fault := range faults(doc) {
				t.Errorf("%s: %s", address, fault)
			}
			if strings.HasPrefix(wish, "lang=en") {
				if han := unmarkedHan(doc.Find("main, nav.crumb, title")); han != "" {
					t.Errorf("%s: Chinese without lang: %q", address, han)
				}
			}
		}
	}
}

// The control: a page with every fault must be caught.
func TestFaultsAreSeen(t *testing.T) {
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(`<main><h1>a</h1><h1>b</h1><h3 id="x">c</h3><p id="x">⟦key⟧</p>
		<a href="/"></a><section aria-labelledby="gone"></section><svg></svg><p style="color:red">{name}</p><script></script>
		<table><tr><td>1</td></tr></table></main>`))
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(faults(doc), "; ")
	for _, want := range []string{"2 h1", "h3 after h1", "id x", "⟦", "link", "gone", "svg", "{name}", "style", "script", "caption", "header"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not among the faults seen: %s", want, got)
		}
	}
	if unmarkedHan(doc.Find("main").AppendHtml("<p>x <b>中</b></p>")) == "" {
		t.Error("Chinese without lang is not seen")
	}
}

func faults(doc *goquery.Document) []string {
	list := append(headings(doc), references(doc)...)
	doc.Find("[style], [onclick], script, style").Each(func(_ int, e *goquery.Selection) {
		list = append(list, "inline style or script: "+goquery.NodeName(e))
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
	doc.Find("table").Each(func(_ int, e *goquery.Selection) {
		if text(e.Find("caption")) == "" {
			list = append(list, "a table without caption")
		}
		if e.Find(`thead th[scope="col"]`).Length() == 0 || e.Find("tbody tr").Length() != e.Find(`tbody th[scope="row"]`).Length() {
			list = append(list, "a table without header cells")
		}
	})
	all := text(doc.Find("main"))
	for _, sign := range []string{"⟦", "{", "NaN", "Inf", "%!", "\ue000", "<nil>", "0x"} {
		if i := strings.Index(all, sign); i >= 0 {
			list = append(list, "stray "+all[i:min(len(all), i+24)])
		}
	}
	return list
}

func headings(doc *goquery.Document) []string {
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
		if text(h) == "" {
			list = append(list, "an empty heading")
		}
		level = now
	})
	return list
}

func references(doc *goquery.Document) []string {
	var list []string
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
	doc.Find(`main a[href^="#"]`).Each(func(_ int, a *goquery.Selection) {
		if id := strings.TrimPrefix(a.AttrOr("href", ""), "#"); !ids[id] {
			list = append(list, "a link to "+id+", which is nowhere")
		}
	})
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
	isHan := func(s string) bool {
		return strings.IndexFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0
	}
	if n.Type == html.TextNode && isHan(n.Data) {
		return n.Data
	}
	for _, a := range n.Attr {
		if n.Type == html.ElementNode && a.Key == "lang" && a.Val == "zh-CN" {
			return ""
		}
		if a.Key == "aria-label" && isHan(a.Val) {
			return a.Val
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if found := han(c); found != "" {
			return found
		}
	}
	return ""
}

func testLinksKeepTheReadersWishes(t *testing.T, s *site) {
	for _, path := range paths {
		address := path + "?lang=en&print=large&contrast=more"
		if strings.Contains(path, "?") {
			address = path + "&lang=en&print=large&contrast=more"
		}
		s.page(t, address).Find("main a, nav.crumb a").Each(func(_ int, a *goquery.Selection) {
			u, err := url.Parse(a.AttrOr("href", ""))
			if err != nil || u.Path == "" {
				return // a place on this page
			}
			if q := u.Query(); q.Get("lang") != "en" || q.Get("print") != "large" || q.Get("contrast") != "more" {
				t.Errorf("%s: the link %q (%s) drops the reader's wishes", address, text(a), u)
			}
		})
	}
}

// A first view takes at most 60 KB on the wire, style sheet and all; the style sheet has about 10.
func testPagesAreSmall(t *testing.T, s *site) {
	for _, path := range paths {
		if n := s.fetch(path, "Accept-Encoding", "gzip").Body.Len(); n > 45_000 {
			t.Errorf("%s: %d bytes compressed, want at most 45,000", path, n)
		}
	}
}
