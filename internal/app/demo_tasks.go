package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"mihe/internal/account/indicator"
	"mihe/internal/account/steering"
	"mihe/internal/base/access"
	"mihe/internal/base/region"
)

// demoDay is when the demonstration's old people were diagnosed and its tasks were filed: a fixed day, so that no deadline runs into a year whose working
// days nobody has announced.
var demoDay = time.Date(2026, 9, 10, 1, 0, 0, 0, time.UTC)

// demoTasks files tasks over gaps that the shipped figures really show, names the bodies that would carry them out, and
// takes some of them a few steps on. What an earlier call has done it leaves as it is.
func (d *demonstration) demoTasks(ctx context.Context) error {
	home := d.Nodes[0]
	log := *home.Log
	log.Now = func() time.Time { return demoDay }
	tasks := *home.Tasks
	tasks.Now, tasks.Log = log.Now, &log
	if err := d.demoBodies(ctx, &tasks); err != nil {
		return err
	}
	who := access.Operator()
	list, err := tasks.Duties(ctx, who)
	if err == nil && len(list) == 0 {
		err = tasks.AddDuties(ctx, who, d.demoDuties())
	}
	if err != nil {
		return err
	}
	held, _, err := tasks.List(ctx, who, steering.Filter{Limit: demoTaskLimit})
	if err != nil {
		return err
	}
	for _, f := range d.demoFilings() {
		if err := d.carry(ctx, f, &tasks, held); err != nil {
			return err
		}
	}
	return nil
}

// actor is the actor of an account of the first node, by its user name.
func (d *demonstration) actor(ctx context.Context, role access.Role, at region.Key) (access.Actor, error) {
	home := d.Nodes[0]
	found, _, err := home.Accounts.List(ctx, access.Operator(), access.Filter{User: demoUser(role, at)}, 0, 1)
	if err != nil || len(found) == 0 {
		return access.Actor{}, errors.Join(err, fmt.Errorf("%s of %s: %d accounts", role, at, len(found)))
	}
	return home.Accounts.Actor(ctx, found[0].ID, access.Way{})
}

// demoTaskLimit is more tasks than a demonstration that is not complete can hold.
const demoTaskLimit = 1000

func (d *demonstration) demoBodies(ctx context.Context, tasks *steering.Service) error {
	named, err := tasks.Bodies(ctx, access.Operator())
	if err != nil {
		return err
	}
	for _, at := range []region.Key{demoProvince, demoPrefecture, demoCounty} {
		unit, _ := d.Regions.At(region.ListDay).Unit(at)
		for _, function := range d.registry.Functions() {
			if slices.ContainsFunc(named, func(b steering.Body) bool { return b.Region == at && b.Function == function.Zh }) {
				continue
			}
			name := d.text("app.demo.body", "place", unit.Name.Zh, "function", function.Zh)
			if err := tasks.SetBody(ctx, access.Operator(), steering.Body{Region: at, Function: function.Zh, Name: name}); err != nil {
				return err
			}
		}
	}
	return nil
}

// carry files the task, unless it is among those that are held, and takes the steps that it has not taken yet: the
// coordinator of the side that files decides, the handler of the place answers.
func (d *demonstration) carry(ctx context.Context, f demoFiling, tasks *steering.Service, held []steering.Task) error {
	files, err := d.actor(ctx, Coordinator, f.side)
	if err != nil {
		return err
	}
	var task steering.Task
	i := slices.IndexFunc(held, func(t steering.Task) bool { return t.Title == f.filing.Title && t.Target == f.filing.Target })
	if i >= 0 {
		task = held[i]
	} else if task, err = tasks.File(ctx, files, f.filing); err != nil {
		return err
	}
	for _, deed := range f.deeds[min(task.Events-1, len(f.deeds)):] {
		who := files
		if !f.one && (deed.Step == steering.Accept || deed.Step == steering.Feedback) {
			if who, err = d.actor(ctx, Handler, f.filing.Target); err != nil {
				return err
			}
		}
		if _, err := tasks.Act(ctx, who, task.ID, deed); err != nil {
			return err
		}
	}
	return nil
}

// text is a text in the language of the records.
func (a *App) text(key string, args ...any) string { return named(a.Words, key, args...).Zh }

// demoFiling is a task of the demonstration with what happened to it.
type demoFiling struct {
	side   region.Key // for which it is filed
	one    bool       // who coordinates there handles it too
	filing steering.Filing
	deeds  []steering.Deed
}

func (a *App) demoFilings() []demoFiling {
	ask := func(id string, by indicator.By, within region.Key) indicator.Question {
		return indicator.Question{ID: id, By: by, Within: string(within.Code)}
	}
	title := func(key string) string { return a.text("app.demo.task." + key) }
	begun := []steering.Deed{{Step: steering.Assign}, {Step: steering.Accept}}
	reported := append(slices.Clone(begun), steering.Deed{Step: steering.Feedback, Reason: title("report")})
	return []demoFiling{
		{demoPrefecture, false, steering.Filing{
			Question: ask("bath", indicator.ByCounty, demoPrefecture), Title: title("bath"), Target: demoPrefecture, Days: 40,
		}, begun},
		{demoProvince, false, steering.Filing{
			Question: ask("income_urban_rural", indicator.ByUrbanRural, demoProvince), Title: title("income"), Target: demoProvince, Days: 60,
		}, reported},
		// The county's task, and the prefecture's to end.
		{demoPrefecture, false, steering.Filing{
			Question: ask("illiteracy_15_plus", indicator.BySex, demoCounty), Title: title("literacy"), Target: demoCounty, Days: 20,
		}, []steering.Deed{{Step: steering.Assign}}},
		{demoCounty, false, steering.Filing{
			Question: ask("share_60_plus", indicator.ByCounty, demoPrefecture), Title: title("visits"), Target: demoTownship, Days: 20,
			Duty: "S-01",
		}, nil},
		{demoPrefecture, false, steering.Filing{
			Question: ask("eldercare_services", indicator.ByUrbanRural, demoCounty), Title: title("eldercare"), Target: demoCounty, Days: 40,
		}, begun},
		// A small county: one person coordinates and handles, and may still not verify what they reported.
		{demoCounty, true, steering.Filing{
			Question: ask("share_60_plus", indicator.ByCounty, demoPrefecture), Title: title("meals"), Target: demoCounty, Days: 30,
		}, append(slices.Clone(begun), steering.Deed{Step: steering.Feedback, Reason: title("meals_report")})},
	}
}

// demoDuties is a short duty list of the made-up townships, with an item of each kind.
func (a *App) demoDuties() []steering.Duty {
	item := func(code string, kind steering.DutyKind) steering.Duty {
		return steering.Duty{Region: demoCounty, Code: code, Kind: kind, From: "2025-01-01", Text: a.text("app.demo.duty." + string(kind))}
	}
	return []steering.Duty{item("S-01", steering.Basic), item("S-02", steering.Assists), item("S-03", steering.TakenBack)}
}
