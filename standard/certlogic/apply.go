package certlogic

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Apply carries out a strict operation on the values of its operands: every one but var, if, and, reduce, arrays and
// literals, which are ErrForm here. Evaluators that know more than two truth values are built on it.
func (e *Expr) Apply(operands []any) (any, error) {
	if len(operands) != len(e.args) {
		return nil, fmt.Errorf("%w: %s with %d operands", ErrForm, e.op, len(operands))
	}
	return (&run{}).apply(e, operands)
}

func (r *run) apply(e *Expr, operands []any) (any, error) {
	switch e.op {
	case Not:
		truth, err := condition(operands[0])
		return !truth, err
	case Equal:
		if err := r.read(operands[0]); err != nil {
			return nil, err
		}
		return equal(operands[0], operands[1])
	case In:
		return r.member(operands[0], operands[1])
	case Add:
		return add(operands)
	case Less, Greater, LessEqual, GreaterEqual:
		return chain[int64](e.op, operands)
	case Before, After, NotAfter, NotBefore:
		return chain[Time](e.op, operands)
	case PlusTime:
		return r.plusTime(e, operands[0])
	case DateOfBirth:
		text, ok := operands[0].(string)
		if !ok {
			return nil, fmt.Errorf("%w: dccDateOfBirth of %s", ErrType, kind(operands[0]))
		}
		return boxed(ParseDateOfBirth(text))
	case ExtractFromUVCI:
		if err := r.read(operands[0]); err != nil {
			return nil, err
		}
		return extract(operands[0], e.amount)
	default:
		return nil, fmt.Errorf("%w: %q is not strict", ErrForm, e.op)
	}
}

// read takes the steps of going through a text once.
func (r *run) read(v any) error {
	text, _ := v.(string)
	return r.step(len(text) / 16)
}

func (r *run) plusTime(e *Expr, operand any) (any, error) {
	text, ok := operand.(string)
	if !ok {
		return nil, fmt.Errorf("%w: plusTime of %s", ErrType, kind(operand))
	}
	t, err := ParseTime(text)
	if err != nil {
		return nil, err
	}
	return boxed(t.Plus(e.amount, e.unit))
}

// boxed keeps a failed date from coming back as a value.
func boxed(t Time, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return t, nil
}

func equal(a, b any) (any, error) {
	if !scalar(a) || !scalar(b) {
		return nil, fmt.Errorf("%w: === of %s and %s", ErrType, kind(a), kind(b))
	}
	return a == b, nil
}

// member looks for a scalar in an array; items that are no scalars are other values.
func (r *run) member(item, list any) (any, error) {
	items, ok := list.([]any)
	if !ok || !scalar(item) {
		return nil, fmt.Errorf("%w: %s in %s", ErrType, kind(item), kind(list))
	}
	text, _ := item.(string)
	if err := r.step(len(items) * (1 + len(text)/16)); err != nil {
		return nil, err
	}
	return slices.ContainsFunc(items, func(v any) bool { return scalar(v) && v == item }), nil
}

func add(operands []any) (any, error) {
	a, first := operands[0].(int64)
	b, second := operands[1].(int64)
	if !first || !second {
		return nil, fmt.Errorf("%w: %s + %s", ErrType, kind(operands[0]), kind(operands[1]))
	}
	if sum := a + b; sum >= -maxInt && sum <= maxInt {
		return sum, nil
	}
	return nil, fmt.Errorf("%w: %d + %d", ErrRange, a, b)
}

// chain compares neighbours: a op b, and with three operands also b op c.
func chain[T int64 | Time](op Op, operands []any) (any, error) {
	values := make([]T, len(operands))
	for i, v := range operands {
		t, ok := v.(T)
		if !ok {
			return nil, fmt.Errorf("%w: %s of %s", ErrType, op, kind(v))
		}
		values[i] = t
	}
	for i := 1; i < len(values); i++ {
		if !holds(op, cmp.Compare(values[i-1], values[i])) {
			return false, nil
		}
	}
	return true, nil
}

// holds tells whether a comparison with outcome c (-1, 0, 1) is what op asks for.
func holds(op Op, c int) bool {
	switch op {
	case Less, Before:
		return c < 0
	case Greater, After:
		return c > 0
	case LessEqual, NotAfter:
		return c <= 0
	default: // GreaterEqual, NotBefore
		return c >= 0
	}
}

// extract returns one part of a certificate identifier (section "Extract data from an UCI").
func extract(operand any, index int64) (any, error) {
	if operand == nil {
		return nil, nil
	}
	text, ok := operand.(string)
	if !ok {
		return nil, fmt.Errorf("%w: extractFromUVCI of %s", ErrType, kind(operand))
	}
	return part(strings.TrimPrefix(text, "URN:UVCI:"), index), nil
}

// part is the text between the index-th separator and the next, or null.
func part(text string, index int64) any {
	for i := int64(0); index >= 0; i++ {
		at := strings.IndexAny(text, "/#:")
		if i == index {
			if at >= 0 {
				text = text[:at]
			}
			return text
		}
		if at < 0 {
			break
		}
		text = text[at+1:]
	}
	return nil
}
