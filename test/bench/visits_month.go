package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/app"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/decide/match"
	"mihe/internal/register/party"
)

// opening opens the folder at the first county with what is known of it.
func (p *prefecture) opening(ctx context.Context, do func(s *settlement) error) error {
	s := &settlement{prefecture: p, today: time.Now().In(calendar.China)}
	var err error
	if s.out, err = p.kept(0); err != nil {
		return err
	}
	return p.opened(ctx, s, func() error { return do(s) })
}

// month gives the first county its whole last month, a visit to every elder on each worked day: begun, finished, and confirmed by a code where the
// elder has a sheet.
func (p *prefecture) month(ctx context.Context) (what string, err error) {
	err = p.opening(ctx, func(s *settlement) error {
		first := s.first()
		for d := range workedDays {
			if err := s.lived(ctx, first.AddDate(0, 0, d), d); err != nil {
				return err
			}
		}
		what = fmt.Sprintf("last month of one county, %d visits", workedDays*len(s.out.Elders))
		s.out.Used = workedDays
		return p.keep(0, &s.out)
	})
	return what, err
}

// lived is one day as it was reported.
func (s *settlement) lived(ctx context.Context, day time.Time, n int) error {
	who := access.System("bench", delivery.CanPlan)
	visits := make([]string, len(s.out.Elders))
	err := s.grouped(ctx, func(tx *store.Tx, i int) error {
		v, err := s.Deliveries.ScheduleIn(tx, who, delivery.NewVisit{Plan: s.out.Elders[i].Plan, Posts: []string{s.out.Carers[i/aDay].Post}, FromMs: at(day, i).UnixMilli()})
		visits[i] = v.ID
		return err
	})
	if err != nil {
		return err
	}
	return atOnce(len(s.out.Carers), func(c int) error {
		carer := s.carer(c)
		for i := c * aDay; i < min((c+1)*aDay, len(visits)); i++ {
			from := at(day, i)
			if err := s.reported(ctx, carer, visits[i], delivery.Start, from, ""); err != nil {
				return err
			}
			code := ""
			if codes := s.out.Elders[i].Codes; len(codes) > n {
				code = codes[n]
			}
			if err := s.reported(ctx, carer, visits[i], delivery.Finish, from.Add(44*time.Minute), code); err != nil {
				return err
			}
		}
		return nil
	})
}

// carer is a carer as an actor.
func (s *settlement) carer(i int) access.Actor {
	tree := s.app.Regions.At(calendar.Day(s.today))
	contains := func(above, k region.Key) bool { return tree.Covers(above, k) }
	return s.app.Policy.Actor(fmt.Sprintf("acct_bench%d", i), s.out.Carers[i].Person, []access.Mandate{{Role: app.Carer, At: s.key}}, contains)
}

func (s *settlement) reported(ctx context.Context, who access.Actor, visit string, step delivery.Step, when time.Time, code string) error {
	id, err := ident.New("x", time.Now(), rand.Reader)
	if err != nil {
		return err
	}
	m, err := s.Deliveries.Move(ctx, who, delivery.Move{ID: strings.TrimPrefix(id, "x_"), Visit: visit, Step: step, ClaimedMs: when.UnixMilli(), Code: code})
	if err == nil && (m.Outcome != delivery.Applied || code != "" && !m.Taken) {
		err = fmt.Errorf("%s of %s is a %s %s (code taken: %v)", step, visit, m.Outcome, m.Why, m.Taken)
	}
	return err
}

// draw draws up the last month of the first provider.
func (p *prefecture) draw(ctx context.Context) (d done, err error) {
	err = p.opening(ctx, func(s *settlement) error {
		began, before := time.Now(), own()
		made, err := s.Deliveries.Draw(ctx, access.System("bench", delivery.CanSettle), s.out.Providers[0], s.first().Format("2006-01"))
		if err != nil {
			return err
		}
		d = done{fmt.Sprintf("a settlement of %d visits drawn up, %d of them paid", len(made.Input.Visits), len(made.Result.Lines)), time.Since(began), own() - before}
		s.out.Settlement = made.ID
		return p.keep(0, &s.out)
	})
	return d, err
}

// The day that is planned.
const plannedVisits, plannedCarers = 200, 40

// route plans a day of the first provider's carers as shipped, from visits and posts of the folder.
func (p *prefecture) route(ctx context.Context) (d done, err error) {
	err = p.opening(ctx, func(s *settlement) error {
		day, err := s.toPlan(ctx)
		if err != nil {
			return err
		}
		began, before := time.Now(), own()
		plan, err := match.Match(ctx, day, match.Options{Seed: 1})
		if err != nil {
			return err
		}
		d = done{fmt.Sprintf("a day of %d visits and %d carers planned in %d rounds (%d left out)", len(day.Visits), len(day.Carers), plan.Iterations, len(plan.Left)), time.Since(began), own() - before}
		return nil
	})
	return d, err
}

// toPlan is a day of visits and carers with ways between townships on a grid; visits may begin within an hour and a half.
func (s *settlement) toPlan(ctx context.Context) (d match.Day, err error) {
	d.On = calendar.Day(s.today)
	if d.Road, err = match.RoadOn(d.On); err != nil {
		return d, err
	}
	var points []match.Point
	for i, t := range s.towns {
		d.Places = append(d.Places, t.String())
		points = append(points, match.Point{Latitude: 27 + 0.06*float64(i%4), Longitude: 105.5 + 0.06*float64(i/4)})
	}
	d.Ways = d.Road.Ways(points)
	var posts []party.Post
	err = s.app.DB.Read(ctx, func(q store.Queryer) error {
		posts, err = s.Persons.PostsOn(q, s.out.Providers[0], d.On)
		return err
	})
	if err != nil {
		return d, err
	}
	for _, post := range posts[:min(plannedCarers, len(posts))] {
		if c, ok := match.CarerOn(post, d.On); ok {
			d.Carers = append(d.Carers, c)
		}
	}
	for i, e := range s.out.Elders[:min(plannedVisits, len(s.out.Elders))] {
		open := 8*60 + 45*(i%10)
		v := match.Visit{ID: e.Visit, Person: e.Person, At: s.towns[i%len(s.towns)].String(), Minutes: 45, Windows: []match.Window{{Open: open, Shut: open + 90}}, Together: i%12 == 5}
		if i%3 != 0 {
			v.Known = []string{d.Carers[i*7%len(d.Carers)].Post, d.Carers[i*11%len(d.Carers)].Post}
		}
		if i%4 == 1 {
			v.Skills = []match.Skill{{Code: "care_worker", Level: 4}}
		}
		d.Visits = append(d.Visits, v)
	}
	return d, nil
}
