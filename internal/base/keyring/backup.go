package keyring

import (
	"context"

	"mihe/internal/base/store"
)

// Backup replaces the one backup file of the keyring. There is never a second version: an older one would bring erased
// persons back. After an erasure it must be called again, because until then the backup still holds their key.
func (r *Ring) Backup(ctx context.Context, path string) error { return store.Backup(ctx, r.db, path) }
