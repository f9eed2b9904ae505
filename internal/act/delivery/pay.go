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

// LeftOut is a payee who is not in a file, though something is due, and why.
type LeftOut struct {
	N   int    `json:"n"`   // payment
	Why string `json:"why"` // one of those below
}

// Why a payee is left out of a file. The others are paid.
const (
	leftAccount    = "no_account"
	leftRefused    = "refused"    // the bank gave it back for the account, and none was entered and confirmed since
	leftGone       = "gone"       // erased meanwhile
	leftIncomplete = "incomplete" // the file cannot be written with what is known of them: most often a number is missing
)

// sendable tells whether a payment can go into a file: it is due, or came back.
func (p Payment) sendable() bool { return p.State == Due || p.State == Returned }

// ForAccount tells whether it is for the payee's account.
func (l LeftOut) ForAccount() bool { return l.Why == leftAccount || l.Why == leftRefused }

// LeftOut are those whom the files so far have left out, each for the last reason, and who wait still.
func (d Settlement) LeftOut() (list []LeftOut) {
	for _, p := range d.Payments {
		why := ""
		for _, h := range d.Handed {
			for _, l := range h.Left {
				if l.N == p.N {
					why = l.Why
				}
			}
		}
		if why != "" && p.sendable() {
			list = append(list, LeftOut{p.N, why})
		}
	}
	return list
}

// HandOver makes the payment file of an approved settlement: every payment that is due, or came back, to those whom the form is for. What names
// persons is opened for it through grants, and the file is not kept, only its sum. Who cannot be paid with it stays due, and missing says why.
func (s *Service) HandOver(ctx context.Context, who access.Actor, id, layout string) (file []byte, missing []LeftOut, err error) {
	l := s.Layouts[layout]
	if l == nil || !slices.Contains(PaymentLayouts, layout) {
		return nil, nil, wrong("layout")
	}
	var d Settlement
	err = s.DB.Read(ctx, func(q store.Queryer) error { d, err = s.handing(q, who, id); return err })
	if err != nil {
		return nil, nil, err
	}
	rows, in, missing, err := s.rows(ctx, who, d, l, s.PayableBy(d, layout))
	if err != nil {
		return nil, nil, err
	}
	if len(rows) == 0 {
		return nil, missing, fault.New(fault.Conflict, "delivery.pay.nothing")
	}
	if file, err = l.Write(rows); err != nil {
		return nil, nil, err
	}
	h := Handed{Layout: layout, SHA256: sumOf(file), Rows: in, Left: missing, AtMs: s.Now().UnixMilli()}
	if h.Total, err = checkFile(l, file, d, in); err != nil {
		return nil, nil, err
	}
	read := d
	_, err = s.turn(ctx, who, id, HandOver, FileHanded, func(tx *store.Tx, d *Settlement, _ region.Key) error {
		if err := s.hands(tx, who, *d); err != nil {
			return err
		}
		if err := s.unstopped(tx, who, *d); err != nil {
			return err
		}
		if len(d.Handed) != len(read.Handed) || !slices.EqualFunc(d.Payments, read.Payments, Payment.stands) {
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

// HandAgain makes a file once more that did not arrive, the n-th that was handed over, counted from 0: the same payments under the same numbers, so
// that a bank which has it after all pays nothing twice. It comes out to the byte as it was, or it is refused. Nothing else changes.
func (s *Service) HandAgain(ctx context.Context, who access.Actor, id string, n int) (file []byte, err error) {
	var d Settlement
	err = s.DB.Read(ctx, func(q store.Queryer) error { d, err = s.handing(q, who, id); return err })
	if err != nil {
		return nil, err
	}
	if n < 0 || n >= len(d.Handed) {
		return nil, wrong("file")
	}
	h := d.Handed[n]
	if !d.Awaited(h) {
		return nil, fault.New(fault.Conflict, "delivery.pay.answered")
	}
	l := s.Layouts[h.Layout]
	if l == nil {
		return nil, fault.New(fault.Conflict, "delivery.pay.differs")
	}
	list := slices.DeleteFunc(slices.Clone(d.Payments), func(p Payment) bool { return !slices.Contains(h.Rows, p.N) })
	rows, _, _, err := s.rows(ctx, who, d, l, list)
	if err != nil {
		return nil, err
	}
	if file, err = l.Write(rows); err != nil {
		return nil, err
	}
	if sumOf(file) != h.SHA256 {
		return nil, fault.New(fault.Conflict, "delivery.pay.differs")
	}
	return file, nil
}

// Awaited tells whether nothing is known yet of what became of any payment of a file.
func (d Settlement) Awaited(h Handed) bool {
	return !slices.ContainsFunc(d.Payments, func(p Payment) bool { return slices.Contains(h.Rows, p.N) && p.State != Sent })
}

// PayableBy are the payments of a settlement that are due, or came back, to those whom the form of a file is for.
func (s *Service) PayableBy(d Settlement, layout string) (list []Payment) {
	l := s.Layouts[layout]
	for _, p := range d.Payments {
		if p.sendable() && l != nil && (!l.Persons || isPerson(p.Payee)) {
			list = append(list, p)
		}
	}
	return list
}

func sumOf(file []byte) string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:])
}

// handing reads a settlement for whoever may hand its file over.
func (s *Service) handing(q store.Queryer, who access.Actor, id string) (Settlement, error) {
	d, err := s.Store.Settlement(q, s.Node, id)
	if err != nil {
		return d, err
	}
	if err := s.hands(q, who, d); err != nil {
		return d, err
	}
	if _, ok := settlements.next(d.State, HandOver); !ok {
		return d, fault.New(fault.Conflict, "delivery.settle.state").At("step")
	}
	return d, s.unstopped(q, who, d)
}

// hands checks that an actor may hand over the files of a settlement, and is not paid by one.
func (s *Service) hands(q store.Queryer, who access.Actor, d Settlement) error {
	if _, err := s.settles(q, who, d.Input.Provider); err != nil {
		return err
	}
	return d.unpaid(who)
}

// stands tells whether a payment stands where it was read: a bank's answer that comes between reading and writing may ask for another number, or for
// another account first.
func (p Payment) stands(read Payment) bool {
	return p.N == read.N && p.State == read.State && p.try() == read.try()
}

// rows are the lines of a file of some payments, which payments they are, and who is left out.
func (s *Service) rows(ctx context.Context, who access.Actor, d Settlement, l *exchange.Layout, list []Payment) (rows []map[string]string, in []int, left []LeftOut, err error) {
	payees, accounts, err := s.payees(ctx, who, d, list)
	if err != nil {
		return nil, nil, nil, err
	}
	for _, p := range list {
		payee, known := payees[p.Payee]
		account, has := accounts[p.Payee]
		row := map[string]string{
			"serial": d.serial(p, p.next()), "payee": payee.Name, "identity": payee.Number, "account": account.Number, "bank": account.Bank,
			"amount": p.Fen.Plain(), "month": d.Input.Month,
		}
		switch _, err := l.Write([]map[string]string{row}); {
		case !has:
			left = append(left, LeftOut{p.N, leftAccount})
		case d.refused(p, account):
			left = append(left, LeftOut{p.N, leftRefused})
		case !known:
			left = append(left, LeftOut{p.N, leftGone})
		case err != nil && fault.KindOf(err) == fault.Invalid:
			left = append(left, LeftOut{p.N, leftIncomplete})
		case err != nil:
			return nil, nil, nil, err
		default:
			in, rows = append(in, p.N), append(rows, row)
		}
	}
	return rows, in, left, nil
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
func (s *Service) payees(ctx context.Context, who access.Actor, d Settlement, list []Payment) (payees map[string]Provider, accounts map[string]Account, err error) {
	payees, accounts = map[string]Provider{}, map[string]Account{}
	var persons []string
	var g access.Grant
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		at, _ := region.ParseKey(d.At)
		for _, p := range list {
			a, found, err := s.Store.Account(tx, s.Node, p.Payee)
			if err != nil {
				return err
			}
			if !found || !a.Ready() {
				continue
			}
			accounts[p.Payee] = a
			if d.refused(p, a) {
				continue // nothing is opened of whom the file leaves out
			}
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
		if err := a.open(func(field, sealed string) (string, error) { return g.Open(ctx, s.Keys, id, field, sealed) }); err != nil {
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
