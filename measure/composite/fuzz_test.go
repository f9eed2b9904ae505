package composite_test

import (
	"encoding/binary"
	"errors"
	"math"
	"reflect"
	"slices"
	"testing"

	"mihe/measure/composite"
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
	default: // marks and counts
	}
	return true
}

func sameBits(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) })
}

// unexpected reports an error without its reason.
func unexpected(err error) bool {
	if err == nil {
		return false
	}
	for _, refusal := range []error{
		composite.ErrShape, composite.ErrEmpty, composite.ErrValue, composite.ErrMissing,
		composite.ErrWeight, composite.ErrDomain, composite.ErrTree, composite.ErrJudgement,
	} {
		if errors.Is(err, refusal) {
			return false
		}
	}
	return true
}

// Whatever comes in: no panic, no NaN or infinity without an error, no number beside an error, arguments as they were.
func FuzzComposite(f *testing.F) {
	const tiny, huge = 5e-324, 1e150
	f.Add(raw(1, 2, 3, 3, 1, 2), raw(), 3, uint16(0))
	f.Add(raw(0.1, 0.2, 0.3, 0.6, 0.5, 0.4, 1, 0, 1), raw(1, 2, 0), 3, uint16(5))
	f.Add(raw(huge, -huge, huge, tiny, 0, huge), raw(huge, tiny), 3, uint16(0))
	f.Add(raw(huge, huge/2, huge, huge, huge/3, huge), raw(tiny, tiny), 3, uint16(0))
	f.Add(raw(tiny, 2*tiny, 3*tiny, 4*tiny, tiny, tiny), raw(), 2, uint16(0))
	f.Add(raw(1, 1+0x1p-52, 1, 1, 1, 1-0x1p-53, 2, 2), raw(1, 1), 4, uint16(0))
	f.Add(raw(math.NaN(), 1, 2, math.Inf(1), 4, 5), raw(math.NaN()), 2, uint16(9))
	f.Add(raw(math.Copysign(0, -1), 0, 0, 1, 2, math.Copysign(0, -1)), raw(), 2, uint16(1<<15))
	f.Add(raw(1e-160, 1e-150, 1e-140, 1e150, 1e149, 1e148), raw(1e-300, 1), 3, uint16(0))
	f.Add(raw(-9.8e149, 4.9e149, 4e-77, 9.8e149, 1.4e-76, 4e-77), raw(), 3, uint16(0))
	f.Add(raw(tiny, 1, 1, 1, tiny, 1, 1, 1, tiny), raw(1, tiny, 1), 3, uint16(0))
	f.Fuzz(func(t *testing.T, rawData, rawWeights []byte, rows int, marks uint16) {
		data, w := numbers(rawData[:min(len(rawData), 8*200)]), numbers(rawWeights) // every two units are compared
		if len(w) == 0 {
			w = nil
		}
		m := composite.Matrix{Rows: rows, Data: data}
		if rows > 0 {
			m.Cols = len(data) / rows
		}
		if marks != 0 {
			m.Absent = make([]bool, len(data))
			for i := range m.Absent {
				m.Absent[i] = marks>>(i%16)&1 == 1
			}
		}
		kept, keptW := slices.Clone(data), slices.Clone(w)
		all := append(everything(),
			of("Blend", func(_ composite.Matrix, w []float64) (composite.Blended, error) {
				return composite.Blend([][]float64{w, data}, nil)
			}),
			of("BlendGame", func(_ composite.Matrix, w []float64) (composite.Blended, error) {
				return composite.BlendGame([][]float64{w, data, w})
			}),
			of("BlendProduct", func(_ composite.Matrix, w []float64) (composite.Blended, error) {
				return composite.BlendProduct([][]float64{w, data}, false)
			}),
			of("AHP", func(composite.Matrix, []float64) (composite.AHPWeights, error) {
				j, err := composite.Upper(4, data[:min(6, len(data))])
				if err != nil {
					return composite.AHPWeights{}, err
				}
				return composite.AHP(j)
			}),
		)
		for _, c := range all {
			v, err := c.do(m, w)
			got := reflect.ValueOf(v)
			switch {
			case err != nil && !got.IsZero():
				t.Errorf("%s(%+v, %v) = %v beside error %v", c.name, m, w, v, err)
			case !finite(got):
				t.Errorf("%s(%+v, %v) = %v", c.name, m, w, v)
			case unexpected(err):
				t.Errorf("%s(%+v, %v): %v", c.name, m, w, err)
			}
		}
		if !sameBits(data, kept) || !sameBits(w, keptW) {
			t.Errorf("arguments changed: %v %v, were %v %v", data, w, kept, keptW)
		}
	})
}
