package rule

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"mihe/internal/base/fault"
)

// Case is what is known about one case on one day. A fact that is absent or null is missing.
type Case struct {
	On    string         `json:"on"`    // YYYY-MM-DD
	Facts map[string]any `json:"facts"` // as certlogic.Decode gives them
}

// Outcome is what a rule set says about a case.
type Outcome struct {
	Version string `json:"version"` // of the set
	On      string `json:"on"`
	Known   bool   `json:"known"`
	// Value is a boolean, a number, a text, or for a collecting table a list of texts; null while it is not known.
	Value any `json:"value"`
	// Certain are the members of a list that are due whatever the missing facts are.
	Certain []string `json:"certain,omitempty"`
	// Open are those that are due or not, depending on the missing facts. All others are not due.
	Open    []string `json:"open,omitempty"`
	Missing []string `json:"missing"` // facts, in the order of the set; empty when the value is known
	Trace   Trace    `json:"trace"`
}

// derived is the value of a step: a number in its domain, or a list of them.
type derived struct {
	n     int64
	list  []int64
	open  []int64 // of a list: those that missing facts decide
	known bool
	names nameset
	rows  []int // of a table: those that apply, or those that may and agree
	done  bool
	logic any // n as expressions see it
}

// decision is one evaluation.
type decision struct {
	set   *Set
	epoch *epoch
	day   int64
	known []bool
	facts []int64 // by place
	steps []derived
}

// Evaluate decides one case. The error is fault.Invalid, tied to its field: a day on which the set is not in force, a fact
// that the set does not name or that is outside its domain, a derived value outside its own. Cost O(steps and cells).
func (s *Set) Evaluate(c Case) (Outcome, error) {
	r, err := s.open(c)
	if err != nil {
		return Outcome{}, err
	}
	d, err := r.step(s.result)
	if err != nil {
		return Outcome{}, err
	}
	out := Outcome{Version: s.version, On: c.On, Known: d.known, Missing: []string{}, Trace: r.trace(d)}
	domain := s.slots[s.result].domain
	switch {
	case !d.known:
		d.names.each(func(i int) { out.Missing = append(out.Missing, s.slots[i].id) })
		out.Certain, out.Open = domain.texts(d.list), domain.texts(d.open)
	case s.slots[s.result].lists():
		out.Value = domain.texts(d.list)
	default:
		out.Value = domain.json(d.n)
	}
	return out, nil
}

// texts writes a list of values.
func (d *Domain) texts(list []int64) []string {
	out := make([]string, len(list))
	for i, n := range list {
		out[i] = d.text(n)
	}
	return out
}

// open checks a case and puts its facts in their places.
func (s *Set) open(c Case) (*decision, error) {
	day, err := readDate(c.On)
	if err != nil {
		return nil, flaw("on", "rule.value", "value", c.On)
	}
	at := slices.IndexFunc(s.epochs, func(e epoch) bool { return e.days.low <= day && day <= e.days.high })
	if at < 0 {
		return nil, flaw("on", "rule.not_in_force", "on", c.On)
	}
	r := &decision{
		set: s, epoch: &s.epochs[at], day: day,
		known: make([]bool, len(s.slots)), facts: make([]int64, len(s.slots)), steps: make([]derived, len(s.slots)),
	}
	for i := range s.slots {
		sl := &s.slots[i]
		if sl.role != factRole {
			continue
		}
		if v := c.Facts[sl.id]; v != nil {
			if r.facts[i], err = sl.domain.encode(v, sl.all); err != nil {
				return nil, flaw("facts."+sl.id, "rule.fact.value", "fact", sl.id, "value", v)
			}
			r.known[i] = true
		}
	}
	return r, s.undeclared(c.Facts)
}

// undeclared refuses facts that the set does not name, the first in the order of their names.
func (s *Set) undeclared(facts map[string]any) error {
	var strange []string
	for id := range maps.Keys(facts) {
		if i, known := s.names[id]; !known || s.slots[i].role != factRole {
			strange = append(strange, id)
		}
	}
	if len(strange) == 0 {
		return nil
	}
	id := slices.Min(strange)
	return flaw("facts."+id, "rule.fact.unknown", "fact", id)
}

// number is the value of a name in its domain.
func (r *decision) number(i int) (derived, error) {
	switch sl := &r.set.slots[i]; sl.role {
	case dayRole:
		return derived{n: r.day, known: true, names: one(i)}, nil
	case parameterRole:
		return derived{n: r.epoch.reads[i], known: true, names: one(i)}, nil
	case factRole:
		return derived{n: r.facts[i], known: r.known[i], names: one(i)}, nil
	default:
		d, err := r.step(i)
		if d.known {
			d.names = one(i)
		}
		return d, err
	}
}

// value is number as expressions see it.
func (r *decision) value(i int) (tri, error) {
	d, err := r.number(i)
	if err != nil || !d.known {
		return tri{names: d.names}, err
	}
	if d.logic != nil {
		return tri{d.logic, true, d.names}, nil
	}
	return tri{r.set.slots[i].domain.logic(d.n), true, d.names}, nil
}

// step derives a value once.
func (r *decision) step(i int) (derived, error) {
	if r.steps[i].done {
		return r.steps[i], nil
	}
	sl := &r.set.slots[i]
	var d derived
	var err error
	switch {
	case sl.step.expression != nil:
		d, err = r.expression(sl)
	case sl.step.years != nil:
		d, err = r.years(sl.step.years)
	default:
		d, err = r.table(i, sl.step.table)
	}
	if err != nil {
		if _, classified := fault.As(err); !classified {
			err = fault.Wrap(err, fault.Invalid, "rule.arithmetic", "step", sl.id, "detail", err.Error()).At("steps." + sl.id)
		}
		return derived{}, err
	}
	collects := sl.lists()
	if d.known && !collects && (d.n < sl.all.low || d.n > sl.all.high) {
		return derived{}, flaw("steps."+sl.id, "rule.outside", "step", sl.id, "value", outsideText(sl.domain, d.n))
	}
	if d.done = true; d.known && !collects {
		d.logic = sl.domain.logic(d.n)
	}
	r.steps[i] = d
	return d, nil
}

// outsideText writes a value that the domain may not hold.
func outsideText(d *Domain, n int64) string {
	if d.Kind == Number {
		return d.text(n)
	}
	return fmt.Sprint(n)
}

func (r *decision) expression(sl *slot) (derived, error) {
	t, err := r.eval(sl.step.expression)
	if err != nil || !t.known {
		return derived{names: t.names}, err
	}
	n, err := sl.domain.unlogic(t.v)
	return derived{n: n, known: true, names: t.names}, err
}

// years counts completed years between two dates.
func (r *decision) years(ends *[2]int) (derived, error) {
	from, err := r.number(ends[0])
	if err != nil {
		return derived{}, err
	}
	to, err := r.number(ends[1])
	if err != nil {
		return derived{}, err
	}
	t := tri{known: true}.join(tri{known: from.known, names: from.names}).join(tri{known: to.known, names: to.names})
	if !t.known {
		return derived{names: t.names}, nil
	}
	return derived{n: completedYears(from.n, to.n), known: true, names: t.names}, nil
}

// completedYears is negative when to is before from.
func completedYears(from, to int64) int64 {
	y1, m1, d1 := civil(from)
	y2, m2, d2 := civil(to)
	years := y2 - y1
	if cmp.Or(cmp.Compare(m2, m1), cmp.Compare(d2, d1)) < 0 {
		years--
	}
	return int64(years)
}
