package indicator_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mihe/data"
	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatortest"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/facttest"
)

// watched are twelve counties with a million residents each; the first is the one to which something happens.
var watched = []region.Code{
	"520521", "520502", "520522", "520523", "520524", "520525", "520526", "520527", "520302", "520303", "520304", "520322",
}

const shares = "villages_5g_fibre" // up is better, in percent

// months publishes made-up monthly shares of 2021 on: about 60 %, plus what off says of a county and month.
func months(t *testing.T, w indicatortest.World, from, until int, off func(county, month int) float64) {
	t.Helper()
	var list []fact.Observation
	for u, code := range watched {
		random := rand.New(rand.NewPCG(uint64(u), 7))
		for m := range until {
			level := 60 + 0.5*random.NormFloat64() + off(u, m)
			if m < from {
				continue
			}
			list = append(list, fact.Observation{
				Variable: shares, Region: region.Key{Code: code, Level: region.County}, Source: "synthetic", Vintage: "1", State: fact.Observed,
				Period: time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, m, 0).Format("2006-01"), Value: math.Round(100*level) / 100, Decimals: 2,
			})
		}
	}
	load(t, w, fmt.Sprintf("months %d to %d", from, until), list)
}

func load(t *testing.T, w indicatortest.World, name string, list []fact.Observation) {
	t.Helper()
	if _, _, err := w.Facts.Load(context.Background(), access.Operator(), name, facttest.Seq(list...), nil); err != nil {
		t.Fatal(err)
	}
}

func watchWorld(t *testing.T) indicatortest.World {
	t.Helper()
	w := indicatortest.Empty(t)
	var list []fact.Observation
	for _, code := range watched {
		list = append(list, fact.Observation{
			Variable: "population", Region: region.Key{Code: code, Level: region.County}, Period: "2020-11-01", Source: "synthetic", Vintage: "census 2020",
			Value: 1e6, State: fact.Observed,
		})
	}
	load(t, w, "census", list)
	return w
}

// dropped is ten percentage points less in the first county, in the months from until.
func dropped(from, until int) func(county, month int) float64 {
	return func(county, month int) float64 {
		if county == 0 && month >= from && month < until {
			return -10
		}
		return 0
	}
}

func theWatched(t *testing.T, w indicatortest.World) indicator.Watched {
	t.Helper()
	all, err := w.Indicators.Warnings(t.Context(), access.Visitor())
	if err != nil || len(all.Watched) != 1 || all.Watched[0].Indicator.ID != shares {
		t.Fatalf("watched: %+v, %v", all, err)
	}
	return all.Watched[0]
}

// A drop of two months stands out, with the band it left; of one month it does not, nor does what hits all.
func TestWarnings(t *testing.T) {
	w := watchWorld(t)
	months(t, w, 0, 60, dropped(58, 60))
	got := theWatched(t, w)
	if got.By != indicator.ByCounty || got.Period != "2025-12" || got.Units != len(watched) || got.Complete != 1 || got.Rule.Verified {
		t.Errorf("watched: %+v", got)
	}
	if len(got.Alarms) != 1 {
		t.Fatalf("alarms: %+v", got.Alarms)
	}
	a := got.Alarms[0]
	if a.Code != "520521" || a.Since != "2025-11" || a.Period != "2025-12" || a.Value > a.Low || a.Low > a.High || a.Before < 57 || a.Before > 63 || a.Q > 0.05 || a.Z > -3.5 {
		t.Errorf("alarm: %+v", a)
	}
	for name, off := range map[string]func(int, int) float64{
		"one month": dropped(59, 60),
		"everybody": func(_, month int) float64 { return -10 * float64(month/58) },
		"a rise":    func(county, month int) float64 { return -dropped(58, 60)(county, month) },
	} {
		w := watchWorld(t)
		months(t, w, 0, 60, off)
		if got := theWatched(t, w); len(got.Alarms) != 0 || (got.Common != nil) != (name == "everybody") {
			t.Errorf("%s: %+v, common %v", name, got.Alarms, got.Common)
		}
	}
}

// Months of a year whose Spring Festival is not held are judged without it, and the answer says so; those before say nothing.
func TestMonthsBeyondTheFestivalsHeld(t *testing.T) {
	for until, want := range map[int]*indicator.Unfelt{ // months from January 2021 on; the festivals are held to 2030
		120: nil,
		121: {Years: []int{2031}, From: 2010, Until: 2030},
		134: {Years: []int{2031, 2032}, From: 2010, Until: 2030},
	} {
		w := watchWorld(t)
		months(t, w, 0, until, dropped(until-2, until))
		got := theWatched(t, w)
		if diff := cmp.Diff(want, got.Unfelt); diff != "" {
			t.Errorf("%d months: %s", until, diff)
		}
		if len(got.Alarms) != 1 {
			t.Errorf("%d months: alarms %+v", until, got.Alarms)
		}
	}
}

// A place is back when a whole run lies within what is nothing unusual, by figures of after the warning; one that stays low
// is not, even after a year, when nothing changes against the year before any more.
func TestCourse(t *testing.T) {
	for name, c := range map[string]struct {
		until, now int // the drop begins in month 58
		back       bool
	}{
		"nothing since":       {60, 60, false},
		"one month back":      {60, 61, false},
		"two months back":     {60, 62, true},
		"still low":           {99, 62, false},
		"low for over a year": {99, 75, false},
		"back after a year":   {72, 75, true},
	} {
		w := watchWorld(t)
		months(t, w, 0, 60, dropped(58, c.until))
		a := theWatched(t, w).Alarms[0]
		if c.now > 60 {
			months(t, w, 60, c.now, dropped(58, c.until))
		}
		got, err := w.Indicators.Course(t.Context(), access.Visitor(), shares, indicator.ByCounty, a)
		if err != nil || got.Back != c.back {
			t.Errorf("%s: %+v, %v; want back %v", name, got, err, c.back)
		}
		if c.now > 60 && c.back != (got.Value >= got.Low) && name != "one month back" {
			t.Errorf("%s: %v against %v to %v", name, got.Value, got.Low, got.High)
		}
	}
	w := watchWorld(t)
	months(t, w, 0, 60, dropped(58, 60))
	a := theWatched(t, w).Alarms[0]
	a.Code = "110101"
	if _, err := w.Indicators.Course(t.Context(), access.Visitor(), shares, indicator.ByCounty, a); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a place without figures: %v", err)
	}
	if _, err := w.Indicators.Course(t.Context(), access.Visitor(), "nothing", indicator.ByCounty, a); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an unknown indicator: %v", err)
	}
}

// What cannot be watched is listed with its reason; what raises no task is not listed.
func TestUnwatched(t *testing.T) {
	w := watchWorld(t)
	months(t, w, 0, 21, dropped(99, 99))
	all, err := w.Indicators.Warnings(t.Context(), access.Visitor())
	if err != nil || len(all.Watched) != 0 {
		t.Fatalf("watched: %+v, %v", all.Watched, err)
	}
	why := map[string]string{}
	for _, u := range all.Unwatched {
		why[u.Indicator.ID] = u.Why.Key
		if !u.Indicator.RaisesTasks() {
			t.Errorf("%s raises no task and is listed", u.Indicator.ID)
		}
	}
	if why[shares] != "indicator.warning.short" || why["digital_campus"] != "indicator.why.no_data" {
		t.Errorf("reasons: %v", why)
	}
}

// The days of the Spring Festival lie within the days off of the same year (data/calendar.csv).
func TestFestivalsAgreeWithTheDaysOff(t *testing.T) {
	rows, err := data.Festivals()
	if err != nil {
		t.Fatal(err)
	}
	days, err := data.Calendar()
	if err != nil {
		t.Fatal(err)
	}
	off, years := map[string]bool{}, map[string]bool{}
	for _, d := range days {
		years[d.Date[:4]] = true
		off[d.Date] = d.Kind == "off" && d.NameZh == "春节"
	}
	seen := 0
	for _, r := range rows {
		if !years[r.Year] {
			continue
		}
		seen++
		if !off[r.Day] {
			t.Errorf("%s is no day off for the Spring Festival", r.Day)
		}
	}
	if seen != 7 {
		t.Errorf("%d years compared, want 2020 to 2026", seen)
	}
}
