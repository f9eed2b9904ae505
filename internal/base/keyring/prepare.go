package keyring

import (
	"context"
	"database/sql"
	"errors"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Prepare gives a new node its first keys: for look-up tokens and for signatures of both profiles. It is called when the
// node is made and never later, because a second set would be a second identity; where there is one, it changes nothing.
func (k *Keys) Prepare(ctx context.Context) error {
	return k.db.Write(ctx, func(tx *store.Tx) error {
		done, err := tx.Exec(`
			INSERT INTO keyring_node (node, secret) VALUES ($1, $2)
			ON CONFLICT (node) DO NOTHING`, k.node, newSecret())
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return err
		}
		for _, algorithm := range Algorithms {
			if err := k.follow(tx, algorithm, signing{}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Ready returns nil when the keyring knows the node. A node that exists in the database and is unknown here has lost its
// keyring: Unavailable, and the program must not go on.
func (k *Keys) Ready(ctx context.Context) error {
	return k.db.Read(ctx, func(q store.Queryer) error {
		_, err := k.nodeSecret(q)
		return err
	})
}

func (k *Keys) nodeSecret(q store.Queryer) (secret string, err error) {
	err = q.QueryRow(`SELECT secret FROM keyring_node WHERE node = $1`, k.node).Scan(&secret)
	if errors.Is(err, sql.ErrNoRows) {
		return "", fault.New(fault.Unavailable, "keyring.missing")
	}
	return secret, err
}
