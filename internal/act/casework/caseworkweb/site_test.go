package caseworkweb_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/act/casework"
	"mihe/internal/act/casework/caseworktest"
	"mihe/internal/act/casework/caseworkweb"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store/storetest"
	"mihe/internal/base/web"
)

// sample is what a programme would call the sample machine.
var sample = fstest.MapFS{
	"zh-CN.json": {Data: []byte(`{"sample.state.received": "待受理", "sample.state.correcting": "待补正", "sample.item.meal_aid": "助餐补助", "sample.code.income_proof": "收入说明", "sample.code.id_copy": "身份证件"}`)},
	"en.json":    {Data: []byte(`{"sample.state.received": "received", "sample.state.correcting": "being corrected", "sample.item.meal_aid": "meal aid", "sample.code.income_proof": "proof of income", "sample.code.id_copy": "identity document"}`)},
}

// site is the pages over a world of cases, as whoever is asking sees them.
type site struct {
	*caseworktest.World
	http.Handler
	who  access.Actor
	deps caseworkweb.Deps
}

func newSite(t testing.TB) *site {
	t.Helper()
	s := &site{World: caseworktest.New(t, storetest.Open(t, caseworktest.Migrations()...))}
	s.deps = caseworkweb.Deps{Cases: s.Cases, Regions: s.Cases.Regions, Now: s.Now}
	s.build(t)
	return s
}

// build makes the pages anew, after the test has changed what they are made from.
func (s *site) build(t testing.TB) {
	t.Helper()
	words, err := i18n.Load(web.Words, access.Words, calendar.Words, ident.Words, region.Words, casework.Words, caseworkweb.Words, sample)
	if err != nil {
		t.Fatal(err)
	}
	mux := web.NewMux(web.Config{
		Words: words, Log: slog.New(slog.DiscardHandler), Identify: func(*http.Request) (access.Actor, error) { return s.who, nil },
	})
	caseworkweb.Routes(mux, s.deps)
	if s.Handler, err = mux.Build(); err != nil {
		t.Fatal(err)
	}
}

// ask returns the status and the document of an answer.
func (s *site) ask(t *testing.T, who access.Actor, method, path string, form url.Values) (int, *goquery.Document) {
	t.Helper()
	s.who = who
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Code, doc
}

// page is ask for a page that must exist.
func (s *site) page(t *testing.T, who access.Actor, path string) *goquery.Document {
	t.Helper()
	code, doc := s.ask(t, who, http.MethodGet, path, nil)
	if code != http.StatusOK {
		t.Fatalf("GET %s = %d: %s", path, code, text(doc.Find("main")))
	}
	return doc
}

// send fills in the form of a step on a page, as a browser would, and posts it.
func (s *site) send(t *testing.T, who access.Actor, doc *goquery.Document, step string, more url.Values) (int, *goquery.Document) {
	t.Helper()
	form := doc.Find(`input[name="step"][value="` + step + `"]`).Closest("form")
	if form.Length() != 1 {
		t.Fatalf("the page has %d forms for %s", form.Length(), step)
	}
	values := url.Values{}
	form.Find(`input[type="hidden"]`).Each(func(_ int, in *goquery.Selection) { values.Set(in.AttrOr("name", ""), in.AttrOr("value", "")) })
	for name, list := range more {
		if form.Find(`[name="`+name+`"]`).Length() == 0 {
			t.Fatalf("the form for %s has no field %s", step, name)
		}
		values[name] = list
	}
	return s.ask(t, who, http.MethodPost, form.AttrOr("action", ""), values)
}

// text is the visible text of a selection with single spaces.
func text(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }
