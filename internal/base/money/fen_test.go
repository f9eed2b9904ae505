package money

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

func TestParse(t *testing.T) {
	for s, want := range map[string]Fen{
		"12.34": 1234, "12": 1200, "12.3": 1230, "-0.05": -5, "0": 0, "-0": 0, "007": 700, "1,234.50": 123450,
		"-1,234,567": -123456700, "12,345.6": 1234560,
		"92233720368547758.07": math.MaxInt64, "-92,233,720,368,547,758.08": math.MinInt64,
	} {
		if got, err := Parse(s); err != nil || got != want {
			t.Errorf("Parse(%q) = %d %v, want %d", s, got, err, want)
		}
	}
	for s, key := range map[string]string{
		"": "money.form", "-": "money.form", ".5": "money.form", "5.": "money.form", "+1": "money.form", " 1": "money.form",
		"1 ": "money.form", "1e3": "money.form", "0x10": "money.form", "1_000": "money.form", "--1": "money.form", "１２": "money.form",
		"¥12": "money.form", "1,23": "money.form", "1234,567": "money.form", ",123": "money.form", "0,123": "money.form",
		"1,234,": "money.form", "1.2.3": "money.form", "1.2,3": "money.form", "-,123": "money.form", "NaN": "money.form",
		"0.005": "money.decimals", "12.340": "money.decimals",
		"92233720368547758.08": "money.range", "-92233720368547758.09": "money.range", "99999999999999999999": "money.range",
	} {
		_, err := Parse(s)
		wants(t, "Parse("+s+")", err, key)
	}
}

func wants(t *testing.T, what string, err error, key string) {
	t.Helper()
	if f, ok := fault.As(err); !ok || f.Key != key || f.Kind != fault.Invalid {
		t.Errorf("%s = %v, want %q", what, err, key)
	}
}

func TestStringAndPlain(t *testing.T) {
	for f, want := range map[Fen][2]string{
		0: {"0.00", "0.00"}, 5: {"0.05", "0.05"}, -5: {"-0.05", "-0.05"}, 50: {"0.50", "0.50"}, 99999: {"999.99", "999.99"},
		100000: {"1,000.00", "1000.00"}, -123456789: {"-1,234,567.89", "-1234567.89"},
		math.MaxInt64: {"92,233,720,368,547,758.07", "92233720368547758.07"},
		math.MinInt64: {"-92,233,720,368,547,758.08", "-92233720368547758.08"},
	} {
		if f.String() != want[0] || f.Plain() != want[1] {
			t.Errorf("%d fen print as %q and %q, want %q", int64(f), f.String(), f.Plain(), want)
		}
	}
}

// amounts draws amounts of every size, the ends of the range among them.
func amounts() *rapid.Generator[Fen] {
	return rapid.Custom(func(t *rapid.T) Fen {
		return Fen(rapid.OneOf(rapid.Int64(), rapid.Int64Range(-100000, 100000), rapid.SampledFrom([]int64{
			math.MinInt64, math.MinInt64 + 1, math.MaxInt64, 0, 1, -1,
		})).Draw(t, "fen"))
	})
}

func TestWrittenAmountsAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := amounts().Draw(t, "f")
		for _, s := range []string{f.String(), f.Plain()} {
			if got, err := Parse(s); err != nil || got != f {
				t.Fatalf("Parse(%q) = %d %v, want %d", s, got, err, f)
			}
		}
	})
}

func exactly(f Fen) *big.Int { return big.NewInt(int64(f)) }

// agrees tells whether a checked result is the exact one, or a fault exactly when that does not fit.
func agrees(t *rapid.T, what string, got Fen, err error, want *big.Int) {
	t.Helper()
	if fits := want.IsInt64(); fits != (err == nil) || fits && exactly(got).Cmp(want) != 0 {
		t.Fatalf("%s = %d %v, want %v", what, got, err, want)
	}
}

func TestArithmeticIsExactOrRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, g := amounts().Draw(t, "f"), amounts().Draw(t, "g")
		sum, err := f.Add(g)
		agrees(t, "Add", sum, err, new(big.Int).Add(exactly(f), exactly(g)))
		diff, err := f.Sub(g)
		agrees(t, "Sub", diff, err, new(big.Int).Sub(exactly(f), exactly(g)))
		product, err := f.Mul(int64(g))
		agrees(t, "Mul", product, err, new(big.Int).Mul(exactly(f), exactly(g)))
	})
}

func TestSum(t *testing.T) {
	if got, err := Sum(10, -3, 5); err != nil || got != 12 {
		t.Errorf("Sum(10, -3, 5) = %d %v, want 12", got, err)
	}
	if _, err := Sum(math.MaxInt64, 1); err == nil {
		t.Error("Sum beyond the range gives no fault")
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"12.34", "-1,234.5", "0.005", "１２", "92233720368547758.08", ",,,"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := Parse(s)
		if err != nil {
			return
		}
		// What is read is what a decimal reader makes of the same digits.
		want, ok := new(big.Rat).SetString(strings.ReplaceAll(s, ",", ""))
		if !ok || want.Cmp(big.NewRat(int64(v), 100)) != 0 {
			t.Errorf("Parse(%q) = %s", s, v)
		}
	})
}

func TestEveryFaultHasWords(t *testing.T) {
	words, err := i18n.Load(Words)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"money.form", "money.decimals", "money.range", "money.ratio", "money.split"} {
		if !words.Has(key) {
			t.Errorf("no words for %s", key)
		}
	}
}
