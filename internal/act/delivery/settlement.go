package delivery

import (
	"cmp"
	"slices"

	"mihe/internal/base/money"
)

// Settlement is what a provider's month is paid (结算单): inputs and result as they were drawn up, and how far it has come.
type Settlement struct {
	ID    string `json:"id"`
	Input Input  `json:"input"`
	// Result is what Settle makes of Input; SHA256 is of its bytes.
	Result Result `json:"result"`
	SHA256 string `json:"sha256"`
	At     string `json:"at"` // of the provider: a region's key
	Course
}

// SettlementHead is what a list says of a settlement.
type SettlementHead struct {
	ID, Month string
	State     State
	Total     money.Fen
}

// Head is what a list says of the settlement.
func (s Settlement) Head() SettlementHead {
	return SettlementHead{s.ID, s.Input.Month, s.State, s.Result.Total}
}

// Tally is what is added up of a visit that took place.
type Tally struct {
	Visit string
	Whole bool // everybody who was planned was there
	Share money.Fen
}

// Course is how far a settlement has come, as each event records it.
type Course struct {
	State    State     `json:"state"`
	Drew     string    `json:"drew"` // person
	Disputes []Dispute `json:"disputes,omitempty"`
	Answered string    `json:"answered,omitempty"` // person
	// Unanswered is kept when it went on without an answer, whatever is said later.
	Unanswered *Unanswered `json:"unanswered,omitempty"`
	Explained  string      `json:"explained,omitempty"` // person
	Approved   string      `json:"approved,omitempty"`  // person
	Handed     []Handed    `json:"handed,omitempty"`
	Payments   []Payment   `json:"payments,omitempty"` // from the approval on
	// Received are the files in which the bank said what became of them, in their order.
	Received []Received `json:"received,omitempty"`
	Bank     []BankWord `json:"bank,omitempty"`   // what it said after the node was restored
	Reason   string     `json:"reason,omitempty"` // of taking it back
}

// Dispute is what a provider says against one visit of a settlement, and what is answered.
type Dispute struct {
	Visit  string `json:"visit"`
	Reason string `json:"reason"`           // one of Disputables
	Answer string `json:"answer,omitempty"` // one of Explanations
}

// Disputables are what a provider can say against a visit's line, or against there being none.
var Disputables = []string{"not_paid", "wrong_amount", "not_ours", "confirmation_later"}

// Explanations are what the settler can answer. What changes the lines is no answer: the settlement is taken back and drawn again.
var Explanations = []string{"no_confirmation", "contradicted_by_person", "price_of_plan", "under_inspection"}

// Takebacks are why a settlement is taken back before it is approved.
var Takebacks = []string{"dispute_upheld", "new_evidence", "no_answer", "mistake"}

// Handed is one payment file that was handed over.
type Handed struct {
	Layout string    `json:"layout"`
	SHA256 string    `json:"sha256"` // of the file, which is not kept: it names persons
	Rows   []int     `json:"rows"`   // payments in it
	Left   []LeftOut `json:"left,omitempty"`
	Total  money.Fen `json:"total_fen"`
	AtMs   int64     `json:"at_ms"`
}

// Payment is what one payee gets of a settlement.
type Payment struct {
	N      int       `json:"n"`
	Payee  string    `json:"payee"` // org_ or person_
	Fen    money.Fen `json:"fen"`   // below nothing: to be paid back
	State  Fate      `json:"state"`
	Reason string    `json:"reason,omitempty"` // of a return: one of Returns
	// ReturnedMs is when the bank's word of the return was taken in; older releases did not keep it.
	ReturnedMs int64 `json:"returned_ms,omitempty"`
	// Before are why the bank gave it back each time before this one. What was paid is never tried again.
	Before []string `json:"before,omitempty"`
}

// try is which of its tries a payment stands at, from 1.
func (p Payment) try() int { return len(p.Before) + 1 }

// next is which try it goes out as.
func (p Payment) next() int {
	if p.State == Returned {
		return p.try() + 1
	}
	return p.try()
}

// again begins the next try of a payment that came back.
func (p *Payment) again() {
	if p.State == Returned {
		p.Before = append(slices.Clone(p.Before), p.Reason)
		p.State, p.Reason, p.ReturnedMs = Due, "", 0
	}
}

// Fate is what became of a payment.
type Fate string

// The fates. Paid, Recovered and Nothing are final.
const (
	Due       Fate = "due"
	Sent      Fate = "sent"
	Paid      Fate = "paid"
	Returned  Fate = "returned"
	Owed      Fate = "owed" // by the payee
	Recovered Fate = "recovered"
	Nothing   Fate = "nothing" // its lines add up to nothing
)

// Returns are why a bank gives a payment back.
var Returns = []string{"no_account", "name_differs", "account_closed", "limit", "other"}

// atAccount are those that have to do with the account: the bank will give it back again while nobody has looked into that.
var atAccount = []string{"no_account", "name_differs", "account_closed"}

// refused tells whether the bank gave a payment back for its account, and the one in force was not entered after that. What was entered after it
// was confirmed after it as well.
func (s Settlement) refused(p Payment, a Account) bool {
	return p.State == Returned && slices.Contains(atAccount, p.Reason) && a.AtMs <= s.returnedMs(p)
}

// returnedMs is when the bank's word of a return was taken in. Of a return that an older release recorded by hand no moment was kept: there it is
// when the file was handed over, for it was not before that, and what was entered since may have been entered for the return.
func (s Settlement) returnedMs(p Payment) int64 {
	if p.ReturnedMs != 0 {
		return p.ReturnedMs
	}
	for _, r := range s.Received {
		if slices.ContainsFunc(r.Rows, func(f Fated) bool { return f.N == p.N && f.Try == p.try() && f.State == Returned }) {
			return r.AtMs
		}
	}
	for _, h := range slices.Backward(s.Handed) {
		if slices.Contains(h.Rows, p.N) {
			return h.AtMs
		}
	}
	return 0
}

// The states of a settlement.
const (
	Drawn     State = "drawn"
	Silent    State = "unanswered" // it goes on without the provider's answer
	Agreed    State = "agreed"
	Disputed  State = "disputed"
	Explained State = "explained"
	Approved  State = "approved"
	HandedOut State = "handed_over"
	Closed    State = "closed"
	Withdrawn State = "withdrawn"
)

// The steps of a settlement.
const (
	Agree    Step = "agree"
	Object   Step = "dispute"
	GoOn     Step = "go_on"
	Explain  Step = "explain"
	Approve  Step = "approve"
	Withdraw Step = "withdraw"
	HandOver Step = "hand_over"
	Report   Step = "report"
	Ask      Step = "ask" // the bank, after a restore
	Close    Step = "close"
)

// settlements is the life of a settlement.
var settlements = table{Drawn, []State{Closed, Withdrawn}, []transition{
	{Agree, []State{Drawn, Silent}, Agreed, CanDeliver},
	{Object, []State{Drawn, Silent}, Disputed, CanDeliver},
	{GoOn, []State{Drawn}, Silent, CanSettle},
	{Explain, []State{Disputed}, Explained, CanSettle},
	{Withdraw, []State{Drawn, Silent, Agreed, Disputed, Explained}, Withdrawn, CanSettle},
	{Approve, []State{Agreed, Silent, Explained}, Approved, CanApprove},
	{HandOver, []State{Approved, HandedOut}, HandedOut, CanSettle},
	{Report, []State{Approved, HandedOut}, "", CanSettle},
	{Ask, []State{Approved, HandedOut}, "", CanApprove},
	{Close, []State{Approved, HandedOut}, Closed, CanSettle},
}}

// undecided tells whether a settlement may still be taken back: another of the provider waits for it.
func undecided(s State) bool {
	_, ok := settlements.next(s, Withdraw)
	return ok
}

// payments adds up lines by payee: providers and persons in the order of their identifiers.
func payments(provider string, lines []Line) (list []Payment, err error) {
	sums := map[string]money.Fen{}
	for _, l := range lines {
		payee := provider
		if l.PayTo == ToPerson {
			payee = l.Person
		}
		if sums[payee], err = sums[payee].Add(l.Fen); err != nil {
			return nil, err
		}
	}
	for payee, fen := range sums {
		p := Payment{Payee: payee, Fen: fen, State: Due}
		switch {
		case fen < 0:
			p.State = Owed
		case fen == 0:
			p.State = Nothing
		}
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b Payment) int { return cmp.Compare(a.Payee, b.Payee) })
	for i := range list {
		list[i].N = i + 1
	}
	return list, nil
}

// over tells whether nothing more is to come of a payment.
func (p Payment) over() bool { return p.State == Paid || p.State == Recovered || p.State == Nothing }

// paymentOf is the payment that a line of a provider's settlement went into: none while it is not approved.
func (c Course) paymentOf(provider string, l Line) Payment {
	if i := slices.IndexFunc(c.Payments, func(p Payment) bool { return p.takes(provider, l) }); i >= 0 {
		return c.Payments[i]
	}
	return Payment{}
}

// LinesOf are the lines of a payment.
func (s Settlement) LinesOf(p Payment) (list []Line) {
	for _, l := range s.Result.Lines {
		if p.takes(s.Input.Provider, l) {
			list = append(list, l)
		}
	}
	return list
}

// takes tells whether a line of a provider's settlement goes into the payment.
func (p Payment) takes(provider string, l Line) bool {
	return l.PayTo == ToPerson && l.Person == p.Payee || l.PayTo == ToProvider && p.Payee == provider
}
