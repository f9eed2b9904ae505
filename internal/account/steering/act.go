package steering

import (
	"context"
	"strings"
	"unicode/utf8"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Deed is what somebody does to a task: the step, the reason or report where the step asks for one, and the day proposed
// by Counter, as a number of working days from today.
type Deed struct {
	Step   Step
	Reason string
	Days   int
}

// Act takes one step. What the task's state or the actor's rights do not allow is refused; nothing else is changed then.
// Verify measures the gap again, and is refused until there are figures that did not exist when the task was filed.
func (s *Service) Act(ctx context.Context, who access.Actor, id string, d Deed) (Task, error) {
	d.Reason = strings.TrimSpace(d.Reason)
	e := Event{V: 1, Task: id, Step: d.Step, Actor: who.ID, Reason: d.Reason}
	if d.Step == Verify || d.Step == GiveUp {
		if err := s.measureAgain(ctx, who, id, &e); err != nil {
			return Task{}, err
		}
	}
	var next Task
	err := s.DB.Write(ctx, func(tx *store.Tx) error {
		t, err := s.Store.Task(tx, s.Node, id)
		if err != nil {
			return err
		}
		if err := who.CheckAt(CanRead, t.Target); err != nil {
			return err
		}
		step, err := s.allowed(who, t, d)
		if err != nil {
			return err
		}
		if err := s.complete(&e, t, step, d); err != nil {
			return err
		}
		next, err = s.record(tx, who, t, e)
		return err
	})
	return next, err
}

// allowed checks right, state and what the step must bring.
func (s *Service) allowed(who access.Actor, t Task, d Deed) (Transition, error) {
	step, ok := taskMachine.step(t.State, d.Step)
	if !ok {
		return step, fault.New(fault.Conflict, "steering.act.state")
	}
	if err := t.allows(who, step.Right); err != nil {
		return step, err
	}
	switch {
	case step.Reason && d.Reason == "":
		return step, invalid("reason", "steering.act.reason")
	case utf8.RuneCountInString(d.Reason) > maxText:
		return step, invalid("reason", "steering.file.text", "max", maxText)
	case unprintable(strings.NewReplacer("\n", "", "\r", "", "\t", "").Replace(d.Reason)):
		return step, invalid("reason", "steering.file.control")
	case d.Step == Remind && t.Reminded:
		return step, fault.New(fault.Conflict, "steering.act.reminded")
	case d.Step == Remind && t.Proposal:
		return step, fault.New(fault.Conflict, "steering.act.proposal")
	case d.Step == Counter && (d.Days < 1 || d.Days > maxDays):
		return step, invalid("days", "steering.file.days", "max", maxDays)
	}
	return step, nil
}

// allows asks whether the actor holds the right of a step. It counts where the task is to be done, but for the signature
// under what is sent down to a township: that is the county's, and whoever sees the township alone may not give it.
func (t Task) allows(who access.Actor, right access.Right) error {
	county := region.Key{Code: t.Places.County, Level: region.County}
	if right == CanSign && t.Target.Level == region.Township && !who.May(right, county) {
		return fault.New(fault.Denied, "access.denied", "right", i18n.Msg(string(right)))
	}
	return who.CheckAt(right, t.Target)
}

// complete fills in what the step itself settles: time, limits, dates, and whether the effect allows it.
func (s *Service) complete(e *Event, t Task, step Transition, d Deed) (err error) {
	e.AtMs = s.Now().UnixMilli()
	switch d.Step {
	case Counter:
		if e.OfferOn, err = s.Calendar().AddWorkingDays(s.today(), d.Days); err != nil {
			return err
		}
	case Agree:
		e.DueOn = t.OfferOn
		t.DueOn = t.OfferOn
	case Verify:
		if effect := EffectOf(t.Before, *e.After); effect != Narrowed {
			return fault.New(fault.Conflict, "steering.verify."+string(effect))
		}
	}
	if step.To == "" {
		e.LimitOn = t.LimitOn
		return nil
	}
	t.State = step.To
	e.LimitOn, err = s.limit(t)
	return err
}

// measureAgain asks the task's question for its newest period. Without later figures Verify is refused, while a task may
// be given up without them.
func (s *Service) measureAgain(ctx context.Context, who access.Actor, id string, e *Event) error {
	t, err := s.Get(ctx, who, id)
	if err != nil {
		return err
	}
	after, err := s.measure(ctx, who, latest(t.Before))
	switch {
	case err != nil && e.Step == Verify:
		return err
	case err == nil && after.Later(t.Before):
		e.After = &after
	case e.Step == Verify:
		return fault.New(fault.Conflict, "steering.verify.waits", "period", t.Before.Period)
	}
	return nil
}

// Open lists the steps that the actor may take now, in the order of the machine.
func (s *Service) Open(who access.Actor, t Task) []Transition {
	var list []Transition
	for _, step := range taskMachine.Steps(t.State) {
		if t.allows(who, step.Right) == nil && (step.Step != Remind || !t.Reminded && !t.Proposal) {
			list = append(list, step)
		}
	}
	return list
}
