// Package app puts the program together: it opens the data folder, loads the shipped facts, builds the services and
// wires their pages. It is the only room that knows all others, and it decides nothing about any of them.
package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"mihe/data"
	"mihe/internal/account/indicator"
	"mihe/internal/account/steering"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
)

// node is the local number of the one node (tenant) of this release.
const node int64 = 1

// common is the number under which the shipped statistics are kept once, for every node to see.
const common int64 = 0

// Config says where the program keeps its records.
type Config struct {
	// Folder is the data folder; nothing is written outside it but the file a command names.
	Folder string
	// Database is a postgres:// DSN, or empty for SQLite inside Folder.
	Database string
	// Progress is told how many of the shipped observations have been loaded; nil is fine.
	Progress func(done, total int64)
}

// App is the assembled program.
type App struct {
	DB         *store.DB
	Facts      *fact.Service
	Indicators *indicator.Service
	Regions    *region.Tree
	Plan       *steering.Plan
	Words      *i18n.Catalog
	Folder     string
}

// Open opens the data folder, brings the schema up to date and makes sure the shipped facts are there. The caller
// closes the App.
func Open(ctx context.Context, c Config, words *i18n.Catalog) (*App, error) {
	target := c.Database
	if target == "" {
		if err := os.MkdirAll(c.Folder, 0o700); err != nil {
			return nil, fault.Wrap(err, fault.Unavailable, "app.folder", "folder", c.Folder)
		}
		target = filepath.Join(c.Folder, "mihe.db")
	}
	db, err := store.Open(ctx, target, ledgerdb.Migrations(), factdb.Migrations())
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", c.Folder, err)
	}
	a := &App{DB: db, Words: words, Folder: c.Folder}
	if err := a.assemble(ctx, c); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return a, nil
}

func (a *App) assemble(ctx context.Context, c Config) error {
	var err error
	if a.Regions, err = region.Load(); err != nil {
		return err
	}
	registry, err := indicator.Shipped()
	if err != nil {
		return err
	}
	raw, err := data.Plan()
	if err != nil {
		return err
	}
	if a.Plan, err = steering.LoadPlan(raw); err != nil {
		return err
	}
	facts := fact.Layered{Facts: factdb.Store{}, Common: common}
	a.Facts = a.factsOf(node)
	a.Facts.Vocabulary, a.Facts.Regions, a.Facts.Seen = registry.Vocabulary(), resolver{a.Regions}, facts
	if err := a.loadShipped(ctx, c.Progress); err != nil {
		return err
	}
	a.Indicators, err = indicator.NewService(a.DB, facts, node, a.Regions, registry)
	return err
}

// factsOf is the service over the facts of one node.
func (a *App) factsOf(node int64) *fact.Service {
	log := &ledger.Log{Store: ledgerdb.Store{}, Node: node, NodeID: fmt.Sprint("node_", node), Now: time.Now}
	return &fact.Service{DB: a.DB, Store: factdb.Store{}, Node: node, Home: region.Country, Log: log, Now: time.Now, Random: rand.Reader}
}

// Close closes the database.
func (a *App) Close() error { return a.DB.Close() }
