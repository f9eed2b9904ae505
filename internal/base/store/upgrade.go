package store

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// backupBeforeUpgrade copies the database and checks the copy. Its name tells what had run and what was going to, so an
// upgrade tried again from the same state replaces it, and one that was killed half-way does not.
func (p *pools) backupBeforeUpgrade(ctx context.Context, o Options, pending []upgrade) error {
	if o.BackupFolder == "" || p.dialect != SQLite {
		return nil
	}
	state := sha256.New()
	for _, u := range pending {
		_, _ = fmt.Fprintln(state, u.Room, u.ran, u.held, u.files) // maps print in order, and a hash accepts everything
	}
	name := fmt.Sprintf("%s-before-upgrade-%.4x.db", strings.TrimSuffix(filepath.Base(p.file.Path), ".db"), state.Sum(nil))
	path := filepath.Join(o.BackupFolder, name)
	err := os.MkdirAll(o.BackupFolder, 0o700)
	if err == nil {
		err = p.backup(ctx, path)
	}
	if err == nil {
		err = Check(ctx, path)
	}
	if err != nil {
		return fmt.Errorf("before the upgrade: %w", backupFailed(err))
	}
	return nil
}
