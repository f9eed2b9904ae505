// Package discovery keeps many tests at once from finding what is not there (错误发现率控制): a map of 2,843 counties tested
// at 5 % each shows 142 alarms in a country where nothing happened. It serves maps, early warnings and every other place
// where one question is asked of many regions (A16).
//
// Limit: it controls the expected share of false ones among those found, not the chance of a single false one.
package discovery

import "errors"

// ErrProbability says that a p-value is not between 0 and 1.
var ErrProbability = errors.New("not a probability")
