package indicator_test

import (
	"math"
	"testing"

	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatortest"
	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/record/fact"
	"mihe/measure/progress"
)

// stated publishes the share of the first watched county by period.
func stated(t *testing.T, w indicatortest.World, shareOf map[string]float64) {
	t.Helper()
	var list []fact.Observation
	for period, share := range shareOf {
		list = append(list, fact.Observation{
			Variable: shares, Region: region.Key{Code: watched[0], Level: region.County}, Period: period, Source: "synthetic", Vintage: "1",
			Value: share, Decimals: 1, State: fact.Observed,
		})
	}
	load(t, w, "stated", list)
}

func advance(t *testing.T, w indicatortest.World, a indicator.Aim) *indicator.Advance {
	t.Helper()
	v, err := w.Indicators.Advance(t.Context(), access.Visitor(), a)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Each class has its own story, with the figures it was judged by. Ratios by hand: the change so far over what the years so
// far ask of the whole way.
func TestAdvance(t *testing.T) {
	for name, c := range map[string]struct {
		shares       map[string]float64
		value        float64
		due          string
		class        progress.Class
		ratio        float64
		base, latest string
		why          string
	}{
		"on track":                       {map[string]float64{"2022": 50, "2024": 60}, 75, "2027", progress.OnTrack, 1, "2022", "2024", ""},
		"too slow":                       {map[string]float64{"2022": 50, "2024": 57}, 75, "2027", progress.Accelerate, 0.7, "2022", "2024", ""},
		"hardly":                         {map[string]float64{"2022": 50, "2024": 51}, 75, "2027", progress.Limited, 0.1, "2022", "2024", ""},
		"not at all, from zero":          {map[string]float64{"2022": 0, "2024": 0}, 75, "2027", progress.Limited, 0, "2022", "2024", ""},
		"back":                           {map[string]float64{"2022": 50, "2024": 45}, 75, "2027", progress.Deteriorating, -0.5, "2022", "2024", ""},
		"there, near the ceiling":        {map[string]float64{"2022": 98, "2024": 100}, 100, "2027", progress.Met, 2.5, "2022", "2024", ""},
		"there before its time":          {map[string]float64{"2022": 80, "2024": 95}, 90, "2027", progress.Met, 3.75, "2022", "2024", ""},
		"beyond it from the start":       {map[string]float64{"2022": 95, "2024": 97}, 90, "2027", progress.Met, 0, "2022", "2024", ""},
		"left after it was there":        {map[string]float64{"2022": 95, "2024": 88}, 90, "2027", progress.Deteriorating, 0, "2022", "2024", ""},
		"falling and still there":        {map[string]float64{"2022": 99, "2024": 92}, 90, "2027", progress.Met, 0, "2022", "2024", ""},
		"the plan's own year is no base": {map[string]float64{"2021": 40, "2022": 50, "2023": 52, "2024": 60}, 75, "2027", progress.OnTrack, 1, "2022", "2024", ""},
		"only after the plan":            {map[string]float64{"2024": 50, "2025": 55}, 60, "2026", progress.OnTrack, 1, "2024", "2025", ""},
		"no year, and there":             {map[string]float64{"2024": 100}, 100, "", progress.Met, 0, "", "2024", ""},
		"no year":                        {map[string]float64{"2022": 50, "2024": 60}, 100, "", progress.Unknown, 0, "2022", "2024", "indicator.aim.undated"},
		"one figure":                     {map[string]float64{"2024": 60}, 75, "2027", progress.Unknown, 0, "", "2024", "indicator.why.no_earlier"},
		"one figure, and there":          {map[string]float64{"2024": 80}, 75, "2027", progress.Met, 0, "", "2024", ""},
		"a month is no year":             {map[string]float64{"2022": 50, "2024-06": 60}, 75, "2027", progress.Unknown, 0, "", "2024-06", "indicator.why.no_earlier"},
		"all after its time":             {map[string]float64{"2022": 50, "2024": 60}, 75, "2021", progress.Unknown, 0, "", "", "indicator.aim.late"},
		"nothing":                        {nil, 75, "2027", progress.Unknown, 0, "", "", "indicator.why.no_data"},
	} {
		t.Run(name, func(t *testing.T) {
			w := watchWorld(t)
			if c.shares != nil {
				stated(t, w, c.shares)
			}
			v := advance(t, w, indicator.Aim{ID: shares, Value: c.value, Due: c.due, Within: string(watched[0])})
			if v.Verdict.Class != c.class || math.Abs(v.Verdict.Ratio-c.ratio) > 1e-9 || period(v.Base) != c.base || period(v.Latest) != c.latest {
				t.Errorf("%+v, base %v, latest %v", v.Verdict, v.Base, v.Latest)
			}
			if (v.Why == nil) != (c.why == "") || (v.Why != nil && v.Why.Key != c.why) {
				t.Errorf("why %+v, want %q", v.Why, c.why)
			}
			if v.Verdict.Class == progress.Unknown && v.Why == nil {
				t.Error("no class and no reason")
			}
		})
	}
}

func period(m *indicator.Mark) string {
	if m == nil {
		return ""
	}
	return m.Period
}

// After its year an aim is judged by the last figure that had ended with it; what came since stands apart.
func TestAdvanceAfterItsYear(t *testing.T) {
	w := watchWorld(t)
	stated(t, w, map[string]float64{"2022": 50, "2025": 80, "2026": 91})
	a := indicator.Aim{ID: shares, Value: 90, Due: "2025", Within: string(watched[0])}
	v := advance(t, w, a)
	if !v.Ended || v.Verdict.Class == progress.Met || period(v.Latest) != "2025" || period(v.Since) != "2026" || v.Since.Value != 91 {
		t.Errorf("%+v, latest %v, since %v", v.Verdict, v.Latest, v.Since)
	}
	if a.Due = "2026"; period(advance(t, w, a).Latest) != "2026" || advance(t, w, a).Since != nil {
		t.Error("the year it is due in counts")
	}
}

// One county does not stand for the country, and other units are no base.
func TestAdvanceOfTooFew(t *testing.T) {
	w := watchWorld(t)
	stated(t, w, map[string]float64{"2022": 50, "2024": 60})
	v := advance(t, w, indicator.Aim{ID: shares, Value: 90, Due: "2027"})
	if v.Latest != nil || v.Why == nil || v.Why.Key != "indicator.why.too_few" {
		t.Errorf("one county for the country: %+v, %v", v.Latest, v.Why)
	}
	for period, counties := range map[string]int{"2022": 10, "2025": len(watched)} {
		var list []fact.Observation
		for i, code := range watched[:counties] {
			list = append(list, fact.Observation{
				Variable: shares, Region: region.Key{Code: code, Level: region.County}, Period: period, Source: "synthetic", Vintage: "2",
				Value: 60 + float64(i), Decimals: 1, State: fact.Observed,
			})
		}
		load(t, w, "of many, "+period, list)
	}
	v = advance(t, w, indicator.Aim{ID: shares, Value: 90, Due: "2027"})
	if period(v.Latest) != "2025" || v.Base != nil || v.Why == nil || v.Why.Key != "indicator.why.no_earlier" {
		t.Errorf("ten counties as the base of twelve: base %v, latest %v, why %v", v.Base, v.Latest, v.Why)
	}
	if _, err := w.Indicators.Advance(t.Context(), access.Visitor(), indicator.Aim{ID: shares, Within: "999999"}); err == nil {
		t.Error("an unknown place is judged")
	}
	if _, err := w.Indicators.Advance(t.Context(), access.Visitor(), indicator.Aim{ID: "nonsense"}); err == nil {
		t.Error("an unknown indicator is judged")
	}
}
