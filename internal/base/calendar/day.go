package calendar

import (
	"time"

	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
)

// China is the one zone of every date in the program; it has had no summer time since 1991.
var China = time.FixedZone("Asia/Shanghai", 8*60*60)

// Day is the date in China at an instant, as YYYY-MM-DD.
func Day(t time.Time) string { return t.In(China).Format(time.DateOnly) }

// parse reads a date as midnight UTC, which is used as a plain day: adding days to it meets no clock change.
func parse(day string) (time.Time, error) {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return t, fault.Wrap(err, fault.Invalid, "calendar.day", "day", csvfile.Clip(day, 20))
	}
	return t, nil
}
