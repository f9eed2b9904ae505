package eldercare

import (
	"context"
	"strconv"
	"strings"

	"mihe/internal/act/casework"
	"mihe/internal/act/notify"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/store"
	"mihe/internal/decide/rule"
)

// decidedTemplate is the message that a case was decided. It says neither what nor why: the letter encloses the decision.
const decidedTemplate = "eldercare_decided"

// Templates are the messages of elder care.
func Templates() []notify.Template {
	return []notify.Template{
		{Name: decidedTemplate, Short: "eldercare.notice.short", Letter: "eldercare.notice.letter"},
		{Name: missingTemplate, Short: "eldercare.missing.short", Letter: "eldercare.missing.letter"},
	}
}

// Notice is what a person is told of a decision, or of why the application was not accepted.
type Notice struct {
	Case     casework.Case
	On       string // day
	Refused  string // code of the reason; empty: it was decided
	Decision rule.Explained
	Appeal   casework.Term // within which the person may appeal
	Arranged []Arranged    // in the case, that is not over
}

// Notice opens the decision of a case to the person, a relative under a mandate, or an officer who may read it.
func (s *Service) Notice(ctx context.Context, who access.Actor, id, mandate string) (*Notice, error) {
	c, actions, err := s.Desk.View(ctx, who, id, mandate)
	if err != nil {
		return nil, err
	}
	n := &Notice{Case: c}
	n.Appeal, _ = s.Desk.Machine(Entitlement).Appeal.On(c.DayOn)
	if c.Decision == "" {
		for _, a := range actions {
			if a.Kind == casework.Refuse {
				n.Refused, n.On = a.Reason, a.DayOn
			}
		}
	}
	if c.Machine != Entitlement || c.Decision == "" && n.Refused == "" {
		return nil, fault.New(fault.NotFound, "access.absent")
	}
	if n.Refused != "" {
		return n, nil
	}
	if mandate != "" {
		who.OnBehalfOf = c.Person // the case has looked at the mandate
	}
	if n.Decision, err = s.Rules.Explain(ctx, who, c.Decision); err != nil {
		return nil, err
	}
	if n.Decision.Erased {
		return nil, fault.New(fault.NotFound, "keyring.erased")
	}
	n.On = n.Decision.On
	if s.Plans != nil {
		n.Arranged, err = s.arranged(ctx, who, c)
	}
	return n, err
}

// Say writes the notice in plain words, a paragraph each: what is due and on what that rests, and how to appeal.
func (n *Notice) Say(c *i18n.Catalog, l i18n.Lang) []string {
	lines := []string{c.Text(l, "eldercare.notice.on", "number", n.Case.Number(), "day", n.On)}
	if n.Refused != "" {
		return append(lines, n.SayRefused(c, l), n.SayAppeal(c, l))
	}
	_, items := n.Decision.Result(c, l)
	if len(items) == 0 {
		lines = append(lines, c.Text(l, "eldercare.notice.nothing"))
	} else {
		lines = append(lines, c.Text(l, "eldercare.notice.due", "count", strconv.Itoa(len(items))))
		for i, item := range items {
			lines = append(lines, strconv.Itoa(i+1)+". "+item)
		}
	}
	lines = append(lines, c.Text(l, "eldercare.notice.amounts"))
	if n.Decision.Frozen.Reason != "" {
		lines = append(lines, c.Text(l, "eldercare.notice.corrected", "reason", n.Decision.Frozen.Reason))
	}
	lines = append(lines, n.SayAppeal(c, l))
	if n.Unverified() {
		lines = append(lines, c.Text(l, "eldercare.notice.unverified"))
	}
	return lines
}

// SayRefused says why the application was not accepted.
func (n *Notice) SayRefused(c *i18n.Catalog, l i18n.Lang) string {
	return c.Text(l, "eldercare.notice.refused", "reason", c.Text(l, Entitlement+".code."+n.Refused))
}

// Unverified tells whether the decision rests on a parameter that nobody has compared with its source.
func (n *Notice) Unverified() bool { return n.Decision.Outcome.Trace.Unverified() }

// SayAppeal says how to appeal, and until when.
func (n *Notice) SayAppeal(c *i18n.Catalog, l i18n.Lang) string {
	switch {
	case n.Case.Appealed:
		return c.Text(l, "eldercare.notice.appeal.pending")
	case n.Case.Appeals > 0:
		return c.Text(l, "eldercare.notice.appeal.done")
	case n.Case.AppealBy != "":
		return c.Text(l, "eldercare.notice.appeal.until", "day", n.Case.AppealBy)
	}
	return c.Text(l, "eldercare.notice.appeal."+string(n.Appeal.Unit), "days", strconv.Itoa(n.Appeal.Days))
}

// Telling is the step by which the actor may tell the person now, of a decision or of why the application was not accepted.
func (s *Service) Telling(ctx context.Context, who access.Actor, id string) (step string, err error) {
	step = "tell"
	if _, err = s.ready(ctx, who, id, step); isState(err) {
		step = "tell_refusal"
		_, err = s.ready(ctx, who, id, step)
	}
	return step, err
}

// Tell tells the person, by a letter that encloses the decision and a short message that does not, and goes on with the case: the messages
// are queued with it, or nothing is.
func (s *Service) Tell(ctx context.Context, who access.Actor, id string, seen int) (c casework.Case, err error) {
	step, err := s.Telling(ctx, who, id)
	if err != nil {
		return c, err
	}
	if c, err = s.ready(ctx, who, id, step); err != nil {
		return c, err
	}
	wish := notify.Wish{
		Person: c.Person, Template: decidedTemplate, Args: notify.Args{Number: c.Number()}, About: c.ID, Region: c.Place,
	}
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		wish.Channel = notify.SMS
		if _, err := s.Notices.QueueIn(tx, who, wish); err != nil {
			return err
		}
		wish.Channel = notify.Letter
		letter, err := s.Notices.QueueIn(tx, who, wish)
		if err != nil {
			return err
		}
		c, err = s.Desk.ActIn(tx, who, id, casework.Deed{Step: step, Seen: seen, Ref: letter.ID})
		return err
	})
	return c, err
}

// Enclosures are what letters of elder care bring: the decision.
func Enclosures(s *Service) map[string]notify.Enclose {
	return map[string]notify.Enclose{decidedTemplate: s.enclosed}
}

// enclosed is the notice in words.
func (s *Service) enclosed(ctx context.Context, who access.Actor, m notify.Message, lang i18n.Lang) (string, error) {
	n, err := s.Notice(ctx, who, m.About, "")
	if err != nil {
		return "", err
	}
	return strings.Join(n.Say(s.Notices.Words, lang), "\n"), nil
}
