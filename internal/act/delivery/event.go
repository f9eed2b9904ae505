package delivery

import (
	"encoding/json"
	"fmt"

	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// What is what happened; it is the kind of the ledger entry, and docs/events.md lists them.
type What string

// The events.
const (
	PlanMade             What = "delivery.plan.made"
	PlanEnded            What = "delivery.plan.ended"
	VisitScheduled       What = "delivery.visit.scheduled"
	VisitRescheduled     What = "delivery.visit.rescheduled"
	VisitStarted         What = "delivery.visit.started"
	VisitJoined          What = "delivery.visit.joined"
	VisitFinished        What = "delivery.visit.finished"
	VisitCancelled       What = "delivery.visit.cancelled"
	VisitMissed          What = "delivery.visit.missed"
	VisitAccepted        What = "delivery.visit.accepted"
	CodeGiven            What = "delivery.code.given"
	MoveRefused          What = "delivery.move.refused"
	SettlementDrawn      What = "delivery.settlement.drawn"
	SettlementAgreed     What = "delivery.settlement.agreed"
	SettlementDispute    What = "delivery.settlement.disputed"
	SettlementUnanswered What = "delivery.settlement.unanswered"
	SettlementExplain    What = "delivery.settlement.explained"
	SettlementApprove    What = "delivery.settlement.approved"
	SettlementBack       What = "delivery.settlement.withdrawn"
	FileHanded           What = "delivery.file.handed"
	PaymentsReported     What = "delivery.payment.reported"
	BankAsked            What = "delivery.bank.asked"
	SettlementClosed     What = "delivery.settlement.closed"
	AccountEntered       What = "delivery.account.entered"
	AccountRecorded      What = "delivery.account.recorded"
	AccountDeclined      What = "delivery.account.declined"
	AuditLate            What = "delivery.audit.later"
	AuditDrawn           What = "delivery.audit.drawn"
	VisitChecked         What = "delivery.visit.checked"
	AnomalyAnswered      What = "delivery.anomaly.answered"
	DayProposed          What = "delivery.day.proposed"
	DayAdopted           What = "delivery.day.adopted"
)

// Whats lists the events.
var Whats = []What{
	PlanMade, PlanEnded, VisitScheduled, VisitRescheduled, VisitStarted, VisitJoined, VisitFinished, VisitCancelled, VisitMissed, VisitAccepted, CodeGiven, MoveRefused,
	SettlementDrawn, SettlementAgreed, SettlementDispute, SettlementUnanswered, SettlementExplain, SettlementApprove, SettlementBack, FileHanded, PaymentsReported,
	BankAsked, SettlementClosed, AccountEntered, AccountRecorded, AccountDeclined, AuditDrawn, AuditLate, VisitChecked, AnomalyAnswered, DayProposed, DayAdopted,
}

// Event is one event as it is recorded: what it is about as the event leaves it, so that read models follow from records alone.
type Event struct {
	V       int         `json:"v"`
	What    What        `json:"what"`
	AtMs    int64       `json:"at_ms"`
	By      string      `json:"by"` // the person behind the account
	Plan    *Plan       `json:"plan,omitempty"`
	Visit   *Visit      `json:"visit,omitempty"`
	Move    *Moved      `json:"move,omitempty"`
	Drawn   *Settlement `json:"settlement,omitempty"`
	Turn    *Turn       `json:"turn,omitempty"`
	Account *Account    `json:"account,omitempty"`
	Audit   *Audit      `json:"audit,omitempty"`
	Check   *Check      `json:"check,omitempty"`
	Answer  *Answer     `json:"answer,omitempty"`
	Later   *Later      `json:"later,omitempty"`

	Proposal *Proposal `json:"proposal,omitempty"`
	Adoption *Adoption `json:"adoption,omitempty"`

	Place region.Key `json:"-"` // of the entry
	Also  []string   `json:"-"` // further subjects of the entry
}

// Turn is a step of a settlement: the course that it leads to.
type Turn struct {
	Settlement string `json:"settlement"`
	Course
}

// parseEvent reads an event from a record.
func parseEvent(body []byte) (e Event, err error) {
	if err := json.Unmarshal(body, &e); err != nil {
		return e, fmt.Errorf("event: %w", err)
	}
	if e.Plan != nil {
		e.Plan.Place, _ = region.ParseKey(e.Plan.At)
	}
	if e.Visit != nil {
		e.Visit.Place, _ = region.ParseKey(e.Visit.At)
	}
	if e.Audit != nil {
		e.Audit.Place, _ = region.ParseKey(e.Audit.At)
	}
	return e, nil
}

// apply brings the read models up to an event. Live code and rebuilding both use it.
func (s *Service) apply(tx *store.Tx, e Event, seq int64) error {
	if e.Plan != nil {
		if err := s.Store.PutPlan(tx, s.Node, *e.Plan); err != nil {
			return err
		}
	}
	if e.Visit != nil {
		if err := s.Store.PutVisit(tx, s.Node, *e.Visit); err != nil {
			return err
		}
	}
	switch {
	case e.Move != nil:
		return s.Store.AddMove(tx, s.Node, *e.Move, seq)
	case e.Drawn != nil:
		return s.applyDrawn(tx, *e.Drawn)
	case e.Turn != nil:
		return s.applyTurn(tx, *e.Turn, e.What)
	case e.Account != nil:
		return s.Store.PutAccount(tx, s.Node, *e.Account)
	case e.Audit != nil:
		return s.Store.PutAudit(tx, s.Node, *e.Audit)
	case e.Later != nil:
		return s.applyLater(tx, *e.Later)
	case e.Check != nil:
		return s.Store.PutCheck(tx, s.Node, *e.Check)
	case e.Answer != nil:
		return s.Store.PutAnswer(tx, s.Node, *e.Answer)
	case e.Proposal != nil:
		return s.Store.PutProposal(tx, s.Node, *e.Proposal)
	case e.Adoption != nil:
		return s.applyAdoption(tx, *e.Adoption)
	}
	return nil
}

// applyAdoption notes at a proposal what came of it. The visits have events of their own.
func (s *Service) applyAdoption(tx *store.Tx, a Adoption) error {
	p, err := s.Store.Proposal(tx, s.Node, a.Proposal)
	if err != nil {
		return err
	}
	p.Adopted = &a
	return s.Store.PutProposal(tx, s.Node, p)
}

// applyDrawn writes a settlement and its lines. That a line of a visit has its number once is a key of the database: whatever draws the
// same line again fails.
func (s *Service) applyDrawn(tx *store.Tx, d Settlement) error {
	if err := s.Store.PutSettlement(tx, s.Node, d); err != nil {
		return err
	}
	for _, l := range d.Result.Lines {
		l.In = d.ID
		if err := s.Store.AddLine(tx, s.Node, d.Input.Provider, l); err != nil {
			return err
		}
	}
	return nil
}

// applyTurn brings a settlement up to its course. What is taken back has no lines; what is approved settles its visits.
func (s *Service) applyTurn(tx *store.Tx, t Turn, what What) error {
	d, err := s.Store.Settlement(tx, s.Node, t.Settlement)
	if err != nil {
		return err
	}
	d.Course = t.Course
	if err := s.Store.PutSettlement(tx, s.Node, d); err != nil {
		return err
	}
	if what == SettlementBack {
		return s.Store.DropLines(tx, s.Node, d.ID)
	}
	if what != SettlementApprove {
		return nil
	}
	for _, l := range d.Result.Lines {
		v, err := s.Store.Visit(tx, s.Node, l.Visit)
		if err != nil {
			return err
		}
		if next, ok := visits.next(v.State, settle); ok {
			v.State = next
			if err := s.Store.PutVisit(tx, s.Node, v); err != nil {
				return err
			}
		}
	}
	return nil
}
