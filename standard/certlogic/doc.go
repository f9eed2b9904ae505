// Package certlogic evaluates rules written in CertLogic 1.3.3 (规则表达式), the subset of JsonLogic in which European
// governments exchanged their entry rules. Entitlement rules of actions 10, 12 and 13 of the plan are written in it.
//
// A rule is a JSON value; Parse checks its whole form before anything is evaluated and lists every flaw as an Issue.
// Evaluation is a function of the expression and the data: no clock, no randomness, no order of maps. It ends: every
// visited operand, compared element and character of a key costs a step, and MaxSteps ends it with ErrLimit.
//
//	value  = null | boolean | integer | decimal | string | array | object | date-time
//	falsy  = false, null, "", 0, [], {}
//	truthy = true, any other string, integer, array and object
//
// Decimals and date-times are neither; using one as a condition is ErrCondition. In Go the values are nil, bool, int64,
// Decimal, string, []any, map[string]any and Time. Integers are those of the specification, JavaScript's safe ones:
// |n| <= 2^53-1. Where we are stricter than the published evaluators stands in docs/standards/certlogic.md.
//
// Source: European eHealth network, CertLogic specification 1.3.3 (17 February 2023), sections named in the comments.
package certlogic

import "errors"

// The bounds of what is read and done.
const (
	MaxBytes = 4 << 20   // of an expression or of data
	MaxDepth = 200       // of nested arrays and objects, also of a result
	MaxSteps = 1_000_000 // of one evaluation
	maxInt   = 1<<53 - 1
)

// What can be wrong. Errors wrap one of these.
var (
	ErrSyntax    = errors.New("not JSON as CertLogic reads it")
	ErrLimit     = errors.New("beyond the bounds of size, depth or steps")
	ErrForm      = errors.New("not a valid CertLogic expression")
	ErrType      = errors.New("an operand has the wrong type")
	ErrCondition = errors.New("a condition is neither truthy nor falsy")
	ErrDate      = errors.New("not a date or date-time that exists")
	ErrRange     = errors.New("an integer beyond 2^53-1 or a date-time beyond the years 0 to 9999")
)
