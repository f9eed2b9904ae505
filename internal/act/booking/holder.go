package booking

import (
	"strconv"

	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/store"
)

// Export implements party.Holder: holds, waits, loans and hours of a person, a row each.
func (s *Service) Export(q store.Queryer, node int64, person string, _ func(field, sealed string) (string, error)) (string, []map[string]string, error) {
	var rows []map[string]string
	holds, err := s.Store.HoldsOf(q, node, person)
	for _, h := range holds {
		rows = append(rows, map[string]string{
			"kind": "hold", "id": h.ID, "pool": h.Pool, "units": strconv.Itoa(h.Units), "for": h.For, "state": string(h.State), "made_ms": digits(h.MadeMs),
			"expires_ms": digits(h.ExpiresMs),
		})
	}
	if err != nil {
		return "", nil, err
	}
	waits, err := s.Store.WaitsOf(q, node, person)
	for _, w := range waits {
		rows = append(rows, map[string]string{
			"kind": "wait", "id": w.ID, "pool": w.Pool, "units": strconv.Itoa(w.Units), "for": w.For, "state": string(w.Standing), "n": digits(w.N),
			"joined_ms": digits(w.JoinedMs),
		})
	}
	if err != nil {
		return "", nil, err
	}
	loans, err := s.Store.LoansOf(q, node, person)
	for _, l := range loans {
		rows = append(rows, map[string]string{
			"kind": "loan", "id": l.ID, "pool": l.Pool, "piece": l.Piece, "lent_on": l.LentOn, "due_on": l.DueOn, "state": string(l.State),
			"ended_on": l.EndedOn, "condition": l.Condition,
		})
	}
	if err != nil {
		return "", nil, err
	}
	slots, err := s.Store.SlotsOf(q, node, person)
	for _, t := range slots {
		rows = append(rows, map[string]string{
			"kind": "slot", "id": t.ID, "post": t.Post, "for": t.For, "from_ms": digits(t.FromMs), "until_ms": digits(t.UntilMs),
			"cancelled": strconv.FormatBool(t.Cancelled),
		})
	}
	return "bookings", rows, err
}

func digits(n int64) string { return strconv.FormatInt(n, 10) }

// Erase implements party.Holder. What is kept for the person is given back and the places in lines are given up, so that nobody waits behind
// them. Records stay, and name the person by an id that leads nowhere; a device that is out stays out until it comes back.
func (s *Service) Erase(tx *store.Tx, node int64, person string) error {
	waits, err := s.Store.WaitsOf(tx, node, person)
	if err != nil {
		return err
	}
	for _, w := range waits {
		if w.Standing != Waiting {
			continue
		}
		p, err := s.pool(tx, w.Pool)
		if err != nil {
			return err
		}
		w.Standing = Left
		if err := s.write(tx, clerk(), "booking.wait.left", p.Region, Change{Wait: &w}, person); err != nil {
			return err
		}
		if _, err := s.settle(tx, p); err != nil { // whoever stood in the way is gone
			return err
		}
	}
	holds, err := s.Store.HoldsOf(tx, node, person)
	if err != nil {
		return err
	}
	for _, h := range holds {
		if err := s.giveBack(tx, h); err != nil {
			return err
		}
	}
	return nil
}

// giveBack ends a hold of somebody who is erased, unless a device is out on it.
func (s *Service) giveBack(tx *store.Tx, h Hold) error {
	if h.State != Held && h.State != Taken {
		return nil
	}
	l, lent, err := s.Store.LoanOfHold(tx, s.Node, h.ID)
	if err != nil || lent && l.State == Lent {
		return err
	}
	p, err := s.pool(tx, h.Pool)
	if err != nil {
		return err
	}
	if err := s.end(tx, clerk(), "booking.hold.released", p, h, Released, Left); err != nil {
		return err
	}
	_, err = s.settle(tx, p)
	return err
}

// Going says by a Conflict that a device is still with a person: whoever wants to be erased brings it back first.
func (s *Service) Going(q store.Queryer, person string) error {
	loans, err := s.Store.LoansOf(q, s.Node, person)
	if err != nil {
		return err
	}
	for _, l := range loans {
		if l.State == Lent {
			return fault.New(fault.Conflict, "booking.erase.lent", "number", ident.Number(l.ID))
		}
	}
	return nil
}
