// Package composite makes one score out of many indicators (综合指数): it treats outliers, fills gaps with a flag, brings
// indicators to one scale, weighs them and combines them along a hierarchy, and it shows how much each choice did.
//
// It serves the evaluation of the four gaps and of the common-prosperity goals (A16). It knows neither regions nor
// indicators and imports nothing but the arithmetic of measure/elementary.
//
// # How the pieces fit
//
//	Ratio, Screen      a table of comparable figures, without units that reported too little
//	Impute             what is missing, filled by a named rule; the flags go to Imputed later
//	Treat              outliers drawn in or logged; the log says which
//	Fit, Normalise     bounds fitted once over all years (Stack), then each year's table scored with them
//	Entropy, CRITIC …  weights from the data, or AHP from judgements; Blend puts several together
//	Aggregate          scores of every node of a Tree for every unit; also TOPSIS, Copeland, MPI
//	Ranks, Compensation, Obstacles, Coupling   what the scores say
//
// Bounds are values: fitted once over a panel and passed on, so that a score of 2024 can be compared with one of 2021 and
// no county's figure changes another's score. Fitting again is a new version of an index.
//
// # Data
//
// A Matrix has units in rows and indicators in columns. Rules shared by all functions:
//
//   - arguments are left unchanged;
//   - every observed value must be finite and at most Greatest in size (ErrValue); a missing one is marked in Absent, and a
//     method either says what it does about it or refuses (ErrMissing);
//   - an indicator that is the same everywhere says nothing: its score is undefined and its weight 0, which is reported;
//   - where a formula has no answer the answer is ErrDomain: no epsilon is added, no row dropped to obtain a number;
//   - an answer is never NaN or infinite.
//
// # Exactness
//
// Each product is rounded before it is added, logarithms and powers come from measure/elementary, and eigenvectors are made
// by Jacobi rotations in a fixed order, so the same input gives the same bits on amd64, arm64 and loong64.
//
// # Limits
//
// A weight made from the spread of data (entropy, CRITIC, variation, principal components, MEREC) says how much an indicator
// tells units apart, not how much it matters. Nothing here gives an interval; measure/sensitivity repeats the whole
// computation for that.
package composite
