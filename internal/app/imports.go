package app

import (
	"context"
	"log/slog"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
)

// The limits of imports by page.
const (
	uploadLimit = 64 << 20            // bytes
	uploadKept  = 30 * 24 * time.Hour // a refused file is corrected within days
	importsAt   = 2                   // a time, over all nodes: each takes a core while it checks
)

// uploadFolder holds what people have sent, in one folder a node.
const uploadFolder = "uploads"

// jobsOf runs the imports of one node.
func (a *App) jobsOf(n *Node) *fact.Jobs {
	return fact.NewJobs(fact.JobsConfig{
		Facts: n.Facts, Store: factdb.Store{}, Folder: filepath.Join(a.Folder, uploadFolder, strconv.FormatInt(n.Number, 10)),
		Limit: uploadLimit, Keep: uploadKept, Turns: a.turns, Log: slog.Default(),
		Again: func(ctx context.Context, who access.Actor) (access.Actor, error) {
			// The session was good when the form came; which password it began with no longer matters.
			return n.Accounts.Actor(ctx, who.ID, access.Way{Provider: true})
		},
	})
}

// runImports puts in order what an earlier program has left, tidies once a day, and stops what runs when ctx ends.
func (a *App) runImports(ctx context.Context, side *sync.WaitGroup) error {
	for _, n := range a.Nodes {
		if err := n.Jobs.Recover(ctx); err != nil {
			return err
		}
		side.Go(func() {
			defer n.Jobs.Close()
			day := time.NewTicker(24 * time.Hour)
			defer day.Stop()
			for {
				if err := n.Jobs.Tidy(ctx); err != nil && ctx.Err() == nil {
					slog.Error("uploads could not be tidied", "node", n.ID, "cause", err)
				}
				select {
				case <-day.C:
				case <-ctx.Done():
					return
				}
			}
		})
	}
	return nil
}
