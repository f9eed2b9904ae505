package ledgerdb

import (
	"fmt"

	"mihe/internal/base/ledger"
	"mihe/internal/base/store"
)

// Next takes the next number by an upsert of the head row, which locks it until the transaction ends.
func (Store) Next(tx *store.Tx, node int64) (seq int64, before ledger.Hash, err error) {
	var head string
	err = tx.QueryRow(`
		INSERT INTO ledger_head (node, seq, head) VALUES ($1, 1, $2)
		ON CONFLICT (node) DO UPDATE SET seq = ledger_head.seq + 1
		RETURNING seq, head`, node, ledger.Hash{}.String()).Scan(&seq, &head)
	if err != nil {
		return 0, ledger.Hash{}, fmt.Errorf("next number: %w", err)
	}
	before, ok := ledger.ParseHash(head)
	if !ok {
		return 0, ledger.Hash{}, fmt.Errorf("the head of node %d is %q", node, head)
	}
	return seq, before, nil
}

// Add keeps one entry with everything that belongs to it.
func (Store) Add(tx *store.Tx, node int64, l ledger.Logged, r *ledger.Record) error {
	_, err := tx.Exec(`
		INSERT INTO ledger_entry (node, seq, kind, actor, at_ms, header, leaf, head)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		node, l.Seq, l.Kind, l.Actor, l.AtMs, string(l.Bytes), l.Leaf.String(), l.Head.String())
	if err != nil {
		return fmt.Errorf("entry %d: %w", l.Seq, err)
	}
	for _, s := range l.Subjects {
		if _, err := tx.Exec(`INSERT INTO ledger_subject (node, subject, seq) VALUES ($1, $2, $3)`, node, s, l.Seq); err != nil {
			return fmt.Errorf("subjects of entry %d: %w", l.Seq, err)
		}
	}
	if _, err := tx.Exec(`UPDATE ledger_head SET head = $1 WHERE node = $2`, l.Head.String(), node); err != nil {
		return fmt.Errorf("head %d: %w", l.Seq, err)
	}
	if r == nil {
		return nil
	}
	table, err := recordTable(ledger.Room(r.Kind))
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO `+table+` (node, id, kind, seq, body) VALUES ($1, $2, $3, $4, $5)`,
		node, r.ID, r.Kind, l.Seq, string(r.Body))
	if err != nil {
		return fmt.Errorf("record of entry %d: %w", l.Seq, err)
	}
	return nil
}

// recordTable is the table of a room's records.
func recordTable(room string) (string, error) {
	if !store.RoomName(room) {
		return "", fmt.Errorf("%q is no room's name", room)
	}
	return room + "_record", nil
}
