package leastsquares

import "errors"

// Reasons for which a fit is refused. A returned error wraps one of them and adds the offending entry.
var (
	// ErrLength says that values, weights and columns do not have one length.
	ErrLength = errors.New("values, weights and columns differ in length")
	// ErrValue says that a number is NaN or infinite.
	ErrValue = errors.New("value is not a finite number")
	// ErrWeight says that a weight is negative, NaN or infinite.
	ErrWeight = errors.New("weight is not a finite number of at least zero")
	// ErrFew says that there are fewer points of positive weight than coefficients.
	ErrFew = errors.New("fewer points than coefficients")
	// ErrRank says that a column is a combination of the constant and the columns before it.
	ErrRank = errors.New("column is explained by those before it")
	// ErrRange says that a coefficient, its error or a residual is too large to be written as a number.
	ErrRange = errors.New("result is out of range")
)
