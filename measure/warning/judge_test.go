package warning_test

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"mihe/measure/elementary/roundtest"
	"mihe/measure/warning"
)

func TestProductsAreRounded(t *testing.T) { roundtest.Products(t, ".", 2) }

// modified_z of measure.json: the plain z of 14 is 2.2 and misses it.
func TestModifiedZ(t *testing.T) {
	x := []float64{1, 2, 2, 2, 3, 14}
	centre, err := warning.Median(x)
	if err != nil || centre != 2 {
		t.Errorf("median %v, %v", centre, err)
	}
	spread, err := warning.MAD(x)
	if err != nil || spread != 0.5 {
		t.Errorf("MAD %v, %v", spread, err)
	}
	z, err := warning.ModifiedZ(x)
	want := []float64{-1.349, 0, 0, 0, 1.349, 16.188}
	if diff := cmp.Diff(want, z, cmpopts.EquateApprox(0, 1e-12)); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if !slices.Equal(x, []float64{1, 2, 2, 2, 3, 14}) {
		t.Error("the argument was changed")
	}
	for name, bad := range map[string][]float64{"none": nil, "NaN": {1, math.NaN()}, "infinite": {1, math.Inf(1)}} {
		if z, err := warning.ModifiedZ(bad); !errors.Is(err, warning.ErrValue) || z != nil {
			t.Errorf("%s: %v, %v", name, z, err)
		}
	}
	if z, err := warning.ModifiedZ([]float64{5, 5, 5, 9}); !errors.Is(err, warning.ErrScale) || z != nil {
		t.Errorf("more than half equal: %v, %v", z, err)
	}
}

// quiet is one unit over six years whose changes vary a little in a fixed way; no common change is taken from so few.
func quiet() warning.Panel {
	p := warning.Panel{Units: 1, Periods: 72, PerYear: 12, Values: make([]float64, 72), Reported: make([]float64, 72)}
	for t := range p.Values {
		p.Values[t], p.Reported[t] = 100+float64(t*7%5)+float64(t*t%11)/3, 1
	}
	return p
}

// Each verdict has its own story.
func TestVerdicts(t *testing.T) {
	drop := func(p *warning.Panel, from, until int) {
		for t := from; t <= until; t++ {
			p.Values[t] *= 0.5
		}
	}
	for name, c := range map[string]struct {
		change func(*warning.Panel, *warning.Rule)
		want   warning.Verdict
	}{
		"nothing":           {func(*warning.Panel, *warning.Rule) {}, warning.Quiet},
		"a drop":            {func(p *warning.Panel, _ *warning.Rule) { drop(p, 70, 71) }, warning.Warning},
		"one month":         {func(p *warning.Panel, _ *warning.Rule) { drop(p, 71, 71) }, warning.Quiet},
		"a rise is no harm": {func(p *warning.Panel, r *warning.Rule) { drop(p, 0, 69); r.Harm = warning.Falling }, warning.Quiet},
		"a rise":            {func(p *warning.Panel, r *warning.Rule) { drop(p, 0, 69); r.Harm = warning.Rising }, warning.Warning},
		"there and back":    {func(p *warning.Panel, _ *warning.Rule) { drop(p, 70, 70); p.Values[71] *= 2 }, warning.Quiet},
		"a year after":      {func(p *warning.Panel, _ *warning.Rule) { drop(p, 58, 59) }, warning.Echo},
		"late":              {func(p *warning.Panel, _ *warning.Rule) { p.Values[71], p.Reported[71] = math.NaN(), 0 }, warning.NoFigure},
		"half the reports":  {func(p *warning.Panel, _ *warning.Rule) { p.Values[71], p.Reported[71] = 50, 0.5 }, warning.Incomplete},
		"a gap in the run":  {func(p *warning.Panel, _ *warning.Rule) { drop(p, 70, 71); p.Reported[70] = 0 }, warning.TooShort},
		"a gap a year ago":  {func(p *warning.Panel, _ *warning.Rule) { drop(p, 70, 71); p.Reported[59] = 0 }, warning.TooShort},
		"no past":           {func(p *warning.Panel, _ *warning.Rule) { clear(p.Reported[:52]) }, warning.TooShort},
		"never any change":  {func(p *warning.Panel, _ *warning.Rule) { fill(p.Values[:70], 7); drop(p, 70, 71) }, warning.NoSpread},
		"shares, by percent": {func(p *warning.Panel, r *warning.Rule) {
			r.Scale = warning.Difference
			p.Values[70], p.Values[71] = -40, -41
		}, warning.Warning},
	} {
		p, r := quiet(), warning.Usual()
		c.change(&p, &r)
		before := slices.Clone(p.Values)
		report, err := warning.Judge(p, r, 71)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		f := report.Findings[0]
		if f.Verdict != c.want {
			t.Errorf("%s: verdict %d, want %d: %+v", name, f.Verdict, c.want, f)
		}
		if !f.Known && (f.Z != 0 || f.P != 0 || f.Q != 0) {
			t.Errorf("%s: numbers without knowledge: %+v", name, f)
		}
		complete := 1.0
		if f.Verdict == warning.NoFigure || f.Verdict == warning.Incomplete {
			complete = 0
		}
		if report.Complete != complete {
			t.Errorf("%s: completeness %v, want %v", name, report.Complete, complete)
		}
		if !slices.EqualFunc(before, p.Values, func(a, b float64) bool { return a == b || a != a }) {
			t.Errorf("%s: the argument was changed", name)
		}
	}
}

func fill(x []float64, v float64) {
	for i := range x {
		x[i] = v
	}
}

func TestRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*warning.Panel, *warning.Rule, *int)
		want   error
	}{
		"too few figures":   {func(p *warning.Panel, _ *warning.Rule, _ *int) { p.Values = p.Values[1:] }, warning.ErrShape},
		"too few shares":    {func(p *warning.Panel, _ *warning.Rule, _ *int) { p.Reported = p.Reported[1:] }, warning.ErrShape},
		"too few holidays":  {func(p *warning.Panel, _ *warning.Rule, _ *int) { p.Holiday = []float64{1} }, warning.ErrShape},
		"no year":           {func(p *warning.Panel, _ *warning.Rule, _ *int) { p.PerYear = 1 }, warning.ErrShape},
		"NaN":               {func(p *warning.Panel, _ *warning.Rule, _ *int) { p.Values[3] = math.NaN() }, warning.ErrValue},
		"share above one":   {func(p *warning.Panel, _ *warning.Rule, _ *int) { p.Reported[3] = 1.5 }, warning.ErrValue},
		"zero by ratio":     {func(p *warning.Panel, _ *warning.Rule, _ *int) { p.Values[3] = 0 }, warning.ErrScale},
		"the zero rule":     {func(_ *warning.Panel, r *warning.Rule, _ *int) { *r = warning.Rule{} }, warning.ErrRule},
		"one year":          {func(_ *warning.Panel, r *warning.Rule, _ *int) { r.Years = 1 }, warning.ErrRule},
		"level one":         {func(_ *warning.Panel, r *warning.Rule, _ *int) { r.Level = 1 }, warning.ErrRule},
		"NaN threshold":     {func(_ *warning.Panel, r *warning.Rule, _ *int) { r.Threshold = math.NaN() }, warning.ErrRule},
		"after the end":     {func(_ *warning.Panel, _ *warning.Rule, at *int) { *at = 72 }, warning.ErrPeriod},
		"in the first year": {func(_ *warning.Panel, _ *warning.Rule, at *int) { *at = 12 }, warning.ErrPeriod},
		"before the start":  {func(_ *warning.Panel, _ *warning.Rule, at *int) { *at = -1 }, warning.ErrPeriod},
	} {
		p, r, at := quiet(), warning.Usual(), 71
		c.change(&p, &r, &at)
		if report, err := warning.Judge(p, r, at); !errors.Is(err, c.want) || report.Findings != nil {
			t.Errorf("%s: %+v, %v; want %v", name, report, err, c.want)
		}
	}
	if s, err := warning.Backtest(quiet(), warning.Usual(), 60, 71, []warning.Event{{Unit: 1}}); !errors.Is(err, warning.ErrPeriod) {
		t.Errorf("an event of no unit: %+v, %v", s, err)
	}
}

// Another unit of the figure and any seasonal pattern change nothing of a comparison by ratio.
func TestUnitAndSeason(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := quiet()
		for i := range p.Values {
			p.Values[i] *= 1 + 0.3*rapid.Float64Range(-1, 1).Draw(t, "noise")
		}
		one, err := warning.Judge(p, warning.Usual(), 71)
		if err != nil {
			t.Fatal(err)
		}
		season := rapid.SliceOfN(rapid.Float64Range(0.1, 10), 12, 12).Draw(t, "season")
		other := p
		other.Values = slices.Clone(p.Values)
		for i := range other.Values {
			other.Values[i] *= season[i%12]
		}
		two, err := warning.Judge(other, warning.Usual(), 71)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(one, two, cmpopts.EquateApprox(1e-6, 1e-9)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// What all units have in common is told once, and no unit is blamed for it.
func TestCommonChange(t *testing.T) {
	w := usualWorld()
	w.events, w.shock = 1, -0.3
	p, _, err := w.generate(5)
	if err != nil {
		t.Fatal(err)
	}
	report, err := warning.Judge(p, warning.Usual(), 50) // March 2020
	if err != nil {
		t.Fatal(err)
	}
	if report.Common.Verdict != warning.Warning || // growth of 4 % less the shock
		math.Abs(report.Common.Change+0.26) > 0.01 {
		t.Errorf("the common change is not told: %+v", report.Common)
	}
	for _, f := range report.Findings {
		if f.Verdict == warning.Warning {
			t.Errorf("a unit is blamed for it: %+v", f)
		}
	}
}

// The festival of 2023 lay in January and that of 2024 in February; a window of 22 days from 15 January and 3 February.
func TestHolidayShares(t *testing.T) {
	months := []time.Time{date(2023, 1, 1), date(2023, 2, 1), date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)}
	got, err := warning.HolidayShares(months, festivals, 7, 14)
	want := []float64{17.0 / 22, 5.0 / 22, 0, 22.0 / 22, 0}
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-15)); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if got, err := warning.HolidayShares([]time.Time{date(2031, 1, 1)}, festivals, 7, 14); !errors.Is(err, warning.ErrPeriod) || got != nil {
		t.Errorf("a year without a festival: %v, %v", got, err)
	}
	if got, err := warning.HolidayShares(months, festivals, -1, 14); !errors.Is(err, warning.ErrRule) || got != nil {
		t.Errorf("a negative window: %v, %v", got, err)
	}
}

// BenchmarkJudge judges one month of six years of every county.
func BenchmarkJudge(b *testing.B) {
	for _, units := range []int{250, 2843, 28430} {
		w := usualWorld()
		w.units, w.years, w.events = units, 6, 10
		p, _, err := w.generate(3)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(strconv.Itoa(units), func(b *testing.B) {
			for b.Loop() {
				if _, err := warning.Judge(p, warning.Usual(), p.Periods-1); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
