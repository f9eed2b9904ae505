package main

import (
	"context"
	"errors"
	"os"

	"mihe/internal/app"
	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
)

type restoreCommand struct {
	From string `arg:"" help:"${help_restore_from}" placeholder:"FROM"`
	Head string `help:"${help_head}" placeholder:"FILE"`
	Lose bool   `name:"lose-newer" help:"${help_lose}"`
}

// Run puts a backup in the place of the database of the data folder.
func (c *restoreCommand) Run(ctx context.Context, p *program) error {
	heads, err := readHeads(c.Head)
	if err != nil {
		return err
	}
	done, err := app.RestoreTo(ctx, app.Restore{
		From: c.From, Folder: p.settings.Get("data"), Heads: heads, Lose: c.Lose, Words: p.words,
	})
	if err != nil {
		return err
	}
	return p.show(done, func() error {
		for _, lost := range done.Lost {
			if err := p.line("%s", p.t("cmd.restore.lost", "node", lost.Node, "entries", lost.Entries)); err != nil {
				return err
			}
		}
		return p.line("%s", p.t("cmd.restore.done", "file", done.File, "proved", p.t("cmd.restore.proved."+done.Proved),
			"keyring", p.t("cmd.restore.keyring."+done.Keyring)))
	})
}

// readHeads reads checkpoints that were kept elsewhere; no file is none.
func readHeads(file string) (heads []ledger.Checkpoint, err error) {
	if file == "" {
		return nil, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "cmd.verify.unreadable", "file", file)
	}
	heads, err = ledger.ReadHead(f)
	return heads, errors.Join(err, f.Close())
}
