package app

import (
	"context"
	"slices"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/money"
	"mihe/internal/base/store"
)

// demoHelp is what the centre does for the elders of the demonstration in turn, beyond the round of the first carer. Nobody of the centre holds the paper
// for the last but one, and nobody the two for the last: the day leaves them out and says why.
var demoHelp = []struct {
	item     string
	minutes  int
	windows  []delivery.Window
	skills   []string
	together bool
	price    money.Fen
}{
	{item: "service.social.visit", minutes: 40, price: 2500},
	{item: "service.health.nursing", minutes: 45, windows: demoMorning, skills: []string{"nurse_licence"}, price: 8000},
	{item: "service.life.escort", minutes: 90, windows: demoMorning, skills: []string{"first_aid"}, price: 7000},
	{item: "service.life.respite", minutes: 120, windows: demoMorning, skills: []string{"care_worker"}, price: 12000},
	{item: "service.social.comfort", minutes: 30, windows: demoAfternoon, price: 2000},
	{item: "service.life.respite", minutes: 60, windows: demoMorning, skills: []string{"care_worker"}, together: true, price: 14000},
	{item: "service.health.rehabilitation", minutes: 45, windows: demoAfternoon, skills: []string{"rehabilitation"}, price: 9000},
	{item: "service.health.nursing", minutes: 60, windows: demoMorning, skills: []string{"nurse_licence", "long_term_care"}, price: 9500},
}

var (
	demoMorning   = []delivery.Window{{Days: demoEveryDay, Opens: "08:00", Close: "12:00"}}
	demoAfternoon = []delivery.Window{{Days: demoEveryDay, Opens: "13:30", Close: "17:00"}}
	demoEveryDay  = []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}
)

// demoPlanned is the day that is planned: the first on which most of the centre work, from the day after tomorrow on.
func demoPlanned(now time.Time) time.Time {
	day := now.In(calendar.China).AddDate(0, 0, 2)
	for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
		day = day.AddDate(0, 0, 1)
	}
	return day
}

// demoDays makes plans for the elders who have applied, proposes a day of the centre and adopts it. What an earlier call has done it leaves.
func (d *demonstration) demoDays(ctx context.Context) error {
	n := d.Nodes[0]
	orgs, err := d.demoEmployers(ctx, n)
	if err != nil {
		return err
	}
	post, err := d.demoPostOf(ctx, n)
	if err != nil {
		return err
	}
	who, on := access.System("demo-days", delivery.CanPlan), demoPlanned(time.Now())
	if err := d.DB.Write(ctx, func(tx *store.Tx) error { return demoHelped(tx, n, who, orgs[0], post.Person, on) }); err != nil {
		return err
	}
	var held []delivery.Proposal
	err = d.DB.Read(ctx, func(q store.Queryer) error {
		held, err = n.Deliveries.Store.Proposals(q, n.Number, orgs[0], "")
		return err
	})
	if err != nil || slices.ContainsFunc(held, func(p delivery.Proposal) bool { return p.Adopted != nil }) {
		return err
	}
	if len(held) == 0 {
		p, err := n.Deliveries.Propose(ctx, who, orgs[0], calendar.Day(on))
		if err != nil {
			return err
		}
		held = append(held, p)
	}
	_, err = n.Deliveries.Adopt(ctx, who, held[len(held)-1].ID, nil)
	return err
}

// demoHelped makes the plans, all at once: with the first of them on file the others are.
func demoHelped(tx *store.Tx, n *Node, who access.Actor, provider, carer string, from time.Time) error {
	cases, err := demoVisited(tx, n, carer)
	if err != nil {
		return err
	}
	for i, one := range demoHelp {
		c := cases[i%len(cases)]
		plans, err := n.Deliveries.Store.PlansOf(tx, n.Number, c.Person)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(plans, func(p delivery.Plan) bool { return p.Item == one.item }) {
			continue
		}
		_, err = n.Deliveries.MakeIn(tx, who, delivery.Plan{
			Person: c.Person, Cause: c.ID, Provider: provider, Item: one.item, Place: c.Place, Residence: "rural", Minutes: one.minutes, Per: delivery.Week, Times: 1,
			Windows: one.windows, Skills: one.skills, Together: one.together, Price: one.price, Share: one.price, From: calendar.Day(from),
			Until: calendar.Day(from.AddDate(1, 0, 0)),
		})
		if err != nil {
			return err
		}
	}
	return nil
}
