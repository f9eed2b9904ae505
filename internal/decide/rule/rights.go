package rule

import "mihe/internal/base/access"

// The rights of this room. Who proposes a version does not adopt it, so a role may well hold one of them alone.
const (
	CanRead         access.Right = "rule.read"          // the versions of rule sets, with the reports on them
	CanPropose      access.Right = "rule.propose"       // proposing a version and assessing what it would do
	CanAdopt        access.Right = "rule.adopt"         // letting a version hold from a day on
	CanDecide       access.Right = "rule.decide"        // deciding cases, correcting decisions, running a set over many cases
	CanReadDecision access.Right = "rule.decision.read" // the decisions about persons, with what they rest on
)

// The purposes for which this room touches data of persons.
const (
	Deciding   access.Purpose = "decision"             // what the facts are used for
	Explaining access.Purpose = "decision_explanation" // reading a decision
)
