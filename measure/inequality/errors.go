package inequality

import "errors"

// Reasons for which a measure is refused. A returned error wraps one of them and adds the offending entry.
var (
	// ErrLength says that values, weights and groups do not have one length.
	ErrLength = errors.New("values, weights and groups differ in length")
	// ErrEmpty says that no entry has a positive weight.
	ErrEmpty = errors.New("nothing to measure")
	// ErrValue says that a value is NaN or infinite.
	ErrValue = errors.New("value is not a finite number")
	// ErrWeight says that a weight is negative, NaN or infinite.
	ErrWeight = errors.New("weight is not a finite number of at least zero")
	// ErrDomain says that the measure is undefined for these values or this parameter.
	ErrDomain = errors.New("outside the domain of the measure")
	// ErrSpan says that positive values differ by more than a factor of 2^500, or weights by more than 2^200.
	ErrSpan = errors.New("values or weights differ by too large a factor")
	// ErrGroups says that there are more groups than MaxGroups.
	ErrGroups = errors.New("too many groups to compare in pairs")
	// ErrIdentity says that the parts of a decomposition do not add to its total: a fault in this package, never in
	// the data, and a reason to publish nothing.
	ErrIdentity = errors.New("parts do not add to the total")
)
