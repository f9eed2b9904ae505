package warning

import "errors"

// Reasons for which nothing is judged. A returned error wraps one of them.
var (
	// ErrShape says that the slices of a panel do not fit its units and periods.
	ErrShape = errors.New("figures do not fit the units and periods")
	// ErrValue says that a figure, share or holiday is NaN, infinite or out of range.
	ErrValue = errors.New("not a number of the allowed range")
	// ErrScale says that a figure of zero or below is to be compared by ratio.
	ErrScale = errors.New("only positive figures can be compared by ratio")
	// ErrRule says that a rule asks for something it cannot have.
	ErrRule = errors.New("not a rule")
	// ErrPeriod says that the period asked for is outside the panel, or too early to have a year before it.
	ErrPeriod = errors.New("no such period")
)
