package steeringweb_test

import (
	"context"
	"iter"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"mihe/data"
	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatortest"
	"mihe/internal/account/indicator/indicatorweb"
	"mihe/internal/account/steering"
	"mihe/internal/account/steering/steeringweb"
	"mihe/internal/base/access"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
	"mihe/internal/record/fact"
)

// theDay is the day on which the pages of these tests are read: the goals of 2025 have passed, those of 2030 have not.
var theDay = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

// site is the pages of this room over a database in memory that holds the shipped facts.
type site struct {
	http.Handler
	indicatortest.World
}

// Loading the facts takes seconds, so the tests that only read share one site.
func TestPages(t *testing.T) {
	s := newSite(t)
	t.Run("board", func(t *testing.T) { testBoard(t, s) })
	t.Run("actions are marked by what can raise a task", func(t *testing.T) { testMarks(t, s) })
	t.Run("one action each", func(t *testing.T) { testActionPages(t, s) })
	t.Run("targets wear their badge", func(t *testing.T) { testBadges(t, s) })
	t.Run("goals pass with their day", func(t *testing.T) { testGoalsPass(t, s) })
	t.Run("gauges say what they do not measure", func(t *testing.T) { testGauges(t, s) })
	t.Run("unknown actions", func(t *testing.T) { testUnknownActions(t, s) })
	t.Run("markup", func(t *testing.T) { testMarkup(t, s) })
	t.Run("an import moves the board", func(t *testing.T) { testImport(t, s) }) // last: it changes the data
}

func newSite(t testing.TB) *site {
	t.Helper()
	s := &site{World: indicatortest.Shipped(t)}
	s.Handler = s.at(t, theDay)
	return s
}

// inside is the same pages as those see them who may see what is not public; nothing of the variables named is.
func (s *site) inside(t testing.TB, internal ...string) *site {
	t.Helper()
	return &site{s.serve(t, theDay, indicatortest.Reader(t), s.Inside(t, internal...)), s.World}
}

// at is the same pages read at another time.
func (s *site) at(t testing.TB, now time.Time) http.Handler {
	t.Helper()
	return s.serve(t, now, access.Visitor(), s.Indicators)
}

// serve builds the pages as one actor sees them.
func (s *site) serve(t testing.TB, now time.Time, who access.Actor, from *indicator.Service) http.Handler {
	t.Helper()
	plan := must(steering.LoadPlan(must(data.Plan())(t)))(t)
	words := must(i18n.Load(web.Words, indicator.Words, indicatorweb.Words, steeringweb.Words))(t)
	mux := web.NewMux(web.Config{
		Words: words, Version: s.Indicators.Version, Log: slog.New(slog.DiscardHandler),
		Identify: func(*http.Request) (access.Actor, error) { return who, nil },
	})
	steeringweb.Routes(mux, steeringweb.Deps{
		Plan: plan, Indicators: func(access.Actor) *indicator.Service { return from }, Regions: s.Regions, Now: func() time.Time { return now },
	})
	return must(mux.Build())(t)
}

// must ends the test on an error: must(f())(t).
func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (s *site) load(t testing.TB, name string, list iter.Seq2[fact.Observation, error]) {
	t.Helper()
	if _, _, err := s.Facts.Load(context.Background(), access.Operator(), name, list, nil); err != nil {
		t.Fatal(err)
	}
}

// get returns the status and the document of a page.
func (s *site) get(t *testing.T, path string) (int, *goquery.Document) {
	t.Helper()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Code, doc
}

// page is get for a page that must exist.
func (s *site) page(t *testing.T, path string) *goquery.Document {
	t.Helper()
	code, doc := s.get(t, path)
	if code != http.StatusOK {
		t.Fatalf("GET %s = %d: %s", path, code, text(doc.Find("main")))
	}
	return doc
}

// text is the visible text of a selection with single spaces.
func text(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

// texts are the texts of each element of a selection.
func texts(s *goquery.Selection) []string {
	return s.Map(func(_ int, e *goquery.Selection) string { return text(e) })
}
