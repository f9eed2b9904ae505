package casework

import (
	"context"
	"regexp"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Deed is what somebody does to a case. Seen is the number of actions that whoever acts has seen: when somebody was faster,
// nothing is changed and the slower is told.
type Deed struct {
	Step     string
	Seen     int
	Facts    []string   // identifiers: of Submit and Supplement, where they are wanted
	Missing  []string   // codes: of Correct
	RaisedBy []string   // actions: of a second Correct
	Answers  []string   // codes: of Supplement
	Decision string     // identifier: of Decide
	Ref      string     // identifier: of Notify the message, of Deliver the result, of Rate the rating, which is a record of its own
	Reason   string     // code: of Refuse, HandBack, Withdraw, Lapse, Reopen; allowed for all
	Level    int        // of Rate: 5 very satisfied to 1 very dissatisfied
	Assignee string     // account: of Assign
	To       region.Key // of Handover
	Way                 // of the person's side
}

// code is what may stand in a record: what is asked for, what is missing, why. Words for it belong to the programme.
var code = regexp.MustCompile(`^[a-z0-9][a-z0-9_.:-]{0,79}$`)

// maxCodes is how many codes or identifiers one action may bring.
const maxCodes = 200

// Act takes one step. What the machine, the case's state, time or the actor's rights do not allow is refused, and nothing is
// changed then.
func (s *Service) Act(ctx context.Context, who access.Actor, id string, d Deed) (c Case, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		c, err = s.ActIn(tx, who, id, d)
		return err
	})
	return c, err
}

// ActIn is Act inside a use case of another room.
func (s *Service) ActIn(tx *store.Tx, who access.Actor, id string, d Deed) (Case, error) {
	c, m, t, a, err := s.ready(tx, who, id, d)
	if err != nil {
		return Case{}, err
	}
	if d.Seen != c.Actions {
		return Case{}, fault.New(fault.Conflict, "casework.act.moved")
	}
	if err := s.bring(c, t, d, &a); err != nil {
		return Case{}, err
	}
	if err := s.settle(c, m, t, d, &a); err != nil {
		return Case{}, err
	}
	if t.Kind == Assign {
		if err := s.assignable(tx, c, t, d.Assignee); err != nil {
			return Case{}, err
		}
	}
	return s.record(tx, who, c, a)
}

// Ready returns the case when the actor may take a step of it as it stands, for what a programme shows before; what the step
// brings is not looked at. The errors are those of Act.
func (s *Service) Ready(q store.Queryer, who access.Actor, id, step string, w Way) (Case, error) {
	c, _, _, _, err := s.ready(q, who, id, Deed{Step: step, Way: w})
	return c, err
}

// ready finds the case, the machine and the transition, and checks that the actor may take it.
func (s *Service) ready(q store.Queryer, who access.Actor, id string, d Deed) (c Case, m *Machine, t Transition, a Action, err error) {
	if c, err = s.readable(q, who, id, d.Way); err != nil {
		return Case{}, nil, t, a, err
	}
	if m = s.machines[c.Machine]; m == nil {
		return Case{}, nil, t, a, fault.New(fault.Conflict, "casework.act.machine")
	}
	t, ok := m.step(c.State, d.Step)
	if !ok || c.Offer != nil && !slices.Contains(duringOffer, t.Kind) || c.Offer == nil && (t.Kind == TakeOver || t.Kind == HandBack) {
		return Case{}, nil, t, a, fault.New(fault.Conflict, "casework.act.state")
	}
	a = Action{Case: id, Kind: t.Kind, Step: t.Step, Outcome: c.Outcome}
	return c, m, t, a, s.allowed(q, who, c, t, d, &a)
}

// assignable refuses an account that is not there, or whose turn it could not be; while the person's answer is waited for, one that could not
// assign it either. The answer does not tell the one from the other.
func (s *Service) assignable(q store.Queryer, c Case, t Transition, account string) error {
	right := c.Owner
	if right == CanOwn {
		right = t.Right
	}
	may, err := s.Holds(q, account, right, c.Place)
	if err == nil && !may {
		err = invalid("assignee", "casework.act.unfit")
	}
	return err
}

// duringOffer are the kinds of actions that are possible while another office has not answered.
var duringOffer = []Kind{TakeOver, HandBack, Withdraw, Submit, Remind}

// allowed checks the right, and what keeps hands apart.
func (s *Service) allowed(q store.Queryer, who access.Actor, c Case, t Transition, d Deed, a *Action) error {
	if t.Right == CanOwn {
		err := s.personSide(q, who, c, d.Way, a)
		if err == nil && t.Apart && a.OnBehalfOf != "" && a.Mandate == "" {
			err = s.apart(q, who, c) // an officer speaks for the person here
		}
		return err
	}
	a.Channel = string(who.Channel)
	place := c.Place
	if c.Offer != nil && (t.Kind == TakeOver || t.Kind == HandBack && !who.May(t.Right, c.Place)) {
		place = c.Offer.To
	}
	if err := who.CheckAt(t.Right, place); err != nil {
		return err
	}
	switch {
	case who.SignedIn() && who.Person == c.Person:
		return fault.New(fault.Denied, "casework.act.own")
	case c.Appealed && t.moves() && c.decidedBy(who):
		return fault.New(fault.Denied, "casework.act.decider")
	case t.Apart:
		return s.apart(q, who, c)
	case t.Right != s.machines[c.Machine].Guest:
		return nil
	}
	tied, err := s.tied(q, who, c)
	if err == nil && !tied {
		err = fault.New(fault.NotFound, "access.absent") // as if it were not there: it is another's
	}
	return err
}

// apart refuses those whose work the case looks at: who has decided in it, and whom it is about.
func (s *Service) apart(q store.Queryer, who access.Actor, c Case) error {
	if c.decidedBy(who) {
		return fault.New(fault.Denied, "casework.act.decided")
	}
	tied, err := s.tied(q, who, c)
	if err == nil && tied {
		err = fault.New(fault.Denied, "casework.act.tied")
	}
	return err
}

// decidedBy tells whether an actor, under whatever account, has decided in the case.
func (c Case) decidedBy(who access.Actor) bool {
	return slices.Contains(c.Deciders, who.ID) || slices.Contains(c.Deciders, person(who))
}

// bring checks what the action must bring and puts it into the record.
func (s *Service) bring(c Case, t Transition, d Deed, a *Action) error {
	if d.Reason != "" && !code.MatchString(d.Reason) {
		return invalid("reason", "casework.act.code")
	}
	if d.Reason != "" && len(t.Reasons) > 0 && !slices.Contains(t.Reasons, d.Reason) {
		return invalid("reason", "casework.act.reason")
	}
	a.Reason = d.Reason
	switch a.Kind { //nolint:exhaustive // the others bring nothing
	case Submit:
		a.Facts = d.Facts
		return refs("facts", d.Facts, "some")
	case Correct:
		a.Missing, a.RaisedBy = d.Missing, d.RaisedBy
		return c.mayNotice(d)
	case Supplement:
		a.Facts, a.Answers = d.Facts, d.Answers
		return c.mayAnswer(d)
	case Decide:
		a.Decision = d.Decision
		return refs("decision", []string{d.Decision}, "some")
	case Notify, Deliver:
		a.Ref = d.Ref
		return refs("ref", []string{d.Ref}, "some")
	case Rate:
		a.Level, a.Ref = d.Level, d.Ref
		return c.mayRate(d)
	case Refuse, HandBack, Lapse, Reopen:
		if d.Reason == "" {
			return invalid("reason", "casework.act.reason")
		}
	case Appeal:
		return c.mayAppeal(calendar.Day(s.Now()))
	case Remind:
		if c.Reminded {
			return fault.New(fault.Conflict, "casework.act.reminded")
		}
	}
	return nil
}

// refs checks identifiers of records in other rooms, each once; with some, there must be one.
func refs(field string, ids []string, some ...string) error {
	if len(ids) == 0 && len(some) > 0 || len(ids) > maxCodes {
		return invalid(field, "casework.act.ids", "max", maxCodes)
	}
	for i, id := range ids {
		if _, _, err := ident.Parse(id); err != nil || slices.Contains(ids[:i], id) {
			return invalid(field, "casework.act.ids", "max", maxCodes)
		}
	}
	return nil
}

// codes checks codes, each once and at least one.
func codes(field string, list []string) error {
	if len(list) == 0 || len(list) > maxCodes {
		return invalid(field, "casework.act.codes", "max", maxCodes)
	}
	for i, one := range list {
		if !code.MatchString(one) || slices.Contains(list[:i], one) {
			return invalid(field, "casework.act.codes", "max", maxCodes)
		}
	}
	return nil
}

// mayRate refuses a second rating.
func (c Case) mayRate(d Deed) error {
	if c.Rating != 0 {
		return fault.New(fault.Conflict, "casework.rate.twice")
	}
	if d.Level < 1 || d.Level > 5 {
		return invalid("level", "casework.rate.level")
	}
	return refs("ref", []string{d.Ref}, "some")
}

// mayAppeal refuses an appeal after its last day, and a second one: whoever answers the first decides last in this house, and
// the law says where to go from there. Until somebody has told the person of the decision, no day counts.
func (c Case) mayAppeal(today string) error {
	if c.Appeals > 0 {
		return fault.New(fault.Conflict, "casework.appeal.twice")
	}
	if c.AppealBy != "" && today > c.AppealBy {
		return fault.New(fault.Conflict, "casework.appeal.late", "day", c.AppealBy)
	}
	return nil
}
