package steering

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
)

// Next is what may happen to a task now.
type Next struct {
	Steps []Transition // that the actor may take, in the order of the machine
	// Unproven says why an open task cannot be verified now; nil when it can be, or already has been.
	Unproven *fault.Error
}

// Awaited tells whether figures later than the cited ones are all that is missing.
func (n Next) Awaited() bool { return n.Unproven != nil && n.Unproven.Key == waitsKey }

// Next lists the steps that the actor may take now. Verify is among them only where a later measurement allows it: nobody
// is offered a step that the figures refuse.
func (s *Service) Next(ctx context.Context, who access.Actor, t Task) (n Next, err error) {
	if !t.Final() && t.After == nil {
		if n.Unproven, err = s.unproven(ctx, who, t); err != nil {
			return n, err
		}
	}
	for _, step := range s.Open(who, t) {
		if step.Step != Verify || n.Unproven == nil {
			n.Steps = append(n.Steps, step)
		}
	}
	return n, nil
}

// Open lists the steps that the actor may take as far as rights and what has happened to the task go; figures are not asked.
func (s *Service) Open(who access.Actor, t Task) []Transition {
	var list []Transition
	for _, step := range taskMachine.Steps(t.State) {
		if s.may(who, step, t) == nil && (step.Step != Remind || !t.Reminded && !t.Proposal) {
			list = append(list, step)
		}
	}
	return list
}

func (s *Service) unproven(ctx context.Context, who access.Actor, t Task) (*fault.Error, error) {
	after, course, err := s.later(ctx, who, t)
	if err == nil {
		err = proven(effect(t, after, course))
	}
	why, ok := fault.As(err)
	if ok && why.Kind != fault.Internal && why.Kind != fault.Unavailable {
		return why, nil
	}
	return nil, err
}
