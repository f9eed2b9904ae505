package web

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"mihe/internal/base/access"
	"mihe/internal/base/i18n"
)

// galleries are the ways in which the gallery is walked.
var galleries = []string{
	"/gallery?lang=zh-CN", "/gallery?lang=en", "/gallery?lang=en&print=large&contrast=more", "/gallery?lang=zh-CN&print=1", "/nothing?lang=en", "/nothing?lang=zh-CN",
}

// walk runs check on every page that holds components.
func walk(t *testing.T, check func(t *testing.T, doc *goquery.Document)) {
	t.Helper()
	s := newSite(t)
	registerGallery(s.Mux)
	for _, path := range galleries {
		doc, err := goquery.NewDocumentFromReader(s.get(t, path).Body)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(path, func(t *testing.T) { check(t, doc) })
	}
}

func TestNoComponentNeedsAWeakerPolicy(t *testing.T) {
	walk(t, func(t *testing.T, doc *goquery.Document) {
		if n := doc.Find("script, style, iframe, object, embed, base, meta[http-equiv], link[rel=preload]").Length(); n > 0 {
			t.Errorf("%d elements that the policy refuses", n)
		}
		doc.Find("*").Each(func(_ int, e *goquery.Selection) {
			for _, a := range e.Nodes[0].Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(strings.ToLower(a.Val), "javascript:") {
					t.Errorf("<%s %s=%q>", e.Nodes[0].Data, a.Key, a.Val)
				}
			}
		})
		doc.Find("link[href], img[src]").Each(func(_ int, e *goquery.Selection) {
			if href := e.AttrOr("href", e.AttrOr("src", "")); !strings.HasPrefix(href, "/") || strings.HasPrefix(href, "//") {
				t.Errorf("%s comes from elsewhere", href)
			}
		})
	})
}

func TestHeadingsAndLandmarks(t *testing.T) {
	walk(t, func(t *testing.T, doc *goquery.Document) {
		for selector, want := range map[string]int{
			"html[lang]": 1, "head > title": 1, "h1": 1, "main#main[tabindex='-1']": 1, `body > a.skip[href="#main"]:first-child`: 1, "header.top": 1, "footer": 1,
			`.tools a[hreflang][lang]`: 1,
		} {
			if got := doc.Find(selector).Length(); got != want {
				t.Errorf("%s: %d, want %d", selector, got, want)
			}
		}
		last := 0
		doc.Find("h1, h2, h3, h4").Each(func(_ int, e *goquery.Selection) {
			level := int(e.Nodes[0].Data[1] - '0')
			if level > last+1 {
				t.Errorf("%q jumps from h%d to h%d", e.Text(), last, level)
			}
			last = level
		})
		names := map[string]bool{}
		doc.Find("nav, [role=region], main aside").Each(func(_ int, e *goquery.Selection) {
			name := e.AttrOr("aria-label", "")
			if name == "" || names[name] {
				t.Errorf("a landmark %s is named %q: empty or not unique", e.Nodes[0].Data, name)
			}
			names[name] = true
		})
	})
}

func TestReferencesInsideAPage(t *testing.T) {
	walk(t, func(t *testing.T, doc *goquery.Document) {
		ids := map[string]int{"top": 1}
		doc.Find("[id]").Each(func(_ int, e *goquery.Selection) { ids[e.AttrOr("id", "")]++ })
		for id, n := range ids {
			if n != 1 {
				t.Errorf("id %q stands %d times", id, n)
			}
		}
		for _, attr := range []string{"aria-labelledby", "aria-describedby", "for"} {
			doc.Find("[" + attr + "]").Each(func(_ int, e *goquery.Selection) {
				for id := range strings.FieldsSeq(e.AttrOr(attr, "")) {
					if ids[id] != 1 {
						t.Errorf("%s=%q leads nowhere", attr, id)
					}
				}
			})
		}
		doc.Find(`a[href^="#"]`).Each(func(_ int, e *goquery.Selection) {
			if id := strings.TrimPrefix(e.AttrOr("href", ""), "#"); ids[id] != 1 {
				t.Errorf("the link to #%s leads nowhere", id)
			}
		})
	})
}

func TestFormsTablesAndDrawings(t *testing.T) {
	walk(t, func(t *testing.T, doc *goquery.Document) {
		doc.Find("input:not([type=hidden])").Each(func(_ int, e *goquery.Selection) {
			if doc.Find(fmt.Sprintf("label[for=%q]", e.AttrOr("id", "?"))).Length() != 1 {
				t.Errorf("input %s has no label", e.AttrOr("name", ""))
			}
			said := strings.Fields(e.AttrOr("aria-describedby", ""))
			if e.Is("[aria-invalid=true]") != doc.Find(".errmsg#e-"+e.AttrOr("name", "?")).Is("p") || e.Is("[aria-invalid]") && len(said) != 2 {
				t.Errorf("input %s: error not tied to it (%v)", e.AttrOr("name", ""), said)
			}
		})
		doc.Find("table").Each(func(_ int, e *goquery.Selection) {
			heads, rows := e.Find("thead th[scope=col]").Length(), e.Find("tbody tr")
			if e.Find("caption").Length() != 1 || rows.Find("th[scope=row]").Length() != rows.Length() || !e.Parent().Is("[role=region][tabindex='0'][aria-label]") {
				t.Errorf("table %q lacks caption, row headers or a region", e.Find("caption").Text())
			}
			rows.Each(func(_ int, r *goquery.Selection) {
				if r.Children().Length() != heads {
					t.Errorf("a row of %q has %d cells under %d heads", e.Find("caption").Text(), r.Children().Length(), heads)
				}
			})
		})
		doc.Find("[role=img]").Each(func(_ int, e *goquery.Selection) {
			names := strings.Fields(e.AttrOr("aria-labelledby", ""))
			if len(names) != 2 || len(doc.Find("#"+names[1]).Text()) < 20 {
				t.Errorf("drawing %v has no title or no description in words", names)
			}
		})
		doc.Find("main svg").Each(func(_ int, e *goquery.Selection) {
			if e.Closest("[role=img], [aria-hidden=true]").Length() == 0 {
				t.Error("a drawing is neither described nor hidden")
			}
		})
	})
}

// On an English page every Chinese word carries its language (WCAG 3.1.2), and no key or mark is left in sight.
func TestEveryWordIsInItsLanguage(t *testing.T) {
	walk(t, func(t *testing.T, doc *goquery.Document) {
		page := doc.Find("html").AttrOr("lang", "")
		for n := range doc.Nodes[0].Descendants() {
			if n.Type != html.TextNode {
				continue
			}
			if strings.ContainsAny(n.Data, "⟦"+opened+closed) {
				t.Errorf("a key or a mark is in sight: %q", n.Data)
			}
			if han := strings.ContainsFunc(n.Data, func(r rune) bool { return unicode.Is(unicode.Han, r) }); han && page == "en" && langOf(n) != "zh-CN" {
				t.Errorf("%q is marked %s", strings.TrimSpace(n.Data), langOf(n))
			}
		}
		doc.Find("[aria-label], [title], title").Each(func(_ int, e *goquery.Selection) {
			if text := e.AttrOr("aria-label", "") + e.Filter("title").Text(); strings.Contains(text, opened) || strings.Contains(text, "⟦") {
				t.Errorf("a key or a mark in a name: %q", text)
			}
		})
	})
}

func langOf(n *html.Node) string {
	for ; n != nil; n = n.Parent {
		for _, a := range n.Attr {
			if a.Key == "lang" {
				return a.Val
			}
		}
	}
	return ""
}

var className = regexp.MustCompile(`\.([a-z][a-z0-9-]*)`)

// A class without a rule is a spelling mistake, here or in the style sheet.
func TestEveryClassHasARule(t *testing.T) {
	rules := map[string]bool{}
	for _, m := range className.FindAllStringSubmatch(string(lookCSS), -1) {
		rules[m[1]] = true
	}
	walk(t, func(t *testing.T, doc *goquery.Document) {
		doc.Find("[class]").Each(func(_ int, e *goquery.Selection) {
			for c := range strings.FieldsSeq(e.AttrOr("class", "")) {
				if !rules[c] {
					t.Errorf("class %q has no rule", c)
				}
			}
		})
	})
}

// The wishes of a reader travel with every link inside the program and with every form.
// The foot says of figures alone that they are computed from public data, and to nobody who may see others beside them.
func TestTheFootSpeaksOfFiguresWhereThereAreAny(t *testing.T) {
	words := newSite(t).config.Words
	for name, c := range map[string]struct {
		figures bool
		who     access.Actor
		want    bool
	}{
		"figures, read by a visitor":   {true, access.Visitor(), true},
		"figures, read by an official": {true, access.Actor{ID: "acct_a", Person: "person_a"}, false},
		"a page of one's own":          {false, access.Actor{ID: "acct_a", Person: "person_a"}, false},
		"another public page":          {false, access.Visitor(), false},
	} {
		var b bytes.Buffer
		p := Page{Lang: i18n.En, words: words, who: c.who}
		if err := layout(p, shell{}, View{Title: "t", Body: templ.Raw("<h1>t</h1>"), Figures: c.figures}).Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(b.String(), words.Text(i18n.En, "web.foot.computed")); got != c.want {
			t.Errorf("%s: the foot says it: %v, want %v", name, got, c.want)
		}
	}
}

func TestWishesTravelOn(t *testing.T) {
	s := newSite(t)
	registerGallery(s.Mux)
	doc, err := goquery.NewDocumentFromReader(s.get(t, "/gallery?lang=en&print=large&contrast=more&page=3").Body)
	if err != nil {
		t.Fatal(err)
	}
	for selector, want := range map[string]string{
		".brand": "/?contrast=more&lang=en&print=large", ".tools a[hreflang]": "/gallery?contrast=more&lang=zh-CN&page=3&print=large",
		".tools li:first-child a": "/gallery?contrast=more&lang=en&page=3", `[rel=prev]`: "/gallery?contrast=more&lang=en&print=large",
		".menu [aria-current=page]": "/gallery?contrast=more&lang=en&print=large", ".foot .links a:first-child": "/gallery?contrast=more&lang=en&page=3&print=1",
	} {
		if got := doc.Find(selector).AttrOr("href", ""); got != want {
			t.Errorf("%s leads to %q, want %q", selector, got, want)
		}
	}
	if got := doc.Find("form.search input[type=hidden]").Length(); got != 3 {
		t.Errorf("the search form carries %d wishes, want 3", got)
	}
	if n := doc.Find("html.large.contrast").Length(); n != 1 {
		t.Error("the wishes are not on <html>")
	}
}
