package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/app"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partysynth"
)

// filled is what the run knows of a county: it stands beside the database, for the parts that come later.
type filled struct {
	Providers  []string // org_...
	Carers     []worker
	Elders     []visited // elder i is visited by carer i/aDay
	Readers    []visitReader
	Used       int    // codes of each sheet that were used in the last month
	Settlement string // of the first provider's last month
}

// worker is a carer; some have an account.
type worker struct{ Person, Post, User, Password string }

// visited is an elder with the plan and the visit of the day.
type visited struct {
	Person, Plan, Visit string
	Place               region.Key
	Codes               []string
}

// visitReader reads pages of one kind in turn.
type visitReader struct{ User, Password, Sort, Provider string }

// file is where a county's part stands.
func (p *prefecture) file(i int) string { return filepath.Join(p.folder(), slugOf(i)+".json") }

func (p *prefecture) keep(i int, f *filled) error {
	raw, err := json.Marshal(f)
	if err != nil {
		return err
	}
	return os.WriteFile(p.file(i), raw, 0o600)
}

func (p *prefecture) kept(i int) (f filled, err error) {
	raw, err := os.ReadFile(p.file(i))
	if err != nil {
		return f, err
	}
	return f, json.Unmarshal(raw, &f)
}

// settlement is a county on its way into the program.
type settlement struct {
	*prefecture
	*app.Node
	app    *app.App
	number int
	key    region.Key
	towns  []region.Key
	today  time.Time
	out    filled
}

// fill makes the node of a county with its register, providers, carers, plans and the visits of today.
func (p *prefecture) fill(ctx context.Context, i int) (what string, err error) {
	s := &settlement{prefecture: p, number: i, today: time.Now().In(calendar.China)}
	err = p.opened(ctx, s, func() error {
		for _, step := range []func(context.Context) error{s.people, s.firms, s.staff, s.plans, s.sheets, s.accounts} {
			if err := step(ctx); err != nil {
				return err
			}
		}
		return p.keep(i, &s.out)
	})
	return fmt.Sprintf("with %d visits on the day, %d carers of %d providers, 11 people registered for every elder visited", len(s.out.Elders), len(s.out.Carers), len(s.out.Providers)), err
}

// opened opens the folder at the node of a county, which is made where there is none.
func (p *prefecture) opened(ctx context.Context, s *settlement, do func() error) (err error) {
	words, err := app.Words()
	if err != nil {
		return err
	}
	tree, err := region.Load()
	if err != nil {
		return err
	}
	var ok bool
	if s.key, ok = tree.At(calendar.Day(time.Now())).Resolve(counties[s.number].code); !ok {
		return fmt.Errorf("no county %s today", counties[s.number].code)
	}
	wish := access.NewNode{
		Slug: slugOf(s.number), Host: hostOf(s.number), Name: i18n.Name{Zh: slugOf(s.number), En: slugOf(s.number)}, Region: s.key, Synthetic: true,
	}
	s.app, err = app.Open(ctx, app.Config{Folder: p.folder(), First: wish}, words)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.app.Close()) }()
	for _, n := range s.app.Nodes {
		if n.Slug == wish.Slug {
			s.Node = n
		}
	}
	if s.Node == nil {
		if s.Node, err = s.app.AddNode(ctx, access.Operator(), wish); err != nil {
			return err
		}
	}
	for _, t := range region.SyntheticTownships(s.key, 15, 1, "2022-01-01") {
		s.towns = append(s.towns, region.Key{Code: t.Code, Level: region.Township})
	}
	return do()
}

// people loads the register: eleven people for every elder who is visited: in some counties one in ten is old enough.
func (s *settlement) people(ctx context.Context) error {
	units := region.SyntheticTownships(s.key, 15, 1, "2022-01-01")
	if _, err := s.Admin.ImportTownships(ctx, access.Operator(), "county.csv", region.TownshipsCSV(units...)); err != nil {
		return err
	}
	people, err := partysynth.Make(partysynth.Wish{
		County: counties[s.number].census, People: max(800, 11*s.elders()), Seed: uint64(s.number), Townships: s.towns, AsOn: "2026-06-30", BirthYear: 2020,
	})
	if err != nil {
		return err
	}
	if _, err := s.Persons.Load(ctx, access.Operator(), people.Register()); err != nil {
		return err
	}
	w := party.ListWish{Region: s.key, Purpose: party.ServicePlanning, Groups: []party.Group{party.Attributes}}
	_, err = s.Persons.List(ctx, access.Operator(), w, func(one party.Listed) error {
		switch born := one.Facts[party.Born].Value; {
		case born < "1960-07" && len(s.out.Elders) < s.elders():
			s.out.Elders = append(s.out.Elders, visited{Person: one.ID, Place: one.Region})
		case "1970-01" <= born && born < "2001-01" && len(s.out.Carers) < s.carers():
			s.out.Carers = append(s.out.Carers, worker{Person: one.ID})
		}
		return nil
	})
	if err == nil && (len(s.out.Elders) < s.elders() || len(s.out.Carers) < s.carers()) {
		err = fmt.Errorf("%d elders and %d carers, want %d and %d", len(s.out.Elders), len(s.out.Carers), s.elders(), s.carers())
	}
	return err
}

// firms enters the providers.
func (s *settlement) firms(ctx context.Context) error {
	for k := range s.providers() {
		code := fmt.Sprintf("91%sXBNCH%04d", s.key.Code, k)
		check, ok := ident.CreditCheck(code)
		if !ok {
			return fmt.Errorf("%s cannot begin a credit code", code)
		}
		name := fmt.Sprintf("%s-%d", slugOf(s.number), k)
		made, err := s.Catalog.EnterProvider(ctx, access.System("bench", catalog.CanEnter), catalog.Provider{
			CreditCode: code + string(check), Name: i18n.Name{Zh: name, En: name}, About: i18n.Name{Zh: name, En: name}, Kind: "company", Region: s.key,
			Phones: []catalog.Phone{{Number: "0857-000-0000"}},
		})
		if err != nil {
			return err
		}
		s.out.Providers = append(s.out.Providers, made.ID)
	}
	return nil
}

// atOnce does something for every number below n, a few at a time, so that commits are shared.
func atOnce(n int, do func(i int) error) error {
	const hands = 16
	var next atomic.Int64
	var mu sync.Mutex
	var first error
	var all sync.WaitGroup
	for range hands {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				if err := do(i); err != nil {
					mu.Lock()
					first = errors.Join(first, err)
					mu.Unlock()
					return
				}
			}
		})
	}
	all.Wait()
	return first
}

// staff gives every carer a post.
func (s *settlement) staff(ctx context.Context) error {
	who := access.System("bench", party.CanKeep)
	return atOnce(len(s.out.Carers), func(i int) error {
		made, err := s.Persons.Employ(ctx, who, party.Post{
			Person: s.out.Carers[i].Person, Organisation: s.out.Providers[i/aTeam], Kind: "carer", Base: s.towns[i%len(s.towns)], Languages: []string{"zh"}, From: "2025-01-01",
			Qualifications: []party.Qualification{{Code: "care_worker", Level: 5 - i%3}}, Shifts: []party.Shift{{Days: party.Weekdays, Opens: "08:00", Closes: "18:00"}},
		})
		s.out.Carers[i].Post = made.ID
		return err
	})
}

// first is the first day of the last month.
func (s *settlement) first() time.Time {
	return time.Date(s.today.Year(), s.today.Month()-1, 1, 0, 0, 0, 0, calendar.China)
}

// at is when the visit of elder i begins on a day.
func at(day time.Time, i int) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), 8, 0, 0, 0, calendar.China).Add(time.Duration(i%aDay) * time.Hour)
}

// plans makes a plan for every elder with the visit of today.
func (s *settlement) plans(ctx context.Context) error {
	who := access.System("bench", delivery.CanPlan)
	return s.grouped(ctx, func(tx *store.Tx, i int) error {
		e := &s.out.Elders[i]
		cause, err := ident.New("case", time.Now(), rand.Reader)
		if err != nil {
			return err
		}
		p, err := s.Deliveries.MakeIn(tx, who, delivery.Plan{
			Person: e.Person, Cause: cause, Provider: s.out.Providers[i/aDay/aTeam], Item: "service.life.cleaning", Place: e.Place, Residence: "rural", Minutes: 45,
			Per: delivery.Month, Times: 31, Price: 4500, Share: 4500, From: s.first().Format(time.DateOnly), Until: s.first().AddDate(1, 0, 0).Format(time.DateOnly),
		})
		if err != nil {
			return err
		}
		v, err := s.Deliveries.ScheduleIn(tx, who, delivery.NewVisit{Plan: p.ID, Posts: []string{s.out.Carers[i/aDay].Post}, FromMs: at(s.today, i).UnixMilli()})
		e.Plan, e.Visit = p.ID, v.ID
		return err
	})
}

// grouped does something for every elder, many in a transaction.
func (s *settlement) grouped(ctx context.Context, do func(tx *store.Tx, i int) error) error {
	const each = 250
	for from := 0; from < len(s.out.Elders); from += each {
		err := s.app.DB.Write(ctx, func(tx *store.Tx) error {
			for i := from; i < min(from+each, len(s.out.Elders)); i++ {
				if err := do(tx, i); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// sheets hands out codes to some.
func (s *settlement) sheets(ctx context.Context) error {
	who := access.System("bench", evidence.CanIssue)
	return atOnce(len(s.out.Elders), func(i int) error {
		if i%100 >= sheetShare {
			return nil
		}
		printed, err := s.Evidence.IssueSheet(ctx, who, s.out.Elders[i].Person, 0)
		s.out.Elders[i].Codes = printed.Codes
		return err
	})
}
