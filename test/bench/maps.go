package main

import (
	"context"
	"errors"
	"strconv"
	"time"

	"mihe/internal/app"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
)

// maps reads single maps (one series, one year, every county) from the loaded database, each for the first time.
func (b *bench) maps(ctx context.Context) (err error) {
	words, err := app.Words()
	if err != nil {
		return err
	}
	a, err := app.Open(ctx, app.Config{Folder: b.folder()}, words)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	ids, _, err := choose()
	if err != nil {
		return err
	}
	facts := factdb.Store{}
	var times []time.Duration
	for i, id := range ids {
		began := time.Now()
		err := a.DB.Read(ctx, func(q store.Queryer) error {
			_, err := facts.Cells(q, fact.Query{Node: 1, Variable: id, Period: strconv.Itoa(2000 + i%b.years), Level: region.County})
			return err
		})
		if err != nil {
			return err
		}
		times = append(times, time.Since(began))
	}
	b.report.figure("one map of one series and year, every county", "under 50 ms", "median %s, longest %s of %d", ms(quantile(times, .5)), ms(quantile(times, 1)), len(times))
	return nil
}
