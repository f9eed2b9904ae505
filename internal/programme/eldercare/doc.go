// Package eldercare helps counties to see which old people are due a basic service and do not have it, and to close that gap
// (养老, action 12 of the plan): from the registers to the eligible but unserved, and from there, case by case, to a decision.
//
// Entitlement is decided by the rule sets of data/rules and never by a model; what a register does not say is unknown, and an
// elder of whom too little is known is counted as undecided, neither as due nor as not due.
//
// From a decision services are arranged: a place of an offer is taken and the plan made in one transaction. Files of assessments go to the national
// system and come from it; the newer of two assessments counts.
//
// Limits, told honestly: of an offer whose places nobody counts as many plans can be made as officers make; a provider is not asked whether it agrees;
// how near an offer is follows from the middle of the person's township; a file of assessments is held in memory whole.
package eldercare
