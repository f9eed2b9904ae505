package delivery

import (
	"slices"
	"time"

	"mihe/internal/base/calendar"
	"mihe/internal/base/money"
	"mihe/internal/base/region"
)

// Visit is one time that somebody goes to a person (上门服务), as its events say it is.
type Visit struct {
	ID       string     `json:"id"`
	Plan     string     `json:"plan"`
	Person   string     `json:"person"`
	Provider string     `json:"provider"`
	Item     string     `json:"item"`
	Place    region.Key `json:"-"`
	At       string     `json:"at"`
	Posts    []string   `json:"posts"` // one, or two who go together
	On       string     `json:"on"`    // the day in China
	FromMs   int64      `json:"from_ms"`
	UntilMs  int64      `json:"until_ms"`
	Price    money.Fen  `json:"price_fen"` // frozen from the plan
	Share    money.Fen  `json:"share_fen"`
	PayTo    PayTo      `json:"pay_to"`
	Together bool       `json:"together"`
	State    State      `json:"state"`
	Attended []string   `json:"attended,omitempty"` // posts whose carer said to be there
	// What the devices say and when the node heard it.
	BegunMs    int64  `json:"begun_ms,omitempty"`
	EndedMs    int64  `json:"ended_ms,omitempty"`
	StartedMs  int64  `json:"started_ms,omitempty"`
	FinishedMs int64  `json:"finished_ms,omitempty"`
	Reason     string `json:"reason,omitempty"` // of what was cancelled or missed: one of Reasons
	// Slots are the carers' time that is booked, by post. Visits of older releases have none.
	Slots map[string]string `json:"slots,omitempty"`
	// Refused are the posts that were to come until the person did not want them.
	Refused []string `json:"refused,omitempty"`
	// Former are the posts that were to come until the visit was given to others. Visits that older releases gave away have none.
	Former []string `json:"former,omitempty"`
	// Accepted is set of a visit that was marked missed and took place after all. Reason is then still why it was marked.
	Accepted *Acceptance `json:"accepted,omitempty"`
}

// The states of a visit.
const (
	Scheduled State = "scheduled"
	Started   State = "started"
	Finished  State = "finished"
	Settled   State = "settled" // part of an approved settlement
	Cancelled State = "cancelled"
	Missed    State = "missed"
)

// The steps of a visit. Those of a device are in Moves.
const (
	Start      Step = "start"
	Join       Step = "join" // of the second of two carers
	Finish     Step = "finish"
	Confirm    Step = "confirm" // the person's code, handed in after the visit
	Reschedule Step = "reschedule"
	Cancel     Step = "cancel"
	Miss       Step = "miss"
	settle     Step = "settle"
	accept     Step = "accept" // of what was reported after the visit was marked missed
)

// Moves are the steps that a carer's device reports.
var Moves = []Step{Start, Join, Finish, Confirm}

// Reasons are why a visit was cancelled or missed, or takes place at another time.
var Reasons = []string{"person_away", "person_ill", "person_refused", "carer_ill", "carer_away", "weather", "road", "provider", "plan_ended", "other"}

// personal are those for which the person wants it otherwise than the plan says.
var personal = []string{"person_away", "person_ill", personRefused}

const (
	planEnded     = "plan_ended"
	personRefused = "person_refused"
)

// visits is the life of a visit. One that was missed mostly stays so; it is no end, for a report may still come.
var visits = table{Scheduled, []State{Settled, Cancelled}, []transition{
	{Start, []State{Scheduled}, Started, CanDeliver},
	{Join, []State{Started, Finished}, "", CanDeliver},
	{Finish, []State{Started}, Finished, CanDeliver},
	{Confirm, []State{Finished, Settled}, "", CanDeliver},
	{Reschedule, []State{Scheduled}, "", CanPlan},
	{Cancel, []State{Scheduled}, Cancelled, CanPlan},
	{Miss, []State{Scheduled, Started}, Missed, CanPlan},
	{accept, []State{Missed}, Finished, CanPlan},
	{settle, []State{Finished}, Settled, CanApprove},
}}

// Month is that of the visit, YYYY-MM.
func (v Visit) Month() string { return v.On[:len("2006-01")] }

// Minutes is how long it was planned.
func (v Visit) Minutes() int { return int((v.UntilMs - v.FromMs) / 60_000) }

// days are the first and the last day in China for which it was planned: one, or two where it goes past midnight.
func (v Visit) days() (first, last string) { return v.On, calendar.Day(time.UnixMilli(v.UntilMs)) }

// otherDay tells whether it is said to have begun, or to have been over, on none of the days for which it was planned.
func (v Visit) otherDay() bool {
	first, last := v.days()
	return slices.ContainsFunc([]int64{v.BegunMs, v.EndedMs}, func(ms int64) bool {
		day := calendar.Day(time.UnixMilli(ms))
		return ms != 0 && (day < first || day > last)
	})
}

// Took tells whether it took place, as its carer says.
func (v Visit) Took() bool { return v.State == Finished || v.State == Settled }

// CountedMs is when the node came to count it as one that took place, or 0: when its carer's device reported that it is over, or, where it was marked missed,
// when somebody took that in.
func (v Visit) CountedMs() int64 {
	if v.Accepted != nil {
		return max(v.FinishedMs, v.Accepted.AtMs)
	}
	return v.FinishedMs
}

// counts tells whether it uses up a unit of its month.
func (v Visit) counts() bool { return v.State != Cancelled && v.State != Missed }

// attends tells whether one of the posts is down as having been there.
func (v Visit) attends(posts []string) bool {
	return slices.ContainsFunc(posts, func(id string) bool { return slices.Contains(v.Attended, id) })
}

// Whole tells whether everybody who was planned was there.
func (v Visit) Whole() bool {
	return !v.Together || len(v.Attended) == len(v.Posts)
}
