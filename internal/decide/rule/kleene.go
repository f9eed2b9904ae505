package rule

import (
	"math/bits"

	"mihe/standard/certlogic"
)

// nameset is a set of names by their places.
type nameset [maxNames / 64]uint64

func one(i int) (n nameset) {
	n[i/64] = 1 << (i % 64)
	return n
}

func (n nameset) with(o nameset) nameset {
	for i := range n {
		n[i] |= o[i]
	}
	return n
}

func (n nameset) has(i int) bool { return n[i/64]>>(i%64)&1 == 1 }

// each visits the places in ascending order.
func (n nameset) each(visit func(i int)) {
	for w, word := range n {
		for ; word != 0; word &= word - 1 {
			visit(64*w + bits.TrailingZeros64(word))
		}
	}
}

// tri is a value of an expression or that it is not known. Of what is known, names are those that it rests on: while they
// keep their values it is the same, whatever the others are. Of what is not, they are the missing facts that could
// decide it.
type tri struct {
	v     any
	known bool
	names nameset
}

// eval evaluates with three truth values. A condition whose guard is unknown is known when both branches are and agree; a
// conjunction is false when any operand is, known or not what stands before.
func (r *decision) eval(n *node) (tri, error) {
	switch n.expr.Op() {
	case certlogic.Literal:
		return tri{v: n.expr.Value(), known: true}, nil
	case certlogic.Var:
		return r.value(n.slot)
	case certlogic.And:
		return r.conjunction(n)
	case certlogic.If:
		return r.condition(n)
	default:
		return r.strict(n)
	}
}

// strict is an operation that needs all its operands.
func (r *decision) strict(n *node) (tri, error) {
	operands := make([]any, len(n.args), len(n.args)+1)
	out := tri{known: true}
	for i, arg := range n.args {
		t, err := r.eval(arg)
		if err != nil {
			return tri{}, err
		}
		out = out.join(t)
		operands[i] = t.v
	}
	if !out.known {
		return out, nil
	}
	if n.expr.Op() == certlogic.In {
		operands = append(operands, n.list)
	}
	var err error
	out.v, err = n.expr.Apply(operands)
	return out, err
}

// join is what an operation that needs all its operands rests on or lacks after one more.
func (t tri) join(o tri) tri {
	switch {
	case t.known == o.known:
		return tri{known: t.known, names: t.names.with(o.names)}
	case t.known:
		return tri{names: o.names}
	default:
		return tri{names: t.names}
	}
}

func (r *decision) conjunction(n *node) (tri, error) {
	out := tri{v: true, known: true}
	for _, arg := range n.args {
		t, err := r.eval(arg)
		if err != nil {
			return tri{}, err
		}
		if t.known && t.v == false {
			return t, nil
		}
		if out = out.join(t); out.known {
			out.v = true
		}
	}
	return out, nil
}

func (r *decision) condition(n *node) (tri, error) {
	guard, err := r.eval(n.args[0])
	if err != nil {
		return tri{}, err
	}
	if guard.known {
		branch := n.args[2]
		if guard.v == true {
			branch = n.args[1]
		}
		t, err := r.eval(branch)
		if err != nil {
			return tri{}, err
		}
		v := t.v
		if t = guard.join(t); t.known {
			t.v = v
		}
		return t, nil
	}
	then, err := r.eval(n.args[1])
	if err != nil {
		return tri{}, err
	}
	other, err := r.eval(n.args[2])
	if err != nil {
		return tri{}, err
	}
	if then.known && other.known && then.v == other.v {
		return tri{v: then.v, known: true, names: then.names.with(other.names)}, nil
	}
	out := guard
	for _, t := range []tri{then, other} {
		if !t.known {
			out.names = out.names.with(t.names)
		}
	}
	return out, nil
}
