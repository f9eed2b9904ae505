package indicator_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatortest"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/record/fact"
)

const header = "indicator,region,period,sex,residence,value,state,source,vintage\n"

// importing stores rows and returns what the import said.
func importing(t *testing.T, w indicatortest.World, rows ...string) (fact.Report, error) {
	t.Helper()
	text := header + strings.Join(rows, "\n") + "\n"
	return w.Facts.Import(context.Background(), access.Operator(), fact.ImportFile{
		Name: "rows.csv", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil },
	}, fact.ImportOptions{})
}

func must(t *testing.T, w indicatortest.World, rows ...string) {
	t.Helper()
	if r, err := importing(t, w, rows...); err != nil {
		t.Fatalf("import: %v %+v", err, r.Rejected)
	}
}

func group(t *testing.T, g *indicator.Gap, code string) indicator.Level {
	t.Helper()
	for _, l := range g.Groups {
		if l.Code == code {
			return l
		}
	}
	t.Fatalf("no group %s", code)
	return indicator.Level{}
}

// TestImportedRates follows rates that counties and provinces publish as such, without their parts.
func TestImportedRates(t *testing.T) {
	w := indicatortest.Shipped(t)
	s := w.Indicators
	must(t, w,
		"digital_campus,520000,2024,,,60,,made up,a", "digital_campus,530000,2024,,,80,,made up,a",
		"digital_campus,510000,2024,,,,suppressed,made up,a", "digital_campus,310000,2024,,,0,,made up,a")
	g := ask(t, s, indicator.Question{ID: "digital_campus", By: indicator.ByProvince})
	near(t, "Guizhou", group(t, g, "520000").Value, 60)
	near(t, "a zero is a value", group(t, g, "310000").Value, 0)
	if l := group(t, g, "510000"); l.Value != nil || l.Why.Key != "indicator.why.suppressed" {
		t.Errorf("a suppressed rate shows %v, why %v", l.Value, l.Why)
	}
	if l := group(t, g, "110000"); l.Value != nil || l.Why.Key != "indicator.why.no_data" {
		t.Errorf("a rate nobody imported shows %v, why %v", l.Value, l.Why)
	}
	if g.Spread.Ratio != nil {
		t.Errorf("a ratio to zero = %v", *g.Spread.Ratio)
	}
	// West: the mean of the two provinces with a rate, by their residents in the census: 38,562,148 and 47,209,277.
	g = ask(t, s, indicator.Question{ID: "digital_campus", By: indicator.ByEconomicRegion})
	west := group(t, g, "west")
	withheld(t, "west", west, (38562148.0+47209277)/382852295)

	// One county must not push the provinces out, and stands beside them in its own comparison.
	must(t, w, "digital_campus,520526,2024,,,10,,made up,b")
	g = ask(t, s, indicator.Question{ID: "digital_campus", By: indicator.ByProvince})
	near(t, "Guizhou beside one of its counties", group(t, g, "520000").Value, 60)
	g = ask(t, s, indicator.Question{ID: "digital_campus", By: indicator.ByCounty, Within: "520500"})
	near(t, "the county", group(t, g, "520526").Value, 10)

	// A revision under a new vintage takes over; the older figure is still held under its own.
	must(t, w, "digital_campus,520000,2024,,,65,,made up,c")
	g = ask(t, s, indicator.Question{ID: "digital_campus", By: indicator.ByProvince})
	near(t, "Guizhou revised", group(t, g, "520000").Value, 65)
}

// A rate that the program computes from its parts at a period cannot be imported beside them; for another period it can.
func TestARateIsNotImportedBesideItsParts(t *testing.T) {
	w := indicatortest.Shipped(t)
	r, err := importing(t, w, "bath,520000,2020-11-01,,,99,,made up,a")
	if fault.KindOf(err) != fault.Invalid || len(r.Rejected) != 1 {
		t.Fatalf("importing a computed rate: %v %+v", err, r.Rejected)
	}
	must(t, w, "bath,520000,2025,,,90,,made up,a", "bath,530000,2025,,,95,,made up,a")
	g := ask(t, w.Indicators, indicator.Question{ID: "bath", By: indicator.ByProvince, Period: "2025"})
	near(t, "Guizhou 2025", group(t, g, "520000").Value, 90)
	g = ask(t, w.Indicators, indicator.Question{ID: "bath", By: indicator.ByProvince, Period: "2020"})
	if l := group(t, g, "520000"); l.Plain == nil {
		t.Error("the census level is no longer computed from its parts")
	}
}

// New parts for one county, in a new vintage, revise that county and leave all others as they were.
func TestRevisedPartsReplaceTheirCountyOnly(t *testing.T) {
	w := indicatortest.Shipped(t)
	before := ask(t, w.Indicators, indicator.Question{ID: "share_60_plus", By: indicator.ByCounty, Within: "520500"})
	must(t, w, "population,520526,2020-11-01,,,1000000,,made up,recount", "population_60_plus,520526,2020-11-01,,,250000,,made up,recount")
	after := ask(t, w.Indicators, indicator.Question{ID: "share_60_plus", By: indicator.ByCounty, Within: "520500"})
	near(t, "the revised county", group(t, after, "520526").Value, 25)
	for _, l := range before.Groups {
		if l.Code != "520526" {
			near(t, l.Code, group(t, after, l.Code).Value, *l.Value)
		}
	}
	// A numerator alone, in yet another vintage, is never divided by the denominator of an older one.
	must(t, w, "population_60_plus,520526,2020-11-01,,,999999,,made up,half a recount")
	half := ask(t, w.Indicators, indicator.Question{ID: "share_60_plus", By: indicator.ByCounty, Within: "520500"})
	near(t, "half a revision", group(t, half, "520526").Value, 25)
}
