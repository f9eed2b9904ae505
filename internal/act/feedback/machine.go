package feedback

import (
	"mihe/internal/act/casework"
	"mihe/internal/base/access"
)

// The machines of orders.
const (
	Complaint  = "feedback.complaint"  // what somebody has said, here or to the hotline
	Correction = "feedback.correction" // what was rated badly and must be put right
)

// ours tells whether a machine is one of this room.
func ours(machine string) bool { return machine == Complaint || machine == Correction }

// Terms are the time limits of orders, by the step that they bound. Correct is that of the whole correction.
type Terms struct{ Receive, Answer, Handle, CallBack, Close, TakeOver, Correct casework.Terms }

// ReadTerms reads the time limits from YAML.
func ReadTerms(raw []byte) (ts Terms, err error) {
	err = casework.ReadTerms(raw, map[string]*casework.Terms{
		"receive": &ts.Receive, "answer": &ts.Answer, "handle": &ts.Handle, "call_back": &ts.CallBack, "close": &ts.Close, "take_over": &ts.TakeOver,
		"correct": &ts.Correct,
	})
	return ts, err
}

type states = []casework.State

// step makes a transition; apart is those that whoever is complained about does not take.
func step(name string, kind casework.Kind, from states, to casework.State, right access.Right) casework.Transition {
	return casework.Transition{Step: name, Kind: kind, From: from, To: to, Right: right}
}

func apart(t casework.Transition) casework.Transition {
	t.Apart = true
	return t
}

// because says among which reasons one is chosen.
func because(t casework.Transition, reasons ...string) casework.Transition {
	t.Reasons = reasons
	return t
}

// Machines are the lives of orders. A correction needs no acceptance: it begins in the hands of the office.
func Machines(ts Terms) []casework.Machine {
	complaint := machine(Complaint, "received", ts, states{"received", "handling"})
	complaint.Nameless = true
	complaint.Waiting["received"] = casework.Waiting{Owner: casework.CanHandle, Clock: casework.OfficeClock, Limit: ts.Receive}
	complaint.Ends = append(complaint.Ends, "refused")
	complaint.Transitions = append(complaint.Transitions,
		step("accept", casework.Accept, states{"received"}, "handling", casework.CanHandle),
		apart(because(step("refuse", casework.Refuse, states{"received"}, "refused", casework.CanHandle), "duplicate", "elsewhere")),
	)
	return []casework.Machine{complaint, machine(Correction, "handling", ts, states{"handling"})}
}

// machine is what both have in common; desk are the states in which the office has not answered yet.
func machine(name string, start casework.State, ts Terms, desk states) casework.Machine {
	office := func(owner access.Right, limit casework.Terms) casework.Waiting {
		return casework.Waiting{Owner: owner, Clock: casework.OfficeClock, Limit: limit}
	}
	open := append(states{"forwarded", "answered", "called_back"}, desk...)
	return casework.Machine{
		Name: name, Start: start, Ends: states{"closed", "withdrawn"}, Handover: ts.TakeOver, Several: true, Guest: CanAnswer,
		Waiting: map[casework.State]casework.Waiting{
			"forwarded":   office(CanAnswer, ts.Answer),
			"handling":    office(casework.CanHandle, ts.Handle),
			"answered":    office(casework.CanHandle, ts.CallBack),
			"called_back": office(casework.CanHandle, ts.Close),
		},
		Transitions: []casework.Transition{
			step("forward", casework.Progress, desk, "forwarded", casework.CanHandle),
			step("recall", casework.Progress, states{"forwarded"}, "handling", casework.CanHandle),
			step("answer", casework.Decide, states{"handling"}, "answered", casework.CanHandle),
			step("answer", casework.Decide, states{"forwarded"}, "answered", CanAnswer),
			apart(step("call_back", casework.Progress, states{"answered"}, "called_back", casework.CanHandle)),
			apart(step("send_back", casework.Progress, states{"answered"}, "handling", casework.CanHandle)),
			apart(step("close", casework.Close, states{"called_back"}, "closed", casework.CanHandle)),
			step("assign", casework.Assign, desk, "", casework.CanHandle),
			step("hand_over", casework.Handover, desk, "", casework.CanHandle),
			step("take_over", casework.TakeOver, desk, "", casework.CanHandle),
			because(step("hand_back", casework.HandBack, desk, "", casework.CanHandle), "elsewhere", "sent_in_error"),
			step("remind", casework.Remind, open, "", casework.CanHandle),
			apart(step("withdraw", casework.Withdraw, open, "withdrawn", casework.CanOwn)),
		},
	}
}
