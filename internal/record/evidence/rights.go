package evidence

import "mihe/internal/base/access"

// The rights of this room. Those of machines belong to no role that a human being has.
const (
	CanRecord      access.Right = "evidence.record"        // saying that one delivered, and entering the codes of whom one delivered to
	CanIssue       access.Right = "evidence.card.issue"    // handing out sheets and tags, noting numbers, hearing what is crossed out
	CanSample      access.Right = "evidence.sample"        // asking beneficiaries whether it was so
	CanRead        access.Right = "evidence.read"          // what was said of one thing, and its files
	CanReportVoice access.Right = "evidence.voice.report"  // a telephone gateway
	CanReport      access.Right = "evidence.system.report" // a third system
)

// Confirming is what a mandate must be for to confirm in somebody's name.
const Confirming = "evidence.confirm"

// Issuing is the purpose for which whoever hands out means reads the name of whom they are for.
const Issuing access.Purpose = "evidence_issuing"

// Checking is the purpose for which statements and files are read.
const Checking access.Purpose = "evidence_checking"
