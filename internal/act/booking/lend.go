package booking

import (
	"context"
	"regexp"
	"slices"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/register/catalog"
)

// NewLoan hands a device out to whoever has a hold on one.
type NewLoan struct {
	Hold  string
	Piece string // what is written on the device
	DueOn string // empty: after the longest loan of the terms
}

// pieceForm is what may be written on a device: no words, so that nobody is named.
var pieceForm = regexp.MustCompile(`^[0-9A-Za-z-]{1,20}$`)

// longestLoan is how many days a loan has where the terms name none.
const longestLoan = 366

// Lend hands a device out, by whoever keeps the pool. The terms of the catalogue are frozen with it: what changes there later does not touch it.
func (s *Service) Lend(ctx context.Context, who access.Actor, n NewLoan) (l Loan, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		l, err = s.lend(tx, who, n)
		return err
	})
	return l, err
}

func (s *Service) lend(tx *store.Tx, who access.Actor, n NewLoan) (Loan, error) {
	h, p, err := s.reached(tx, who, n.Hold)
	if err != nil {
		return Loan{}, err
	}
	if err := s.keeps(tx, who, p.Provider, p.Region); err != nil { // nobody lends to themselves
		return Loan{}, err
	}
	if h.State != Held && h.State != Taken {
		return Loan{}, over(h)
	}
	if err := s.lendable(tx, p, h, n); err != nil {
		return Loan{}, err
	}
	sv, _, err := s.Catalog.Offered(tx, p.Service, p.Offer)
	if err != nil {
		return Loan{}, err
	}
	if sv.Device == nil {
		return Loan{}, fault.New(fault.Conflict, "booking.loan.unit")
	}
	due, err := s.dueOn(n.DueOn, *sv.Device)
	if err != nil {
		return Loan{}, err
	}
	id, err := s.mint("loan")
	if err != nil {
		return Loan{}, err
	}
	l := Loan{ID: id, Hold: h.ID, Pool: p.ID, Person: h.Person, Piece: n.Piece, Terms: *sv.Device, LentOn: s.Today(), DueOn: due, State: Lent}
	h.State = Taken
	c := Change{Hold: &h, Loan: &l}
	if err := s.answered(tx, h, Served, &c); err != nil {
		return Loan{}, err
	}
	return l, s.write(tx, who, "booking.loan.lent", p.Region, c, l.Person)
}

// lendable refuses a loan of what is no device, a second one on a hold, and one of a device that is out.
func (s *Service) lendable(tx *store.Tx, p Pool, h Hold, n NewLoan) error {
	if !p.Lends() || h.Units != 1 {
		return fault.New(fault.Conflict, "booking.loan.unit")
	}
	if !pieceForm.MatchString(n.Piece) {
		return invalid("piece", "booking.loan.piece")
	}
	out, err := s.Store.Lent(tx, s.Node, p.ID)
	if err != nil {
		return err
	}
	for _, l := range out {
		if l.Hold == h.ID {
			return fault.New(fault.Conflict, "booking.loan.out")
		}
		if l.Piece == n.Piece {
			return fault.New(fault.Conflict, "booking.loan.piece.out").At("piece")
		}
	}
	return nil
}

// dueOn is the day on which a device is to come back: no later than the terms allow.
func (s *Service) dueOn(asked string, d catalog.Device) (string, error) {
	days := longestLoan
	if d.LoanDays != nil {
		days = *d.LoanDays
	}
	today, err := time.Parse(time.DateOnly, s.Today())
	if err != nil {
		return "", err
	}
	last := today.AddDate(0, 0, days).Format(time.DateOnly)
	switch {
	case asked == "":
		return last, nil
	case !isDay(asked) || asked < s.Today() || asked > last:
		return "", invalid("due_on", "booking.loan.due", "from", s.Today(), "until", last)
	}
	return asked, nil
}

// Return takes a device back in the condition in which it comes: its unit is free again, and the line moves.
func (s *Service) Return(ctx context.Context, who access.Actor, loan, condition string) (Loan, error) {
	if !slices.Contains(Conditions, condition) {
		return Loan{}, invalid("condition", "booking.loan.condition")
	}
	return s.close(ctx, who, loan, func(l *Loan, _ *Pool) string {
		l.State, l.Condition = Returned, condition
		return "booking.loan.returned"
	})
}

// Lose records that a device will not come back: the pool has one less.
func (s *Service) Lose(ctx context.Context, who access.Actor, loan string) (Loan, error) {
	return s.close(ctx, who, loan, func(l *Loan, p *Pool) string {
		l.State = Lost
		p.Total--
		return "booking.loan.lost"
	})
}

// close ends a loan and gives its unit back to the pool, as end says.
func (s *Service) close(ctx context.Context, who access.Actor, loan string, end func(l *Loan, p *Pool) (kind string)) (l Loan, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		var found bool
		if l, found, err = s.Store.Loan(tx, s.Node, loan); err == nil && !found {
			err = absent()
		}
		if err != nil {
			return err
		}
		p, err := s.kept(tx, who, l.Pool)
		if err != nil {
			return err
		}
		if l.State != Lent {
			return fault.New(fault.Conflict, "booking.loan.over")
		}
		h, _, err := s.Store.Hold(tx, s.Node, l.Hold)
		if err != nil {
			return err
		}
		before := p
		kind := end(&l, &p)
		h.State, l.EndedOn = Released, s.Today()
		c := Change{Hold: &h, Loan: &l}
		if p != before {
			c.Pool = &p
		}
		if err := s.write(tx, who, kind, p.Region, c, l.Person); err != nil {
			return err
		}
		_, err = s.settle(tx, p)
		return err
	})
	return l, err
}
