package indicator_test

import (
	"testing"

	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatortest"
)

// Residents of the census of 2020: of four counties of Bijie (data/census-2020-county.csv), of the city and of the nation
// (data/census-2020-published.csv).
const (
	weining, qixingguan, dafang, jinsha = 1280116.0, 1305066.0, 857578.0, 544033.0
	bijie, nation                       = 6899636.0, 1409778724.0
)

func withheld(t *testing.T, what string, l indicator.Level, complete float64) {
	t.Helper()
	if l.Value != nil || l.Plain != nil || l.Numerator != nil || l.Why == nil || l.Why.Key != "indicator.why.too_few" || !l.Withheld() {
		t.Errorf("%s: level %v, why %v; want none, withheld for too few people", what, l.Value, l.Why)
	}
	near(t, "completeness of "+what, l.Completeness, complete)
}

// TestAFigureOfOneCountyIsNotTheNations imports rates of single counties: the county keeps its own figure, and whatever it lies
// in has none until half of the people are there.
func TestAFigureOfOneCountyIsNotTheNations(t *testing.T) {
	w := indicatortest.Shipped(t)
	s := w.Indicators
	must(t, w, "digital_campus,520526,2024,,,60,,bulletin,a")
	g := ask(t, s, indicator.Question{ID: "digital_campus", By: indicator.ByCounty})
	near(t, "the county itself", group(t, g, "520526").Value, 60)
	withheld(t, "the nation", g.Total, weining/nation)
	near(t, "how many stand behind it", g.Total.Population, weining)
	if g.Total.Units != 1 {
		t.Errorf("%d units, want 1", g.Total.Units)
	}
	near(t, "the county inside itself", ask(t, s, indicator.Question{ID: "digital_campus", By: indicator.ByCounty, Within: "520526"}).Total.Value, 60)

	for _, by := range []indicator.By{indicator.ByProvince, indicator.ByPrefecture, indicator.ByEconomicRegion, indicator.ByUnitType, indicator.ByUrbanisation} {
		g := ask(t, s, indicator.Question{ID: "digital_campus", By: by})
		n := 0
		for _, l := range g.Groups {
			if l.Value != nil {
				t.Errorf("by %s: %s has %v, from one county", by, l.Code, *l.Value)
			}
			if l.Units > 0 {
				n++
				withheld(t, string(by), l, *l.Completeness)
			}
		}
		if n != 1 || g.Spread.Why == nil || g.Spread.Why.Key != "indicator.why.few_groups" {
			t.Errorf("by %s: %d groups withheld, no spread for %v", by, n, g.Spread.Why)
		}
	}
}

// Half of the people is the line: three counties of Bijie hold 49.89% of its residents, the fourth brings them to 57.79%.
func TestALevelAppearsOnceHalfOfThePeopleAreThere(t *testing.T) {
	w := indicatortest.Shipped(t)
	q := indicator.Question{ID: "digital_campus", By: indicator.ByPrefecture, Within: "520000"}
	must(t, w, "digital_campus,520526,2024,,,60,,bulletin,a", "digital_campus,520502,2024,,,80,,bulletin,a", "digital_campus,520521,2024,,,50,,bulletin,a")
	l := group(t, ask(t, w.Indicators, q), "520500")
	withheld(t, "Bijie", l, (weining+qixingguan+dafang)/bijie)
	if args := l.Why.Args; len(args) != 4 || args[1] != "49.89%" || args[3] != "50%" {
		t.Errorf("the reason says %v", args)
	}
	must(t, w, "digital_campus,520523,2024,,,100,,bulletin,b")
	l = group(t, ask(t, w.Indicators, q), "520500")
	near(t, "Bijie", l.Value, (60*weining+80*qixingguan+50*dafang+100*jinsha)/(weining+qixingguan+dafang+jinsha))
	near(t, "its completeness", l.Completeness, (weining+qixingguan+dafang+jinsha)/bijie)
	if l.Withheld() {
		t.Error("a level is there, and said to be withheld")
	}
}

// Counts of one county for a year in which nobody else counts say nothing of how many there are in all; the census does.
func TestCountsOfOneCountyAreNoWhole(t *testing.T) {
	w := indicatortest.Shipped(t)
	must(t, w, "population,520526,2025,,,1300000,,bulletin,a", "population_60_plus,520526,2025,,,195000,,bulletin,a",
		"population,520526,2025,male,,660000,,bulletin,a", "population_60_plus,520526,2025,male,,90000,,bulletin,a",
		"population,520526,2025,female,,640000,,bulletin,a", "population_60_plus,520526,2025,female,,105000,,bulletin,a")
	g := ask(t, w.Indicators, indicator.Question{ID: "share_60_plus", By: indicator.ByCounty, Period: "2025"})
	near(t, "the county itself", group(t, g, "520526").Value, 15)
	withheld(t, "the nation", g.Total, weining/nation)
	g = ask(t, w.Indicators, indicator.Question{ID: "share_60_plus", By: indicator.BySex, Period: "2025"})
	// Men and women of Weining and of the nation in the census, from the same two files.
	withheld(t, "men", group(t, g, "male"), 661537.0/721416394)
	withheld(t, "women", group(t, g, "female"), 618579.0/688362330)
	withheld(t, "the nation by sex", g.Total, weining/nation)
	g = ask(t, w.Indicators, indicator.Question{ID: "share_60_plus", By: indicator.ByEconomicRegion, Period: "2025"})
	withheld(t, "the west", group(t, g, "west"), weining/382852295)
	g = ask(t, w.Indicators, indicator.Question{ID: "share_60_plus", By: indicator.ByUnitType, Period: "2025"})
	for _, l := range g.Groups {
		if l.Units > 0 {
			withheld(t, l.Code, l, *l.Completeness)
		}
	}
	g = ask(t, w.Indicators, indicator.Question{ID: "share_60_plus", By: indicator.BySex, Within: "520526", Period: "2025"})
	near(t, "men of the county itself", group(t, g, "male").Value, 100*90000.0/660000)
}
