package steering

import (
	"encoding/json"
	"fmt"

	"mihe/internal/base/region"
	"mihe/internal/record/fact"
)

// Task is one piece of work that answers a measured gap (任务). It is computed from its events and never edited: there is
// no figure in it that anybody types, and no percentage of progress.
type Task struct {
	ID        string       `json:"id"`
	State     State        `json:"state"`
	Action    int          `json:"action"` // of the plan
	Title     string       `json:"title"`
	Text      string       `json:"text"`
	Target    region.Key   `json:"target"` // whose task it is
	Places    Places       `json:"places"`
	Side      region.Key   `json:"side,omitzero"` // for which it was filed; records of before have none
	Lead      string       `json:"lead"`          // function of government
	LeadBody  string       `json:"lead_body"`
	Assisting []string     `json:"assisting"`
	Bodies    []string     `json:"bodies"` // of the assisting functions, in their order
	Plan      string       `json:"plan_number"`
	Duty      string       `json:"duty_item"`
	Proposal  bool         `json:"proposal"` // to a township, without the number of a supervision plan
	DueOn     string       `json:"due_on"`
	LimitOn   string       `json:"limit_on"`   // when whoever must act next must have acted; empty in a final state
	OfferOn   string       `json:"offered_on"` // the day proposed while negotiating
	Reminded  bool         `json:"reminded"`
	Escalated bool         `json:"escalated"`
	Before    Measurement  `json:"before"`           // the gap that the task cites
	After     *Measurement `json:"after"`            // the later measurement, once there is one
	Alarm     *Alarm       `json:"alarm,omitempty"`  // the warning it answers, if it answers one
	Course    *Course      `json:"course,omitempty"` // where the warned place stands now, beside After
	Effect    Effect       `json:"effect"`
	FiledBy   string       `json:"filed_by"`
	FiledMs   int64        `json:"filed_ms"`
	ChangedMs int64        `json:"changed_ms"`
	Events    int          `json:"events"`

	Reporter string `json:"-"` // who reported last; found in the events, for whoever asks what may be done next
}

// Places are the units that contain the target on the day of filing, for lists by region. Lower ones stay empty.
type Places struct {
	Province   region.Code `json:"province"`
	Prefecture region.Code `json:"prefecture"`
	County     region.Code `json:"county"`
	Township   region.Code `json:"township"`
}

// Final tells whether nobody has to act any more.
func (t Task) Final() bool { _, waits := taskMachine.Waiting[t.State]; return !waits }

// Overdue tells whether the step that is due has not been taken by day. A proposal to a township is never overdue: nobody
// owes an answer.
func (t Task) Overdue(day string) bool { return !t.Final() && !t.Proposal && t.LimitOn < day }

// MeasuredBefore tells whether the period of the later measurement was over before a day, such as that of filing: it shows
// whether the gap is narrower, and nothing that the task could have done.
func (t Task) MeasuredBefore(day string) bool {
	if t.After == nil {
		return false
	}
	p, err := fact.ParsePeriod(t.After.Period)
	return err == nil && p.Last() < day
}

// Event is one step of a task as it is recorded, with what the task is after it: another release may have another machine,
// other limits or another rule of effects, and must still find the task as it was.
type Event struct {
	V      int          `json:"v"`
	Task   string       `json:"task"`
	Step   Step         `json:"step"`
	Actor  string       `json:"actor"`
	AtMs   int64        `json:"at_ms"`
	Reason string       `json:"reason"`
	Filing *Task        `json:"filing,omitempty"` // what the first event states
	After  *Measurement `json:"after,omitempty"`  // the measurement of this step
	Course *Course      `json:"course,omitempty"` // and of the warned place
	Outcome
}

// Outcome is what a step leaves of a task, whole: what is empty is empty after the step.
type Outcome struct {
	State     State  `json:"state"`
	LimitOn   string `json:"limit_on"`
	DueOn     string `json:"due_on"`
	OfferOn   string `json:"offered_on"`
	Reminded  bool   `json:"reminded"`
	Escalated bool   `json:"escalated"`
	Effect    Effect `json:"effect"` // empty: no later measurement stands beside the cited one
}

// outcome is the changing part of the task.
func (t Task) outcome() Outcome {
	return Outcome{t.State, t.LimitOn, t.DueOn, t.OfferOn, t.Reminded, t.Escalated, t.Effect}
}

// apply computes a task after an event, from the two alone. Live code and rebuilding use it alike.
func (t Task) apply(e Event) (Task, error) {
	switch {
	case (e.Filing == nil) != (t.ID != ""):
		return t, fmt.Errorf("event of %s: a task begins once, with what was filed", e.Task)
	case e.State == "":
		return t, fmt.Errorf("event of %s: %s leads to no state", e.Task, e.Step)
	case e.Filing != nil:
		t = *e.Filing
		t.FiledBy, t.FiledMs = e.Actor, e.AtMs
	}
	switch {
	case e.Effect == "":
		t.After, t.Course = nil, nil
	case e.After != nil:
		t.After, t.Course = e.After, e.Course
	}
	o := e.Outcome
	t.State, t.LimitOn, t.DueOn, t.OfferOn = o.State, o.LimitOn, o.DueOn, o.OfferOn
	t.Reminded, t.Escalated, t.Effect = o.Reminded, o.Escalated, o.Effect
	t.ChangedMs = e.AtMs
	t.Events++
	return t, nil
}

// Replay computes a task from its recorded events.
func Replay(events []Event) (t Task, err error) {
	for _, e := range events {
		if t, err = t.apply(e); err != nil {
			return t, err
		}
	}
	return t, nil
}

// parseEvent reads an event as it was recorded.
func parseEvent(body []byte) (Event, error) {
	var e Event
	err := json.Unmarshal(body, &e)
	return e, err
}
