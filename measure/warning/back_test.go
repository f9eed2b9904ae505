package warning_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"mihe/measure/warning"
)

// since is where the step of a stepped panel begins.
const since = 50

// stepped is quiet whose figures are multiplied by level from period since until period until.
func stepped(until int, level float64) warning.Panel {
	p := quiet()
	for t := since; t < until; t++ {
		p.Values[t] *= level
	}
	return p
}

// A drop that stays is not back after a year, though nothing changes against the year before any more; one that ends is.
func TestBack(t *testing.T) {
	rule := warning.Usual()
	rule.Harm = warning.Falling
	for name, c := range map[string]struct {
		p      warning.Panel
		at     int
		inside bool
		years  int
	}{
		"it stays":                       {stepped(72, 0.5), 55, false, 1},
		"it stays for a year and a half": {stepped(72, 0.5), 68, false, 2},
		"it ends":                        {stepped(54, 0.5), 55, true, 1},
		"it ends, seen a year later":     {stepped(54, 0.5), 67, true, 2},
		"nothing happened":               {quiet(), 55, true, 1},
		"a rise does no harm":            {stepped(72, 2), 55, true, 1},
	} {
		got, err := warning.Back(c.p, rule, 0, since, c.at)
		if err != nil || !got.Known || got.Inside != c.inside || got.Years != c.years {
			t.Errorf("%s: %+v, %v; want inside %v after %d years", name, got, err, c.inside, c.years)
		}
	}
	// The control: Judge alone, a year later, hears nothing of a drop that stays.
	report, err := warning.Judge(stepped(72, 0.5), rule, 68)
	if err != nil || report.Findings[0].Verdict == warning.Warning {
		t.Errorf("a year later: %+v, %v", report.Findings[0], err)
	}
}

// With one year between, the band is that of the finding, and change and explained part make up the whole change.
func TestBackAgreesWithJudge(t *testing.T) {
	p, rule := stepped(72, 0.5), warning.Usual()
	rule.Persistence = 1
	report, err := warning.Judge(p, rule, 50)
	if err != nil {
		t.Fatal(err)
	}
	f := report.Findings[0]
	got, err := warning.Back(p, rule, 0, 50, 51)
	width := rule.Threshold * f.Spread
	if err != nil || math.Abs(got.Low-(f.Usual-width)) > 1e-12 || math.Abs(got.High-(f.Usual+width)) > 1e-12 {
		t.Errorf("band %v to %v, %v; want %v ± %v", got.Low, got.High, err, f.Usual, width)
	}
	if whole := math.Log(p.Values[50] / p.Values[38]); math.Abs(f.Change+f.Explained-whole) > 1e-12 {
		t.Errorf("change %v and explained %v are not %v", f.Change, f.Explained, whole)
	}
	if (f.Z >= -rule.Threshold) != (f.Change >= f.Usual-width) {
		t.Errorf("z %v and band %v disagree", f.Z, got.Low)
	}
}

func TestBackRefuses(t *testing.T) {
	p, rule := quiet(), warning.Usual()
	for name, at := range map[string][3]int{"not later": {0, 50, 50}, "beyond": {0, 50, 72}, "too early": {0, 11, 50}, "no unit": {1, 50, 55}, "below": {-1, 50, 55}} {
		if _, err := warning.Back(p, rule, at[0], at[1], at[2]); !errors.Is(err, warning.ErrPeriod) {
			t.Errorf("%s: %v, want ErrPeriod", name, err)
		}
	}
	held := slices.Clone(p.Values)
	p.Reported[55] = 0
	if got, err := warning.Back(p, rule, 0, 50, 55); err != nil || got != (warning.Return{}) {
		t.Errorf("without a figure: %+v, %v", got, err)
	}
	if !slices.Equal(held, p.Values) {
		t.Error("the argument was changed")
	}
	p.Values[3] = math.NaN()
	if _, err := warning.Back(p, rule, 0, 50, 55); !errors.Is(err, warning.ErrValue) {
		t.Errorf("NaN: %v", err)
	}
	rule.Threshold = -1
	if _, err := warning.Back(p, rule, 0, 50, 55); !errors.Is(err, warning.ErrRule) {
		t.Errorf("a bad rule: %v", err)
	}
}
