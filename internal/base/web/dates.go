package web

import (
	"strconv"
	"strings"
	"time"

	"mihe/internal/base/calendar"
)

// Period writes a period for reading: 2020, June 2020, 1 November 2020.
func (p Page) Period(period string) string {
	switch {
	case len(period) == 4:
		return p.T("web.period.year", "year", period)
	case len(period) == 7 && period[5] == 'Q':
		return p.T("web.period.quarter", "year", period[:4], "quarter", period[6:])
	case len(period) == 7:
		return p.T("web.period.month", "year", period[:4], "month", p.month(period))
	case len(period) == 10:
		return p.T("web.period.day", "year", period[:4], "month", p.month(period), "day", strings.TrimPrefix(period[8:], "0"))
	}
	return period
}

func (p Page) month(period string) string { return p.T("web.month." + period[5:7]) }

// Day writes a date with its weekday, as someone who has to be somewhere on that day needs it. on is YYYY-MM-DD; any
// other text comes back as it is.
func (p Page) Day(on string) string {
	day, err := time.Parse(time.DateOnly, on)
	if err != nil {
		return on
	}
	return p.T("web.day", "date", p.Period(on), "weekday", p.T("web.weekday."+strconv.Itoa(int(day.Weekday()))))
}

// Span writes the days from one to another on which something no longer holds, as the first and the last day on which it does.
func (p Page) Span(from, until string) string {
	if until <= from {
		return p.T("web.span.none", "from", p.Period(from))
	}
	return p.T("web.span", "from", p.Period(from), "last", p.Period(Last(until)))
}

// Last is the day before one on which something no longer holds: the last day on which it does. Any other text comes back as it is.
func Last(until string) string {
	day, err := time.Parse(time.DateOnly, until)
	if err != nil {
		return until
	}
	return day.AddDate(0, 0, -1).Format(time.DateOnly)
}

// Instant writes a moment, in milliseconds since 1970, by the clock of China.
func (p Page) Instant(ms int64) string {
	at := time.UnixMilli(ms).In(calendar.China)
	return p.T("web.instant", "day", p.Period(at.Format(time.DateOnly)), "time", at.Format("15:04"))
}

// Range writes an interval of two values as they are written elsewhere on the page.
func (p Page) Range(from, to string) string { return p.T("web.range", "from", from, "to", to) }
