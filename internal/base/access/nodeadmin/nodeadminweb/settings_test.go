package nodeadminweb_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/calendar"
	"mihe/internal/base/calendar/calendardb"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/region/regiondb"
	"mihe/internal/base/store"
)

// year is an arrangement made up for 2028.
const year = "date,kind,name_zh,name_en,source\n" +
	"2028-01-01,off,元旦,New Year's Day,样本一号\n2028-01-25,off,春节,,样本一号\n2028-02-05,work,春节,,样本一号\n2028-04-04,off,清明,,样本一号\n" +
	"2028-05-01,off,劳动节,,样本一号\n2028-05-29,off,端午,,样本一号\n2028-10-02,off,国庆节、中秋节,,样本一号\n"

func towns(n int, county region.Key) []byte {
	return region.TownshipsCSV(region.SyntheticTownships(county, n, 1, region.CensusDay)...)
}

// stored counts what imports have left: years, townships, entries.
func (s *site) stored(t *testing.T) [3]int {
	t.Helper()
	var n [3]int
	err := s.DB.Read(context.Background(), func(q store.Queryer) error {
		years, err := calendardb.Store{}.Versions(q)
		if err != nil {
			return err
		}
		units, err := regiondb.Store{}.All(q)
		n[0], n[1] = len(years), len(units)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	n[2] = len(s.Kinds(t))
	return n
}

func TestTheSettingsSayWhatThereIs(t *testing.T) {
	s := newSite(t)
	if doc := read(t, s.get("/settings"), http.StatusOK); doc.Find("section:has(#townships) .empty").Length() != 1 || doc.Find("aside.band").Length() != 0 {
		t.Error("without townships the page does not say so, or speaks of made-up data")
	}
	for path, w := range map[string]*httptest.ResponseRecorder{
		"calendar":  s.post(t, "/settings/calendar?lang=en", "calendar", `C:\2028 样本.csv`, []byte(year)),
		"townships": s.post(t, "/settings/townships?lang=en", "townships", "list.csv", towns(3, accesstest.County)),
	} {
		if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != "/settings?done="+path+"&lang=en" {
			t.Errorf("%s: %d to %q", path, w.Code, got)
		}
	}
	for lang, want := range map[i18n.Lang][]string{
		i18n.ZhCN: {"第 1 版，2026-03-03 导入", "样本一号", "国办发明电〔2019〕16号", "随程序提供", "大方县", "合成（演示用）", "2028 样本.csv", "2028 年工作日"},
		i18n.En:   {"version 1, imported 2026-03-03", "样本一号", "shipped", "synthetic (made up)", "2028 样本.csv", "working days of 2028"},
	} {
		doc := read(t, s.get("/settings?lang="+string(lang)), http.StatusOK)
		for _, text := range want {
			if !strings.Contains(doc.Find("main").Text(), text) {
				t.Errorf("%s: the page does not say %q", lang, text)
			}
		}
		for _, path := range []string{"/settings/calendar.csv", "/settings/townships.csv"} {
			if doc.Find(fmt.Sprintf("a[href^=%q]", path)).Length() != 1 {
				t.Errorf("%s: no way to %s", lang, path)
			}
		}
		rows := doc.Find("section:has(#brought) tbody th").Map(func(_ int, e *goquery.Selection) string { return strings.TrimSpace(e.Text()) })
		if !slices.Equal(rows, []string{"2", "1"}) {
			t.Errorf("%s: imports %v, want the two entries, the newest first", lang, rows)
		}
	}
	if doc := read(t, s.get("/settings?done=townships&lang=en"), http.StatusOK); doc.Find("[role=status]").Text() != "The townships are imported and on the map." {
		t.Errorf("after the import: %q", doc.Find("[role=status]").Text())
	}
	if doc := read(t, s.get("/settings?done=nonsense"), http.StatusOK); doc.Find("[role=status]").Length() != 0 {
		t.Error("an address makes the page say that something was done")
	}
	before := s.stored(t)
	for path, w := range map[string]*httptest.ResponseRecorder{
		"calendar": s.post(t, "/settings/calendar", "calendar", "b.csv", []byte(year)), "townships": s.post(t, "/settings/townships", "townships", "b.csv", towns(2, accesstest.County)),
	} {
		if got := w.Header().Get("Location"); got != "/settings?done=same" {
			t.Errorf("the same %s again leads to %q", path, got)
		}
	}
	if after := s.stored(t); after != before {
		t.Errorf("nothing new left %v, want %v", after, before)
	}
}

func TestAFileWithFaultsComesBackWithEveryFault(t *testing.T) {
	badYear := strings.NewReplacer("2028-04-04,off", "2028-04-31,off", "2028-05-01,off,劳动节", "2028-05-01,停,劳动节").Replace(year)
	badTowns := append(towns(1, accesstest.County), towns(1, region.Key{Code: "530102", Level: region.County})[len(towns(0, accesstest.County)):]...)
	for _, c := range []struct {
		form, file string
		want       []string // line, column and text
	}{
		{"calendar", badYear, []string{"5 date 2028-04-31", "6 kind 停", "9 name_zh"}},
		{"townships", string(badTowns), []string{"3 parent 530102"}},
		{"calendar", "nonsense", []string{"1"}},
		{"townships", "\x00\x01", []string{"1"}},
		{"townships", "", []string{"1"}},
	} {
		for _, lang := range i18n.Langs {
			s := newSite(t)
			before := s.stored(t)
			doc := read(t, s.post(t, "/settings/"+c.form+"?print=large&lang="+string(lang), c.form, "样本.csv", []byte(c.file)), http.StatusUnprocessableEntity)
			at := doc.Find("section:has(#" + c.form + ") .err")
			if at.Length() != 1 || at.Find("[role=alert]").Length() != 1 || at.Find("caption").Length() != 1 || doc.Find(".err").Length() != 1 {
				t.Errorf("%s: the faults do not stand at the form", c.form)
			}
			var got []string
			at.Find("tbody tr").Each(func(_ int, e *goquery.Selection) {
				cells := e.Children().Map(func(_ int, c *goquery.Selection) string { return strings.TrimSpace(c.Text()) })
				if len(cells) != 4 || len(cells[1]) < 10 {
					t.Errorf("%s: a fault without a reason: %q", c.form, cells)
				}
				got = append(got, strings.TrimSpace(strings.Join(slices.Delete(cells, 1, 2), " ")))
			})
			for i := range got {
				if i >= len(c.want) || !strings.HasPrefix(got[i], c.want[i]) {
					t.Errorf("%s: faults %q, want %q", c.form, got, c.want)
				}
			}
			if len(got) != len(c.want) {
				t.Errorf("%s: %d faults, want %d", c.form, len(got), len(c.want))
			}
			if after := s.stored(t); after != before {
				t.Errorf("%s: a file with faults left %v", c.form, after)
			}
			everyWordInItsLanguage(t, doc)
		}
	}
}

func TestAFormWithoutAFileSaysSo(t *testing.T) {
	s := newSite(t)
	before := s.stored(t)
	plain := func(body, kind string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, "/settings/calendar", strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		return s.do(r)
	}
	for what, w := range map[string]*httptest.ResponseRecorder{
		"another field": s.post(t, "/settings/calendar", "other", "a.csv", []byte(year)),
		"no name":       s.post(t, "/settings/calendar", "calendar", "", []byte(year)),
		"no form":       plain(year, "text/csv"),
		"no type":       plain("", ""),
		"half a form":   plain("--x\r\nContent-Disposition: form-data; name=\"calendar\"; filename=\"a.csv\"\r\n\r\n2028", "multipart/form-data; boundary=x"),
		"no boundary":   plain(year, "multipart/form-data"),
		"too long":      s.post(t, "/settings/calendar", "calendar", "a.csv", bytes.Repeat([]byte("x"), 200<<10)),
		"long towns":    s.post(t, "/settings/townships", "townships", "a.csv", bytes.Repeat([]byte("x"), 6<<20)),
	} {
		doc := read(t, w, http.StatusUnprocessableEntity)
		form := "calendar"
		if what == "long towns" {
			form = "townships"
		}
		if doc.Find("#f-"+form+"[aria-invalid=true][aria-describedby]").Length() != 1 || doc.Find("#e-"+form).Text() == "" {
			t.Errorf("%s: no message at the field", what)
		}
	}
	// Longer than a file may be, and short enough to arrive: the file's own message.
	doc := read(t, s.post(t, "/settings/calendar?lang=en", "calendar", "a.csv", []byte(strings.Repeat("x", 70<<10))), http.StatusUnprocessableEntity)
	if text := doc.Find(".err tbody").Text(); !strings.Contains(text, "64 KB") {
		t.Errorf("70 KB: %q", text)
	}
	if after := s.stored(t); after != before {
		t.Errorf("forms without a file left %v", after)
	}
}

func TestTheTemplatesCanBeImported(t *testing.T) {
	s := newSite(t)
	w := s.get("/settings/calendar.csv")
	if y, problems, err := calendar.ParseYear(w.Body.Bytes()); err != nil || y.Number != 2026 || !strings.Contains(w.Header().Get("Content-Disposition"), "calendar.csv") {
		t.Errorf("calendar.csv: %v, %v", problems, err)
	}
	w = s.get("/settings/townships.csv")
	if got := s.post(t, "/settings/townships", "townships", "townships.csv", w.Body.Bytes()).Header().Get("Location"); got != "/settings?done=townships" || s.stored(t)[1] != 2 {
		t.Errorf("townships.csv leads to %q and leaves %v", got, s.stored(t))
	}
	s.Admin.Node.Synthetic = false
	if got := s.get("/settings/townships.csv").Body.String(); strings.Count(got, "\n") != 1 {
		t.Errorf("on a node with real persons the template invents a township: %q", got)
	}
}

func TestWhoSeesTheSettings(t *testing.T) {
	s := newSite(t)
	for name, c := range map[string]struct {
		who                       access.Actor
		page, calendar, townships int
	}{
		"visitor":    {access.Visitor(), http.StatusUnauthorized, http.StatusUnauthorized, http.StatusUnauthorized},
		"zero":       {access.Actor{}, http.StatusUnauthorized, http.StatusUnauthorized, http.StatusUnauthorized},
		"auditor":    {s.Who(access.Mandate{Role: accesstest.Audit, At: accesstest.Province}), http.StatusForbidden, http.StatusForbidden, http.StatusForbidden},
		"officer":    {s.Who(access.Mandate{Role: accesstest.Officer, At: accesstest.Province}), http.StatusForbidden, http.StatusForbidden, http.StatusForbidden},
		"elsewhere":  {s.admin(accesstest.Other), http.StatusOK, http.StatusNotFound, http.StatusUnprocessableEntity},
		"sibling":    {s.admin(accesstest.Sibling), http.StatusOK, http.StatusNotFound, http.StatusUnprocessableEntity},
		"own county": {s.admin(accesstest.County), http.StatusOK, http.StatusNotFound, http.StatusSeeOther},
		"whole node": {s.admin(accesstest.Province), http.StatusOK, http.StatusSeeOther, http.StatusSeeOther},
	} {
		s.who = c.who
		before := s.stored(t)
		got := [3]int{
			s.get("/settings").Code, s.post(t, "/settings/calendar", "calendar", "a.csv", []byte(year)).Code,
			s.post(t, "/settings/townships", "townships", "a.csv", towns(2, accesstest.County)).Code,
		}
		if want := [3]int{c.page, c.calendar, c.townships}; got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
		if after := s.stored(t); c.townships != http.StatusSeeOther && after != before {
			t.Errorf("%s: what was refused left %v, want %v", name, after, before)
		}
		if c.page != http.StatusOK {
			continue
		}
		doc := read(t, s.get("/settings"), http.StatusOK)
		if offered := doc.Find("form[action='/settings/calendar']").Length() == 1; offered != (c.calendar == http.StatusSeeOther) {
			t.Errorf("%s: importing a year is offered: %t", name, offered)
		}
		seen := strings.Contains(doc.Find("section:has(#townships)").Text(), "大方县")
		if may := c.townships == http.StatusSeeOther; seen != may || doc.Find("#brought").Length() == 1 != may {
			t.Errorf("%s: sees the townships of another region: %t", name, seen)
		}
	}
}

func TestMarkup(t *testing.T) {
	s := newSite(t)
	s.post(t, "/settings/calendar", "calendar", "样本.csv", []byte(year))
	s.post(t, "/settings/townships", "townships", "样本.csv", towns(2, accesstest.County))
	for _, path := range []string{"/settings?lang=zh-CN", "/settings?lang=en&print=large", "/settings?lang=en&print=1"} {
		doc := read(t, s.get(path), http.StatusOK)
		everyWordInItsLanguage(t, doc)
		if doc.Find("h1").Length() != 1 || doc.Find("table").Length() != doc.Find("table > caption").Length() {
			t.Errorf("%s: a heading or a caption is missing", path)
		}
		names := map[string]bool{}
		doc.Find("[role=region]").Each(func(_ int, e *goquery.Selection) {
			name := e.AttrOr("aria-label", "")
			if name == "" || names[name] {
				t.Errorf("%s: a region is named %q, which is empty or not unique", path, name)
			}
			names[name] = true
		})
		doc.Find("input:not([type=hidden])").Each(func(_ int, e *goquery.Selection) {
			if doc.Find(fmt.Sprintf("label[for=%q]", e.AttrOr("id", "?"))).Length() != 1 {
				t.Errorf("%s: a field without a label", path)
			}
		})
	}
}

// everyWordInItsLanguage fails when Chinese stands on an English page without saying so (WCAG 3.1.2).
func everyWordInItsLanguage(t *testing.T, doc *goquery.Document) {
	t.Helper()
	if doc.Find("html").AttrOr("lang", "") != "en" {
		return
	}
	for n := range doc.Find("main").Nodes[0].Descendants() {
		if n.Type == html.TextNode && strings.ContainsFunc(n.Data, func(r rune) bool { return unicode.Is(unicode.Han, r) }) && langOf(n) != "zh-CN" {
			t.Errorf("%q is not marked as Chinese", strings.TrimSpace(n.Data))
		}
	}
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
