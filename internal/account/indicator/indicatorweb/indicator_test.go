package indicatorweb_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"mihe/internal/account/indicator"
)

// numbers reads the main numbers of a page by their labels.
func numbers(doc *goquery.Document) map[string]string {
	m := map[string]string{}
	doc.Find("dl.nums > div").Each(func(_ int, d *goquery.Selection) { m[text(d.Find("dt"))] = text(d.Find("dd")) })
	return m
}

func testNumbersAreTheServices(t *testing.T, s *site) {
	for path, q := range map[string]indicator.Question{
		"/indicators/bath?by=economic_region":                   {ID: "bath", By: indicator.ByEconomicRegion},
		"/indicators/tap_water?by=county&within=520500":         {ID: "tap_water", By: indicator.ByCounty, Within: "520500"},
		"/indicators/income?by=economic_region&period=2022":     {ID: "income", By: indicator.ByEconomicRegion, Period: "2022"},
		"/indicators/illiteracy_15_plus?by=sex":                 {ID: "illiteracy_15_plus", By: indicator.BySex},
		"/indicators/employment_rate?by=urbanisation_band":      {ID: "employment_rate", By: indicator.ByUrbanisation},
		"/indicators/share_80_plus?by=prefecture&within=140000": {ID: "share_80_plus", By: indicator.ByPrefecture, Within: "140000"},
	} {
		g := s.gap(t, q)
		got := strings.Join(texts(s.page(t, path+"&lang=en").Find("dl.nums dd .v")), " ")
		var want []string
		if g.Total.Value != nil {
			want = append(want, figure(*g.Total.Value, g.Indicator.Decimals))
		}
		want = append(want, figure(*g.Spread.Absolute, g.Indicator.Decimals), figure(*g.Spread.Ratio, 2))
		worst := *g.Spread.Low
		if g.Indicator.Direction == indicator.Down {
			worst = *g.Spread.High
		}
		want = append(want, figure(worst, g.Indicator.Decimals), figure(*g.Gini, 3))
		if !strings.HasPrefix(got, strings.Join(want, " ")) {
			t.Errorf("%s: main numbers %s, want %v", path, got, want)
		}
	}
}

// The national figures of 2020 as the Bureau published them: 43,833.76 yuan in towns, 17,131.47 in villages.
func testKnownNumbers(t *testing.T, s *site) {
	doc := s.page(t, "/indicators/income_urban_rural?period=2020&lang=zh-CN")
	if got, want := numbers(doc), map[string]string{
		"差额：城镇减农村": "26,702 元", "比值：城镇比农村": "2.56 倍", "最低：农村": "17,131 元", "省间基尼系数": "0.250", "完整度": "100%",
	}; !cmp.Equal(got, want) {
		t.Errorf("main numbers: %s", cmp.Diff(want, got))
	}
	if got := text(doc.Find("h1")); got != "城镇和农村居民的人均可支配收入，差多少" {
		t.Errorf("h1 = %q", got)
	}
	if got := text(doc.Find(".lead")); !strings.Contains(got, "城镇 43,834 元，农村 17,131 元，差 26,702 元") ||
		!strings.Contains(got, "2013 年到 2020 年，差额从 17,037 变大到 26,702 元，比值从 2.81 变小到 2.56") {
		t.Errorf("lead = %q", got)
	}
	if doc.Find(".synth").Length() != 1 {
		t.Error("figures older than the plan are not marked as a baseline")
	}
	if s.page(t, "/indicators/income?lang=zh-CN").Find(".synth").Length() != 0 {
		t.Error("figures of 2024 are marked as older than the plan")
	}
}

func testTheProvinceTableIsTheServices(t *testing.T, s *site) {
	g := s.gap(t, indicator.Question{ID: "bath", By: indicator.ByProvince})
	doc := s.page(t, "/indicators/bath?lang=zh-CN")
	rows := doc.Find(`section[aria-labelledby="m"] tbody tr`)
	tiles := doc.Find(".tiles li a")
	if rows.Length() != len(g.Groups) || tiles.Length() != 31 || doc.Find(".tiles .nodata").Length() != 3 {
		t.Fatalf("%d rows and %d tiles, want 31 and three outside the series", rows.Length(), tiles.Length())
	}
	for i, l := range g.Groups {
		value := figure(*l.Value, 1)
		if got := cells(rows.Eq(i)); !strings.HasPrefix(got, l.Name.Zh+" | "+value) {
			t.Errorf("row %d = %q, want %s %s", i, got, l.Name.Zh, value)
		}
		if got := text(tiles.Eq(i).Find(".n")); got != value {
			t.Errorf("tile %s = %s, want %s", l.Name.Zh, got, value)
		}
	}
}

func testNothingIsSortedByLevel(t *testing.T, s *site) {
	for _, path := range []string{"/indicators/bath", "/indicators/bath?by=county&within=520000", "/indicators/bath?by=prefecture"} {
		s.page(t, path).Find("table").Each(func(_ int, table *goquery.Selection) {
			var codes []string
			table.Find("tbody th a").Each(func(_ int, a *goquery.Selection) {
				codes = append(codes, strings.TrimPrefix(a.AttrOr("href", ""), "/regions/"))
			})
			if !slices.IsSorted(codes) {
				t.Errorf("%s: %s is not in the order of codes: %v", path, text(table.Find("caption")), codes)
			}
		})
	}
}

// The counts of counties in each band were computed apart from this program, for the drawing of the page.
func testBandTable(t *testing.T, s *site) {
	var got []string
	s.page(t, "/indicators/bath?lang=en").Find(`section[aria-labelledby="d"] tbody tr`).Each(func(_ int, row *goquery.Selection) {
		got = append(got, cells(row))
	})
	want := []string{
		"East | 398 (51.3%) | 191 (27.3%) | 167 (16.5%) | 31 (2.9%) | 30 (1.9%)",
		"Central | 338 (46.9%) | 184 (26.9%) | 99 (16.4%) | 30 (4.2%) | 84 (5.6%)",
		"West | 235 (29.5%) | 225 (24.6%) | 236 (24.0%) | 108 (7.0%) | 300 (14.8%)",
		"Northeast | 8 (4.6%) | 22 (14.1%) | 49 (19.0%) | 30 (7.5%) | 182 (54.9%)",
	}
	if !slices.Equal(got, want) {
		t.Errorf("counties in each band:\n got %q\nwant %q", got, want)
	}
}

func testOwnChange(t *testing.T, s *site) {
	head := func(path string) []string {
		return texts(s.page(t, path).Find(`section[aria-labelledby="change"] tbody th`))
	}
	byCode, byChange := head("/indicators/income?lang=zh-CN"), head("/indicators/income?order=change&lang=zh-CN")
	if len(byCode) != 31 || byCode[0] != "北京市" || byChange[0] != "上海市" || byChange[1] != "北京市" {
		t.Errorf("by code %v, by own change %v", byCode, byChange)
	}
	// Shanghai rose from 69,442 (2019) to 88,366 yuan (2024), as published.
	row := cells(s.page(t, "/indicators/income?order=change&lang=zh-CN").Find(`section[aria-labelledby="change"] tbody tr`).First())
	if row != "上海市 | 69,442 | 88,366 | +18,924 | +27.3%" {
		t.Errorf("first row = %q", row)
	}
	slices.Sort(byCode)
	slices.Sort(byChange)
	if !slices.Equal(byCode, byChange) {
		t.Error("the two orders list different provinces")
	}
}

func testSeriesBreaksAreNotJoined(t *testing.T, s *site) {
	doc := s.page(t, "/indicators/income_urban_rural")
	doc.Find("svg.spark").Each(func(_ int, chart *goquery.Selection) {
		if n := chart.Find("polyline").Length(); n != 2 {
			t.Errorf("%s has %d lines, want two: 2010 to 2012 are another survey", text(chart.Find("title")), n)
		}
	})
	if doc.Find("svg.spark").Length() != 2 {
		t.Error("gap and ratio do not stand together")
	}
	if n := s.page(t, "/indicators/consumption").Find("svg.spark").First().Find("polyline").Length(); n != 1 {
		t.Errorf("a series without a break has %d lines", n)
	}
}

func testACompositionHasNoGap(t *testing.T, s *site) {
	doc := s.page(t, "/indicators/urban_share?by=urban_rural&lang=en")
	if got, want := numbers(doc), (map[string]string{"Urban": "63.8 %", "Rural": "36.2 %", "Completeness": "99.75%"}); !cmp.Equal(got, want) {
		t.Errorf("main numbers: %s", cmp.Diff(want, got))
	}
}

func testRefusalsSayWhatExists(t *testing.T, s *site) {
	for _, tc := range []struct {
		path string
		code int
		want string
	}{
		{"/indicators/bath?by=sex&lang=zh-CN", http.StatusUnprocessableEntity, "经济区、省、市（州）、县、按城镇化水平分县、单位类型"},
		{"/indicators/bath?by=weather&lang=en", http.StatusUnprocessableEntity, "economic region, province, prefecture, county"},
		{"/indicators/income?by=county&lang=en", http.StatusUnprocessableEntity, "economic region, province, urban and rural"},
		{"/indicators/bath?by=economic_region&within=520000&lang=en", http.StatusUnprocessableEntity, "do not permit this"},
		{"/indicators/bath?period=2019&lang=en", http.StatusUnprocessableEntity, "1 November 2020"},
		{"/indicators/income?by=province&within=520527&lang=en", http.StatusUnprocessableEntity, "520527"},
		{"/indicators/digital_campus?by=province&lang=en", http.StatusUnprocessableEntity, "has been approved for publication yet"},
		{"/indicators/bath?by=county&within=999999&lang=en", http.StatusNotFound, "999999"},
		{"/indicators/nothing?lang=zh-CN", http.StatusNotFound, "nothing"},
		{"/indicators/nothing.csv?lang=zh-CN", http.StatusNotFound, "nothing.csv"},
		{"/regions/999999?lang=zh-CN", http.StatusNotFound, "999999"},
		{"/regions/<b>?lang=zh-CN", http.StatusNotFound, "<b>"},
	} {
		w := s.fetch(tc.path)
		if got := text(document(t, w).Find("main")); w.Code != tc.code || !strings.Contains(got, tc.want) {
			t.Errorf("%s: %d %q, want %d with %q", tc.path, w.Code, got, tc.code, tc.want)
		}
	}
	w := s.fetch("/indicators/bath.json?by=sex&lang=en")
	if w.Code != http.StatusUnprocessableEntity || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("a refused download: %d %s", w.Code, w.Header().Get("Content-Type"))
	}
	// On the page of what is permitted, the refused stand beside with their reason.
	got := texts(s.page(t, "/indicators/income?lang=zh-CN").Find(".by .no"))
	if want := []string{"市（州）、县、按城镇化水平分县、单位类型：资料只到省", "性别：资料不分男女"}; !slices.Equal(got, want) {
		t.Errorf("refused groupings %q, want %q", got, want)
	}
}

func testAnIndicatorWithoutDataAsksForIt(t *testing.T, s *site) {
	for who, at := range map[string]*site{"the public": s, "an account": s.inside(t)} {
		doc := at.page(t, "/indicators/digital_campus?lang=zh-CN")
		asks := map[string]int{"an account": 1}[who] // the public cannot bring data, and is not told whether they exist
		if doc.Find("dl.nums").Length() != 0 || doc.Find(".tiles").Length() != 0 {
			t.Errorf("%s sees numbers although there is no data", who)
		}
		if doc.Find(`a[href^="/import"]`).Length() != asks || !strings.Contains(text(doc.Find("main")), "达到数字校园标准的学校") {
			t.Errorf("%s sees neither a way to import nor the definition: %s", who, text(doc.Find("main")))
		}
	}
}

func testTheListHoldsEveryIndicator(t *testing.T, s *site) {
	s = s.inside(t)
	doc := s.page(t, "/indicators?lang=zh-CN")
	var got []string
	doc.Find(".tasks .what a").Each(func(_ int, a *goquery.Selection) {
		got = append(got, strings.TrimSuffix(strings.TrimPrefix(a.AttrOr("href", ""), "/indicators/"), "?lang=zh-CN"))
	})
	var want []string
	empty := 0
	for _, kind := range indicator.Gaps {
		for _, ind := range s.Indicators.Registry().All() {
			if ind.Gap == kind {
				want = append(want, ind.ID)
			}
		}
	}
	doc.Find(`.tasks a[href^="/import"]`).Each(func(int, *goquery.Selection) { empty++ })
	if !slices.Equal(got, want) {
		t.Errorf("listed %v, want %v", got, want)
	}
	if empty != 11 { // those of digital access, for which nothing ships, and elder care, which a node measures itself
		t.Errorf("%d indicators ask for data, want 11", empty)
	}
}
