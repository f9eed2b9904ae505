package certlogic

import (
	"fmt"
	"strconv"
	"strings"
)

// Op is an operation as expressions name it. The zero value is a literal.
type Op string

// The operations of CertLogic, and Array for a list of expressions.
const (
	Literal         Op = ""
	Array           Op = "[]"
	Var             Op = "var"
	If              Op = "if"
	And             Op = "and"
	Not             Op = "!"
	Equal           Op = "==="
	In              Op = "in"
	Add             Op = "+"
	Less            Op = "<"
	Greater         Op = ">"
	LessEqual       Op = "<="
	GreaterEqual    Op = ">="
	Before          Op = "before"
	After           Op = "after"
	NotAfter        Op = "not-after"
	NotBefore       Op = "not-before"
	PlusTime        Op = "plusTime"
	Reduce          Op = "reduce"
	ExtractFromUVCI Op = "extractFromUVCI"
	DateOfBirth     Op = "dccDateOfBirth"
)

// form is how many operands an operation takes, how many of them are expressions (the rest are constants), and what the
// validation suite says when there are too many or too few (%d is their number).
type form struct {
	least, most, evaluated int
	message                string
}

// many is no bound: the size of the text is one.
const many = MaxBytes

// forms are the operations with operands in a list.
var forms = map[Op]form{
	If:              {3, 3, 3, `an "if"-operation must have exactly 3 values/operands, but it has %d`},
	And:             {2, many, many, `an "and" operation must have at least 2 operands, but it has %d`},
	Not:             {1, 1, 1, `a !-operation (logical not/negation) must have exactly 1 operand, but it has %d`},
	Reduce:          {3, 3, 3, `a "reduce"-operation must have exactly 3 values/operands, but it has %d`},
	PlusTime:        {3, 3, 1, `a "plusTime"-operation must have exactly 3 values/operands, but it has %d`},
	ExtractFromUVCI: {2, 2, 1, `an "extractFromUVCI"-operation must have exactly 2 values/operands, but it has %d`},
	DateOfBirth:     {1, 1, 1, `a "dccDateOfBirth"-operation must have exactly 1 value/operand, but it has %d`},
	Equal:           {2, 2, 2, ""}, In: {2, 2, 2, ""}, Add: {2, 2, 2, ""},
	Less: {2, 3, 3, ""}, Greater: {2, 3, 3, ""}, LessEqual: {2, 3, 3, ""}, GreaterEqual: {2, 3, 3, ""},
	Before: {2, 3, 3, ""}, After: {2, 3, 3, ""}, NotAfter: {2, 3, 3, ""}, NotBefore: {2, 3, 3, ""},
}

// count says that n operands are too many or too few.
func (f form) count(name string, n int) string {
	if f.message != "" {
		return fmt.Sprintf(f.message, n)
	}
	must := "2"
	if f.most == 3 {
		must = "2 or 3"
	}
	return fmt.Sprintf("an operation with operator %q must have %s operands, but it has %d", name, must, n)
}

// Expr is a valid expression. It is never changed after Parse and may be evaluated by many at once.
type Expr struct {
	op     Op
	args   []*Expr
	value  any        // of a literal
	path   string     // of a var
	keys   []fragment // the path, taken apart
	amount int64      // of plusTime, or the index of extractFromUVCI
	unit   string     // of plusTime
}

// fragment is one part of a path; index is -1 for what is no array index.
type fragment struct {
	key   string
	index int
}

// InvalidError lists what is wrong with the form of an expression.
type InvalidError struct{ Issues []Issue }

// Error tells the first flaw and how many there are.
func (e *InvalidError) Error() string {
	return fmt.Sprintf("%v: %s (%d issues)", ErrForm, e.Issues[0].Message, len(e.Issues))
}

// Unwrap is ErrForm.
func (e *InvalidError) Unwrap() error { return ErrForm }

// Parse reads an expression. Errors are those of Decode and *InvalidError with every flaw of the form.
func Parse(raw []byte) (*Expr, error) {
	tree, err := Decode(raw)
	if err != nil {
		return nil, err
	}
	return Compile(tree)
}

// Compile is Parse for a value that was decoded already. Nesting beyond MaxDepth is ErrLimit.
func Compile(tree any) (*Expr, error) {
	if err := (&run{}).weigh(tree, 0); err != nil {
		return nil, err
	}
	if issues := Validate(tree); len(issues) > 0 {
		return nil, &InvalidError{issues}
	}
	return compile(tree), nil
}

// compile builds the nodes of a tree that Validate has found sound.
func compile(tree any) *Expr {
	switch t := tree.(type) {
	case []any:
		return &Expr{op: Array, args: compileAll(t)}
	case map[string]any:
		name, operands := only(t)
		e := &Expr{op: Op(name)}
		if e.op == Var {
			e.path = operands.(string)
			e.keys = fragments(e.path)
			return e
		}
		list := operands.([]any)
		e.args = compileAll(list[:min(len(list), forms[e.op].evaluated)])
		if e.op == PlusTime || e.op == ExtractFromUVCI {
			e.amount = list[1].(int64)
		}
		if e.op == PlusTime {
			e.unit = list[2].(string)
		}
		return e
	default:
		return &Expr{value: t}
	}
}

func compileAll(list []any) []*Expr {
	all := make([]*Expr, len(list))
	for i, t := range list {
		all[i] = compile(t)
	}
	return all
}

// fragments takes a path apart. "Integer path fragment" is read as decimal digits alone (section "Data access").
func fragments(path string) []fragment {
	if path == "" {
		return nil
	}
	parts := strings.Split(path, ".")
	keys := make([]fragment, len(parts))
	for i, p := range parts {
		keys[i] = fragment{p, -1}
		if strings.Trim(p, "0123456789") == "" {
			if n, err := strconv.Atoi(p); err == nil {
				keys[i].index = n
			}
		}
	}
	return keys
}

// Op is what the expression does.
func (e *Expr) Op() Op { return e.op }

// Args are the operands that are expressions; the caller leaves them as they are.
func (e *Expr) Args() []*Expr { return e.args }

// Value is the value of a literal.
func (e *Expr) Value() any { return e.value }

// Shift is how much a plusTime adds, and of which unit.
func (e *Expr) Shift() (amount int64, unit string) { return e.amount, e.unit }

// Path is the path of a var.
func (e *Expr) Path() string { return e.path }
