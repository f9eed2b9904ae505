package notify

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Report says what became of a message: that a written one was carried to the gateway (Sent) or came to nothing (Failed), or
// what a gateway tells of one it took (Delivered, Failed). What is known already may be said again.
func (s *Service) Report(ctx context.Context, who access.Actor, id string, status Status) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		m, err := s.Store.Message(tx, s.Node, id)
		if err != nil {
			return err
		}
		return s.report(tx, who, m, status)
	})
}

// ReportRef is Report by the gateway's name for the message.
func (s *Service) ReportRef(ctx context.Context, who access.Actor, ref string, status Status) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		m, err := s.Store.ByRef(tx, s.Node, ref)
		if err != nil {
			return err
		}
		return s.report(tx, who, m, status)
	})
}

// follows says which statuses may follow on which by report.
var follows = map[Status]map[Status]What{
	Written: {Sent: WasSent, Failed: WasFailed},
	Sent:    {Delivered: WasDelivered, Failed: WasFailed},
}

func (s *Service) report(tx *store.Tx, who access.Actor, m Message, status Status) error {
	if err := who.CheckAt(CanReport, m.Region); err != nil {
		return err
	}
	if m.Status == status {
		return nil
	}
	what, ok := follows[m.Status][status]
	if !ok {
		return fault.New(fault.Conflict, "notify.report.order")
	}
	o := m.Outcome
	o.Status, o.NextMs = status, 0
	if status == Failed {
		o.Why = "reported"
	}
	_, err := s.record(tx, who, m, what, o)
	return err
}

// About returns the messages about a case to officers who may read them, and those to oneself to the person.
func (s *Service) About(ctx context.Context, who access.Actor, about string) (list []Message, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		all, err := s.Store.About(q, s.Node, about)
		for _, m := range all {
			if who.May(CanRead, m.Region) || who.SignedIn() && who.Person == m.Person {
				list = append(list, m)
			}
		}
		return err
	})
	return list, err
}
