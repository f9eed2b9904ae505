package app

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"mihe/internal/account/openness"
	"mihe/internal/base/access"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
)

// DemoNode is the node that a demonstration begins with: all of its persons are made up.
func DemoNode(words *i18n.Catalog) access.NewNode {
	return access.NewNode{Slug: "demo", Name: named(words, "app.demo.node"), Region: region.Country, Synthetic: true}
}

// named is a text in both languages, for what is stored as a name.
func named(words *i18n.Catalog, key string, args ...any) i18n.Name {
	return i18n.Name{Zh: words.Text(i18n.ZhCN, key, args...), En: words.Text(i18n.En, key, args...)}
}

// Demo makes sure that the demonstration stands: townships that say they are made up, accounts of every role at every
// level, publication approved, tasks, services, a second node. Each step looks at what is there, so the next call ends what an
// interrupted one has begun. Once every account is on file a call changes nothing. It returns the accounts.
func (a *App) Demo(ctx context.Context) ([]DemoAccount, error) {
	d, err := a.demo()
	if err != nil || d.complete() {
		return d.accounts, err
	}
	for _, step := range d.steps() {
		if err := step.do(ctx); err != nil {
			return nil, fmt.Errorf("demo, %s: %w", step.name, err)
		}
	}
	return d.accounts, nil
}

// demonstration is a demonstration as far as it has come.
type demonstration struct {
	*App
	path     string
	accounts []DemoAccount // on file
}

func (a *App) demo() (d demonstration, err error) {
	d = demonstration{App: a, path: filepath.Join(a.Folder, demoAccountsFile)}
	d.accounts, err = readDemo(d.path)
	return d, err
}

// demoStep is a part of the demonstration that may find itself done, or half done, already.
type demoStep struct {
	name string
	do   func(ctx context.Context) error
}

// steps are the parts in their order. The accounts of the second node come last, since complete asks for them.
func (d *demonstration) steps() []demoStep {
	return []demoStep{
		{"townships", d.demoTownships},
		{"accounts", func(ctx context.Context) error { return d.people(ctx, d.Nodes[0]) }},
		{"publication", func(ctx context.Context) error { return d.publication(ctx, d.Nodes[0]) }},
		{"monthly figures", d.demoWatched},
		{"elders", d.demoElders}, // before the tasks, one of which cites their gap
		{"tasks", d.demoTasks},
		{"services", d.demoServices},
		{"staff", d.demoStaff},
		{"rules", d.demoRules},
		{"forms", d.demoForms},
		{"residents", d.residents},
		{"ability", d.demoAbility},
		{"applications", d.demoCases},
		{"complaints", d.demoComplaints},
		{"bookings", d.demoBookings},
		{"arranged services", d.demoArranged},
		{"visits", d.demoVisits},
		{"days", d.demoDays},
		{"month", d.demoMonth},
		{"a month of elder care", d.demoMonthPasses},
		{"second node", func(ctx context.Context) error {
			_, err := d.second(ctx)
			return err
		}},
		{"accounts of the second node", func(ctx context.Context) error {
			n, err := d.second(ctx)
			if err != nil {
				return err
			}
			return d.people(ctx, n)
		}},
	}
}

// complete tells whether every account is on file: each is written there when it is ready, the second node's at the end.
func (d *demonstration) complete() bool {
	return !slices.ContainsFunc(d.expected(), func(one DemoAccount) bool { return d.filed(one) < 0 })
}

// expected are the accounts of both nodes.
func (d *demonstration) expected() []DemoAccount {
	home := d.Nodes[0]
	return slices.Concat(demoAccounts(home.Slug, home.Region), demoResidents(home.Slug), demoCarerAccounts(home.Slug), demoAccounts(demoSecondSlug, demoSecondHome))
}

// publication takes the three steps once. Where anything is public already the demonstration has done so before, and what
// came since is for people to decide.
func (d *demonstration) publication(ctx context.Context, n *Node) error {
	list, err := n.Openness.List(ctx, access.System("demo-publisher", openness.CanRead))
	if err != nil || slices.ContainsFunc(list, func(one openness.Listed) bool { return one.Public() }) {
		return err
	}
	return d.publish(ctx, n, everySeries)
}

func everySeries(openness.Listed) bool { return true }

// publish takes every series wanted of those that a node sees through the three steps, each by a named actor of the program. Only the
// demonstration does that; anywhere else three persons decide.
func (a *App) publish(ctx context.Context, n *Node, wanted func(openness.Listed) bool) error {
	hands := []struct {
		step openness.Step
		from openness.State
		who  access.Actor
	}{
		{openness.Propose, openness.Internal, access.System("demo-publisher", openness.CanRead, openness.CanPropose)},
		{openness.Review, openness.Proposed, access.System("demo-reviewer", openness.CanReview)},
		{openness.Approve, openness.Reviewed, access.System("demo-approver", openness.CanApprove)},
	}
	for _, h := range hands {
		list, err := n.Openness.List(ctx, hands[0].who)
		if err != nil {
			return err
		}
		w := openness.Wish{Step: h.step}
		for _, one := range list {
			if one.State == h.from && wanted(one) {
				w.Series = append(w.Series, one.ID())
			}
		}
		if h.step == openness.Propose {
			w.Attribute, w.Basis = openness.Active, a.Words.Text(i18n.ZhCN, "app.demo.basis")
		}
		if len(w.Series) == 0 {
			continue
		}
		if err := n.Openness.Take(ctx, h.who, w); err != nil {
			return err
		}
	}
	return nil
}

// demoSecondSlug names the second node.
const demoSecondSlug = "second"

// second is another tenant of the same program: a county by itself, which sees nothing of the first node.
func (d *demonstration) second(ctx context.Context) (*Node, error) {
	if i := slices.IndexFunc(d.Nodes, func(n *Node) bool { return n.Slug == demoSecondSlug }); i >= 0 {
		return d.Nodes[i], nil
	}
	unit, _ := d.Regions.At(region.ListDay).Unit(demoSecondHome)
	return d.AddNode(ctx, access.Operator(), access.NewNode{
		Slug: demoSecondSlug, Host: "second.localhost", Name: named(d.Words, "app.demo.second", "place", unit.Name.Zh),
		Region: demoSecondHome, Synthetic: true,
	})
}
