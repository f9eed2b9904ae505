package casework

import (
	"regexp"
	"slices"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
)

// name is what machines, states and steps are called.
var name = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// machineName may say its programme before a full stop.
var machineName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,19}(\.[a-z][a-z0-9_]{0,39})?$`)

// Prove returns the first flaw of a machine, as a fault that names it, the state or step, and what is wrong; nil when there
// is none. In a machine without a flaw every state can be reached, every open case has somebody who must act and a day
// until which, and can come to an end whatever the person does or leaves undone.
func (m *Machine) Prove() error {
	if !machineName.MatchString(m.Name) {
		return m.flaw("casework.flaw.name", m.Name)
	}
	if _, waits := m.Waiting[m.Start]; !waits {
		return m.flaw("casework.flaw.start", string(m.Start))
	}
	for _, t := range m.Transitions {
		if key := m.proveTransition(t); key != "" {
			return m.flaw(key, t.Step)
		}
	}
	reached := m.reach(m.Start, func(Transition) bool { return true })
	for _, s := range m.states() {
		if key := m.proveState(s, reached[s]); key != "" {
			return m.flaw(key, string(s))
		}
	}
	return m.proveRest()
}

// flaw is a fault of ours: a programme handed in what cannot work.
func (m *Machine) flaw(key, at string) error {
	return fault.New(fault.Internal, key, "machine", m.Name, "at", at)
}

// proveTransition returns the key of a transition's flaw, or nothing.
func (m *Machine) proveTransition(t Transition) string {
	trait, known := traits[t.Kind]
	twice := 0
	for _, other := range m.Transitions {
		if other.Step == t.Step && slices.ContainsFunc(t.From, func(s State) bool { return slices.Contains(other.From, s) }) {
			twice++
		}
	}
	switch {
	case !name.MatchString(t.Step):
		return "casework.flaw.name"
	case t.Right == access.None:
		return "casework.flaw.right"
	case !known || t.Kind == Open || len(t.From) == 0:
		return "casework.flaw.kind"
	case trait.own != (t.Right == CanOwn), t.Apart && t.Right == m.Guest, m.Guest == CanOwn:
		return "casework.flaw.side"
	case trait.moving == moves && !t.moves(), trait.moving == stays && t.moves(), t.Back && t.To != "":
		return "casework.flaw.moves"
	case t.Back != (t.Kind == Supplement):
		return "casework.flaw.back"
	case twice > 1:
		return "casework.flaw.twice"
	case (t.Kind == Lapse) != (t.When == Overdue):
		return "casework.flaw.lapse"
	}
	return ""
}

// proveState returns the key of a state's flaw, or nothing.
func (m *Machine) proveState(s State, reached bool) string {
	w, waits := m.Waiting[s]
	switch {
	case !name.MatchString(string(s)):
		return "casework.flaw.name"
	case !reached:
		return "casework.flaw.unreached"
	case waits == m.ended(s):
		return "casework.flaw.idle"
	case !waits:
		return m.proveEnd(s)
	case w.Owner == access.None || (w.Owner == CanOwn) != (w.Clock == PersonClock) || w.Clock != PersonClock && w.Clock != OfficeClock:
		return "casework.flaw.owner"
	case !sound(w.Limit, Working):
		return "casework.flaw.limit"
	case !slices.ContainsFunc(m.Steps(s), func(t Transition) bool { return t.moves() && t.Right == w.Owner && t.When != InTime }):
		return "casework.flaw.powerless"
	case w.Clock == PersonClock && !slices.ContainsFunc(m.Steps(s), func(t Transition) bool { return t.moves() && t.Right != CanOwn && t.When != InTime }):
		return "casework.flaw.hostage"
	case !m.ends(s):
		return "casework.flaw.endless"
	}
	return ""
}

// ends tells whether an end can be reached from a state even after every limit has passed.
func (m *Machine) ends(s State) bool {
	reached := m.reach(s, func(t Transition) bool { return t.When != InTime && t.Kind != Correct })
	return slices.ContainsFunc(m.Ends, func(end State) bool { return reached[end] })
}

// proveEnd holds an end to what may still happen there: an appeal, a case opened again, and what changes no state.
func (m *Machine) proveEnd(s State) string {
	for _, t := range m.Steps(s) {
		if t.moves() && t.Kind != Appeal && t.Kind != Reopen {
			return "casework.flaw.left"
		}
		if t.When != Anytime {
			return "casework.flaw.lapse" // an end has no limit
		}
	}
	return ""
}

// proveRest looks at corrections, handovers and appeals.
func (m *Machine) proveRest() error {
	for _, t := range m.Transitions {
		from := func(c Clock) bool {
			return !slices.ContainsFunc(t.From, func(s State) bool { return m.Waiting[s].Clock != c })
		}
		switch t.Kind { //nolint:exhaustive // the other kinds have no rule of their own
		case Correct:
			if !from(OfficeClock) || m.Waiting[t.To].Clock != PersonClock {
				return m.flaw("casework.flaw.clocks", t.Step)
			}
			if !m.returns(t.To) {
				return m.flaw("casework.flaw.astray", string(t.To))
			}
		case Handover:
			if !sound(m.Handover, Working) || !m.takes(t.From) || !from(OfficeClock) {
				return m.flaw("casework.flaw.handover", t.Step)
			}
		case Appeal:
			if !sound(m.Appeal, Working, Calendar) || m.Waiting[t.To].Clock != OfficeClock {
				return m.flaw("casework.flaw.appeal", t.Step)
			}
		}
	}
	return nil
}

// returns tells whether the state in which a person corrects is only that: entered by corrections alone, and left by the
// answer to where the case came from.
func (m *Machine) returns(s State) bool {
	entered := slices.ContainsFunc(m.Transitions, func(t Transition) bool { return t.To == s && t.Kind != Correct })
	return !entered && s != m.Start && slices.ContainsFunc(m.Steps(s), func(t Transition) bool { return t.Back })
}

// takes tells whether in all of some states a case that was offered can be taken over and given back.
func (m *Machine) takes(in []State) bool {
	for _, s := range in {
		for _, kind := range []Kind{TakeOver, HandBack} {
			if !slices.ContainsFunc(m.Steps(s), func(t Transition) bool { return t.Kind == kind }) {
				return false
			}
		}
	}
	return true
}

// sound tells whether terms hold from the beginning on, in ascending order, with days to count in one of the units.
func sound(ts Terms, units ...Unit) bool {
	for i, t := range ts {
		_, err := time.Parse(time.DateOnly, t.From)
		dated := t.From == "" || err == nil
		if !dated || i > 0 && t.From <= ts[i-1].From || t.Days < 1 || t.Days > maxDays || !slices.Contains(units, t.Unit) || t.Source.Zh == "" || t.Source.En == "" {
			return false
		}
	}
	return len(ts) > 0 && ts[0].From == ""
}

// maxDays is the longest time limit, which an addition of working days still counts in microseconds.
const maxDays = 1000
