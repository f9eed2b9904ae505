package composite

import "errors"

// Reasons for which a computation is refused. A returned error wraps one of them and adds the offending entry.
var (
	// ErrShape says that slices do not have the length their rows and columns ask for.
	ErrShape = errors.New("lengths do not fit")
	// ErrEmpty says that there is no row, no column, or no observed value to work on.
	ErrEmpty = errors.New("nothing to measure")
	// ErrValue says that a value is NaN, infinite, or beyond Greatest in size, or that a result would be.
	ErrValue = errors.New("value is not a finite number of usable size")
	// ErrMissing says that a method which needs every value met an absent one: impute first, or leave the row out.
	ErrMissing = errors.New("a value is missing")
	// ErrWeight says that a weight is negative, NaN or infinite, or that no weight is positive.
	ErrWeight = errors.New("weight is not a finite number of at least zero")
	// ErrDomain says that the method is undefined for these values or this parameter.
	ErrDomain = errors.New("outside the domain of the method")
	// ErrTree says that a hierarchy is not one tree whose root is its last node.
	ErrTree = errors.New("not a tree of indicators")
	// ErrJudgement says that a matrix of pairwise comparisons is not reciprocal.
	ErrJudgement = errors.New("comparisons are not reciprocal")
)
