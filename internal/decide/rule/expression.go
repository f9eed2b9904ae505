package rule

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"mihe/standard/certlogic"
)

// node is an expression whose names are places in the set.
type node struct {
	expr *certlogic.Expr
	args []*node
	slot int // of a var
	// list is the second operand of in.
	list any
}

// typ is the type of an expression. An instant is what plusTime makes of a date; options limit the texts of a choice.
type typ struct {
	kind     Kind
	decimals int
	options  []string // of a choice or the text of a literal
	literal  bool
}

const instant Kind = "instant"

// errOperands says that an operation cannot take its operands.
var errOperands = errors.New("operands")

// String is how a type is called in messages.
func (t typ) String() string {
	if t.kind == Number && t.decimals > 0 {
		return fmt.Sprintf("number with %d decimals", t.decimals)
	}
	return string(t.kind)
}

func typeOf(d *Domain) typ {
	t := typ{kind: d.Kind, decimals: d.Decimals}
	for _, o := range d.Options {
		t.options = append(t.options, o.ID)
	}
	return t
}

// compiler turns an expression into nodes; known are the names that it may use.
type compiler struct {
	names map[string]int
	slots []slot
}

// compile checks that every operation gets operands of the types it takes, so that evaluation can only fail where a date or
// a sum leaves its range.
func (c *compiler) compile(e *certlogic.Expr) (*node, typ, error) {
	switch e.Op() {
	case certlogic.Literal:
		return &node{expr: e}, literalType(e.Value()), nil
	case certlogic.Var:
		at, known := c.names[e.Path()]
		if !known || c.slots[at].lists() {
			return nil, typ{}, unknownNameError(e.Path())
		}
		return &node{expr: e, slot: at}, typeOf(c.slots[at].domain), nil
	case certlogic.In:
		return c.membership(e)
	default:
		return c.operation(e)
	}
}

// operation compiles the operands first, then asks what they are together.
func (c *compiler) operation(e *certlogic.Expr) (*node, typ, error) {
	n := &node{expr: e}
	var types []typ
	for _, arg := range e.Args() {
		m, t, err := c.compile(arg)
		if err != nil {
			return nil, typ{}, err
		}
		n.args, types = append(n.args, m), append(types, t)
	}
	result, ok := combine(e.Op(), types)
	if !ok {
		return nil, typ{}, operandError(e.Op(), types)
	}
	return n, result, nil
}

type unknownNameError string

func (u unknownNameError) Error() string { return string(u) }

func operandError(op certlogic.Op, types []typ) error {
	var names []string
	for _, t := range types {
		names = append(names, t.String())
	}
	return fmt.Errorf("%w: %s (%s)", errOperands, op, strings.Join(names, ", "))
}

func literalType(v any) typ {
	switch v := v.(type) {
	case bool:
		return typ{kind: Boolean, literal: true}
	case int64:
		return typ{kind: Number, literal: true}
	default:
		text, _ := v.(string) // a valid literal is a boolean, an integer or a text
		return typ{kind: Choice, options: []string{text}, literal: true}
	}
}

// combine is the type of an operation over operands of given types.
func combine(op certlogic.Op, types []typ) (typ, bool) {
	every := func(k Kind) bool { return !slices.ContainsFunc(types, func(t typ) bool { return t.kind != k }) }
	alike := func() bool {
		return !slices.ContainsFunc(types, func(t typ) bool { return !inCommon(types[0], t) })
	}
	truth := typ{kind: Boolean}
	switch op {
	case certlogic.And, certlogic.Not:
		return truth, every(Boolean)
	case certlogic.If:
		return merge(types)
	case certlogic.Equal:
		return truth, alike() && types[0].kind != instant
	case certlogic.Add:
		return typ{kind: Number, decimals: types[0].decimals}, every(Number) && alike()
	case certlogic.Less, certlogic.Greater, certlogic.LessEqual, certlogic.GreaterEqual:
		return truth, every(Number) && alike()
	case certlogic.Before, certlogic.After, certlogic.NotBefore, certlogic.NotAfter:
		return truth, every(instant)
	case certlogic.PlusTime:
		return typ{kind: instant}, every(Date)
	default: // reduce, arrays, certificate identifiers, partial dates of birth: rules over named facts need none
		return typ{}, false
	}
}

// inCommon tells whether two types have values in common: numbers of the same decimals; a text and a choice that has it.
func inCommon(a, b typ) bool {
	if a.kind != b.kind || a.decimals != b.decimals {
		return false
	}
	return a.kind != Choice || slices.ContainsFunc(a.options, func(o string) bool { return slices.Contains(b.options, o) })
}

// merge is the type of a condition: its guard is a truth value, its branches are of one kind.
func merge(types []typ) (typ, bool) {
	then, other := types[1], types[2]
	ok := types[0].kind == Boolean && then.kind == other.kind && then.decimals == other.decimals && then.kind != instant
	then.options = append(slices.Clone(then.options), other.options...)
	then.literal = then.literal && other.literal
	return then, ok
}

// membership is in: a name on the left, literals on the right.
func (c *compiler) membership(e *certlogic.Expr) (*node, typ, error) {
	left, t, err := c.compile(e.Args()[0])
	if err != nil {
		return nil, typ{}, err
	}
	n := &node{expr: e, args: []*node{left}}
	right := e.Args()[1]
	if right.Op() != certlogic.Array {
		return nil, typ{}, operandError(e.Op(), []typ{t})
	}
	list := make([]any, 0, len(right.Args()))
	for _, item := range right.Args() {
		it := literalType(item.Value())
		if item.Op() != certlogic.Literal || !inCommon(t, it) {
			return nil, typ{}, operandError(e.Op(), []typ{t, it})
		}
		list = append(list, item.Value())
	}
	n.list = list
	return n, typ{kind: Boolean}, nil
}

// fits tells whether every value of type t may be one of domain d; numbers and dates are checked when they are there.
func (t typ) fits(d *Domain) bool {
	want := typeOf(d)
	if t.kind != want.kind || t.decimals != want.decimals {
		return false
	}
	return !slices.ContainsFunc(t.options, func(o string) bool { return !slices.Contains(want.options, o) })
}
