// Package rule decides by rules that are dated data (规则与参数): who is entitled to what, why, and what is still missing.
// It serves the entitlements of actions 10, 12 and 13 of the plan; what a rule says stands in YAML, never in Go.
//
// A rule set names facts, parameters with the dates between which they are in force, and steps in order; a step is a
// CertLogic expression, the completed years between two dates, or a decision table with a stated hit policy. Read refuses
// a set unless, for every span of dates on which no parameter changes,
//
//   - a table of policy unique has no two rows that overlap and no cell without a row,
//   - a table of policy first has no cell without a row and no row that earlier rows hide,
//   - every expression has one type, whatever the facts are.
//
// Evaluate is a function of the set, the date and the facts: no clock, no randomness. Version is the hash of all that a
// set says, so the same version and facts give the same value and words for ever.
//
// Truth has three values (Kleene, Introduction to Metamathematics, 1952, § 64): a fact that is not known is not false.
// An outcome that no missing fact can change is given; else all missing facts that could are listed at once. The list may
// hold a fact that turns out not to matter when the same fact is asked twice in one expression; it never omits one.
//
// A version is proposed with its text, assessed over frozen cases (Assess: who gains, who loses, cost, a gap; only sums are kept
// and small counts are held back), and adopted from a day on by another person than the one who proposed it. A decision keeps
// its facts with source and day, its outcome and its trace as ciphertext under the person's key; Recompute gives the same for
// ever, and an erased person's is a tombstone. Versions and decisions are records; package ruledb keeps them.
//
// Tested with 60,000 made-up elders and the shipped entitlement list: two seconds of one core with every trace
// (BenchmarkCounty, Xeon, Go 1.26), the same again to compare two versions.
//
// Both of many cases at once, EvaluateAll and Assess, need 30 MB for 60,000 elders. Told honestly: a run over many cases names
// nobody in the ledger, so whoever is counted in one does not see it among the uses of their data; the tally of a run and a
// gap are not protected against being subtracted from another's.
//
// Limits: 256 names in a set, 1,000 rows and 16 inputs in a table; what would take more than some seconds to prove is refused.
package rule
