// Package evaluation judges how far regions have come (评估), and writes down how it was judged (A16, A17).
//
// # An evaluation is a document
//
// A Method is a versioned text that answers the ten steps of the OECD/JRC handbook on composite indicators: what is to be
// measured, from which figures, what became of gaps and outliers, how indicators were scaled, weighed and combined, and what
// would have come out otherwise. A method that leaves a step unanswered is refused. Method, figures and seed together
// decide every byte of the result: the manifest lists the hash of each file, and the same evaluation gives the same
// manifest on every machine.
//
// # What comes out
//
// Evaluate gives each unit its score, beside the geometric mean that shows how much was compensated, the interval of ranks
// it had over all choices that could have been made otherwise, the band, and whether it can be told from its neighbours.
// There is no list of the best: order is by code, and a rank is never given without its interval.
//
// # Input
//
// A Frame is an analyst's file of figures by column name, read whole or refused with the line and column at fault; a Table
// is what a method picks from it or from the indicators of a node.
//
// # Limits
//
// One period is judged. With the figures of others beside it (a file with a column period, or data.over), limits of outliers, bounds and
// weights from data are fixed over all of them, so that a unit's scores of several periods can be held against each other;
// those of the others come without intervals. A unit is known by its identifier: one that was renamed has no past here.
// An index says what
// goes together, never what caused it. Perceptions from surveys stand beside an index and are never averaged into it.
package evaluation
