package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"mihe/internal/act/casework"
	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/money"
	"mihe/internal/base/store"
	"mihe/internal/register/party"
)

// demoRound is the day of the first carer of the demonstration: what is done, from which hour and for how long, at what price.
var demoRound = []struct {
	item          string
	hour, minutes int
	price         money.Fen
}{
	{"service.life.cleaning", 8, 60, 4500}, {"service.life.bath", 10, 60, 9000}, {"service.life.meal", 12, 30, 2000}, {"service.life.errand", 15, 45, 3000},
}

// demoVisitDays is on how many days from today on the carer makes the round.
const demoVisitDays = 7

// demoVisits gives the first carer a round of visits to elders who have applied, by plans of the centre. It does so once.
func (d *demonstration) demoVisits(ctx context.Context) error {
	n := d.Nodes[0]
	post, err := d.demoPostOf(ctx, n)
	if err != nil {
		return err
	}
	who, day := access.System("demo-visits", delivery.CanPlan), time.Now().In(calendar.China)
	return d.DB.Write(ctx, func(tx *store.Tx) error {
		cases, err := demoVisited(tx, n, post.Person)
		if err != nil {
			return err
		}
		for i, one := range demoRound {
			c := cases[i%len(cases)]
			plans, err := n.Deliveries.Store.PlansOf(tx, n.Number, c.Person)
			if err != nil {
				return err
			}
			if len(plans) > i/len(cases) {
				return nil // done before
			}
			p, err := n.Deliveries.MakeIn(tx, who, delivery.Plan{
				Person: c.Person, Cause: c.ID, Provider: post.Organisation, Item: one.item, Place: c.Place, Residence: "rural", Minutes: one.minutes, Per: delivery.Month,
				Times: 31, Price: one.price, Share: one.price, From: calendar.Day(day), Until: calendar.Day(day.AddDate(1, 0, 0)),
			})
			if err != nil {
				return err
			}
			for k := range demoVisitDays {
				from := time.Date(day.Year(), day.Month(), day.Day()+k, one.hour, 0, 0, 0, calendar.China)
				if _, err := n.Deliveries.ScheduleIn(tx, who, delivery.NewVisit{Plan: p.ID, Posts: []string{post.ID}, FromMs: from.UnixMilli()}); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// demoPostOf is the post of the first carer.
func (d *demonstration) demoPostOf(ctx context.Context, n *Node) (post party.Post, err error) {
	found, _, err := n.Accounts.List(ctx, access.Operator(), access.Filter{User: demoCarerAccounts(n.Slug)[0].User}, 0, 1)
	if err != nil || len(found) == 0 {
		return post, errors.Join(err, fmt.Errorf("%d accounts of the carer", len(found)))
	}
	err = d.DB.Read(ctx, func(q store.Queryer) error {
		posts, err := n.Persons.Posts(q, found[0].Person)
		if err == nil && len(posts) > 0 {
			post = posts[0]
		}
		return err
	})
	return post, err
}

// demoVisited are cases of elders who are not the carer.
func demoVisited(q store.Queryer, n *Node, carer string) (list []casework.Case, err error) {
	f := casework.Filter{Limit: 100}
	for _, owner := range []access.Right{casework.CanHandle, casework.CanOwn, casework.CanDecide, casework.CanReview} {
		f.Turns = append(f.Turns, casework.Owned{Owner: owner})
	}
	all, err := n.Cases.Store.Queue(q, n.Number, f)
	for _, c := range all {
		if c.Person != carer {
			list = append(list, c)
		}
	}
	if err == nil && len(list) == 0 {
		err = errors.New("no elder has applied")
	}
	return list, err
}
