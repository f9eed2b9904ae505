package converge_test

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"reflect"
	"testing"

	"mihe/measure/converge"
	"mihe/measure/elementary/roundtest"
)

func TestProductsAreRounded(t *testing.T) { roundtest.Products(t, ".", 60) }

// The bits of whole answers on fixed data: the same on amd64, arm64 and loong64. What comes from gonum's distributions is left out. A
// change of algorithm may change a last digit and then changes this table; a change of machine may not.
func TestSameBitsEverywhere(t *testing.T) {
	y := grown(97, 20, 5)
	years := make([]float64, len(y))
	for k := range years {
		years[k] = float64(2000 + k)
	}
	ring := make([][]int, 97)
	for i := range ring {
		ring[i] = []int{(i + 1) % 97, (i + 96) % 97}
	}
	sigma := must[converge.Sigma](t)(converge.MeasureSigma(years, y, converge.SigmaOptions{}))
	beta := must[converge.Beta](t)(converge.MeasureBeta(y[0], y[19], 19, converge.BetaOptions{Controls: [][]float64{y[7]}}))
	clubs := must[converge.Clubs](t)(converge.FindClubs(y, converge.ClubOptions{}))
	space := must[converge.SpatialChain](t)(converge.MeasureSpatialChain(y, ring, converge.Classing{}, converge.Classing{}))
	grey := must[converge.Grey](t)(converge.MeasureGrey(y[0][:9], converge.GreyOptions{}))
	density := must[converge.Density](t)(converge.MeasureDensity(y[0], y[19], converge.DensityOptions{}))
	smooth := must[[]float64](t)(converge.Smooth(y[0], 400))
	var regressions []float64
	for _, c := range clubs.Clubs {
		regressions = append(regressions, c.LogT.Slope, c.LogT.SE, c.LogT.T)
	}
	for _, c := range []struct {
		name string
		of   any
		want uint64
	}{
		{"sigma", sigma.Spreads, 0xc94e82d7d49b4616},
		{"trend", []converge.Figure{sigma.LogTrend.Slope, sigma.LogTrend.SE, sigma.LogTrend.T, sigma.LogTrend.Autocorrelation}, 0x20aa01bf7e7f2f43},
		{"beta", []converge.Figure{{Value: beta.Slope.Value}, beta.Slope.SE, beta.Slope.T, beta.Speed, beta.HalfLife}, 0x870ca97dde5825b5},
		{"clubs", regressions, 0x72225a6e431b9e05},
		{"spatial chain", space.Conditional, 0xf4bdc79af56293e2},
		{"homogeneity", []float64{space.Homogeneity.LR, space.Homogeneity.Q}, 0x3e15495383506e54},
		{"grey", []any{grey.A, grey.B, grey.Fitted, grey.C, grey.Forecast[0].Value}, 0xf3ddac97b141889c},
		{"density", density.F, 0xfa43dd8b481ad0c8},
		{"smooth", smooth, 0x93eef8566a9cf0f},
	} {
		hash := fnv.New64a()
		floats(reflect.ValueOf(c.of), func(x float64) {
			_ = binary.Write(hash, binary.LittleEndian, math.Float64bits(x)) // a hash takes everything
		})
		if got := hash.Sum64(); got != c.want {
			t.Errorf("{%q, …, %#x},", c.name, got)
		}
	}
}

// floats visits every float64 in a value.
func floats(v reflect.Value, visit func(float64)) {
	switch v.Kind() {
	case reflect.Float64:
		visit(v.Float())
	case reflect.Interface:
		floats(v.Elem(), visit)
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			floats(v.Index(i), visit)
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			floats(field, visit)
		}
	default: // labels and counts
	}
}
