package steering

import (
	"testing"

	"mihe/internal/account/indicator"
)

// gapOf is a measurement between two levels.
func gapOf(d indicator.Direction, low, high float64) Measurement {
	m := Measurement{Indicator: "x", By: indicator.ByCounty, Unit: "percent", Direction: d, Low: low, High: high, Absolute: high - low, Decimals: 1}
	if low > 0 {
		ratio := high / low
		m.Ratio = &ratio
	}
	return m
}

// The levels are made up; the effect follows from the rule by hand: difference, ratio, and the group behind, which is the
// low one where more is better and the high one where less is.
func TestEffectOf(t *testing.T) {
	for _, c := range []struct {
		name                     string
		way                      indicator.Direction
		low, high, newLow, newHi float64
		want                     Effect
	}{
		{"the one behind catches up", indicator.Up, 40, 80, 60, 80, Narrowed},
		{"less is better: the one behind catches up", indicator.Down, 10, 20, 10, 15, Narrowed},
		{"both rise, the one behind faster", indicator.Up, 40, 80, 50, 85, Narrowed},
		{"nothing moves", indicator.Up, 40, 80, 40, 80, Unchanged},
		{"nothing that is printed moves", indicator.Up, 40, 80, 40.04, 80.04, Unchanged},
		{"the one ahead falls back", indicator.Up, 40, 80, 40, 70, Narrowed},
		{"all fall back", indicator.Up, 40, 80, 39, 60, Levelled},
		{"less is better: all get worse", indicator.Down, 10, 20, 15, 21, Levelled},
		{"wider", indicator.Up, 40, 80, 40, 85, Widened},
		{"less is better: wider", indicator.Down, 10, 20, 10, 25, Widened},
		{"a larger difference, a smaller ratio", indicator.Up, 40, 80, 50, 91, Mixed},
		{"a smaller difference, a larger ratio", indicator.Down, 10, 20, 4, 12, Mixed},
		{"the same difference, a smaller ratio", indicator.Up, 40, 80, 50, 90, Mixed},
		{"the gap is gone", indicator.Up, 40, 80, 80, 80, Narrowed},
		{"from zero", indicator.Up, 0, 80, 20, 80, Narrowed},
		{"at zero still, wider", indicator.Up, 0, 80, 0, 90, Widened},
	} {
		before, after := gapOf(c.way, c.low, c.high), gapOf(c.way, c.newLow, c.newHi)
		if got := EffectOf(before, after); got != c.want {
			t.Errorf("%s: %g-%g to %g-%g = %s, want %s", c.name, c.low, c.high, c.newLow, c.newHi, got, c.want)
		}
	}
	for name, change := range map[string]func(*Measurement){
		"unit": func(m *Measurement) { m.Unit = "yuan" }, "direction": func(m *Measurement) { m.Direction = indicator.Down },
		"indicator": func(m *Measurement) { m.Indicator = "y" }, "grouping": func(m *Measurement) { m.By = indicator.ByProvince },
	} {
		after := gapOf(indicator.Up, 60, 80)
		change(&after)
		if got := EffectOf(gapOf(indicator.Up, 40, 80), after); got != NoWay {
			t.Errorf("another %s: %s, want %s", name, got, NoWay)
		}
	}
}

func TestLater(t *testing.T) {
	of := func(period string, version int64, vintages ...string) Measurement {
		m := Measurement{Period: period, Version: version}
		for _, v := range vintages {
			m.Sources = append(m.Sources, Source{"s", v})
		}
		return m
	}
	for _, c := range []struct {
		name          string
		before, after Measurement
		want          bool
	}{
		{"the next year", of("2024", 5, "a"), of("2025", 6, "a"), true},
		{"the year before", of("2024", 5, "a"), of("2023", 6, "b"), false},
		{"the same figures", of("2024", 5, "a"), of("2024", 5, "a"), false},
		{"other data moved", of("2024", 5, "a"), of("2024", 6, "a"), false},
		{"the year compiled again", of("2024", 5, "a"), of("2024", 6, "b"), true},
		{"a day inside the year", of("2020", 5, "a"), of("2020-11-01", 6, "a"), false},
		{"a year after its day", of("2020-11-01", 5, "a"), of("2020", 6, "a"), true},
		{"a quarter that ends the year", of("2020", 5, "a"), of("2020-Q4", 6, "a"), false},
	} {
		if got := c.after.Later(c.before); got != c.want {
			t.Errorf("%s: later = %v, want %v", c.name, got, c.want)
		}
	}
}
