package keyring

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Public is a public key. Each but the first of its algorithm is introduced by the one before it, which signed it.
type Public struct {
	Key          string // KeyID
	Algorithm    string
	Bytes        []byte
	Introduced   string // by which key, or empty
	Introduction []byte // that key's signature over IntroductionText
}

// IntroductionText is what a key signs to introduce the next one.
func IntroductionText(by, algorithm string, public []byte) []byte {
	return []byte("mihe-key-v1\n" + by + "\n" + algorithm + "\n" + hex.EncodeToString(public) + "\n")
}

// signing is a row of keyring_signing.
type signing struct {
	Public
	number int64
	secret []byte
}

// Signer signs with the node's present key of one algorithm.
type Signer struct{ key signing }

// Signer returns the present key of an algorithm. It stays usable after a rotation: what it signs names its key.
func (k *Keys) Signer(ctx context.Context, algorithm string) (*Signer, error) {
	var s signing
	err := k.db.Read(ctx, func(q store.Queryer) (err error) {
		s, err = k.present(q, algorithm)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &Signer{s}, nil
}

// Public is the key that others verify with.
func (s *Signer) Public() Public { return s.key.Public }

// Sign signs a message.
func (s *Signer) Sign(message []byte) ([]byte, error) {
	signature, err := sign(s.key.Algorithm, s.key.secret, message)
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "keyring.damaged")
	}
	return signature, nil
}

// Publics lists the node's public keys, old and present, in the order in which they followed one another.
func (k *Keys) Publics(ctx context.Context) (all []Public, err error) {
	err = k.db.Read(ctx, func(q store.Queryer) error {
		rows, err := q.Query(`
			SELECT algorithm, number, key, public, secret, introduced, introduction FROM keyring_signing
			WHERE node = $1 ORDER BY algorithm, number`, k.node)
		list, err := store.All(rows, err, scanSigning)
		for _, s := range list {
			all = append(all, s.Public)
		}
		return err
	})
	return all, err
}

// Rotate makes a new key of an algorithm, introduced by the present one, whose secret is then destroyed. Old public keys
// are kept for ever: old signatures must verify.
func (k *Keys) Rotate(ctx context.Context, algorithm string) error {
	err := k.db.Write(ctx, func(tx *store.Tx) error {
		before, err := k.present(tx, algorithm)
		if err != nil {
			return err
		}
		if err := k.follow(tx, algorithm, before); err != nil {
			return err
		}
		_, err = tx.Exec(`UPDATE keyring_signing SET secret = '' WHERE node = $1 AND algorithm = $2 AND number = $3`,
			k.node, algorithm, before.number)
		return err
	})
	if err != nil {
		return err
	}
	return k.db.Tidy(ctx)
}

// follow adds the key after before, or the first one.
func (k *Keys) follow(tx *store.Tx, algorithm string, before signing) error {
	public, secret, err := newSigningKey(algorithm)
	if err != nil {
		return err
	}
	var introduction []byte
	if before.Key != "" {
		if introduction, err = sign(algorithm, before.secret, IntroductionText(before.Key, algorithm, public)); err != nil {
			return fault.Wrap(err, fault.Internal, "keyring.damaged")
		}
	}
	_, err = tx.Exec(`
		INSERT INTO keyring_signing (node, algorithm, number, key, public, secret, introduced, introduction)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		k.node, algorithm, before.number+1, KeyID(algorithm, public), hex.EncodeToString(public), hex.EncodeToString(secret),
		before.Key, hex.EncodeToString(introduction))
	return err
}

// present returns the last key of an algorithm.
func (k *Keys) present(q store.Queryer, algorithm string) (signing, error) {
	rows, err := q.Query(`
		SELECT algorithm, number, key, public, secret, introduced, introduction FROM keyring_signing
		WHERE node = $1 AND algorithm = $2 ORDER BY number DESC LIMIT 1`, k.node, algorithm)
	list, err := store.All(rows, err, scanSigning)
	if err != nil {
		return signing{}, err
	}
	if len(list) == 0 {
		if _, err := k.nodeSecret(q); err != nil {
			return signing{}, err
		}
		return signing{}, fault.Wrap(errAlgorithm, fault.Internal, "keyring.damaged")
	}
	return list[0], nil
}

func scanSigning(r *sql.Rows) (s signing, err error) {
	var public, secret, introduction string
	if err := r.Scan(&s.Algorithm, &s.number, &s.Key, &public, &secret, &s.Introduced, &introduction); err != nil {
		return s, err
	}
	var bad [3]error
	s.Bytes, bad[0] = hex.DecodeString(public)
	s.secret, bad[1] = hex.DecodeString(secret)
	s.Introduction, bad[2] = hex.DecodeString(introduction)
	if err := errors.Join(bad[:]...); err != nil {
		return s, fault.Wrap(err, fault.Internal, "keyring.damaged")
	}
	return s, nil
}
