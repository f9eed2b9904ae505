package converge_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"mihe/measure/converge"
)

// near reports whether got is want within a share of want.
func near(got, want, share float64) bool { return math.Abs(got-want) <= share*math.Abs(want) }

// within reports whether two lists agree to an absolute tolerance, as printed digits do.
func within(got, want []float64, tolerance float64) bool {
	if len(got) != len(want) {
		return false
	}
	for i := range got {
		if math.Abs(got[i]-want[i]) > tolerance {
			return false
		}
	}
	return true
}

type tester interface {
	Helper()
	Fatalf(format string, args ...any)
}

// must returns a function that takes a result and fails the test on error.
func must[T any](t tester) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatalf("refused: %v", err)
		}
		return v
	}
}

// value is the number of a figure that must be available.
func value(t tester, f converge.Figure) float64 {
	t.Helper()
	if !f.Available() {
		t.Fatalf("figure is not available: %s", f.Why)
	}
	return f.Value
}

// grown is n units in three groups over some periods: each group draws together around its own path, and a few units stray.
// Products are rounded, so that every processor draws the same panel.
func grown(n, periods int, seed uint64) converge.Panel {
	random := rand.New(rand.NewPCG(seed, 20))
	y := make(converge.Panel, periods)
	for t := range y {
		y[t] = make([]float64, n)
	}
	for i := range n {
		level, gap, drift := 8+0.7*float64(i%3), 1.5*(random.Float64()-0.5), 0.0
		if i%17 == 16 {
			drift = float64(0.04 * (random.Float64() - 0.3))
		}
		for t := range y {
			at := float64(t + 1)
			noise := float64(0.002 * (random.Float64() - 0.5))
			y[t][i] = level + float64(0.02*at) + gap/math.Sqrt(at) + float64(drift*at) + noise
		}
	}
	return y
}

// The reference data stay outside the repository; MIHE_ORACLES names their folder.
func oracle(t *testing.T, name ...string) []byte {
	t.Helper()
	dir := os.Getenv("MIHE_ORACLES")
	if dir == "" {
		t.Skip("MIHE_ORACLES is not set: the figures of PySAL's data are not compared")
	}
	text, err := os.ReadFile(filepath.Join(append([]string{dir}, name...)...))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func readJSON(t *testing.T, name string, into any) {
	t.Helper()
	if err := json.Unmarshal(oracle(t, name), into); err != nil {
		t.Fatal(err)
	}
}

func readCSV(t *testing.T, name string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(oracle(t, "pysal", name))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// states returns income per head of the 48 states, 1929 to 2009.
func states(t *testing.T) converge.Panel {
	t.Helper()
	rows := readCSV(t, "pysal_usjoin.csv")
	y := make(converge.Panel, len(rows[0])-2)
	for _, row := range rows[1:] {
		for c, text := range row[2:] {
			y[c] = append(y[c], number(t, text))
		}
	}
	return y
}

// relative divides each period by its mean.
func relative(y converge.Panel) converge.Panel {
	r := make(converge.Panel, len(y))
	for t := range y {
		mean := 0.0
		for _, v := range y[t] {
			mean += v / float64(len(y[t]))
		}
		for _, v := range y[t] {
			r[t] = append(r[t], v/mean)
		}
	}
	return r
}

// adjacency reads a GAL file: a header, then per unit a line "id count" and a line of ids.
func adjacency(t *testing.T, name string) [][]int {
	t.Helper()
	words := strings.Fields(string(oracle(t, "pysal", name)))
	n, at := 0, 0
	for at < len(words) && n == 0 { // "n" or "0 n shape id"
		if v, err := strconv.Atoi(words[at]); err == nil {
			n = v
		}
		at++
	}
	ids := map[string]int{}
	lists := make([][]string, 0, n)
	for at < len(words) {
		ids[words[at]] = len(lists)
		count := int(number(t, words[at+1]))
		lists = append(lists, words[at+2:at+2+count])
		at += 2 + count
	}
	out := make([][]int, len(lists))
	for i, list := range lists {
		for _, id := range list {
			out[i] = append(out[i], ids[id])
		}
	}
	return out
}

// finite walks an answer and reports whether every float64 in it is a number.
func finite(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Float64:
		return !math.IsNaN(v.Float()) && !math.IsInf(v.Float(), 0)
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if !finite(v.Index(i)) {
				return false
			}
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			if !finite(field) {
				return false
			}
		}
	default: // labels
	}
	return true
}
