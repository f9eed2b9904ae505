package spatial

import "errors"

// Reasons for which a measure is refused. A returned error wraps one of them and adds the offending entry.
var (
	// ErrLength says that parallel slices, or values and weights, do not have one length.
	ErrLength = errors.New("values and places differ in number")
	// ErrValue says that a value is NaN or infinite.
	ErrValue = errors.New("value is not a finite number")
	// ErrConstant says that all values are equal, so that there is no pattern to speak of.
	ErrConstant = errors.New("all values are equal")
	// ErrNegative says that a value is below zero where shares of a total are compared, or that fewer than two are above.
	ErrNegative = errors.New("values must be at least zero, and two of them above")
	// ErrSpan says that positive values differ by more than a factor of 2^100 where shares of a total are compared.
	ErrSpan = errors.New("values differ by too large a factor")
	// ErrStandardisation says that it was not stated whether weights are standardised.
	ErrStandardisation = errors.New("state whether weights are as given or row-standardised")
	// ErrEdge says that an edge leads to a place that is not there, to itself, or is given twice.
	ErrEdge = errors.New("not an edge between two places")
	// ErrWeight says that a weight is not a number between LeastWeight and GreatestWeight.
	ErrWeight = errors.New("weight is not a positive number of ordinary size")
	// ErrAsymmetric says that one place is another's neighbour but not the reverse, or not with the same weight.
	ErrAsymmetric = errors.New("neighbourhood is not mutual")
	// ErrNoNeighbours says that nobody has a neighbour.
	ErrNoNeighbours = errors.New("no place has a neighbour")
	// ErrNearest says that the number of nearest neighbours is below one or not below the number of places.
	ErrNearest = errors.New("number of nearest neighbours out of range")
	// ErrPlace says that a coordinate is not a finite number, or not a longitude or latitude.
	ErrPlace = errors.New("not a coordinate")
	// ErrMetric says that it was not stated how distance is measured.
	ErrMetric = errors.New("state whether distance is on the plane or on the sphere")
	// ErrPermutations says that the number of permutations is negative, too large, or zero where nothing else gives a p.
	ErrPermutations = errors.New("number of permutations out of range")
	// ErrLevel says that the level of false discoveries is not between 0 and 1.
	ErrLevel = errors.New("level of false discoveries out of range")
	// ErrControl says that the named control of false discoveries is not one of those known.
	ErrControl = errors.New("unknown control of false discoveries")
)
