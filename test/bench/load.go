package main

import (
	"context"
	"errors"
	"io"
	"os"
	"sync/atomic"
	"time"

	"mihe/internal/account/steering"
	"mihe/internal/app"
	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/record/fact"
)

// load makes the folder that is served: a demonstration over the shipped and the generated facts. While these are imported
// another caller writes every 10 ms; how long that one waited is told. Publication comes after the import, so that
// visitors see all of it.
func (b *bench) load(ctx context.Context) (err error) {
	name, rows, err := b.generate()
	if err != nil {
		return err
	}
	words, err := app.Words()
	if err != nil {
		return err
	}
	a, err := app.Open(ctx, app.Config{Folder: b.folder(), First: app.DemoNode(words)}, words)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	var stop atomic.Bool
	waits := make(chan []time.Duration, 1)
	failed := make(chan error, 1)
	go func() {
		seen, err := otherWriter(ctx, a, &stop)
		waits <- seen
		failed <- err
	}()
	began := time.Now()
	stored, err := a.Facts.Import(ctx, access.Operator(), fact.ImportFile{
		Name: "generated.csv", Open: func() (io.ReadCloser, error) { return os.Open(name) },
	}, fact.ImportOptions{})
	took := time.Since(began)
	stop.Store(true)
	seen := <-waits
	if err := errors.Join(err, <-failed); err != nil {
		return err
	}
	b.report.figure("import of a CSV file", "3.4 million rows in under 60 s", "%d rows in %.1f s (%.0f rows/s)",
		stored.Stored, took.Seconds(), float64(rows)/took.Seconds())
	b.report.figure("another caller's writes meanwhile", "none waits over 200 ms", "longest %s of %d (p99 %s, median %s)",
		ms(quantile(seen, 1)), len(seen), ms(quantile(seen, .99)), ms(quantile(seen, .5)))
	if _, err := a.Demo(ctx); err != nil {
		return err
	}
	info, err := os.Stat(b.folder() + "/mihe.db")
	if err != nil {
		return err
	}
	b.report.figure("database after the import", "", "%.0f MB, %.0f bytes a row", float64(info.Size())/1e6, float64(info.Size())/float64(rows))
	return nil
}

// otherWriter names a local body again and again until told to stop, which is a record with its ledger entry each time,
// and returns how long each took to be acknowledged.
func otherWriter(ctx context.Context, a *app.App, stop *atomic.Bool) (waits []time.Duration, err error) {
	body := steering.Body{
		Region: region.Key{Code: "520000", Level: region.Province}, Name: "synthetic",
		Function: a.Indicators.Registry().Functions()[0].Zh,
	}
	for !stop.Load() {
		began := time.Now()
		if err := a.Tasks.SetBody(ctx, access.Operator(), body); err != nil {
			return waits, err
		}
		waits = append(waits, time.Since(began))
		time.Sleep(10 * time.Millisecond)
	}
	return waits, nil
}
