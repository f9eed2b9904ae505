package main

import (
	"context"
	"errors"
	"io"
	"os"
	"sync/atomic"
	"time"

	"mihe/internal/app"
	"mihe/internal/base/access"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
)

// load imports the generated file while another caller writes every 10 ms, and tells how long that one waited.
func (b *bench) load(ctx context.Context) (err error) {
	name, rows, err := b.generate()
	if err != nil {
		return err
	}
	words, err := app.Words()
	if err != nil {
		return err
	}
	a, err := app.Open(ctx, app.Config{Folder: b.folder()}, words)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	var stop atomic.Bool
	waits := make(chan []time.Duration, 1)
	go func() { waits <- otherWriter(ctx, a.DB, &stop) }()
	began := time.Now()
	report, err := a.Facts.Import(ctx, access.Operator(), fact.ImportFile{
		Name: "generated.csv", Open: func() (io.ReadCloser, error) { return os.Open(name) },
	}, fact.ImportOptions{})
	took := time.Since(began)
	stop.Store(true)
	seen := <-waits
	if err != nil {
		return err
	}
	b.add("import of a CSV file", "3.4 million rows in under 60 s", "%d rows in %.1f s (%.0f rows/s)",
		report.Stored, took.Seconds(), float64(rows)/took.Seconds())
	b.add("longest wait of another caller's write meanwhile", "under 200 ms", "%s of %d writes (p99 %s, median %s)",
		ms(quantile(seen, 1)), len(seen), ms(quantile(seen, .99)), ms(quantile(seen, .5)))
	info, err := os.Stat(b.folder() + "/mihe.db")
	if err != nil {
		return err
	}
	b.add("database after the import", "", "%.0f MB, %.0f bytes a row", float64(info.Size())/1e6, float64(info.Size())/float64(rows))
	return nil
}

// otherWriter writes one small row at a time until told to stop, and returns how long each took to be acknowledged.
func otherWriter(ctx context.Context, db *store.DB, stop *atomic.Bool) []time.Duration {
	probe := func(statement string, args ...any) error {
		return db.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(statement, args...)
			return err
		})
	}
	if err := probe(`CREATE TABLE IF NOT EXISTS bench_probe (node BIGINT, at_ms BIGINT)`); err != nil {
		return nil
	}
	var waits []time.Duration
	for !stop.Load() {
		began := time.Now()
		if err := probe(`INSERT INTO bench_probe (node, at_ms) VALUES ($1, $2)`, 1, began.UnixMilli()); err != nil {
			return waits
		}
		waits = append(waits, time.Since(began))
		time.Sleep(10 * time.Millisecond)
	}
	return waits
}
