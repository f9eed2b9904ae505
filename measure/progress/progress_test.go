package progress_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"mihe/measure/elementary/roundtest"
	"mihe/measure/progress"
)

func TestProductsAreRounded(t *testing.T) { roundtest.Products(t, ".", 1) }

// progress_statcan of measure.json: Open SDG's documented example, computed with R 4.2.2.
func TestPublishedExample(t *testing.T) {
	v, err := progress.Judge(progress.Course{Base: 50, BaseTime: 2015, Latest: 60, LatestTime: 2023, Target: 100, TargetTime: 2030})
	if err != nil || v.Class != progress.Limited || v.Pace != progress.Growth {
		t.Fatalf("%+v, %v", v, err)
	}
	for name, pair := range map[string][2]float64{
		"observed": {v.Observed, 0.023051875220462925}, "required": {v.Required, 0.04729412282062673}, "ratio": {v.Ratio, 0.48741521875545063},
	} {
		if math.Abs(pair[0]-pair[1]) > 1e-14 {
			t.Errorf("%s = %.17g, want %.17g", name, pair[0], pair[1])
		}
	}
}

// The figures where growth rates fail: computed by hand from the definitions.
func TestZeroNegativeAndCeiling(t *testing.T) {
	for name, c := range map[string]struct {
		course progress.Course
		class  progress.Class
		pace   progress.Pace
		ratio  float64
	}{
		"from zero":          {progress.Course{Base: 0, Latest: 40, Target: 100, LatestTime: 5, TargetTime: 10}, progress.Accelerate, progress.Line, 0.8},
		"to zero":            {progress.Course{Base: 10, Latest: 4, Target: 0, LatestTime: 5, TargetTime: 10}, progress.OnTrack, progress.Line, 1.2},
		"from below zero":    {progress.Course{Base: -5, Latest: 0, Target: 5, LatestTime: 5, TargetTime: 10}, progress.OnTrack, progress.Line, 1},
		"into the negative":  {progress.Course{Base: 5, Latest: -1, Target: 10, LatestTime: 5, TargetTime: 10}, progress.Deteriorating, progress.Line, -2.4},
		"near the ceiling":   {progress.Course{Base: 98, Latest: 99, Target: 100, LatestTime: 5, TargetTime: 10, Bounded: true}, progress.OnTrack, progress.Line, 1},
		"there within a bit": {progress.Course{Base: 90, Latest: 99.95, Target: 100, LatestTime: 5, TargetTime: 10, Bounded: true, Tolerance: 0.1}, progress.Met, progress.Line, 1.99},
		"beyond":             {progress.Course{Base: 90, Latest: 101, Target: 100, LatestTime: 5, TargetTime: 10, Bounded: true}, progress.Met, progress.Line, 2.2},
		"no move":            {progress.Course{Base: 7, Latest: 7, Target: 14, LatestTime: 5, TargetTime: 10}, progress.Limited, progress.Growth, 0},
		"halving in time":    {progress.Course{Base: 8, Latest: 4, Target: 2, LatestTime: 5, TargetTime: 10}, progress.OnTrack, progress.Growth, 1},
	} {
		v, err := progress.Judge(c.course)
		if err != nil || v.Class != c.class || v.Pace != c.pace || math.Abs(v.Ratio-c.ratio) > 1e-12 || !v.Known {
			t.Errorf("%s: %+v, %v; want class %d, pace %d, ratio %v", name, v, err, c.class, c.pace, c.ratio)
		}
	}
}

// Who began at the target keeps it or leaves it.
func TestThereFromTheStart(t *testing.T) {
	for latest, want := range map[float64]progress.Class{100: progress.Met, 99.6: progress.Met, 99: progress.Deteriorating, 100.4: progress.Met} {
		v, err := progress.Judge(progress.Course{Base: 99.8, Latest: latest, Target: 100, LatestTime: 1, TargetTime: 2, Bounded: true, Tolerance: 0.5})
		if err != nil || v.Class != want || v.Known {
			t.Errorf("latest %v: %+v, %v; want class %d", latest, v, err, want)
		}
	}
}

func TestRefused(t *testing.T) {
	good := progress.Course{Base: 1, Latest: 2, Target: 3, BaseTime: 2020, LatestTime: 2022, TargetTime: 2025}
	if _, err := progress.Judge(good); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*progress.Course)
		want   error
	}{
		"NaN":                    {func(c *progress.Course) { c.Latest = math.NaN() }, progress.ErrValue},
		"infinite":               {func(c *progress.Course) { c.Target = math.Inf(1) }, progress.ErrValue},
		"one time":               {func(c *progress.Course) { c.LatestTime = 2020 }, progress.ErrTime},
		"after the target":       {func(c *progress.Course) { c.LatestTime = 2026 }, progress.ErrTime},
		"negative tolerance":     {func(c *progress.Course) { c.Tolerance = -1 }, progress.ErrValue},
		"target is the base":     {func(c *progress.Course) { c.Target = 1 }, progress.ErrScale},
		"required pace vanishes": {func(c *progress.Course) { c.Base, c.Target = 1, 1+1e-300 }, progress.ErrScale},
	} {
		course := good
		c.change(&course)
		if v, err := progress.Judge(course); !errors.Is(err, c.want) || v != (progress.Verdict{}) {
			t.Errorf("%s: %+v, %v; want %v", name, v, err, c.want)
		}
	}
}

// Mirrored figures have mirrored paces and one class; another unit of the figure changes nothing; nothing but numbers
// comes out.
func TestMirrorAndUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.Float64Range(-1000, 1000)
		c := progress.Course{
			Base: f.Draw(t, "base"), Latest: f.Draw(t, "latest"), Target: f.Draw(t, "target"), Bounded: true,
			LatestTime: rapid.Float64Range(0.1, 10).Draw(t, "t"), TargetTime: 10,
		}
		v, err := progress.Judge(c)
		if err != nil {
			return // refused alike, whatever the sign
		}
		m := c
		m.Base, m.Latest, m.Target = -c.Base, -c.Latest, -c.Target
		mirrored, err := progress.Judge(m)
		if err != nil || mirrored.Class != v.Class || mirrored.Ratio != v.Ratio {
			t.Fatalf("%+v gives %+v, mirrored %+v, %v", c, v, mirrored, err)
		}
		double := c
		double.Base, double.Latest, double.Target = 2*c.Base, 2*c.Latest, 2*c.Target
		if d, err := progress.Judge(double); err != nil || d.Class != v.Class || d.Ratio != v.Ratio {
			t.Fatalf("%+v gives %+v, doubled %+v, %v", c, v, d, err)
		}
		if math.IsNaN(v.Ratio) || math.IsInf(v.Ratio, 0) {
			t.Fatalf("%+v gives %+v", c, v)
		}
	})
}
