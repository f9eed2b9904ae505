package money

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"
)

//go:embed capital.json
var capitalWords []byte

// numerals are the words of the capital form.
type numerals struct {
	Digits         [10]string `json:"digits"`
	Places         [4]string  `json:"places"`
	TenThousand    string     `json:"ten_thousand"`
	HundredMillion string     `json:"hundred_million"`
	Yuan           string     `json:"yuan"`
	Jiao           string     `json:"jiao"`
	Fen            string     `json:"fen"`
	Whole          string     `json:"whole"`
	Minus          string     `json:"minus"`
}

var loadNumerals = sync.OnceValues(func() (*numerals, error) {
	var n numerals
	if err := json.Unmarshal(capitalWords, &n); err != nil {
		return nil, fmt.Errorf("capital.json: %w", err)
	}
	return &n, nil
})

// capitalLimit is the first whole number of yuan that the words cannot write: ten thousand million million.
const capitalLimit = 1e16

// Capital writes the amount in the characters that cannot be altered (大写金额), without the word for the currency:
// 壹仟肆佰零玖元伍角. Source: 支付结算办法, annex 1, articles 2 and 4; where the rule leaves a choice it follows the form
// the rule prints first: no 整 after 角, and 零 after 元 when the yuan end in 0 and jiao follow. A negative amount,
// of which the rule says nothing, begins with 负. Amounts of ten thousand million million yuan and more are refused.
func (f Fen) Capital() (string, error) {
	n, err := loadNumerals()
	if err != nil {
		return "", err
	}
	yuan, rest := f.magnitude()/100, f.magnitude()%100
	if yuan >= capitalLimit {
		return "", outOfRange()
	}
	text := n.yuan(yuan) + n.change(yuan, rest/10, rest%10)
	if yuan == 0 && rest == 0 {
		text = n.Digits[0] + n.Yuan + n.Whole
	}
	if f < 0 {
		text = n.Minus + text
	}
	return text, nil
}

// yuan writes the whole yuan, nothing for none.
func (n *numerals) yuan(v uint64) string {
	if v == 0 {
		return ""
	}
	high, low := v/1e8, v%1e8
	text := n.myriads(low)
	if high > 0 {
		text = n.myriads(high) + n.HundredMillion + n.gap(low, 1e7) + text
	}
	return text + n.Yuan
}

// myriads writes a number below a hundred million.
func (n *numerals) myriads(v uint64) string {
	high, low := v/1e4, v%1e4
	text := n.thousands(low)
	if high > 0 {
		text = n.thousands(high) + n.TenThousand + n.gap(low, 1e3) + text
	}
	return text
}

// gap is the one zero written before a part that does not fill its first place.
func (n *numerals) gap(part, firstPlace uint64) string {
	if part == 0 || part >= firstPlace {
		return ""
	}
	return n.Digits[0]
}

// thousands writes a number below ten thousand, with one zero for a run of zeros inside.
func (n *numerals) thousands(v uint64) string {
	text, pending := "", false
	for place, unit := 3, uint64(1000); place >= 0; place, unit = place-1, unit/10 {
		d := v / unit % 10
		if d == 0 {
			pending = text != ""
			continue
		}
		if pending {
			text += n.Digits[0]
		}
		text, pending = text+n.Digits[d]+n.Places[place], false
	}
	return text
}

// change writes what follows the yuan.
func (n *numerals) change(yuan, jiao, fen uint64) string {
	if jiao == 0 && fen == 0 {
		return n.Whole
	}
	text := ""
	if yuan > 0 && (jiao == 0 || yuan%10 == 0) {
		text = n.Digits[0]
	}
	if jiao > 0 {
		text += n.Digits[jiao] + n.Jiao
	}
	if fen > 0 {
		text += n.Digits[fen] + n.Fen
	}
	return text
}
