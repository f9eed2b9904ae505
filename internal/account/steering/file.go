package steering

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"mihe/internal/account/indicator"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Filing is what somebody asks for when a finding becomes a task.
type Filing struct {
	Question  indicator.Question // the gap it answers; measured anew, never copied from a form
	Title     string
	Text      string
	Target    region.Key
	Lead      string // function of government; empty: the owner of the indicator
	Assisting []string
	Days      int    // working days from the day after filing
	Plan      string // number of the supervision plan (督查计划文号), or empty
	Duty      string // item of the township's duty list; townships only
	Alarm     string // code of the place whose warning the task answers, or empty; the comparison must be of such places
}

// The bounds of what is typed.
const (
	maxTitle = 80
	maxText  = 2000
	maxDays  = 250
)

// filings bounds attempts when data is published while a gap is being measured, to file a task or to verify it.
const filings = 3

// File measures the gap and files the task (立项). The indicator must be a need or an outcome that serves an action of
// the plan; context raises no task.
func (s *Service) File(ctx context.Context, who access.Actor, f Filing) (Task, error) {
	if err := who.CheckAt(CanFile, f.Target); err != nil {
		return Task{}, err
	}
	t, err := s.draft(f)
	if err != nil {
		return Task{}, err
	}
	t.Side = s.side(who, f.Target)
	for range filings {
		if t.Before, err = s.cited(ctx, who, f.Question); err != nil {
			return Task{}, err
		}
		if t.Alarm, err = s.alarmed(ctx, who, f); err != nil {
			return Task{}, err
		}
		var filed Task
		filed, err = s.file(ctx, who, t)
		if fault.KindOf(err) != fault.Conflict {
			return filed, err
		}
	}
	return Task{}, err
}

// movedKey are the words for a measurement that newer data has overtaken.
const movedKey = "steering.gap.moved"

// fresh refuses a measurement that newer data has overtaken.
func (s *Service) fresh(tx *store.Tx, m Measurement) error {
	version, err := s.Measures.VersionIn(tx)
	if err == nil && version != m.Version {
		err = fault.New(fault.Conflict, movedKey)
	}
	return err
}

// file stores a measured draft, unless the data has moved since.
func (s *Service) file(ctx context.Context, who access.Actor, t Task) (filed Task, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		if err := s.fresh(tx, t.Before); err != nil {
			return err
		}
		if err := s.checkDuty(tx, t); err != nil {
			return err
		}
		if err := s.nameBodies(tx, &t); err != nil {
			return err
		}
		if t.ID, err = ident.New("task", s.Now(), s.Random); err != nil {
			return err
		}
		if t.LimitOn, err = s.limit(t); err != nil {
			return err
		}
		draft := t
		filed, err = s.record(tx, who, Task{}, Event{
			V: 1, Task: t.ID, Step: File, Actor: who.ID, AtMs: s.Now().UnixMilli(), Filing: &draft, Outcome: t.outcome(),
		})
		return err
	})
	return filed, err
}

// draft checks a filing and works out what follows from it without looking at records.
func (s *Service) draft(f Filing) (Task, error) {
	ind, ok := s.Measures.Registry().Get(f.Question.ID)
	if !ok {
		return Task{}, fault.New(fault.NotFound, "indicator.unknown", "id", f.Question.ID).At("indicator")
	}
	action, ok := s.actionOf(ind)
	if !ok {
		return Task{}, invalid("indicator", "steering.file.context", "id", ind.ID)
	}
	t := Task{
		State: Filed, Action: action.Number, Title: strings.TrimSpace(f.Title), Text: strings.TrimSpace(f.Text), Target: f.Target,
		Lead: f.Lead, Assisting: slices.Clone(f.Assisting), Plan: strings.TrimSpace(f.Plan), Duty: strings.TrimSpace(f.Duty),
	}
	if t.Lead == "" {
		t.Lead = ind.Owner
	}
	if t.Assisting == nil {
		t.Assisting = []string{}
	}
	if err := s.checkTexts(t); err != nil {
		return Task{}, err
	}
	view := s.Regions.At(s.today())
	if _, ok := view.Unit(f.Target); !ok {
		return Task{}, invalid("target", "steering.file.target")
	}
	t.Places = placesOf(view, f.Target)
	if f.Target.Level == region.Township && t.Plan == "" {
		t.Proposal, t.State = true, Proposed
	}
	if f.Days < 1 || f.Days > maxDays {
		return Task{}, invalid("days", "steering.file.days", "max", maxDays)
	}
	var err error
	t.DueOn, err = s.Calendar().AddWorkingDays(s.today(), f.Days)
	return t, err
}

// actionOf is the action of the plan that a finding of the indicator answers; there is none for context.
func (s *Service) actionOf(ind *indicator.Indicator) (Action, bool) {
	if ind.Role != indicator.Need && ind.Role != indicator.Outcome {
		return Action{}, false
	}
	for _, a := range s.Plan.Actions {
		if a.Code() == ind.Action {
			return a, true
		}
	}
	return Action{}, false
}

func (s *Service) checkTexts(t Task) error {
	switch {
	case t.Title == "" || utf8.RuneCountInString(t.Title) > maxTitle:
		return invalid("title", "steering.file.title", "max", maxTitle)
	case utf8.RuneCountInString(t.Text) > maxText:
		return invalid("text", "steering.file.text", "max", maxText)
	case utf8.RuneCountInString(t.Plan) > maxTitle:
		return invalid("plan_number", "steering.file.plan", "max", maxTitle)
	case unprintable(t.Title, t.Plan, t.Duty):
		return invalid("title", "steering.file.control")
	case unprintable(strings.NewReplacer("\n", "", "\r", "", "\t", "").Replace(t.Text)):
		return invalid("text", "steering.file.control")
	case !s.knows(t.Lead):
		return invalid("lead", "steering.file.function", "name", t.Lead)
	}
	for i, f := range t.Assisting {
		if !s.knows(f) || f == t.Lead || slices.Contains(t.Assisting[:i], f) {
			return invalid("assisting", "steering.file.function", "name", f)
		}
	}
	return nil
}

// unprintable tells whether a text is no UTF-8 or holds what would move, hide or reorder what stands around it: it belongs
// neither on a page nor in a terminal.
func unprintable(list ...string) bool {
	for _, text := range list {
		if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return csvfile.Control(r) || r >= 0xe000 && r <= 0xf8ff }) {
			return true
		}
	}
	return false
}

// placesOf lists the units that contain k.
func placesOf(view *region.View, k region.Key) Places {
	at := func(level region.Level) region.Code {
		if k.Level < level {
			return ""
		}
		up, _ := view.Ancestor(k, level)
		return up.Code
	}
	return Places{Province: at(region.Province), Prefecture: at(region.Prefecture), County: at(region.County), Township: at(region.Township)}
}

// limit is the last day by which whoever must act next should have acted.
func (s *Service) limit(t Task) (string, error) {
	w, waits := taskMachine.Waiting[t.State]
	if !waits {
		return "", nil
	}
	switch {
	case w.Months > 0:
		return calendar.Day(s.Now().In(calendar.China).AddDate(0, w.Months, 0)), nil
	case w.Due:
		return t.DueOn, nil
	}
	return s.Calendar().AddWorkingDays(s.today(), w.Days)
}
