package converge

import "errors"

// Reasons for which an answer is refused. A returned error wraps one of them and adds the offending entry.
var (
	// ErrLength says that periods, weights or groups do not have one length.
	ErrLength = errors.New("series differ in length")
	// ErrFew says that there are too few units or periods for the method.
	ErrFew = errors.New("too few units or periods")
	// ErrValue says that a value is NaN or infinite.
	ErrValue = errors.New("value is not a finite number")
	// ErrWeight says that a weight is negative, NaN or infinite, or that a period has none above zero.
	ErrWeight = errors.New("weight is not a finite number of at least zero")
	// ErrDomain says that the method is undefined for these values or this parameter.
	ErrDomain = errors.New("outside the domain of the method")
	// ErrPeriod says that periods are not in ascending order.
	ErrPeriod = errors.New("periods are not in ascending order")
	// ErrClasses says that a class does not exist, or that cut points leave classes without meaning.
	ErrClasses = errors.New("classes are not defined")
	// ErrNeighbour says that a list of neighbours names a unit that does not exist, itself, or one twice.
	ErrNeighbour = errors.New("neighbour is not another unit")
	// ErrHorizon says that a forecast was asked for further ahead than the series carries.
	ErrHorizon = errors.New("forecast horizon is too long for the series")
)
