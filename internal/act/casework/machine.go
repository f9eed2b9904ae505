package casework

import (
	"maps"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/i18n"
)

// State is where a case stands. The zero State is none.
type State string

// Clock is one of the two on which the working days of a case run.
type Clock string

// The clocks. A case that has ended runs on none.
const (
	OfficeClock Clock = "office"
	PersonClock Clock = "person"
)

// When says when a transition may be taken, measured by the time limit of the state it leaves.
type When uint8

// The times.
const (
	Anytime When = iota
	InTime       // until the last day of the limit
	Overdue      // from the day after it
)

// Transition is one step: from which states it leads where, with which right. An empty To leaves the state as it is. Back
// leads to the state in which the correction was noticed. Reasons are the codes among which a reason is chosen; without any,
// every code will do.
type Transition struct {
	Step  string
	Kind  Kind
	From  []State
	To    State
	Back  bool
	Right access.Right
	When  When
	Apart bool // not by an officer whose work is looked at: who has decided in the case, and whom Service.Tied names

	Reasons []string
}

// moves tells whether the transition leads anywhere.
func (t Transition) moves() bool { return t.To != "" || t.Back }

// Unit is what the days of a term are.
type Unit string

// The units.
const (
	Working  Unit = "working"
	Calendar Unit = "calendar"
)

// Term is a time limit from a day on, until a later one replaces it. Verified says that somebody compared it with its
// source; what is not says so wherever it is shown.
type Term struct {
	From     string // YYYY-MM-DD; empty: from the beginning
	Days     int
	Unit     Unit
	Source   i18n.Name
	Verified bool
}

// Terms are the versions of one time limit, in the order of their days.
type Terms []Term

// On returns the term in force on a day.
func (ts Terms) On(day string) (t Term, found bool) {
	for _, one := range ts {
		if one.From <= day {
			t, found = one, true
		}
	}
	return t, found
}

// Waiting is who must act in a state, on whose clock, and how long that may take, in working days.
type Waiting struct {
	Owner access.Right // CanOwn on the person's clock
	Clock Clock
	Limit Terms
}

// Machine is the life of cases of one sort, as data. States that are in Waiting are open, those in Ends are not.
type Machine struct {
	Name        string
	Start       State
	Transitions []Transition
	Waiting     map[State]Waiting
	Ends        []State
	Handover    Terms // how long another office has to take a case over
	Appeal      Terms // within which the person may appeal, from the day on which the decision was told

	Several  bool         // a person may have several open cases about one item; the programme tells them apart
	Nameless bool         // a case may be about nobody whom the node knows, such as one that another office handed on without a name
	Guest    access.Right // of those outside the office who answer in single cases, those that Service.Tied names; None: there are none
}

// Steps lists the transitions that leave a state or stay in it, in the order of the machine.
func (m *Machine) Steps(from State) []Transition {
	var list []Transition
	for _, t := range m.Transitions {
		if slices.Contains(t.From, from) {
			list = append(list, t)
		}
	}
	return list
}

// step finds the transition of a step in a state.
func (m *Machine) step(from State, step string) (Transition, bool) {
	for _, t := range m.Steps(from) {
		if t.Step == step {
			return t, true
		}
	}
	return Transition{}, false
}

// of lists the transitions of a kind.
func (m *Machine) of(kind Kind) []Transition {
	return slices.DeleteFunc(slices.Clone(m.Transitions), func(t Transition) bool { return t.Kind != kind })
}

// ended tells whether nothing is waited for in a state.
func (m *Machine) ended(s State) bool { return slices.Contains(m.Ends, s) }

// states lists every state that is named anywhere, in order.
func (m *Machine) states() []State {
	named := map[State]bool{m.Start: true}
	for _, s := range slices.Concat(m.Ends, slices.Collect(maps.Keys(m.Waiting))) {
		named[s] = true
	}
	for _, t := range m.Transitions {
		for _, s := range append(slices.Clone(t.From), t.To) {
			named[s] = true
		}
	}
	delete(named, "")
	return slices.Sorted(maps.Keys(named))
}

// next lists where a transition may lead out of a state: one that goes back leads to every state in which a correction that
// leads here can be noticed.
func (m *Machine) next(from State, t Transition) []State {
	switch {
	case t.Back:
		var list []State
		for _, c := range m.of(Correct) {
			if c.To == from {
				list = append(list, c.From...)
			}
		}
		return list
	case t.To != "":
		return []State{t.To}
	}
	return nil
}

// reach lists the states that can be reached from one by the transitions that count, itself included.
func (m *Machine) reach(from State, counts func(Transition) bool) map[State]bool {
	reached := map[State]bool{}
	for queue := []State{from}; len(queue) > 0; queue = queue[1:] {
		if reached[queue[0]] {
			continue
		}
		reached[queue[0]] = true
		for _, t := range m.Steps(queue[0]) {
			if counts(t) {
				queue = append(queue, m.next(queue[0], t)...)
			}
		}
	}
	return reached
}
