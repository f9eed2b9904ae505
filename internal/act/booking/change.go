package booking

import (
	"context"
	"encoding/json"
	"fmt"

	"mihe/internal/base/access"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Change is one change as it is kept for ever: everything that it changed, as it is from then on.
type Change struct {
	Pool  *Pool  `json:"pool,omitempty"`
	Hold  *Hold  `json:"hold,omitempty"`
	Wait  *Wait  `json:"wait,omitempty"`
	Slot  *Slot  `json:"slot,omitempty"`
	Loan  *Loan  `json:"loan,omitempty"`
	Feed  *Feed  `json:"feed,omitempty"`
	Actor string `json:"actor"`
	AtMs  int64  `json:"at_ms"`
}

// changeRecord is the kind of this room's records.
const changeRecord = "booking.change"

// write appends a change with its ledger entry about persons, and brings the read models up to it.
func (s *Service) write(tx *store.Tx, who access.Actor, kind string, at region.Key, c Change, persons ...string) error {
	c.Actor, c.AtMs = who.ID, s.nowMs()
	id, err := s.mint("bkg")
	if err != nil {
		return err
	}
	body, err := ledger.EncodeBody(c)
	if err != nil {
		return err
	}
	e := who.Entry(kind, at)
	e.Record = &ledger.Record{Kind: changeRecord, ID: id, Body: body}
	for _, p := range persons {
		if p != "" {
			e.Subjects = append(e.Subjects, p)
		}
	}
	if _, err := s.Log.Append(tx, e); err != nil {
		return err
	}
	return s.Store.Put(tx, s.Node, c)
}

// Rebuild computes the read models from the records again.
func (s *Service) Rebuild(ctx context.Context) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		if err := s.Store.Clear(tx, s.Node); err != nil {
			return err
		}
		return s.Store.Records(tx, s.Node, func(seq int64, body []byte) error {
			var c Change
			if err := json.Unmarshal(body, &c); err != nil {
				return fmt.Errorf("record %d: %w", seq, err)
			}
			return s.Store.Put(tx, s.Node, c)
		})
	})
}
