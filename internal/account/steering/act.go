package steering

import (
	"context"
	"strings"
	"unicode/utf8"

	"mihe/internal/account/indicator"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
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
func (s *Service) Act(ctx context.Context, who access.Actor, id string, d Deed) (t Task, err error) {
	d.Reason = strings.TrimSpace(d.Reason)
	for range filings {
		t, err = s.act(ctx, who, id, d)
		if wrong, refused := fault.As(err); !refused || wrong.Key != movedKey {
			break
		}
	}
	return t, err
}

func (s *Service) act(ctx context.Context, who access.Actor, id string, d Deed) (Task, error) {
	e := Event{V: 1, Task: id, Step: d.Step, Actor: who.ID, Reason: d.Reason}
	if d.Step == Verify || d.Step == GiveUp {
		if err := s.measureAgain(ctx, who, id, d, &e); err != nil {
			return Task{}, err
		}
	}
	var next Task
	err := s.DB.Write(ctx, func(tx *store.Tx) error {
		t, _, err := s.story(tx, who, id)
		if err != nil {
			return err
		}
		if e.After != nil {
			if err := s.fresh(tx, *e.After); err != nil {
				return err
			}
		}
		step, err := s.allowed(who, t, d)
		if err != nil {
			return err
		}
		if err := s.complete(&e, t, step, d); err != nil {
			return err
		}
		if next, err = s.record(tx, who, t, e); d.Step == Feedback {
			next.Reporter = who.ID
		}
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
	if err := s.may(who, step, t); err != nil {
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

// complete fills in what the step leads to: time, state, limits, dates, effect. It refuses what the effect does not allow.
func (s *Service) complete(e *Event, t Task, step Transition, d Deed) (err error) {
	e.AtMs = s.Now().UnixMilli()
	switch d.Step { //nolint:exhaustive // the other steps settle nothing
	case Counter:
		if t.OfferOn, err = s.Calendar().AddWorkingDays(s.today(), d.Days); err != nil {
			return err
		}
	case Agree:
		t.DueOn, t.OfferOn = t.OfferOn, ""
	case Hold:
		t.OfferOn = ""
	case Remind:
		t.Reminded = true
	case Escalate:
		t.Escalated = true
	case Return:
		t.Effect = ""
	}
	if e.After != nil {
		t.Effect = effect(t, *e.After, e.Course)
	}
	if d.Step == Verify {
		if err := proven(t.Effect); err != nil {
			return err
		}
	}
	if step.To != "" {
		t.State = step.To
		if t.LimitOn, err = s.limit(t); err != nil {
			return err
		}
	}
	e.Outcome = t.outcome()
	return nil
}

// measureAgain asks the task's question for its newest period. Without later figures, or with figures of other units,
// Verify is refused, while a task may be given up without them.
func (s *Service) measureAgain(ctx context.Context, who access.Actor, id string, d Deed, e *Event) error {
	t, _, err := s.Story(ctx, who, id)
	if err != nil {
		return err
	}
	if _, err := s.allowed(who, t, d); err != nil { // before anything is told of figures
		return err
	}
	after, course, err := s.later(ctx, who, t)
	switch {
	case err == nil:
		e.After, e.Course = &after, course
	case e.Step == Verify || fault.KindOf(err) == fault.Internal || fault.KindOf(err) == fault.Unavailable:
		return err
	}
	return nil
}

// later is the newest measurement of the gap that a task cites, and where the place stands whose warning it answers; or a
// refusal that says why there is none to compare with.
func (s *Service) later(ctx context.Context, who access.Actor, t Task) (Measurement, *Course, error) {
	after, g, err := s.measure(ctx, who, latest(t.Before))
	if err == nil && !after.Later(t.Before) {
		err = fault.New(fault.Conflict, waitsKey, "period", t.Before.Period)
	}
	if err == nil && t.Alarm != nil {
		course, err := s.course(ctx, who, t)
		return after, course, err
	}
	if err == nil {
		err = mayCompare(t.Before, after, g)
	}
	return after, nil, err
}

// waitsKey are the words for a task without later figures.
const waitsKey = "steering.verify.waits"

// effect is what later figures say of a task: of the warned place where it answers a warning, else of the gap.
func effect(t Task, after Measurement, course *Course) Effect {
	switch {
	case t.Alarm == nil:
		return EffectOf(t.Before, after)
	case course != nil && course.Back:
		return Recovered
	}
	return Astray
}

// proven refuses what closes no task as achieved.
func proven(e Effect) error {
	if e != Narrowed && e != Recovered {
		return fault.New(fault.Conflict, "steering.verify."+string(e))
	}
	return nil
}

// mayCompare refuses a measurement of other units than the cited one, or after a new definition: a gap between fewer
// counties is narrower and nobody is better off. The number of groups also guards a period that was compiled again, which is
// compared with what was cited and not with itself.
func mayCompare(before, after Measurement, g *indicator.Gap) error {
	if _, why := g.Comparable(before.Period); why != nil {
		return fault.New(fault.Conflict, "steering.verify.incomparable", "why", *why)
	}
	if g.Indicator.Computed && !after.sameSources(before) { // nobody types progress
		return fault.New(fault.Conflict, "steering.verify.incomparable", "why", i18n.Msg("indicator.why.other_source"))
	}
	if after.Groups != before.Groups {
		return fault.New(fault.Conflict, "steering.verify.incomparable", "why", i18n.Msg("indicator.why.other_units"))
	}
	return nil
}
