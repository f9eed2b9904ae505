package app

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
)

// demoTownships imports three townships of the demonstration's county. No list is shipped: these are made up, and say so.
// Those that are on the map already change nothing.
func (a *App) demoTownships(ctx context.Context) error {
	list := region.SyntheticTownships(demoCounty, 3, 1, "2020-01-01")
	_, err := a.Nodes[0].Admin.ImportTownships(ctx, access.Operator(), "demo.csv", region.TownshipsCSV(list...))
	return err
}
