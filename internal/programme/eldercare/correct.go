package eldercare

import (
	"context"
	"slices"

	"mihe/internal/act/casework"
	"mihe/internal/act/notify"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/decide/rule"
	"mihe/internal/record/form"
)

// Wanted is one thing that the office may ask for, and what is known of it.
type Wanted struct {
	Field  form.Field
	Known  *rule.FrozenFact // nil: nobody has said anything
	Needed bool             // nobody but the person can say it, and it could still change what is due
}

// Correction is an application that was received, before the one notice of all that is missing (一次性告知补正): what may be asked for.
type Correction struct {
	Case   casework.Case
	Rules  *rule.Set
	Asked  []Wanted // questions of the form, answered or not
	Papers []Wanted // what neither a register nor the form says
}

// correct is the step of whoever receives applications.
const correct = "correct"

// Correction shows whoever receives applications what may be asked for. What was asked before and not answered is not asked again.
func (s *Service) Correction(ctx context.Context, who access.Actor, id string) (*Correction, error) {
	c, err := s.ready(ctx, who, id, correct)
	if err != nil {
		return nil, err
	}
	if c.Notices > 0 && len(c.Fresh) == 0 {
		return nil, fault.New(fault.Conflict, "casework.correct.twice")
	}
	k := &Correction{Case: c}
	if k.Rules, err = s.Rules.Holding(ctx, ListSet, s.today()); err != nil {
		return nil, err
	}
	l, err := s.form(ctx)
	if err != nil {
		return nil, err
	}
	g, err := s.gather(ctx, who, c, k.Rules)
	if err != nil {
		return nil, err
	}
	_, out, err := k.Rules.Freeze(s.today(), g.Facts)
	if err != nil {
		return nil, err
	}
	for _, f := range l.Fields {
		counts := slices.ContainsFunc(k.Rules.Document().Facts, func(one rule.Fact) bool { return one.ID == f.ID })
		if !counts || slices.Contains(c.Missing, f.ID) {
			continue
		}
		w := Wanted{Field: f}
		if at := slices.IndexFunc(g.Facts, func(one rule.FrozenFact) bool { return one.ID == f.ID }); at >= 0 {
			w.Known = &g.Facts[at]
		}
		switch {
		case f.Source == "":
			w.Needed = w.Known == nil && slices.Contains(out.Missing, f.ID)
			k.Asked = append(k.Asked, w)
		case w.Known == nil:
			k.Papers = append(k.Papers, w)
		}
	}
	return k, nil
}

// Correct asks the person once for all that is ticked, in the order of the form. Whatever may not be asked for is refused.
func (s *Service) Correct(ctx context.Context, who access.Actor, id string, seen int, ticked []string) (c casework.Case, err error) {
	k, err := s.Correction(ctx, who, id)
	if err != nil {
		return c, err
	}
	var missing []string
	for _, w := range slices.Concat(k.Asked, k.Papers) {
		if slices.Contains(ticked, w.Field.ID) {
			missing = append(missing, w.Field.ID)
		}
	}
	switch {
	case len(missing) == 0:
		return c, fault.New(fault.Invalid, "eldercare.correct.none").At("missing")
	case len(missing) != len(ticked):
		return c, fault.New(fault.Invalid, "eldercare.correct.other").At("missing")
	}
	deed := casework.Deed{Step: correct, Seen: seen, Missing: missing}
	if k.Case.Notices > 0 {
		deed.RaisedBy = k.Case.Fresh
	}
	return s.asks(ctx, who, id, deed)
}

// missingTemplate is the message that something is missing: the letter brings the list, the short text does not.
const missingTemplate = "eldercare_missing"

// asks takes the step that asks for what is missing, and queues the message with the list: both or neither.
func (s *Service) asks(ctx context.Context, who access.Actor, id string, deed casework.Deed) (c casework.Case, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		if c, err = s.Desk.ActIn(tx, who, id, deed); err != nil {
			return err
		}
		wish := notify.Wish{
			Person: c.Person, Channel: notify.SMS, Template: missingTemplate, Args: notify.Args{Number: c.Number(), Day: c.LimitOn}, About: c.ID, Region: c.Place,
		}
		if _, err := s.Notices.QueueIn(tx, who, wish); err != nil {
			return err
		}
		wish.Channel = notify.Letter
		for _, code := range deed.Missing {
			wish.Args.Items = append(wish.Args.Items, Entitlement+".code."+code)
		}
		_, err := s.Notices.QueueIn(tx, who, wish)
		return err
	})
	return c, err
}
