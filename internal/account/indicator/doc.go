// Package indicator measures the four gaps (四个差距): between regions, between city and countryside, between groups
// of people, and in basic public services. It serves action 16 of the plan and gives every other action the gap
// that its tasks cite.
//
// An indicator is data: a formula over observed variables, a unit, a direction, a source, a role. The package turns
// the observations of record/fact into the level of every group, the gap between them, and how unequal the finest
// units are. It makes only comparisons that the data permits and refuses the rest by listing those it does.
//
// Limits, told honestly: a level is never a cause; a series imported as a bare rate is averaged with 2020 residents
// as weights, which is approximate; the shipped census is one point in time.
package indicator
