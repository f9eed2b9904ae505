package eldercareweb_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/act/casework"
	"mihe/internal/act/casework/caseworkweb"
	"mihe/internal/act/notify"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store/storetest"
	"mihe/internal/base/web"
	"mihe/internal/decide/rule"
	"mihe/internal/programme/eldercare"
	"mihe/internal/programme/eldercare/eldercaretest"
	"mihe/internal/programme/eldercare/eldercareweb"
	"mihe/internal/record/form"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

// desk is the pages over an office, as whoever is asking sees them.
type desk struct {
	*eldercaretest.Office
	http.Handler
	who access.Actor
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{Office: eldercaretest.NewOffice(t, storetest.Open(t, eldercaretest.OfficeMigrations()...))}
	words, err := i18n.Load(
		web.Words, access.Words, calendar.Words, ident.Words, region.Words, party.Words, form.Words, casework.Words, caseworkweb.Words, rule.Words, notify.Words, eldercare.Words,
		eldercareweb.Words,
	)
	if err != nil {
		t.Fatal(err)
	}
	mux := web.NewMux(web.Config{Words: words, Log: slog.New(slog.DiscardHandler), Identify: func(*http.Request) (access.Actor, error) { return d.who, nil }})
	eldercareweb.Routes(mux, eldercareweb.Deps{Elders: d.Elders})
	caseworkweb.Routes(mux, caseworkweb.Deps{Cases: d.Elders.Desk, Regions: d.Elders.Regions, Now: d.Elders.Now})
	if d.Handler, err = mux.Build(); err != nil {
		t.Fatal(err)
	}
	return d
}

// ask returns where the answer leads and its document.
func (d *desk) ask(t *testing.T, who access.Actor, path string, form url.Values, want int) (string, *goquery.Document) {
	t.Helper()
	d.who = who
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	if n := w.Body.Len(); n > mostBytes {
		t.Errorf("%s %s: %d bytes before compression", method, path, n)
	}
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil || w.Code != want {
		t.Fatalf("%s %s = %d, want %d: %v %s", method, path, w.Code, want, err, words(doc.Find("main")))
	}
	return w.Header().Get("Location"), doc
}

// mostBytes is how long a page may be for a slow telephone, before compression.
const mostBytes = 50_000

func words(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

func answers() url.Values {
	v := url.Values{}
	for name, answer := range eldercaretest.Answers() {
		v.Set(name, answer)
	}
	return v
}

// TestARelativeApplies: from the choice to the receipt. A question left out comes back at its field, with everything else still there.
func TestARelativeApplies(t *testing.T) {
	d := newDesk(t)
	kin := d.Resident(d.Kin)
	_, doc := d.ask(t, kin, "/eldercare/apply?lang=en", nil, http.StatusOK)
	href := doc.Find(`a[href*="`+d.Elder+`"]`).AttrOr("href", "")
	if href == "" || doc.Find(`input[name="number"]`).Length() != 0 {
		t.Fatalf("the choice: %s", words(doc.Find("main")))
	}
	_, doc = d.ask(t, kin, href, nil, http.StatusOK)
	for _, want := range []string{"month of birthMarch 1941from the register, as of Thursday 1 January 2026", "degree of disabilitysecond", "recognised as destituteThe register does not say"} {
		if got := words(doc.Find(".facts")); !strings.Contains(got, want) {
			t.Errorf("what is known: %s, want %q", got, want)
		}
	}
	if doc.Find(`[name="disability"], [name="channel"]`).Length() != 0 {
		t.Error("what the register holds is asked, or how a relative asked")
	}
	action := doc.Find(`form[action*="`+d.Elder+`"]`).AttrOr("action", "")
	missing := answers()
	missing.Del("merit")
	missing.Set("note", "<b>after the rains</b>")
	_, doc = d.ask(t, kin, action, missing, http.StatusUnprocessableEntity)
	if field := doc.Find(`fieldset:has([name="merit"])`); field.Find(".errmsg").Length() != 1 || field.AttrOr("aria-invalid", "") != "true" {
		t.Errorf("the question left out: %s", words(field))
	}
	if doc.Find(`[name="pension_scheme"][value="resident"][checked]`).Length() != 1 || doc.Find(`textarea[name="note"]`).Text() != "<b>after the rains</b>" || doc.Find(".errmsg").Length() != 2 {
		t.Errorf("what was typed is lost: %s", words(doc.Find("form")))
	}
	answer, _ := d.ask(t, kin, action, answers(), http.StatusSeeOther)
	_, doc = d.ask(t, kin, answer, nil, http.StatusOK)
	if got := words(doc.Find("main")); !strings.Contains(got, "whatever of the list is due") || !strings.Contains(got, "under a mandate") && !strings.Contains(got, "relative") {
		t.Errorf("the receipt: %s", got)
	}
	_, doc = d.ask(t, kin, "/eldercare/apply?lang=en", nil, http.StatusOK)
	follow := doc.Find(`a[href*="/cases/"]`).AttrOr("href", "")
	if !strings.Contains(words(doc.Find("main")), "applied, number") {
		t.Errorf("the choice after it: %s", words(doc.Find("main")))
	}
	d.ask(t, kin, follow, nil, http.StatusOK)
	_, doc = d.ask(t, kin, action, answers(), http.StatusConflict)
	if alert := words(doc.Find(`[role="alert"]`)); !strings.Contains(alert, "number") || doc.Find(`form button`).Length() != 0 && doc.Find(`form[action*="`+d.Elder+`"]`).Length() != 0 {
		t.Errorf("a second one: %s", alert)
	}
	for _, path := range []string{"/eldercare/apply/" + d.Neighbour, "/eldercare/apply/" + d.Far, "/eldercare/apply/person_x"} {
		_, doc = d.ask(t, kin, path+"?lang=en", nil, http.StatusUnprocessableEntity)
		if got := words(doc.Find(`[role="alert"]`)); !strings.Contains(got, "no mandate") {
			t.Errorf("%s: %s", path, got)
		}
	}
}

// TestAnOfficerHelps: who lacks what is due, one of them found, the application written down, and one on paper.
func TestAnOfficerHelps(t *testing.T) {
	d := newDesk(t)
	village := d.Officer(eldercaretest.Village, partytest.North)
	_, doc := d.ask(t, village, "/eldercare/unserved?lang=en", nil, http.StatusOK)
	if rows := doc.Find("ul.tasks li"); rows.Length() != 2 || !strings.Contains(words(rows.First()), "lacks: regular visits") {
		t.Fatalf("the list: %s", words(doc.Find("main")))
	}
	href := doc.Find(`a[href*="`+d.Elder+`"]`).AttrOr("href", "")
	d.ask(t, village, href, nil, http.StatusOK)
	_, doc = d.ask(t, village, "/eldercare/apply/"+d.Elder+"?lang=en", answers(), http.StatusUnprocessableEntity)
	if doc.Find(`fieldset:has([name="channel"]) .errmsg`).Length() != 1 {
		t.Errorf("how the person asked: %s", words(doc.Find("form")))
	}
	said := answers()
	said.Set("channel", "voice")
	d.ask(t, village, "/eldercare/apply/"+d.Elder, said, http.StatusSeeOther)
	if _, doc = d.ask(t, village, "/eldercare/unserved?lang=en", nil, http.StatusOK); !strings.Contains(words(doc.Find("ul.tasks")), "applied, number") {
		t.Errorf("after it: %s", words(doc.Find("main")))
	}

	code := d.Sheet(t, village, d.Neighbour).Code
	answer, _ := d.ask(t, village, "/eldercare/apply/find", url.Values{"code": {strings.ToLower(code)}}, http.StatusSeeOther)
	_, doc = d.ask(t, village, answer, nil, http.StatusOK)
	if doc.Find(`input[name="code"][value="`+code+`"]`).Length() != 1 || doc.Find(`[name="channel"]`).Length() != 0 {
		t.Errorf("keying in: %s", words(doc.Find("form")))
	}
	said = answers()
	said.Set("code", code)
	d.ask(t, village, "/eldercare/apply/"+d.Neighbour, said, http.StatusSeeOther)

	_, doc = d.ask(t, village, "/eldercare/apply/find?lang=en", url.Values{"number": {partytest.Number(1, "19410307", false)}}, http.StatusOK)
	if doc.Find(`a[href*="`+d.Elder+`"]`).Length() != 1 {
		t.Errorf("by number: %s", words(doc.Find("main")))
	}
	_, doc = d.ask(t, village, "/eldercare/apply/find?lang=en", url.Values{"number": {partytest.Number(2, "19410307", false)}}, http.StatusOK)
	if !strings.Contains(words(doc.Find(".errmsg")), "Nobody was found") {
		t.Errorf("somebody of another township: %s", words(doc.Find("main")))
	}

	name := partytest.Row(1, partytest.North).Names.Name
	for born, want := range map[string]string{"1941-03": "", "1941-04": "Nobody was found"} {
		_, doc = d.ask(t, village, "/eldercare/apply/find?lang=en", url.Values{"name": {name}, "born": {born}}, http.StatusOK)
		if got := words(doc.Find(".errmsg")); (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("by name and %s: %q, want %q", born, got, want)
		}
	}
	_, doc = d.ask(t, village, "/eldercare/apply/find?lang=en", url.Values{"name": {name}}, http.StatusUnprocessableEntity)
	if doc.Find(`[name="born"][aria-invalid="true"]`).Length() != 1 || doc.Find(`a[href*="`+d.Elder+`"]`).Length() != 0 {
		t.Errorf("by name alone: %s", words(doc.Find("main")))
	}
	_, doc = d.ask(t, village, "/eldercare/apply/find?lang=en", url.Values{"code": {code[:8] + "I"}}, http.StatusUnprocessableEntity)
	if doc.Find(`[name="code"][aria-invalid="true"]`).Length() != 1 {
		t.Errorf("a slip in the code: %s", words(doc.Find("main")))
	}

	other := d.Officer(eldercaretest.Village, partytest.South)
	d.ask(t, other, "/eldercare/apply/"+d.Elder, nil, http.StatusNotFound)
	d.ask(t, other, "/eldercare/unserved?at="+string(partytest.North.Code), nil, http.StatusNotFound)
	d.ask(t, d.Resident(d.Elder), "/eldercare/unserved", nil, http.StatusForbidden)
}

// TestMarkup: every page in both languages has one heading, labels, no holes, and no Han on English pages outside what is marked as Chinese.
func TestMarkup(t *testing.T) {
	d := newDesk(t)
	village := d.Officer(eldercaretest.Village, partytest.County)
	for _, c := range []struct {
		who  access.Actor
		path string
	}{
		{d.Resident(d.Elder), "/eldercare/apply"},
		{d.Resident(d.Elder), "/eldercare/apply/" + d.Elder},
		{d.Resident("person_x"), "/eldercare/apply"},
		{village, "/eldercare/apply"},
		{village, "/eldercare/apply/" + d.Elder},
		{village, "/eldercare/unserved"},
	} {
		for _, lang := range []string{"zh-CN", "en"} {
			_, doc := d.ask(t, c.who, c.path+"?lang="+lang, nil, http.StatusOK)
			name := c.path + " " + lang
			if n := doc.Find("h1").Length(); n != 1 {
				t.Errorf("%s: %d headings of the first level", name, n)
			}
			if all := words(doc.Find("body")); strings.ContainsAny(all, "⟦⟧{}") {
				t.Errorf("%s: a key or a hole: %s", name, all)
			}
			doc.Find("main input:not([type=hidden]), main select, main textarea").Each(func(_ int, e *goquery.Selection) {
				if e.Closest("label").Length() == 0 && doc.Find(`label[for="`+e.AttrOr("id", "")+`"]`).Length() != 1 {
					t.Errorf("%s: the field %s has no label", name, e.AttrOr("name", ""))
				}
			})
			if lang == "en" {
				doc.Find("[lang=zh-CN], [lang=zh-Hans]").Remove()
				if slices.ContainsFunc([]rune(words(doc.Find("main"))), func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
					t.Errorf("%s: Han on an English page: %s", name, words(doc.Find("main")))
				}
			}
		}
	}
}
