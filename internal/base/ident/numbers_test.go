package ident

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestParseCitizen(t *testing.T) {
	for s, want := range map[string]Citizen{
		// GB 11643-1999, appendix A: a woman and a man, both invented by the standard.
		"11010519491231002X":   {"11010519491231002X", "110105", "1949-12-31", Female},
		"440524188001010014":   {"440524188001010014", "440524", "1880-01-01", Male},
		" 11010519491231002x ": {"11010519491231002X", "110105", "1949-12-31", Female},
		// The worked example that public explanations of the check character use.
		"34052419800101001X": {"34052419800101001X", "340524", "1980-01-01", Male},
	} {
		got, err := ParseCitizen(s)
		if d := cmp.Diff(want, got); err != nil || d != "" {
			t.Errorf("ParseCitizen(%q): %v (-want +got):\n%s", s, err, d)
		}
	}
}

func TestParseCitizenRefuses(t *testing.T) {
	for s, key := range map[string]string{
		"":                     "ident.citizen.length",
		"110105491231002":      "ident.citizen.length", // 15 digits
		"11010519491231002XX":  "ident.citizen.length",
		"11010519491231002Y":   "ident.citizen.form",
		"1101051949123100X2":   "ident.citizen.form",
		"010105194912310020":   "ident.citizen.form",
		"1101051949123１02":     "ident.citizen.form", // a full-width digit is three bytes
		"110105194902300024":   "ident.citizen.birth",
		"110105194900310024":   "ident.citizen.birth",
		"110105179912310024":   "ident.citizen.birth",
		"110105190002290025":   "ident.citizen.birth", // 1900 was no leap year
		"110105194912310020":   "ident.citizen.check",
		"440524188001010015":   "ident.citizen.check",
		"1101051949 1231002 X": "ident.citizen.length",
	} {
		wants(t, "ParseCitizen("+s+")", parseCitizen(s), key)
	}
}

func TestParseCreditCode(t *testing.T) {
	for _, s := range []string{
		"91350100M000100Y43", // the example that public explanations of GB 32100-2015 use
		"9144030071526726XG", // Tencent Technology (Shenzhen)
		"914403001922038216", // Huawei Technologies
		"91110000802100433B", // Baidu Online Network Technology (Beijing)
		"91330100799655058B", // Alibaba (China)
	} {
		if got, err := ParseCreditCode(" " + strings.ToLower(s)); err != nil || got != s {
			t.Errorf("ParseCreditCode(%s) = %q %v", s, got, err)
		}
	}
	for s, key := range map[string]string{
		"":                    "ident.credit.length",
		"91350100M000100Y4":   "ident.credit.length",
		"91350100M000100Y433": "ident.credit.length",
		"91350100M000100O43":  "ident.credit.form",
		"91350100M000100Y4Z":  "ident.credit.form",
		"9135010AM000100Y43":  "ident.credit.form",
		"91350100M000100Y44":  "ident.credit.check",
	} {
		wants(t, "ParseCreditCode("+s+")", parseCredit(s), key)
	}
}

// numbers draws valid numbers of either kind with the function that tells whether one is accepted.
func numbers(t *rapid.T) (string, string, func(string) error) {
	if rapid.Bool().Draw(t, "credit") {
		first := rapid.StringMatching(`[159Y][1-9][1-9][0-9]{5}[0-9ABCDEFGHJKLMNPQRTUWXY]{9}`).Draw(t, "first 17")
		check, _ := CreditCheck(first)
		return first + string(check), creditAlphabet, parseCredit
	}
	day := rapid.StringMatching(`19[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])`).Draw(t, "day")
	first := rapid.StringMatching(`[1-9][0-9]{5}`).Draw(t, "region") + day + rapid.StringMatching(`[0-9]{3}`).Draw(t, "sequence")
	check, _ := CitizenCheck(first)
	return first + string(check), "0123456789X", parseCitizen
}

func TestEverySlipOfOneCharacterIsCaught(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, alphabet, parse := numbers(t)
		if err := parse(s); err != nil {
			t.Fatalf("%s is refused: %v", s, err)
		}
		for i := range len(s) {
			for _, c := range alphabet {
				if slip := s[:i] + string(c) + s[i+1:]; slip != s && parse(slip) == nil {
					t.Fatalf("%s passes for %s", slip, s)
				}
			}
		}
	})
}

func TestEveryExchangeOfNeighboursIsCaught(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, _, parse := numbers(t)
		for i := range len(s) - 1 {
			if slip := s[:i] + s[i+1:i+2] + s[i:i+1] + s[i+2:]; slip != s && parse(slip) == nil {
				t.Fatalf("%s passes for %s", slip, s)
			}
		}
	})
}

func TestErrorsKeepTheNumberToThemselves(t *testing.T) {
	for _, err := range []error{parseCitizen("110105194912310020"), parseCitizen("110105194902300024"), parseCredit("91350100M000100Y44")} {
		if strings.ContainsAny(err.Error(), "0123456789") {
			t.Errorf("%v repeats digits of the number", err)
		}
	}
}

func TestMasks(t *testing.T) {
	for _, tc := range []struct {
		mask     func(string) string
		in, want string
	}{
		{MaskName, "王某某", "王**"},
		{MaskName, "王某", "王*"},
		{MaskName, " 欧阳某某 ", "欧***"},
		{MaskName, "阿某某·买某某", "阿******"},
		{MaskName, "王", "*"},
		{MaskName, "", ""},
		{MaskName, "\xff\xfe", "\xff*"},
		{MaskCitizen, "11010519491231002X", "110105********002X"},
		{MaskCitizen, "110105491231002", "***************"},
		{MaskCitizen, "王某某", "***"},
		{MaskCitizen, "", ""},
		{MaskCitizen, "护照E12345678901234", "*****************"},
		{MaskPhone, "13812341234", "138****1234"},
		{MaskPhone, "010-12345678", "************"},
		{MaskPhone, "+8613812341234", "**************"},
		{MaskPhone, "23812341234", "***********"},
		{MaskPhone, "", ""},
	} {
		if got := tc.mask(tc.in); got != tc.want {
			t.Errorf("mask of %q = %q, want %q", tc.in, got, tc.want)
		}
	}
}

func FuzzNumbersAndMasks(f *testing.F) {
	for _, s := range []string{"11010519491231002X", "91350100M000100Y43", "13812341234", "王某某", "\xff", "１１０１０５"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if c, err := ParseCitizen(s); err == nil {
			if again, err := ParseCitizen(c.Number); err != nil || again != c {
				t.Errorf("ParseCitizen(%q) = %v %v, want %v again", c.Number, again, err, c)
			}
		}
		if code, err := ParseCreditCode(s); err == nil && len(code) != 18 {
			t.Errorf("ParseCreditCode(%q) = %q", s, code)
		}
		for _, mask := range []func(string) string{MaskCitizen, MaskPhone} {
			if m := mask(s); len(strings.ReplaceAll(m, "*", "")) > 10 {
				t.Errorf("mask of %q shows %q", s, m)
			}
		}
		if shown := []rune(strings.ReplaceAll(MaskName(s), "*", "")); len(shown) > 1 {
			t.Errorf("MaskName(%q) shows %q", s, string(shown))
		}
	})
}
