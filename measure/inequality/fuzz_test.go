package inequality_test

import (
	"encoding/binary"
	"math"
	"reflect"
	"slices"
	"testing"

	"mihe/measure/inequality"
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

// finite walks an answer and reports whether every float64 in it is a number.
func finite(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Float64:
		return !math.IsNaN(v.Float()) && !math.IsInf(v.Float(), 0)
	case reflect.Slice:
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

func sameBits(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) })
}

// Whatever comes in: no panic, no NaN or infinity without an error, no number beside an error, no identity broken,
// arguments as they were.
func FuzzMeasures(f *testing.F) {
	const tiny, huge = 5e-324, math.MaxFloat64
	f.Add(raw(1, 2, 3), raw(1, 1, 1), []byte{1, 2, 3}, 0.5)
	f.Add(raw(0, 0, 7), raw(), []byte{0, 1, 1, 0}, 1.0)
	f.Add(raw(huge, huge, huge/2), raw(huge, huge, 1e300), []byte{0, 1, 1, 0}, 2.0)
	f.Add(raw(tiny, 2*tiny, 3*tiny), raw(tiny, tiny, tiny), []byte{0, 1, 1, 0}, 1e300)
	f.Add(raw(huge, tiny, 1), raw(1, 1, 1), []byte{0, 1, 1, 0}, 0.999)
	f.Add(raw(1, 0x1p-499, 0x1p-480, 3), raw(0x1p-199, 1, 0x1p-100, 0x1p-150), []byte{0, 1, 1, 0}, 40.0)
	f.Add(raw(math.NaN(), 1), raw(math.Inf(1), -1), []byte{0, 1, 1, 0}, math.NaN())
	f.Add(raw(math.Copysign(0, -1), 1), raw(1, math.Copysign(0, -1)), []byte{0, 1, 1, 0}, 1e-300)
	f.Add(raw(1, 1+0x1p-52, 1+0x1p-51), raw(3, 1, 2), []byte{0, 1, 1, 0}, 1+0x1p-52)
	f.Add(raw(1, 1, 1+0x1p-52, 0), raw(1, 1, 1, 0x1p-199), []byte{0, 1, 1, 0}, 1.7e308)
	f.Fuzz(func(t *testing.T, rawX, rawW, labels []byte, epsilon float64) {
		x, w := numbers(rawX), numbers(rawW)
		if len(w) == 0 {
			w = nil
		}
		group := make([]byte, len(x))
		copy(group, labels)
		keptX, keptW := slices.Clone(x), slices.Clone(w)
		all := append(calls(),
			wrap("Atkinson", func(x, w []float64) (float64, error) { return inequality.Atkinson(x, w, epsilon) }),
			wrap("QuantileRatio", func(x, w []float64) (float64, error) { return inequality.QuantileRatio(x, w, 1, epsilon) }),
			wrap("DecomposeTheilT, drawn groups", func(x, w []float64) (inequality.Decomposition[byte], error) {
				return inequality.DecomposeTheilT(x, w, group)
			}),
			wrap("DecomposeTheilL, drawn groups", func(x, w []float64) (inequality.Decomposition[byte], error) {
				return inequality.DecomposeTheilL(x, w, group)
			}),
			wrap("DagumDecompose, drawn groups", func(x, w []float64) (inequality.Dagum[byte], error) {
				return inequality.DagumDecompose(x, w, group)
			}),
			wrap("GiniSmallSample", func(x, _ []float64) (float64, error) { return inequality.GiniSmallSample(x) }),
			wrap("Herfindahl", func(x, _ []float64) (float64, error) { return inequality.Herfindahl(x) }),
			wrap("HerfindahlNormalised", func(x, _ []float64) (float64, error) { return inequality.HerfindahlNormalised(x) }),
			wrap("Rosenbluth", func(x, _ []float64) (float64, error) { return inequality.Rosenbluth(x) }),
			wrap("KitagawaDecompose", func(x, w []float64) (inequality.Kitagawa, error) { return inequality.KitagawaDecompose(w, x, x, x) }),
			wrap("KitagawaDecompose turned", func(x, w []float64) (inequality.Kitagawa, error) { return inequality.KitagawaDecompose(x, w, w, x) }),
			wrap("DecomposeProduct", func(x, w []float64) (inequality.ShapleyParts, error) {
				return inequality.DecomposeProduct([][]float64{x, w}, [][]float64{w, x})
			}),
			wrap("DecomposeSources, two", func(x, w []float64) (inequality.SourceGini, error) {
				return inequality.DecomposeSources([][]float64{x, w}, nil)
			}),
			wrap("OaxacaDecompose", func(x, w []float64) (inequality.Oaxaca, error) {
				a := inequality.OaxacaSample{Y: x, Columns: [][]float64{w}}
				b := inequality.OaxacaSample{Y: w, Columns: [][]float64{x}, Weights: w}
				return inequality.OaxacaDecompose(a, b, inequality.Pooled)
			}),
			wrap("labels that are NaN", func(x, w []float64) (inequality.Dagum[int], error) {
				d, err := inequality.DagumDecompose(x, w, x)
				return inequality.Dagum[int]{Total: d.Total, Within: d.Within}, err
			}))
		for _, c := range all {
			v, err := c.do(x, w)
			got := reflect.ValueOf(v)
			switch {
			case err != nil && !got.IsZero():
				t.Errorf("%s(%v, %v) = %v beside error %v", c.name, x, w, v, err)
			case !finite(got):
				t.Errorf("%s(%v, %v), epsilon %v = %v", c.name, x, w, epsilon, v)
			case unexpected(err):
				t.Errorf("%s(%v, %v): %v", c.name, x, w, err)
			}
		}
		if !sameBits(x, keptX) || !sameBits(w, keptW) {
			t.Errorf("arguments changed: %v %v, were %v %v", x, w, keptX, keptW)
		}
	})
}
