package casework

// Kind is what an action is, in every machine alike.
type Kind string

// The kinds. Every case begins with Open, which no transition names.
const (
	Open       Kind = "open"
	Submit     Kind = "submit"     // facts, which may come at any time
	Correct    Kind = "correct"    // the one complete notice of all that is missing (一次性告知补正)
	Supplement Kind = "supplement" // the answer to it
	Accept     Kind = "accept"     // 受理
	Refuse     Kind = "refuse"     // 不予受理
	Progress   Kind = "progress"   // a step of the programme's own, such as an assessment
	Assign     Kind = "assign"
	Handover   Kind = "hand_over" // offers the case to another office
	TakeOver   Kind = "take_over"
	HandBack   Kind = "hand_back"
	Decide     Kind = "decide"
	Notify     Kind = "notify" // the person was told
	Deliver    Kind = "deliver"
	Rate       Kind = "rate" // 好差评
	Appeal     Kind = "appeal"
	Reopen     Kind = "reopen"
	Withdraw   Kind = "withdraw"
	Lapse      Kind = "lapse" // closed because the person's time has passed
	Close      Kind = "close"
	Remind     Kind = "remind"
)

// moving says whether actions of a kind lead to another state.
type moving uint8

const (
	moves moving = iota
	stays
	either
)

// trait is what holds for a kind in every machine.
type trait struct {
	entry  string // kind of its ledger entry; docs/events.md lists them
	own    bool   // the person's side acts, and not the office
	moving moving
}

var traits = map[Kind]trait{
	Open:       {"casework.case.opened", true, moves},
	Submit:     {"casework.facts.submitted", true, stays},
	Correct:    {"casework.correction.noticed", false, moves},
	Supplement: {"casework.correction.supplied", true, moves},
	Accept:     {"casework.case.accepted", false, moves},
	Refuse:     {"casework.case.refused", false, moves},
	Progress:   {"casework.case.progressed", false, moves},
	Assign:     {"casework.case.assigned", false, stays},
	Handover:   {"casework.handover.offered", false, stays},
	TakeOver:   {"casework.handover.taken", false, stays},
	HandBack:   {"casework.handover.declined", false, stays},
	Decide:     {"casework.case.decided", false, moves},
	Notify:     {"casework.case.notified", false, either},
	Deliver:    {"casework.result.delivered", false, either},
	Rate:       {"casework.case.rated", true, stays},
	Appeal:     {"casework.case.appealed", true, moves},
	Reopen:     {"casework.case.reopened", false, moves},
	Withdraw:   {"casework.case.withdrawn", true, moves},
	Lapse:      {"casework.case.lapsed", false, moves},
	Close:      {"casework.case.closed", false, moves},
	Remind:     {"casework.case.reminded", false, stays},
}
