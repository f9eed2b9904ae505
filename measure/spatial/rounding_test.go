package spatial_test

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"reflect"
	"testing"

	"mihe/measure/elementary/roundtest"
	"mihe/measure/spatial"
)

func TestProductsAreRounded(t *testing.T) { roundtest.Products(t, ".", 40) }

// hashed walks an answer and hashes the bits of its numbers.
func hashed(v any) uint64 {
	hash := fnv.New64a()
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Float64:
			_ = binary.Write(hash, binary.LittleEndian, math.Float64bits(v.Float())) // a hash takes everything
		case reflect.Int:
			_ = binary.Write(hash, binary.LittleEndian, v.Int())
		case reflect.Pointer:
			if !v.IsNil() {
				walk(v.Elem())
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Struct:
			for _, field := range v.Fields() {
				walk(field)
			}
		default: // words, flags and seeds
		}
	}
	walk(reflect.ValueOf(v))
	return hash.Sum64()
}

// The bits of the answers on fixed data: the same on amd64 (with and without GOAMD64=v3), arm64 and loong64. A change of
// algorithm may change the last digit and then changes this table; a change of machine may not.
func TestSameBitsEverywhere(t *testing.T) {
	x, y, values := plain(400)
	for i := range x {
		x[i], y[i] = 100+float64(10*x[i]), 30+float64(10*y[i])
	}
	w := must[*spatial.Weights](t)(spatial.Nearest(x, y, 5, spatial.Sphere, spatial.RowStandardised))
	var uneven []spatial.Edge
	for i := range x {
		to, _ := w.Neighbours(i)
		for k, j := range to {
			uneven = append(uneven, spatial.Edge{From: i, To: j, Weight: 1 / float64(k+1)})
		}
	}
	u := must[*spatial.Weights](t)(spatial.Directed(400, uneven, spatial.RowStandardised))
	p, d := spatial.Permutations{Count: 199, Seed: 3}, spatial.Discovery{}
	for _, c := range []struct {
		name      string
		got, want uint64
	}{
		{"Moran", hashed(must[spatial.Global](t)(spatial.Moran(values, w, p))), 0x7588aa1aad65db2b},
		{"Geary", hashed(must[spatial.Global](t)(spatial.Geary(values, w, p))), 0x5d516ea82f5c7928},
		{"GetisOrd", hashed(must[spatial.Global](t)(spatial.GetisOrd(values, w, p))), 0xc4e03c3c0a290413},
		{"LISA", hashed(must[spatial.LocalMoran](t)(spatial.LISA(values, w, p, d))), 0x114ce77fe3af235d},
		{"LISA uneven", hashed(must[spatial.LocalMoran](t)(spatial.LISA(values, u, p, d))), 0xa3eb2001134f8665},
		{"LocalG", hashed(must[spatial.LocalGetisOrd](t)(spatial.LocalG(values, u, false, none, d))), 0xa3cf9dcbb38af0dd},
		{"LocalG star", hashed(must[spatial.LocalGetisOrd](t)(spatial.LocalG(values, u, true, p, d))), 0xb15b5b38d637f4e2},
	} {
		if c.got != c.want {
			t.Errorf("%s: bits hash to %#x, want %#x", c.name, c.got, c.want)
		}
	}
}
