// Package evaluationweb shows evaluations (评估): as a report that stands alone, in each language, written beside the results
// and covered by their manifest; as a page of a shipped method over the node's own figures; and as a card on the board. It
// serves action 16 of the plan, and 17, for whoever wants to check how a judgement was made.
//
// Units stand in the order of their codes, in bands and with the interval in which their rank lies; a rank by itself is shown
// nowhere. The arithmetic mean never stands without the geometric one, a picture never without its text and its table.
//
// Limits, told honestly: an index says what goes together, not what caused it; bands of an illustrative method are an example
// nobody decided on, and every page says so first. On paper the folded tables of all units stay closed; results.csv has them.
package evaluationweb
