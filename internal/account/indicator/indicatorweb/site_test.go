package indicatorweb_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatortest"
	"mihe/internal/account/indicator/indicatorweb"
	"mihe/internal/base/access"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/record/fact"
)

// site is these pages over the shipped facts in memory.
type site struct {
	http.Handler
	indicatortest.World
	words *i18n.Catalog
}

func newSite(t *testing.T) *site {
	t.Helper()
	return siteOver(t, indicatortest.Shipped(t))
}

func siteOver(t *testing.T, world indicatortest.World) *site {
	t.Helper()
	words, err := i18n.Load(web.Words, region.Words, fact.Words, indicator.Words, indicatorweb.Words)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{World: world, words: words}
	s.Handler = s.serve(t, access.Visitor(), s.Indicators)
	return s
}

// serve builds the pages as one actor sees them.
func (s *site) serve(t *testing.T, who access.Actor, from *indicator.Service) http.Handler {
	t.Helper()
	m := web.NewMux(web.Config{
		Words: s.words, Version: s.Indicators.Version, Log: slog.New(slog.DiscardHandler),
		Identify: func(*http.Request) (access.Actor, error) { return who, nil },
	})
	indicatorweb.Routes(m, indicatorweb.Deps{
		Indicators: func(access.Actor) indicatorweb.Measures { return from }, Registry: s.Indicators.Registry(), Regions: s.Regions,
		Actions: map[string]i18n.Name{"A12": {Zh: "养老服务", En: "Elder care"}},
	})
	h, err := m.Build()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// inside is the same pages as those see them who may see what is not public; nothing of the variables named is.
func (s *site) inside(t *testing.T, internal ...string) *site {
	t.Helper()
	return &site{s.serve(t, indicatortest.Reader(t), s.Inside(t, internal...)), s.World, s.words}
}

// TestPages runs tests that only read over one loading of the facts, which takes some seconds.
func TestPages(t *testing.T) {
	s := newSite(t)
	for name, test := range map[string]func(*testing.T, *site){
		"markup":              testMarkup,
		"wishes":              testLinksKeepTheReadersWishes,
		"size":                testPagesAreSmall,
		"numbers":             testNumbersAreTheServices,
		"known numbers":       testKnownNumbers,
		"table by province":   testTheProvinceTableIsTheServices,
		"order":               testNothingIsSortedByLevel,
		"bands":               testBandTable,
		"own change":          testOwnChange,
		"breaks":              testSeriesBreaksAreNotJoined,
		"composition":         testACompositionHasNoGap,
		"refusals":            testRefusalsSayWhatExists,
		"no data":             testAnIndicatorWithoutDataAsksForIt,
		"list":                testTheListHoldsEveryIndicator,
		"CSV":                 testCSV,
		"JSON":                testJSON,
		"XLSX":                testXLSX,
		"XLSX for people":     testXLSXForPeople,
		"region":              testARegionBesideOthers,
		"province":            testAProvinceHasIncome,
		"gone and new":        testWhatBecameOfAPlace,
		"one code two levels": testACodeAtTwoLevels,
		"search":              testSearch,
		"internal":            testInternalFiguresAreMarked,
	} {
		t.Run(name, func(t *testing.T) { test(t, s) })
	}
}

// fetch answers a GET as it is sent.
func (s *site) fetch(path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// page returns the document of a page that must exist.
func (s *site) page(t *testing.T, path string) *goquery.Document {
	t.Helper()
	w := s.fetch(path)
	if w.Code != http.StatusOK {
		t.Fatalf("GET %s: %d %s", path, w.Code, w.Body)
	}
	return document(t, w)
}

func document(t *testing.T, w *httptest.ResponseRecorder) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// gap asks the service what a page asks it.
func (s *site) gap(t *testing.T, q indicator.Question) *indicator.Gap {
	t.Helper()
	g, err := s.Indicators.Gap(context.Background(), access.Visitor(), q)
	if err != nil {
		t.Fatalf("Gap(%+v): %v", q, err)
	}
	return g
}

// text is the words of a selection, with single spaces.
func text(e *goquery.Selection) string { return strings.Join(strings.Fields(e.Text()), " ") }

// cells is the words of a table row, cell by cell.
func cells(row *goquery.Selection) string { return strings.Join(texts(row.Find("th, td")), " | ") }

// texts is the words of each element.
func texts(e *goquery.Selection) []string {
	return e.Map(func(_ int, one *goquery.Selection) string { return text(one) })
}

// figure writes a number as every page does: commas between thousands, a fixed number of decimals.
func figure(v float64, decimals int) string {
	s := fmt.Sprintf("%.*f", decimals, v)
	whole, rest, dotted := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dotted {
		return whole + "." + rest
	}
	return whole
}
