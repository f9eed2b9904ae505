package rule

import (
	"fmt"
	"slices"

	"mihe/internal/base/fault"
)

// Effect is what another version of a rule means for one case.
type Effect string

// The effects. Open means that one of the versions lacks a fact; Mixed, that a list loses one member and gets another;
// Other, that a value changed which is better in neither direction.
const (
	Same  Effect = "same"
	Gains Effect = "gains"
	Loses Effect = "loses"
	Mixed Effect = "mixed"
	Other Effect = "other"
	Open  Effect = "open"
)

// Change is one case under both versions. Case is its place in the input; whose it is, only the caller knows.
type Change struct {
	Case   int      `json:"case"`
	Effect Effect   `json:"effect"`
	Before any      `json:"before"` // null while open
	After  any      `json:"after"`
	Delta  string   `json:"delta,omitempty"` // after minus before, of numbers
	Gained []string `json:"gained,omitempty"`
	Lost   []string `json:"lost,omitempty"`
}

// Comparison says who gains and who loses by another version of a rule set, and by how much.
type Comparison struct {
	Before  string         `json:"before"` // versions
	After   string         `json:"after"`
	Count   map[Effect]int `json:"count"`          // of cases
	Gain    string         `json:"gain,omitempty"` // the sum of the deltas of numbers that grow
	Loss    string         `json:"loss,omitempty"` // of those that shrink, without sign
	Changes []Change       `json:"changes"`        // all but Same, in the order of the cases
}

// Compare evaluates frozen cases under two versions. The result must be of one kind in both: a number of the same decimals,
// or a choice, or a boolean, or a list; else fault.Invalid. Which way is better is what after says. A case that either
// version refuses is an error that names it. Cost: two evaluations a case.
func Compare(before, after *Set, cases []Case) (Comparison, error) {
	a, b := &before.slots[before.result], &after.slots[after.result]
	if a.domain.Kind != b.domain.Kind || a.domain.Decimals != b.domain.Decimals || a.lists() != b.lists() {
		return Comparison{}, flaw("result", "rule.compare.kinds")
	}
	out := Comparison{Before: before.version, After: after.version, Count: map[Effect]int{}, Changes: []Change{}}
	better := after.doc.Steps[slices.IndexFunc(after.doc.Steps, func(s Step) bool { return s.ID == after.doc.Result })].Better
	var gain, loss int64
	for i, c := range cases {
		change := Change{Case: i}
		x, err := before.value(c)
		if err == nil {
			var y derived
			if y, err = after.value(c); err == nil {
				change.judge(a, b, x, y, better)
				if b.domain.Kind == Number && change.Effect != Open {
					gain, loss = gain+max(0, y.n-x.n), loss+max(0, x.n-y.n)
				}
			}
		}
		if err != nil {
			return Comparison{}, fmt.Errorf("case %d: %w", i, err)
		}
		if out.Count[change.Effect]++; change.Effect != Same {
			out.Changes = append(out.Changes, change)
		}
		if gain > maxNumber || loss > maxNumber {
			return Comparison{}, fault.New(fault.Invalid, "rule.compare.sum")
		}
	}
	if b.domain.Kind == Number {
		out.Gain, out.Loss = b.domain.text(gain), b.domain.text(loss)
	}
	return out, nil
}

// value is the result for one case, without words.
func (s *Set) value(c Case) (derived, error) {
	r, err := s.open(c)
	if err != nil {
		return derived{}, err
	}
	return r.step(s.result)
}

// judge says what a change means. Choices are compared by the order of after's options; one that after no longer has is
// Other.
func (c *Change) judge(a, b *slot, x, y derived, better string) {
	if !x.known || !y.known {
		c.Effect = Open
		return
	}
	if b.lists() {
		c.judgeLists(a.domain.texts(x.list), b.domain.texts(y.list))
		return
	}
	c.Before, c.After = a.domain.json(x.n), b.domain.json(y.n)
	if a.domain.text(x.n) == b.domain.text(y.n) {
		c.Effect = Same
		return
	}
	was := x.n
	if b.domain.Kind == Number {
		c.Delta = b.domain.text(y.n - x.n)
	} else {
		var err error
		if was, err = b.domain.read(a.domain.text(x.n)); err != nil {
			better = ""
		}
	}
	switch {
	case better == "":
		c.Effect = Other
	case (y.n > was) == (better == "up"):
		c.Effect = Gains
	default:
		c.Effect = Loses
	}
}

func (c *Change) judgeLists(x, y []string) {
	c.Before, c.After = x, y
	for _, id := range y {
		if !slices.Contains(x, id) {
			c.Gained = append(c.Gained, id)
		}
	}
	for _, id := range x {
		if !slices.Contains(y, id) {
			c.Lost = append(c.Lost, id)
		}
	}
	switch {
	case len(c.Gained) > 0 && len(c.Lost) > 0:
		c.Effect = Mixed
	case len(c.Gained) > 0:
		c.Effect = Gains
	case len(c.Lost) > 0:
		c.Effect = Loses
	default:
		c.Effect = Same
	}
}
