package xlsx

import "errors"

// Problem says why a workbook is not read. Its text may end a key of a message.
type Problem string

// The problems.
const (
	Damaged   Problem = "damaged"   // cut off, or not what its own directory says
	Encrypted Problem = "encrypted" // opens with a password only
	Old       Problem = "old"       // the format before 2007, .xls
	Foreign   Problem = "foreign"   // a zip or office file that is no workbook
	Macros    Problem = "macros"    // carries a program
	Linked    Problem = "linked"    // takes values from other files or databases
	Large     Problem = "large"     // beyond the limits of this package
)

// Error is a workbook that is not read. Part is the file inside the workbook, or empty.
type Error struct {
	Problem Problem
	Part    string
	Why     string // for the operator
}

// Error is the operator's text.
func (e *Error) Error() string {
	text := "xlsx: " + string(e.Problem)
	if e.Part != "" {
		text += ": " + e.Part
	}
	return text + ": " + e.Why
}

// ProblemOf returns the problem in err's chain, and "" when there is none.
func ProblemOf(err error) Problem {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Problem
	}
	return ""
}
