package app

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
)

// demoTownshipCount is how many townships the county of the demonstration has, about as many as real ones have.
const demoTownshipCount = 15

// demoTownships imports fifteen townships of the demonstration's county. No list is shipped: these are made up, and say so.
// Those that are on the map already change nothing.
func (a *App) demoTownships(ctx context.Context) error {
	list := region.SyntheticTownships(demoCounty, demoTownshipCount, 1, "2020-01-01")
	_, err := a.Nodes[0].Admin.ImportTownships(ctx, access.Operator(), "demo.csv", region.TownshipsCSV(list...))
	return err
}
