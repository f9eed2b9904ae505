// Package casework keeps cases (办件): what a person asks an office for, from opening over one complete correction to the
// decision, its delivery and an appeal. It serves every action of the plan in which somebody asks and an office answers,
// elder care (A12) and social security (A13) first.
//
// A case is an ordered list of actions, which are records that are only ever added; its state, its clocks and its flags
// follow from them. Which states there are, who must act in each and how long that may take is a Machine, which a
// programme hands in as data and NewService proves: a definition in which a case could get stuck does not start.
//
// Each working day of an open case runs on one of two clocks, the office's or the person's (计时、停表). What is missing
// is told at once and once (一次性告知, 行政许可法, article 32): a second notice must name the submissions that raised it.
// Whoever decided does not handle the appeal, and nobody acts for the office in a case of their own.
//
// A case names nobody: it holds the identifier of a person, codes, and identifiers of records in other rooms. What a person
// writes stays in those.
//
// Limits, told honestly: whether the facts named really raised a second notice is a matter of judgement, so it is recorded and
// not proved. A handover moves a case within its node. Accounts are bound to places and not to offices, so the office is the
// right that a state waits for, at a place. A case is told apart by 40 random bits in its short number; two may share one.
package casework
