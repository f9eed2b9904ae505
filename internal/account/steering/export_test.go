package steering

import "testing"

// AlterMachine gives the test a machine of another release: it has one step, which leads elsewhere, and one waiting state.
func AlterMachine(t *testing.T) {
	whole := taskMachine
	t.Cleanup(func() { taskMachine = whole })
	taskMachine = Machine{
		Start:       []State{Filed},
		Transitions: []Transition{{Step: File, Right: CanFile}, {Step: Assign, From: []State{Filed}, To: Closed, Right: CanFile}},
		Waiting:     map[State]Waiting{Filed: {Owner: CanFile, Days: 1}},
		Final:       []State{Closed},
	}
}
