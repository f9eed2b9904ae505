package spatial

import (
	"math"
	"testing"
)

// mpmath 1.3, to forty digits.
func TestNormalTails(t *testing.T) {
	for _, c := range [][2]float64{
		{0, 0.5},
		{0.1, 0.46017216272297101633},
		{1, 0.15865525393145705141},
		{1.4999, 0.06682015399983360347},
		{1.5, 0.066807201268858066004},
		{1.959963984540054, 0.025000000000000010876},
		{3, 0.0013498980316300945267},
		{6, 9.865876450376981407e-10},
		{12, 1.7764821120776789977e-33},
		{30, 4.9067139271481870595e-198},
		{37.5, 4.6053530095819548438e-308},
		{40, 0},
		{1e300, 0},
		{math.MaxFloat64, 0},
	} {
		up, down := normalTails(c[0]), normalTails(-c[0])
		if math.Abs(up.Upper-c[1]) > 2e-14*c[1] || up.Lower != 1-up.Upper || up.TwoSided != 2*up.Upper {
			t.Errorf("tails at %v: %+v, want %v above", c[0], up, c[1])
		}
		if down.Lower != up.Upper || down.Upper != up.Lower || down.TwoSided != up.TwoSided {
			t.Errorf("tails at %v: %+v, at the opposite %+v", c[0], up, down)
		}
	}
	// Between the points: package math, for whose argument z/√2 is rounded, and never upwards.
	last := 1.0
	for z := 0.0; z < 37.4; z += 0.003 {
		p := upperTail(z)
		if want := math.Erfc(z/math.Sqrt2) / 2; math.Abs(p-want) > (1e-14+3e-16*z*z)*want || p > last {
			t.Errorf("tail at %v: %v, want %v, at most %v", z, p, want, last)
		}
		last = p
	}
}

// Sine and cosine against package math, and exactly where they are exact.
func TestTrigonometry(t *testing.T) {
	for d := -180.0; d <= 180; d += 0.37 {
		r := d * degree
		if s, c := sine(d), cosine(d); math.Abs(s-math.Sin(r)) > 6e-16 || math.Abs(c-math.Cos(r)) > 6e-16 {
			t.Errorf("at %v: %v, %v, want %v, %v", d, s, c, math.Sin(r), math.Cos(r))
		}
	}
	for _, d := range []float64{1e-3, 1e-9, 1e-100, 3e-310} {
		if want := d * degree; math.Abs(sine(d)-want) > 1e-9*want || sine(-d) != -sine(d) {
			t.Errorf("sine(%v) = %v, want about %v", d, sine(d), want)
		}
	}
	for _, c := range []struct{ got, want float64 }{
		{sine(0), 0},
		{sine(90), 1},
		{sine(180), 0},
		{cosine(0), 1},
		{cosine(90), 0},
		{cosine(-90), 0},
		{cosine(180), -1},
	} {
		if c.got != c.want {
			t.Errorf("%v, want %v", c.got, c.want)
		}
	}
}

// Whole numbers are equally likely also where 2³² is no multiple of their range, and permutations do not repeat one another.
func TestDealer(t *testing.T) {
	d := Permutations{Seed: 5}.dealer()
	for _, n := range []int{1, 2, 3, 7, 1<<24 - 3} {
		const draws = 70000
		var fifths [5]float64
		for r := range 10 {
			d.begin(r)
			for range draws / 10 {
				v := d.below(n)
				if v < 0 || v >= n {
					t.Fatalf("below(%d) = %d", n, v)
				}
				fifths[5*v/n]++
			}
		}
		for k, got := range fifths {
			low, high := (k*n+4)/5, ((k+1)*n+4)/5 // the v with 5v/n = k
			want := draws * float64(high-low) / float64(n)
			if math.Abs(got-want) > 5*math.Sqrt(want)+1e-9 {
				t.Errorf("below(%d): %v in fifth %d, want %v", n, got, k, want)
			}
		}
	}
	seen := map[uint64]bool{}
	for r := range 1000 {
		d.begin(r)
		v := uint64(d.word())<<32 | uint64(d.word())
		d.begin(r)
		if again := uint64(d.word())<<32 | uint64(d.word()); again != v {
			t.Errorf("permutation %d begins with %x, then with %x", r, v, again)
		}
		seen[v] = true
	}
	if len(seen) != 1000 {
		t.Errorf("1000 permutations begin in %d ways", len(seen))
	}
}
