package composite_test

import (
	"errors"
	"math"
	"reflect"
	"testing"

	"mihe/measure/composite"
)

// call is one exported function made ready for any table and weights.
type call struct {
	name string
	do   func(m composite.Matrix, w []float64) (any, error)
}

func of[T any](name string, f func(m composite.Matrix, w []float64) (T, error)) call {
	return call{name, func(m composite.Matrix, w []float64) (any, error) { return f(m, w) }}
}

func first(m composite.Matrix) composite.Column {
	if m.Rows < 0 || m.Cols < 1 || len(m.Data) < m.Rows || m.Absent != nil && len(m.Absent) < m.Rows {
		return composite.Column{}
	}
	return m.Column(0)
}

func fitted(name string, how func(composite.Column, composite.Direction) (composite.Scale, error)) call {
	return of(name, func(m composite.Matrix, _ []float64) (composite.Normalised, error) {
		scales, err := composite.Fit(m, nil, how)
		if err != nil {
			return composite.Normalised{}, err
		}
		return composite.Normalise(m, scales)
	})
}

// complete lists what refuses an absent value; lenient what does something else about it, as its comment says.
func complete() []call {
	type m = composite.Matrix
	return []call{
		of("TOPSIS", func(m m, w []float64) (composite.Closeness, error) {
			ideals, err := composite.IdealsOf(m)
			if err != nil {
				return composite.Closeness{}, err
			}
			return composite.TOPSIS(m, w, ideals)
		}),
		of("Copeland", composite.Copeland),
		of("Outranking", composite.Outranking),
		of("Compensation", composite.Compensation),
		of("Obstacles", composite.Obstacles),
		of("MPI", func(m m, _ []float64) ([]float64, error) { return composite.MPI(m, composite.Downward) }),
		of("MPI upward", func(m m, _ []float64) ([]float64, error) { return composite.MPI(m, composite.Upward) }),
		of("Coupling", func(m m, w []float64) ([]composite.Coordination, error) {
			return composite.Coupling(m, w, composite.Standard)
		}),
		of("Coupling, product", func(m m, w []float64) ([]composite.Coordination, error) {
			return composite.Coupling(m, w, composite.Product)
		}),
		of("CRITIC", func(m m, _ []float64) (composite.CRITICWeights, error) { return composite.CRITIC(m, composite.Pearson) }),
		of("CRITIC by ranks", func(m m, _ []float64) (composite.CRITICWeights, error) {
			return composite.CRITIC(m, composite.Spearman)
		}),
		of("MEREC", func(m m, _ []float64) (composite.Weights, error) { return composite.MEREC(m, nil) }),
		of("PCA", func(m m, _ []float64) (composite.Components, error) { return composite.PCA(m, composite.Kaiser) }),
		of("PCA 80 %", func(m m, _ []float64) (composite.Components, error) { return composite.PCA(m, composite.FourFifth) }),
		of("Correlation", func(m m, _ []float64) (composite.Matrix, error) { return composite.Correlation(m, composite.Pearson) }),
		of("CountedTwiceIn", func(m m, _ []float64) ([]composite.Warning, error) { return composite.CountedTwiceIn(m, 0.5) }),
		of("Alpha", func(m m, _ []float64) (float64, error) { v, _, err := composite.Alpha(m); return v, err }),
	}
}

func lenient() []call {
	type m = composite.Matrix
	aggregate := func(name string, p composite.Power, least float64) call {
		return of(name, func(m m, w []float64) (composite.Scores, error) {
			return composite.Aggregate(m, composite.Flat(max(m.Cols, 0), w, p), least)
		})
	}
	return []call{
		of("Entropy", func(m m, _ []float64) (composite.EntropyWeights, error) { return composite.Entropy(m, 0) }),
		of("Entropy, shifted", func(m m, _ []float64) (composite.EntropyWeights, error) { return composite.Entropy(m, 0.01) }),
		of("Variation", func(m m, _ []float64) (composite.Weights, error) { return composite.Variation(m) }),
		of("Impute", func(m m, _ []float64) (composite.Filled, error) { return composite.Impute(m, composite.Mean) }),
		of("Impute median", func(m m, _ []float64) (composite.Filled, error) { return composite.Impute(m, composite.Median) }),
		of("Stack", func(m m, _ []float64) (composite.Matrix, error) { return composite.Stack(m, m) }),
		of("Screen", func(m m, _ []float64) ([]int, error) { return composite.Screen(m, 0.5) }),
		of("IdealsOf", func(m m, _ []float64) (composite.Ideals, error) { return composite.IdealsOf(m) }),
		of("TreatAll", func(m m, _ []float64) (composite.Matrix, error) {
			treated, _, err := composite.TreatAll(m, composite.Outliers{Skew: 0.5, Kurtosis: 0, Points: 3})
			return treated, err
		}),
		aggregate("Arithmetic", composite.Arithmetic, 0.5), aggregate("Geometric", composite.Geometric, 0.5),
		aggregate("Harmonic", composite.Harmonic, 1), aggregate("power 3", 3, 1), aggregate("power -1e-9", -1e-9, 1), aggregate("power 1e300", 1e300, 1),
		fitted("MinMax", composite.MinMax), fitted("ZScore", composite.ZScore), fitted("Vector", composite.Vector),
		fitted("Efficacy", composite.Efficacy), fitted("PopulationZScore", composite.PopulationZScore),
		fitted("Target", func(x composite.Column, d composite.Direction) (composite.Scale, error) {
			return composite.Target(x, d, 9)
		}),
		of("Rank", func(m m, _ []float64) (composite.Normalised, error) {
			s, err := composite.Fit(m, nil, composite.Rank)
			if err != nil {
				return composite.Normalised{}, err
			}
			return composite.Normalise(m, s)
		}),
	}
}

// single lists what takes columns; the first one of the table.
func single() []call {
	type m = composite.Matrix
	return []call{
		of("Ranks", func(m m, _ []float64) ([]float64, error) { return composite.Ranks(first(m), composite.Average, 0) }),
		of("ShapeOf", func(m m, _ []float64) (composite.Shape, error) { return composite.ShapeOf(first(m)) }),
		of("Log", func(m m, _ []float64) (composite.Column, error) { return composite.Log(first(m)) }),
		of("Ratio", func(m m, _ []float64) (composite.Column, error) { return composite.Ratio(first(m), first(m)) }),
		of("RatioOfSums", func(m m, _ []float64) (float64, error) { return composite.RatioOfSums(first(m), first(m)) }),
	}
}

func everything() []call { return append(append(complete(), lenient()...), single()...) }

func TestRefused(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	good := composite.Matrix{Rows: 3, Cols: 2, Data: []float64{1, 2, 3, 4, 6, 5}}
	with := func(v float64) composite.Matrix {
		return composite.Matrix{Rows: 3, Cols: 2, Data: []float64{1, v, 3, 4, 6, 5}}
	}
	for _, c := range []struct {
		name string
		m    composite.Matrix
		want error
		to   []call
	}{
		{"no cells", composite.Matrix{}, composite.ErrEmpty, everything()},
		{"no rows", composite.Matrix{Cols: 2}, composite.ErrEmpty, everything()},
		{"no columns", composite.Matrix{Rows: 2}, composite.ErrEmpty, append(complete(), lenient()...)},
		{"too few values", composite.Matrix{Rows: 3, Cols: 2, Data: good.Data[:5]}, composite.ErrShape, append(complete(), lenient()...)},
		{"negative rows", composite.Matrix{Rows: -3, Cols: -2, Data: good.Data}, composite.ErrShape, append(complete(), lenient()...)},
		{"too few marks", composite.Matrix{Rows: 3, Cols: 2, Data: good.Data, Absent: make([]bool, 2)}, composite.ErrShape, append(complete(), lenient()...)},
		{"NaN", with(nan), composite.ErrValue, everything()},
		{"infinite", with(-inf), composite.ErrValue, everything()},
		{"too great", with(1e151), composite.ErrValue, everything()},
		{"absent", composite.Matrix{Rows: 3, Cols: 2, Data: good.Data, Absent: []bool{true, false, false, false, false, false}}, composite.ErrMissing, complete()},
	} {
		for _, f := range c.to {
			if got, err := f.do(c.m, nil); !errors.Is(err, c.want) || !reflect.ValueOf(got).IsZero() {
				t.Errorf("%s, %s: got %v, %v, want %v", f.name, c.name, got, err, c.want)
			}
		}
	}
}

// Weights that are none, for every function that takes them.
func TestWeightsRefused(t *testing.T) {
	m := composite.Matrix{Rows: 3, Cols: 2, Data: []float64{0.1, 0.2, 0.3, 0.4, 0.6, 0.5}}
	for _, w := range [][]float64{{0, 0}, {1, -1}, {math.NaN(), 1}, {1, math.Inf(1)}, {1}, {}, {1, 2, 3}, {1, 1e151}} {
		for _, f := range everything() {
			switch f.name {
			case "TOPSIS", "Copeland", "Outranking", "Compensation", "Obstacles", "Coupling", "Coupling, product", "Arithmetic", "Geometric", "Harmonic":
				_, err := f.do(m, w)
				if !errors.Is(err, composite.ErrWeight) && (len(w) == 2 || !errors.Is(err, composite.ErrShape) && !errors.Is(err, composite.ErrTree)) {
					t.Errorf("%s, weights %v: %v", f.name, w, err)
				}
			}
		}
	}
}

func TestRefusedOutsideDomain(t *testing.T) {
	one, same := columns(t, []float64{3}, []float64{4}), columns(t, []float64{3, 3, 3}, []float64{4, 4, 4})
	negative, zero := columns(t, []float64{-1, 2, 3}, []float64{4, 6, 5}), columns(t, []float64{0, 0, 0}, []float64{4, 6, 5})
	parallel, beyond := columns(t, []float64{1, 2, 3}, []float64{2, 4, 6}), columns(t, []float64{0.1, 1.5}, []float64{0.2, 0.3})
	refusing := map[string][]composite.Matrix{
		"Entropy":      {one, same, negative, zero},
		"Variation":    {one, same, negative, zero},
		"CRITIC":       {one, same, parallel, columns(t, []float64{1, 2}, []float64{3, 3})},
		"MEREC":        {one, same, negative, zero},
		"PCA":          {one, same, columns(t, []float64{1, 2}, []float64{2, 1})},
		"Correlation":  {one, same, zero},
		"Alpha":        {one, same, columns(t, []float64{1, 2}), columns(t, []float64{1, 2}, []float64{2, 1})},
		"TOPSIS":       {one, same},
		"MPI":          {columns(t, []float64{-1}, []float64{1}), columns(t, []float64{-1}, []float64{-2})},
		"Obstacles":    {beyond, negative},
		"Compensation": {negative},
		"Coupling":     {beyond, negative, columns(t, []float64{0.1})},
		"Geometric":    {negative}, "Harmonic": {negative}, "power 3": {negative},
		"Log": {negative, zero}, "Ratio": {negative, zero}, "RatioOfSums": {zero},
		"Target": {columns(t, []float64{9, 10})},
	}
	tried := 0
	for _, f := range everything() {
		for _, m := range refusing[f.name] {
			tried++
			if got, err := f.do(m, nil); !errors.Is(err, composite.ErrDomain) || !reflect.ValueOf(got).IsZero() {
				t.Errorf("%s of %v: got %v, %v, want %v", f.name, m.Data, got, err, composite.ErrDomain)
			}
		}
	}
	if tried < 35 {
		t.Errorf("tried %d refusals only", tried)
	}
}

// What one function refuses and others need not.
func TestRefusedAlone(t *testing.T) {
	x := composite.Column{Values: []float64{1, 2, 3}}
	m := columns(t, x.Values, []float64{3, 1, 2})
	refused := func(what string, err, want error) {
		t.Helper()
		if !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", what, err, want)
		}
	}
	nan := math.NaN()
	second := func(_ any, err error) error { return err }
	refused("unknown ties", second(composite.Ranks(x, 3, 0)), composite.ErrDomain)
	refused("width below 0", second(composite.Ranks(x, 0, -1)), composite.ErrDomain)
	refused("width NaN", second(composite.Ranks(x, 0, nan)), composite.ErrDomain)
	refused("unknown direction", second(composite.MinMax(x, 2)), composite.ErrDomain)
	refused("equal goalposts", second(composite.Goalposts(3, 3)), composite.ErrDomain)
	refused("goalpost NaN", second(composite.Goalposts(nan, 3)), composite.ErrValue)
	refused("target NaN", second(composite.Target(x, composite.Positive, nan)), composite.ErrValue)
	refused("target behind the worst", second(composite.Target(x, composite.Negative, 3)), composite.ErrDomain)
	refused("fewer directions", second(composite.Fit(m, []composite.Direction{0}, composite.MinMax)), composite.ErrShape)
	refused("fewer scales", second(composite.Normalise(m, []composite.Scale{{Span: 1}})), composite.ErrShape)
	refused("a score beyond", second(composite.Normalise(m, []composite.Scale{{Span: 5e-324, High: 1}, {Span: 1}})), composite.ErrValue)
	refused("unknown middle", second(composite.Impute(m, 2)), composite.ErrDomain)
	refused("fewer groups", second(composite.ImputeWithin(m, composite.Mean, []int{1})), composite.ErrShape)
	refused("share above 1", second(composite.Screen(m, 1.1)), composite.ErrDomain)
	refused("a row that is not there", second(m.Keep([]int{3})), composite.ErrShape)
	refused("shift below 0", second(composite.Entropy(m, -1)), composite.ErrDomain)
	refused("unknown association", second(composite.CRITIC(m, 2)), composite.ErrDomain)
	refused("unknown retention", second(composite.PCA(m, 3)), composite.ErrDomain)
	refused("unknown penalty", second(composite.MPI(m, 2)), composite.ErrDomain)
	refused("unknown variant", second(composite.Couple([]float64{0.1, 0.2}, nil, 2)), composite.ErrDomain)
	refused("threshold of 1", second(composite.CountedTwiceIn(m, 1)), composite.ErrDomain)
	refused("fewer directions", second(composite.MEREC(m, []composite.Direction{0})), composite.ErrShape)
	refused("fewer ideals", second(composite.TOPSIS(m, nil, composite.Ideals{})), composite.ErrShape)
	refused("ideals NaN", second(composite.TOPSIS(m, nil, composite.Ideals{Best: []float64{nan, 1}, Worst: []float64{0, 0}})), composite.ErrValue)
	refused("no columns", second(composite.FromColumns()), composite.ErrEmpty)
	refused("no rows", second(composite.FromRows()), composite.ErrEmpty)
	refused("no tables", second(composite.Stack()), composite.ErrEmpty)
	refused("columns of two lengths", second(composite.FromColumns(x, composite.Column{Values: []float64{1}})), composite.ErrShape)
	refused("rows of two lengths", second(composite.FromRows([]float64{1}, []float64{1, 2})), composite.ErrShape)
	refused("tables of two widths", second(composite.Stack(m, columns(t, x.Values))), composite.ErrShape)
	refused("columns of two lengths", second(composite.Ratio(x, composite.Column{Values: []float64{1}})), composite.ErrShape)
	refused("a sum with a gap", second(composite.RatioOfSums(x, composite.Column{Values: []float64{1, 2, 3}, Absent: []bool{true, false, false}})), composite.ErrMissing)
	refused("nothing observed", second(composite.ShapeOf(composite.Column{Values: []float64{1}, Absent: []bool{true}})), composite.ErrEmpty)
	refused("no sets", second(composite.Blend(nil, nil)), composite.ErrEmpty)
	refused("a nil set", second(composite.BlendGame([][]float64{{1, 2}, nil})), composite.ErrEmpty)
	refused("sets of two lengths", second(composite.BlendGame([][]float64{{1, 2}, {1}})), composite.ErrShape)
	refused("a product of nothing", second(composite.BlendProduct([][]float64{{1, 0}, {0, 1}}, true)), composite.ErrDomain)
	_, _, err := composite.Treat(x, composite.Outliers{Skew: nan})
	refused("rule NaN", err, composite.ErrDomain)
}

func TestTreeRefused(t *testing.T) {
	good := composite.Tree{Leaves: 2, Parent: []int{2, 2, -1}, Weight: []float64{1, 1, 1}}
	change := func(f func(*composite.Tree)) composite.Tree {
		c := composite.Tree{Leaves: 2, Parent: []int{2, 2, -1}, Weight: []float64{1, 1, 1}}
		f(&c)
		return c
	}
	m := columns(t, []float64{1, 2}, []float64{3, 4})
	if _, err := composite.Aggregate(m, good, 1); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		tree composite.Tree
		want error
	}{
		"zero":              {composite.Tree{}, composite.ErrTree},
		"no root":           {change(func(t *composite.Tree) { t.Parent[2] = 0 }), composite.ErrTree},
		"two roots":         {change(func(t *composite.Tree) { t.Parent[0] = -1 }), composite.ErrTree},
		"under a leaf":      {change(func(t *composite.Tree) { t.Parent[0] = 1 }), composite.ErrTree},
		"beyond":            {change(func(t *composite.Tree) { t.Parent[0] = 3 }), composite.ErrTree},
		"fewer weights":     {change(func(t *composite.Tree) { t.Weight = t.Weight[:2] }), composite.ErrTree},
		"fewer powers":      {change(func(t *composite.Tree) { t.Power = []composite.Power{1} }), composite.ErrTree},
		"weight below 0":    {change(func(t *composite.Tree) { t.Weight[0] = -1 }), composite.ErrWeight},
		"no weight":         {change(func(t *composite.Tree) { t.Weight = make([]float64, 3) }), composite.ErrWeight},
		"a power of NaN":    {good.With(composite.Power(math.NaN())), composite.ErrDomain},
		"another leaf":      {composite.Flat(3, nil, composite.Arithmetic), composite.ErrShape},
		"an empty pillar":   {composite.Tree{Leaves: 2, Parent: []int{3, 3, 3, -1}, Weight: []float64{1, 1, 1, 1}}, composite.ErrWeight},
		"all but no weight": {good.Without(0, 1), composite.ErrWeight},
	} {
		if got, err := composite.Aggregate(m, c.tree, 1); !errors.Is(err, c.want) || !reflect.ValueOf(got).IsZero() {
			t.Errorf("%s: got %v, %v, want %v", name, got, err, c.want)
		}
	}
	for _, least := range []float64{0, -1, 1.5, math.NaN()} {
		if _, err := composite.Aggregate(m, good, least); !errors.Is(err, composite.ErrDomain) {
			t.Errorf("least %v: %v", least, err)
		}
	}
	if _, err := good.Marked(make([]bool, 3), 2); !errors.Is(err, composite.ErrShape) {
		t.Errorf("marks: %v", err)
	}
}

func TestJudgementsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		j    composite.Judgements
		want error
	}{
		"none":            {nil, composite.ErrShape},
		"sixteen":         {make(composite.Judgements, 16), composite.ErrShape},
		"not square":      {composite.Judgements{{1, 2}}, composite.ErrShape},
		"not reciprocal":  {composite.Judgements{{1, 3}, {0.333, 1}}, composite.ErrJudgement},
		"not like itself": {composite.Judgements{{2, 3}, {1.0 / 3, 1}}, composite.ErrJudgement},
		"zero":            {composite.Judgements{{1, 0}, {0, 1}}, composite.ErrJudgement},
		"NaN":             {composite.Judgements{{1, math.NaN()}, {1, 1}}, composite.ErrJudgement},
		"a circle of 1e9": {composite.Judgements{{1, 1e9, 1e-9}, {1e-9, 1, 1e9}, {1e9, 1e-9, 1}}, nil},
	} {
		got, err := composite.AHP(c.j)
		if !errors.Is(err, c.want) || err != nil && !reflect.ValueOf(got).IsZero() {
			t.Errorf("%s: got %v, %v, want %v", name, got, err, c.want)
		}
	}
	one := composite.Judgements{{1}}
	if _, err := composite.AHPGroup([]composite.Judgements{one, {{1, 1}, {1, 1}}}, nil); !errors.Is(err, composite.ErrShape) {
		t.Errorf("two sizes: %v", err)
	}
	if _, err := composite.AHPGroup(nil, nil); !errors.Is(err, composite.ErrEmpty) {
		t.Errorf("nobody: %v", err)
	}
	if _, err := composite.Upper(3, []float64{1}); !errors.Is(err, composite.ErrShape) {
		t.Errorf("too few judgements: %v", err)
	}
	if w, err := composite.AHP(one); err != nil || w.Weight[0] != 1 || w.Consistency != 0 {
		t.Errorf("one thing: %+v, %v", w, err)
	}
}
