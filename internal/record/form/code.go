package form

import (
	"fmt"
	"io"
	"strings"

	"mihe/internal/base/fault"
)

// codeAlphabet holds 31 characters that are not taken for one another on paper, as GB 32100-2015, table 1, has them. 31 is
// prime, which is what makes the check character see every slip of one key and every exchange of two neighbours.
const codeAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// codeLength is of random characters, 31^7 or 2.7 x 10^10 codes; one more checks them.
const codeLength = 7

// newCode mints the code of a sheet: XXXX-XXXX.
func newCode(random io.Reader) (string, error) {
	code := make([]byte, 0, codeLength+1)
	b := make([]byte, 1)
	for len(code) < codeLength {
		if _, err := io.ReadFull(random, b); err != nil {
			return "", fmt.Errorf("code: %w", err)
		}
		if n := int(b[0]); n < len(codeAlphabet)*8 { // 248 of 256, so that each character is as likely
			code = append(code, codeAlphabet[n%len(codeAlphabet)])
		}
	}
	code = append(code, checkOf(string(code)))
	return string(code[:4]) + "-" + string(code[4:]), nil
}

// checkOf is the check character of the first seven: Σ cᵢ·3ⁱ + check ≡ 0 (mod 31).
func checkOf(first string) byte {
	sum, weight := 0, 3
	for i := range len(first) {
		sum = (sum + strings.IndexByte(codeAlphabet, first[i])*weight) % 31
		weight = weight * 3 % 31
	}
	return codeAlphabet[(31-sum)%31]
}

// ParseCode reads a code as somebody keys it in: small letters, blanks and other dashes do not matter. A slip is
// fault.Invalid.
func ParseCode(s string) (string, error) {
	var b strings.Builder
	for _, r := range strings.ToUpper(s) {
		switch {
		case r < 0x80 && strings.ContainsRune(codeAlphabet, r):
			b.WriteRune(r)
		case !strings.ContainsRune(" -\u2013\u2014\uff0d\u3000", r):
			return "", fault.New(fault.Invalid, "form.code.wrong").At("code")
		}
	}
	code := b.String()
	if len(code) != codeLength+1 || checkOf(code[:codeLength]) != code[codeLength] {
		return "", fault.New(fault.Invalid, "form.code.wrong").At("code")
	}
	return code[:4] + "-" + code[4:], nil
}
