package steering

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"mihe/internal/base/i18n"
)

// actionCount is how many actions the plan has.
const actionCount = 17

func (p *Plan) check() error {
	if err := p.checkDocument(); err != nil {
		return fmt.Errorf("document: %w", err)
	}
	for id, d := range p.Departments {
		if err := both(d.Name, d.Short); err != nil {
			return fmt.Errorf("department %q: %w", id, err)
		}
	}
	for _, c := range p.Chapters {
		if err := both(c.Heading, c.Short); err != nil {
			return fmt.Errorf("chapter %d: %w", c.Number, err)
		}
		if len(p.In(c)) == 0 {
			return fmt.Errorf("chapter %d holds no action", c.Number)
		}
	}
	if len(p.Actions) != actionCount {
		return fmt.Errorf("%d actions, want %d", len(p.Actions), actionCount)
	}
	for i, a := range p.Actions {
		if a.Number != i+1 {
			return fmt.Errorf("action %d stands in place %d", a.Number, i+1)
		}
		if err := p.checkAction(a); err != nil {
			return fmt.Errorf("action %d: %w", a.Number, err)
		}
	}
	return p.checkGoals()
}

func (p *Plan) checkDocument() error {
	d := p.Document
	if d.Number == "" || len(d.Issuers) == 0 || len(d.Addressees) == 0 {
		return errors.New("number, issuers or addressees are missing")
	}
	if err := day(d.Date); err != nil {
		return err
	}
	if err := p.known(d.Issuers); err != nil {
		return err
	}
	return both(append([]i18n.Name{d.Title, d.Notice, d.Aim}, d.Addressees...)...)
}

func (p *Plan) checkGoals() error {
	if len(p.Goals) == 0 {
		return errors.New("no goals")
	}
	for _, g := range p.Goals {
		if err := day(g.Due); err != nil {
			return fmt.Errorf("goal: %w", err)
		}
		if len(g.Strands) == 0 {
			return fmt.Errorf("goal %s has no strands", g.Due)
		}
		for i, s := range g.Strands {
			if err := p.checkStrand(s); err != nil {
				return fmt.Errorf("goal %s, strand %d: %w", g.Due, i+1, err)
			}
		}
	}
	return nil
}

func (p *Plan) checkStrand(s Strand) error {
	if s.Evidence != NoneYet {
		return fmt.Errorf("evidence %q is unknown", s.Evidence)
	}
	for _, n := range s.Actions {
		if _, ok := p.Action(n); !ok {
			return fmt.Errorf("action %d is unknown", n)
		}
	}
	return both(s.Text)
}

func (p *Plan) checkAction(a Action) error {
	if p.ChapterOf(a).Number == 0 {
		return fmt.Errorf("chapter %d is unknown", a.Chapter)
	}
	if a.Ordinal == "" || len(a.Leads) == 0 {
		return errors.New("ordinal or lead departments are missing")
	}
	if err := both(append([]i18n.Name{a.Title, a.Short, a.Text}, a.Notes...)...); err != nil {
		return err
	}
	if a.LeadNote != (i18n.Name{}) {
		if err := both(a.LeadNote); err != nil {
			return err
		}
	}
	for _, l := range a.Leads {
		if l.Mark != NamedInRelated && l.Mark != Recalled {
			return fmt.Errorf("lead %s: mark %q is unknown", l.Department, l.Mark)
		}
		if err := p.known([]string{l.Department}); err != nil {
			return err
		}
	}
	return p.checkFigures(a)
}

func (p *Plan) checkFigures(a Action) error {
	for i, t := range a.Targets {
		if err := p.checkTarget(a, t); err != nil {
			return fmt.Errorf("target %d: %w", i+1, err)
		}
	}
	for i, r := range a.Reports {
		if err := sourced(r.Text, r.Sources); err != nil {
			return fmt.Errorf("report %d: %w", i+1, err)
		}
		if r.Status != Unverified {
			return fmt.Errorf("report %d: status %q, want %q", i+1, r.Status, Unverified)
		}
	}
	return nil
}

// checkTarget holds the two bases apart: what the plan is said to ask must stand in its text, and a figure from another
// paper may not pass for checked.
func (p *Plan) checkTarget(a Action, t Target) error {
	if err := sourced(t.Text, t.Sources); err != nil {
		return err
	}
	if t.Due != "" {
		if err := day(t.Due + "-12-31"); err != nil {
			return err
		}
	}
	switch {
	case t.Basis == InPlan && t.Status == InText:
		if !strings.Contains(a.Text.Zh, t.Text.Zh) {
			return fmt.Errorf("%q does not stand in the action's text", t.Text.Zh)
		}
	case t.Basis == Related && t.Status == Unverified:
	default:
		return fmt.Errorf("basis %q with status %q", t.Basis, t.Status)
	}
	if err := t.Figure.check(); err != nil {
		return fmt.Errorf("figure: %w", err)
	}
	return p.known(t.By)
}

func (f *Figure) check() error {
	switch {
	case f == nil:
		return nil
	case f.Indicator == "":
		return errors.New("no indicator")
	case !finite(f.Value):
		return fmt.Errorf("value %v", f.Value)
	case f.Differs != (i18n.Name{}):
		return both(f.Differs)
	}
	return nil
}

func sourced(text i18n.Name, sources []string) error {
	if len(sources) == 0 || slices.Contains(sources, "") {
		return errors.New("no source")
	}
	return both(text)
}

func (p *Plan) known(departments []string) error {
	for _, id := range departments {
		if _, ok := p.Departments[id]; !ok {
			return fmt.Errorf("department %q is unknown", id)
		}
	}
	return nil
}

func both(names ...i18n.Name) error {
	for _, n := range names {
		if n.Zh == "" || n.En == "" {
			return fmt.Errorf("text %q / %q is not in both languages", n.Zh, n.En)
		}
	}
	return nil
}

func day(s string) error {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return fmt.Errorf("day %q is not YYYY-MM-DD", s)
	}
	return nil
}
