package app

import (
	"context"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/region/regiondb"
	"mihe/internal/base/store"
)

// demoTownships imports three townships of the demonstration's county. No list is shipped: these are made up, and say so.
func (a *App) demoTownships(ctx context.Context) error {
	list := region.SyntheticTownships(demoCounty, 3, 1, "2020-01-01")
	file := region.TownshipsCSV(list...)
	err := a.DB.Write(ctx, func(tx *store.Tx) error {
		seen, err := regiondb.Store{}.Version(tx)
		if err != nil {
			return err
		}
		by := regiondb.Import{AtMs: time.Now().UnixMilli(), Actor: access.Operator().ID, Name: "demo"}
		if _, _, err := (regiondb.Store{}).Add(tx, seen, by, file, list); err != nil {
			return err
		}
		_, err = a.Log.Append(tx, access.Operator().Entry("access.townships.imported", demoCounty))
		return err
	})
	if err != nil {
		return err
	}
	return a.reload(ctx)
}
