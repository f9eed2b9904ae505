package keyring

import (
	"context"
	"embed"
	"io/fs"

	"mihe/internal/base/store"
)

//go:embed migrations/*.sql
var files embed.FS

// Ring is an open keyring: the keys of every node of this program.
type Ring struct{ db *store.DB }

// Open opens the keyring in the file path, which is created when absent. A new file knows no node, so nothing can be
// sealed, opened, looked up or signed with it until Prepare: a keyring that went missing stays missing.
func Open(ctx context.Context, path string) (*Ring, error) {
	sub, err := fs.Sub(files, "migrations")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	db, err := store.Open(ctx, path, store.Migrations{Room: "keyring", FS: sub})
	if err != nil {
		return nil, err
	}
	return &Ring{db}, nil
}

// For returns the keys of one node, by its local number.
func (r *Ring) For(node int64) *Keys { return &Keys{db: r.db, node: node} }

// Close closes the file.
func (r *Ring) Close() error { return r.db.Close() }

// Keys are the keys of one node.
type Keys struct {
	db   *store.DB
	node int64
}
