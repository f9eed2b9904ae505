package survey

import "errors"

// Reasons for which nothing is estimated. A returned error wraps one of them and names the entry, stratum or margin.
var (
	// ErrLength says that parallel slices differ in length.
	ErrLength = errors.New("answers, strata, clusters and weights differ in number")
	// ErrEmpty says that nobody is left to speak of.
	ErrEmpty = errors.New("no answers")
	// ErrValue says that a figure is NaN or infinite.
	ErrValue = errors.New("value is not a finite number")
	// ErrWeight says that a weight is not a positive finite number.
	ErrWeight = errors.New("weight is not a positive number")
	// ErrCluster says that one cluster lies in two strata.
	ErrCluster = errors.New("a cluster lies in two strata")
	// ErrLonely says that a stratum has a single cluster, whose variance nobody can know.
	ErrLonely = errors.New("a stratum has a single cluster")
	// ErrPopulation says that a stratum has more clusters in the sample than in the population.
	ErrPopulation = errors.New("more clusters sampled than there are")
	// ErrDomain says that an estimate is undefined, such as a ratio to nothing.
	ErrDomain = errors.New("undefined for these answers")
	// ErrMargin says that a margin does not fit: a class without answers, answers without a class, or totals that differ.
	ErrMargin = errors.New("margin does not fit the sample")
	// ErrConverge says that raking did not meet its margins.
	ErrConverge = errors.New("raking does not converge")
	// ErrLevel says that a confidence level is not between 0 and 1.
	ErrLevel = errors.New("not a confidence level")
	// ErrKind says that it was not stated whether the sample was drawn at random.
	ErrKind = errors.New("state whether the sample was drawn at random")
)
