package money

import (
	"math"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestRatio(t *testing.T) {
	for _, tc := range []struct {
		f        Fen
		num, den int64
		r        Rounding
		want     Fen
	}{
		{100, 1, 3, Down, 33},
		{100, 1, 3, Up, 34},
		{100, 1, 3, HalfUp, 33},
		{100, 2, 3, HalfUp, 67},
		{5, 1, 2, HalfUp, 3},
		{5, 1, 2, HalfEven, 2},
		{7, 1, 2, HalfEven, 4},
		{-5, 1, 2, HalfUp, -3},
		{-5, 1, 2, HalfEven, -2},
		{-100, 1, 3, Down, -33},
		{-100, 1, 3, Up, -34},
		{100, -1, 3, Up, -34},
		{100, -1, -3, Up, 34},
		{0, 1, 3, Up, 0},
		{math.MaxInt64, math.MaxInt64, math.MaxInt64, HalfUp, math.MaxInt64},
		{math.MinInt64, math.MinInt64, math.MinInt64, HalfUp, math.MinInt64},
	} {
		if got, err := tc.f.Ratio(tc.num, tc.den, tc.r); err != nil || got != tc.want {
			t.Errorf("(%d).Ratio(%d, %d, %d) = %d %v, want %d", tc.f, tc.num, tc.den, tc.r, got, err, tc.want)
		}
	}
	for name, r := range map[string]func() (Fen, error){
		"no rounding": func() (Fen, error) { return Fen(1).Ratio(1, 2, 0) }, "unknown rounding": func() (Fen, error) { return Fen(1).Ratio(1, 2, 9) },
		"division by zero": func() (Fen, error) { return Fen(1).Ratio(1, 0, Down) },
	} {
		_, err := r()
		wants(t, name, err, "money.ratio")
	}
}

func TestRatioIsTheNearestAllowed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, r := amounts().Draw(t, "f"), rapid.SampledFrom([]Rounding{Down, Up, HalfUp, HalfEven}).Draw(t, "r")
		num, den := int64(amounts().Draw(t, "num")), int64(amounts().Filter(func(f Fen) bool { return f != 0 }).Draw(t, "den"))
		exact := new(big.Rat).SetFrac(new(big.Int).Mul(exactly(f), big.NewInt(num)), big.NewInt(den))
		got, err := f.Ratio(num, den, r)
		agrees(t, "Ratio", got, err, rounded(exact, r))
	})
}

// rounded rounds by the definition, in fractions.
func rounded(x *big.Rat, r Rounding) *big.Int {
	q, rest := new(big.Int).QuoRem(x.Num(), x.Denom(), new(big.Int))
	twice := new(big.Int).Mul(rest.Abs(rest), big.NewInt(2)).Cmp(x.Denom())
	if r == Up && rest.Sign() != 0 || r == HalfUp && twice >= 0 || r == HalfEven && (twice > 0 || twice == 0 && q.Bit(0) == 1) {
		q.Add(q, big.NewInt(int64(x.Sign())))
	}
	return q
}

func TestSplit(t *testing.T) {
	for _, tc := range []struct {
		f       Fen
		weights []int64
		want    []Fen
	}{
		{100, []int64{1, 1, 1}, []Fen{34, 33, 33}},
		{-100, []int64{1, 1, 1}, []Fen{-34, -33, -33}},
		{2, []int64{1, 1, 1}, []Fen{1, 1, 0}},
		{0, []int64{3, 4}, []Fen{0, 0}},
		{10, []int64{0, 1, 0}, []Fen{0, 10, 0}},
		// The worked example of the largest remainder in Wikipedia: 10 seats, 100,000 votes, Hare quota.
		{10, []int64{47000, 16000, 15900, 12000, 6000, 3100}, []Fen{5, 2, 1, 1, 1, 0}},
		{math.MinInt64, []int64{1}, []Fen{math.MinInt64}},
	} {
		got, err := tc.f.Split(tc.weights)
		if d := cmp.Diff(tc.want, got); err != nil || d != "" {
			t.Errorf("(%d).Split(%v): %v (-want +got):\n%s", tc.f, tc.weights, err, d)
		}
	}
	for name, err := range map[string]error{
		"no weights": second(Fen(1).Split(nil)), "negative": second(Fen(1).Split([]int64{2, -1})), "all zero": second(Fen(1).Split([]int64{0, 0})),
		"no parts": second(Fen(1).SplitEvenly(0)), "fewer than none": second(Fen(1).SplitEvenly(-1)),
	} {
		wants(t, name, err, "money.split")
	}
	wants(t, "weights too great", second(Fen(1).Split([]int64{math.MaxInt64, math.MaxInt64, math.MaxInt64})), "money.range")
}

func second(_ []Fen, err error) error { return err }

func TestSplitIsExactAndFair(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := amounts().Draw(t, "f")
		weights := rapid.SliceOfN(rapid.Int64Range(0, 1<<40), 1, 12).Filter(func(w []int64) bool { _, err := totalWeight(w); return err == nil }).Draw(t, "w")
		parts, err := f.Split(weights)
		if err != nil {
			t.Fatal(err)
		}
		total, _ := totalWeight(weights)
		sum := new(big.Int)
		for i, p := range parts {
			sum.Add(sum, exactly(p))
			share := new(big.Rat).SetFrac(new(big.Int).Mul(exactly(f), big.NewInt(weights[i])), new(big.Int).SetUint64(total))
			if off := new(big.Rat).Sub(new(big.Rat).SetInt(exactly(p)), share); off.Abs(off).Cmp(big.NewRat(1, 1)) >= 0 {
				t.Fatalf("part %d of (%d).Split(%v) is %d, a fen or more from %v", i, f, weights, p, share)
			}
			if weights[i] == 0 && p != 0 {
				t.Fatalf("weight 0 gets %d of %d", p, f)
			}
		}
		if sum.Cmp(exactly(f)) != 0 {
			t.Fatalf("(%d).Split(%v) adds up to %v", f, weights, sum)
		}
	})
}
