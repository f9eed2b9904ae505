package warning

import (
	"fmt"
	"time"
)

// HolidayShares returns, for each month given by its first day, the share of the Spring Festival's window that falls into it. A
// window is the festival's day with so many days before and after. Months of a year whose festival is not given are
// ErrPeriod: a wrong share would look like a change. Days are calendar days; the clock and zone of a time are ignored.
func HolidayShares(months, festivals []time.Time, before, after int) ([]float64, error) {
	if before < 0 || after < 0 || before+after > 60 {
		return nil, fmt.Errorf("%w: a window of %d days before and %d after", ErrRule, before, after)
	}
	of := map[int]time.Time{}
	for _, f := range festivals {
		of[f.Year()] = day(f)
	}
	shares := make([]float64, len(months))
	for i, m := range months {
		festival, known := of[m.Year()]
		if !known {
			return nil, fmt.Errorf("%w: the Spring Festival of %d is not given", ErrPeriod, m.Year())
		}
		inside := 0
		for d := -before; d <= after; d++ {
			if at := festival.AddDate(0, 0, d); at.Year() == m.Year() && at.Month() == m.Month() {
				inside++
			}
		}
		shares[i] = float64(inside) / float64(before+after+1)
	}
	return shares, nil
}

func day(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// leastShift is how much of the holiday must move between two neighbouring periods for their change to tell its effect.
const leastShift = 0.2

// leastSlopes is how often the holiday must have moved for a unit to have an effect of its own.
const leastSlopes = 4

// learnHoliday finds how much a whole holiday adds to the change of a period: the median, over all pairs of neighbouring
// periods between which it moved, of the difference in change per share moved (after Theil and Sen). A unit has its own,
// since people leave one county and come home to another; where it moved too rarely there, that of all units stands in.
// Only periods before end are looked at.
func (c *changes) learnHoliday(end int) {
	var all []float64
	c.effect = make([]float64, c.Units)
	own := make([][]float64, c.Units)
	for t := c.PerYear + 1; t < end; t++ {
		moved := c.shift(t) - c.shift(t-1)
		if moved < leastShift && moved > -leastShift {
			continue
		}
		for u := range c.Units {
			now, before := c.raw(u, t), c.raw(u, t-1)
			if now.known && before.known {
				own[u] = append(own[u], (now.value-before.value)/moved)
				all = append(all, own[u][len(own[u])-1])
			}
		}
	}
	if len(all) == 0 {
		return
	}
	c.pooled, c.learnt = median(all), true
	for u, slopes := range own {
		c.effect[u] = c.pooled
		if len(slopes) >= leastSlopes {
			c.effect[u] = median(slopes)
		}
	}
}
