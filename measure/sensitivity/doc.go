// Package sensitivity says how firm a composite index is and what makes it waver (不确定性与敏感性分析): Monte Carlo over the choices
// that might have been made otherwise, rank intervals, groups of units that cannot be told apart, and Sobol's indices of
// any model's inputs.
//
// It serves the evaluation of the pilot (A16), which shows every rank with its interval: an index is one of many that could have
// been made from the same data, and a rank that depends on which is no finding. The package knows neither regions nor indicators; its
// matrices and trees are plain slices in the layout of measure/composite.
//
// # What there is
//
//   - Points spreads points over the unit cube: scrambled Sobol' sequence, Latin hypercube, independent; Stream gives random numbers
//     as a function of seed and replication.
//   - Analyse decomposes the variance of a function of up to 128 numbers: first-order and total indices with bootstrap intervals.
//   - Index describes a composite index with its open choices: treatment, imputation, normalisation, weights and their noise,
//     arithmetic or geometric mean, one node left out. MonteCarlo gives an Assessment of it, Influences decomposes it over its
//     choices, LeaveOneOut takes one node after another away.
//
// # How a result is read
//
// A Standing holds the published rank and score, and the interval that the choices leave. Two units whose intervals overlap may
// still be told apart, since their ranks move together: Assessment.Apart counts runs. Two years of one unit whose intervals overlap
// show no movement (Ranks.Overlaps). An interval covers the choices that were opened and no others: neither errors of the data nor a
// concept that is wrong. A first-order index whose own interval is wider than WidestInterval has no value. Influence is upon the
// index, not upon the world.
//
// # Exactness
//
// Results are the same bytes for any number of workers, and on amd64, arm64 and loong64: every run is a pure function of its number,
// products are rounded before they are added, logarithms and exponentials are those of measure/elementary, and sums over
// runs are of whole numbers or in a fixed order. A model given to Analyse must keep to that itself: package math does not. Nothing here
// is NaN or infinite, and arguments are left unchanged.
//
// # Limits
//
// At most MaxUnits units and 2^24 runs. An Assessment keeps the ranks of all runs, two bytes each, for Ahead. Tested with 2,843 units of
// 60 indicators and 10,000 runs. Harmonic and other means, and ways to rank without a score, are not among the choices. Values must be
// complete: an index with gaps is tried by its imputations.
package sensitivity
