package eldercare

import (
	"cmp"
	"slices"
)

// Reason is why the count of a group changed from one diagnosis to another.
type Reason string

// The reasons that are no Why: who came to be counted, who lives elsewhere than before, and what the rules decided anew.
const (
	NewlyDue Reason = "newly_due"
	Moved    Reason = "moved"
	ByRule   Reason = "rule"
)

// Shift is so many elders of a cell who went from one state to another for one reason.
type Shift struct {
	Place     string    `json:"place"` // region.Key
	Residence Residence `json:"residence"`
	Reason    Reason    `json:"reason"`
	From      State     `json:"from"`
	To        State     `json:"to"`
	N         int       `json:"n"`
}

// Due is by how many the shift changes the count of those due something.
func (s Shift) Due() int { return s.N * (counted(s.To) - counted(s.From)) }

// Served is by how many it changes the count of those who have all they are due.
func (s Shift) Served() int { return s.N * (has(s.To) - has(s.From)) }

// Unserved is by how many it changes the gap: those who are due something and lack it.
func (s Shift) Unserved() int { return s.Due() - s.Served() }

func counted(s State) int {
	if s == NotCounted {
		return 0
	}
	return 1
}

func has(s State) int {
	if s == Served {
		return 1
	}
	return 0
}

// Movement says why the counts of two diagnoses differ. Each elder goes at most three steps: to another cell, in which nothing but the cell
// changes; by what happened to them, under the rules of the earlier diagnosis; by what the rules of the later one say otherwise. The steps end
// where the next begins, so the shifts of a cell add up to exactly what changed in it, and those of all cells to what changed in all. Whoever
// the later one does not name has left. The order is stated: by place, residence, reason and states.
func Movement(before, after []Standing) []Shift {
	n := map[Shift]int{}
	add := func(c Cell, why Reason, from, to State) {
		if from != to {
			n[Shift{c.Place.String(), c.Residence, why, from, to, 0}]++
		}
	}
	was := map[string]Standing{}
	for _, b := range before {
		if b.State != NotCounted {
			was[b.Person] = b
		}
	}
	for _, a := range after {
		b := was[a.Person] // the zero standing is not counted
		if b.State != NotCounted && b.Cell != a.Cell {
			add(b.Cell, Moved, b.State, NotCounted)
			add(a.Cell, Moved, NotCounted, b.State)
		}
		old := a.before()
		add(a.Cell, happened(b.Stand, old), b.State, old.State)
		add(a.Cell, ByRule, old.State, a.State)
		delete(was, a.Person)
	}
	for _, b := range was {
		add(b.Cell, Reason(Left), b.State, NotCounted)
	}
	list := make([]Shift, 0, len(n))
	for s, count := range n {
		s.N = count
		list = append(list, s)
	}
	slices.SortFunc(list, Shift.compare)
	return list
}

// happened is why an elder went from one stand to another under the same rules. Who was served anew is by visits where those provide what
// was lacking before.
func happened(from, to Stand) Reason {
	switch {
	case from.State == NotCounted:
		return NewlyDue
	case to.State != Served:
		return Reason(to.Why)
	case slices.ContainsFunc(from.Items, func(i string) bool { return slices.Contains(to.Items, i) }):
		return Reason(ByVisits)
	}
	return Reason(ByRegister)
}

func (s Shift) compare(o Shift) int {
	return cmp.Or(
		cmp.Compare(s.Place, o.Place), cmp.Compare(s.Residence, o.Residence), cmp.Compare(s.Reason, o.Reason), cmp.Compare(s.From, o.From),
		cmp.Compare(s.To, o.To),
	)
}
