package delivery

import (
	"context"
	"slices"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Restored says when the node was last restored from a backup, in UTC milliseconds; 0: never.
type Restored func(q store.Queryer) (int64, error)

// BankWord is what the bank said of a settlement after the node was restored from a backup (恢复后向银行核实): files that were handed over since the
// backup are forgotten here, and whatever the bank has paid of them must not go out again.
type BankWord struct {
	RestoredMs int64  `json:"restored_ms"`    // after which restore
	Paid       []int  `json:"paid,omitempty"` // payments that it had paid
	By         string `json:"by"`             // person
	AtMs       int64  `json:"at_ms"`
}

// Unasked tells when the node was restored, if the bank must be asked about a settlement first: it pays visits of a month that was over by then, and
// nobody has asked since. 0: nothing stands in the way. Of later months no file can have been forgotten.
func (s *Service) Unasked(q store.Queryer, d Settlement) (int64, error) {
	if s.Restored == nil {
		return 0, nil
	}
	at, err := s.Restored(q)
	if err != nil || at == 0 {
		return 0, err
	}
	month := calendar.Day(time.UnixMilli(at))[:len("2006-01")]
	over := func(l Line) bool { return l.On[:len("2006-01")] < month }
	asked := func(w BankWord) bool { return w.RestoredMs == at }
	if slices.ContainsFunc(d.Bank, asked) || !slices.ContainsFunc(d.Result.Lines, over) {
		return 0, nil
	}
	return at, nil
}

// unstopped refuses to hand over a settlement while the bank must be asked first, and afterwards to whoever said what it had paid. The other way round
// nothing is left to refuse: of what the bank is asked about nobody can have handed over a file since the restore.
func (s *Service) unstopped(q store.Queryer, who access.Actor, d Settlement) error {
	at, err := s.Unasked(q, d)
	switch {
	case err != nil:
		return err
	case at != 0:
		return fault.New(fault.Conflict, "delivery.pay.restored")
	case d.Spoke(who):
		return fault.New(fault.Denied, "delivery.pay.spoke")
	}
	return nil
}

// Spoke tells whether an actor said, under whichever account, what the bank had paid of the settlement at the last restore that it was asked after. Where
// nothing stops the settlement that is the last restore of all.
func (s Settlement) Spoke(who access.Actor) bool {
	n := len(s.Bank)
	return n > 0 && s.Bank[n-1].By == person(who)
}

// AskedBank records what the bank said after a restore: which payments of the settlement it had paid already. The others it never received, and they
// can be handed over. restoredMs is the restore that the reader has seen. Whoever says it hands no file of it over: two people stand
// behind money that may have gone out already.
func (s *Service) AskedBank(ctx context.Context, who access.Actor, id string, restoredMs int64, paid []int) (d Settlement, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		d, err = s.turnIn(tx, who, id, Ask, BankAsked, func(tx *store.Tx, d *Settlement, at region.Key) error {
			return s.heardBank(tx, who, d, at, restoredMs, paid)
		})
		if err != nil {
			return err
		}
		d, err = s.closeIn(tx, who, d)
		return err
	})
	return d, err
}

func (s *Service) heardBank(tx *store.Tx, who access.Actor, d *Settlement, place region.Key, restoredMs int64, paid []int) error {
	if err := who.CheckAt(CanApprove, place); err != nil {
		return err
	}
	if !d.Apart(who) {
		return fault.New(fault.Denied, "delivery.bank.another")
	}
	if err := s.apart(tx, who, d.Input.Provider); err != nil {
		return err
	}
	at, err := s.Unasked(tx, *d)
	if err != nil {
		return err
	}
	if at == 0 || at != restoredMs {
		return fault.New(fault.Conflict, "delivery.bank.changed")
	}
	d.Payments = slices.Clone(d.Payments)
	paid = slices.Compact(slices.Sorted(slices.Values(paid)))
	for _, n := range paid {
		i := slices.IndexFunc(d.Payments, func(p Payment) bool { return p.N == n && p.doubtful() })
		if i < 0 {
			return wrong("paid")
		}
		d.Payments[i].again()
		d.Payments[i].State = Paid
	}
	d.Bank = append(slices.Clone(d.Bank), BankWord{RestoredMs: at, Paid: paid, By: person(who), AtMs: s.Now().UnixMilli()})
	return nil
}

// doubtful tells whether a payment may have been paid by a file that a restored node has forgotten.
func (p Payment) doubtful() bool { return p.State == Due || p.State == Sent || p.State == Returned }

// Doubtful are the payments of a settlement that the bank is asked about.
func (s Settlement) Doubtful() []Payment {
	return slices.DeleteFunc(slices.Clone(s.Payments), func(p Payment) bool { return !p.doubtful() })
}

// Stopped tells when the node was restored, if nothing of a settlement is handed over for that; 0: it is not stopped.
func (s *Service) Stopped(ctx context.Context, d Settlement) (at int64, err error) {
	if !d.Open(Ask) || len(d.Doubtful()) == 0 {
		return 0, nil
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error { at, err = s.Unasked(q, d); return err })
	return at, err
}
