package converge_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"mihe/measure/converge"
)

func sorted(units []int) []int {
	s := slices.Clone(units)
	slices.Sort(s)
	return s
}

// Four drawn panels (see grown) given to ConvergenceClubs 2.2.5 under R 4.2.2: findClubs(time_trim = 1/3, cstar = 0,
// HACmethod = "FQSB"), mergeClubs(mergeMethod = "PS"). Nothing could be merged. Seed 2 was run with which(vt == max(vt)) in coreG.R, as the
// package documents it and Phillips and Sul define it; its code takes the greatest |t|.
func TestClubsAgainstR(t *testing.T) {
	every := func(n, rest int, but ...int) []int {
		var units []int
		for i := rest; i < n; i += 3 {
			if !slices.Contains(but, i) {
				units = append(units, i)
			}
		}
		return units
	}
	with := func(units []int, more ...int) []int { return sorted(append(units, more...)) }
	type club struct {
		units       []int
		slope, se   float64
		t           float64
		isDivergent bool
	}
	for _, c := range []struct {
		n, periods int
		seed       uint64
		whole      club
		clubs      []club
		alone      []int
	}{
		{
			40, 24, 1,
			club{nil, -0.6326126782048844, 0.0129586965345216, -48.8176165341648343, true},
			[]club{
				{every(40, 2), 0.3192403314773933, 0.0189031552625854, 16.8882034265072427, false},
				{every(40, 1), 0.3248873340654005, 0.0149903679389227, 21.6730726950220749, false},
				{every(40, 0), 0.2813982612657194, 0.0137825828615708, 20.4169468155585889, false},
			},
			nil,
		},
		{
			60, 20, 2,
			club{nil, -0.7222213671712742, 0.0126444073301808, -57.1178504703350782, true},
			[]club{
				{[]int{26, 50}, -2.1517971027622345, 1.5557922216625997, -1.3830877110715423, true},
				{with(every(60, 2, 26, 50), 16), 0.492519015072391, 0.041695343427434, 11.812326619387715, false},
				{every(60, 1, 16), 0.2683681169098340, 0.0182179318487713, 14.7309869823634010, false},
				{every(60, 0), 0.21280400922238479, 0.00589833520480392, 36.07865640614418368, false},
			},
			nil,
		},
		{
			90, 31, 3,
			club{nil, -0.5665593353900505, 0.0108918286683819, -52.0169158586496891, true},
			[]club{
				{with(every(90, 2), 16, 67), 0.2876491166897606, 0.0255520114190867, 11.2573962171484698, false},
				{every(90, 1, 16, 67), 0.4010954861427226, 0.0151849058583215, 26.4140910641811217, false},
				{every(90, 0), 0.30946212493846986, 0.00434884869033426, 71.15955209623179201, false},
			},
			nil,
		},
		{
			25, 12, 7,
			club{nil, -8.35698262872550e-01, 2.50954807864268e-02, -3.33007472534476e+01, true},
			[]club{
				{every(25, 2, 8), 0.0288289919076998, 0.0290154476498498, 0.9935739146815841, false},
				{every(25, 1, 16), 0.0550361042859028, 0.0299220727932217, 1.8393145644097963, false},
				{every(25, 0), 0.0551677447551081, 0.0307124554098407, 1.7962661734115761, false},
			},
			[]int{8, 16},
		},
	} {
		y := grown(c.n, c.periods, c.seed)
		got := must[converge.Clubs](t)(converge.FindClubs(y, converge.ClubOptions{}))
		if w := got.Whole; !near(w.Slope, c.whole.slope, 1e-9) || !near(w.SE, c.whole.se, 1e-9) || !near(w.T, c.whole.t, 1e-9) {
			t.Errorf("seed %d: all units %+v, want %+v", c.seed, w, c.whole)
		}
		if len(got.Clubs) != len(c.clubs) || !slices.Equal(sorted(got.Alone), c.alone) {
			t.Fatalf("seed %d: %d clubs, alone %v; want %d, %v", c.seed, len(got.Clubs), got.Alone, len(c.clubs), c.alone)
		}
		for k, want := range c.clubs {
			g := got.Clubs[k]
			if !slices.Equal(sorted(g.Units), want.units) || !near(g.LogT.Slope, want.slope, 1e-9) || !near(g.LogT.SE, want.se, 1e-9) || !near(g.LogT.T, want.t, 1e-9) || g.Divergent != want.isDivergent {
				t.Errorf("seed %d, club %d: %+v, want %+v", c.seed, k, g, want)
			}
		}
		merged := must[converge.Clubs](t)(converge.MergeClubs(y, got, converge.ClubOptions{}))
		if len(merged.Clubs) != len(c.clubs) {
			t.Errorf("seed %d: %d clubs after merging", c.seed, len(merged.Clubs))
		}
	}
}

// wander is a panel of random walks, in which groups come and go.
func wander(n, periods int, seed uint64) converge.Panel {
	y := grown(n, periods, seed)
	for i := range n {
		sum := 0.0
		for t := range y {
			sum += y[t][i] - 8
			y[t][i] = 10 + sum/20
		}
	}
	return y
}

// Every unit is in one club or alone; raising c* leaves no rejected club but a core; a merged club holds what it was made of.
func TestClubsAreAPartition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, periods := rapid.IntRange(2, 40).Draw(t, "n"), rapid.IntRange(5, 25).Draw(t, "periods")
		y := wander(n, periods, rapid.Uint64().Draw(t, "seed"))
		o := converge.ClubOptions{Raise: rapid.SampledFrom([]float64{0, 0.1}).Draw(t, "raise")}
		c := must[converge.Clubs](t)(converge.FindClubs(y, o))
		partition(t, n, c)
		for _, k := range c.Clubs {
			if o.Raise > 0 && k.LogT.T <= converge.Reject && len(k.Units) > len(k.Core) {
				t.Errorf("c* was raised and yet %+v is rejected", k)
			}
			if k.Divergent != (k.LogT.Slope < 0 || k.LogT.T <= converge.Reject) {
				t.Errorf("divergent: %+v", k)
			}
		}
		m := must[converge.Clubs](t)(converge.MergeClubs(y, c, o))
		partition(t, n, m)
		for _, k := range m.Clubs {
			var units []int
			for _, from := range k.From {
				units = append(units, c.Clubs[from].Units...)
			}
			if !slices.Equal(sorted(units), sorted(k.Units)) {
				t.Errorf("merged %+v of %v", k, units)
			}
		}
	})
}

func partition(t *rapid.T, n int, c converge.Clubs) {
	t.Helper()
	var all []int
	for _, k := range c.Clubs {
		all = append(all, k.Units...)
	}
	all = sorted(append(all, c.Alone...))
	for i := range all {
		if all[i] != i || len(all) != n {
			t.Fatalf("units %v in clubs %+v", all, c)
		}
	}
}

// A unit of y changes nothing: bit for bit with a power of two.
func TestClubsScale(t *testing.T) {
	y := grown(40, 24, 1)
	a := must[converge.Clubs](t)(converge.FindClubs(y, converge.ClubOptions{}))
	for k := range y {
		y[k] = times(y[k], 0x1p-900)
	}
	b := must[converge.Clubs](t)(converge.FindClubs(y, converge.ClubOptions{}))
	for k := range a.Clubs {
		if !slices.Equal(a.Clubs[k].Units, b.Clubs[k].Units) || a.Clubs[k].LogT != b.Clubs[k].LogT {
			t.Errorf("club %d: %+v, in other units %+v", k, a.Clubs[k], b.Clubs[k])
		}
	}
}

// Two units that agree in a period cannot be tested as a pair: they are passed over and named, and the rest goes on.
func TestUntestedPair(t *testing.T) {
	y := grown(40, 24, 1)
	c := must[converge.Clubs](t)(converge.FindClubs(y, converge.ClubOptions{}))
	a, b := c.Clubs[0].Units[0], c.Clubs[0].Units[1]
	y[20][a] = y[20][b]
	c = must[converge.Clubs](t)(converge.FindClubs(y, converge.ClubOptions{}))
	if len(c.Untested) != 1 || len(c.Clubs) != 3 {
		t.Errorf("untested %v, %d clubs", c.Untested, len(c.Clubs))
	}
}

// The log t regression by definition, with lm written out.
func TestLogTAgainstDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := wander(rapid.IntRange(2, 9).Draw(t, "n"), rapid.IntRange(6, 30).Draw(t, "periods"), rapid.Uint64().Draw(t, "seed"))
		got := must[converge.LogT](t)(converge.MeasureLogT(y, 0.25))
		h, distance, err := converge.RelativePaths(y)
		if err != nil {
			t.Fatal(err)
		}
		for s := range h {
			sum := 0.0
			for _, v := range h[s] {
				sum += (v - 1) * (v - 1)
			}
			if want := sum / float64(len(h[s])); math.Abs(distance[s]-want) > 1e-14 {
				t.Errorf("H of period %d = %v, want %v", s, distance[s], want)
			}
		}
		var sx, sy, sxx, sxy, n float64
		for s := int(math.RoundToEven(float64(len(y)) * 0.25)); s < len(y); s++ {
			x := math.Log(float64(s + 1))
			v := math.Log(distance[0]/distance[s]) - 2*math.Log(x)
			sx, sy, sxx, sxy, n = sx+x, sy+v, sxx+x*x, sxy+x*v, n+1
		}
		if want := (n*sxy - sx*sy) / (n*sxx - sx*sx); math.Abs(got.Slope-want) > 1e-8*(1+math.Abs(want)) || got.Periods != int(n) {
			t.Errorf("slope %v of %d, want %v of %v", got.Slope, got.Periods, want, n)
		}
	})
}

// The trend of a straight line is the line; numbers from statsmodels 0.15.0, hpfilter(x, 400).
func TestSmooth(t *testing.T) {
	line := []float64{1, 3, 5, 7, 9}
	if got := must[[]float64](t)(converge.Smooth(line, 400)); !slices.Equal(got, line) {
		t.Errorf("trend of a line %v", got)
	}
	x := []float64{2, 3, 5, 4, 6, 9, 7, 8, 12, 10}
	if got := must[[]float64](t)(converge.Smooth(x, 0)); !slices.Equal(got, x) {
		t.Errorf("trend with λ = 0: %v", got)
	}
	want := []float64{2.1749068438088366, 3.1607562449973456, 4.1461683790763315, 5.130304088323778, 6.114458794069979, 7.097102157424419, 8.076417692511413, 9.05534615806172, 10.034137268574817, 11.010402373155024}
	if got := must[[]float64](t)(converge.Smooth(x, converge.YearlyLambda)); !within(got, want, 1e-12) {
		t.Errorf("trend %.16g, want %.16g", got, want)
	}
}
