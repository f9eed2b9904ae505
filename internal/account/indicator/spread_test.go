package indicator

import "testing"

func levelsOfValues(values ...float64) []Level {
	var list []Level
	for i := range values {
		list = append(list, Level{Code: string(rune('a' + i)), Value: &values[i]})
	}
	return list
}

func TestSpread(t *testing.T) {
	up, down, neutral := &Indicator{Direction: Up}, &Indicator{Direction: Down}, &Indicator{Direction: Neutral}
	for name, tc := range map[string]struct {
		ind      *Indicator
		groups   []Level
		absolute float64
		ratio    float64 // 0: none
		worst    string
		why      string
	}{
		"higher is better":            {up, levelsOfValues(10, 40, 20), 30, 4, "a", ""},
		"lower is better":             {down, levelsOfValues(10, 40, 20), 30, 4, "b", ""},
		"neither is better":           {neutral, levelsOfValues(10, 40), 30, 4, "", ""},
		"all alike is no missing gap": {up, levelsOfValues(10, 10), 0, 1, "", ""},
		"no ratio to zero":            {up, levelsOfValues(0, 10), 10, 0, "a", "indicator.why.no_ratio"},
		"the first of equals":         {up, levelsOfValues(5, 5, 9), 4, 1.8, "a", ""},
		"a group without a level":     {up, append(levelsOfValues(10, 20), Level{Code: "z"}), 10, 2, "a", ""},
	} {
		s := spread(tc.ind, tc.groups)
		if s.Absolute == nil || *s.Absolute != tc.absolute || s.WorstOff != tc.worst {
			t.Errorf("%s: %+v, want a gap of %v and %q worst off", name, s, tc.absolute, tc.worst)
		}
		if (s.Ratio != nil) != (tc.ratio != 0) || s.Ratio != nil && *s.Ratio != tc.ratio {
			t.Errorf("%s: ratio %v, want %v", name, s.Ratio, tc.ratio)
		}
		if (s.Why == nil) != (tc.why == "") || s.Why != nil && s.Why.Key != tc.why {
			t.Errorf("%s: why %v, want %q", name, s.Why, tc.why)
		}
	}
	if s := spread(up, levelsOfValues(10)); s.Absolute != nil || s.Why == nil {
		t.Errorf("one group: %+v, want no gap and why", s)
	}
}

func TestPeriodsAreInTheOrderTheyEnd(t *testing.T) {
	ordered := []string{"2019", "2020-06", "2020-Q3", "2020-11-01", "2020-12", "2020-Q4", "2020", "2021"}
	for i := 1; i < len(ordered); i++ {
		if a, b := ordered[i-1], ordered[i]; comparePeriods(a, b) >= 0 || comparePeriods(b, a) <= 0 {
			t.Errorf("%s does not come before %s", a, b)
		}
	}
	for asked, want := range map[string]string{"": "2021", "2020": "2020", "2020-11": "2020-11-01", "2020-Q4": "2020-Q4", "2018": "", "soon": ""} {
		if got, ok := match(ordered, asked); got != want || ok != (want != "") {
			t.Errorf("match(%q) = %q, %v; want %q", asked, got, ok, want)
		}
	}
}
