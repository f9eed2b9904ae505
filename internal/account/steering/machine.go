package steering

import (
	"fmt"
	"maps"
	"slices"

	"mihe/internal/base/access"
)

// State is where a task stands. The zero State is none.
type State string

// The states, in the words of 督办: 立项, 交办, 承办, 反馈, 核验, 销号.
const (
	Filed       State = "filed"       // 立项
	Proposed    State = "proposed"    // a proposal to a township, not signed yet
	Assigned    State = "assigned"    // 交办: waits for an answer
	Offered     State = "offered"     // a signed proposal to a township: may be declined
	Negotiating State = "negotiating" // another day was proposed
	Refused     State = "refused"
	Accepted    State = "accepted" // 承办
	Reported    State = "reported" // 反馈: waits for a later measurement
	Returned    State = "returned" // 退回
	Verified    State = "verified" // 核验: a later measurement shows that the gap narrowed
	Closed      State = "closed"   // 销号
	Unachieved  State = "unachieved"
	Withdrawn   State = "withdrawn"
	Declined    State = "declined" // by a township, a proposal
)

// Step is what somebody does to a task.
type Step string

// The steps.
const (
	File     Step = "file"
	Sign     Step = "sign"
	Assign   Step = "assign"
	Accept   Step = "accept"
	Refuse   Step = "refuse"
	Decline  Step = "decline"
	Counter  Step = "negotiate"
	Agree    Step = "agree"
	Hold     Step = "hold"
	Remind   Step = "remind"
	Escalate Step = "escalate"
	Feedback Step = "report"
	Return   Step = "return"
	Verify   Step = "verify"
	Close    Step = "close"
	GiveUp   Step = "give_up" // closed as not achieved
	Withdraw Step = "withdraw"
)

// The rights of this room.
const (
	CanRead   access.Right = "steering.task.read"
	CanFile   access.Right = "steering.task.file"   // file, assign, agree, remind, escalate, return, withdraw
	CanSign   access.Right = "steering.task.sign"   // a county government's signature under a proposal to a township
	CanAnswer access.Right = "steering.task.answer" // accept, refuse, negotiate, report
	CanVerify access.Right = "steering.task.verify" // verify and close
	CanManage access.Right = "steering.body.manage" // local bodies and duty lists
)

// Transition is one step of the machine: from which states it leads where, with which right, and what it must bring.
type Transition struct {
	Step   Step
	From   []State // empty for the step that makes a task
	To     State   // empty: the state stays
	Right  access.Right
	Reason bool // must say why
}

// Waiting is who must act next in a state, and how long they have. Exactly one of the three limits is set.
type Waiting struct {
	Owner  access.Right
	Days   int // working days
	Months int
	Due    bool // until the task's own due date
}

// limits counts the limits that are set.
func (w Waiting) limits() (n int) {
	for _, set := range []bool{w.Days > 0, w.Months > 0, w.Due} {
		if set {
			n++
		}
	}
	return n
}

// Machine is a state machine as data. It is proved when the program starts.
type Machine struct {
	Start       []State
	Transitions []Transition
	Waiting     map[State]Waiting // every state that is not final
	Final       []State
}

// The time limits of waiting states. No document sets them for every county: they are our defaults, and unverified.
const (
	answerDays    = 5  // working days
	signDays      = 5  // working days
	measureMonths = 12 // most series are yearly
)

// taskMachine is the life of a task.
var taskMachine = Machine{
	Start: []State{Filed, Proposed},
	Transitions: []Transition{
		{Step: File, Right: CanFile},
		{Step: Sign, From: []State{Proposed}, To: Offered, Right: CanSign},
		{Step: Assign, From: []State{Filed, Refused}, To: Assigned, Right: CanFile},
		{Step: Accept, From: []State{Assigned, Offered}, To: Accepted, Right: CanAnswer},
		{Step: Refuse, From: []State{Assigned}, To: Refused, Right: CanAnswer, Reason: true},
		{Step: Decline, From: []State{Offered}, To: Declined, Right: CanAnswer},
		{Step: Counter, From: []State{Assigned}, To: Negotiating, Right: CanAnswer, Reason: true},
		{Step: Agree, From: []State{Negotiating}, To: Accepted, Right: CanFile},
		{Step: Hold, From: []State{Negotiating}, To: Assigned, Right: CanFile, Reason: true},
		{Step: Remind, From: []State{Assigned, Accepted, Returned}, Right: CanFile},
		{Step: Escalate, From: []State{Refused, Accepted, Returned, Reported}, Right: CanFile, Reason: true},
		{Step: Feedback, From: []State{Accepted, Returned}, To: Reported, Right: CanAnswer, Reason: true},
		{Step: Return, From: []State{Reported, Verified}, To: Returned, Right: CanVerify, Reason: true},
		{Step: Verify, From: []State{Reported}, To: Verified, Right: CanVerify},
		{Step: Close, From: []State{Verified}, To: Closed, Right: CanVerify},
		{Step: GiveUp, From: []State{Refused, Accepted, Returned, Reported}, To: Unachieved, Right: CanVerify, Reason: true},
		{Step: Withdraw, From: []State{Filed, Proposed, Offered, Assigned, Negotiating, Refused}, To: Withdrawn, Right: CanFile, Reason: true},
	},
	Waiting: map[State]Waiting{
		Filed: {Owner: CanFile, Days: answerDays}, Proposed: {Owner: CanSign, Days: signDays},
		Assigned: {Owner: CanAnswer, Days: answerDays}, Offered: {Owner: CanAnswer, Days: answerDays},
		Negotiating: {Owner: CanFile, Days: answerDays}, Refused: {Owner: CanFile, Days: answerDays},
		Accepted: {Owner: CanAnswer, Due: true}, Returned: {Owner: CanAnswer, Due: true},
		Reported: {Owner: CanVerify, Months: measureMonths}, Verified: {Owner: CanVerify, Days: answerDays},
	},
	Final: []State{Closed, Unachieved, Withdrawn, Declined},
}

// Transitions lists every step of a task, for those who offer them.
func Transitions() []Transition { return slices.Clone(taskMachine.Transitions) }

// Steps lists the transitions that leave a state, in the order of the machine.
func (m *Machine) Steps(from State) []Transition {
	var list []Transition
	for _, t := range m.Transitions {
		if slices.Contains(t.From, from) {
			list = append(list, t)
		}
	}
	return list
}

// step finds the transition of a step out of a state.
func (m *Machine) step(from State, step Step) (Transition, bool) {
	for _, t := range m.Transitions {
		if t.Step == step && slices.Contains(t.From, from) {
			return t, true
		}
	}
	return Transition{}, false
}

// Prove returns the first flaw of the machine: a state that nobody can reach, one that waits without an owner or a time
// limit, one that waits and can never end, a step without a right, or a step that leads two ways.
func (m *Machine) Prove() error {
	reached := m.reach(m.Start)
	for _, s := range m.states() {
		waiting, waits := m.Waiting[s]
		final := slices.Contains(m.Final, s)
		switch {
		case !reached[s]:
			return fmt.Errorf("state %s cannot be reached", s)
		case waits == final:
			return fmt.Errorf("state %s must either wait for somebody or be final", s)
		case waits && (waiting.Owner == access.None || waiting.limits() != 1):
			return fmt.Errorf("state %s waits without an owner or a time limit", s)
		case final && len(m.Steps(s)) > 0:
			return fmt.Errorf("state %s is final and can be left", s)
		case waits && !m.ends(s):
			return fmt.Errorf("state %s can never come to an end", s)
		case waits && !slices.ContainsFunc(m.Steps(s), func(t Transition) bool { return t.Right == waiting.Owner && t.To != "" }):
			return fmt.Errorf("state %s waits for somebody who can do nothing", s)
		}
	}
	return m.proveSteps()
}

func (m *Machine) proveSteps() error {
	for i, t := range m.Transitions {
		if t.Right == access.None {
			return fmt.Errorf("step %s asks for no right", t.Step)
		}
		for _, other := range m.Transitions[:i] {
			if other.Step == t.Step && slices.ContainsFunc(t.From, func(s State) bool { return slices.Contains(other.From, s) }) {
				return fmt.Errorf("step %s leads two ways out of one state", t.Step)
			}
		}
	}
	return nil
}

// states lists every state that is named anywhere.
func (m *Machine) states() []State {
	named := map[State]bool{}
	for _, s := range slices.Concat(m.Start, m.Final, slices.Collect(maps.Keys(m.Waiting))) {
		named[s] = true
	}
	for _, t := range m.Transitions {
		for _, s := range append(slices.Clone(t.From), t.To) {
			if s != "" {
				named[s] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(named))
}

// reach lists the states that can be reached from some.
func (m *Machine) reach(from []State) map[State]bool {
	reached := map[State]bool{}
	for queue := slices.Clone(from); len(queue) > 0; queue = queue[1:] {
		if reached[queue[0]] {
			continue
		}
		reached[queue[0]] = true
		for _, t := range m.Steps(queue[0]) {
			if t.To != "" {
				queue = append(queue, t.To)
			}
		}
	}
	return reached
}

func (m *Machine) ends(from State) bool {
	reached := m.reach([]State{from})
	return slices.ContainsFunc(m.Final, func(s State) bool { return reached[s] })
}
