package delivery

import (
	"context"
	"slices"

	"mihe/internal/act/exchange"
	"mihe/internal/base/access"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// ReturnLayouts are the forms of the files in which banks say what became of payments.
var ReturnLayouts = []string{"payment_return", "payment_return_bank"}

// Received is a file in which a bank said what became of payments (回盘), row by row.
type Received struct {
	Layout string  `json:"layout"`
	SHA256 string  `json:"sha256"`
	Rows   []Fated `json:"rows"`
	AtMs   int64   `json:"at_ms"`
}

// Fated is what became of one payment.
type Fated struct {
	N      int    `json:"n"`
	State  Fate   `json:"state"` // Paid, Returned or Recovered
	Reason string `json:"reason,omitempty"`
	Try    int    `json:"try,omitempty"` // which try of the payment it is about; of a file
	line   int
	amount string
}

// Return is what became of a bank's file.
type Return struct {
	Settlement Settlement
	Same       bool              // it says nothing that was not known: nothing changed
	Problems   []csvfile.Problem // why no row of it was taken
}

// TakeReturn reads a bank's file of what became of the payments of a settlement: all of its rows or none. The same file, or another that
// says the same, changes nothing. A payment that was given back can be handed over again; one that was paid never can. A row about a try
// that this node has no record of having handed over is believed as well: after a backup was restored the bank knows more than the node.
// A row that says otherwise than the bank said of the same try is refused with the whole file, for a person to look into.
func (s *Service) TakeReturn(ctx context.Context, who access.Actor, id, layout string, raw []byte) (r Return, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		d, err := s.Store.Settlement(q, s.Node, id)
		if err == nil {
			_, err = s.settles(q, who, d.Input.Provider)
		}
		return err
	})
	if err != nil {
		return r, err
	}
	l := s.Layouts[layout]
	if l == nil || !slices.Contains(ReturnLayouts, layout) {
		return r, wrong("layout")
	}
	file, problems, err := l.Read(raw)
	if err != nil {
		return Return{Problems: problems}, err
	}
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		r = Return{}
		d, err := s.Store.Settlement(tx, s.Node, id)
		if err != nil {
			return err
		}
		if _, err := s.settles(tx, who, d.Input.Provider); err != nil {
			return err
		}
		r.Settlement = d
		got := Received{Layout: layout, SHA256: file.SHA256, AtMs: s.Now().UnixMilli()}
		if got.Rows, r.Problems = d.read(file.Rows); len(r.Problems) == 0 {
			r.Same, r.Problems = d.take(got)
		}
		if n := len(r.Problems); n > 0 {
			return fault.New(fault.Invalid, "exchange.file.rejected", "count", n).At("file")
		}
		if r.Same {
			return nil
		}
		taken := d
		r.Settlement, err = s.turnIn(tx, who, id, Report, PaymentsReported, func(_ *store.Tx, d *Settlement, _ region.Key) error {
			d.Payments, d.Received = taken.Payments, taken.Received
			return nil
		})
		if err == nil {
			r.Settlement, err = s.closeIn(tx, who, r.Settlement)
		}
		return err
	})
	return r, err
}

// read finds the payments that rows are about.
func (d Settlement) read(rows []exchange.Row) (list []Fated, problems []csvfile.Problem) {
	by := map[string]Fated{}
	for _, p := range d.Payments {
		for try := 1; try <= p.next(); try++ {
			by[d.serial(p, try)] = Fated{N: p.N, Try: try, amount: p.Fen.Plain()}
		}
	}
	for _, r := range rows {
		serial := r.Values["serial"]
		f, known := by[serial]
		f.State, f.Reason, f.line = Fate(r.Values["outcome"]), r.Values["reason"], r.Line
		switch {
		case !known:
			problems = append(problems, csvfile.At(r.Line, "", serial, "delivery.pay.row.unknown"))
		case r.Values["amount"] != f.amount:
			problems = append(problems, csvfile.At(r.Line, "", r.Values["amount"], "delivery.pay.row.amount", "yuan", f.amount))
		case (f.State == Returned) != slices.Contains(Returns, f.Reason):
			problems = append(problems, csvfile.At(r.Line, "", serial, "delivery.pay.row.reason"))
		default:
			list = append(list, f)
		}
	}
	return list, problems
}

// take brings the payments up to what a file says. Same tells that it says nothing new.
func (d *Settlement) take(got Received) (same bool, problems []csvfile.Problem) {
	same = true
	d.Payments = slices.Clone(d.Payments)
	for _, f := range got.Rows {
		i := slices.IndexFunc(d.Payments, func(p Payment) bool { return p.N == f.N })
		news, ok := d.Payments[i].hear(f, got.AtMs)
		if !ok {
			problems = append(problems, csvfile.At(f.line, "", d.serial(d.Payments[i], f.Try), "delivery.pay.row.otherwise"))
		}
		same = same && !news
	}
	d.Received = append(slices.Clone(d.Received), got)
	return same, problems
}

// hear takes in what a bank says of a try of a payment, at a moment: whether it is news, and whether it can be so after all that was heard.
func (p *Payment) hear(f Fated, atMs int64) (news, ok bool) {
	if f.Try > p.try() {
		p.again() // handed over again, and forgotten by a backup
	}
	switch {
	case f.Try < p.try(): // an earlier try came back, or there would be no later one
		return false, f.State == Returned
	case f.Try > p.try():
		return false, false
	case p.State == f.State:
		return false, true
	case p.State == Due || p.State == Sent || p.State == Returned && f.State == Paid:
		p.became(f, atMs)
		return true, true
	}
	return false, false
}

// became sets what became of a payment, as was learnt at a moment.
func (p *Payment) became(f Fated, atMs int64) {
	p.State, p.Reason, p.ReturnedMs = f.State, f.Reason, 0
	if f.State == Returned {
		p.ReturnedMs = atMs
	}
}

// Report records what became of payments, by hand: of what the payee owed and has paid back above all. When nothing more is to come of any,
// the settlement is closed.
func (s *Service) Report(ctx context.Context, who access.Actor, id string, list []Fated) (d Settlement, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		d, err = s.turnIn(tx, who, id, Report, PaymentsReported, func(tx *store.Tx, d *Settlement, _ region.Key) error {
			if _, err := s.settles(tx, who, d.Input.Provider); err != nil {
				return err
			}
			if len(list) == 0 {
				return wrong("payments")
			}
			d.Payments = slices.Clone(d.Payments)
			for _, f := range list {
				if err := d.fate(f, s.Now().UnixMilli()); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		d, err = s.closeIn(tx, who, d)
		return err
	})
	return d, err
}

// fate sets what became of a payment, as was learnt at a moment. One that is over stays so: nothing is paid twice because it came back late.
func (d *Settlement) fate(f Fated, atMs int64) error {
	i := slices.IndexFunc(d.Payments, func(p Payment) bool { return p.N == f.N })
	if i < 0 {
		return wrong("payments")
	}
	p := &d.Payments[i]
	ok := p.State == Sent && (f.State == Paid || f.State == Returned) || p.State == Owed && f.State == Recovered
	if !ok {
		return fault.New(fault.Conflict, "delivery.pay.state", "n", f.N).At("payments")
	}
	if (f.State == Returned) != slices.Contains(Returns, f.Reason) {
		return wrong("payments")
	}
	p.became(f, atMs)
	return nil
}
