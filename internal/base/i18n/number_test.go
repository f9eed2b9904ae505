package i18n

import "testing"

func TestNumber(t *testing.T) {
	for _, tc := range []struct {
		v        float64
		decimals int
		want     string
	}{
		{43833.76, 2, "43,833.76"},
		{0, 0, "0"},
		{999, 0, "999"},
		{1000, 0, "1,000"},
		{1409778724, 0, "1,409,778,724"},
		{-1234.5, 1, "-1,234.5"},
		{-0.001, 2, "0.00"},
		{99.995, 2, "100.00"},
	} {
		if got := Number(tc.v, tc.decimals); got != tc.want {
			t.Errorf("Number(%v, %d) = %q, want %q", tc.v, tc.decimals, got, tc.want)
		}
	}
}
