package catalog

import (
	"context"
	"encoding/json"
	"fmt"

	"mihe/internal/base/store"
)

// Rebuild computes the read models from the records again. Readers notice nothing unless something was wrong.
func (g *Register) Rebuild(ctx context.Context) error {
	return g.DB.Write(ctx, func(tx *store.Tx) error {
		type one struct {
			seq int64
			r   Record
		}
		var all []one
		err := g.Store.Records(tx, g.Node, func(seq int64, id string, body []byte) error {
			x := one{seq: seq}
			if err := json.Unmarshal(body, &x.r); err != nil {
				return fmt.Errorf("record %s: %w", id, err)
			}
			all = append(all, x)
			return nil
		})
		if err != nil {
			return err
		}
		if err := g.Store.Clear(tx, g.Node); err != nil {
			return err
		}
		for _, x := range all {
			if err := g.apply(tx, x.r, x.seq); err != nil {
				return err
			}
		}
		return nil
	})
}
