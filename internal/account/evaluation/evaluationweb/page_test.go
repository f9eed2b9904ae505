package evaluationweb_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/account/evaluation"
	"mihe/internal/account/evaluation/evaluationweb"
	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatortest"
	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

const address = "/evaluations/four-gaps-county-2020"

// site is the pages of this room as one actor sees them.
func site(t *testing.T, w indicatortest.World, who access.Actor, from *indicator.Service) http.Handler {
	t.Helper()
	methods, err := evaluation.Shipped(w.Indicators.Registry())
	if err != nil {
		t.Fatal(err)
	}
	mux := web.NewMux(web.Config{
		Words: catalogue(t), Version: from.Version, Log: slog.New(slog.DiscardHandler),
		Identify: func(*http.Request) (access.Actor, error) { return who, nil },
	})
	s := evaluation.NewService(methods, func(access.Actor) *indicator.Service { return from }, w.Regions)
	evaluationweb.Routes(mux, evaluationweb.Deps{Evaluations: s, Methods: methods})
	h, err := mux.Build()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func get(t *testing.T, h http.Handler, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

func page(t *testing.T, h http.Handler, path string) *goquery.Document {
	t.Helper()
	w := get(t, h, path)
	if w.Code != http.StatusOK {
		t.Fatalf("GET %s = %d: %s", path, w.Code, w.Body)
	}
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// Loading the facts takes seconds, so the tests that only read share one world.
func TestPages(t *testing.T) {
	w := indicatortest.Shipped(t)
	t.Run("a visitor", func(t *testing.T) { testVisitor(t, w) })
	t.Run("a county", func(t *testing.T) { testCounty(t, w) })
	t.Run("report", func(t *testing.T) { testShippedReport(t, w) })
}

func testVisitor(t *testing.T, w indicatortest.World) {
	h := site(t, w, access.Visitor(), w.Indicators)
	for _, lang := range []string{"zh-CN", "en", "en&print=1", "zh-CN&print=large"} {
		doc := page(t, h, address+"?lang="+lang)
		for _, fault := range faults(doc) {
			t.Errorf("%s: %s", lang, fault)
		}
		if doc.Find("#own").Length() != 0 || !strings.Contains(text(doc.Find("main > header .synth").First()), map[bool]string{true: "Illustrative", false: "示例"}[strings.HasPrefix(lang, "en")]) {
			t.Errorf("%s: a visitor has a place, or the status is not said", lang)
		}
		if n := doc.Find("section[aria-labelledby=bands] .stacks > div").Length(); n != 31 {
			t.Errorf("%d provinces", n)
		}
	}
	if n := get(t, h, address+"?lang=zh-CN").Body.Len(); n > 400_000 {
		t.Errorf("the page has %d bytes", n)
	}
	for ending, kind := range map[string]string{".csv": "text/csv", ".json": "application/json", ".xlsx": "application/vnd", ".yaml": "application/yaml"} {
		answer := get(t, h, address+ending)
		if answer.Code != http.StatusOK || !strings.HasPrefix(answer.Header().Get("Content-Type"), kind) {
			t.Errorf("%s: %d %s", ending, answer.Code, answer.Header().Get("Content-Type"))
		}
	}
	var wire evaluation.Wire
	if err := json.Unmarshal(get(t, h, address+".json").Body.Bytes(), &wire); err != nil || len(wire.Units) != 2947 || len(wire.Excluded) != 47 {
		t.Errorf("%d units, %d left out: %v", len(wire.Units), len(wire.Excluded), err)
	}
	if answer := get(t, h, "/evaluations/none"); answer.Code != http.StatusNotFound {
		t.Errorf("an unknown method is answered with %d", answer.Code)
	}
	empty := indicatortest.Empty(t)
	doc := page(t, site(t, empty, access.Visitor(), empty.Indicators), address+"?lang=en")
	if doc.Find(".empty").Length() != 1 || doc.Find("[role=img]").Length() != 0 || doc.Find("#steps").Length() != 1 {
		t.Error("without public figures the page must show the method and no result")
	}
}

// A county sees its own band with its interval, both means and its weakest pillar; figures that are not public are marked.
func testCounty(t *testing.T, w indicatortest.World) {
	at := region.Key{Code: "520526", Level: region.County}
	policy, err := access.NewPolicy(map[access.Role][]access.Right{"reader": {indicator.CanReadInternal}})
	if err != nil {
		t.Fatal(err)
	}
	who := policy.Actor("user-a", "person-a", []access.Mandate{{Role: "reader", At: at}}, func(above, k region.Key) bool { return above == k })
	doc := page(t, site(t, w, who, w.Inside(t, "long_form_households_toilet")), address+"?lang=zh-CN")
	for _, fault := range faults(doc) {
		t.Error(fault)
	}
	own := doc.Find("section[aria-labelledby=own]")
	if text(own.Find("h3")) != "威宁彝族回族苗族自治县" || own.Find(".nums > div").Length() != 3 || !strings.Contains(text(own), "区间") || !strings.Contains(text(own), "最弱的支柱") {
		t.Errorf("the county is shown %q", text(own))
	}
	if own.Find("tbody tr").Length() != 4 {
		t.Errorf("%d pillars", own.Find("tbody tr").Length())
	}
	if !strings.Contains(text(doc.Find("main > header")), "没有批准公开") {
		t.Error("internal figures are not marked")
	}
}

// The report of all counties stays a file that can be sent: below 3 MB, whole, all units folded.
func testShippedReport(t *testing.T, w indicatortest.World) {
	methods, err := evaluation.Shipped(w.Indicators.Registry())
	if err != nil {
		t.Fatal(err)
	}
	s := evaluation.NewService(methods, func(access.Actor) *indicator.Service { return w.Indicators }, w.Regions)
	r, err := s.Result(t.Context(), access.Visitor(), methods.All()[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	files, err := evaluationweb.Reports(t.Context(), catalogue(t), r)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if len(f.Bytes) > 3<<20 {
			t.Errorf("%s has %d bytes", f.Name, len(f.Bytes))
		}
	}
	doc := reports(t, r)["report.zh-CN.html"]
	for _, fault := range faults(doc) {
		t.Error(fault)
	}
	units := doc.Find("section[aria-labelledby=units]")
	if n := units.Find("tbody tr").Length(); n != 2947 || units.Find("details[open]").Length() != 0 || units.Find("details").Length() != 31 {
		t.Errorf("%d units in %d folds", n, units.Find("details").Length())
	}
}
