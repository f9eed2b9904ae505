package xlsx

import "strings"

// format is what a number format does to a number, as far as reading it back matters.
type format struct {
	kind     formatKind
	whole    int // digits before the point, filled up with zeros
	decimals int // digits after it, filled up with zeros
}

type formatKind uint8

const (
	formatNumber  formatKind = iota
	formatPercent            // shown a hundred times greater, with a sign
	formatYear               // 2020
	formatMonth              // 2020-06
	formatDay                // 2020-06-01
	formatMoment             // 2020-06-01T09:30:00
	formatTime               // 09:30:00, whatever the day
	formatElapsed            // 36:00:00
	formatPart               // a month, a day or a weekday without its year
)

// builtIn are the formats that a workbook names by number without writing them out (ECMA-376 part 1, 18.8.30); those from 27 on are
// the ones of a Chinese program.
var builtIn = map[int]string{
	1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
	14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
	27: "yyyy.m", 28: "m.d", 29: "m.d", 30: "m-d-yy", 31: "yyyy.m.d", 32: "h.mm", 33: "h.mm.ss", 34: "h.mm", 35: "h.mm.ss", 36: "yyyy.m",
	39: "#,##0.00", 40: "#,##0.00", 43: "#,##0.00", 44: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
	50: "yyyy.m", 51: "m.d", 52: "yyyy.m", 53: "m.d", 54: "m.d", 55: "h.mm", 56: "h.mm.ss", 57: "yyyy.m", 58: "m.d",
}

// parseFormat reads the first section of a format code.
func parseFormat(code string) format {
	bare := bareCode(code)
	if strings.Contains(bare, "general") || bare == "" || strings.Contains(bare, "@") {
		return format{}
	}
	if k, ok := dateKind(bare); ok {
		return format{kind: k}
	}
	f := format{}
	if strings.Contains(bare, "%") {
		f.kind = formatPercent
	}
	digits := strings.TrimRight(bare, "% ")
	if strings.ContainsAny(digits, "e/") || strings.HasSuffix(digits, ",") {
		return f // exponents, fractions, thousands: shown in a way that says less than the number
	}
	whole, decimals, _ := strings.Cut(digits, ".")
	f.whole, f.decimals = min(strings.Count(whole, "0"), maxPadding), min(strings.Count(decimals, "0"), maxPadding)
	return f
}

// maxPadding is the most zeros that a format adds to a number.
const maxPadding = 30

// bareCode is the first section of a format code in lower case, without literal text, colours, conditions and padding.
func bareCode(code string) string {
	var b strings.Builder
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case ';':
			return b.String()
		case '"':
			i = skipTo(code, i+1, '"')
		case '\\', '_', '*':
			i++ // the next character is shown, or repeated
		case '[':
			end := skipTo(code, i+1, ']')
			if inner := strings.ToLower(code[i+1 : min(end, len(code))]); strings.Trim(inner, "hms") == "" {
				b.WriteString("[" + inner + "]") // time that has passed
			}
			i = end
		default:
			b.WriteString(strings.ToLower(string(c)))
		}
	}
	return b.String()
}

func skipTo(code string, from int, end byte) int {
	if i := strings.IndexByte(code[min(from, len(code)):], end); i >= 0 {
		return from + i
	}
	return len(code)
}

// dateKind tells whether a bare code shows a date or a time, and how much of it.
func dateKind(bare string) (formatKind, bool) {
	bare = strings.ReplaceAll(strings.ReplaceAll(bare, "am/pm", "h"), "a/p", "h")
	if strings.ContainsAny(bare, "0#?") && !strings.ContainsAny(bare, "ymdhs") {
		return 0, false
	}
	var year, month, day, clock bool
	last := byte(0)
	for i := range len(bare) {
		c := bare[i]
		switch c {
		case 'y', 'e', 'g':
			year = true
		case 'd', 'a':
			day = true
		case 'h', 's':
			clock = true
		case 'm':
			minute := last == 'h' || last == 'm' && clock && !month || nextLetter(bare[i:]) == 's'
			month, clock = month || !minute, clock || minute
		default:
			continue
		}
		last = c
	}
	switch {
	case year && month && day && clock:
		return formatMoment, true
	case year && month && day:
		return formatDay, true
	case year && month && !clock:
		return formatMonth, true
	case year && !month && !day && !clock:
		return formatYear, true
	case year || month || day:
		return formatPart, true
	case strings.Contains(bare, "["):
		return formatElapsed, clock
	}
	return formatTime, clock
}

// nextLetter is the letter that follows the m with which text begins, and its repetitions.
func nextLetter(text string) byte {
	for i := range len(text) {
		if c := text[i]; c >= 'a' && c <= 'z' && c != 'm' {
			return c
		}
	}
	return 0
}
