package certlogic

import "fmt"

// Step is one operation that was carried out: its operator, the path of a var, the values of the operands that were
// evaluated, the constants of plusTime (amount and unit) and extractFromUVCI (amount is the index), and what came of it.
// Literals and arrays are no steps.
type Step struct {
	Op       Op     `json:"op"`
	Path     string `json:"path,omitempty"`
	Operands []any  `json:"operands,omitempty"`
	Amount   int64  `json:"amount,omitempty"`
	Unit     string `json:"unit,omitempty"`
	Value    any    `json:"value"`
}

// run is one evaluation.
type run struct {
	steps int
	trace *[]Step // nil when none is kept
}

// step takes n steps.
func (r *run) step(n int) error {
	if r.steps += n; r.steps > MaxSteps {
		return fmt.Errorf("%w: more than %d steps", ErrLimit, MaxSteps)
	}
	return nil
}

// Evaluate returns the value of the expression over data, which is as Decode gives it and is left unchanged; parts of it
// may be in the result. Errors wrap ErrType, ErrCondition, ErrDate, ErrRange or ErrLimit. Cost O(MaxSteps).
func (e *Expr) Evaluate(data any) (any, error) {
	r := &run{}
	v, err := r.eval(e, data)
	if err == nil {
		err = r.weigh(v, 0)
	}
	if err != nil {
		return nil, err
	}
	return v, nil
}

// Trace is Evaluate with the operations in the order in which they ended: operands before what uses them, and nothing that
// was not evaluated. A trace whose values would take more than MaxSteps to write is ErrLimit.
func (e *Expr) Trace(data any) (any, []Step, error) {
	trace := []Step{}
	r := &run{trace: &trace}
	v, err := r.eval(e, data)
	if err == nil {
		err = r.weigh(v, 0)
	}
	if err != nil {
		return nil, nil, err
	}
	paper := &run{}
	for _, s := range trace {
		if err := paper.weigh(s.Operands, 0); err != nil {
			return nil, nil, err
		}
		if err := paper.weigh(s.Value, 0); err != nil {
			return nil, nil, err
		}
	}
	return v, trace, nil
}

// note keeps a step if a trace is wanted. A kept step costs a hundred others, which bounds the memory of a trace.
func (r *run) note(e *Expr, operands []any, v any) error {
	if r.trace == nil {
		return nil
	}
	*r.trace = append(*r.trace, Step{e.op, e.path, operands, e.amount, e.unit, v})
	return r.step(100)
}

func (r *run) eval(e *Expr, data any) (v any, err error) {
	if err := r.step(1); err != nil {
		return nil, err
	}
	switch e.op {
	case Literal:
		return e.value, nil
	case Var:
		if v, err = r.access(e, data); err != nil {
			return nil, err
		}
		return v, r.note(e, nil, v)
	case Array:
		return r.all(e.args, data)
	case If:
		return r.choose(e, data)
	case And:
		return r.and(e, data)
	case Reduce:
		return r.fold(e, data)
	default:
		operands, err := r.all(e.args, data)
		if err != nil {
			return nil, err
		}
		if v, err = r.apply(e, operands); err != nil {
			return nil, err
		}
		return v, r.note(e, operands, v)
	}
}

// all evaluates a list in order.
func (r *run) all(list []*Expr, data any) ([]any, error) {
	values := make([]any, len(list))
	for i, e := range list {
		v, err := r.eval(e, data)
		if err != nil {
			return nil, err
		}
		values[i] = v
	}
	return values, nil
}

// access walks down a path; whatever is not there is null.
func (r *run) access(e *Expr, data any) (any, error) {
	if err := r.step(len(e.keys)); err != nil {
		return nil, err
	}
	for _, k := range e.keys {
		switch at := data.(type) {
		case []any:
			if k.index < 0 || k.index >= len(at) {
				return nil, nil
			}
			data = at[k.index]
		case map[string]any:
			data = at[k.key]
		default:
			return nil, nil
		}
	}
	return data, nil
}

// choose evaluates the guard and then one branch alone.
func (r *run) choose(e *Expr, data any) (any, error) {
	guard, err := r.eval(e.args[0], data)
	if err != nil {
		return nil, err
	}
	truth, err := condition(guard)
	if err != nil {
		return nil, err
	}
	branch := e.args[2]
	if truth {
		branch = e.args[1]
	}
	v, err := r.eval(branch, data)
	if err != nil {
		return nil, err
	}
	return v, r.note(e, []any{guard}, v)
}

// and returns the first falsy operand, else the last; what stands after it is not evaluated.
func (r *run) and(e *Expr, data any) (v any, err error) {
	operands := make([]any, 0, len(e.args))
	for _, arg := range e.args {
		if v, err = r.eval(arg, data); err != nil {
			return nil, err
		}
		truth, err := condition(v)
		if err != nil {
			return nil, err
		}
		if operands = append(operands, v); !truth {
			break
		}
	}
	return v, r.note(e, operands, v)
}

// fold is a left fold; the function sees its accumulator and the current item, nothing else (section "Reduction").
func (r *run) fold(e *Expr, data any) (any, error) {
	list, err := r.eval(e.args[0], data)
	if err != nil {
		return nil, err
	}
	v, err := r.eval(e.args[2], data)
	if err != nil {
		return nil, err
	}
	items, ok := list.([]any)
	if !ok && list != nil {
		return nil, fmt.Errorf("%w: reduce of %s", ErrType, kind(list))
	}
	first := v
	for _, item := range items {
		if v, err = r.eval(e.args[1], map[string]any{"accumulator": v, "current": item}); err != nil {
			return nil, err
		}
	}
	return v, r.note(e, []any{list, first}, v)
}
