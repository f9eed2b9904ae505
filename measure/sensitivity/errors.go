package sensitivity

import "errors"

// Reasons for which an analysis is refused. A returned error wraps one of them and adds the offending entry.
var (
	// ErrPoints says that no such points can be made: no rows, no dimensions, too many of them or an unknown kind.
	ErrPoints = errors.New("no such points")
	// ErrRows says that there are too few rows or runs for an interval, or too many to hold.
	ErrRows = errors.New("number of rows or runs")
	// ErrOutput says that the model returned NaN, an infinity or a number past 1e150.
	ErrOutput = errors.New("model output is not a finite number of common size")
	// ErrConstant says that the output does not vary, so that no share of its variance exists.
	ErrConstant = errors.New("output does not vary")
	// ErrShape says that parts of an index do not fit together.
	ErrShape = errors.New("parts of the index do not fit together")
	// ErrTree says that the parents are no hierarchy with children first and one root, the last.
	ErrTree = errors.New("not a hierarchy")
	// ErrValue says that a normalised value is NaN, infinite or past 1e150; absent values must be imputed first.
	ErrValue = errors.New("value is not a finite number of common size")
	// ErrWeight says that a weight is negative or not finite, a group has no weight below it, or a perturbation is out of range.
	ErrWeight = errors.New("weight or perturbation out of range")
	// ErrDomain says that a geometric mean is among the choices and some value is negative.
	ErrDomain = errors.New("geometric mean of a negative value")
	// ErrCertain says that nothing about the index may vary: its intervals would have no width and claim a certainty that
	// nobody has examined.
	ErrCertain = errors.New("no choice is left open")
	// ErrUnits says that there are fewer than two units or more than MaxUnits.
	ErrUnits = errors.New("number of units")
)
