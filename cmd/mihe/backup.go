package main

import (
	"context"
	"errors"

	"mihe/internal/base/access"
)

type backupCommand struct {
	To string `arg:"" help:"${help_backup_to}" placeholder:"TO"`
}

// Run writes a snapshot of the database into a folder, beside the newest copy of the keyring.
func (c *backupCommand) Run(ctx context.Context, p *program) (err error) {
	a, err := p.openBegun(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	m, err := a.Backup(ctx, access.Operator(), c.To)
	if err != nil {
		return err
	}
	return p.show(m, func() error { return p.line("%s", p.t("cmd.backup.done", "file", m.File, "bytes", m.Bytes)) })
}
