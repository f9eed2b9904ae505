// Package eldercare helps counties to see which old people are due a basic service and do not have it, and to close that gap
// (养老, action 12 of the plan): from the registers to the eligible but unserved, and from there, case by case, to a decision.
//
// Entitlement is decided by the rule sets of data/rules and never by a model; what a register does not say is unknown, and an
// elder of whom too little is known is counted as undecided, neither as due nor as not due.
package eldercare
