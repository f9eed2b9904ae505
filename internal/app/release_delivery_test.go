package app

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/ident"
	"mihe/internal/base/store"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
)

// as is an actor with a role in the demonstration's county.
func (l life) as(account, person string, role access.Role) access.Actor {
	return l.Policy.Actor(account, person, []access.Mandate{{Role: role, At: demoCounty}}, l.contains)
}

// employer is a provider with its accounts' posts: the first of the directory that has staff.
func (l life) employer() (org string, posts []party.Post) {
	l.must(l.DB.Read(l.t.Context(), func(q store.Queryer) error {
		entries, err := l.Catalog.Store.Entries(q, l.Number)
		for _, e := range entries {
			if err == nil && len(posts) == 0 && e.Sort == catalog.SortProvider {
				org = e.ID
				posts, err = l.Persons.PostsOn(q, org, calendar.Day(time.Now()))
			}
		}
		return err
	}))
	if len(posts) == 0 {
		l.t.Fatal("no provider has staff")
	}
	return org, posts
}

// elder is somebody of the register who is not a carer.
func (l life) elder(but string) party.Listed {
	enough := errors.New("enough")
	var found party.Listed
	who := access.System("life", party.CanList)
	_, err := l.Persons.List(l.t.Context(), who, party.ListWish{Region: demoCounty, Purpose: party.ServicePlanning, Groups: []party.Group{party.Attributes}}, func(one party.Listed) error {
		if one.ID == but {
			return nil
		}
		found = one
		return enough
	})
	if !errors.Is(err, enough) {
		l.t.Fatalf("no elder: %v", err)
	}
	return found
}

// deliveries leaves a visit of the month before last, of which the demonstration has nothing, from its plan to the bank, one whose report did not fit, a sample and an anomaly that was answered.
func (l life) deliveries() {
	ctx, s := l.t.Context(), l.Deliveries
	org, posts := l.employer()
	elder := l.elder(posts[0].Person)
	month := time.Now().In(calendar.China)
	for range 2 {
		month = month.AddDate(0, 0, -month.Day()) // the last day of the month before
	}
	cause, err := ident.New("case", time.Now(), rand.Reader)
	l.must(err)
	planner := l.as("acct_planner", "person_planner", Caseworker)
	p, err := s.Make(ctx, planner, delivery.Plan{
		Person: elder.ID, Cause: cause, Provider: org, Item: "sample_bath", Place: elder.Region, Residence: "rural", Minutes: 60, Per: delivery.Month, Times: 4,
		Price: 5000, Share: 4000, From: month.AddDate(0, -1, 0).Format(time.DateOnly), Until: month.AddDate(1, 0, 0).Format(time.DateOnly),
	})
	l.must(err)
	from := time.Date(month.Year(), month.Month(), 10, 9, 0, 0, 0, calendar.China).UnixMilli()
	v, err := s.Schedule(ctx, planner, delivery.NewVisit{Plan: p.ID, Posts: []string{posts[0].ID}, FromMs: from})
	l.must(err)
	carer := l.as("acct_carer", posts[0].Person, Carer)
	move := func(step delivery.Step, atMs int64, want delivery.Outcome) {
		id, err := ident.New("x", time.Now(), rand.Reader)
		l.must(err)
		m, err := s.Move(ctx, carer, delivery.Move{ID: strings.TrimPrefix(id, "x_"), Visit: v.ID, Step: step, ClaimedMs: atMs, Code: "000000"})
		if err != nil || m.Outcome != want {
			l.t.Fatalf("%s: %+v %v, want %s", step, m, err, want)
		}
	}
	move(delivery.Finish, from, delivery.Conflict)
	move(delivery.Start, from, delivery.Applied)
	move(delivery.Finish, from+5*60_000, delivery.Applied) // far too short
	l.settled(org, month.Format("2006-01"), v)
}

// settled asks the person, settles the month and answers the anomaly.
func (l life) settled(org, month string, v delivery.Visit) {
	ctx, s := l.t.Context(), l.Deliveries
	inspector, settler, approver := l.as("acct_inspector", "person_inspector", Inspector), l.as("acct_settler", "person_settler", Settler), l.as("acct_decider", "person_decider", Decider)
	a, err := s.Sample(ctx, inspector, demoCounty, month, 2)
	l.must(err)
	l.must(s.Asked(ctx, inspector, a.ID, v.ID, delivery.Happened))
	open, err := s.Watch(ctx, inspector, demoCounty, month)
	l.must(err)
	i := slices.IndexFunc(open, func(w delivery.Watched) bool {
		return w.Kind == delivery.TooShort && slices.Equal(w.Visits, []string{v.ID})
	})
	if i < 0 {
		l.t.Fatalf("anomalies %+v", open)
	}
	l.must(s.AnswerAnomaly(ctx, inspector, demoCounty, month, open[i].Key, "clock_wrong"))
	d, err := s.Draw(ctx, settler, org, month)
	l.must(err)
	agent := l.account(demoUser(Provider, demoCounty))
	acts := false
	l.must(l.DB.Read(ctx, func(q store.Queryer) (err error) {
		acts, err = s.Providers.Acts(q, org, agent.ID)
		return err
	}))
	if !acts {
		l.must(l.Catalog.Assign(ctx, access.Operator(), catalog.Agent{Provider: org, Account: agent.ID, Acts: true}))
	}
	_, err = s.Answered(ctx, agent, d.ID, nil)
	l.must(err)
	d, err = s.Approve(ctx, approver, d.ID)
	l.must(err)
	if d.Result.Total != 4000 {
		l.t.Fatalf("settled %v: %+v", d.Result.Total, d.Result)
	}
	l.must(s.SetAccount(ctx, settler, delivery.Account{Of: org, Bank: "（合成）银行", Number: "6200000000000001"}))
	payee, err := s.Payee(ctx, approver, org)
	l.must(err)
	l.must(s.ConfirmAccount(ctx, approver, org, payee.Account.Next.AtMs, true))
	_, _, err = s.HandOver(ctx, settler, d.ID, "payment_bank")
	l.must(err)
	_, err = s.Report(ctx, settler, d.ID, []delivery.Fated{{N: 1, State: delivery.Paid}})
	l.must(err)
}
