package delivery

import (
	"context"
	"slices"
	"strings"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Answered answers a settlement for its provider: without disputes it is agreed to.
func (s *Service) Answered(ctx context.Context, who access.Actor, id string, disputes []Dispute) (d Settlement, err error) {
	step, what := Agree, SettlementAgreed
	if len(disputes) > 0 {
		step, what = Object, SettlementDispute
	}
	return s.turn(ctx, who, id, step, what, func(tx *store.Tx, d *Settlement, at region.Key) error {
		if err := s.forProvider(tx, who, d.Input.Provider, at); err != nil {
			return err
		}
		seen := map[string]bool{}
		for _, x := range disputes {
			known := slices.ContainsFunc(d.Input.Visits, func(f Frozen) bool { return f.Visit == x.Visit })
			if !known || seen[x.Visit] || !slices.Contains(Disputables, x.Reason) || x.Answer != "" {
				return wrong("disputes")
			}
			seen[x.Visit] = true
		}
		d.Disputes, d.Course.Answered = slices.Clone(disputes), person(who)
		return nil
	})
}

// Explain answers every dispute of a settlement that stays as it is.
func (s *Service) Explain(ctx context.Context, who access.Actor, id string, answers map[string]string) (d Settlement, err error) {
	return s.turn(ctx, who, id, Explain, SettlementExplain, func(tx *store.Tx, d *Settlement, _ region.Key) error {
		if _, err := s.settles(tx, who, d.Input.Provider); err != nil {
			return err
		}
		d.Disputes, d.Explained = slices.Clone(d.Disputes), person(who)
		for i := range d.Disputes {
			answer := answers[d.Disputes[i].Visit]
			if !slices.Contains(Explanations, answer) {
				return wrong("answers")
			}
			d.Disputes[i].Answer = answer
		}
		return nil
	})
}

// TakeBack takes a settlement back before it is approved: none of its lines was ever due.
func (s *Service) TakeBack(ctx context.Context, who access.Actor, id, reason string) (d Settlement, err error) {
	if !slices.Contains(Takebacks, reason) {
		return d, wrong("reason")
	}
	return s.turn(ctx, who, id, Withdraw, SettlementBack, func(tx *store.Tx, d *Settlement, _ region.Key) error {
		d.Reason = reason
		_, err := s.settles(tx, who, d.Input.Provider)
		return err
	})
}

// Approve approves what another person drew up and the provider answered: from here on it is due.
func (s *Service) Approve(ctx context.Context, who access.Actor, id string) (d Settlement, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		if d, err = s.turnIn(tx, who, id, Approve, SettlementApprove, s.approves(who)); err != nil {
			return err
		}
		d, err = s.closeIn(tx, who, d)
		return err
	})
	return d, err
}

func (s *Service) approves(who access.Actor) func(*store.Tx, *Settlement, region.Key) error {
	return func(tx *store.Tx, d *Settlement, at region.Key) error {
		if err := who.CheckAt(CanApprove, at); err != nil {
			return err
		}
		if !d.Apart(who) {
			return fault.New(fault.Denied, "delivery.settle.another")
		}
		if err := s.apart(tx, who, d.Input.Provider); err != nil {
			return err
		}
		again, err := Settle(d.Input)
		if err != nil {
			return err
		}
		if sum, err := digest(again); err != nil || sum != d.SHA256 {
			return firstOf(err, fault.New(fault.Conflict, "delivery.settle.differs"))
		}
		if err := s.unchanged(tx, *d); err != nil {
			return err
		}
		d.Approved = person(who)
		d.Payments, err = payments(d.Input.Provider, d.Result.Lines)
		return err
	}
}

// mostNamed is how many visits a message names.
const mostNamed = 5

// unchanged refuses a settlement with a line that would come out otherwise by what is known now: it is taken back and drawn again.
func (s *Service) unchanged(q store.Queryer, d Settlement) error {
	var list []Visit
	for _, l := range d.Result.Lines {
		list = append(list, Visit{ID: l.Visit})
	}
	now, err := s.standings(q, list)
	if err != nil {
		return err
	}
	var numbers []string
	for _, f := range d.Input.Visits {
		at, stands := now[f.Visit]
		if !stands {
			continue
		}
		was, _ := f.due()
		f.Standing = at
		if is, _ := f.due(); is != was {
			numbers = append(numbers, ident.Number(f.Visit))
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	named := strings.Join(numbers[:min(len(numbers), mostNamed)], ", ")
	return fault.New(fault.Conflict, "delivery.settle.changed", "count", len(numbers), "numbers", named)
}

// closeIn closes a settlement when nothing more is to come of any payment.
func (s *Service) closeIn(tx *store.Tx, who access.Actor, d Settlement) (Settlement, error) {
	if slices.ContainsFunc(d.Payments, func(p Payment) bool { return !p.over() }) {
		return d, nil
	}
	return s.turnIn(tx, who, d.ID, Close, SettlementClosed, func(*store.Tx, *Settlement, region.Key) error { return nil })
}

// turn takes a step of a settlement. do checks whose it is and says what it leads to.
func (s *Service) turn(ctx context.Context, who access.Actor, id string, step Step, what What, do func(*store.Tx, *Settlement, region.Key) error) (d Settlement, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		d, err = s.turnIn(tx, who, id, step, what, do)
		return err
	})
	return d, err
}

func (s *Service) turnIn(tx *store.Tx, who access.Actor, id string, step Step, what What, do func(*store.Tx, *Settlement, region.Key) error) (Settlement, error) {
	d, err := s.Store.Settlement(tx, s.Node, id)
	if err != nil {
		return d, err
	}
	at, _ := region.ParseKey(d.At)
	if !who.Sees(at) {
		return d, absent()
	}
	to, ok := settlements.next(d.State, step)
	if !ok {
		// Whoever may not do it at all learns that, not where the settlement stands.
		if err := do(tx, &d, at); fault.KindOf(err) == fault.Denied && err != nil {
			return d, err
		}
		return d, fault.New(fault.Conflict, "delivery.settle.state").At("step")
	}
	if err := do(tx, &d, at); err != nil {
		return d, err
	}
	d.State = to
	e := Event{What: what, Turn: &Turn{d.ID, d.Course}, Place: at}
	if step == HandOver {
		e.Also = d.personsOf(d.Handed[len(d.Handed)-1].Rows)
	}
	return d, s.record(tx, who, e)
}

// personsOf are the persons among the payees of some payments.
func (s Settlement) personsOf(rows []int) (list []string) {
	for _, p := range s.Payments {
		if slices.Contains(rows, p.N) && p.Payee != s.Input.Provider {
			list = append(list, p.Payee)
		}
	}
	return list
}
