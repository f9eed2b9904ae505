package eldercare

import (
	"context"
	"maps"
	"slices"
	"strings"

	"mihe/internal/act/casework"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/record/form"
)

// Questions are what the person's side is asked in a case: all that is missing; or, while nothing is asked for, whatever of the form they
// want to say anew.
type Questions struct {
	Case    casework.Case
	Layout  *form.Layout
	Asked   []form.Field // answered here
	Papers  []string     // codes of what is shown to the office on paper
	Officer bool         // writes it down for the person, and says how the person said it
}

// The steps of the person's side.
const (
	supplement = "supplement"
	submit     = "submit"
)

// Questions shows the person, a relative under a mandate or an officer who helps what is asked. Nothing of the person is read.
func (s *Service) Questions(ctx context.Context, who access.Actor, id, mandate string) (*Questions, error) {
	q, _, err := s.questions(ctx, who, id, casework.Way{Mandate: mandate, Channel: access.Web})
	return q, err
}

func (s *Service) questions(ctx context.Context, who access.Actor, id string, way casework.Way) (*Questions, string, error) {
	step := supplement
	q := &Questions{}
	err := s.DB.Read(ctx, func(tx store.Queryer) (err error) {
		if q.Case, err = s.Desk.Ready(tx, who, id, supplement, way); isState(err) {
			step = submit
			q.Case, err = s.Desk.Ready(tx, who, id, submit, way)
		}
		return err
	})
	if err == nil && q.Case.Machine != Entitlement {
		err = fault.New(fault.NotFound, "access.absent")
	}
	if err != nil {
		return nil, "", err
	}
	if q.Layout, err = s.form(ctx); err != nil {
		return nil, "", err
	}
	q.Officer = who.Person != q.Case.Person && way.Mandate == ""
	for _, f := range q.Layout.Fields {
		if f.Source == "" && (step == submit || slices.Contains(q.Case.Missing, f.ID)) {
			q.Asked = append(q.Asked, f)
		}
	}
	if step == supplement {
		q.Papers = slices.DeleteFunc(slices.Clone(q.Case.Missing), func(code string) bool {
			return slices.ContainsFunc(q.Asked, func(f form.Field) bool { return f.ID == code })
		})
	}
	return q, step, nil
}

// Answer is what the person's side says. Nothing says that they can bring nothing of what is asked for.
type Answer struct {
	Way     casework.Way
	Seen    int
	Answers map[string]string
	Papers  []string
	Nothing bool
}

// nothingToAdd is the code of the reason.
const nothingToAdd = "nothing_to_add"

// Answer keeps what was answered as the form, filled anew with what was said before, and hands the case back: both or neither. What is left
// out stays missing, and the office goes on with what there is.
func (s *Service) Answer(ctx context.Context, who access.Actor, id string, a Answer) (c casework.Case, err error) {
	q, step, err := s.questions(ctx, who, id, a.Way)
	if err != nil {
		return c, err
	}
	deed := casework.Deed{Step: step, Seen: a.Seen, Way: a.Way}
	if a.Nothing && step == supplement {
		deed.Reason = nothingToAdd
		return s.Desk.Act(ctx, who, id, deed)
	}
	said := map[string]string{}
	for _, f := range q.Asked {
		if text := strings.TrimSpace(a.Answers[f.ID]); text != "" {
			said[f.ID] = text
			deed.Answers = append(deed.Answers, f.ID)
		}
	}
	for _, code := range q.Papers {
		if slices.Contains(a.Papers, code) {
			deed.Answers = append(deed.Answers, code)
		}
	}
	if len(deed.Answers) == 0 {
		return c, fault.New(fault.Invalid, "eldercare.answer.none")
	}
	if step == submit {
		deed.Answers = nil
	}
	ready, err := s.anew(ctx, who, q, a.Way, said)
	if err != nil {
		return c, err
	}
	deed.Facts = []string{ready.ID()}
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		if _, err := s.Forms.FillIn(tx, who, ready); err != nil {
			return err
		}
		c, err = s.Desk.ActIn(tx, who, id, deed)
		return err
	})
	return c, err
}

// anew is the form of the case with what is said now in the place of what was said before. An officer who writes it down is shown nothing of
// that: the old answers are opened for the person, as the ledger says, and only carried over.
func (s *Service) anew(ctx context.Context, who access.Actor, q *Questions, way casework.Way, said map[string]string) (form.Ready, error) {
	c := q.Case
	behalf := who
	if who.Person != c.Person {
		behalf.OnBehalfOf = c.Person // the case has looked at the mandate, or at the right to help
	}
	w := form.NewFilling{
		Version: q.Layout.Version(), Subject: c.Person, Region: c.Place, Case: c.ID, Channel: way.Channel, Answers: map[string]string{}, Basis: access.TheirOwn,
	}
	for _, id := range slices.Backward(c.Facts) {
		o, err := s.Forms.Open(ctx, behalf, id)
		switch {
		case err != nil:
			return form.Ready{}, err
		case o.Erased:
			return form.Ready{}, fault.New(fault.NotFound, "keyring.erased")
		case o.Form != ApplicationForm:
			continue
		}
		w.Supersedes = o.ID
		for _, f := range q.Layout.Fields {
			if text := o.Answers[f.ID]; f.Source == "" && text != "" {
				w.Answers[f.ID] = text
			}
		}
		break
	}
	maps.Copy(w.Answers, said)
	if q.Officer {
		behalf = who // fills it by their own right
	}
	return s.Forms.Prepare(ctx, behalf, w)
}
