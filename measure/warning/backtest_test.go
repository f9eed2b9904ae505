package warning_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"mihe/measure/warning"
)

// festivals are the days of the Spring Festival (State Council notices on public holidays of each year).
var festivals = []time.Time{
	date(2016, 2, 8), date(2017, 1, 28), date(2018, 2, 16), date(2019, 2, 5), date(2020, 1, 25), date(2021, 2, 12),
	date(2022, 2, 1), date(2023, 1, 22), date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17),
}

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// world is how a synthetic country behaves.
type world struct {
	units, years, events int
	noise                float64 // sd of a month's logarithm
	blips                float64 // chance of a month ten times as noisy, which is nothing that lasts
	holiday, apart       float64 // effect of a whole holiday on the logarithm, and how much it differs between units
	partial              float64 // chance that a figure counts only half of its reports
	shock                float64 // change of all units in 2020
}

func usualWorld() world {
	return world{units: 300, years: 10, events: 40, noise: 0.03, blips: 0.005, holiday: -0.3, apart: 0.3, partial: 0.02, shock: -0.2}
}

// generate makes months of 2016 on with seasons, growth, the holiday and events in the last four years. Synthetic.
func (w world) generate(seed uint64) (p warning.Panel, events []warning.Event, err error) {
	random := rand.New(rand.NewPCG(seed, 20))
	months := make([]time.Time, 12*w.years)
	for t := range months {
		months[t] = date(2016, 1, 1).AddDate(0, t, 0)
	}
	shares, err := warning.HolidayShares(months, festivals, 7, 14)
	if err != nil {
		return p, nil, err
	}
	p = warning.Panel{
		Units: w.units, Periods: len(months), PerYear: 12, Holiday: shares,
		Values: make([]float64, w.units*len(months)), Reported: make([]float64, w.units*len(months)),
	}
	off := make([]float64, len(p.Values))
	for i := range w.events {
		from := len(months) - 48 + random.IntN(40)
		e := warning.Event{Unit: i * (w.units / w.events), From: from, Until: min(from+5, len(months)-1)}
		for t := e.From; t <= e.Until; t++ {
			off[e.Unit*p.Periods+t] = math.Log(1 - 0.15 - 0.2*random.Float64())
		}
		events = append(events, e)
	}
	for u := range w.units {
		level, growth, holiday := 5+random.NormFloat64(), 0.04+0.02*random.NormFloat64(), w.holiday+w.apart*random.NormFloat64()
		for t, m := range months {
			i := u*p.Periods + t
			noise := w.noise * random.NormFloat64()
			if random.Float64() < w.blips {
				noise *= 10
			}
			v := level + growth*float64(t)/12 + 0.2*math.Sin(2*math.Pi*float64(m.Month())/12) + holiday*shares[t] + off[i] + noise
			if m.Year() == 2020 {
				v += w.shock
			}
			p.Values[i], p.Reported[i] = math.Exp(v), 1
			if random.Float64() < w.partial {
				p.Values[i], p.Reported[i] = p.Values[i]/2, 0.5
			}
		}
	}
	return p, events, nil
}

// plain is the rule that is often used: a change against the year before beyond three standard deviations.
func plain(p warning.Panel, first, last int, events []warning.Event) (true_, all, found int) {
	during := func(u, t int) int {
		for i, e := range events {
			if e.Unit == u && t >= e.From && t <= e.Until {
				return i
			}
		}
		return -1
	}
	told := map[int]bool{}
	for u := range p.Units {
		rings := false
		for t := first; t <= last; t++ {
			change := func(t int) float64 { return math.Log(p.Values[u*p.Periods+t] / p.Values[u*p.Periods+t-12]) }
			var sum, squares float64
			for s := t - 36; s < t; s++ {
				sum += change(s)
				squares += change(s) * change(s)
			}
			mean := sum / 36
			beyond := math.Abs(change(t)-mean) > 3*math.Sqrt(squares/36-mean*mean)
			if beyond && !rings {
				all++
				if i := during(u, t); i >= 0 {
					true_++
					told[i] = true
				}
			}
			rings = beyond
		}
	}
	return true_, all, len(told)
}

// The backtest of the usual rule on a synthetic past with known events prints precision and recall, beside those of the
// plain rule; each safeguard switched off makes it worse, which is what the safeguard is for.
func TestBacktest(t *testing.T) {
	w := usualWorld()
	p, events, err := w.generate(1)
	if err != nil {
		t.Fatal(err)
	}
	first, last := p.Periods-48, p.Periods-1
	score := func(name string, change func(*warning.Panel, *warning.Rule)) warning.Score {
		t.Helper()
		own, rule := p, warning.Usual()
		rule.Harm = warning.Falling
		change(&own, &rule)
		s, err := warning.Backtest(own, rule, first, last, events)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%-34s %3d warnings, precision %.3f, recall %.3f, delay %.1f months", name, s.Warnings, s.Precision, s.Recall, s.Delay)
		return s
	}
	usual := score("usual rule", func(*warning.Panel, *warning.Rule) {})
	right, all, found := plain(p, first, last, events)
	t.Logf("%-34s %3d warnings, precision %.3f, recall %.3f", "plain rule (three sd)", all, float64(right)/float64(all), float64(found)/float64(len(events)))
	if usual.Precision < 0.95 || usual.Recall < 0.9 || usual.Delay > 2 || usual.Events != w.events {
		t.Errorf("usual rule: %+v", usual)
	}
	if float64(right)/float64(all) > usual.Precision/2 {
		t.Errorf("the plain rule is as good: %d of %d", right, all)
	}
	for name, change := range map[string]func(*warning.Panel, *warning.Rule){
		"without the holiday's shift":      func(p *warning.Panel, _ *warning.Rule) { p.Holiday = nil },
		"without completeness":             func(p *warning.Panel, _ *warning.Rule) { p.Reported = nil },
		"without persistence":              func(_ *warning.Panel, r *warning.Rule) { r.Persistence = 1 },
		"without false-discovery control*": func(_ *warning.Panel, r *warning.Rule) { r.Level, r.Threshold = 0.999, 2 },
	} {
		if s := score(name, change); s.Precision >= usual.Precision && s.Recall >= usual.Recall {
			t.Errorf("%s: %+v is no worse than %+v", name, s, usual)
		}
	}
}

// Where nothing happens and noise is normal, false-discovery control alone keeps the share of months with any warning at
// about the level asked for: 48 months at 5 %, of which more than 7 would come once in 250 tries (binomial).
func TestFalseWarnings(t *testing.T) {
	w := usualWorld()
	w.events, w.blips, w.partial, w.apart = 1, 0, 0, 0 // the one event is in unit 0, which is not counted
	p, _, err := w.generate(2)
	if err != nil {
		t.Fatal(err)
	}
	rule := warning.Usual()
	rule.Persistence, rule.Threshold = 1, 0.001
	ringing := 0
	for at := p.Periods - 48; at < p.Periods; at++ {
		report, err := warning.Judge(p, rule, at)
		if err != nil {
			t.Fatal(err)
		}
		if slices.ContainsFunc(report.Findings[1:], func(f warning.Finding) bool { return f.Verdict == warning.Warning }) {
			ringing++
		}
	}
	t.Logf("a false warning in %d of 48 months of %d units", ringing, p.Units)
	if ringing > 7 {
		t.Errorf("a false warning in %d of 48 months", ringing)
	}
}
