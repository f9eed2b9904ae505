package indicator_test

import (
	"context"
	"testing"

	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatortest"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
)

// testWithin asks inside places of every level. A place finer than the groups is refused: the province would bear the
// figure of one county.
func testWithin(t *testing.T, s *indicator.Service) {
	for _, tc := range []struct {
		by     indicator.By
		within string
		as     string // how the answer names the place
		kind   fault.Kind
		groups int // -1: any
	}{
		{indicator.ByProvince, "000000", "", 0, 31},
		{indicator.ByProvince, "west", "west", 0, 12},
		{indicator.ByProvince, "northeast", "northeast", 0, 3},
		{indicator.ByProvince, "520000", "520000", 0, 1},
		{indicator.ByProvince, "520500", "", fault.Invalid, 0},
		{indicator.ByProvince, "520526", "", fault.Invalid, 0},
		{indicator.ByPrefecture, "520000", "520000", 0, 9},
		{indicator.ByPrefecture, "520526", "", fault.Invalid, 0},
		{indicator.ByCounty, "520526", "520526", 0, 1},
		{indicator.ByCounty, "441900", "441900", 0, 1},
		{indicator.ByCounty, "441900@prefecture", "441900", 0, 1},
		{indicator.ByCounty, "441900@county", "441900@county", 0, 1},
		{indicator.ByPrefecture, "441900", "441900", 0, 1},
		{indicator.ByPrefecture, "441900@county", "", fault.Invalid, 0},
		{indicator.ByUnitType, "520500", "520500", 0, -1},
		{indicator.ByUrbanisation, "east", "east", 0, 4},
		{indicator.ByEconomicRegion, "west", "", fault.Invalid, 0},
		{indicator.ByEconomicRegion, "000000", "", 0, 4},
		{indicator.ByProvince, "52", "", fault.NotFound, 0},
		{indicator.ByProvince, "521234@county", "", fault.NotFound, 0},
		{indicator.ByProvince, "000000@nation", "", 0, 31},
	} {
		q := indicator.Question{ID: "share_60_plus", By: tc.by, Within: tc.within}
		g, err := s.Gap(context.Background(), access.Visitor(), q)
		if tc.kind != 0 || err != nil {
			if fault.KindOf(err) != tc.kind || err == nil {
				t.Errorf("%s within %q: %v, want %v", tc.by, tc.within, err, tc.kind)
			}
			continue
		}
		if g.Question.Within != tc.as || tc.groups >= 0 && len(g.Groups) != tc.groups {
			t.Errorf("%s within %q: %d groups within %q, want %d within %q", tc.by, tc.within, len(g.Groups), g.Question.Within, tc.groups, tc.as)
		}
	}
}

// A unit counts once, though men and women are two parts of it.
func testUnitsOfASplitCountOnce(t *testing.T, s *indicator.Service) {
	g := ask(t, s, indicator.Question{ID: "illiteracy_15_plus", By: indicator.BySex})
	if g.Total.Units != 2947 || g.Groups[0].Units != 2947 {
		t.Errorf("units = %d in all, %d with men; want 2947", g.Total.Units, g.Groups[0].Units)
	}
}

// Xiacheng (330103) was counted in 2020 and went into Gongshu in 2021; Linping (330113) came then. The figures of the
// census are found under the first and refused, not guessed, under the second.
func testDivisionsOfAnotherDay(t *testing.T, s *indicator.Service) {
	g := ask(t, s, indicator.Question{ID: "share_60_plus", By: indicator.ByCounty, Within: "330103"})
	if len(g.Groups) != 1 || g.Groups[0].Value == nil {
		t.Errorf("a district of 2020: %+v, want its figure", g.Groups)
	}
	_, err := s.Gap(context.Background(), access.Visitor(), indicator.Question{ID: "share_60_plus", By: indicator.ByCounty, Within: "330113"})
	if fault.KindOf(err) != fault.Invalid {
		t.Errorf("a district founded in 2021: %v, want it refused", err)
	}
}

// The change is refused when other units were measured, or when a rate was computed at one end and stated at the other.
func TestChangeNeedsTheSameBasis(t *testing.T) {
	w := indicatortest.Empty(t)
	must(t, w, "population,520000,2020-11-01,,,100,,made up,a", "population,530000,2020-11-01,,,100,,made up,a", "population,510000,2020-11-01,,,100,,made up,a",
		"digital_campus,520000,2022,,,50,,made up,a", "digital_campus,530000,2022,,,60,,made up,a",
		"digital_campus,520000,2023,,,60,,made up,a", "digital_campus,530000,2023,,,66,,made up,a",
		"digital_campus,520000,2024,,,60,,made up,a", "digital_campus,530000,2024,,,66,,made up,a", "digital_campus,510000,2024,,,66,,made up,a")
	q := indicator.Question{ID: "digital_campus", By: indicator.ByProvince, Period: "2023"}
	if c := ask(t, w.Indicators, q).Change; c == nil || c.From != "2022" || c.AbsoluteFrom != 10 || c.AbsoluteTo != 6 {
		t.Errorf("the same provinces: change %+v, want 10 to 6", c)
	}
	q.Period = "2024"
	if g := ask(t, w.Indicators, q); g.Change != nil || g.ChangeWhy.Key != "indicator.why.other_units" {
		t.Errorf("another province: change %+v, why %v", g.Change, g.ChangeWhy)
	}
	q.Period = "2022"
	if g := ask(t, w.Indicators, q); g.Change != nil || g.ChangeWhy.Key != "indicator.why.no_earlier" {
		t.Errorf("the first point: change %+v, why %v", g.Change, g.ChangeWhy)
	}

	must(t, w, "population_60_plus,520000,2020-11-01,,,20,,made up,a", "population_60_plus,530000,2020-11-01,,,30,,made up,a",
		"share_60_plus,520000,2025,,,22,,made up,a", "share_60_plus,530000,2025,,,33,,made up,a")
	g := ask(t, w.Indicators, indicator.Question{ID: "share_60_plus", By: indicator.ByProvince})
	if len(g.Trend) != 2 || g.Trend[0].Segment == g.Trend[1].Segment || g.Change != nil {
		t.Errorf("computed, then stated: trend %+v, change %+v; want two segments and no change", g.Trend, g.Change)
	}
}

// Rates of prefectures in one province must not be lost because other provinces gave their counties.
func TestUnitsAreChosenInsideTheScope(t *testing.T) {
	w := indicatortest.Empty(t)
	must(t, w, "population,520500,2020-11-01,,,100,,made up,a", "population,530102,2020-11-01,,,900,,made up,a",
		"digital_campus,520500,2024,,,50,,made up,a", "digital_campus,530102,2024,,,60,,made up,a")
	g := ask(t, w.Indicators, indicator.Question{ID: "digital_campus", By: indicator.ByPrefecture, Within: "520000"})
	near(t, "Bijie", group(t, g, "520500").Value, 50)
}

// A recount of all residents says nothing of the urban ones: the band stays that of the census.
func TestUrbanShareIsOfOneVintage(t *testing.T) {
	w := indicatortest.Empty(t)
	must(t, w, "population,520526,2020-11-01,,,100,,made up,a", "population,520526,2020-11-01,,urban,50,,made up,a",
		"population_60_plus,520526,2020-11-01,,,20,,made up,a", "population,520526,2020-11-01,,,1000,,made up,b", "population_60_plus,520526,2020-11-01,,,200,,made up,b")
	g := ask(t, w.Indicators, indicator.Question{ID: "share_60_plus", By: indicator.ByUrbanisation})
	if l := group(t, g, "40_to_60"); l.Units != 1 {
		t.Errorf("units from 40 to 60 %% = %d, want the county with 50 of 100", l.Units)
	}
}
