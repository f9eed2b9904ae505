package feedback

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"mihe/internal/act/casework"
	"mihe/internal/act/exchange"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// ratings are what the hotline's levels are called in a layout.
var ratings = map[int]string{5: "very_good", 4: "good", 3: "fair", 2: "poor", 1: "very_poor"}

// WriteOrders writes the orders that have a number of the hotline, as they stand, for giving them back. That their words were read, and what was
// written, is in the ledger before the file is returned.
func (s *Service) WriteOrders(ctx context.Context, who access.Actor, l *exchange.Layout) (raw []byte, err error) {
	if err := who.CheckAt(casework.CanHandle, s.Home); err != nil {
		return nil, err
	}
	var rows []map[string]string
	for after := ""; ; {
		var page []Order
		err := s.DB.Read(ctx, func(q store.Queryer) (err error) {
			page, err = s.Store.Numbered(q, s.Node, after, atOnce)
			return err
		})
		if err != nil {
			return nil, err
		}
		if len(page) == 0 {
			break
		}
		part, err := s.exportPart(ctx, who, page)
		if err != nil {
			return nil, err
		}
		rows, after = append(rows, part...), page[len(page)-1].Number
	}
	if raw, err = l.Write(rows); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(raw)
	return raw, s.DB.Write(ctx, func(tx *store.Tx) error {
		return s.file(tx, who, "feedback.orders.exported", File{Layout: l.ID, SHA256: hex.EncodeToString(sum[:]), Rows: len(rows)})
	})
}

// exportPart writes some orders, under one grant.
func (s *Service) exportPart(ctx context.Context, who access.Actor, page []Order) (rows []map[string]string, err error) {
	w := access.Wish{Right: casework.CanHandle, Region: s.Home, Purpose: Handling, Basis: access.StatutoryDuty}
	for _, o := range page {
		w.Subjects = append(w.Subjects, o.key())
	}
	var g access.Grant
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		g, err = access.Mint(tx, s.Log, who, w)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		for _, o := range page {
			row, err := s.row(ctx, q, g, o)
			if err != nil {
				return err
			}
			if row != nil {
				rows = append(rows, row)
			}
		}
		return nil
	})
	return rows, err
}

// row is one order in our words, or nil when its person was erased: nothing of it is given away any more.
func (s *Service) row(ctx context.Context, q store.Queryer, g access.Grant, o Order) (map[string]string, error) {
	plain, err := g.Open(ctx, s.Keys, o.key(), o.field(), o.Sealed)
	if f, ok := fault.As(err); ok && f.Key == "keyring.erased" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	said := Said{}
	if err := json.Unmarshal([]byte(plain), &said); err != nil {
		return nil, err
	}
	c, err := s.Desk.Store.Case(q, s.Node, o.Case)
	if err != nil {
		return nil, err
	}
	row := map[string]string{
		"order": o.Number, "received_at": o.ReceivedAt, "nature": string(o.Nature), "subject": said.Subject, "text": said.Text, "place": said.Place,
		"unit": said.Unit, "due_at": o.DueAt, "state": stateThere(c),
	}
	if o.ReceivedAt == "" { // written down by an officer, who knows the day
		row["received_at"] = o.ReceivedOn + "T00:00:00"
	}
	notes, err := s.Store.Notes(q, s.Node, o.Case)
	if err != nil {
		return nil, err
	}
	for _, n := range notes {
		switch n.Sort {
		case Answered:
			if row["answer"], err = g.Open(ctx, s.Keys, o.key(), n.field(), n.Sealed); err != nil {
				return nil, err
			}
			row["rating"] = "" // of an earlier answer
		case CalledBack:
			row["rating"] = ratings[n.Level]
		case Forwarded:
		}
	}
	for _, field := range []string{"text", "answer"} {
		row[field] = exchange.OneLine(row[field])
	}
	return row, nil
}
