package steering

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"mihe/internal/base/access"
)

// copied is the machine of tasks, to be spoilt.
func copied() *Machine {
	m := Machine{Start: slices.Clone(taskMachine.Start), Final: slices.Clone(taskMachine.Final), Waiting: map[State]Waiting{}}
	for _, t := range taskMachine.Transitions {
		t.From = slices.Clone(t.From)
		m.Transitions = append(m.Transitions, t)
	}
	maps.Copy(m.Waiting, taskMachine.Waiting)
	return &m
}

// at finds a transition, which must be there: a flaw planted in nothing proves nothing.
func at(t *testing.T, m *Machine, step Step) *Transition {
	t.Helper()
	i := slices.IndexFunc(m.Transitions, func(x Transition) bool { return x.Step == step })
	if i < 0 {
		t.Fatalf("there is no step %s", step)
	}
	return &m.Transitions[i]
}

func without(m *Machine, steps ...Step) {
	m.Transitions = slices.DeleteFunc(m.Transitions, func(t Transition) bool { return slices.Contains(steps, t.Step) })
}

func TestTheMachineOfTasksIsProved(t *testing.T) {
	if err := taskMachine.Prove(); err != nil {
		t.Fatal(err)
	}
	if err := copied().Prove(); err != nil {
		t.Fatalf("an unspoilt copy: %v", err)
	}
	for step := range kinds {
		at(t, &taskMachine, step)
	}
	for _, x := range taskMachine.Transitions {
		if kinds[x.Step] == "" {
			t.Errorf("the ledger has no kind for %s", x.Step)
		}
	}
}

// Each change plants one flaw; Prove must name it.
func TestPlantedFlawsDoNotStart(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(t *testing.T, m *Machine)
		want  string
	}{
		"a state nobody reaches":     {func(t *testing.T, m *Machine) { m.Waiting["lost"] = Waiting{Owner: CanFile, Days: 1} }, "lost cannot be reached"},
		"the way to a state is gone": {func(t *testing.T, m *Machine) { without(m, Decline) }, "declined cannot be reached"},
		"no owner":                   {func(t *testing.T, m *Machine) { m.Waiting[Filed] = Waiting{Days: 5} }, "filed waits without an owner"},
		"no time limit":              {func(t *testing.T, m *Machine) { m.Waiting[Filed] = Waiting{Owner: CanFile} }, "filed waits without an owner or a time limit"},
		"two time limits":            {func(t *testing.T, m *Machine) { m.Waiting[Filed] = Waiting{Owner: CanFile, Days: 5, Due: true} }, "filed waits"},
		"a negative limit":           {func(t *testing.T, m *Machine) { m.Waiting[Filed] = Waiting{Owner: CanFile, Days: -5} }, "filed waits"},
		"neither waiting nor final":  {func(t *testing.T, m *Machine) { delete(m.Waiting, Refused) }, "refused must either wait"},
		"both waiting and final":     {func(t *testing.T, m *Machine) { m.Final = append(m.Final, Refused) }, "refused must either wait"},
		"a final state that goes on": {func(t *testing.T, m *Machine) { at(t, m, Assign).From = append(at(t, m, Assign).From, Closed) }, "closed is final and can be left"},
		"a dead end": {func(t *testing.T, m *Machine) {
			at(t, m, Close).From, at(t, m, Return).From = []State{Reported}, []State{Reported}
		}, "verified can never come to an end"},
		"a circle that nobody leaves": {func(t *testing.T, m *Machine) {
			at(t, m, Close).From, at(t, m, Return).From = []State{Reported}, []State{Reported}
			m.Waiting["again"] = Waiting{Owner: CanVerify, Days: 1}
			m.Transitions = append(m.Transitions, Transition{Step: "round", From: []State{Verified}, To: "again", Right: CanVerify},
				Transition{Step: "back", From: []State{"again"}, To: Verified, Right: CanVerify})
		}, "can never come to an end"},
		"an owner who can do nothing": {func(t *testing.T, m *Machine) { m.Waiting[Refused] = Waiting{Owner: CanSign, Days: 5} }, "refused waits for somebody who can do nothing"},
		"an owner who can only mark time": {func(t *testing.T, m *Machine) {
			m.Waiting[Assigned] = Waiting{Owner: CanSign, Days: 5}
			m.Transitions = append(m.Transitions, Transition{Step: "wait", From: []State{Assigned}, Right: CanSign})
		}, "assigned waits for somebody who can do nothing"},
		"a step without a right": {func(t *testing.T, m *Machine) { at(t, m, Close).Right = access.None }, "close asks for no right"},
		"a step that leads two ways": {func(t *testing.T, m *Machine) {
			m.Transitions = append(m.Transitions, Transition{Step: Agree, From: []State{Negotiating}, To: Refused, Right: CanFile})
		}, "agree leads two ways"},
		"an unknown state": {func(t *testing.T, m *Machine) { at(t, m, Accept).To = "acepted" }, "acepted"},
		"no beginning":     {func(t *testing.T, m *Machine) { m.Start = nil }, "cannot be reached"},
	} {
		t.Run(name, func(t *testing.T) {
			m := copied()
			c.spoil(t, m)
			if err := m.Prove(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Prove = %v, want an error that names %q", err, c.want)
			}
		})
	}
}

// A flaw stops the program when the service is built, not when the first task meets it.
func TestAFlawedMachineDoesNotStart(t *testing.T) {
	whole := taskMachine
	t.Cleanup(func() { taskMachine = whole })
	taskMachine = *copied()
	without(&taskMachine, Decline)
	if s, err := NewService(Service{}); err == nil || s != nil {
		t.Errorf("NewService = %v, %v; want an error", s, err)
	}
	taskMachine = whole
	if _, err := NewService(Service{}); err != nil {
		t.Errorf("the whole machine: %v", err)
	}
}
