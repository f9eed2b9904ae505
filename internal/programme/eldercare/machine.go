package eldercare

import (
	"mihe/internal/act/casework"
	"mihe/internal/base/access"
)

// Entitlement is the name of the machine of applications.
const Entitlement = "eldercare.entitlement"

// Machine is the life of an application for items of the list: received, once corrected if something is missing, assessed or an
// assessment that exists used again, decided, told, and on appeal decided by somebody else.
func Machine(ts Terms) casework.Machine {
	type states = []casework.State
	office := func(owner access.Right, limit casework.Terms) casework.Waiting {
		return casework.Waiting{Owner: owner, Clock: casework.OfficeClock, Limit: limit}
	}
	step := func(name string, kind casework.Kind, from states, to casework.State, right access.Right) casework.Transition {
		return casework.Transition{Step: name, Kind: kind, From: from, To: to, Right: right}
	}
	desk := states{"received", "assessing", "deciding", "reviewing"}
	open := append(states{"correcting", "decided"}, desk...)
	back := step("supplement", casework.Supplement, states{"correcting"}, "", casework.CanOwn)
	back.Back = true
	lapse := step("lapse", casework.Lapse, states{"correcting"}, "lapsed", casework.CanHandle)
	lapse.When, lapse.Reasons = casework.Overdue, []string{"not_answered"}
	refuse := step("refuse", casework.Refuse, states{"received"}, "refused", casework.CanHandle)
	refuse.Reasons = []string{"not_wanted", "elsewhere", "twice"}
	giveBack := step("hand_back", casework.HandBack, desk, "", casework.CanHandle)
	giveBack.Reasons = []string{"elsewhere", "sent_in_error"}
	reopen := step("reopen", casework.Reopen, states{"withdrawn", "lapsed"}, "received", casework.CanDecide)
	reopen.Reasons = []string{"wanted_again", "office_error"}
	appeal := step("appeal", casework.Appeal, states{"concluded", "refused"}, "reviewing", casework.CanOwn)
	appeal.Reasons = []string{"facts_wrong", "grade_wrong", "item_missing", "told_unclear", "other_ground"}
	return casework.Machine{
		Name: Entitlement, Start: "received", Ends: states{"concluded", "refused", "withdrawn", "lapsed"}, Handover: ts.TakeOver, Appeal: ts.Appeal,
		Waiting: map[casework.State]casework.Waiting{
			"received":   office(casework.CanHandle, ts.Receive),
			"correcting": {Owner: casework.CanOwn, Clock: casework.PersonClock, Limit: ts.Correct},
			"assessing":  office(CanAssess, ts.Assess),
			"deciding":   office(casework.CanDecide, ts.Decide),
			"decided":    office(casework.CanHandle, ts.Tell),
			"reviewing":  office(casework.CanReview, ts.Review),
		},
		Transitions: []casework.Transition{
			step("submit", casework.Submit, desk, "", casework.CanOwn),
			step("correct", casework.Correct, states{"received"}, "correcting", casework.CanHandle),
			step("ask", casework.Correct, states{"deciding"}, "correcting", casework.CanDecide),
			back, lapse,
			step("accept", casework.Accept, states{"received"}, "assessing", casework.CanHandle),
			refuse,
			step("assess", casework.Progress, states{"assessing"}, "deciding", CanAssess),
			step("assign", casework.Assign, desk, "", casework.CanHandle),
			step("hand_over", casework.Handover, desk, "", casework.CanHandle),
			step("take_over", casework.TakeOver, desk, "", casework.CanHandle),
			giveBack,
			step("decide", casework.Decide, states{"deciding"}, "decided", casework.CanDecide),
			step("tell", casework.Notify, states{"decided"}, "concluded", casework.CanHandle),
			step("tell_refusal", casework.Notify, states{"refused"}, "", casework.CanHandle),
			step("rate", casework.Rate, states{"concluded"}, "", casework.CanOwn),
			appeal,
			step("review", casework.Decide, states{"reviewing"}, "decided", casework.CanReview),
			reopen,
			step("withdraw", casework.Withdraw, open, "withdrawn", casework.CanOwn),
			step("remind", casework.Remind, open, "", casework.CanHandle),
		},
	}
}
