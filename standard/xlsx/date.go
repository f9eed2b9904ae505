package xlsx

import (
	"math"
	"strconv"
	"time"
)

// The days from which spreadsheets count. Day 60 of the common count is 29 February 1900, which never was: a slip of an
// older program that all others keep, so that days before it are counted from one day later.
var (
	epoch1900 = time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
	epoch1904 = time.Date(1904, time.January, 1, 0, 0, 0, 0, time.UTC)
)

// The bounds of a day's number: 31 December 9999.
const (
	leapSlip  = 60
	lastDay   = 2958465
	secondsOf = 86400
)

// appendDate writes the stored number of a day as far as its format shows it. What is no day is left as it is.
func (f format) appendDate(out, stored []byte, from1904 bool) []byte {
	x, ok := parse(stored)
	if !ok || x < 0 || x >= lastDay+1 {
		return append(out, stored...)
	}
	day := math.Floor(x)
	seconds := int(math.Round((x - day) * secondsOf))
	switch f.kind {
	case formatTime:
		return appendClock(out, seconds%secondsOf)
	case formatElapsed:
		return appendClock(out, int(day)*secondsOf+seconds)
	default:
	}
	if !from1904 && day == leapSlip || day < 1 && !from1904 {
		return append(out, stored...)
	}
	at := epoch1900
	switch {
	case from1904:
		at = epoch1904
	case day < leapSlip:
		day++
	}
	at = at.AddDate(0, 0, int(day)).Add(time.Duration(seconds) * time.Second)
	switch f.kind {
	case formatYear:
		return at.AppendFormat(out, "2006")
	case formatMonth:
		return at.AppendFormat(out, "2006-01")
	case formatPart:
		return at.AppendFormat(out, "--01-02") // ISO 8601 for a day whose year is not told
	case formatMoment:
		if seconds != 0 {
			return at.AppendFormat(out, "2006-01-02T15:04:05")
		}
	default:
	}
	return at.AppendFormat(out, time.DateOnly)
}

// appendClock writes a time that has passed, or one of a day.
func appendClock(out []byte, seconds int) []byte {
	for i, part := range []int{seconds / 3600, seconds / 60 % 60, seconds % 60} {
		if i > 0 {
			out = append(out, ':')
		}
		if part < 10 {
			out = append(out, '0')
		}
		out = strconv.AppendInt(out, int64(part), 10)
	}
	return out
}
