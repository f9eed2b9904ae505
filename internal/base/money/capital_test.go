package money

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCapital(t *testing.T) {
	for amount, want := range map[string]string{
		// Printed in 支付结算办法, annex 1, article 4; where it prints two forms, the first.
		"1409.50": "壹仟肆佰零玖元伍角", "6007.14": "陆仟零柒元壹角肆分", "1680.32": "壹仟陆佰捌拾元零叁角贰分",
		"107000.53": "壹拾万柒仟元零伍角叁分", "16409.02": "壹万陆仟肆佰零玖元零贰分", "325.04": "叁佰贰拾伍元零肆分",
		// By the same rules.
		"12.34": "壹拾贰元叁角肆分", "0": "零元整", "1": "壹元整", "10": "壹拾元整", "0.5": "伍角", "0.05": "伍分", "0.53": "伍角叁分",
		"10.05": "壹拾元零伍分", "100": "壹佰元整", "1001": "壹仟零壹元整", "1010": "壹仟零壹拾元整", "10001": "壹万零壹元整",
		"10010000": "壹仟零壹万元整", "100010000": "壹亿零壹万元整", "100000001": "壹亿零壹元整", "110000000": "壹亿壹仟万元整",
		"1000000000000": "壹万亿元整", "1000000010000": "壹万亿零壹万元整", "9999999999999999.99": "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
		"-12.3": "负壹拾贰元叁角",
	} {
		f, err := Parse(amount)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := f.Capital(); err != nil || got != want {
			t.Errorf("Capital of %s = %s %v, want %s", amount, got, err, want)
		}
	}
	for _, f := range []Fen{1e18, -1e18} {
		_, err := f.Capital()
		wants(t, f.String(), err, "money.range")
	}
}

// The words say the amount: read back by their meaning they give it again, and zeros never stand in pairs.
func TestCapitalSaysTheAmount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := Fen(rapid.OneOf(rapid.Int64Range(0, 1e18-1), rapid.Int64Range(0, 1e6), rapid.Custom(sparse)).Draw(t, "f"))
		text, err := f.Capital()
		if err != nil || strings.Contains(text, "零零") {
			t.Fatalf("Capital of %s = %s %v", f, text, err)
		}
		if got := meaning(text); got != f {
			t.Fatalf("Capital of %s = %s, which says %s", f, text, got)
		}
	})
}

// sparse draws amounts that are mostly zeros.
func sparse(t *rapid.T) int64 {
	v := int64(0)
	for range 18 {
		v = v*10 + rapid.SampledFrom([]int64{0, 0, 0, 0, 1, 9}).Draw(t, "digit")
	}
	return v
}

// meaning reads capital words: digits wait for a place, places add up, 万 and 亿 multiply what was said so far.
func meaning(text string) Fen {
	var total, section, digit Fen
	for _, r := range text {
		if d := strings.IndexRune("零壹贰叁肆伍陆柒捌玖", r); d >= 0 {
			digit = Fen(d / len("零"))
			continue
		}
		switch r {
		case '拾', '佰', '仟':
			section += digit * map[rune]Fen{'拾': 10, '佰': 100, '仟': 1000}[r]
		case '万':
			// 万 closes a section of the part above or below 亿.
			section = (section + digit) * 10000
		case '亿':
			total, section = (section+digit)*1e8, 0
		case '元':
			total, section = (total+section+digit)*100, 0
		case '角':
			total += digit * 10
		case '分':
			total += digit
		}
		digit = 0
	}
	return total
}
