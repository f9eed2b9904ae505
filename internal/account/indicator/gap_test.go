package indicator_test

import (
	"context"
	"math"
	"testing"

	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatortest"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
)

// TestShipped asks questions of the shipped facts; they are loaded once, since nothing here changes them.
func TestShipped(t *testing.T) {
	s := indicatortest.Shipped(t).Indicators
	for name, test := range map[string]func(*testing.T, *indicator.Service){
		"check values": testCheckValues,
		"long form is expanded to the full count":         testLongFormIsExpandedToTheFullCount,
		"urban rural income":                              testUrbanRuralIncome,
		"inequality of counties":                          testInequalityOfCounties,
		"published illiteracy":                            testPublishedIlliteracy,
		"completeness is people used of people published": testCompletenessIsPeopleUsedOfPeoplePublished,
		"product per person never mixes compilations":     testGDPPerPersonNeverMixesCompilations,
		"inside places of every level":                    testWithin, "units of a split": testUnitsOfASplitCountOnce, "names in the JSON": testWireShape, "divisions of another day": testDivisionsOfAnotherDay,
		"comparisons the data does not permit are refused": testComparisonsTheDataDoesNotPermitAreRefused,
	} {
		t.Run(name, func(t *testing.T) { test(t, s) })
	}
}

// checks are the check values of the project's table of indicators: plain ratios of sums over the 2,947 units of the
// census, before any reweighting (all units, east, central, west, northeast).
var checks = map[string][5]float64{
	"urban_share":            {63.7863, 70.7249, 58.84, 57.2661, 67.6858},
	"share_60_plus":          {18.7395, 18.3495, 18.8682, 17.7715, 24.2759},
	"share_65_plus":          {13.5315, 13.0476, 13.933, 13.1273, 16.4011},
	"share_80_plus":          {2.5414, 2.54515, 2.57949, 2.43061, 2.81134},
	"old_age_dependency":     {19.7567, 18.6807, 21.0775, 19.3885, 22.5923},
	"share_0_14":             {17.9776, 17.1073, 19.9633, 19.1659, 11.0031},
	"households_with_elder":  {26.9001, 25.4898, 28.7674, 27.1412, 27.3513},
	"one_elder_households":   {61.8443, 59.4074, 62.2654, 65.367, 60.0993},
	"one_person_households":  {25.3977, 26.1974, 23.3564, 25.6157, 26.9855},
	"household_size":         {2.61623, 2.59226, 2.71974, 2.65763, 2.27819},
	"in_from_other_province": {8.84989, 16.2718, 2.59548, 4.90935, 4.74621},
	"in_within_province":     {12.6762, 11.9539, 11.3946, 13.7329, 17.4279},
	"away_from_registration": {34.9075, 39.6228, 28.978, 32.774, 38.0773},
	"illiteracy_15_plus":     {3.26363, 2.62294, 2.99871, 5.03223, 1.30025},
	"illiteracy_women":       {4.9567, 4.19005, 4.58716, 7.35571, 1.83147},
	"illiteracy_men":         {1.62032, 1.12778, 1.42808, 2.78328, 0.763652},
	"tertiary_per_100k":      {15386.9, 17566.4, 13172.2, 13937.6, 16716.5},
	"never_schooled_share":   {2.9495, 2.49609, 2.76215, 4.21403, 1.30943},
	"employed_information":   {1.72168, 2.32367, 1.29275, 1.25152, 1.47398},
	"employed_manufacturing": {18.0357, 26.1357, 15.4191, 9.82977, 9.84494},
	"employed_agriculture":   {20.5959, 13.372, 21.6131, 28.1218, 32.4002},
	"employment_rate":        {57.4514, 59.7843, 56.238, 57.1867, 49.8563},
	"education_workers":      {23.7598, 23.7053, 23.2315, 24.8548, 21.8894},
	"health_workers":         {11.7398, 11.5181, 11.0329, 12.6294, 12.2158},
	"bath":                   {88.4032, 92.922, 90.9096, 85.6661, 67.0303},
	"toilet":                 {96.5489, 97.3503, 97.0214, 95.8257, 93.4697},
	"lift":                   {19.645, 22.4698, 16.095, 18.794, 19.5346},
	"tap_water":              {91.3305, 94.8537, 88.8737, 88.8911, 89.6067},
	"kitchen":                {96.4778, 95.9792, 96.9766, 96.0048, 98.9947},
}

// near compares with a figure printed to six significant digits.
func near(t *testing.T, what string, got *float64, want float64) {
	t.Helper()
	if got == nil {
		t.Errorf("%s is absent, want %v", what, want)
		return
	}
	if math.Abs(*got-want) > 6e-6*math.Abs(want) {
		t.Errorf("%s = %v, want %v", what, *got, want)
	}
}

func ask(t *testing.T, s *indicator.Service, q indicator.Question) *indicator.Gap {
	t.Helper()
	g, err := s.Gap(context.Background(), access.Visitor(), q)
	if err != nil {
		t.Fatalf("Gap(%+v): %v", q, err)
	}
	return g
}

func testCheckValues(t *testing.T, s *indicator.Service) {
	for id, want := range checks {
		g := ask(t, s, indicator.Question{ID: id, By: indicator.ByEconomicRegion})
		for i, l := range append([]indicator.Level{g.Total}, g.Groups...) {
			plain := l.Plain
			if plain == nil {
				plain = l.Value
			}
			near(t, id+" "+l.Code, plain, want[i])
		}
	}
	if len(checks) != 29 {
		t.Errorf("%d check values, want 29", len(checks))
	}
}

// The expanded figures were computed apart from this program, with a script over the same census rows: each county's
// long-form counts times full-count households (or residents 15+) over the long form's own.
func testLongFormIsExpandedToTheFullCount(t *testing.T, s *indicator.Service) {
	g := ask(t, s, indicator.Question{ID: "employed_information", By: indicator.ByEconomicRegion})
	near(t, "information, nation", g.Total.Value, 1.7350767184709415)
	near(t, "information, nation, plain", g.Total.Plain, 1.72168)
	g = ask(t, s, indicator.Question{ID: "bath", By: indicator.ByEconomicRegion})
	near(t, "bath, nation", g.Total.Value, 88.25121145063548)
	if g.Total.Published == nil || math.Abs(*g.Total.Published-100*40485900.0/45791305) > 1e-9 {
		t.Errorf("published bath = %v, want the published nation row 40485900/45791305", g.Total.Published)
	}
}

func testUrbanRuralIncome(t *testing.T, s *indicator.Service) {
	g := ask(t, s, indicator.Question{ID: "income_urban_rural", By: indicator.ByUrbanRural, Period: "2020"})
	near(t, "urban", g.Groups[0].Value, 43833.76)
	near(t, "rural", g.Groups[1].Value, 17131.47)
	near(t, "ratio", g.Spread.Ratio, 2.558669)
	near(t, "absolute", g.Spread.Absolute, 26702.29)
	if g.Spread.WorstOff != "rural" || !g.BeforePlan {
		t.Errorf("worst off %q, before the plan %v; want rural, true", g.Spread.WorstOff, g.BeforePlan)
	}
	if g.Total.Value != nil {
		t.Errorf("a level of all residents = %v; the two do not blend into one", *g.Total.Value)
	}
	// 2010 to 2012 are another survey: the change starts in 2013, and nothing joins across.
	if g.Change == nil || g.Change.From != "2013" {
		t.Fatalf("change = %+v, want one from 2013", g.Change)
	}
	near(t, "ratio in 2013", &g.Change.RatioFrom, 26467.0/9429.56)
	old := ask(t, s, indicator.Question{ID: "income_urban_rural", By: indicator.ByUrbanRural, Period: "2012"})
	if old.Change == nil || old.Change.From != "2010" || old.Change.To != "2012" {
		t.Errorf("change inside the older survey = %+v, want 2010 to 2012", old.Change)
	}
}

// By county every group is one unit: all of the inequality lies between the groups. The figures are those of the look's
// static page, computed apart from this program: Gini 0.075, Theil 0.0163, 22 % of it between the four regions.
func testInequalityOfCounties(t *testing.T, s *indicator.Service) {
	by := ask(t, s, indicator.Question{ID: "bath", By: indicator.ByCounty})
	if by.Gini == nil || math.Abs(*by.Gini-0.075) > 0.0005 || by.Theil == nil || by.Theil.Between != by.Theil.Total {
		t.Errorf("by county: Gini %v, Theil %+v; want 0.075, all of it between", by.Gini, by.Theil)
	}
	regions := ask(t, s, indicator.Question{ID: "bath", By: indicator.ByEconomicRegion})
	if math.Abs(regions.Theil.Total-0.0163) > 5e-5 || math.Abs(regions.Theil.Between/regions.Theil.Total-0.22) > 0.005 {
		t.Errorf("by region: Theil %+v, want 0.0163 with 22 %% between", regions.Theil)
	}
	if *regions.Gini != *by.Gini {
		t.Errorf("the Gini of the counties depends on the grouping: %v and %v", *regions.Gini, *by.Gini)
	}
}

func testPublishedIlliteracy(t *testing.T, s *indicator.Service) {
	g := ask(t, s, indicator.Question{ID: "illiteracy_15_plus", By: indicator.BySex})
	// 37,704,017 of 1,156,394,786: the Bureau's published 3.26 %.
	near(t, "published", g.Total.Published, 100*37704017.0/1156394786)
	near(t, "women", g.Groups[1].Value, 4.9567)
	near(t, "men", g.Groups[0].Value, 1.62032)
	near(t, "women, published", g.Groups[1].Published, 100*28204336.0/569571971)
	if g.Spread.WorstOff != "female" {
		t.Errorf("worst off = %q, want female", g.Spread.WorstOff)
	}
}

func testCompletenessIsPeopleUsedOfPeoplePublished(t *testing.T, s *indicator.Service) {
	g := ask(t, s, indicator.Question{ID: "share_60_plus", By: indicator.ByEconomicRegion})
	near(t, "completeness", g.Total.Completeness, 1406353068.0/1409778724)
	near(t, "population", g.Total.Population, 1406353068)
	if g.Total.Units != 2947 {
		t.Errorf("units = %d, want 2947", g.Total.Units)
	}
}

func testGDPPerPersonNeverMixesCompilations(t *testing.T, s *indicator.Service) {
	g := ask(t, s, indicator.Question{ID: "gdp_per_capita", By: indicator.ByProvince, Period: "2020"})
	// Beijing 2020: 35,943.25 (100 million yuan) in the compilation that also holds its 21.89 million residents.
	for _, l := range g.Groups {
		if l.Code == "110000" && math.Abs(*l.Numerator-35943.25) > 1e-9 {
			t.Errorf("Beijing's product = %v, want 35943.25 of the compilation to 2020", *l.Numerator)
		}
	}
	for _, period := range []string{"2019", "2024"} {
		_, err := s.Gap(context.Background(), access.Visitor(), indicator.Question{ID: "gdp_per_capita", By: indicator.ByProvince, Period: period})
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("product per person of %s: %v, want it refused: no residents at year end are held", period, err)
		}
	}
}

func testComparisonsTheDataDoesNotPermitAreRefused(t *testing.T, s *indicator.Service) {
	for _, q := range []indicator.Question{
		{ID: "income", By: indicator.ByPrefecture},
		{ID: "income", By: indicator.ByCounty},
		{ID: "income", By: indicator.BySex},
		{ID: "income", By: indicator.ByUrbanisation},
		{ID: "bath", By: indicator.BySex},
		{ID: "bath", By: indicator.ByUrbanRural},
		{ID: "employment_rate", By: indicator.BySex},
		{ID: "in_from_other_province", By: indicator.BySex},
		{ID: "illiteracy_15_plus", By: indicator.ByUrbanRural},
		{ID: "share_60_plus", By: indicator.ByUrbanRural},
		{ID: "income_urban_rural", By: indicator.ByProvince},
		{ID: "households_with_elder", By: indicator.BySex},
		{ID: "digital_campus", By: indicator.ByProvince},
		{ID: "bath", By: "weather"},
		{ID: "bath", By: indicator.ByProvince, Period: "2019"},
		{ID: "bath", By: indicator.ByEconomicRegion, Within: "520000"},
	} {
		_, err := s.Gap(context.Background(), access.Visitor(), q)
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("Gap(%+v): %v, want it refused as invalid", q, err)
		}
	}
	for _, q := range []indicator.Question{
		{ID: "nothing", By: indicator.ByProvince}, {ID: "bath", By: indicator.ByProvince, Within: "999999"},
	} {
		if _, err := s.Gap(context.Background(), access.Visitor(), q); fault.KindOf(err) != fault.NotFound {
			t.Errorf("Gap(%+v): %v, want not found", q, err)
		}
	}
	if _, err := s.Gap(context.Background(), access.Actor{}, indicator.Question{ID: "bath", By: indicator.ByProvince}); fault.KindOf(err) != fault.Denied {
		t.Errorf("the zero actor got %v, want denied", err)
	}
}
