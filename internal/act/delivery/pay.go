package delivery

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"mihe/internal/act/exchange"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/money"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Layouts are the forms of payment files by their identifiers.
type Layouts map[string]*exchange.Layout

// PaymentLayouts are the forms of the files that are handed over.
var PaymentLayouts = []string{"payment_card", "payment_bank"}

// HandOver makes the payment file of an approved settlement: every payment that is due, or came back. What names persons is opened
// for it through grants, and the file is not kept, only its sum. Payees without an account stay due and are named in missing.
func (s *Service) HandOver(ctx context.Context, who access.Actor, id, layout string) (file []byte, missing []string, err error) {
	l := s.Layouts[layout]
	if l == nil || !slices.Contains(PaymentLayouts, layout) {
		return nil, nil, wrong("layout")
	}
	var d Settlement
	var rows []map[string]string
	var in []int
	err = s.DB.Read(ctx, func(q store.Queryer) error { d, err = s.handing(q, who, id); return err })
	if err != nil {
		return nil, nil, err
	}
	if rows, in, missing, err = s.rows(ctx, who, d); err != nil {
		return nil, nil, err
	}
	if len(rows) == 0 {
		return nil, missing, fault.New(fault.Conflict, "delivery.pay.nothing")
	}
	if file, err = l.Write(rows); err != nil {
		return nil, nil, err
	}
	h := Handed{Layout: layout, Rows: in, AtMs: s.Now().UnixMilli()}
	sum := sha256.Sum256(file)
	h.SHA256 = hex.EncodeToString(sum[:])
	if h.Total, err = checkFile(l, file, d, in); err != nil {
		return nil, nil, err
	}
	seen := len(d.Handed)
	_, err = s.turn(ctx, who, id, HandOver, FileHanded, func(tx *store.Tx, d *Settlement, _ region.Key) error {
		if _, err := s.settles(tx, who, d.Input.Provider); err != nil {
			return err
		}
		if len(d.Handed) != seen || !d.sendable(in) {
			return fault.New(fault.Conflict, "delivery.pay.changed")
		}
		d.Payments = slices.Clone(d.Payments)
		for i := range d.Payments {
			if p := &d.Payments[i]; slices.Contains(in, p.N) {
				p.again()
				p.State = Sent
			}
		}
		d.Handed = append(slices.Clone(d.Handed), h)
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	return file, missing, nil
}

// handing reads a settlement for whoever may hand its file over.
func (s *Service) handing(q store.Queryer, who access.Actor, id string) (Settlement, error) {
	d, err := s.Store.Settlement(q, s.Node, id)
	if err != nil {
		return d, err
	}
	if _, err := s.settles(q, who, d.Input.Provider); err != nil {
		return d, err
	}
	if _, ok := settlements.next(d.State, HandOver); !ok {
		return d, fault.New(fault.Conflict, "delivery.settle.state").At("step")
	}
	return d, nil
}

// sendable tells whether all of some payments are due or came back.
func (d Settlement) sendable(rows []int) bool {
	n := 0
	for _, p := range d.Payments {
		if slices.Contains(rows, p.N) && (p.State == Due || p.State == Returned) {
			n++
		}
	}
	return n == len(rows)
}

// rows are the lines of the file, and which payments they are.
func (s *Service) rows(ctx context.Context, who access.Actor, d Settlement) (rows []map[string]string, in []int, missing []string, err error) {
	payees, accounts, err := s.payees(ctx, who, d)
	if err != nil {
		return nil, nil, nil, err
	}
	for _, p := range d.Payments {
		if p.State != Due && p.State != Returned {
			continue
		}
		payee, known := payees[p.Payee]
		account, has := accounts[p.Payee]
		if !known || !has {
			missing = append(missing, p.Payee)
			continue
		}
		in = append(in, p.N)
		rows = append(rows, map[string]string{
			"serial": d.serial(p, p.next()), "payee": payee.Name, "identity": payee.Number, "account": account.Number, "bank": account.Bank,
			"amount": p.Fen.Plain(), "month": d.Input.Month,
		})
	}
	return rows, in, missing, nil
}

// serial names a payment in files: the settlement, its number there and, from the second on, which try it is. It depends on nothing that a
// restored backup could have forgotten, so that a bank that refuses a serial twice does not pay a file that was made again.
func (d Settlement) serial(p Payment, try int) string {
	s := fmt.Sprintf("%s-%d", d.ID[len(settlementKind)+1:], p.N)
	if try > 1 {
		s += fmt.Sprintf("-%d", try)
	}
	return s
}

// Serial is what files call a payment as it stands.
func (d Settlement) Serial(p Payment) string { return d.serial(p, p.try()) }

// payees opens who is paid and where. Those of persons are opened under one grant for all of them.
func (s *Service) payees(ctx context.Context, who access.Actor, d Settlement) (payees map[string]Provider, accounts map[string]Account, err error) {
	payees, accounts = map[string]Provider{}, map[string]Account{}
	var persons []string
	var g access.Grant
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		at, _ := region.ParseKey(d.At)
		for _, p := range d.Payments {
			if p.State != Due && p.State != Returned {
				continue
			}
			a, found, err := s.Store.Account(tx, s.Node, p.Payee)
			if err != nil {
				return err
			}
			if !found || !a.Ready() {
				continue
			}
			accounts[p.Payee] = a
			if p.Payee != d.Input.Provider {
				persons = append(persons, p.Payee)
			} else if payees[p.Payee], _, err = s.Providers.Provider(tx, p.Payee); err != nil {
				return err
			}
		}
		if len(persons) == 0 {
			return nil
		}
		w := access.Wish{Right: CanSettle, Region: at, Subjects: persons, Purpose: Paying, Basis: access.StatutoryDuty}
		g, err = access.Mint(tx, s.Log, who, w)
		return err
	})
	if err != nil || len(persons) == 0 {
		return payees, accounts, err
	}
	named, err := s.Names(ctx, who, persons)
	if err != nil {
		return nil, nil, err
	}
	for _, id := range persons {
		one, known := named[id]
		if !known {
			continue
		}
		payees[id] = one
		a := accounts[id]
		if a.Number, err = g.Open(ctx, s.Keys, id, accountField, a.Number); err != nil {
			return nil, nil, err
		}
		accounts[id] = a
	}
	return payees, accounts, nil
}

// checkFile reads a file back and compares number and sum with what the settlement says, to the fen.
func checkFile(l *exchange.Layout, file []byte, d Settlement, in []int) (total money.Fen, err error) {
	back, _, err := l.Read(file)
	if err != nil {
		return 0, err
	}
	var want money.Fen
	for _, p := range d.Payments {
		if slices.Contains(in, p.N) {
			if want, err = want.Add(p.Fen); err != nil {
				return 0, err
			}
		}
	}
	for _, r := range back.Rows {
		fen, err := money.Parse(r.Values["amount"])
		if err != nil {
			return 0, err
		}
		if total, err = total.Add(fen); err != nil {
			return 0, err
		}
	}
	if total != want || len(back.Rows) != len(in) {
		return 0, fmt.Errorf("the file says %s in %d rows, the settlement %s in %d", total, len(back.Rows), want, len(in))
	}
	return total, nil
}
