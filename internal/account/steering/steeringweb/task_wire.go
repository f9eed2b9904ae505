package steeringweb

import "mihe/internal/account/steering"

// The wire form of tasks is a contract like that of gaps: names stay, places are keys such as 520000@province, an absent
// date or text is "", an absent measurement is left out.

// taskWire is a task as JSON.
type taskWire struct {
	ID        string                `json:"id"`
	State     steering.State        `json:"state"`
	Action    int                   `json:"action" doc:"steering.api.field.action"`
	Title     string                `json:"title"`
	Text      string                `json:"text"`
	Target    string                `json:"target" doc:"steering.api.field.target"`
	Side      string                `json:"filed_for" doc:"steering.api.field.side"`
	Lead      string                `json:"lead"`
	LeadBody  string                `json:"lead_body" doc:"steering.api.field.body"`
	Assisting []string              `json:"assisting" nullable:"false"`
	Bodies    []string              `json:"assisting_bodies" nullable:"false"`
	Plan      string                `json:"plan_number"`
	Duty      string                `json:"duty_item"`
	Proposal  bool                  `json:"proposal" doc:"steering.api.field.proposal"`
	DueOn     string                `json:"due_on"`
	LimitOn   string                `json:"limit_on" doc:"steering.api.field.limit_on"`
	OfferedOn string                `json:"offered_on"`
	Reminded  bool                  `json:"reminded"`
	Escalated bool                  `json:"escalated"`
	Before    steering.Measurement  `json:"before" doc:"steering.api.field.measured"`
	After     *steering.Measurement `json:"after,omitempty" doc:"steering.api.field.after"`
	Alarm     *steering.Alarm       `json:"alarm,omitempty" doc:"steering.api.field.alarm"`
	Course    *steering.Course      `json:"course,omitempty" doc:"steering.api.field.course"`
	Effect    steering.Effect       `json:"effect" doc:"steering.api.field.effect"`
	FiledBy   string                `json:"filed_by"`
	FiledMs   int64                 `json:"filed_ms"`
	ChangedMs int64                 `json:"changed_ms"`
}

func (h handlers) newTaskWire(t steering.Task) taskWire {
	return taskWire{
		ID: t.ID, State: t.State, Action: t.Action, Title: t.Title, Text: t.Text, Target: t.Target.String(), Side: h.Tasks.SideOf(t).String(),
		Lead: t.Lead, LeadBody: t.LeadBody, Assisting: t.Assisting, Bodies: t.Bodies, Plan: t.Plan, Duty: t.Duty,
		Proposal: t.Proposal, DueOn: t.DueOn, LimitOn: t.LimitOn, OfferedOn: t.OfferOn, Reminded: t.Reminded, Escalated: t.Escalated,
		Before: t.Before, After: t.After, Alarm: t.Alarm, Course: t.Course, Effect: t.Effect, FiledBy: t.FiledBy, FiledMs: t.FiledMs, ChangedMs: t.ChangedMs,
	}
}

// eventWire is one step of a task as JSON.
type eventWire struct {
	Step      steering.Step         `json:"step"`
	Actor     string                `json:"actor"`
	AtMs      int64                 `json:"at_ms"`
	Reason    string                `json:"reason"`
	LimitOn   string                `json:"limit_on"`
	OfferedOn string                `json:"offered_on"`
	DueOn     string                `json:"due_on"`
	After     *steering.Measurement `json:"after,omitempty"`
	Course    *steering.Course      `json:"course,omitempty"`
}

func newEventWire(e steering.Event) eventWire {
	return eventWire{
		Step: e.Step, Actor: e.Actor, AtMs: e.AtMs, Reason: e.Reason, LimitOn: e.LimitOn, OfferedOn: e.OfferOn, DueOn: e.DueOn,
		After: e.After, Course: e.Course,
	}
}
