package fact

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"mihe/internal/base/calendar"
)

// Period is a stretch of whole days: a year, a quarter, a month or a day. Text is its one spelling, From its first day
// and To the day after its last one (both at midnight UTC, used as plain dates). Periods are comparable with ==.
type Period struct {
	Text     string
	From, To time.Time
}

// ErrPeriod says that a text is no period.
var ErrPeriod = errors.New("a period is written 2020, 2020-Q1, 2020-06 or 2020-11-01")

// firstYear is the year of the first statistics of the People's Republic; an earlier period is a slip.
const firstYear = 1949

// ParsePeriod reads 2020, 2020-Q1, 2020-06 or 2020-11-01. Only real dates from 1949 on are periods.
func ParsePeriod(s string) (Period, error) {
	year, ok := digits(s, 0, 4)
	if !ok || year < firstYear {
		return Period{}, fmt.Errorf("%q: %w", s, ErrPeriod)
	}
	from, to, ok := days(s, year)
	if !ok {
		return Period{}, fmt.Errorf("%q: %w", s, ErrPeriod)
	}
	return Period{Text: s, From: from, To: to}, nil
}

func days(s string, year int) (from, to time.Time, ok bool) {
	switch {
	case len(s) == 4:
		from = date(year, 1, 1)
		return from, from.AddDate(1, 0, 0), true
	case len(s) == 7 && s[4:6] == "-Q":
		quarter := int(s[6] - '0')
		from = date(year, 3*quarter-2, 1)
		return from, from.AddDate(0, 3, 0), quarter >= 1 && quarter <= 4
	case len(s) == 7 && s[4] == '-':
		month, ok := digits(s, 5, 2)
		from = date(year, month, 1)
		return from, from.AddDate(0, 1, 0), ok && month >= 1 && month <= 12
	case len(s) == 10:
		from, err := time.Parse(time.DateOnly, s)
		return from, from.AddDate(0, 0, 1), err == nil
	}
	return from, to, false
}

func digits(s string, at, n int) (value int, ok bool) {
	if len(s) < at+n {
		return 0, false
	}
	for _, c := range []byte(s[at : at+n]) {
		if c < '0' || c > '9' {
			return 0, false
		}
		value = value*10 + int(c-'0')
	}
	return value, true
}

func date(year, month, day int) time.Time {
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}

// String returns the period as it is written.
func (p Period) String() string { return p.Text }

// Last returns the last day as YYYY-MM-DD: the day whose hierarchy of regions holds for the whole period.
func (p Period) Last() string { return p.To.AddDate(0, 0, -1).Format(time.DateOnly) }

// Contains tells whether every day of q is a day of p; a period contains itself.
func (p Period) Contains(q Period) bool { return !q.From.Before(p.From) && !q.To.After(p.To) }

// Compare orders periods by their first day, and the longer first among those: 2020, 2020-Q1, 2020-01, 2020-01-01.
func (p Period) Compare(q Period) int {
	return cmp.Or(p.From.Compare(q.From), q.To.Compare(p.To))
}

// begun tells whether p has begun on the day that now is in China. A year still running may be imported: a stock
// counted in June is a figure of that year.
func (p Period) begun(now time.Time) bool {
	return !p.From.After(today(now))
}

// today is the day in China, as the dates of periods are written.
func today(now time.Time) time.Time {
	y, m, d := now.In(calendar.China).Date()
	return date(y, int(m), d)
}
