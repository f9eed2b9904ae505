package opennessdb

import (
	"mihe/internal/account/openness"
	"mihe/internal/base/store"
)

// Set replaces the state of a series and adds the step that led to it.
func (Store) Set(tx *store.Tx, node int64, s openness.Series, r openness.Record, id string, seq int64) error {
	_, err := tx.Exec(`
		INSERT INTO openness_series (node, series, owner, variable, source, state, attribute, basis, reason, proposed_by,
			reviewed_by, at_ms, public_seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (node, series) DO UPDATE SET state = $6, attribute = $7, basis = $8, reason = $9, proposed_by = $10,
			reviewed_by = $11, at_ms = $12, public_seq = $13`,
		node, s.ID(), s.Owner, s.Variable, s.Source, string(s.State), string(s.Attribute), s.Basis, s.Reason, s.ProposedBy,
		s.ReviewedBy, s.AtMs, s.PublicSeq)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`
		INSERT INTO openness_step (node, series, seq, step, attribute, basis, reason, actor, at_ms, record)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		node, s.ID(), seq, string(r.Step), string(r.Attribute), r.Basis, r.Reason, r.Actor, r.AtMs, id)
	return err
}

// Clear removes what is computed from the records.
func (Store) Clear(tx *store.Tx, node int64) error {
	if _, err := tx.Exec(`DELETE FROM openness_step WHERE node = $1`, node); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM openness_series WHERE node = $1`, node)
	return err
}
