package certlogic

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Time is a date-time: milliseconds since 1970-01-01T00:00:00Z in the proleptic Gregorian calendar, years 0 to 9999. Days
// have 86,400 seconds; no zone has summer time.
type Time int64

// String writes the date-time in UTC, as JavaScript does: 2021-06-01T00:00:00.000Z.
func (t Time) String() string {
	return time.UnixMilli(int64(t)).UTC().Format("2006-01-02T15:04:05.000Z")
}

// MarshalJSON writes String.
func (t Time) MarshalJSON() ([]byte, error) { return []byte(`"` + t.String() + `"`), nil }

var (
	partialDate = regexp.MustCompile(`^(\d{4})(?:-(\d{2}))?$`)
	fullDate    = regexp.MustCompile(`^(\d{4})-(\d{2})-(\d{2})$`)
	dateTime    = regexp.MustCompile(`^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:Z|([+-])(\d{1,2})(?::?(\d{2}))?)?$`)
)

// maxDateTime is longer than any date-time that a clock writes ("any number of decimals").
const maxDateTime = 100

// ParseTime reads a date or date-time in the layouts of section "Offset date-time". A partial date is its last day, a date
// its first moment, a missing zone UTC; digits after the millisecond are dropped. ErrDate for everything else, also for a
// day, hour or offset that does not exist, which the specification leaves undefined.
func ParseTime(text string) (Time, error) {
	if t, ok, err := parseDate(text); ok {
		return t, err
	}
	if len(text) > maxDateTime {
		return 0, fmt.Errorf("%w: %d bytes", ErrDate, len(text))
	}
	m := dateTime.FindStringSubmatch(text)
	if m == nil {
		return 0, fmt.Errorf("%w: %.40q", ErrDate, text)
	}
	hour, minute, second := atoi(m[4]), atoi(m[5]), atoi(m[6])
	zoneHours, zoneMinutes := atoi(m[9]), atoi(m[10])
	if hour > 23 || minute > 59 || second > 59 || zoneHours > 23 || zoneMinutes > 59 {
		return 0, fmt.Errorf("%w: %.40q", ErrDate, text)
	}
	day, err := civil(atoi(m[1]), atoi(m[2]), atoi(m[3]), text)
	if err != nil {
		return 0, err
	}
	offset := 60*zoneHours + zoneMinutes
	if m[8] == "-" {
		offset = -offset
	}
	millis := atoi((m[7] + "000")[:3])
	return bounded(int64(day) + int64(((hour*60+minute-offset)*60+second)*1000+millis))
}

// ParseDateOfBirth reads YYYY, YYYY-MM or YYYY-MM-DD and returns the last day that it may be (section "DCC Date of birth").
func ParseDateOfBirth(text string) (Time, error) {
	t, ok, err := parseDate(text)
	if !ok {
		return 0, fmt.Errorf("%w: %.40q is no date of birth", ErrDate, text)
	}
	return t, err
}

// parseDate reads a date without a time; ok says whether text has that form.
func parseDate(text string) (t Time, ok bool, err error) {
	if len(text) > len("2006-01-02") {
		return 0, false, nil
	}
	if m := fullDate.FindStringSubmatch(text); m != nil {
		t, err = civil(atoi(m[1]), atoi(m[2]), atoi(m[3]), text)
		return t, true, err
	}
	m := partialDate.FindStringSubmatch(text)
	if m == nil {
		return 0, false, nil
	}
	year, month := atoi(m[1]), 12
	if m[2] != "" {
		month = atoi(m[2])
	}
	if _, err := civil(year, month, 1, text); err != nil {
		return 0, true, err
	}
	return Time(time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).UnixMilli()), true, nil
}

// civil is the first moment of a day that exists.
func civil(year, month, day int, text string) (Time, error) {
	d := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if d.Year() != year || int(d.Month()) != month || d.Day() != day {
		return 0, fmt.Errorf("%w: %.40q", ErrDate, text)
	}
	return Time(d.UnixMilli()), nil
}

// atoi reads digits that a pattern has matched; nothing is 0. Fractions are cut before, so four digits are the most.
func atoi(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

// The first and the last date-time.
var (
	minTime = time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()
	maxTime = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli() - 1
)

func bounded(ms int64) (Time, error) {
	if ms < minTime || ms > maxTime {
		return 0, fmt.Errorf("%w: %d ms from 1970", ErrRange, ms)
	}
	return Time(ms), nil
}

// maxAmount is what plusTime may add: more hours than the calendar has.
const maxAmount = 100_000_000

// Plus adds whole units as JavaScript's setUTC methods do: a day of the month that does not exist runs over into the next
// month (2020-02-29 plus a year is 2021-03-01; section "Leap days"). unit is year, month, day or hour.
func (t Time) Plus(amount int64, unit string) (Time, error) {
	if amount < -maxAmount || amount > maxAmount {
		return 0, fmt.Errorf("%w: %d %ss", ErrRange, amount, unit)
	}
	n, from := int(amount), time.UnixMilli(int64(t)).UTC()
	switch unit {
	case "year":
		from = from.AddDate(n, 0, 0)
	case "month":
		from = from.AddDate(0, n, 0)
	case "day":
		from = from.AddDate(0, 0, n)
	case "hour":
		return bounded(int64(t) + amount*time.Hour.Milliseconds())
	default:
		return 0, fmt.Errorf("%w: a unit of time %.20q", ErrForm, unit)
	}
	if from.Year() < -1 || from.Year() > 10000 { // before milliseconds could overflow
		return 0, fmt.Errorf("%w: the year %d", ErrRange, from.Year())
	}
	return bounded(from.UnixMilli())
}
