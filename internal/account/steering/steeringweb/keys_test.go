package steeringweb

import (
	"encoding/json"
	"math"
	"testing"

	"pgregory.net/rapid"

	"mihe/internal/account/indicator"
	"mihe/internal/account/steering"
	"mihe/measure/progress"
)

func keys(t *testing.T) map[string]string {
	t.Helper()
	raw, err := Words.ReadFile("zh-CN.json")
	if err != nil {
		t.Fatal(err)
	}
	var words map[string]string
	if err := json.Unmarshal(raw, &words); err != nil {
		t.Fatal(err)
	}
	return words
}

// Keys that are put together from data must exist for everything the data may hold, not only for what it holds today.
func TestKeysMadeFromDataExist(t *testing.T) {
	words := keys(t)
	need := func(key string) {
		t.Helper()
		if words[key] == "" && key != "steering.list.space" {
			t.Errorf("key %q has no words", key)
		}
	}
	moves := []string{"up", "down", "same"}
	for _, gap := range moves {
		for _, ratio := range moves {
			need("steering.card.say.gap_" + gap + ".ratio_" + ratio)
		}
	}
	for _, level := range []string{"nation", "province", "prefecture", "county"} {
		for _, key := range []string{"card.gini.", "card.say.parts.", "card.spread.", "table.gini.", "table.units."} {
			need("steering." + key + level)
		}
		need("steering.card.gini." + level + ".since")
	}
	for _, by := range indicator.AllBy {
		need("steering.card.by." + string(by))
	}
	for c := progress.Unknown; c <= progress.Deteriorating; c++ {
		for _, ended := range []bool{false, true} {
			need("steering.progress.class." + className(&indicator.Advance{Verdict: progress.Verdict{Class: c}, Ended: ended}))
		}
	}
	for _, kind := range indicator.Gaps {
		need("steering.gap." + string(kind))
	}
	for _, role := range []indicator.Role{indicator.Need, indicator.Outcome, indicator.OutcomeProxy, indicator.Context} {
		need("steering.role." + string(role))
	}
	registry, err := indicator.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, ind := range registry.All() {
		need("steering.card.axis." + ind.Unit)
		if ind.Direction == indicator.Down {
			need("steering.card.caption." + ind.Worst)
		}
	}
	need("steering.evidence." + string(steering.NoneYet))
	for _, basis := range []steering.Basis{steering.InPlan, steering.Related} {
		need("steering.target." + string(basis))
		need("steering.target.undated." + string(basis))
	}
	for _, mark := range []steering.Mark{steering.NamedInRelated, steering.Recalled} {
		need("steering.lead." + string(mark))
	}
	need("steering.status." + string(steering.Unverified))
}

func TestMoved(t *testing.T) {
	for _, c := range []struct {
		from, to float64
		decimals int
		want     string
	}{
		{15664.009, 19656.785, 0, "up"},
		{1.6547, 1.6010, 2, "down"},
		{1.6010, 1.6049, 2, "same"}, // both print 1.60
		{1.6049, 1.6051, 2, "up"},   // 1.60 and 1.61: what the reader sees moved
		{-1, -2, 0, "down"},
	} {
		if got := moved(c.from, c.to, c.decimals); got != c.want {
			t.Errorf("moved(%v, %v, %d) = %s, want %s", c.from, c.to, c.decimals, got, c.want)
		}
	}
}

// The end of an axis is round, never below the highest figure and never more than twice it.
func TestRoundTop(t *testing.T) {
	for high, want := range map[float64]float64{0: 1, 7.36: 8, 99.05: 100, 100: 100, 52363: 60000, 0.4: 0.4} {
		if got := roundTop(high); math.Abs(got-want) > 1e-9*want {
			t.Errorf("roundTop(%v) = %v, want %v", high, got, want)
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		high := rapid.Float64Range(1e-6, 1e9).Draw(r, "high")
		if top := roundTop(high); top < high*(1-1e-12) || top > 2*high*(1+1e-12) {
			r.Errorf("roundTop(%v) = %v, want it within [%v, %v]", high, top, high, 2*high)
		}
	})
}

func TestCapital(t *testing.T) {
	for in, want := range map[string]string{"": "", "the nation": "The nation", "全国": "全国", "5G": "5G", "éa": "Éa"} {
		if got := capital(in); got != want {
			t.Errorf("capital(%q) = %q, want %q", in, got, want)
		}
	}
}
