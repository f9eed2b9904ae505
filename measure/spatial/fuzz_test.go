package spatial_test

import (
	"encoding/binary"
	"math"
	"reflect"
	"slices"
	"testing"

	"mihe/measure/spatial"
)

// numbers reads bytes as float64 bit patterns, so that NaN, infinities, negative zeros and subnormals all occur.
func numbers(raw []byte) []float64 {
	var values []float64
	for ; len(raw) >= 8; raw = raw[8:] {
		values = append(values, math.Float64frombits(binary.LittleEndian.Uint64(raw)))
	}
	return values
}

func raw(values ...float64) []byte {
	var b []byte
	for _, v := range values {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return b
}

// finite walks an answer and reports whether every float64 in it is a number and every p a probability.
func finite(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Float64:
		return !math.IsNaN(v.Float()) && !math.IsInf(v.Float(), 0)
	case reflect.Pointer:
		return v.IsNil() || finite(v.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			if !finite(v.Index(i)) {
				return false
			}
		}
	case reflect.Struct:
		if p, ok := reflect.TypeAssert[spatial.Tails](v); ok && (min(p.Upper, p.Lower, p.TwoSided) < 0 || max(p.Upper, p.Lower, p.TwoSided) > 1) {
			return false
		}
		for _, field := range v.Fields() {
			if !finite(field) {
				return false
			}
		}
	default: // words, counts and flags
	}
	return true
}

func sameBits(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) })
}

// Whatever comes in: no panic, no NaN or infinity without an error, no number beside an error, arguments as they were.
// Two bytes make an edge, and a third picks its weight out of those given.
func FuzzMeasures(f *testing.F) {
	const tiny, huge = 5e-324, math.MaxFloat64
	around := []byte{0, 1, 0, 1, 2, 0, 2, 3, 0, 3, 0, 0, 1, 0, 1, 2, 1, 1}
	f.Add(raw(1, 2, 3, 4), around, raw(1), 2)
	f.Add(raw(huge, -huge, huge/2, tiny), around, raw(spatial.GreatestWeight, spatial.LeastWeight), 1)
	f.Add(raw(tiny, 2*tiny, 0, tiny), around, raw(1, 2), 3)
	f.Add(raw(1, 1+0x1p-52, 1, 1), around, raw(1, 0.3), 1)
	f.Add(raw(0, 0x1p-99, 1, 0), around, raw(1), 1)
	f.Add(raw(math.NaN(), 1, math.Inf(1), 0), around, raw(math.NaN(), 0, -1), 0)
	f.Add(raw(math.Copysign(0, -1), 0, 7, 0), around[:6], raw(1), -1)
	f.Add(raw(90, -180, 180, 0, 90, -90), around[:9], raw(1), 2)
	f.Fuzz(func(t *testing.T, rawX, ends, rawWeights []byte, k int) {
		x, weights := numbers(rawX), numbers(rawWeights)
		if len(x) > 40 {
			x = x[:40]
		}
		var edges []spatial.Edge
		for ; len(ends) >= 3 && len(weights) > 0; ends = ends[3:] {
			edges = append(edges, spatial.Edge{From: int(ends[0]), To: int(ends[1]), Weight: weights[int(ends[2])%len(weights)]})
		}
		keptX, keptEdges := slices.Clone(x), slices.Clone(edges)
		for _, s := range []spatial.Standardisation{spatial.AsGiven, spatial.RowStandardised} {
			for name, of := range map[string]func() (*spatial.Weights, error){
				"Adjacency": func() (*spatial.Weights, error) { return spatial.Adjacency(len(x), edges, s) },
				"Directed":  func() (*spatial.Weights, error) { return spatial.Directed(len(x), edges, s) },
				"Plane":     func() (*spatial.Weights, error) { return spatial.Nearest(x, x, k, spatial.Plane, s) },
				"Sphere":    func() (*spatial.Weights, error) { return spatial.Nearest(x, x, k, spatial.Sphere, s) },
			} {
				w, err := of()
				if (w == nil) != (err != nil) || unexpected(err) {
					t.Errorf("%s: %v, %v", name, w, err)
				}
				if err == nil {
					tryAll(t, name, x, w)
				}
			}
		}
		same := slices.EqualFunc(edges, keptEdges, func(a, b spatial.Edge) bool {
			return a.From == b.From && a.To == b.To && math.Float64bits(a.Weight) == math.Float64bits(b.Weight)
		})
		if !sameBits(x, keptX) || !same {
			t.Errorf("arguments changed: %v %v, were %v %v", x, edges, keptX, keptEdges)
		}
	})
}

func tryAll(t *testing.T, name string, x []float64, w *spatial.Weights) {
	t.Helper()
	for _, c := range calls() {
		v, err := c.do(x, w)
		got := reflect.ValueOf(v)
		switch {
		case err != nil && !got.IsZero():
			t.Errorf("%s of %s(%v) = %v beside error %v", c.name, name, x, v, err)
		case !finite(got):
			t.Errorf("%s of %s(%v) = %+v", c.name, name, x, v)
		case unexpected(err):
			t.Errorf("%s of %s(%v): %v", c.name, name, x, err)
		}
	}
}
