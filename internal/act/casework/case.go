package casework

import (
	"errors"
	"fmt"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
)

// Case is a case as its actions say it is.
type Case struct {
	ID       string `json:"id"`
	Machine  string `json:"machine"`
	Item     string `json:"item"`   // code of what is asked for
	Person   string `json:"person"` // whom it is about
	OpenedOn string `json:"opened_on"`
	Outcome
	Actions   int      `json:"actions"`
	Facts     []string `json:"facts,omitempty"`    // identifiers of records in other rooms
	Notices   int      `json:"notices,omitempty"`  // of what is missing; one, unless new facts raised another
	Missing   []string `json:"missing,omitempty"`  // codes that were told and are not answered yet
	Fresh     []string `json:"fresh,omitempty"`    // actions that brought facts after the last notice
	Decision  string   `json:"decision,omitempty"` // identifier of the last one
	Deciders  []string `json:"deciders,omitempty"` // accounts and persons who have decided, or declined to accept
	Appealed  bool     `json:"appealed,omitempty"` // and the appeal is neither decided nor taken back
	Appeals   int      `json:"appeals,omitempty"`
	Delivered string   `json:"delivered,omitempty"` // identifier of what was delivered
	Rating    int      `json:"rating,omitempty"`    // 5 very satisfied, 1 very dissatisfied, 0 none
}

// Outcome is what an action leads to, as it is recorded: another release may have another machine or other limits, another
// calendar or map, and must still find the case as it was.
type Outcome struct {
	State State        `json:"state"`
	Owner access.Right `json:"owner,omitempty"` // whose turn it is; empty when the case has ended
	Clock Clock        `json:"clock,omitempty"`
	Place region.Key   `json:"place"` // whose office has the case
	In    Places       `json:"in"`
	Stay
	DayOn      string `json:"day_on"`      // up to which the clocks are counted
	OfficeDays int    `json:"office_days"` // working days, all stays together
	PersonDays int    `json:"person_days"`
	Paused     *Stay  `json:"paused,omitempty"` // where the case goes back to when the correction is answered
	Offer      *Offer `json:"offer,omitempty"`
	Assignee   string `json:"assignee,omitempty"` // account
	AppealBy   string `json:"appeal_by,omitempty"`
	EndBy      string `json:"end_by,omitempty"` // no stay of the case may last longer, whatever the limit of its state
}

// Stay is the time a case has spent in a state.
type Stay struct {
	Where    State  `json:"where"`
	LimitOn  string `json:"limit_on,omitempty"` // last day; empty in an end
	Used     int    `json:"used"`               // working days
	Reminded bool   `json:"reminded,omitempty"`
}

// Offer is a handover that the other office has not answered.
type Offer struct {
	To      region.Key   `json:"to"`
	In      Places       `json:"in"`
	Owner   access.Right `json:"owner"` // who may take it over
	LimitOn string       `json:"limit_on"`
}

// Places are the units that contain a place on the day of the action, for queues by region. Lower ones stay empty.
type Places struct {
	Province   region.Code `json:"province,omitempty"`
	Prefecture region.Code `json:"prefecture,omitempty"`
	County     region.Code `json:"county,omitempty"`
	Township   region.Code `json:"township,omitempty"`
}

// placesOf finds the units that contain a place.
func placesOf(view *region.View, k region.Key) Places {
	at := func(l region.Level) region.Code { up, _ := view.Ancestor(k, l); return up.Code }
	return Places{at(region.Province), at(region.Prefecture), at(region.County), at(region.Township)}
}

// Number is the short number by which people speak of the case: the last digits of its identifier, which are random. It tells
// nothing of the person.
func (c Case) Number() string { return ident.Number(c.ID) }

// subjects are whom the case is about: one, or nobody.
func (c Case) subjects() []string {
	if c.Person == "" {
		return nil
	}
	return []string{c.Person}
}

// Ended tells whether nothing is waited for.
func (c Case) Ended() bool { return c.Owner == access.None }

// Turn is the one queue in which the case stands: who must act, where, and until which day. A case that was offered stands in
// that of the other office, until the earlier of the two days. An ended case has none.
func (c Case) Turn() Turn {
	if o := c.Offer; o != nil {
		return Turn{o.Owner, o.To, o.In, min(o.LimitOn, c.LimitOn)}
	}
	return Turn{c.Owner, c.Place, c.In, c.LimitOn}
}

// Turn is a place in a queue.
type Turn struct {
	Owner access.Right
	Place region.Key
	In    Places
	DueOn string
}

// Late tells whether the limit has passed on a day.
func (c Case) Late(day string) bool { due := c.Turn().DueOn; return due != "" && due < day }

// Action is one action as it is recorded, whole and for ever. It holds identifiers and codes, no words of a person.
type Action struct {
	V          int      `json:"v"`
	ID         string   `json:"id"`
	Case       string   `json:"case"`
	N          int      `json:"n"` // from 1
	Kind       Kind     `json:"kind"`
	Step       string   `json:"step,omitempty"`
	Actor      string   `json:"actor"`
	By         string   `json:"by"`                     // the person behind the actor, who may have several accounts
	OnBehalfOf string   `json:"on_behalf_of,omitempty"` // person
	Mandate    string   `json:"mandate,omitempty"`      // by which a relative acts
	Channel    string   `json:"channel"`
	AtMs       int64    `json:"at_ms"`
	Opening    *Opened  `json:"opening,omitempty"`
	Facts      []string `json:"facts,omitempty"`
	Missing    []string `json:"missing,omitempty"`
	RaisedBy   []string `json:"raised_by,omitempty"` // of a second notice: the actions that raised it
	Answers    []string `json:"answers,omitempty"`
	Decision   string   `json:"decision,omitempty"`
	Ref        string   `json:"ref,omitempty"` // of a message sent, or of what was delivered
	Reason     string   `json:"reason,omitempty"`
	Level      int      `json:"level,omitempty"`
	Outcome
}

// Opened is what the first action says of the case.
type Opened struct {
	Machine string `json:"machine"`
	Item    string `json:"item"`
	Person  string `json:"person"`
}

// apply is the case after an action. Live code and the rebuilding of read models both use it; it asks no machine, clock or
// map, and not whether the action was allowed.
func (c Case) apply(a Action) (Case, error) {
	switch {
	case a.State == "":
		return c, errors.New("an action leads to no state")
	case (c.Actions == 0) != (a.Kind == Open && a.Opening != nil), a.N != c.Actions+1, c.Actions > 0 && a.Case != c.ID:
		return c, fmt.Errorf("action %d of %s does not follow action %d of %s", a.N, a.Case, c.Actions, c.ID)
	}
	if o := a.Opening; o != nil {
		c = Case{ID: a.Case, Machine: o.Machine, Item: o.Item, Person: o.Person, OpenedOn: a.DayOn}
	}
	c.Outcome, c.Actions = a.Outcome, a.N
	if len(a.Facts) > 0 {
		c.Facts = append(slices.Clip(c.Facts), a.Facts...)
		c.Fresh = append(slices.Clip(c.Fresh), a.ID)
	}
	c.corrected(a)
	c.decided(a)
	return c, nil
}

// corrected follows what is missing.
func (c *Case) corrected(a Action) {
	switch a.Kind { //nolint:exhaustive // the others change nothing of it
	case Correct:
		c.Notices++
		c.Missing, c.Fresh = append(slices.Clip(c.Missing), a.Missing...), nil
	case Supplement:
		c.Missing = slices.DeleteFunc(slices.Clone(c.Missing), func(code string) bool { return slices.Contains(a.Answers, code) })
	}
}

// decided follows what became of the request.
func (c *Case) decided(a Action) {
	switch a.Kind { //nolint:exhaustive // the others change nothing of it
	case Decide, Refuse:
		if c.Appealed = false; a.Decision != "" {
			c.Decision = a.Decision
		}
		for _, who := range []string{a.Actor, a.By} {
			if !slices.Contains(c.Deciders, who) {
				c.Deciders = append(slices.Clip(c.Deciders), who)
			}
		}
	case Appeal:
		c.Appeals, c.Appealed = c.Appeals+1, true
	case Withdraw, Lapse, Close:
		c.Appealed = false
	case Deliver:
		c.Delivered = a.Ref
	case Rate:
		c.Rating = a.Level
	}
}

// Replay computes a case from its actions, in their order.
func Replay(actions []Action) (c Case, err error) {
	for _, a := range actions {
		if c, err = c.apply(a); err != nil {
			return Case{}, err
		}
	}
	return c, nil
}
