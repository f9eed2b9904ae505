package calendar

import (
	"time"

	"mihe/internal/base/fault"
)

// AddWorkingDays returns the last day of a period of n working days that starts on from. The day it starts on does not
// count, whether it is worked or not; the first working day after it is day 1 (Civil Code, article 201). A period of 0
// working days ends on from itself, or on the next working day when from is none, as a period does whose last day is a
// day off (article 203).
func (c *Calendar) AddWorkingDays(from string, n int) (string, error) {
	day, err := parse(from)
	if err != nil {
		return "", err
	}
	if n < 0 {
		return "", fault.New(fault.Invalid, "calendar.negative", "count", n)
	}
	if n == 0 {
		day, n = day.AddDate(0, 0, -1), 1
	}
	for n > 0 {
		day = day.AddDate(0, 0, 1)
		worked, err := c.working(day)
		if err != nil {
			return "", err
		}
		if worked {
			n--
		}
	}
	return day.Format(time.DateOnly), nil
}

// WorkingDaysBetween counts the working days after from up to and including to: how many a period that started on from
// has used by the end of to. When to comes first the count is negative, so what is left of a deadline and what it is
// overdue by are one question.
func (c *Calendar) WorkingDaysBetween(from, to string) (int, error) {
	a, err := parse(from)
	if err != nil {
		return 0, err
	}
	b, err := parse(to)
	if err != nil {
		return 0, err
	}
	sign := 1
	if b.Before(a) {
		a, b, sign = b, a, -1
	}
	count := 0
	for a.Before(b) {
		a = a.AddDate(0, 0, 1)
		worked, err := c.working(a)
		if err != nil {
			return 0, err
		}
		if worked {
			count += sign
		}
	}
	return count, nil
}
