package composite_test

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"mihe/measure/composite"
)

// The reference data (COINr's example, MIT; the Human Development Index of UNDP) stay outside the repository; MIHE_ORACLES
// names their folder.
func oracle(t *testing.T, path ...string) [][]string {
	t.Helper()
	dir := os.Getenv("MIHE_ORACLES")
	if dir == "" {
		t.Skip("MIHE_ORACLES is not set: COINr's example and the Human Development Index are not compared")
	}
	f, err := os.Open(filepath.Join(append([]string{dir}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	table, err := csv.NewReader(f).ReadAll()
	if shut := f.Close(); err == nil {
		err = shut
	}
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func number(t *testing.T, cell string) (float64, bool) {
	t.Helper()
	if cell == "" || cell == "NA" {
		return 0, false
	}
	v, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v, true
}

// asem is COINr's example: 51 countries, 49 indicators, eight pillars, two sub-indices, one index.
type asem struct {
	units   []string
	codes   []string // of the tree's nodes
	tree    composite.Tree
	turn    []composite.Direction
	under   []string // denominator of each indicator
	details [][]string
}

func readASEM(t *testing.T) asem {
	t.Helper()
	a := asem{details: oracle(t, "asem", "ASEM_iData.csv")}
	meta := oracle(t, "asem", "ASEM_iMeta.csv")
	at := func(row []string, name string) string { return row[slices.Index(meta[0], name)] }
	for _, row := range meta[1:] {
		if at(row, "Level") == "NA" {
			continue
		}
		a.codes = append(a.codes, at(row, "iCode"))
		w, _ := number(t, at(row, "Weight"))
		a.tree.Weight = append(a.tree.Weight, w)
		if at(row, "Level") == "1" {
			a.tree.Leaves++
			a.under = append(a.under, at(row, "Denominator"))
			direction := composite.Positive
			if at(row, "Direction") == "-1" {
				direction = composite.Negative
			}
			a.turn = append(a.turn, direction)
		}
	}
	for _, row := range meta[1:] {
		if at(row, "Level") != "NA" {
			a.tree.Parent = append(a.tree.Parent, slices.Index(a.codes, at(row, "Parent")))
		}
	}
	return a
}

// stage reads a file of COINr's at one stage; the order of its units is that of the first.
func (a *asem) stage(t *testing.T, name string, codes []string) composite.Matrix {
	t.Helper()
	table := oracle(t, "asem", "ASEM_dset_"+name+".csv")
	m := composite.NewMatrix(len(table)-1, len(codes))
	m.Absent = make([]bool, len(m.Data))
	for r, row := range table[1:] {
		if a.units != nil && a.units[r] != row[0] {
			t.Fatalf("%s: row %d is %s, not %s", name, r, row[0], a.units[r])
		}
		for c, code := range codes {
			v, ok := number(t, row[slices.Index(table[0], code)])
			m.Data[c*m.Rows+r], m.Absent[c*m.Rows+r] = v, !ok
		}
	}
	if a.units == nil {
		for _, row := range table[1:] {
			a.units = append(a.units, row[0])
		}
	}
	return m
}

// detail is a column of iData for the units in order.
func (a *asem) detail(t *testing.T, name string) []string {
	t.Helper()
	code, column := slices.Index(a.details[0], "uCode"), slices.Index(a.details[0], name)
	values := make([]string, len(a.units))
	for _, row := range a.details[1:] {
		values[slices.Index(a.units, row[code])] = row[column]
	}
	return values
}

// same compares two stages to 1e-9 of each value, and where values are absent.
func same(t *testing.T, name string, got, want composite.Matrix) {
	t.Helper()
	if got.Rows != want.Rows || got.Cols != want.Cols {
		t.Fatalf("%s: %d × %d, want %d × %d", name, got.Rows, got.Cols, want.Rows, want.Cols)
	}
	worst := 0.0
	for c := range got.Cols {
		for r := range got.Rows {
			g, there := got.At(r, c)
			w, wanted := want.At(r, c)
			if there != wanted || math.Abs(g-w) > 1e-9*max(math.Abs(w), 1e-3) {
				t.Errorf("%s: row %d, column %d: %v %v, want %v %v", name, r, c, g, there, w, wanted)
			}
			worst = max(worst, math.Abs(g-w)/max(math.Abs(w), 1e-3))
		}
	}
	t.Logf("%s: worst relative difference %.2g", name, worst)
}

// COINr 1.1.14, build_example_coin(): each stage is made from ours of the stage before, so that errors would add up.
func TestASEM(t *testing.T) {
	a := readASEM(t)
	leaves := a.codes[:a.tree.Leaves]
	m := a.stage(t, "Raw", leaves)

	m = denominate(t, &a, m)
	same(t, "Denominated", m, a.stage(t, "Denominated", leaves))

	filled := must[composite.Filled](t)(composite.ImputeWithin(m, composite.Mean, a.detail(t, "EurAsia_group")))
	same(t, "Imputed", filled.Matrix, a.stage(t, "Imputed", leaves))
	if filled.Left != 0 {
		t.Errorf("%d values left absent", filled.Left)
	}

	kept := must[[]int](t)(composite.Screen(filled.Matrix, 0.9))
	screened := must[composite.Matrix](t)(filled.Keep(kept))
	same(t, "Screened", screened, a.stage(t, "Screened", leaves))

	treated, log, err := composite.TreatAll(screened, composite.StandardOutliers())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "Treated", treated, a.stage(t, "Treated", leaves))
	checkTreatment(t, leaves, log)

	scales := must[[]composite.Scale](t)(composite.Fit(treated, a.turn, composite.MinMax))
	for c := range scales {
		scales[c] = scales[c].Onto(0, 100)
	}
	scores := must[composite.Normalised](t)(composite.Normalise(treated, scales))
	same(t, "Normalised", scores.Matrix, a.stage(t, "Normalised", leaves))

	whole := must[composite.Scores](t)(composite.Aggregate(scores.Matrix, a.tree, 1))
	same(t, "Aggregated", whole.Matrix, a.stage(t, "Aggregated", a.codes))
	if whole.Partial != nil {
		t.Error("a score is partial in complete data")
	}
	checkIndex(t, a.units, whole.Column(whole.Cols-1).Values)
}

func denominate(t *testing.T, a *asem, raw composite.Matrix) composite.Matrix {
	t.Helper()
	list := make([]composite.Column, raw.Cols)
	for c, by := range a.under {
		list[c] = raw.Column(c)
		if by == "NA" {
			continue
		}
		base := composite.Column{Values: make([]float64, raw.Rows), Absent: make([]bool, raw.Rows)}
		for r, cell := range a.detail(t, by) {
			v, ok := number(t, cell)
			base.Values[r], base.Absent[r] = v, !ok
		}
		list[c] = must[composite.Column](t)(composite.Ratio(list[c], base))
	}
	return must[composite.Matrix](t)(composite.FromColumns(list...))
}

// The 35 values that differ between COINr's Screened and Treated are those the log names.
func checkTreatment(t *testing.T, codes []string, log []composite.Treatment) {
	t.Helper()
	drawn := map[string]string{}
	points := 0
	for c, l := range log {
		if l.Step == composite.Logged {
			t.Errorf("%s was logged", codes[c])
		}
		if l.Step == composite.Winsorised {
			drawn[codes[c]] = fmt.Sprintf("%d above, %d below", len(l.High), len(l.Low))
			points += len(l.High) + len(l.Low)
			if !l.Settled || l.After.Skew > 2 && l.After.Kurtosis > 3.5 {
				t.Errorf("%s is not settled: %+v", codes[c], l)
			}
		}
	}
	if points != 35 || len(drawn) != 15 || drawn["FemLab"] != "0 above, 1 below" || drawn["Services"] != "4 above, 0 below" {
		t.Errorf("%d values of %d indicators drawn in: %v", points, len(drawn), drawn)
	}
}

func checkIndex(t *testing.T, units []string, index []float64) {
	t.Helper()
	var sum float64
	for _, v := range index {
		sum += v
	}
	if !near(sum, 2624.5178464013075, 1e-12) {
		t.Errorf("the index sums to %.17g, want 2624.5178464013075 (measure.json)", sum)
	}
	for unit, want := range map[string]float64{
		"CHE": 68.38372423834171, "NLD": 64.8195161698175, "DNK": 64.80407996060765, "NOR": 64.46777584971873,
		"BEL": 63.539519894850834, "CHN": 37.768547534840145, "PAK": 37.632161391328054, "RUS": 35.655544511668985,
	} {
		if got := index[slices.Index(units, unit)]; !near(got, want, 1e-12) {
			t.Errorf("%s = %.17g, want %v (measure.json)", unit, got, want)
		}
	}
}

// Skewness and kurtosis of Flights as reported, by R 4.2.2 (measure.json).
func TestShapeOfFlights(t *testing.T) {
	a := readASEM(t)
	s := must[composite.Shape](t)(composite.ShapeOf(a.stage(t, "Raw", a.codes[:a.tree.Leaves]).Column(1)))
	if !near(s.Skew, 2.10328719405155, 1e-13) || !near(s.Kurtosis, 4.508879369700657, 1e-13) {
		t.Errorf("Flights: %+v, want skewness 2.10328719405155 and kurtosis 4.508879369700657", s)
	}
}

// The Human Development Index of 5,571 country-years, as published to three digits: goalposts, income as a logarithm, the mean
// of the two education indices, and the geometric mean of the three dimensions.
func TestHDI(t *testing.T) {
	table := oracle(t, "hdi_1990_2021.csv")
	list := make([]composite.Column, 4)
	var published []float64
	for _, row := range table[1:] {
		v, _ := number(t, row[3])
		published = append(published, v)
		for c := range list {
			v, ok := number(t, row[4+c])
			list[c].Values, list[c].Absent = append(list[c].Values, v), append(list[c].Absent, !ok)
		}
	}
	list[3] = must[composite.Column](t)(composite.Log(list[3]))
	posts := composite.Column{Values: []float64{100, 75000}}
	posts = must[composite.Column](t)(composite.Log(posts))
	scale := must[composite.Scale](t)
	scores := must[composite.Normalised](t)(composite.Normalise(must[composite.Matrix](t)(composite.FromColumns(list...)), []composite.Scale{
		scale(composite.Goalposts(20, 85)), scale(composite.Goalposts(0, 18)), scale(composite.Goalposts(0, 15)),
		scale(composite.Goalposts(posts.Values[0], posts.Values[1])),
	}))
	whole := must[composite.Scores](t)(composite.Aggregate(scores.Matrix, hdiTree(), 1))
	index, worst := whole.Column(5), 0.0
	for r, want := range published {
		if !index.Has(r) {
			t.Errorf("row %d has no index", r)
		}
		worst = max(worst, math.Abs(index.Values[r]-want))
	}
	if len(published) != 5571 || worst > 0.0005+1e-9 {
		t.Errorf("%d country-years, worst difference %v, want 5571 and at most 0.0005", len(published), worst)
	}
	t.Logf("%d country-years, worst difference %v, held at a goalpost: %v", len(published), worst, scores.Limited)
}

// hdiTree has the leaves life, expected schooling, schooling, income; then education and the index.
func hdiTree() composite.Tree {
	return composite.Tree{
		Leaves: 4, Parent: []int{5, 4, 4, 5, 5, -1}, Weight: []float64{1, 1, 1, 1, 1, 1},
		Power: []composite.Power{0, 0, 0, 0, composite.Arithmetic, composite.Geometric},
	}
}
