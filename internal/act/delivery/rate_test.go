package delivery_test

import (
	"fmt"
	"math"
	"testing"

	"mihe/internal/act/delivery"
)

// TestRatesHold: over many draws from a month whose truth is known, the interval of each provider and of all together holds it about as often
// as it says. The truth is counted in the frame, by sums of this test's own. A large provider of which little is known must not be drowned by a
// small one that was asked whole: a bound by the number of answers alone would fail here.
func TestRatesHold(t *testing.T) {
	const draws, each = 600, 6
	frames := []struct {
		provider  string
		n, differ int
	}{{orgA, 600, 150}, {orgB, 6, 0}, {"org_c", 6, 0}, {"org_d", 6, 0}}
	var a delivery.Audit
	differs := map[string]bool{}
	all := map[string][]string{}
	truth, frame := 0, 0
	for _, f := range frames {
		for i := range f.n {
			id := fmt.Sprintf("visit_%s_%d", f.provider[len(f.provider)-1:], i)
			all[f.provider] = append(all[f.provider], id)
			differs[id] = i < f.differ
		}
		truth, frame = truth+f.differ, frame+f.n
	}
	held, silent := 0, 0
	for seed := range draws {
		a.Strata = nil
		var checks []delivery.Check
		for _, f := range frames {
			picked := delivery.Pick(fmt.Sprint(seed), all[f.provider], each)
			a.Strata = append(a.Strata, delivery.Stratum{Provider: f.provider, Frame: f.n, Picked: picked})
			for _, id := range picked {
				c := delivery.Check{Visit: id, Says: delivery.Happened}
				if differs[id] {
					c.Says = delivery.NotHappened
				}
				checks = append(checks, c)
			}
		}
		rates, err := delivery.Rates(a, checks)
		if err != nil {
			t.Fatal(err)
		}
		last := rates[len(rates)-1]
		if last.Rests == delivery.TooFew {
			silent++
			continue
		}
		want := float64(truth) / float64(frame)
		if last.Low <= want && want <= last.High {
			held++
		}
		if small := rates[1]; small.Rests != delivery.Everybody || small.Share != 0 {
			t.Fatalf("the provider that was asked whole: %+v", small)
		}
	}
	// 95 percent of 600 is 570, with a standard deviation of 5. Student's interval of so few answers falls a little short of it.
	if held+silent < 545 {
		t.Errorf("the interval of all together holds the truth %d times of %d, and is silent %d times", held, draws, silent)
	}
}

// TestRatesAreSilent: what too few answers leave open is not told as if it were known.
func TestRatesAreSilent(t *testing.T) {
	picked := []string{"visit_a", "visit_b", "visit_c"}
	a := delivery.Audit{Strata: []delivery.Stratum{{Provider: orgA, Frame: 50, Picked: picked}, {Provider: orgB, Frame: 50, Picked: []string{"visit_d"}}}}
	said := func(says ...delivery.Says) []delivery.Rate {
		var checks []delivery.Check
		for i, one := range says {
			checks = append(checks, delivery.Check{Visit: append(picked, "visit_d")[i], Says: one})
		}
		rates, err := delivery.Rates(a, checks)
		if err != nil {
			t.Fatal(err)
		}
		return rates
	}
	const yes, no, away = delivery.Happened, delivery.NotHappened, delivery.Unreached
	for name, c := range map[string]struct {
		rates []delivery.Rate
		i     int
		want  delivery.Rate
	}{
		"one answer of many":                      {said(yes, away, away), 0, delivery.Rate{HasShare: true}},
		"nobody reached":                          {said(away, away, away), 0, delivery.Rate{}},
		"all together, one provider not asked":    {said(yes, no, yes), 2, delivery.Rate{}},
		"two answers that differ":                 {said(yes, no, away), 0, delivery.Rate{HasShare: true, Share: 0.5, High: 1, Rests: delivery.Student, DF: 1}},
		"two answers that agree leave 84 percent": {said(yes, yes, away), 0, delivery.Rate{HasShare: true, High: 0.8418861, Rests: delivery.Binomial}},
	} {
		got := c.rates[c.i]
		got.Provider, got.Frame, got.Picked, got.Reached, got.Mismatches = "", 0, 0, 0, 0
		got.High = math.Round(got.High*1e7) / 1e7
		if got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
	if said(yes, no, away)[0].Tells() || said(yes, away, away)[0].Tells() || !said(yes, yes, yes)[0].Tells() {
		t.Error("an interval from 0 to 1 tells something, or one of three answers does not")
	}
}
