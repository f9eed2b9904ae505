package app

import (
	"context"
	"slices"
	"time"

	"mihe/internal/account/indicator"
	"mihe/internal/account/steering"
	"mihe/internal/base/access"
	"mihe/internal/base/region"
)

// demoDay is when the demonstration's tasks were filed: a fixed day, so that no deadline runs into a year whose working
// days nobody has announced.
var demoDay = time.Date(2026, 9, 10, 1, 0, 0, 0, time.UTC)

// demoTasks files tasks over gaps that the shipped figures really show, names the bodies that would carry them out, and
// takes some of them a few steps on.
func (a *App) demoTasks(ctx context.Context) error {
	log := *a.Log
	log.Now = func() time.Time { return demoDay }
	tasks := *a.Tasks
	tasks.Now, tasks.Log = log.Now, &log
	who := access.Operator()
	for _, at := range []region.Key{demoProvince, demoPrefecture, demoCounty} {
		unit, _ := a.Regions.At(region.ListDay).Unit(at)
		for _, function := range a.registry.Functions() {
			name := a.text("app.demo.body", "place", unit.Name.Zh, "function", function.Zh)
			if err := tasks.SetBody(ctx, who, steering.Body{Region: at, Function: function.Zh, Name: name}); err != nil {
				return err
			}
		}
	}
	if err := tasks.AddDuties(ctx, who, a.demoDuties()); err != nil {
		return err
	}
	for _, d := range a.demoFilings() {
		t, err := tasks.File(ctx, who, d.filing)
		if err != nil {
			return err
		}
		for _, deed := range d.deeds {
			if _, err := tasks.Act(ctx, who, t.ID, deed); err != nil {
				return err
			}
		}
	}
	return nil
}

// text is a text in the language of the records.
func (a *App) text(key string, args ...any) string { return named(a.Words, key, args...).Zh }

// demoFiling is a task of the demonstration with what happened to it.
type demoFiling struct {
	filing steering.Filing
	deeds  []steering.Deed
}

func (a *App) demoFilings() []demoFiling {
	ask := func(id string, by indicator.By, within region.Key) indicator.Question {
		return indicator.Question{ID: id, By: by, Within: string(within.Code)}
	}
	title := func(key string) string { return a.text("app.demo.task." + key) }
	begun := []steering.Deed{{Step: steering.Assign}, {Step: steering.Accept}}
	return []demoFiling{
		{steering.Filing{
			Question: ask("bath", indicator.ByCounty, demoPrefecture), Title: title("bath"), Target: demoPrefecture, Days: 40,
		}, begun},
		{steering.Filing{
			Question: ask("income_urban_rural", indicator.ByUrbanRural, demoProvince), Title: title("income"), Target: demoProvince, Days: 60,
		}, append(slices.Clone(begun), steering.Deed{Step: steering.Feedback, Reason: title("report")})},
		{steering.Filing{
			Question: ask("illiteracy_15_plus", indicator.BySex, demoCounty), Title: title("literacy"), Target: demoCounty, Days: 20,
		}, []steering.Deed{{Step: steering.Assign}}},
		{steering.Filing{
			Question: ask("share_60_plus", indicator.ByCounty, demoPrefecture), Title: title("visits"), Target: demoTownship, Days: 20,
			Duty: "S-01",
		}, nil},
	}
}

// demoDuties is a short duty list of the made-up townships, with an item of each kind.
func (a *App) demoDuties() []steering.Duty {
	item := func(code string, kind steering.DutyKind) steering.Duty {
		return steering.Duty{Region: demoCounty, Code: code, Kind: kind, From: "2025-01-01", Text: a.text("app.demo.duty." + string(kind))}
	}
	return []steering.Duty{item("S-01", steering.Basic), item("S-02", steering.Assists), item("S-03", steering.TakenBack)}
}
