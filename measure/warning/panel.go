package warning

import (
	"fmt"
	"math"
)

// Panel is one indicator in many units over consecutive periods of equal length.
type Panel struct {
	Units, Periods int
	PerYear        int       // periods in a year: 12 for months, 4 for quarters
	Values         []float64 // unit u in period t stands at u*Periods + t, in the indicator's unit; anything where nothing was reported
	// Reported is the share of a figure's own reports that are in, from 0 (no figure) to 1; nil means that all are.
	Reported []float64
	// Holiday is, for each period, the share of the Spring Festival's window that falls into it (HolidayShares); nil means
	// that the figures do not feel it.
	Holiday []float64
}

func (p Panel) at(unit, period int) float64 { return p.Values[unit*p.Periods+period] }

func (p Panel) reported(unit, period int) float64 {
	if p.Reported == nil {
		return 1
	}
	return p.Reported[unit*p.Periods+period]
}

// shift is how much more of the holiday a period has than the same one a year before.
func (p Panel) shift(period int) float64 {
	if p.Holiday == nil {
		return 0
	}
	return p.Holiday[period] - p.Holiday[period-p.PerYear]
}

func (p Panel) check(s Scale) error {
	cells := p.Units * p.Periods
	switch {
	case p.Units < 1 || p.Periods < 1 || p.PerYear < 2 || len(p.Values) != cells:
		return fmt.Errorf("%w: %d units, %d periods, %d a year, %d figures", ErrShape, p.Units, p.Periods, p.PerYear, len(p.Values))
	case p.Reported != nil && len(p.Reported) != cells:
		return fmt.Errorf("%w: %d shares reported", ErrShape, len(p.Reported))
	case p.Holiday != nil && len(p.Holiday) != p.Periods:
		return fmt.Errorf("%w: %d holiday shares", ErrShape, len(p.Holiday))
	}
	for t, h := range p.Holiday {
		if !(h >= 0 && h <= 1) {
			return fmt.Errorf("%w: holiday share %v in period %d", ErrValue, h, t)
		}
	}
	for i := range cells {
		if p.Reported != nil && !(p.Reported[i] >= 0 && p.Reported[i] <= 1) {
			return fmt.Errorf("%w: share reported %v of unit %d", ErrValue, p.Reported[i], i/p.Periods)
		}
		if p.Reported != nil && p.Reported[i] == 0 {
			continue
		}
		if v := p.Values[i]; math.IsNaN(v) || math.Abs(v) > math.MaxFloat64/4 {
			return fmt.Errorf("%w: %v of unit %d", ErrValue, v, i/p.Periods)
		} else if s == Ratio && v <= 0 {
			return fmt.Errorf("%w: %v of unit %d in period %d", ErrScale, v, i/p.Periods, i%p.Periods)
		}
	}
	return nil
}
