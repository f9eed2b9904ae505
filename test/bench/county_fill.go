package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"time"

	"mihe/internal/act/casework"
	"mihe/internal/app"
	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/programme/eldercare"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partysynth"
)

// oldest is how old one must be to count among the elders of the county.
const oldest = 60

// towns are the made-up townships of the county.
func towns() []region.TownshipUnit { return region.SyntheticTownships(bigCounty, 15, 1, "2020-01-01") }

// opened opens the folder for fn.
func (c *county) opened(ctx context.Context, fn func(*app.App) error) (err error) {
	words, err := app.Words()
	if err != nil {
		return err
	}
	a, err := app.Open(ctx, app.Config{Folder: c.folder()}, words)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	return fn(a)
}

// loadPeople brings in the register: sealed, with tokens and ledger, as any other is.
func loadPeople(ctx context.Context, c *county) (what string, err error) {
	return what, c.opened(ctx, func(a *app.App) error {
		if _, err := a.Admin.ImportTownships(ctx, access.Operator(), "county.csv", region.TownshipsCSV(towns()...)); err != nil {
			return err
		}
		wish := partysynth.Wish{County: string(bigCounty.Code), People: c.people, Seed: 1, AsOn: "2026-06-30", BirthYear: time.Now().Year()}
		for _, t := range towns() {
			wish.Townships = append(wish.Townships, region.Key{Code: t.Code, Level: region.Township})
		}
		people, err := partysynth.Make(wish)
		if err != nil {
			return err
		}
		r := people.Register()
		r.Rows = someVisited(r.Rows)
		loaded, err := a.Persons.Load(ctx, access.Operator(), r)
		what = fmt.Sprintf("register of %d persons in %d households", loaded.New+loaded.Changed, loaded.Households)
		return err
	})
}

// someVisited says of every other person that they are visited regularly.
func someVisited(rows iter.Seq[party.Row]) iter.Seq[party.Row] {
	return func(yield func(party.Row) bool) {
		n := 0
		for row := range rows {
			told := row.Facts[party.Residence]
			told.Value = []string{"yes", "no"}[n%2]
			row.Facts[party.VisitedBy] = told
			n++
			if !yield(row) {
				return
			}
		}
	}
}

// elders lists everybody of the county who is old enough.
func elders(ctx context.Context, a *app.App) (list []party.Listed, err error) {
	wish := party.ListWish{
		Region: bigCounty, BornBefore: time.Now().AddDate(-oldest, 0, 0).Format("2006-01"), Purpose: party.ServicePlanning,
		Groups: []party.Group{party.Attributes},
	}
	_, err = a.Persons.List(ctx, access.Operator(), wish, func(one party.Listed) error {
		one.Facts = nil
		list = append(list, one)
		return nil
	})
	return list, err
}

// openCases opens cases of every other elder as at a counter, and accepts half of them.
func openCases(ctx context.Context, c *county) (what string, err error) {
	return what, c.opened(ctx, func(a *app.App) error {
		list, err := elders(ctx, a)
		if err != nil {
			return err
		}
		if len(list) < c.cases {
			return fmt.Errorf("%d elders for %d cases", len(list), c.cases)
		}
		const each = 500
		for from := 0; from < c.cases; from += each {
			err := a.DB.Write(ctx, func(tx *store.Tx) error {
				for i := from; i < min(from+each, c.cases); i++ {
					if err := openCase(tx, a, list[i*len(list)/c.cases], i%2 == 0); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		what = fmt.Sprintf("%d cases opened, every other one accepted", c.cases)
		return nil
	})
}

func openCase(tx *store.Tx, a *app.App, of party.Listed, accept bool) error {
	made, err := a.Cases.OpenIn(tx, access.Operator(), casework.Opening{
		Machine: eldercare.Entitlement, Item: "visits", Person: of.ID, Place: of.Region, Way: casework.Way{Channel: access.Counter},
	})
	if err != nil || !accept {
		return err
	}
	_, err = a.Cases.ActIn(tx, access.Operator(), made.ID, casework.Deed{Step: "accept", Seen: made.Actions})
	return err
}

// diagnose runs the list over all elders.
func diagnose(ctx context.Context, c *county) (what string, err error) {
	return what, c.opened(ctx, func(a *app.App) error {
		r, err := a.Elders.Run(ctx, access.Operator())
		if err != nil {
			return err
		}
		n := 0
		for _, cell := range r.Cells {
			n += cell.Elders
		}
		what = fmt.Sprintf("rules run over all %d elders of the node", n)
		return nil
	})
}

// reader is one of those who read at once: an account, and what of it the pages need.
type reader struct {
	User     string      `json:"user"`
	Password string      `json:"password"`
	Role     access.Role `json:"role"`
	Cases    []string    `json:"cases"`   // that lie in the account's place
	Persons  []string    `json:"persons"` // whom they are about
}

// desks say how many of the readers have a role, in the county or spread over its townships.
var desks = []struct {
	role   access.Role
	n      int
	inTown bool
}{
	{app.Caseworker, 10, false},
	{app.Caseworker, 15, true},
	{app.Assessor, 5, false},
	{app.Decider, 5, false},
	{app.Coordinator, 5, false},
	{app.VillageOfficer, 10, true},
}

// shelf is how many cases each reader opens in turn: more than any cache would hold by chance.
const shelf = 200

// makeAccounts makes the accounts of the readers and writes down what they read.
func makeAccounts(ctx context.Context, c *county) (what string, err error) {
	return what, c.opened(ctx, func(a *app.App) error {
		var all []reader
		for _, d := range desks {
			for i := range d.n {
				at := bigCounty
				if d.inTown {
					at = region.Key{Code: towns()[i%len(towns())].Code, Level: region.Township}
				}
				one, err := makeAccount(ctx, a, d.role, at, len(all))
				if err != nil {
					return err
				}
				all = append(all, one)
			}
		}
		raw, err := json.Marshal(all)
		if err != nil {
			return err
		}
		what = fmt.Sprintf("%d accounts", len(all))
		return os.WriteFile(c.readersFile(), raw, 0o600)
	})
}

func (c *county) readersFile() string { return filepath.Join(c.folder(), "readers.json") }

func makeAccount(ctx context.Context, a *app.App, role access.Role, at region.Key, n int) (one reader, err error) {
	one = reader{User: fmt.Sprintf("reader%02d.%s", n, role), Role: role}
	made, password, err := a.Accounts.Make(ctx, access.Operator(), access.NewAccount{User: one.User, Name: one.User, Home: at, Lasting: true})
	if err != nil {
		return one, err
	}
	one.Password = password
	if _, err = a.Accounts.Give(ctx, access.Operator(), access.NewMandate{Account: made.ID, Mandate: access.Mandate{Role: role, At: at}}); err != nil {
		return one, err
	}
	who, err := a.Accounts.Actor(ctx, made.ID, access.Way{})
	if err != nil || !who.May(casework.CanRead, at) {
		return one, err
	}
	list, _, err := a.Cases.Queue(ctx, who, casework.Ask{Limit: shelf})
	for _, e := range list {
		one.Cases = append(one.Cases, e.ID)
	}
	return one, err
}
