package survey_test

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"mihe/measure/elementary/roundtest"
	"mihe/measure/survey"
)

func TestProductsAreRounded(t *testing.T) { roundtest.Products(t, ".", 10) }

// The sample of survey_12 in measure.json (synthetic); numbers computed with R 4.2.2, package survey 4.1.1.
var (
	psu     = []string{"1", "1", "2", "2", "3", "3", "4", "4", "5", "5", "6", "6"}
	stratum = []string{"U", "U", "U", "U", "U", "U", "R", "R", "R", "R", "R", "R"}
	sex     = []string{"m", "f", "m", "f", "m", "f", "f", "f", "m", "m", "f", "m"}
	age     = []string{"y", "y", "o", "o", "y", "o", "y", "o", "o", "y", "y", "o"}
	weight  = []float64{10, 10, 12, 12, 8, 8, 30, 30, 25, 25, 20, 20}
	y       = []float64{70, 82, 65, 60, 90, 77, 40, 35, 50, 61, 58, 30}
	z       = []float64{1, 1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0}

	bySex = survey.Margin{Name: "sex", Class: sex, People: map[string]float64{"f": 108, "m": 102}}
	byAge = survey.Margin{Name: "age", Class: age, People: map[string]float64{"o": 100, "y": 110}}
)

func sample() survey.Sample {
	return survey.Sample{Kind: survey.Probability, Weight: weight, Stratum: stratum, Cluster: psu}
}

func must[T any](t *testing.T) func(v T, err error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func near(t *testing.T, name string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s = %.12g, want %.12g", name, got, want)
	}
}

func TestAgainstR(t *testing.T) {
	d := must[*survey.Design](t)(survey.New(sample(), len(y)))
	mean := must[survey.Estimate](t)(d.Mean(y))
	near(t, "mean", mean.Value, 53.0523809524, 1e-10)
	near(t, "its standard error", mean.Sampling.SE, 4.51437, 1e-5)
	near(t, "design effect", mean.Sampling.Deff, 0.877959869593, 1e-12)
	low, high, err := mean.Interval(0.95)
	if err != nil || mean.Sampling.DF != 4 {
		t.Errorf("%d degrees of freedom, %v", mean.Sampling.DF, err)
	}
	near(t, "low", low, 40.5184697371, 1e-9)
	near(t, "high", high, 65.5862921677, 1e-9)
	share := must[survey.Estimate](t)(d.Mean(z))
	near(t, "share", share.Value, 0.5619047619, 1e-10)
	near(t, "its standard error", share.Sampling.SE, 0.23435, 1e-5)
	ratio := must[survey.Estimate](t)(d.Ratio(y, z))
	near(t, "ratio", ratio.Value, 94.4152542373, 1e-10)
	near(t, "its standard error", ratio.Sampling.SE, 31.387702513, 1e-9)
	effect, answers := d.Kish()
	near(t, "Kish's effect", effect, 1.21523809524, 1e-11)
	near(t, "effective answers", answers, 9.87460815047, 1e-11)
	for name, want := range map[string][2]float64{"R": {45.2333333333, 5.66416153777}, "U": {72.6, 6.25157046936}} {
		inside := make([]bool, len(y))
		for i := range inside {
			inside[i] = stratum[i] == name
		}
		part := must[survey.Estimate](t)(must[*survey.Design](t)(d.Domain(inside)).Mean(y))
		near(t, name, part.Value, want[0], 1e-10)
		near(t, name+" standard error", part.Sampling.SE, want[1], 1e-10)
		if part.N != 6 || part.Sampling.DF != 2 {
			t.Errorf("%s: %+v", name, part)
		}
	}
}

func TestCalibrationAgainstR(t *testing.T) {
	d := must[*survey.Design](t)(survey.New(sample(), len(y)))
	post := must[survey.Estimate](t)(must[*survey.Design](t)(d.PostStratify(bySex)).Mean(y))
	near(t, "post-stratified mean", post.Value, 53.10142857, 1e-8)
	near(t, "its standard error", post.Sampling.SE, 3.34569, 1e-5)

	raked, how, err := d.Rake(bySex, byAge)
	if err != nil {
		t.Fatal(err)
	}
	want := []float64{
		11.0187261422, 10.4365795981, 11.498837387, 10.8913253788, 8.8149809138, 7.2608835859, 31.3097387942, 27.228313447,
		23.955911223, 27.5468153556, 20.8731591961, 19.1647289784,
	}
	for i, w := range raked.Weights() {
		near(t, "raked weight", w, want[i], 1e-9)
	}
	mean := must[survey.Estimate](t)(raked.Mean(y))
	near(t, "raked mean", mean.Value, 53.56936929, 1e-8)
	near(t, "its standard error", mean.Sampling.SE, 4.14505, 1e-5)
	if how.Rounds < 2 || how.Off > 1e-12 || how.Unbalanced || how.Least >= 1 || how.Greatest <= 1 {
		t.Errorf("%+v", how)
	}
	if !slices.Equal(d.Weights(), weight) {
		t.Error("the design before was changed")
	}
}

// A margin counted twice, or one that determines another, changes nothing of the raked estimate.
func TestMarginsThatDetermineEachOther(t *testing.T) {
	d := must[*survey.Design](t)(survey.New(sample(), len(y)))
	once, _, err := d.Rake(bySex, byAge)
	if err != nil {
		t.Fatal(err)
	}
	twice, _, err := d.Rake(bySex, byAge, bySex)
	if err != nil {
		t.Fatal(err)
	}
	a, b := must[survey.Estimate](t)(once.Mean(y)), must[survey.Estimate](t)(twice.Mean(y))
	near(t, "mean", b.Value, a.Value, 1e-9)
	near(t, "standard error", b.Sampling.SE, a.Sampling.SE, 1e-9)
}

// A sample nobody drew has no design interval, whatever its size, and stands for nobody else.
func TestVoluntarySample(t *testing.T) {
	s := sample()
	s.Kind = survey.Voluntary
	d := must[*survey.Design](t)(survey.New(s, len(y)))
	mean := must[survey.Estimate](t)(d.Mean(y))
	if mean.Sampling != nil || mean.N != 12 {
		t.Errorf("%+v", mean)
	}
	if low, high, err := mean.Interval(0.95); !errors.Is(err, survey.ErrDomain) || low != 0 || high != 0 {
		t.Errorf("an interval from %v to %v, %v", low, high, err)
	}
	if total, err := d.Total(y); !errors.Is(err, survey.ErrDomain) || total.N != 0 {
		t.Errorf("a total: %+v, %v", total, err)
	}
}

func TestRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*survey.Sample)
		want   error
	}{
		"kind not stated":   {func(s *survey.Sample) { s.Kind = survey.Unstated }, survey.ErrKind},
		"short weights":     {func(s *survey.Sample) { s.Weight = s.Weight[1:] }, survey.ErrLength},
		"zero weight":       {func(s *survey.Sample) { s.Weight = with(weight, 3, 0) }, survey.ErrWeight},
		"NaN weight":        {func(s *survey.Sample) { s.Weight = with(weight, 3, math.NaN()) }, survey.ErrWeight},
		"infinite weight":   {func(s *survey.Sample) { s.Weight = with(weight, 3, math.Inf(1)) }, survey.ErrWeight},
		"lonely cluster":    {func(s *survey.Sample) { s.Stratum = with(with(stratum, 0, "S"), 1, "S") }, survey.ErrLonely},
		"cluster in two":    {func(s *survey.Sample) { s.Stratum = with(stratum, 0, "R") }, survey.ErrCluster},
		"too few clusters":  {func(s *survey.Sample) { s.Clusters = map[string]float64{"U": 2} }, survey.ErrPopulation},
		"no known clusters": {func(s *survey.Sample) { s.Clusters = map[string]float64{"U": math.NaN()} }, survey.ErrPopulation},
	} {
		s := sample()
		c.change(&s)
		if d, err := survey.New(s, len(y)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, %v; want %v", name, d, err, c.want)
		}
	}
	if _, err := survey.New(survey.Sample{Kind: survey.Probability}, 0); !errors.Is(err, survey.ErrEmpty) {
		t.Errorf("nobody: %v", err)
	}
	d := must[*survey.Design](t)(survey.New(sample(), len(y)))
	if _, err := d.Mean(y[1:]); !errors.Is(err, survey.ErrLength) {
		t.Errorf("short answers: %v", err)
	}
	if _, err := d.Mean(with(y, 2, math.NaN())); !errors.Is(err, survey.ErrValue) {
		t.Errorf("NaN: %v", err)
	}
	if _, err := d.Ratio(y, make([]float64, len(y))); !errors.Is(err, survey.ErrDomain) {
		t.Errorf("a ratio to nothing: %v", err)
	}
	if _, err := d.Domain(make([]bool, len(y))); !errors.Is(err, survey.ErrEmpty) {
		t.Errorf("an empty domain: %v", err)
	}
	for name, m := range map[string]survey.Margin{
		"a class nobody knows":      {Class: with(sex, 0, "x"), People: bySex.People},
		"a class without answers":   {Class: sex, People: map[string]float64{"f": 100, "m": 100, "x": 10}},
		"a class without people":    {Class: sex, People: map[string]float64{"f": 100, "m": 0}},
		"another total than others": {Class: sex, People: map[string]float64{"f": 108, "m": 103}},
	} {
		if c, _, err := d.Rake(m, byAge); !errors.Is(err, survey.ErrMargin) || c != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Two margins that say the same of the answers and different things of the people can never both hold.
	other := survey.Margin{Name: "again", Class: sex, People: map[string]float64{"f": 100, "m": 110}}
	if c, _, err := d.Rake(bySex, other); !errors.Is(err, survey.ErrConverge) || c != nil {
		t.Errorf("margins that contradict each other: %v", err)
	}
	for _, level := range []float64{0, 1, -1, math.NaN()} {
		if _, _, err := must[survey.Estimate](t)(d.Mean(y)).Interval(level); !errors.Is(err, survey.ErrLevel) {
			t.Errorf("level %v: %v", level, err)
		}
	}
}

func with[T any](all []T, i int, v T) []T {
	changed := slices.Clone(all)
	changed[i] = v
	return changed
}

// A census has no sampling error; a stratum all of whose clusters were taken adds none, even a lonely one.
func TestFinitePopulation(t *testing.T) {
	s := sample()
	s.Clusters = map[string]float64{"U": 3, "R": 3}
	all := must[survey.Estimate](t)(must[*survey.Design](t)(survey.New(s, len(y))).Mean(y))
	near(t, "standard error of a census", all.Sampling.SE, 0, 0)
	s.Clusters = map[string]float64{"U": 6, "R": 6}
	half := must[survey.Estimate](t)(must[*survey.Design](t)(survey.New(s, len(y))).Mean(y))
	near(t, "standard error of a half", half.Sampling.SE, 4.514373863131424/math.Sqrt2, 1e-12)
	s.Stratum, s.Clusters = with(with(stratum, 0, "S"), 1, "S"), map[string]float64{"S": 1}
	if _, err := survey.New(s, len(y)); err != nil {
		t.Errorf("the only street of a stratum: %v", err)
	}
}

// An unweighted simple random sample has the textbook's standard error, s/√n.
func TestSimpleSample(t *testing.T) {
	d := must[*survey.Design](t)(survey.New(survey.Sample{Kind: survey.Probability}, len(y)))
	mean := must[survey.Estimate](t)(d.Mean(y))
	var sum, squares float64
	for _, v := range y {
		sum += v
	}
	for _, v := range y {
		squares += (v - sum/12) * (v - sum/12)
	}
	near(t, "mean", mean.Value, sum/12, 1e-12)
	near(t, "standard error", mean.Sampling.SE, math.Sqrt(squares/11/12), 1e-12)
	total := must[survey.Estimate](t)(d.Total(y))
	near(t, "total", total.Value, sum, 1e-12)
	near(t, "its standard error", total.Sampling.SE, 12*math.Sqrt(squares/11/12), 1e-10)
}

// The order of answers, the unit of a figure and the unit of the weights change nothing but the unit; arguments are
// left as they were; nothing but numbers comes out.
func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		figures := rapid.SliceOfN(rapid.Float64Range(-1e6, 1e6), 12, 12).Draw(t, "y")
		kept := slices.Clone(figures)
		d, err := survey.New(sample(), 12)
		if err != nil {
			t.Fatal(err)
		}
		one, err := d.Mean(figures)
		if err != nil {
			t.Fatal(err)
		}
		factor, shift := rapid.Float64Range(0.01, 100).Draw(t, "factor"), rapid.Float64Range(-1e6, 1e6).Draw(t, "shift")
		order := rapid.Permutation([]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}).Draw(t, "order")
		moved, s := make([]float64, 12), survey.Sample{Kind: survey.Probability}
		for i, from := range order {
			moved[i] = figures[from]*factor + shift
			s.Weight = append(s.Weight, weight[from]*3)
			s.Stratum = append(s.Stratum, stratum[from])
			s.Cluster = append(s.Cluster, psu[from])
		}
		e, err := survey.New(s, 12)
		if err != nil {
			t.Fatal(err)
		}
		two, err := e.Mean(moved)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(two.Value-(one.Value*factor+shift)) > 1e-7*(1+math.Abs(two.Value)) {
			t.Fatalf("mean %v, want %v", two.Value, one.Value*factor+shift)
		}
		if math.Abs(two.Sampling.SE-one.Sampling.SE*factor) > 1e-6*(1+two.Sampling.SE) {
			t.Fatalf("standard error %v, want %v", two.Sampling.SE, one.Sampling.SE*factor)
		}
		if !slices.Equal(figures, kept) {
			t.Fatal("the argument was changed")
		}
		for _, v := range []float64{one.Value, one.Sampling.SE, one.Sampling.Deff} {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("%+v", *one.Sampling)
			}
		}
	})
}

// A city's voluntary online sample and a national one differ in everything.
func TestDifferences(t *testing.T) {
	nation := survey.Source{Kind: survey.Probability, Mode: "face to face", Frame: "addresses", AgeFrom: 18, AgeTo: 69}
	city := survey.Source{Kind: survey.Voluntary, Mode: "online", Frame: "none", AgeFrom: 12, AgeTo: 74}
	if got := survey.Differences(nation, city); len(got) != 4 {
		t.Errorf("differences %v", got)
	}
	if got := survey.Differences(nation, nation); got != nil {
		t.Errorf("differences from itself %v", got)
	}
}

// BenchmarkMean estimates a mean of 60,000 answers in 3,000 clusters of 31 strata.
func BenchmarkMean(b *testing.B) {
	for _, n := range []int{6_000, 60_000, 600_000} {
		s, figures := survey.Sample{Kind: survey.Probability}, make([]float64, n)
		for i := range n {
			c := i % (n / 20) // its stratum follows from it
			s.Cluster = append(s.Cluster, strconv.Itoa(c))
			s.Stratum = append(s.Stratum, strconv.Itoa(c%31))
			figures[i] = float64(i * 7919 % 101)
		}
		d, err := survey.New(s, n)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			for b.Loop() {
				if _, err := d.Mean(figures); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
