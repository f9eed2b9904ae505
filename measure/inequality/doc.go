// Package inequality measures how unequally a quantity is spread over people or regions (不平等测度): the Gini
// coefficient, the two Theil indices, Atkinson's and Hoover's, quantile ratios, polarisation and concentration; and the decompositions that say
// how much of a gap lies between groups and how much inside them, in rates or in composition, in characteristics or in what they are worth, in which
// source (基尼系数、泰尔指数、阿特金森指数、组间与组内分解、达古姆分解、北川分解、瓦哈卡分解、夏普利分解、分项收入分解).
//
// It serves the evaluation of all four gaps (A17): every gap the program publishes carries a weighted Gini and a
// Theil index with its parts. It knows neither regions nor indicators and imports nothing but the
// arithmetic of measure/elementary and measure/leastsquares.
//
// # Data
//
// Every function takes parallel slices: values x, weights, and for a decomposition the group of each value. A weight
// is the number of people (or households) that have the value; nil means one each. Weighted equals replicated: a
// value of weight 3 counts as three values. Regional figures per head must be weighted by population. Rules shared
// by all functions:
//
//   - slices are left unchanged, and must be of one length (ErrLength);
//   - every value must be finite, whatever its weight (ErrValue), and every weight finite and ≥ 0 (ErrWeight);
//   - entries of weight zero are otherwise ignored; nothing left to measure is ErrEmpty;
//   - outside a measure's domain — a negative value, a mean of zero, a zero under a logarithm — the answer is
//     ErrDomain: no epsilon is added and no entry dropped to obtain a number;
//   - an answer is never NaN or infinite.
//
// # Exactness
//
// Units are put in order of value, then weight, then group label, so the order in which they are given does not
// change one bit of an answer. Each product is rounded before it is added, and logarithms and exponentials are computed here
// instead of in package math, whose results differ between processors; the same input gives the same bits on amd64,
// arm64 and loong64. Sums are compensated and consist, wherever the mathematics allows, of terms of one sign: an
// answer is good to about 1e-14 of itself even when all values agree to ten digits. The parts of a decomposition are
// each computed from the data, none as a remainder, and must add to the total within 1e-12 of it; else the answer
// is ErrIdentity and no number.
//
// # Limits
//
// Positive values may differ among themselves by a factor of 2^500 and weights by 2^200 (ErrSpan); any absolute size
// will do. No measure here has a standard error: for a sample, Bootstrap the whole computation. Dagum's decomposition
// lists every pair of groups, so it takes MaxGroups of them at most. Tested with up to 28,430 units and 31 groups.
package inequality
