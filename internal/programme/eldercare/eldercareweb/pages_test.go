package eldercareweb_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"mihe/data"
	"mihe/internal/account/openness"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/store/storetest"
	"mihe/internal/base/web"
	"mihe/internal/decide/rule"
	"mihe/internal/programme/eldercare"
	"mihe/internal/programme/eldercare/eldercaretest"
	"mihe/internal/programme/eldercare/eldercareweb"
)

// adopted is the shipped list with another name for visits.
func adopted(t *testing.T) []byte {
	t.Helper()
	texts, err := data.Rules()
	if err != nil {
		t.Fatal(err)
	}
	return []byte(strings.ReplaceAll(string(texts["eldercare-entitlement"]), `en: "regular visits"`, `en: "visits at home"`))
}

// TestPages: an empty page says what is missing, the button runs the list, and then counts and shares are those of the register.
func TestPages(t *testing.T) {
	w := eldercaretest.New(t, storetest.Open(t, eldercaretest.Migrations()...))
	words, err := i18n.Load(web.Words, access.Words, calendar.Words, region.Words, eldercare.Words, eldercareweb.Words)
	if err != nil {
		t.Fatal(err)
	}
	who := access.System("sample", eldercare.CanRead, eldercare.CanDiagnose)
	mux := web.NewMux(web.Config{Words: words, Log: slog.New(slog.DiscardHandler), Identify: func(*http.Request) (access.Actor, error) { return who, nil }})
	eldercareweb.Routes(mux, eldercareweb.Deps{Elders: w.Elders})
	site, err := mux.Build()
	if err != nil {
		t.Fatal(err)
	}
	ask := func(method, path string, want int) *goquery.Document {
		t.Helper()
		r := httptest.NewRequest(method, path, nil)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		got := httptest.NewRecorder()
		site.ServeHTTP(got, r)
		doc, err := goquery.NewDocumentFromReader(got.Body)
		if err != nil || got.Code != want {
			t.Fatalf("%s %s = %d, want %d: %v", method, path, got.Code, want, err)
		}
		return doc
	}
	text := func(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

	if doc := ask(http.MethodGet, "/eldercare", http.StatusOK); doc.Find("table").Length() != 0 || !strings.Contains(text(doc.Find("main")), "还没有排查过") {
		t.Errorf("before any: %s", text(doc.Find("main")))
	}
	ask(http.MethodPost, "/eldercare/run", http.StatusSeeOther)
	doc := ask(http.MethodGet, "/eldercare?lang=en", http.StatusOK)
	var rows []string
	doc.Find("tbody tr").Each(func(_ int, row *goquery.Selection) {
		rows = append(rows, strings.Join(row.Children().Map(func(_ int, cell *goquery.Selection) string { return text(cell) }), " "))
	})
	// Seven are due visits, three have them; of the one whose residence is unknown the shares of urban and rural say nothing.
	if len(rows) != 2 || !strings.HasSuffix(rows[0], "7 7 4 42.9% 100.0% 25.0% 0") || rows[1] != "regular visits 7 4 42.9%" {
		t.Errorf("rows %q", rows)
	}
	if lead := text(doc.Find(".lead")); lead != "大方县, 1 March 2026: 7 older people are due a service; 4 of them lack at least one." || doc.Find(".lead [lang=zh-CN]").Length() != 1 {
		t.Errorf("lead %q", lead)
	}
	if main := text(doc.Find("main")); strings.Contains(main, "days old") {
		t.Errorf("of today it is said that it is old: %s", main)
	}
	if main := text(doc.Find("main")); !strings.Contains(main, "figures of 大方县 alone") { // who may read all of the prefecture
		t.Errorf("whose the figures are not: %s", main)
	}
	w.Move(32 * 24 * time.Hour)
	if main := text(ask(http.MethodGet, "/eldercare", http.StatusOK).Find("main")); !strings.Contains(main, "这是 32 天前（2026 年 3 月 1 日）的数") {
		t.Errorf("how old it is: %s", main)
	}
	w.Move(-32 * 24 * time.Hour)
	if when := text(doc.Find("main")); !strings.Contains(when, "nobody has compared") || strings.Contains(when, "adopted here") {
		t.Errorf("of the shipped list: %s", when)
	}
	shipped := w.Elders.List
	if w.Elders.List, err = rule.Read(adopted(t)); err != nil { // as after an upgrade: nobody adopted the list of the record
		t.Fatal(err)
	}
	if when := text(ask(http.MethodGet, "/eldercare?lang=en", http.StatusOK).Find("main")); !strings.Contains(when, "nobody has compared") {
		t.Errorf("of the shipped list of an earlier release: %s", when)
	}
	w.Elders.List = shipped
	eldercaretest.Adopt(t, w.Elders.Rules, adopted(t), "2026-03-01")
	w.Move(time.Hour)
	ask(http.MethodPost, "/eldercare/run", http.StatusSeeOther)
	doc = ask(http.MethodGet, "/eldercare?lang=en", http.StatusOK)
	if row := text(doc.Find("tbody").Last()); row != "visits at home7442.9%" {
		t.Errorf("by an adopted list the item is %q", row)
	}
	if when := text(doc.Find("main")); strings.Contains(when, "nobody has compared") || !strings.Contains(when, "adopted here") {
		t.Errorf("of an adopted list: %s", when)
	}
	who = access.Visitor()
	county := func() *goquery.Selection {
		return ask(http.MethodGet, "/eldercare/county?lang=en", http.StatusOK).Find("main")
	}
	if main := county(); main.Find("table").Length() != 0 || !strings.Contains(text(main), "Nothing is published yet") {
		t.Errorf("what nobody approved is shown: %s", text(main))
	}
	w.Approved.Figures = true
	if main := county(); main.Find("table").Length() != 2 || main.Find("tbody td").Length() != 4*6 || strings.Count(text(main.Find("tbody")), "not published") != 4*6 {
		t.Errorf("of seven people all is told but that fewer than ten are: %s", text(main))
	}
	w.Elders.Table.Least = []openness.Least{{From: "2026-01-01", Least: 2, Source: w.Elders.Table.Least[0].Source}}
	if shown := text(county().Find("tbody").Last()); !strings.HasSuffix(shown, "whole county73442.9%") {
		t.Errorf("with a threshold of two: %s", shown)
	}
	who = access.System("reader", eldercare.CanRead)
	if doc := ask(http.MethodGet, "/eldercare", http.StatusOK); doc.Find(`form[action^="/eldercare/run"]`).Length() != 0 {
		t.Error("a reader is offered to run the list")
	}
	ask(http.MethodPost, "/eldercare/run", http.StatusUnauthorized) // a system actor is not signed in
}
