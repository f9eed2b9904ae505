// Package survey estimates what a population thinks or has from a sample of it (抽样调查): means, totals and ratios with the
// standard errors that the design of the sample earns, weights brought to known margins, and a plain refusal to put an
// interval around a sample that nobody drew at random. Satisfaction with services (群众满意度) is measured so (A16).
//
// # Design
//
// A sample is stratified and drawn in clusters: streets, villages, schools. A Design holds for each answer its stratum,
// its cluster and its weight, the number of people it stands for. Standard errors are those of Taylor linearisation with
// clusters taken as drawn with replacement ("ultimate clusters"), less the finite-population correction where the number
// of clusters of a stratum is known. Degrees of freedom are clusters less strata.
//
// A stratum with one cluster has no variance that could be estimated (ErrLonely): it must be joined with a like one, by
// somebody who knows which; nothing is assumed in silence. The exception is a stratum all of whose clusters were taken.
//
// A sample that people joined by themselves (online, by poster, by sharing a link) has no design: New with Voluntary gives
// estimates that describe those who answered, and their Sampling is nil. More answers do not make it better.
//
// # Exactness
//
// Arguments are left unchanged. Figures and weights must be finite (ErrValue), weights positive. Sums are compensated. The
// quantiles of Student's distribution are gonum's, and their last digits may depend on the machine.
//
// # Limits
//
// No replicate weights, no quantiles, no models of non-response: an answer that is missing is left out by Domain, openly,
// and the number of answers stands in every Estimate.
package survey
