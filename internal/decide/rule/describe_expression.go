package rule

import (
	"fmt"
	"strings"

	"mihe/standard/certlogic"
)

// opposites are the comparisons that hold when the others do not.
var opposites = map[certlogic.Op]certlogic.Op{
	certlogic.Less: certlogic.GreaterEqual, certlogic.GreaterEqual: certlogic.Less, certlogic.Greater: certlogic.LessEqual, certlogic.LessEqual: certlogic.Greater,
	certlogic.Before: certlogic.NotBefore, certlogic.NotBefore: certlogic.Before, certlogic.After: certlogic.NotAfter, certlogic.NotAfter: certlogic.After,
}

// comparisons are their words.
var comparisons = map[certlogic.Op]string{
	certlogic.Less: "below", certlogic.GreaterEqual: "from", certlogic.Greater: "above", certlogic.LessEqual: "to",
	certlogic.Before: "before", certlogic.NotBefore: "not_before", certlogic.After: "after", certlogic.NotAfter: "not_after",
}

// expression says when an expression holds, or when it does not. What is written as "not (not a and not b)", because CertLogic has no
// or, is said as "a or b" (De Morgan).
func (d describer) expression(n *node, holds bool) string {
	op := n.expr.Op()
	switch op { //nolint:exhaustive // the default takes the rest
	case certlogic.Literal, certlogic.Var:
		return d.leaf(n, holds)
	case certlogic.Not:
		return d.expression(n.args[0], !holds)
	case certlogic.And:
		return d.join(n.args, holds, !holds)
	case certlogic.If:
		return d.choice(n, holds)
	case certlogic.Equal:
		return d.relation("equal", holds, d.value(n.args[0], n.args[1]), d.value(n.args[1], n.args[0]))
	case certlogic.In:
		var list []string
		for _, v := range n.list.([]any) { // compiled so
			list = append(list, d.literal(v, d.domain(n.args[0])))
		}
		return d.relation("in", holds, d.value(n.args[0], nil), strings.Join(list, d.say("or.value")))
	}
	if !holds {
		op = opposites[op]
	}
	key, compares := comparisons[op]
	if !compares || len(n.args) != 2 {
		return d.chain(n, key, holds)
	}
	return d.say("is."+key, "a", d.value(n.args[0], n.args[1]), "b", d.value(n.args[1], n.args[0]))
}

// leaf is a yes or no that is written out or that a name holds.
func (d describer) leaf(n *node, holds bool) string {
	if n.expr.Op() == certlogic.Literal {
		if v, is := n.expr.Value().(bool); is {
			return d.c.Text(d.l, fmt.Sprintf("rule.trace.%t", v == holds))
		}
		return d.literal(n.expr.Value(), nil)
	}
	if !holds {
		return d.say("not", "what", d.title(n.slot))
	}
	return d.value(n, nil)
}

// join says operands with and, or with or; a part that is a join itself stands in brackets.
func (d describer) join(args []*node, holds, or bool) string {
	var list []string
	for _, a := range args {
		said := d.expression(a, holds)
		if d.joins(a) {
			said = d.say("brackets", "what", said)
		}
		list = append(list, said)
	}
	if or {
		return strings.Join(list, d.say("or"))
	}
	return strings.Join(list, d.say("and"))
}

func (d describer) joins(n *node) bool {
	switch n.expr.Op() { //nolint:exhaustive // no other joins
	case certlogic.Not:
		return d.joins(n.args[0])
	case certlogic.And, certlogic.If:
		return true
	}
	return false
}

// choice is a condition; where one of its branches is written out as yes it is an or, as no an and.
func (d describer) choice(n *node, holds bool) string {
	if n.args[1].expr.Op() == certlogic.Literal && n.args[1].expr.Value() == true {
		return d.join([]*node{n.args[0], n.args[2]}, holds, holds)
	}
	if n.args[2].expr.Op() == certlogic.Literal && n.args[2].expr.Value() == false {
		return d.join([]*node{n.args[0], n.args[1]}, holds, !holds)
	}
	return d.say("if", "if", d.expression(n.args[0], true), "then", d.expression(n.args[1], holds), "else", d.expression(n.args[2], holds))
}

// relation says that a relation holds, or that it does not.
func (d describer) relation(key string, holds bool, a, b string) string {
	if !holds {
		key += ".not"
	}
	return d.say("is."+key, "a", a, "b", b)
}

// chain is a sum, a day later than another, or a comparison of three.
func (d describer) chain(n *node, key string, holds bool) string {
	var list []string
	for i, a := range n.args {
		list = append(list, d.value(a, n.args[(i+1)%len(n.args)]))
	}
	switch {
	case n.expr.Op() == certlogic.Add:
		return strings.Join(list, d.say("plus"))
	case n.expr.Op() == certlogic.PlusTime:
		amount, unit := n.expr.Shift()
		if amount == 0 {
			return list[0] // written so that days can be compared
		}
		if amount == 1 {
			return d.say("shift."+unit+".one", "day", list[0])
		}
		return d.say("shift."+unit+".many", "day", list[0], "n", amount)
	}
	said := d.say("is."+key, "a", list[0], "b", list[1])
	if len(n.args) < 3 {
		return said
	}
	joint := "and"
	if !holds {
		joint = "or"
	}
	return said + d.say(joint) + d.say("is."+key, "a", list[1], "b", list[2])
}

// value is what stands on one side of a comparison; beside is the other side, which says how a literal is written.
func (d describer) value(n, beside *node) string {
	switch {
	case n.expr.Op() == certlogic.Literal:
		return d.literal(n.expr.Value(), d.domain(beside))
	case n.expr.Op() != certlogic.Var:
		return d.expression(n, true)
	case d.set.slots[n.slot].role == parameterRole:
		return d.parameter(n.slot)
	}
	return d.title(n.slot)
}

// domain is that of a name, or nil.
func (d describer) domain(n *node) *Domain {
	if n == nil || n.expr.Op() != certlogic.Var {
		return nil
	}
	return d.set.slots[n.slot].domain
}

// literal is a value that is written out.
func (d describer) literal(v any, domain *Domain) string {
	switch v := v.(type) {
	case bool:
		return d.c.Text(d.l, fmt.Sprintf("rule.trace.%t", v))
	default:
		text := fmt.Sprint(v)
		if domain != nil {
			return d.text(domain, text)
		}
		return text
	}
}
