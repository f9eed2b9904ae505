package ledgertest

import (
	"context"
	"path/filepath"
	"testing"

	"mihe/internal/base/keyring"
	"mihe/internal/base/keyring/keyringtest"
	"mihe/internal/base/ledger"
	"mihe/internal/base/store"
)

// Scene is a chain before it is attacked.
type Scene struct {
	File  string              // the closed database
	Whole *Copy               // what is in it
	Older []*Copy             // as it was at earlier checkpoints
	Heads []ledger.Checkpoint // of the last entry, kept elsewhere
	own   map[string]*keyring.Signer
	alien map[string]*keyring.Signer // a stranger's
}

// size of the chain in a Scene: as many parts, each of so many entries, and a checkpoint after each.
const parts, each = 6, 25

// NewScene builds a chain with records, persons, checkpoints of both algorithms and one rotation of the keys.
func NewScene(t testing.TB) *Scene {
	t.Helper()
	ctx := context.Background()
	s := &Scene{File: filepath.Join(t.TempDir(), "mihe.db")}
	db, err := store.Open(ctx, s.File, Migrations()...)
	if err != nil {
		t.Fatal(err)
	}
	log, keys := Log(), keyringtest.Keys(t, Node)
	keeper := Keeper(t, db, log, keys)
	for part := range parts {
		if part == parts/2 {
			for _, algorithm := range keyring.Algorithms {
				if err := keys.Rotate(ctx, algorithm); err != nil {
					t.Fatal(err)
				}
			}
		}
		for i := range each {
			Append(t, db, log, Mixed(part*each+i))
		}
		s.Heads = Sign(t, keeper)
		s.Older = append(s.Older, Load(t, db))
	}
	s.Whole, s.Older = s.Older[parts-1], s.Older[:parts-1]
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s.own, s.alien = signers(t, keys), signers(t, keyringtest.Keys(t, Node))
	return s
}

func signers(t testing.TB, keys *keyring.Keys) map[string]*keyring.Signer {
	t.Helper()
	all := map[string]*keyring.Signer{}
	for _, algorithm := range keyring.Algorithms {
		s, err := keys.Signer(context.Background(), algorithm)
		if err != nil {
			t.Fatal(err)
		}
		all[algorithm] = s
	}
	return all
}
