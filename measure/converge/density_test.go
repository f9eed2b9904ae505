package converge_test

import (
	"math"
	"testing"

	"mihe/measure/converge"
)

// bounded is ten index values; all expected numbers below are R 4.2.2's, by bw.nrd0, bw.nrd and sums of dnorm.
var bounded = []float64{0.02, 0.05, 0.11, 0.35, 0.41, 0.47, 0.52, 0.77, 0.93, 0.99}

func TestBandwidth(t *testing.T) {
	eight := []float64{12, 7, 30, 18, 9, 22, 15, 41}
	for _, c := range []struct {
		name string
		of   func([]float64) (float64, error)
		x    []float64
		want float64
	}{
		{"nrd0 of weighted_8", converge.BandwidthNRD0, eight, 5.64975868511902},
		{"nrd of weighted_8", converge.BandwidthNRD, eight, 6.65416022914017},
		{"nrd0 of the index", converge.BandwidthNRD0, bounded, 0.198558577143175},
		{"nrd0 where the quartiles agree", converge.BandwidthNRD0, []float64{1, 1, 1, 1, 1, 1, 5}, 0.92200626643937},
	} {
		if got := must[float64](t)(c.of(c.x)); !near(got, c.want, 2e-15) && !near(got, c.want, 5e-15) {
			t.Errorf("%s = %.16g, want %.16g", c.name, got, c.want)
		}
	}
	if f := must[converge.Density](t)(converge.MeasureDensity(eight, []float64{15}, converge.DensityOptions{})); !near(f.F[0], 0.0367765637160722, 1e-14) {
		t.Errorf("density at 15 = %.16g", f.F[0])
	}
}

func TestDensityAgainstR(t *testing.T) {
	w := []float64{1, 2, 1, 3, 1, 1, 2, 1, 1, 4}
	for _, c := range []struct {
		name     string
		o        converge.DensityOptions
		at, want []float64
	}{
		{"open", converge.DensityOptions{}, []float64{0, 0.1, 0.5, 1}, []float64{0.6520381294609076, 0.7884759294724101, 0.8948325976108723, 0.5121033310189744}},
		{"reflection", converge.DensityOptions{Boundary: converge.Reflection}, []float64{0, 0.1, 0.5, 1}, []float64{1.3040774267816821, 1.2493930672883276, 0.9184180133398833, 1.0242078157605481}},
		{"logit", converge.DensityOptions{Boundary: converge.Logit}, []float64{0.1, 0.5, 0.9}, []float64{1.2126753842329385, 0.6597719439058370, 0.8401063357122805}},
		{"weighted", converge.DensityOptions{Bandwidth: 0.1, Weights: w}, []float64{0.1, 0.5}, []float64{0.8512759651655157, 1.0757735590674773}},
	} {
		d := must[converge.Density](t)(converge.MeasureDensity(bounded, c.at, c.o))
		if !within(d.F, c.want, 3e-15) {
			t.Errorf("%s: %.16g, want %.16g", c.name, d.F, c.want)
		}
	}
	if d := must[converge.Density](t)(converge.MeasureDensity(bounded, nil, converge.DensityOptions{Boundary: converge.Logit})); !near(d.Bandwidth, 1.122611425233924, 1e-14) {
		t.Errorf("bandwidth on the logit scale = %.16g", d.Bandwidth)
	}
}

// mass integrates by the midpoint rule.
func mass(t *testing.T, lower, upper float64, o converge.DensityOptions) float64 {
	t.Helper()
	const n = 4000
	at := make([]float64, n)
	for k := range at {
		at[k] = lower + (upper-lower)*(float64(k)+0.5)/n
	}
	total := 0.0
	for _, f := range must[converge.Density](t)(converge.MeasureDensity(bounded, at, o)).F {
		total += f * (upper - lower) / n
	}
	return total
}

// An open density of an index promises more than it can: a sixth of it lies beyond the ends. The corrected ones lose nothing, however wide
// the bandwidth.
func TestMassStaysInside(t *testing.T) {
	if leaked := 1 - mass(t, 0, 1, converge.DensityOptions{}); leaked < 0.1 {
		t.Errorf("open density leaks %v", leaked)
	}
	for _, o := range []converge.DensityOptions{
		{Boundary: converge.Reflection},
		{Boundary: converge.Reflection, Bandwidth: 3},
		{Boundary: converge.Reflection, Bandwidth: 1e5},
		{Boundary: converge.Logit},
	} {
		if m := mass(t, 0, 1, o); math.Abs(m-1) > 2e-4 {
			t.Errorf("%+v holds %v", o, m)
		}
	}
	d := must[converge.Density](t)(converge.MeasureDensity(bounded, []float64{-0.1, 1.1}, converge.DensityOptions{Boundary: converge.Reflection}))
	if d.F[0] != 0 || d.F[1] != 0 {
		t.Errorf("outside the scale: %v", d.F)
	}
	if m := mass(t, 0, 100, converge.DensityOptions{Boundary: converge.Reflection, Lower: 0, Upper: 100, Bandwidth: 0.2}); math.Abs(m-1) > 2e-4 {
		t.Errorf("another scale holds %v", m)
	}
}

func TestPeaks(t *testing.T) {
	x := []float64{1, 1.1, 0.9, 5, 5.1, 4.9}
	var at []float64
	for v := -2.0; v < 8; v += 0.1 {
		at = append(at, v)
	}
	if d := must[converge.Density](t)(converge.MeasureDensity(x, at, converge.DensityOptions{Bandwidth: 0.5})); d.Peaks != 2 {
		t.Errorf("%d peaks, want 2", d.Peaks)
	}
	if d := must[converge.Density](t)(converge.MeasureDensity(x, at, converge.DensityOptions{Bandwidth: 3})); d.Peaks != 1 {
		t.Errorf("%d peaks, want 1", d.Peaks)
	}
}
