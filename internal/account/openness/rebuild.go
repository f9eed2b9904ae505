package openness

import (
	"context"
	"encoding/json"
	"fmt"

	"mihe/internal/base/store"
)

// Rebuild computes the states of all series from the records again. Readers notice nothing unless something was wrong.
func (s *Service) Rebuild(ctx context.Context) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		type step struct {
			seq int64
			id  string
			r   Record
		}
		var steps []step
		err := s.Store.Records(tx, s.Node, func(seq int64, id string, body []byte) error {
			one := step{seq: seq, id: id}
			if err := json.Unmarshal(body, &one.r); err != nil {
				return fmt.Errorf("record %s: %w", id, err)
			}
			steps = append(steps, one)
			return nil
		})
		if err != nil {
			return err
		}
		if err := s.Store.Clear(tx, s.Node); err != nil {
			return err
		}
		states := map[Key]Series{}
		for _, one := range steps {
			for _, k := range one.r.Series {
				now, ok := states[k]
				if !ok {
					now = Series{Key: k, State: Internal}
				}
				if now, err = now.apply(one.r, one.seq); err != nil {
					return err
				}
				states[k] = now
				if err := s.Store.Set(tx, s.Node, now, one.r, one.id, one.seq); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
