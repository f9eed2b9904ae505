package rule

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"mihe/internal/base/i18n"
	"mihe/standard/certlogic"
)

// Kind is what sort of values a name may have.
type Kind string

// The kinds. A number has a fixed number of decimals; in expressions it stands as a count of its smallest unit, because
// CertLogic has integers alone.
const (
	Boolean Kind = "boolean"
	Choice  Kind = "choice"
	Number  Kind = "number"
	Date    Kind = "date"
)

// Domain is the finite, ordered set of values that a name may have. Every value is held as an integer: false 0 and true 1,
// the place of a choice, a number in units of its last decimal, a date in days since 1970-01-01.
type Domain struct {
	Kind     Kind     `yaml:"type"`
	Options  []Option // of a choice, in order
	Decimals int      // of a number, 0 to 6
	From, To string   // the ends of a number or date, both included
}

// Option is one value of a choice.
type Option struct {
	ID    string
	Title i18n.Name
}

// span is a closed range of integers.
type span struct{ low, high int64 }

// Why a text is no value of a domain.
var (
	errForm    = errors.New("not of this type")
	errOutside = errors.New("outside the domain")
)

// all is the whole domain. It fails when the domain itself is not well written.
func (d *Domain) all() (span, error) {
	switch {
	case d.Kind != Choice && len(d.Options) > 0, d.Kind != Number && d.Decimals != 0, d.Decimals < 0 || d.Decimals > 6:
		return span{}, errForm
	case d.Kind == Boolean:
		return span{0, 1}, nil
	case d.Kind == Choice:
		ids := map[string]bool{}
		for _, o := range d.Options {
			ids[o.ID] = o.ID != ""
		}
		if len(ids) != len(d.Options) || len(ids) == 0 || ids[""] {
			return span{}, errForm
		}
		return span{0, int64(len(d.Options)) - 1}, nil
	case d.Kind != Number && d.Kind != Date:
		return span{}, errForm
	}
	low, err := d.read(d.From)
	if err != nil {
		return span{}, err
	}
	high, err := d.read(d.To)
	if err != nil || low > high {
		return span{}, errors.Join(errForm, err)
	}
	return span{low, high}, nil
}

// read turns a text into a value without asking whether it is within the ends.
func (d *Domain) read(text string) (int64, error) {
	switch d.Kind {
	case Boolean:
		if text != "true" && text != "false" {
			return 0, errForm
		}
		if text == "true" {
			return 1, nil
		}
		return 0, nil
	case Choice:
		at := slices.IndexFunc(d.Options, func(o Option) bool { return o.ID == text })
		if at < 0 {
			return 0, errOutside
		}
		return int64(at), nil
	case Number:
		return readNumber(text, d.Decimals)
	default:
		return readDate(text)
	}
}

// dayLength is a day in milliseconds.
const dayLength = 24 * int64(time.Hour/time.Millisecond)

// readDate reads YYYY-MM-DD, a day that exists in the years 0 to 9999.
func readDate(text string) (int64, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, errForm
	}
	// Midnight is a whole number of days from 1970, before it too, so division is exact.
	return t.UnixMilli() / dayLength, nil
}

// numberForm is how numbers are written: no exponent, no plus sign, digits on both sides of the point.
var numberForm = regexp.MustCompile(`^-?\d{1,16}(\.\d{1,20})?$`)

// readNumber reads -12.34 exactly; more decimals than the domain has are refused unless they are zeros.
func readNumber(text string, decimals int) (int64, error) {
	whole, fraction, _ := strings.Cut(text, ".")
	fraction = strings.TrimRight(fraction, "0")
	if !numberForm.MatchString(text) || len(fraction) > decimals {
		return 0, errForm
	}
	n, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", decimals-len(fraction)), 10, 64)
	if err != nil || n > maxNumber || n < -maxNumber {
		return 0, errForm
	}
	return n, nil
}

// maxNumber is the greatest integer of CertLogic.
const maxNumber = 1<<53 - 1

// parse is read within the ends.
func (d *Domain) parse(text string, all span) (int64, error) {
	n, err := d.read(text)
	if err == nil && (n < all.low || n > all.high) {
		err = errOutside
	}
	return n, err
}

// encode takes a decoded JSON value: a boolean, a text for a choice or a date, a number for a number.
func (d *Domain) encode(v any, all span) (int64, error) {
	switch v := v.(type) {
	case bool:
		if d.Kind == Boolean && v {
			return 1, nil
		} else if d.Kind == Boolean {
			return 0, nil
		}
	case string:
		if d.Kind == Choice || d.Kind == Date {
			return d.parse(v, all)
		}
	case int64:
		if d.Kind == Number {
			return d.parse(strconv.FormatInt(v, 10), all)
		}
	case certlogic.Decimal:
		if d.Kind == Number {
			return d.parse(string(v), all)
		}
	}
	return 0, errForm
}

// text writes a value as documents and messages do.
func (d *Domain) text(n int64) string {
	switch d.Kind {
	case Boolean:
		return strconv.FormatBool(n != 0)
	case Choice:
		return d.Options[n].ID
	case Date:
		return time.UnixMilli(n * dayLength).UTC().Format(time.DateOnly)
	default:
		if d.Decimals == 0 {
			return strconv.FormatInt(n, 10)
		}
		sign := ""
		if n < 0 {
			sign, n = "-", -n
		}
		unit := int64(math.Pow10(d.Decimals)) // exact: at most 10^6
		return fmt.Sprintf("%s%d.%0*d", sign, n/unit, d.Decimals, n%unit)
	}
}

// json is a value as programs read it.
func (d *Domain) json(n int64) any {
	switch {
	case d.Kind == Boolean:
		return n != 0
	case d.Kind == Number && d.Decimals == 0:
		return n
	case d.Kind == Number:
		return certlogic.Decimal(d.text(n))
	default:
		return d.text(n)
	}
}

// logic is a value as expressions see it.
func (d *Domain) logic(n int64) any {
	switch d.Kind {
	case Boolean:
		return n != 0
	case Number:
		return n
	default:
		return d.text(n)
	}
}

// unlogic is the inverse of logic. It asks for the type alone; whoever derived the value asks for the ends.
func (d *Domain) unlogic(v any) (int64, error) {
	switch v := v.(type) {
	case int64:
		return v, nil // a number, which the compiler has seen to
	case bool:
		if v {
			return 1, nil
		}
		return 0, nil
	default:
		text, _ := v.(string) // all that is left
		return d.read(text)
	}
}
