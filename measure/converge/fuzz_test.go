package converge_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"testing"

	"mihe/measure/converge"
)

func raw(values ...float64) []byte {
	var b []byte
	for _, v := range values {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return b
}

// Whatever comes in: no panic, no NaN or infinity, no number beside an error, arguments as they were.
func FuzzMeasures(f *testing.F) {
	const tiny, huge = 5e-324, math.MaxFloat64
	f.Add(raw(1, 2, 3, 2, 3, 5, 3, 4, 6, 4, 4, 7, 5, 5, 8, 6, 6, 9), uint8(3), 0.3)
	f.Add(raw(huge, tiny, huge, tiny, 1, 1, tiny, huge, 3, tiny, huge, 2), uint8(2), 1.0)
	f.Add(raw(0, -1, 1, 0.5, math.NaN(), math.Inf(1), 0.1, 0.2), uint8(2), -1.0)
	f.Add(raw(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1), uint8(2), 0.0)
	f.Add(raw(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1), uint8(1), 1e300)
	f.Fuzz(func(t *testing.T, bytes []byte, units uint8, option float64) {
		n := int(units%6) + 1
		var flat []float64
		for ; len(bytes) >= 8; bytes = bytes[8:] {
			flat = append(flat, math.Float64frombits(binary.LittleEndian.Uint64(bytes)))
		}
		var y converge.Panel
		var times []float64
		for at := 0; at+n <= len(flat) && len(y) < 40; at += n {
			y, times = append(y, flat[at:at+n]), append(times, float64(at))
		}
		if len(y) == 0 {
			return
		}
		kept := fmt.Sprint(flat)
		ring, group := make([][]int, n), make([]int, n)
		for i := range ring {
			ring[i] = []int{(i + 1) % n}
			group[i] = i % 2
		}
		first, last := y[0], y[len(y)-1]
		look := func(name string, v any, err error) {
			got := reflect.ValueOf(v)
			if err != nil && !got.IsZero() {
				t.Errorf("%s = %v beside error %v", name, v, err)
			}
			if !finite(got) {
				t.Errorf("%s = %v", name, v)
			}
		}
		sigma, err := converge.MeasureSigma(times, y, converge.SigmaOptions{})
		look("sigma", sigma, err)
		weighted, err := converge.MeasureSigma(times, y, converge.SigmaOptions{Weights: y})
		look("sigma weighted", weighted, err)
		beta, err := converge.MeasureBeta(first, last, option, converge.BetaOptions{})
		look("beta", beta, err)
		conditional, err := converge.MeasureBeta(first, last, 10, converge.BetaOptions{Controls: [][]float64{y[len(y)/2]}, Weights: first})
		look("conditional beta", conditional, err)
		for _, c := range []converge.Classing{{}, {Classes: 2, Annual: true}, {Cuts: []float64{option}}} {
			chain, err := converge.MeasureChain(y, c)
			look("chain", chain, err)
			space, err := converge.MeasureSpatialChain(y, ring, c, c)
			look("spatial chain", space, err)
		}
		for _, o := range []converge.DensityOptions{{}, {Bandwidth: option, Weights: flat}, {Boundary: converge.Reflection, Bandwidth: option}, {Boundary: converge.Logit}} {
			density, err := converge.MeasureDensity(flat, first, o)
			look("density", density, err)
		}
		grey, err := converge.MeasureGrey(flat, converge.GreyOptions{Horizon: 2})
		look("grey", grey, err)
		clubs, err := converge.FindClubs(y, converge.ClubOptions{Trim: option})
		look("clubs", clubs, err)
		if err == nil {
			merged, err := converge.MergeClubs(y, clubs, converge.ClubOptions{Trim: option})
			look("merged clubs", merged, err)
		}
		h, distance, err := converge.RelativePaths(y)
		look("paths", h, err)
		look("distances", distance, err)
		rank, err := converge.MeasureRankMobility(y, group)
		look("ranks", rank, err)
		smooth, err := converge.Smooth(flat, option)
		look("trend", smooth, err)
		if fmt.Sprint(flat) != kept {
			t.Error("arguments changed")
		}
	})
}
