package i18n

import (
	"strconv"
	"strings"
)

// Negotiate picks the language an Accept-Language header prefers; Chinese when it names none of ours. A weight that
// cannot be read counts as zero.
func Negotiate(header string) Lang {
	best, weight := ZhCN, 0.0
	for part := range strings.SplitSeq(header, ",") {
		tag, params, _ := strings.Cut(part, ";")
		l, known := Parse(tag)
		if !known {
			continue
		}
		q := 1.0
		if text, ok := strings.CutPrefix(strings.TrimSpace(params), "q="); ok {
			q, _ = strconv.ParseFloat(text, 64) // zero when unreadable
		}
		if q > weight && q <= 1 {
			best, weight = l, q
		}
	}
	return best
}
