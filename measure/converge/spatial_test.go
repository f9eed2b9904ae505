package converge_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"mihe/measure/converge"
)

// Six regions in a row; two of them alike in all, so that every conditional chain can be counted by hand.
func TestSpatialChainByHand(t *testing.T) {
	y := converge.Panel{{1, 1, 1, 9, 9, 9}, {1, 1, 9, 9, 9, 9}, {1, 1, 9, 9, 9, 1}}
	row := [][]int{{1}, {0, 2}, {1, 3}, {2, 4}, {3, 5}, {4}}
	two := converge.Classing{Cuts: []float64{4.9}}
	s := must[converge.SpatialChain](t)(converge.MeasureSpatialChain(y, row, two, two))
	// means of neighbours: first 1 1 5 5 9 9, then 1 5 5 9 9 9
	low, high := [][]int{{3, 0}, {0, 0}}, [][]int{{1, 1}, {1, 6}}
	if !same(s.Conditional[0].Transitions, low) || !same(s.Conditional[1].Transitions, high) {
		t.Errorf("conditional %v, %v", s.Conditional[0].Transitions, s.Conditional[1].Transitions)
	}
	if s.Conditional[0].Probability[1] != nil {
		t.Error("no high unit among low neighbours was seen, so there is no probability")
	}
	h := s.Homogeneity // row 0 alone can be compared: 3 of 3 against 1 of 2 staying, 4 of 5 together
	lr := 2 * (3*math.Log(1/0.8) + math.Log(0.5/0.8) + math.Log(0.5/0.2))
	q := 3*(0.04/0.8+0.04/0.2) + 2*(0.09/0.8+0.09/0.2)
	if h.Freedom != 1 || !near(h.LR, lr, 1e-14) || !near(h.Q, q, 1e-14) || h.SparseClasses != 2 {
		t.Errorf("homogeneity %+v, want LR %v Q %v", h, lr, q)
	}
}

func same(a, b [][]int) bool { return slices.EqualFunc(a, b, slices.Equal[[]int]) }

func TestIslandsAreNamed(t *testing.T) {
	y := converge.Panel{{1, 2, 3, 4}, {2, 3, 4, 1}}
	s := must[converge.SpatialChain](t)(converge.MeasureSpatialChain(y, [][]int{{1}, {0, 2}, {1}, nil}, converge.Classing{Classes: 2}, converge.Classing{Classes: 2}))
	if !slices.Equal(s.Islands, []int{3}) || s.Pooled.Observations != 3 {
		t.Errorf("islands %v, %d transitions; want unit 3 left out", s.Islands, s.Pooled.Observations)
	}
}

// Published and recomputed figures of giddy 2.3.8 (Spatial_Markov's documentation; Q, LR and tables run on 2026-11-25 with numpy 2.4.6).
func TestSpatialChainOfStates(t *testing.T) {
	y, neighbours := relative(states(t)), adjacency(t, "pysal_states48.gal")
	five := converge.Classing{}
	s := must[converge.SpatialChain](t)(converge.MeasureSpatialChain(y, neighbours, five, five))
	h := s.Homogeneity
	if !near(h.LR, 170.6588284308426, 1e-12) || !near(h.Q, 200.62372763076806, 1e-12) || h.Freedom != 60 {
		t.Errorf("homogeneity %+v", h)
	}
	if p := value(t, h.LRP); !near(p, 1.492250767398673e-12, 1e-3) { // giddy takes 1 − CDF and keeps three digits
		t.Errorf("p of LR = %v", p)
	}
	if !within(s.LagCuts[0], []float64{0.889733859531191, 0.958919166720565, 1.014697580105838, 1.118356601386248}, 1e-14) {
		t.Errorf("lag cuts %v", s.LagCuts[0])
	}
	if !within(s.Pooled.Cuts[0], []float64{0.839991327886634, 0.947075445424134, 1.032426966519695, 1.14911153536449}, 1e-14) {
		t.Errorf("cuts %v", s.Pooled.Cuts[0])
	}
	if want := [][]int{{474, 15, 3, 0, 0}, {9, 124, 16, 0, 0}, {0, 14, 74, 12, 0}, {0, 1, 9, 16, 2}, {0, 0, 0, 1, 5}}; !same(s.Conditional[0].Transitions, want) {
		t.Errorf("lag class 0: %v", s.Conditional[0].Transitions)
	}
	for c, want := range [][]float64{
		{0.43509425180358385, 0.26353269723062606, 0.20363043984175005, 0.06841982778682802, 0.02932278333721201},
		{0.13391287161229612, 0.33993304560752513, 0.2515303622306193, 0.2334301624671256, 0.04119355808243394},
		{0.1212486936587668, 0.2113744395374709, 0.2635100967535313, 0.29013417388666013, 0.1137325961635708},
		{0.0776412957952553, 0.19748805820569296, 0.2535263610085902, 0.22480415152429764, 0.24654013346616394},
		{0.017767810936691393, 0.19964349376114082, 0.1900983267207176, 0.2552469668219194, 0.3372434017595308},
	} {
		if got := s.Conditional[c].Steady; len(got) != 1 || !within(got[0], want, 1e-14) {
			t.Errorf("steady state in lag class %d: %v, want %v", c, got, want)
		}
	}
	s = must[converge.SpatialChain](t)(converge.MeasureSpatialChain(y, neighbours, five, converge.Classing{Classes: 4}))
	if h := s.Homogeneity; !near(h.LR, 172.1046262618226, 1e-12) || !near(h.Q, 321.12848055153336, 1e-12) || h.Freedom != 45 {
		t.Errorf("four lag classes: %+v", h)
	}
	fixed := converge.Classing{Cuts: []float64{0.8, 0.9, 1, 1.2}}
	s = must[converge.SpatialChain](t)(converge.MeasureSpatialChain(y, neighbours, fixed, fixed))
	if h := s.Homogeneity; !near(h.LR, 104.18721679949951, 1e-12) || !near(h.Q, 117.41864723500855, 1e-12) || h.Freedom != 49 {
		t.Errorf("fixed cuts: %+v", h)
	}
	if s.Conditional[4].Probability[0] != nil {
		t.Error("no poor state among the richest neighbours was seen; giddy prints a row of zeros")
	}
}

func TestStatesChainAndBeta(t *testing.T) {
	var want struct {
		Markov struct {
			Transitions [][]int   `json:"transitions"`
			Steady      []float64 `json:"steady_state"`
			Sojourn     []float64 `json:"sojourn"`
			Shorrocks   float64   `json:"shorrocks_(k-tr)/(k-1)"`
		} `json:"markov_us48_1929_2009_annual_quintiles"`
		Beta struct {
			Slope     float64
			Intercept float64
			SE        float64
			Speed     float64
			HalfLife  float64 `json:"half_life"`
			SDFirst   float64 `json:"sd_ln_1929"`
			SDLast    float64 `json:"sd_ln_2009"`
			CVFirst   float64 `json:"cv_1929"`
			CVLast    float64 `json:"cv_2009"`
		} `json:"beta_us48_1929_2009"`
	}
	y := states(t)
	readJSON(t, "measure.json", &want)
	ch := must[converge.Chain](t)(converge.MeasureChain(y, converge.Classing{Annual: true}))
	if !same(ch.Transitions, want.Markov.Transitions) || !within(ch.Steady[0], want.Markov.Steady, 5e-9) {
		t.Errorf("annual quintiles: %v, steady %v", ch.Transitions, ch.Steady)
	}
	for i, v := range want.Markov.Sojourn {
		if math.Abs(value(t, ch.Sojourn[i])-v) > 5e-9 {
			t.Errorf("sojourn %v, want %v", ch.Sojourn[i], v)
		}
	}
	if !near(value(t, ch.Shorrocks), want.Markov.Shorrocks, 1e-14) {
		t.Errorf("Shorrocks %v", ch.Shorrocks)
	}
	// Income in dollars by pooled quintiles, from giddy 2.3.8: nobody who was rich became poor again, for prices rose.
	pooled := must[converge.Chain](t)(converge.MeasureChain(y, converge.Classing{}))
	if !same(pooled.Transitions, [][]int{{727, 51, 0, 0, 0}, {4, 722, 51, 0, 0}, {0, 3, 727, 48, 0}, {0, 0, 0, 729, 48}, {0, 0, 0, 0, 730}}) {
		t.Errorf("pooled quintiles: %v", pooled.Transitions)
	}
	b := must[converge.Beta](t)(converge.MeasureBeta(y[0], y[80], 80, converge.BetaOptions{}))
	for name, pair := range map[string][2]float64{
		"slope": {b.Slope.Value, want.Beta.Slope}, "intercept": {b.Intercept.Value, want.Beta.Intercept},
		"se": {value(t, b.Slope.SE), want.Beta.SE}, "speed": {value(t, b.Speed), want.Beta.Speed},
		"half-life": {value(t, b.HalfLife), want.Beta.HalfLife},
		"σ 1929":    {b.First.LogSD, want.Beta.SDFirst}, "σ 2009": {b.Last.LogSD, want.Beta.SDLast},
		"CV 1929": {b.First.CV, want.Beta.CVFirst}, "CV 2009": {b.Last.CV, want.Beta.CVLast},
		"t":  {value(t, b.Slope.T), -18.758647776375227}, // statsmodels 0.15.0
		"R²": {b.Explained, 0.8843892475858337},          // statsmodels 0.15.0
	} {
		if !near(pair[0], pair[1], 1e-12) {
			t.Errorf("%s = %.17g, want %.17g", name, pair[0], pair[1])
		}
	}
	if p := value(t, b.Slope.P); !near(p, 3.488697828490936e-23, 1e-10) {
		t.Errorf("p = %v", p)
	}
}

func TestRankMobility(t *testing.T) {
	var want struct {
		Giddy struct {
			Theta []float64 `json:"theta_esquivel99"`
		} `json:"pysal_giddy@324f289a(BSD-3)"`
	}
	rows := readCSV(t, "pysal_mexico.csv")
	readJSON(t, "published.json", &want)
	var y converge.Panel
	var group []int
	for c, name := range rows[0] {
		var column []float64
		for _, row := range rows[1:] {
			if c > 0 {
				column = append(column, number(t, row[c]))
			}
		}
		switch {
		case name == "esquivel99":
			for _, v := range column {
				group = append(group, int(v))
			}
		case len(name) == 9 && name[:5] == "pcgdp":
			y = append(y, column)
		}
	}
	m := must[converge.RankMobility](t)(converge.MeasureRankMobility(y, group))
	for s, theta := range want.Giddy.Theta {
		if math.Abs(value(t, m.Theta[s])-theta) > 5e-9 {
			t.Errorf("θ of step %d = %v, want %v", s, m.Theta[s], theta)
		}
	}
	// giddy's rank.py prints the totals; its max_total is the same 512.
	if got := fmt.Sprint(m.Exchange, m.Greatest); got != "[130 114 88 90 90 72] 512" {
		t.Errorf("exchange %s", got)
	}
}

func TestRankMobilityByHand(t *testing.T) {
	y := converge.Panel{{1, 2, 3, 4}, {3, 4, 1, 2}, {4, 3, 1, 2}, {4, 3, 1, 2}}
	m := must[converge.RankMobility](t)(converge.MeasureRankMobility(y, []int{0, 0, 1, 1}))
	if got := fmt.Sprint(m); got != "{[8 2 0] [{1 } {0 } {0 no-exchange}] 8}" {
		t.Errorf("rank mobility %s", got)
	}
}
