package caseworkweb_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/act/casework"
	"mihe/internal/act/casework/caseworktest"
	"mihe/internal/base/access"
)

// A case from the counter to the answer, by forms alone: the office lists what is missing, the person answers, and both see the
// same story.
func TestACaseByForms(t *testing.T) {
	s := newSite(t)
	c := s.Open(t)
	handler, person := s.Officer(caseworktest.Handler, caseworktest.Town), s.Resident(s.Elder)
	queue := s.page(t, handler, "/cases?lang=en")
	if got := text(queue.Find("ul.tasks")); !strings.Contains(got, c.Number()) || !strings.Contains(got, "meal aid") || !strings.Contains(got, "5 working days left") {
		t.Errorf("the queue: %s", got)
	}
	path, _ := queue.Find("ul.tasks a").Attr("href")
	doc := s.page(t, handler, path)
	if code, again := s.send(t, handler, doc, "correct", url.Values{"missing": {""}}); code != http.StatusUnprocessableEntity ||
		again.Find(`[name="missing"][aria-invalid="true"]`).Length() != 1 {
		t.Errorf("an empty notice: %d, %s", code, text(again.Find(".errmsg")))
	}
	if code, after := s.send(t, handler, doc, "correct", url.Values{"missing": {"income_proof\nid_copy"}}); code != http.StatusSeeOther {
		t.Fatalf("the notice: %d, %s", code, text(after.Find("main")))
	}
	if code, again := s.send(t, handler, doc, "accept", nil); code != http.StatusConflict || !strings.Contains(text(again.Find(`[role="alert"]`)), "cannot be done") {
		t.Errorf("a step from an old page: %d, %s", code, text(again.Find(`[role="alert"]`)))
	}
	mine := s.page(t, person, "/cases/mine?lang=en")
	if got := text(mine.Find("ul.tasks")); !strings.Contains(got, "being corrected") || !strings.Contains(got, "made on Monday 5 January 2026") {
		t.Errorf("the person's own cases: %s", got)
	}
	doc = s.page(t, person, "/cases/"+c.ID+"?lang=en")
	if got := text(doc.Find("#missing").Closest("section")); !strings.Contains(got, "proof of income") || !strings.Contains(got, "identity document") {
		t.Errorf("what is missing: %s", got)
	}
	if got := text(doc.Find("dl.nums").First()); !strings.Contains(got, "the person has used (running)") {
		t.Errorf("the clocks: %s", got)
	}
	code, after := s.send(t, person, doc, "supplement", url.Values{"answers": {"income_proof", "id_copy"}, "facts": {s.ID("form")}})
	if code != http.StatusSeeOther {
		t.Fatalf("the answer: %d, %s", code, text(after.Find("main")))
	}
	doc = s.page(t, handler, path)
	if got := doc.Find("ol.story > li").Length(); got != 3 {
		t.Errorf("the story has %d parts, want 3", got)
	}
	if got := text(doc.Find("ol.story")); !strings.Contains(got, "the person (on the web)") || !strings.Contains(got, "answered: proof of income, identity document") {
		t.Errorf("the story: %s", got)
	}
}

// Whose turn it is goes by who must act: while somebody outside the office is to answer the office's clock runs, and it is not the office's turn.
// One day is one day.
func TestWhoseTurnItIs(t *testing.T) {
	s := newSite(t)
	c := s.Open(t)
	person := s.Resident(s.Elder)
	says := func() string { return text(s.page(t, person, "/cases/mine?lang=en").Find("ul.tasks")) }
	if got := says(); !strings.Contains(got, "It is the turn of the office") || !strings.Contains(got, "5 working days left") {
		t.Errorf("with the office: %s", got)
	}
	s.Cases.Machine(c.Machine).Guest = c.Owner // whoever is to act now is no part of the office
	s.Set("2026-01-09")
	if got := says(); !strings.Contains(got, "The provider is to answer") || !strings.Contains(got, "1 working day left") {
		t.Errorf("with the provider: %s", got)
	}
	if got := text(s.page(t, person, "/cases/"+c.ID+"?lang=en").Find("main")); strings.Contains(got, "1 working days") {
		t.Errorf("the case: %s", got)
	}
}

// Whoever writes something down for a person says how the person asked.
func TestOnBehalf(t *testing.T) {
	s := newSite(t)
	c := s.Do(t, s.Open(t).ID, "correct")
	village := s.Officer(caseworktest.Village, caseworktest.Town)
	doc := s.page(t, village, "/cases/"+c.ID+"?lang=en")
	code, after := s.send(t, village, doc, "supplement", url.Values{"answers": c.Missing, "facts": {s.ID("form")}, "channel": {"paper"}})
	if code != http.StatusSeeOther {
		t.Fatalf("the answer: %d, %s", code, text(after.Find("main")))
	}
	if got := text(s.page(t, village, "/cases/"+c.ID+"?lang=en").Find("ol.story")); !strings.Contains(got, "for the person (on paper)") {
		t.Errorf("the story: %s", got)
	}
	kin := s.Resident(s.Kin)
	doc = s.page(t, kin, "/cases/"+c.ID+"?lang=en&mandate="+caseworktest.Mandate)
	if code, after := s.send(t, kin, doc, "withdraw", nil); code != http.StatusSeeOther {
		t.Fatalf("by a relative: %d, %s", code, text(after.Find("main")))
	}
}

// A receipt leads back to the case and names nobody; whoever may not see the case is not told that it is there.
func TestReceipt(t *testing.T) {
	s := newSite(t)
	c := s.Open(t)
	person, stranger := s.Resident(s.Elder), s.Resident(s.ID("person"))
	doc := s.page(t, person, "/cases/"+c.ID+"/receipt?lang=en")
	got := text(doc.Find("main"))
	if !strings.Contains(got, c.Number()) || !strings.Contains(got, "https://example.com/cases/"+c.ID) || strings.Contains(got, s.Elder) {
		t.Errorf("the receipt: %s", got)
	}
	src, _ := doc.Find("img.qr").Attr("src")
	if code, picture := s.ask(t, person, http.MethodGet, src, nil); code != http.StatusOK || picture.Find("svg path").Length() != 2 {
		t.Errorf("the code: %d", code)
	}
	for _, path := range []string{"/cases/" + c.ID, "/cases/" + c.ID + "/receipt", "/cases/case_01ke5y3x80a9svzgxj00m6c4xb", "/cases/x", "/cases/x/receipt.svg"} {
		for _, who := range []access.Actor{stranger, s.Officer(caseworktest.Handler, caseworktest.Sibling)} {
			if code, _ := s.ask(t, who, http.MethodGet, path, nil); code != http.StatusNotFound {
				t.Errorf("%s is told %d of %s", who.ID, code, path)
			}
		}
	}
	if code, _ := s.ask(t, stranger, http.MethodGet, "/cases", nil); code != http.StatusForbidden {
		t.Errorf("a resident's queue: %d", code)
	}
}

// By its number a case is found by whoever may see it.
func TestFindingByNumber(t *testing.T) {
	s := newSite(t)
	c := s.Open(t)
	handler := s.Officer(caseworktest.Handler, caseworktest.County)
	if code, _ := s.ask(t, handler, http.MethodGet, "/cases?number="+strings.ToLower(c.Number()), nil); code != http.StatusSeeOther {
		t.Errorf("the number leads to %d", code)
	}
	for _, said := range []string{"AAAA-0000", "' OR 1", c.Number()[1:]} {
		code, doc := s.ask(t, handler, http.MethodGet, "/cases?lang=en&number="+url.QueryEscape(said), nil)
		if code != http.StatusOK || doc.Find(`[role="alert"]`).Length() != 1 {
			t.Errorf("%q: %d", said, code)
		}
	}
}

// Every page in every state, in both languages: one heading, every field with its label, every word there, no Han on English
// pages outside what is marked as Chinese, and no person.
func TestMarkup(t *testing.T) {
	s := newSite(t)
	people := []access.Actor{
		s.Officer(caseworktest.Handler, caseworktest.County), s.Officer(caseworktest.Decider, caseworktest.County),
		s.Officer(caseworktest.Reviewer, caseworktest.City), s.Officer(caseworktest.Village, caseworktest.Town), s.Resident(s.Elder),
	}
	lives := [][]string{
		{"hand_over", "hand_back", "hand_over", "take_over"},
		{"assign", "remind", "correct", "supplement", "accept", "ask"},
		{"accept", "assess", "decide", "notify", "deliver", "rate", "appeal", "decide_appeal"},
		{"refuse"},
		{"withdraw", "reopen"},
		{"accept", "close"},
	}
	forms, pages := map[string]bool{}, 0
	for i, life := range lives {
		c := s.Open(t, func(o *casework.Opening) { o.Item = "item_" + string(rune('a'+i)) })
		for _, step := range append([]string{""}, life...) {
			if step != "" {
				who, d := s.Usual(c, step)
				if step == "take_over" {
					who = s.Officer(caseworktest.Handler, caseworktest.NextTown)
				}
				var err error
				if c, err = s.Cases.Act(t.Context(), who, c.ID, d); err != nil {
					t.Fatalf("%s: %v", step, err)
				}
			}
			for _, who := range people {
				for _, path := range []string{"/cases/" + c.ID, "/cases/" + c.ID + "/receipt"} {
					for _, lang := range []string{"en", "zh-CN"} {
						code, doc := s.ask(t, who, http.MethodGet, path+"?lang="+lang, nil)
						if code == http.StatusNotFound {
							continue // the village is another's after a handover
						}
						pages++
						s.look(t, who.ID+" "+path+" "+lang, lang, doc)
						doc.Find(`input[name="step"]`).Each(func(_ int, in *goquery.Selection) { forms[in.AttrOr("value", "")] = true })
					}
				}
			}
		}
	}
	for _, who := range people[:3] {
		for _, show := range []string{"", "mine", "late", "person"} {
			for _, lang := range []string{"en", "zh-CN"} {
				s.look(t, "queue "+show, lang, s.page(t, who, "/cases?lang="+lang+"&show="+show))
			}
		}
	}
	s.look(t, "mine", "en", s.page(t, people[4], "/cases/mine?lang=en"))
	if len(forms) < len(s.Cases.Machine("sample").Transitions)-1 { // lapse waits for a limit to pass
		t.Errorf("forms for %d steps were looked at", len(forms))
	}
	t.Logf("%d pages", pages)
}

// look holds one page to what all pages are held to.
func (s *site) look(t *testing.T, name, lang string, doc *goquery.Document) {
	t.Helper()
	if n := doc.Find("h1").Length(); n != 1 {
		t.Errorf("%s: %d headings of the first level", name, n)
	}
	all := text(doc.Find("body"))
	if strings.ContainsAny(all, "⟦⟧{}") || strings.Contains(all, s.Elder) {
		t.Errorf("%s: a key, a hole or a person: %s", name, all)
	}
	ids := map[string]bool{}
	doc.Find("[id]").Each(func(_ int, e *goquery.Selection) {
		if id := e.AttrOr("id", ""); ids[id] {
			t.Errorf("%s: id %s twice", name, id)
		} else {
			ids[id] = true
		}
	})
	doc.Find("main input:not([type=hidden]), main select, main textarea").Each(func(_ int, e *goquery.Selection) {
		id := e.AttrOr("id", "")
		if e.Closest("label").Length() == 0 && doc.Find(`label[for="`+id+`"]`).Length() != 1 {
			t.Errorf("%s: the field %s has no label", name, e.AttrOr("name", ""))
		}
	})
	if lang == "en" {
		doc.Find("[lang=zh-CN], [lang=zh-Hans]").Remove()
		if i := slices.IndexFunc([]rune(text(doc.Find("main"))), func(r rune) bool { return unicode.Is(unicode.Han, r) }); i >= 0 {
			t.Errorf("%s: Han on an English page: %s", name, text(doc.Find("main")))
		}
	}
}
