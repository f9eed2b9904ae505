package web

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mihe/internal/base/i18n"
)

func pageFor(t *testing.T, target string, header ...string) Page {
	t.Helper()
	return newPage(request(target, header...), newSite(t).config.Words)
}

func TestLanguageOfAPage(t *testing.T) {
	for _, tc := range []struct {
		query, header string
		want          i18n.Lang
		link          string // only a language that the address names travels on
	}{
		{"", "", i18n.ZhCN, "/x"},
		{"", "en-GB,en;q=0.9", i18n.En, "/x"},
		{"", "fr", i18n.ZhCN, "/x"},
		{"", "fr;q=0.9, en;q=0.4, zh;q=0.5", i18n.ZhCN, "/x"},
		{"?lang=zh-CN", "en", i18n.ZhCN, "/x?lang=zh-CN"},
		{"?lang=en", "zh-CN", i18n.En, "/x?lang=en"},
		{"?lang=EN_us", "zh-CN", i18n.En, "/x?lang=en"},
		{"?lang=fr", "en", i18n.En, "/x"},
		{"?lang=", "en", i18n.En, "/x"},
	} {
		p := pageFor(t, "/"+tc.query, "Accept-Language", tc.header)
		if p.Lang != tc.want || p.Link("/x") != tc.link {
			t.Errorf("%q with %q: %s and links to %s, want %s and %s", tc.query, tc.header, p.Lang, p.Link("/x"), tc.want, tc.link)
		}
	}
}

func TestLinksKeepWishesAndNothingElse(t *testing.T) {
	p := pageFor(t, "/a?print=large&contrast=more&lang=en&by=sex&q=a+b")
	for _, tc := range []struct{ got, want string }{
		{p.Link("/x"), "/x?contrast=more&lang=en&print=large"},
		{p.Link("/x#here", "by", "age", "none", ""), "/x?by=age&contrast=more&lang=en&print=large#here"},
		{p.Again("by", ""), "/a?contrast=more&lang=en&print=large&q=a+b"},
		{p.Again("by", "age", "contrast", ""), "/a?by=age&lang=en&print=large&q=a+b"},
		{p.Again(), "/a?by=sex&contrast=more&lang=en&print=large&q=a+b"}, // what came before left no trace
		{pageFor(t, "/a?print=1").Link("/x"), "/x"},
		{pageFor(t, "/a?print=poster&lang=en-GB").Again(), "/a?lang=en"}, // wishes have one spelling
		{pageFor(t, "/a?print=huge&contrast=1&lang=xx").Link("/x"), "/x"},
		{pageFor(t, "/区/县").Again(), "/%E5%8C%BA/%E5%8E%BF"},
	} {
		if tc.got != tc.want {
			t.Errorf("link %q, want %q", tc.got, tc.want)
		}
	}
}

func TestDatesForReading(t *testing.T) {
	zh, en := pageFor(t, "/?lang=zh"), pageFor(t, "/?lang=en")
	for _, tc := range []struct{ got, want string }{
		{zh.Period("2020"), "2020 年"},
		{zh.Period("2020-11"), "2020 年 11 月"},
		{zh.Period("2020-11-01"), "2020 年 11 月 1 日"},
		{zh.Period("2020-Q1"), "2020 年第 1 季度"},
		{en.Period("2020-11-01"), "1 November 2020"},
		{en.Period("2020-06"), "June 2020"},
		{en.Period("2020-Q4"), "2020, quarter 4"},
		{zh.Day("2026-11-27"), "2026 年 11 月 27 日（星期五）"}, // a Friday, as the resident page of the look has it
		{en.Day("2026-11-27"), "Friday 27 November 2026"},
		{en.Day("soon"), "soon"},
		{zh.Range("85%", "99%"), "85%～99%"},
		{en.Range("85%", "99%"), "85%–99%"},
		{zh.Period("?"), "?"},
	} {
		if tc.got != tc.want {
			t.Errorf("%q, want %q", tc.got, tc.want)
		}
	}
}

func TestNamesInsideASentence(t *testing.T) {
	sentence := "In " + Mark(Text{"赫章县", "zh-CN"}) + ", " + Mark(Plain("Guizhou")) + "."
	var b strings.Builder
	if err := Say(sentence).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	if got, want := b.String(), `In <span lang="zh-CN">赫章县</span>, Guizhou.`; got != want {
		t.Errorf("Say = %q, want %q", got, want)
	}
	if got, want := Unmarked(sentence), "In 赫章县, Guizhou."; got != want {
		t.Errorf("Unmarked = %q, want %q", got, want)
	}
}

// Marks never lose or add a character of what was said, whatever stands around them.
func TestMarksAreInvisible(t *testing.T) {
	text := rapid.StringMatching(`[a-z <>&"|赫章县]{0,8}`)
	rapid.Check(t, func(t *rapid.T) {
		var marked, plain strings.Builder
		for range rapid.IntRange(0, 5).Draw(t, "parts") {
			part := Text{text.Draw(t, "text"), rapid.SampledFrom([]string{"", "zh-CN"}).Draw(t, "lang")}
			marked.WriteString(Mark(part))
			plain.WriteString(part.Text)
		}
		if got := Unmarked(marked.String()); got != plain.String() {
			t.Fatalf("Unmarked(%q) = %q, want %q", marked.String(), got, plain.String())
		}
	})
}

func TestCountsAndDoersInWords(t *testing.T) {
	p := pageFor(t, "/?lang=en")
	for actor, want := range map[string]string{
		"operator": "whoever runs the program", "system:doctor": "the program itself (doctor)", "visitor": "somebody not signed in",
		"acct_a": "acct_a", "operator_b": "operator_b",
	} {
		if got := p.Doer(actor); got != want {
			t.Errorf("%s: %q, want %q", actor, got, want)
		}
	}
	p.desk = func(account string) (i18n.Name, bool) { return i18n.Name{Zh: "大方县"}, account == "acct_known1234" }
	if got, want := Unmarked(p.Doer("acct_known1234")), "an account of 大方县 (ending 1234)"; got != want {
		t.Errorf("an account with a place: %q, want %q", got, want)
	}
	if got := p.Doer("acct_a"); got != "acct_a" {
		t.Errorf("an account that the node does not know: %q", got)
	}
}

// Every page of a node whose people are made up says so, the page of a failure too; no page of another node does.
func TestMadeUpNodesSaySo(t *testing.T) {
	for _, madeUp := range []bool{true, false} {
		s := newSite(t)
		s.config.Synthetic = madeUp
		s.Page("GET /a", nil, page("a"))
		for _, path := range []string{"/a", "/absent"} {
			if got := strings.Contains(s.get(t, path).Body.String(), `<aside class="band"`); got != madeUp {
				t.Errorf("%s of a node, made up %v: said %v", path, madeUp, got)
			}
		}
	}
}
