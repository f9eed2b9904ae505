package steering

import (
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
)

// Stand says how the region of a mandate must lie to a task before its right may be used on it.
type Stand int

// The stands.
const (
	Around  Stand = iota // the task's place lies in it
	AtPlace              // it is the task's place: no level above answers for the one below
	AtSide               // the region for which the task was filed lies in it: whoever was given a task does not end it
)

// standOf is how a right must stand. A signature has a rule of its own.
func standOf(right access.Right) Stand {
	switch right { //nolint:exhaustive // rights of other rooms move no task
	case CanAnswer:
		return AtPlace
	case CanFile, CanVerify:
		return AtSide
	}
	return Around
}

// SideOf is the region for which a task was filed; one of before that was recorded was the node's.
func (s *Service) SideOf(t Task) region.Key {
	if t.Side == (region.Key{}) {
		return s.Home
	}
	return t.Side
}

// side is the region for which the actor files a task at target: that of the nearest mandate around it, so that somebody
// who holds two claims no more than the task needs. The operator and the program itself file for the node.
func (s *Service) side(who access.Actor, target region.Key) region.Key {
	places, everywhere := who.Places(CanFile)
	nearest, view := region.Key{}, s.Regions.At(s.today())
	for _, k := range places {
		if !everywhere && k.Level > nearest.Level && view.Contains(k, target) {
			nearest = k
		}
	}
	if nearest == (region.Key{}) {
		return s.Home
	}
	return nearest
}

// may refuses a step for which the actor does not hold the right, or holds it where it does not count for this task.
func (s *Service) may(who access.Actor, step Transition, t Task) error {
	if err := who.CheckAt(step.Right, t.Target); err != nil {
		return err
	}
	places, everywhere := who.Places(step.Right)
	switch {
	case everywhere:
		return nil
	case step.Step == Sign && !slices.Contains(places, region.Key{Code: t.Places.County, Level: region.County}):
		return fault.New(fault.Denied, "steering.act.sign")
	case standOf(step.Right) == AtPlace && !slices.Contains(places, t.Target):
		return fault.New(fault.Denied, "steering.act.place")
	case standOf(step.Right) == AtSide && !who.May(step.Right, s.SideOf(t)):
		return fault.New(fault.Denied, "steering.act.side")
	case step.Step == Verify && t.Reporter == who.ID:
		return fault.New(fault.Denied, "steering.act.reporter")
	}
	return nil
}

// Withheld lists, by key, why the actor may not take steps that its rights at the task's place seem to allow.
func (s *Service) Withheld(who access.Actor, t Task) (why []string) {
	for _, step := range taskMachine.Steps(t.State) {
		if !who.May(step.Right, t.Target) {
			continue
		}
		if f, ok := fault.As(s.may(who, step, t)); ok && !slices.Contains(why, f.Key) {
			why = append(why, f.Key)
		}
	}
	return why
}

// reporter is who reported last, of a task's events.
func reporter(events []Event) (who string) {
	for _, e := range events {
		if e.Step == Feedback {
			who = e.Actor
		}
	}
	return who
}
