package delivery

import (
	"fmt"
	"slices"

	"mihe/internal/base/access"
)

// State is where a visit or a settlement stands.
type State string

// Step leads from one state to another.
type Step string

// transition is one step: out of which states, where to, with which right. An empty to stays.
type transition struct {
	step  Step
	from  []State
	to    State
	right access.Right
}

// table is the life of a thing.
type table struct {
	start State
	ends  []State
	steps []transition
}

// next is where a step leads from a state.
func (t table) next(from State, step Step) (to State, ok bool) {
	for _, x := range t.steps {
		if x.step == step && slices.Contains(x.from, from) {
			if x.to == "" {
				return from, true
			}
			return x.to, true
		}
	}
	return "", false
}

// prove returns the first flaw: a state that cannot be reached, one without a way to an end, an end that is left, a step
// without a right or that leads to two places.
func (t table) prove() error {
	seen := map[State]map[Step]bool{}
	for _, x := range t.steps {
		if x.right == access.None || x.step == "" || len(x.from) == 0 {
			return fmt.Errorf("step %q names no right, no name or no state", x.step)
		}
		for _, s := range x.from {
			if seen[s] == nil {
				seen[s] = map[Step]bool{}
			}
			if seen[s][x.step] {
				return fmt.Errorf("step %q of state %q stands twice", x.step, s)
			}
			seen[s][x.step] = true
			if slices.Contains(t.ends, s) && x.to != "" {
				return fmt.Errorf("step %q leaves the end %q", x.step, s)
			}
		}
	}
	reached := t.reach(t.start)
	for _, s := range t.states() {
		if !reached[s] {
			return fmt.Errorf("state %q cannot be reached", s)
		}
		out := t.reach(s)
		if !slices.ContainsFunc(t.ends, func(end State) bool { return out[end] }) {
			return fmt.Errorf("state %q has no way to an end", s)
		}
	}
	return nil
}

// states are all that are named, in order.
func (t table) states() []State {
	list := append([]State{t.start}, t.ends...)
	for _, x := range t.steps {
		list = append(append(list, x.from...), x.to)
	}
	slices.Sort(list)
	return slices.DeleteFunc(slices.Compact(list), func(s State) bool { return s == "" })
}

// reach are the states that can be reached from one, itself included.
func (t table) reach(from State) map[State]bool {
	reached := map[State]bool{}
	for queue := []State{from}; len(queue) > 0; queue = queue[1:] {
		if reached[queue[0]] {
			continue
		}
		reached[queue[0]] = true
		for _, x := range t.steps {
			if x.to != "" && slices.Contains(x.from, queue[0]) {
				queue = append(queue, x.to)
			}
		}
	}
	return reached
}
