package fact

// The general limits of a value. Fifteen significant digits are what a float64 gives back unchanged.
const (
	maxDigits   = 15
	maxDecimals = 6
)

// decimal is a number as it was written.
type decimal struct {
	value    float64
	decimals int
}

// numberFault says what is wrong with a number; its text ends the key of the message.
type numberFault string

const (
	numberOK        numberFault = ""
	numberFormat    numberFault = "format"    // letters, exponents, NaN, two points ...
	numberSeparator numberFault = "separator" // 1,234
	numberPercent   numberFault = "percent"   // 12%
	numberWidth     numberFault = "width"     // full-width digits
	numberDigits    numberFault = "digits"    // more than 15 significant ones
	numberDecimals  numberFault = "decimals"  // more than 6
)

var tens = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6}

// parseNumber reads a plain decimal number: an optional minus, digits, and perhaps a point with digits after it. The
// division rounds once and both operands are exact, so the result is the float64 nearest to the text.
func parseNumber(text []byte) (decimal, numberFault) {
	digits, negative := text, false
	if len(digits) > 0 && digits[0] == '-' {
		digits, negative = digits[1:], true
	}
	mantissa, significant, point := int64(0), 0, -1
	for i, c := range digits {
		switch {
		case c >= '0' && c <= '9':
			if mantissa != 0 || c != '0' {
				significant++
			}
			if significant <= maxDigits {
				mantissa = mantissa*10 + int64(c-'0')
			}
		case c == '.' && point < 0 && i > 0 && i < len(digits)-1:
			point = i
		default:
			return decimal{}, explain(text)
		}
	}
	decimals := 0
	if point >= 0 {
		decimals = len(digits) - point - 1
	}
	switch {
	case len(digits) == 0:
		return decimal{}, numberFormat
	case significant > maxDigits:
		return decimal{}, numberDigits
	case decimals > maxDecimals:
		return decimal{}, numberDecimals
	}
	if negative {
		mantissa = -mantissa
	}
	return decimal{float64(mantissa) / tens[decimals], decimals}, numberOK
}

// explain names the commonest slips, so that the message can say what to do.
func explain(text []byte) numberFault {
	for _, c := range string(text) {
		switch {
		case c == ',' || c == 0xff0c || c == ' ' || c == 0x00a0 || c == '\'':
			return numberSeparator
		case c == '%' || c == 0xff05 || c == 0x2030:
			return numberPercent
		case c >= 0xff01 && c <= 0xff5e || c == 0x2212 || c == 0x3002:
			return numberWidth
		}
	}
	return numberFormat
}
