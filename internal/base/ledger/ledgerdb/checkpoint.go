package ledgerdb

import (
	"database/sql"
	"encoding/hex"
	"fmt"
	"math"

	"mihe/internal/base/keyring"
	"mihe/internal/base/ledger"
	"mihe/internal/base/store"
)

// Keep adds checkpoints and the public keys that are not there yet.
func (Store) Keep(tx *store.Tx, node int64, keys []keyring.Public, signed []ledger.Checkpoint) error {
	for _, k := range keys {
		_, err := tx.Exec(`
			INSERT INTO ledger_key (node, key, algorithm, public, introduced, introduction) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (node, key) DO NOTHING`,
			node, k.Key, k.Algorithm, hex.EncodeToString(k.Bytes), k.Introduced, hex.EncodeToString(k.Introduction))
		if err != nil {
			return fmt.Errorf("key %s: %w", k.Key, err)
		}
	}
	for _, c := range signed {
		_, err := tx.Exec(`
			INSERT INTO ledger_checkpoint (node, seq, algorithm, head, at_ms, key, signature) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (node, seq, algorithm) DO NOTHING`,
			node, c.Seq, c.Algorithm, c.Head.String(), c.AtMs, c.Key, hex.EncodeToString(c.Signature))
		if err != nil {
			return fmt.Errorf("checkpoint %d: %w", c.Seq, err)
		}
	}
	return nil
}

// Signed returns the newest checkpoints in the order of their algorithms. The node's identifier is that of the entry they
// sign.
func (s Store) Signed(q store.Queryer, node int64) ([]ledger.Checkpoint, error) {
	return s.SignedUpTo(q, node, math.MaxInt64)
}

// SignedUpTo is Signed as it was when the chain had so many entries: the newest checkpoints that lie no further.
func (Store) SignedUpTo(q store.Queryer, node, seq int64) ([]ledger.Checkpoint, error) {
	rows, err := q.Query(`
		SELECT c.seq, c.algorithm, c.head, c.at_ms, c.key, k.public, c.signature, e.header
		FROM ledger_checkpoint c
			JOIN ledger_key k ON k.node = c.node AND k.key = c.key
			JOIN ledger_entry e ON e.node = c.node AND e.seq = c.seq
		WHERE c.node = $1 AND c.seq = (SELECT max(n.seq) FROM ledger_checkpoint n WHERE n.node = $1 AND n.seq <= $2)
		ORDER BY c.algorithm`, node, seq)
	return store.All(rows, err, scanCheckpoint)
}

func scanCheckpoint(r *sql.Rows) (c ledger.Checkpoint, err error) {
	var head, public, signature string
	var header []byte
	if err := r.Scan(&c.Seq, &c.Algorithm, &head, &c.AtMs, &c.Key, &public, &signature, &header); err != nil {
		return c, err
	}
	h, err := ledger.ParseHeader(header)
	if err != nil {
		return c, fmt.Errorf("entry %d: %w", c.Seq, err)
	}
	c.Node = h.Node
	var ok bool
	if c.Head, ok = ledger.ParseHash(head); !ok {
		return c, fmt.Errorf("checkpoint %d is damaged: run verify", c.Seq)
	}
	if c.Public, err = hex.DecodeString(public); err != nil {
		return c, fmt.Errorf("key %s: %w", c.Key, err)
	}
	if c.Signature, err = hex.DecodeString(signature); err != nil {
		return c, fmt.Errorf("checkpoint %d: %w", c.Seq, err)
	}
	return c, nil
}

// Keys lists the keys that have signed, in order.
func (Store) Keys(q store.Queryer, node int64) ([]string, error) {
	rows, err := q.Query(`SELECT key FROM ledger_key WHERE node = $1 ORDER BY key`, node)
	return store.All(rows, err, func(r *sql.Rows) (key string, err error) { return key, r.Scan(&key) })
}
