package fact

import (
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// TestNumbersAreReadAsStrconvReadsThem takes the standard library as the oracle for every number that is accepted.
func TestNumbersAreReadAsStrconvReadsThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`-?[0-9]{1,16}(\.[0-9]{1,7})?`).Draw(t, "text")
		got, wrong := parseNumber([]byte(text))
		if wrong != numberOK {
			return
		}
		want, err := strconv.ParseFloat(text, 64)
		if err != nil || got.value != want {
			t.Fatalf("parseNumber(%q) = %v, strconv says %v, %v", text, got.value, want, err)
		}
	})
}

// TestNumbersPrintAsPublished: what was read prints as it was written, but for superfluous zeros and a minus before 0.
func TestNumbersPrintAsPublished(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?`).Draw(t, "text")
		got, wrong := parseNumber([]byte(text))
		if wrong != numberOK {
			t.Fatalf("parseNumber(%q) = %s, want it accepted", text, wrong)
		}
		if got.value == 0 && text[0] == '-' {
			text = text[1:]
		}
		if printed := Format(got.value, got.decimals); printed != text {
			t.Fatalf("%q prints %q", text, printed)
		}
	})
}

func TestNumberLimits(t *testing.T) {
	for text, want := range map[string]numberFault{
		"999999999999999": numberOK, "1000000000000000": numberDigits, "000000000000000000001": numberOK, "0.000001": numberOK,
		"0.0000001": numberDecimals, "123456789.123456": numberOK, "1234567890.123456": numberDigits, "": numberFormat, "-": numberFormat,
		"1，000": numberSeparator, "1\u00a0000": numberSeparator, "12％": numberPercent, "１2": numberWidth, "−5": numberWidth, "5元": numberFormat,
	} {
		if _, got := parseNumber([]byte(text)); got != want {
			t.Errorf("parseNumber(%q) = %q, want %q", text, got, want)
		}
	}
}
