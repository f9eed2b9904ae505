// Package eldercare helps counties to see which old people are due a basic service and do not have it, and to close that gap
// (养老, action 12 of the plan): from the registers to the eligible but unserved, and from there, case by case, to a decision.
//
// Entitlement is decided by the rule sets of data/rules and never by a model; what a register does not say is unknown, and an
// elder of whom too little is known is counted as undecided, neither as due nor as not due.
//
// From a decision services are arranged: a place of an offer is taken and the plan made in one transaction. Files of assessments go to the national
// system and come from it; the newer of two assessments counts.
//
// What a diagnosis counts is compared with the last one of an earlier month, elder by elder, so that the gap moves for reasons that add up
// (Movement). A month of plans is replayed under three orders (Replay); figures go up to the node above as a file (HandUp, docs/adr/0018).
//
// Limits, told honestly: of an offer whose places nobody counts as many plans can be made as officers make; a provider is not asked whether it agrees;
// how near an offer is follows from the middle of the person's township; a file of assessments is held in memory whole; an
// assessment that is in no register says nothing of how long somebody waited. A replay leaves out ways, shifts of single days, papers
// and wishes, and keeps each plan with its provider. A version of the rules that is kept nowhere cannot be told apart from what happened to people.
package eldercare
