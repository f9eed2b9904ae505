package eldercare

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"mihe/internal/act/delivery"
	"mihe/internal/base/region"
)

// tiny is a month small enough to try everything: one provider with a few minutes, and plans of one or two visits.
func tiny(r *rand.Rand) (asked []delivery.Asked, minutes map[string]int64) {
	for i := range 2 + r.IntN(4) {
		a := delivery.Asked{Provider: "a", Residence: string(Rural), AtMs: int64(1000 - 10*i + r.IntN(25)), Visits: 1 + r.IntN(2), Each: 1 + r.IntN(3)}
		if i%2 == 0 {
			a.Residence = string(Urban)
		}
		asked = append(asked, a)
	}
	return asked, map[string]int64{"a": int64(r.IntN(9))}
}

// tried is what every way to give out the minutes could make of a month, by brute force: the most minutes, and the highest lowest rate. It knows
// nothing of flows or levels.
func tried(asked []delivery.Asked, minutes int64) (most int64, lowest *big.Rat) {
	need := map[string]int64{}
	for _, a := range asked {
		need[a.Residence] += int64(a.Visits * a.Each)
	}
	for urban := int64(0); urban <= min(minutes, need[string(Urban)]); urban++ {
		for rural := int64(0); urban+rural <= minutes && rural <= need[string(Rural)]; rural++ {
			most = max(most, urban+rural)
			u, v := big.NewRat(urban, need[string(Urban)]), big.NewRat(rural, need[string(Rural)])
			if v.Cmp(u) < 0 {
				u = v
			}
			if lowest == nil || u.Cmp(lowest) > 0 {
				lowest = u
			}
		}
	}
	return most, lowest
}

// firstCome gives out minutes in the order of requests, by hand.
func firstCome(asked []delivery.Asked, left int64) map[string]int64 {
	got, done := map[string]int64{}, make([]bool, len(asked))
	for range asked {
		next := -1
		for i, a := range asked {
			if !done[i] && (next < 0 || a.AtMs < asked[next].AtMs) {
				next = i
			}
		}
		a := asked[next]
		done[next] = true
		n := min(left, int64(a.Visits*a.Each))
		got[a.Residence] += n
		left -= n
	}
	return got
}

// What a replay says of a month follows from what was asked for and from the minutes alone, and trying everything finds nothing better: nobody gives
// more minutes than the most, and the lowest rate of the fair division is within a minute of the highest there can be.
func TestReplayAgainstTryingEverything(t *testing.T) {
	county := region.Key{Code: "520521", Level: region.County}
	for seed := range uint64(200) {
		asked, minutes := tiny(rand.New(rand.NewPCG(seed, 33)))
		r, err := replayed(t.Context(), county, "2026-09", asked, minutes)
		if err != nil {
			t.Fatal(err)
		}
		again, err := replayed(t.Context(), county, "2026-09", asked, minutes)
		if err != nil || again.SHA256 != r.SHA256 {
			t.Fatalf("seed %d: the same data, %s and %s, %v", seed, r.SHA256, again.SHA256, err)
		}
		most, lowest := tried(asked, minutes["a"])
		first := firstCome(asked, minutes["a"])
		for _, o := range r.Result.Outcomes {
			if o.Figures.Units != most {
				t.Errorf("seed %d: %s gives %d minutes, %d could be given", seed, o.Policy, o.Figures.Units, most)
			}
		}
		for i, g := range r.Groups {
			if want := big.NewRat(first[string(g.Residence)], g.Minutes); r.Result.Outcomes[0].Figures.Rates[i].Cmp(want) != 0 {
				t.Errorf("seed %d: first come gives %s %v, by hand %v", seed, g.Residence, r.Result.Outcomes[0].Figures.Rates[i], want)
			}
		}
		fair, slack := r.Result.Outcomes[2].Figures.Worst, big.NewRat(1, min(r.Groups[0].Minutes, r.Groups[1].Minutes))
		if fair.Cmp(lowest) > 0 || new(big.Rat).Add(fair, slack).Cmp(lowest) < 0 {
			t.Errorf("seed %d: the fair division leaves %v, %v could be had", seed, fair, lowest)
		}
	}
}

// By hand: two plans of four visits of 30 minutes, 150 minutes at work. The town came first: 4 visits and 1; fairly it is 75 minutes each, which are
// two whole visits on either side: fairness costs one visit, and that is counted.
func TestReplayCountsWholeVisits(t *testing.T) {
	asked := []delivery.Asked{
		{Provider: "a", Residence: string(Urban), AtMs: 1, Visits: 4, Each: 30, Took: 3, Confirmed: 2},
		{Provider: "a", Residence: string(Rural), AtMs: 2, Visits: 4, Each: 30},
	}
	r, err := replayed(t.Context(), region.Key{Code: "520521", Level: region.County}, "2026-09", asked, map[string]int64{"a": 150})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(r.Acts[0].Visits, r.Acts[2].Visits, r.Acts[0].Ratio, r.Acts[2].Ratio); got != "[4 1] [2 2] 4/1 1/1" {
		t.Errorf("visits and ratios %s", got)
	}
	if g := r.Groups[0]; g.Plans != 1 || g.Visits != 4 || g.Minutes != 120 || g.TookMin != 90 || g.ConfirmedMin != 60 || r.Staffed != 240 || r.Minutes != 150 {
		t.Errorf("laid out as %+v, %d of %d", g, r.Staffed, r.Minutes)
	}
	one, err := replayed(t.Context(), r.County, "2026-09", asked[:1], map[string]int64{"a": 150})
	if err != nil || one.Result != nil || one.SHA256 == "" {
		t.Errorf("one group alone is compared: %+v %v", one.Result, err)
	}
	if moved, err := replayed(t.Context(), r.County, "2026-09", asked, map[string]int64{"a": 151}); err != nil || moved.SHA256 == r.SHA256 {
		t.Errorf("other data, the same sum: %v", err)
	}
}
