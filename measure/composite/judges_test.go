package composite_test

import (
	"testing"

	"mihe/measure/composite"
)

// eight units, of which the second indicator is better when low. Expected numbers in this file: numpy 2.4.6, scipy 1.17.1 and
// scikit-criteria 0.10 (CRITIC, MEREC), computed with these functions: stats.skew and kurtosis with bias=False, stats.zscore,
// stats.entropy, stats.variation, stats.pmean with weights, np.linalg.eigh, stats.chi2.sf, critic_weights, merec_weights.
func eight(t testing.TB) (raw composite.Matrix, d []composite.Direction) {
	return rows(t,
		[]float64{12.4, 310, 0.52, 7}, []float64{15.1, 270, 0.61, 9}, []float64{9.8, 455, 0.35, 4}, []float64{22.7, 198, 0.83, 15},
		[]float64{17.3, 240, 0.58, 8}, []float64{11.2, 390, 0.47, 6}, []float64{48.9, 150, 0.91, 11}, []float64{13.6, 300, 0.44, 12},
	), []composite.Direction{composite.Positive, composite.Negative, composite.Positive, composite.Positive}
}

func TestShapeAgainstScipy(t *testing.T) {
	raw, _ := eight(t)
	skew := []float64{2.320465280599619, 0.3970065474641408, 0.7536179802104529, 0.384597323739386}
	kurtosis := []float64{5.704382909632784, -0.23339387870609007, -0.4232133043196682, -0.3095041322314045}
	for c := range raw.Cols {
		s := must[composite.Shape](t)(composite.ShapeOf(raw.Column(c)))
		expect(t, "shape", []float64{s.Skew, s.Kurtosis}, []float64{skew[c], kurtosis[c]}, 1e-12)
	}
}

func TestZScoreAgainstScipy(t *testing.T) {
	raw, _ := eight(t)
	for lost, want := range map[int][]float64{
		1: {-0.5065233944020786, -0.2953090060027563, -0.7099150276755001, 0.2992203835657066, -0.12320839323293799, -0.6003964559128886, 2.3487822265517235, -0.41265033289126873},
		0: {-0.5414962857823851, -0.31569860676888095, -0.7589310877953891, 0.31988004526913094, -0.1317153127578774, -0.641850809788387, 2.510953819400172, -0.44114176177638326},
	} {
		how := composite.ZScore
		if lost == 0 {
			how = composite.PopulationZScore
		}
		expect(t, "z", normal(t, raw, nil, how).Column(0).Values, want, 1e-13)
	}
}

func TestWeightsAgainstScikitCriteria(t *testing.T) {
	raw, d := eight(t)
	z := normal(t, raw, d, composite.MinMax).Matrix
	expect(t, "entropy", must[composite.EntropyWeights](t)(composite.Entropy(z, 0)).Weight, []float64{0.45661336177264783, 0.14687845276786968, 0.21541080360328754, 0.18109738185619498}, 1e-13)
	expect(t, "entropy of raw values", must[composite.EntropyWeights](t)(composite.Entropy(raw, 0)).Weight, []float64{0.4890516869971851, 0.15901042604912272, 0.13999554758516183, 0.21194233936853038}, 1e-13)
	expect(t, "variation", must[composite.Weights](t)(composite.Variation(raw)).Weight, []float64{0.38898402534422205, 0.1967741429933681, 0.1879711584450233, 0.2262706732173865}, 1e-14)
	expect(t, "CRITIC", must[composite.CRITICWeights](t)(composite.CRITIC(z, composite.Pearson)).Weight, []float64{0.2956495420388375, 0.17706559038307046, 0.18586006663105276, 0.34142480094703925}, 1e-13)
	expect(t, "CRITIC by ranks", must[composite.CRITICWeights](t)(composite.CRITIC(z, composite.Spearman)).Weight, []float64{0.1498882557637214, 0.14889478009600496, 0.3033586647364405, 0.3978582994038331}, 1e-13)
	expect(t, "MEREC", must[composite.Weights](t)(composite.MEREC(raw, d)).Weight, []float64{0.22071988367908668, 0.223100948470825, 0.21085999763067428, 0.34531917021941405}, 1e-13)
}

func TestTOPSISAgainstNumpy(t *testing.T) {
	raw, d := eight(t)
	w := []float64{0.4, 0.3, 0.2, 0.1}
	for name, c := range map[string]struct {
		how  func(composite.Column, composite.Direction) (composite.Scale, error)
		want []float64
	}{
		"vector":  {composite.Vector, []float64{0.19172019136474358, 0.26708333370421, 0, 0.45492785808354574, 0.31136712603545696, 0.10019391668532557, 0.9496701806412999, 0.22107744688416656}},
		"min-max": {composite.MinMax, []float64{0.2686174742238566, 0.35982272102783913, 0, 0.5593912124802435, 0.4015970929225578, 0.1419965162261002, 0.9371553098045997, 0.29291195553817245}},
	} {
		z := normal(t, raw, d, c.how).Matrix
		got := must[composite.Closeness](t)(composite.TOPSIS(z, w, must[composite.Ideals](t)(composite.IdealsOf(z))))
		expect(t, name, got.Score, c.want, 1e-14)
	}
}

func TestPCAAgainstNumpy(t *testing.T) {
	raw, d := eight(t)
	z := normal(t, raw, d, composite.MinMax).Matrix
	p := must[composite.Components](t)(composite.PCA(z, composite.Kaiser))
	expect(t, "eigenvalues", p.Eigenvalue, []float64{3.2616780896245943, 0.5469690909519996, 0.11775359835256614, 0.07359922107083973}, 1e-13)
	expect(t, "first component", p.Vectors.Column(0).Values, []float64{0.4788001228306378, 0.5327671036069072, 0.5342892075972282, 0.44882591094632535}, 1e-14)
	expect(t, "second component", p.Vectors.Column(1).Values, []float64{-0.6199232965667131, 0.08495867591746661, -0.168905147679085, 0.7615432888862699}, 1e-13)
	expect(t, "KMO, χ², p", []float64{p.KMO, p.ChiSquare, p.P}, []float64{0.7555710856116813, 20.152114471772737, 0.002601896798300825}, 1e-12)
	expect(t, "weights", p.Weight, []float64{0.2292495576226339, 0.28384078668569307, 0.28546495735487415, 0.20144469833679884}, 1e-13)
	alpha, _, err := composite.Alpha(z)
	if err != nil || !near(alpha, 0.923116266933374, 1e-13) {
		t.Errorf("alpha = %v, %v", alpha, err)
	}
}

func TestMeansAgainstScipy(t *testing.T) {
	raw, _ := eight(t)
	for power, want := range map[composite.Power][]float64{
		-1:  {2.314135008982552, 2.727909017707271, 1.5676334149552715, 3.748592136875314, 2.6198655732718352, 2.089069142311017, 4.1832062279503965, 2.027202821461609},
		0:   {16.31126542911282, 17.926277956676355, 14.551690772591844, 21.51962228818372, 17.87624965103294, 16.18979269542283, 26.576541766207768, 17.106477861072282},
		0.5: {50.40130414673384, 48.16438768326387, 63.51672961248775, 44.84528020079274, 45.51484312448551, 58.4497467397435, 48.913606754080945, 51.12757217852554},
		2:   {169.989582269032, 148.22070847219697, 249.294084366236, 109.49864738890614, 131.93249516324627, 213.737736911384, 87.85641479140838, 164.58560909143912},
	} {
		s := must[composite.Scores](t)(composite.Aggregate(raw, composite.Flat(4, []float64{0.4, 0.3, 0.2, 0.1}, power), 1))
		expect(t, "mean", s.Column(4).Values, want, 1e-14)
	}
}

func TestMPIAgainstNumpy(t *testing.T) {
	raw, d := eight(t)
	scales := must[[]composite.Scale](t)(composite.Fit(raw, d, composite.PopulationZScore))
	for c := range scales {
		scales[c] = scales[c].Onto(100, 110)
	}
	z := must[composite.Normalised](t)(composite.Normalise(raw, scales)).Matrix
	expect(t, "MPI downward", must[[]float64](t)(composite.MPI(z, composite.Downward)), []float64{95.5992876917634, 99.9824873121149, 86.38247236288576, 110.86156181410733, 100.02335460981911, 91.72786665878328, 115.5922595939602, 98.3842570073811}, 1e-14)
	expect(t, "MPI upward", must[[]float64](t)(composite.MPI(z, composite.Upward)), []float64{95.64445902639962, 100.06054589238764, 86.71091898067498, 111.39301605287805, 100.21867814408552, 91.80251300131866, 116.39693348730529, 99.21938836413521}, 1e-14)
}

// Four things whose judgements run in a circle: numpy's eig.
func TestAHPInconsistent(t *testing.T) {
	a := must[composite.AHPWeights](t)(composite.AHP(must[composite.Judgements](t)(composite.Upper(4, []float64{3, 5, 7, 5, 1.0 / 3, 4}))))
	expect(t, "weights", a.Weight, []float64{0.49794068582080303, 0.20199820858637066, 0.15186309726949754, 0.14819800832332872}, 1e-14)
	expect(t, "λ, CI, CR", []float64{a.Eigenvalue, a.Index, a.Consistency}, []float64{5.825265817372024, 0.6084219391240081, 0.6760243768044535}, 1e-14)
	if kinds(a.Warnings)[composite.Inconsistent] != 1 {
		t.Errorf("no warning: %+v", a)
	}
}
