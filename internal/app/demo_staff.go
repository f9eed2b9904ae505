package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
)

// demoTeams are how many of the demonstration's people each provider employs, in the order of the providers in the file of services.
var demoTeams = []struct {
	provider string
	people   int
}{{demoCentre, 13}, {"company", 18}, {demoVillage, 9}}

// demoStaffCount is the sum of demoTeams.
const demoStaffCount = 40

// Who works was born between these days.
const demoStaffYoungest, demoStaffOldest = "2001-01", "1970-01"

// demoCarers are those of the centre's staff who have an account, by number.
var demoCarers = []int{0, 1}

// demoCarerAccounts lists the accounts of carers: each is tied to its person.
func demoCarerAccounts(node string) (list []DemoAccount) {
	for _, i := range demoCarers {
		user := demoUser(Carer, demoCounty)
		if i > 0 {
			user = fmt.Sprintf("%s%d.%s", Carer, i+1, demoCounty.Code)
		}
		list = append(list, DemoAccount{Node: node, User: user, Role: string(Carer), Region: string(demoCounty.Code)})
	}
	return list
}

// demoStaff gives the three providers made-up people of the register as staff, and two of them an account. The papers of some have run out. What an
// earlier call has done it leaves.
func (d *demonstration) demoStaff(ctx context.Context) error {
	n := d.Nodes[0]
	orgs, err := d.demoEmployers(ctx, n)
	if err != nil {
		return err
	}
	people, err := demoWorkers(ctx, n)
	if err != nil {
		return err
	}
	who, i := access.System("demo-staff", party.CanKeep), 0
	for t, team := range demoTeams {
		for range team.people {
			if err := d.demoPost(ctx, n, who, people[i], d.demoJob(i, people[i], orgs[t])); err != nil {
				return err
			}
			i++
		}
	}
	for k, one := range demoCarerAccounts(n.Slug) {
		if d.filed(one) >= 0 {
			continue
		}
		if err := d.demoCarer(ctx, n, &one, people[demoCarers[k]]); err != nil {
			return err
		}
	}
	return nil
}

// demoEmployers are the providers' identifiers.
func (d *demonstration) demoEmployers(ctx context.Context, n *Node) (orgs []string, err error) {
	held, err := n.Catalog.Entries(ctx, access.System("demo-staff", catalog.CanEnter))
	if err != nil {
		return nil, err
	}
	keys, err := demoProviderNames()
	if err != nil {
		return nil, err
	}
	for _, team := range demoTeams {
		i := slices.IndexFunc(held, func(e catalog.Entry) bool { return e.Provider != nil && e.Provider.Name.Zh == keys[team.provider] })
		if i < 0 {
			return nil, fmt.Errorf("no provider %s", team.provider)
		}
		orgs = append(orgs, held[i].ID)
	}
	return orgs, nil
}

// demoWorkers chooses people of working age, spread over the townships: always the same ones of a register.
func demoWorkers(ctx context.Context, n *Node) (chosen []party.Listed, err error) {
	var all []party.Listed
	w := party.ListWish{Region: demoCounty, BornBefore: demoStaffYoungest, Purpose: party.ServicePlanning, Groups: []party.Group{party.Attributes}}
	_, err = n.Persons.List(ctx, access.System("demo-staff", party.CanList), w, func(one party.Listed) error {
		if born := one.Facts[party.Born].Value; one.Region.Level == region.Township && demoStaffOldest <= born && born < demoStaffYoungest {
			all = append(all, one)
		}
		return nil
	})
	if err == nil && len(all) < demoStaffCount {
		err = fmt.Errorf("%d people of working age", len(all))
	}
	if err != nil {
		return nil, err
	}
	for i := range demoStaffCount {
		chosen = append(chosen, all[i*7%demoStaffCount*len(all)/demoStaffCount]) // those of one provider live all over the county
	}
	return chosen, nil
}

// demoPost enters a post unless the person has one.
func (d *demonstration) demoPost(ctx context.Context, n *Node, who access.Actor, one party.Listed, p party.Post) error {
	var held []party.Post
	err := n.Persons.DB.Read(ctx, func(q store.Queryer) (err error) {
		held, err = n.Persons.Posts(q, one.ID)
		return err
	})
	if err != nil || len(held) > 0 {
		return err
	}
	_, err = n.Persons.Employ(ctx, who, p)
	return err
}

// demoJob is the post of the i-th of the staff: levels, languages and hours go round, one in eight has a paper that has run out, one in ten is a nurse.
func (d *demonstration) demoJob(i int, one party.Listed, organisation string) party.Post {
	today := time.Now().In(calendar.China)
	valid := today.AddDate(1+i%4, 0, 0).Format(time.DateOnly)
	paper := func(code string, level int) party.Qualification {
		return party.Qualification{Code: code, Level: level, Until: valid, Number: fmt.Sprintf("%s-%s-%03d", d.text("app.demo.paper"), code, i)}
	}
	p := party.Post{
		Person: one.ID, Organisation: organisation, Kind: "carer", Base: one.Region, Languages: []string{"zh"}, From: "2025-01-01",
		Qualifications: []party.Qualification{paper("care_worker", 5-i%3)},
		Shifts:         []party.Shift{{Days: party.Weekdays[:5], Opens: "08:00", Closes: "17:00"}},
	}
	if i%8 == 7 {
		p.Qualifications[0].Until = today.AddDate(0, 0, -40).Format(time.DateOnly)
	}
	if i%10 == 3 {
		p.Kind, p.Qualifications = "nurse", append(p.Qualifications, paper("nurse_licence", 0))
	}
	if i%6 == 1 {
		p.Qualifications = append(p.Qualifications, paper("long_term_care", 5-i%2))
	}
	if i%3 == 0 {
		p.Qualifications = append(p.Qualifications, paper("first_aid", 0))
	}
	for _, l := range []struct {
		code     string
		of, rest int
	}{{"hmn", 4, 1}, {"ii", 5, 2}, {"pcc", 9, 4}} {
		if i%l.of == l.rest {
			p.Languages = append(p.Languages, l.code)
		}
	}
	switch i % 5 {
	case 3:
		p.Shifts = []party.Shift{{Days: party.Weekdays[1:6], Opens: "07:00", Closes: "15:00"}}
	case 4:
		p.Shifts = []party.Shift{{Days: []string{"MO", "WE", "FR", "SU"}, Opens: "08:00", Closes: "12:00"}, {Days: []string{"SA"}, Opens: "14:00", Closes: "18:00"}}
	}
	return p
}

// demoCarer makes the account of a carer, tied to the person.
func (d *demonstration) demoCarer(ctx context.Context, n *Node, one *DemoAccount, of party.Listed) error {
	if _, err := tied(ctx, n, one, access.NewAccount{Name: d.text("app.role.carer") + " " + one.Region, Home: demoCounty, Person: of.ID}); err != nil {
		return err
	}
	found, _, err := n.Accounts.List(ctx, access.Operator(), access.Filter{User: one.User}, 0, 1)
	if err != nil {
		return err
	}
	m := access.Mandate{Role: Carer, At: demoCounty}
	if !slices.ContainsFunc(found[0].Mandates, func(x access.Assignment) bool { return x.Mandate == m }) {
		if _, err := n.Accounts.Give(ctx, access.Operator(), access.NewMandate{Account: found[0].ID, Mandate: m}); err != nil {
			return err
		}
	}
	return d.file(*one)
}
