package converge

import (
	"fmt"
	"math"
)

// Panel is one slice per period, each with the units in one order: y[t][i].
type Panel [][]float64

// check returns the number of units of a panel of at least the given numbers of periods and units.
func (y Panel) check(periods, units int) (n int, err error) {
	if len(y) < periods {
		return 0, fmt.Errorf("%w: %d periods, want %d", ErrFew, len(y), periods)
	}
	n = len(y[0])
	for t := range y {
		if len(y[t]) != n {
			return 0, fmt.Errorf("%w: period %d has %d units, period 0 has %d", ErrLength, t, len(y[t]), n)
		}
		if err := finite(y[t]); err != nil {
			return 0, fmt.Errorf("period %d: %w", t, err)
		}
	}
	if n < units {
		return 0, fmt.Errorf("%w: %d units, want %d", ErrFew, n, units)
	}
	return n, nil
}

// positive refuses what has no logarithm.
func (y Panel) positive() error {
	for t := range y {
		for i, v := range y[t] {
			if v <= 0 {
				return fmt.Errorf("%w: period %d, unit %d is %v, not positive", ErrDomain, t, i, v)
			}
		}
	}
	return nil
}

func finite(x []float64) error {
	for i, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("%w: entry %d is %v", ErrValue, i, v)
		}
	}
	return nil
}

// ascending checks times of periods.
func ascending(times []float64, periods int) error {
	if len(times) != periods {
		return fmt.Errorf("%w: %d times, %d periods", ErrLength, len(times), periods)
	}
	if err := finite(times); err != nil {
		return err
	}
	for t := 1; t < len(times); t++ {
		if times[t] <= times[t-1] {
			return fmt.Errorf("%w: %v after %v", ErrPeriod, times[t], times[t-1])
		}
	}
	return nil
}
