// Package eldercare helps counties to see which old people are due a basic service and do not have it, and to close that gap
// (养老, action 12 of the plan): from the registers to the eligible but unserved, and from there, case by case, to a decision.
//
// Entitlement is decided by the rule sets of data/rules and never by a model; what a register does not say is unknown, and an
// elder of whom too little is known is counted as undecided, neither as due nor as not due.
//
// What a diagnosis counts is compared with the last one of an earlier month, elder by elder, so that the gap moves for reasons that add up
// (Movement). A month of plans is replayed under three orders (Replay); figures go up to the node above as a file (HandUp, docs/adr/0018).
//
// Limits, told honestly: an assessment that is in no register says nothing of how long somebody waited. A replay leaves out ways, shifts of single days, papers
// and wishes, and keeps each plan with its provider. A version of the rules that is kept nowhere cannot be told apart from what happened to people.
package eldercare
