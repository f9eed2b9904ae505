// Package leastsquares fits a straight line or plane through points (最小二乘法): ordinary and weighted least squares with
// a constant, by Householder's orthogonal factorisation.
//
// Convergence regressions, the decomposition of a wage gap and a grey forecast all end in the same few lines of algebra
// (A17). They stand here once, because the textbook way, to invert X′X, loses twice the digits that the data lose: income
// of 30,000 beside its square is enough to make its coefficients worthless.
//
// # Rules
//
//   - slices are left unchanged and must be of one length (ErrLength);
//   - every number must be finite (ErrValue), every weight finite and ≥ 0 (ErrWeight);
//   - a column that the constant and the columns before it explain entirely is refused (ErrRank) and named: nothing is
//     dropped in silence;
//   - fewer points than coefficients are refused (ErrFew); an answer is never NaN or infinite.
//
// Products are rounded before they are added: the same bits on every processor.
//
// # Limits
//
// Standard errors are the classical ones: errors independent and of one variance. Regions are neither, so they tend to be
// too small. Tested with 28,430 points and 6 columns. Source: Golub and Van Loan, Matrix Computations (2013), ch. 5.
package leastsquares
