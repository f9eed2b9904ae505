package spatial_test

import (
	"math"
	"testing"

	"mihe/measure/spatial"
)

// wanted are the numbers of one statistic on one map; a zero is not compared.
type wanted struct {
	value, expected                       float64
	varNormal, zNormal, pNormal           float64 // p one-sided, of the smaller tail
	varRandomised, zRandomised, pRandomly float64
}

func compare(t *testing.T, name string, got spatial.Global, want wanted, share float64) {
	t.Helper()
	check := func(what string, got, want float64) {
		t.Helper()
		if want != 0 && !near(got, want, share) {
			t.Errorf("%s: %s = %.17g, want %.17g", name, what, got, want)
		}
	}
	check("value", got.Value, want.value)
	check("expected", got.Expected, want.expected)
	if got.Normal == nil {
		got.Normal = &spatial.Test{}
	}
	check("variance, normal", got.Normal.Variance, want.varNormal)
	check("z, normal", got.Normal.Z, want.zNormal)
	check("p, normal", min(got.Normal.Upper, got.Normal.Lower), want.pNormal)
	if got.Randomised == nil {
		got.Randomised = &spatial.Test{}
	}
	check("variance, randomised", got.Randomised.Variance, want.varRandomised)
	check("z, randomised", got.Randomised.Z, want.zRandomised)
	check("p, randomised", min(got.Randomised.Upper, got.Randomised.Lower), want.pRandomly)
}

// The numbers 1 to 9 on a grid of 3 by 3: oracles/measure.json, moran_3x3_rook.
func TestGrid(t *testing.T) {
	local := []float64{
		1.06666666666667, 0.8, 0.266666666666667, 0.0888888888888889, 0,
		0.0888888888888889, 0.266666666666667, 0.8, 1.06666666666667,
	}
	binary := must[*spatial.Weights](t)(spatial.Adjacency(9, rook(3, 3), spatial.AsGiven))
	rows := must[*spatial.Weights](t)(spatial.Adjacency(9, rook(3, 3), spatial.RowStandardised))
	moran := must[spatial.Global](t)
	compare(t, "binary", moran(spatial.Moran(upTo(9), binary, none)), wanted{value: 0.5, expected: -0.125, varNormal: 0.053125, varRandomised: 0.0596875}, 1e-15)
	compare(t, "rows", moran(spatial.Moran(upTo(9), rows, none)), wanted{value: 5.0 / 9}, 1e-15)
	compare(t, "Geary, rows", moran(spatial.Geary(upTo(9), rows, none)), wanted{value: 1.0 / 3}, 1e-15)
	l := must[spatial.LocalMoran](t)(spatial.LISA(upTo(9), rows, spatial.Permutations{Count: 99}, spatial.Discovery{}))
	for i, u := range l.Units {
		if !near(u.I, local[i], 1e-14) || math.Signbit(u.I) {
			t.Errorf("I of %d = %v, want %v", i, u.I, local[i])
		}
	}
	if l.Units[4].Quadrant != spatial.OnAxis || l.Units[0].Quadrant != spatial.LowLow || l.Units[8].Quadrant != spatial.HighHigh {
		t.Errorf("quadrants %v %v %v", l.Units[4].Quadrant, l.Units[0].Quadrant, l.Units[8].Quadrant)
	}
}

// Six points joined up to a distance of 15: printed in PySAL's getisord.py (esda 11450be3 and 2.9.0).
func TestSixPoints(t *testing.T) {
	points := [][2]float64{{10, 10}, {20, 10}, {40, 10}, {15, 20}, {30, 20}, {30, 30}}
	x := []float64{2, 3, 3.2, 5, 8, 7}
	var edges []spatial.Edge
	for i, a := range points {
		for j, b := range points {
			if i != j && math.Hypot(a[0]-b[0], a[1]-b[1]) <= 15 {
				edges = append(edges, spatial.Edge{From: i, To: j, Weight: 1})
			}
		}
	}
	w := must[*spatial.Weights](t)(spatial.Adjacency(6, edges, spatial.AsGiven))
	g := must[spatial.Global](t)(spatial.GetisOrd(x, w, none))
	if !near(g.Value, 0.55709779, 5e-9/0.557) || !near(g.Randomised.Upper, 0.172936, 5e-7/0.17) || g.Normal != nil {
		t.Errorf("G = %v, p %v, normal %v, want 0.55709779, 0.172936, none", g.Value, g.Randomised.Upper, g.Normal)
	}
	for _, c := range []struct {
		star bool
		z    []float64
	}{
		{false, []float64{-1.0136729, -0.04361589, 1.31558703, -0.31412676, 1.15373986, 1.77833941}},
		{true, []float64{-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331}},
	} {
		l := must[spatial.LocalGetisOrd](t)(spatial.LocalG(x, w, c.star, none, spatial.Discovery{}))
		for i, u := range l.Units {
			if math.Abs(u.Z-c.z[i]) > 5e-9 {
				t.Errorf("star %v: Z of %d = %.9f, want %v", c.star, i, u.Z, c.z[i])
			}
		}
	}
}

// Twelve points and their three nearest: not mutual, so that the two directions of a pair are told apart.
var (
	twelveX = []float64{3, 7, 1, 9, 4, 6, 2, 8, 12, 5, 11, 10}
	twelveY = []float64{1, 2, 6, 9, 5, 6, 9, 4, 3, 11, 8, 12}
	twelve  = []float64{4.1, 2.7, 9.3, 1.2, 6.6, 3.9, 12.5, 0.4, 5.2, 7.7, 2.1, 8.8}
	three   = [][]int{
		{1, 2, 4},
		{0, 5, 7},
		{4, 5, 6},
		{5, 10, 11},
		{0, 2, 5},
		{1, 4, 7},
		{2, 4, 9},
		{1, 5, 8},
		{1, 7, 10},
		{3, 5, 6},
		{3, 7, 11},
		{3, 9, 10},
	}
)

// joined makes edges of lists of neighbours.
func joined(lists [][]int, weight func(i, j int) float64) []spatial.Edge {
	var edges []spatial.Edge
	for i, to := range lists {
		for _, j := range to {
			edges = append(edges, spatial.Edge{From: i, To: j, Weight: weight(i, j)})
		}
	}
	return edges
}

func one(_, _ int) float64 { return 1 }

// esda 2.9.0 with libpysal 4.14.1: Moran, Geary, G, Moran_Local of KNN(k=3), transformation b and r.
func TestTwelvePoints(t *testing.T) {
	for _, s := range []spatial.Standardisation{spatial.AsGiven, spatial.RowStandardised} {
		w := must[*spatial.Weights](t)(spatial.Directed(12, joined(three, one), s))
		global := must[spatial.Global](t)
		compare(t, "Moran", global(spatial.Moran(twelve, w, none)), wanted{
			0.31888053888356505, -0.09090909090909091,
			0.03162157707612253, 2.3044601418530934, 0.010598413652349124, 0.032927606871636754, 2.2582960758552635, 0.011963603391632365,
		}, 1e-13)
		compare(t, "Geary", global(spatial.Geary(twelve, w, none)), wanted{
			0.5938917936446559, 1, 0.03418803418803419, -2.1963659421013553, 0.014032880668414705,
			0.0336625053755591, -2.213444044785911, 0.013433523463329715,
		}, 1e-13)
		expected := 0.2727272727272727
		g := global(spatial.GetisOrd(twelve, w, none))
		want := wanted{0.29019662415481084, expected, 0, 0, 0, 0.0010372538341277687, 0.5424182049123177, 0.293765220633041}
		if s == spatial.RowStandardised { // esda's G leaves weights binary; standardised rows of 3 are a third of them
			want.value, want.expected, want.varRandomised = want.value/3, expected/3, want.varRandomised/9
		}
		compare(t, "G", g, want, 1e-11)
	}
}

func TestTwelvePointsLocally(t *testing.T) {
	w := must[*spatial.Weights](t)(spatial.Directed(12, joined(three, one), spatial.RowStandardised))
	moran := []float64{
		-0.07781056135572706, 0.509536658764984, 0.6653735366475566, 0.13640350139820587, 0.03549172564908671, 0.23367826140560313,
		1.3132554933508174, 0.5305573768654419, 0.04714250488951673, 0.08456061599502347, 0.4623170984572107, -0.4328202843485036,
	}
	quadrants := []int{2, 3, 1, 3, 1, 3, 1, 3, 3, 1, 3, 4} // PySAL counts from high-high against the clock
	names := []spatial.Quadrant{"", spatial.HighHigh, spatial.LowHigh, spatial.LowLow, spatial.HighLow}
	l := must[spatial.LocalMoran](t)(spatial.LISA(twelve, w, spatial.Permutations{Count: 99}, spatial.Discovery{}))
	for i, u := range l.Units {
		if !near(u.I, moran[i], 1e-13) || u.Quadrant != names[quadrants[i]] {
			t.Errorf("I of %d = %.17g %s, want %.17g %s", i, u.I, u.Quadrant, moran[i], names[quadrants[i]])
		}
	}
	binary := must[*spatial.Weights](t)(spatial.Directed(12, joined(three, one), spatial.AsGiven))
	for _, c := range []struct {
		star     bool
		z, share []float64
	}{
		{
			false,
			[]float64{
				0.3757162666121776, -1.5248639345756252, 1.481129588986312, -0.4631467797811555, 0.2664101639548761, -1.2082940484173053,
				2.08721023727304, -1.1026292795109058, -1.9266151176941098, 0.3778449511925965, -1.210504060218013, -0.7696273952840775,
			},
			[]float64{
				0.30794701986754963, 0.13592233009708735, 0.4166666666666665, 0.2338072669826224, 0.2987910189982728, 0.16006600660066003,
				0.45384615384615373, 0.18408736349453977, 0.08768971332209105, 0.30985915492957744, 0.16666666666666663, 0.1974865350089766,
			},
		},
		{
			true,
			[]float64{
				0.19986377566815475, -1.7321527224573414, 1.7987739810133916, -0.9160423051457097, 0.3997275513363083, -1.3157698564820188,
				2.4316759372958825, -1.5489442614281996, -1.8487399249304315, 0.6329019562824891, -1.4989783175111608, -0.28314034886321937,
			},
			[]float64{
				0.351937984496124, 0.1720930232558139, 0.5007751937984495, 0.2480620155038759, 0.3705426356589146, 0.21085271317829454,
				0.5596899224806201, 0.18914728682170537, 0.16124031007751935, 0.3922480620155038, 0.19379844961240306, 0.3069767441860465,
			},
		},
	} {
		standard := must[spatial.LocalGetisOrd](t)(spatial.LocalG(twelve, w, c.star, none, spatial.Discovery{}))
		given := must[spatial.LocalGetisOrd](t)(spatial.LocalG(twelve, binary, c.star, none, spatial.Discovery{}))
		for i, u := range given.Units {
			if !near(u.Z, c.z[i], 1e-12) || !near(*u.Share, c.share[i], 1e-13) || !near(standard.Units[i].Z, c.z[i], 1e-12) {
				t.Errorf("star %v: Z of %d = %.17g, rows %.17g, share %.17g, want %.17g, %.17g", c.star, i, u.Z, standard.Units[i].Z, *u.Share, c.z[i], c.share[i])
			}
		}
	}
}

// The same three neighbours weighed by 1/distance: esda 2.9.0 for Moran and Geary, numpy 2.4.6 by definition for local G.
func TestUnevenWeights(t *testing.T) {
	edges := joined(three, func(i, j int) float64 { return 1 / math.Hypot(twelveX[i]-twelveX[j], twelveY[i]-twelveY[j]) })
	given := must[*spatial.Weights](t)(spatial.Directed(12, edges, spatial.AsGiven))
	rows := must[*spatial.Weights](t)(spatial.Directed(12, edges, spatial.RowStandardised))
	global := must[spatial.Global](t)
	compare(t, "Moran as given", global(spatial.Moran(twelve, given, none)), wanted{value: 0.3899140482918122, varNormal: 0.038885030788177795, varRandomised: 0.04043657637221974}, 1e-13)
	compare(t, "Moran rows", global(spatial.Moran(twelve, rows, none)), wanted{value: 0.369818059050058, varNormal: 0.036364816972444536, varRandomised: 0.03787105313695729}, 1e-13)
	compare(t, "Geary as given", global(spatial.Geary(twelve, given, none)), wanted{value: 0.5562864436980001, varNormal: 0.048288113023428954, varRandomised: 0.046265041552935614}, 1e-13)
	compare(t, "Geary rows", global(spatial.Geary(twelve, rows, none)), wanted{value: 0.5805348039707623, varNormal: 0.0388229533831594, varRandomised: 0.03832731349405424}, 1e-13)
	local := []float64{
		-0.05303456473477194, 0.6138000677461625, 0.818066882553047, 0.22539940628836963, 0.02453034191088509, 0.19450901085395134,
		1.393102379371877, 0.6209075752239878, 0.048404729404674544, 0.18585795777912684, 0.5531213792343397, -0.5566665160810111,
	}
	for i, u := range must[spatial.LocalMoran](t)(spatial.LISA(twelve, rows, spatial.Permutations{Count: 99}, spatial.Discovery{})).Units {
		if !near(u.I, local[i], 1e-13) {
			t.Errorf("I of %d = %.17g, want %.17g", i, u.I, local[i])
		}
	}
	for star, want := range map[bool][]float64{
		false: {
			0.23422603125524508, -1.7007525396707774, 1.7294820853613142, -0.5981322037104205, 0.19402559404949482, -0.9794699706447645,
			2.159270129542888, -1.1987785519796519, -1.9635893358970022, 0.684543531228625, -1.3025603722219075, -1.0123922181679135,
		},
		true: {
			0.049136154567751354, -1.8555805355370685, 2.033885048375164, -1.1436792692668665, 0.36051557622300706, -1.0852705290003082,
			2.5597311612570084, -1.7165737743437761, -1.8194222876578088, 0.9413418656557437, -1.6075472216420321, -0.3485425287839876,
		},
	} {
		for i, u := range must[spatial.LocalGetisOrd](t)(spatial.LocalG(twelve, given, star, none, spatial.Discovery{})).Units {
			if !near(u.Z, want[i], 1e-12) {
				t.Errorf("star %v: Z of %d = %.17g, want %.17g", star, i, u.Z, want[i])
			}
		}
	}
}
