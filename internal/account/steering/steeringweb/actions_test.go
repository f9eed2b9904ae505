package steeringweb_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"mihe/data"
	"mihe/internal/account/steering"
)

func testActionPages(t *testing.T, s *site) {
	plan := must(steering.LoadPlan(must(data.Plan())(t)))(t)
	for _, a := range plan.Actions {
		zh := s.page(t, fmt.Sprintf("/actions/%d?lang=zh-CN", a.Number))
		if got := text(zh.Find("h1")); got != a.Title.Zh {
			t.Errorf("%s is headed %q, want %q", a.Code(), got, a.Title.Zh)
		}
		if got := text(zh.Find("blockquote").First()); got != a.Text.Zh {
			t.Errorf("%s quotes %q, want the plan's text", a.Code(), got)
		}
		en := s.page(t, fmt.Sprintf("/actions/%d?lang=en", a.Number))
		if got := text(en.Find("blockquote [lang='zh-CN']")); got != a.Text.Zh {
			t.Errorf("%s in English quotes %q, want the authoritative Chinese text", a.Code(), got)
		}
		if !strings.Contains(text(en.Find("main")), "working translation") {
			t.Errorf("%s in English does not say that it is a working translation", a.Code())
		}
		if got, want := en.Find(".facts dt:contains('Lead departments') ~ dd").Length()-notes(a), len(a.Leads); got != want {
			t.Errorf("%s names %d lead departments, want %d", a.Code(), got, want)
		}
	}
}

// notes counts the lines under the heading of notes, which follow the departments.
func notes(a steering.Action) int {
	n := 1 + len(a.Notes) // the first says that the plan names no lead department
	if a.LeadNote.Zh != "" {
		n++
	}
	return n
}

// A related paper's figure always carries its badge and its source; what the text itself asks carries the other badge.
func testBadges(t *testing.T, s *site) {
	doc := s.page(t, "/actions/11?lang=zh-CN")
	var got []string
	doc.Find("section[aria-labelledby=targets] .tasks").First().Find("li").Each(func(_ int, li *goquery.Selection) {
		got = append(got, text(li.Find(".tag")))
		related := li.Find(".tag.on").Length() == 0
		if related && !strings.Contains(text(li), "来源：") {
			t.Errorf("%s has no source", text(li))
		}
	})
	want := []string{"方案原文", "关联文件目标（未核实）", "关联文件目标（未核实）"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("badges = %v, want %v", got, want)
	}
	if !strings.Contains(text(doc.Find("section[aria-labelledby=targets]")), "2025 年，日期已过") {
		t.Error("the county platform was due in 2025, and the page does not say that the date has passed")
	}
}

func testGoalsPass(t *testing.T, s *site) {
	for _, c := range []struct {
		now  time.Time
		want int
	}{
		{time.Date(2025, 12, 31, 15, 59, 0, 0, time.UTC), 0}, // a minute before midnight in China
		{time.Date(2025, 12, 31, 16, 1, 0, 0, time.UTC), 8},
	} {
		doc := (&site{s.at(t, c.now), s.World}).page(t, "/actions?lang=zh-CN")
		got := doc.Find("section[aria-labelledby^=goal] .tag:contains('日期已过')").Length()
		if got != c.want {
			t.Errorf("at %s %d strands have passed, want %d", c.now, got, c.want)
		}
		if n := doc.Find("section[aria-labelledby^=goal] .tag:contains('还没有证据')").Length(); n != 12 {
			t.Errorf("at %s %d strands are without evidence, want all 12", c.now, n)
		}
	}
}

func testGauges(t *testing.T, s *site) {
	doc := s.page(t, "/actions/12?lang=zh-CN")
	cards := doc.Find(".card")
	if cards.Length() != 9 {
		t.Errorf("action 12 shows %d indicators, want 9", cards.Length())
	}
	cards.Each(func(_ int, c *goquery.Selection) {
		if !strings.Contains(text(c), "没有量到：") || c.Find(".nums .v").Length() != 3 {
			t.Errorf("%s lacks a limit or numbers: %s", text(c.Find("h3")), text(c))
		}
	})
	if public := s.page(t, "/actions/8?lang=zh-CN"); public.Find("a[href^='/import']").Length() != 0 || public.Find(".empty").Length() != 1 {
		t.Errorf("action 8 asks the public to import: %s", text(public.Find("main")))
	}
	waiting := s.inside(t).page(t, "/actions/8?lang=zh-CN")
	if waiting.Find(".card").Length() != 0 || waiting.Find(".empty a[href^='/import']").Length() != 1 {
		t.Errorf("action 8 has no data: it must offer the import and show no card")
	}
}

func testUnknownActions(t *testing.T, s *site) {
	for _, n := range []string{"0", "18", "-1", "01", "x", "1.0", "%E4%B8%80"} {
		if code, doc := s.get(t, "/actions/"+n); code != http.StatusNotFound {
			t.Errorf("GET /actions/%s = %d (%s), want 404", n, code, text(doc.Find("h1")))
		}
	}
}
