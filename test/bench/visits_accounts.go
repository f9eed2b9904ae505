package main

import (
	"context"
	"fmt"

	"mihe/internal/app"
	"mihe/internal/base/access"
	"mihe/internal/register/catalog"
)

// How many have an account in each county: carers who read their day, and carers who only report.
const readingCarers, reportingCarers = 4, 20

// monthDesks is how many clerks and how many settlers read in the first county, which has the whole last month; elsewhere it is one each.
const monthDesks = 5

// accounts gives those who read and report an account: carers, a clerk of the first provider, a settler, an elder, a coordinator.
func (s *settlement) accounts(ctx context.Context) error {
	for i := range min(readingCarers+reportingCarers, len(s.out.Carers)) {
		one, _, err := s.account(ctx, fmt.Sprintf("carer%d", i), s.out.Carers[i].Person, app.Carer)
		if err != nil {
			return err
		}
		s.out.Carers[i].User, s.out.Carers[i].Password = one.User, one.Password
		if i < readingCarers {
			s.out.Readers = append(s.out.Readers, one)
		}
	}
	if err := s.reader(ctx, "elder", s.out.Elders[0].Person, ""); err != nil {
		return err
	}
	if err := s.reader(ctx, "coordinator", "", app.Coordinator); err != nil {
		return err
	}
	desks := 1
	if s.number == 0 {
		desks = monthDesks
	}
	for i := range desks {
		if err := s.reader(ctx, fmt.Sprintf("clerk%d", i), "", app.Provider); err != nil {
			return err
		}
		if err := s.reader(ctx, fmt.Sprintf("settler%d", i), "", app.Settler); err != nil {
			return err
		}
	}
	return nil
}

// reader gives somebody who reads an account; a clerk acts for the first provider.
func (s *settlement) reader(ctx context.Context, user, person string, role access.Role) error {
	one, account, err := s.account(ctx, user, person, role)
	if err != nil {
		return err
	}
	s.out.Readers = append(s.out.Readers, one)
	if role != app.Provider {
		return nil
	}
	return s.Catalog.Assign(ctx, access.Operator(), catalog.Agent{Provider: s.out.Providers[0], Account: account, Acts: true})
}

// account makes an account in the county. Sort says which pages it reads: the role, or elder.
func (s *settlement) account(ctx context.Context, user, person string, role access.Role) (one visitReader, id string, err error) {
	one = visitReader{User: user, Sort: string(role), Provider: s.out.Providers[0]}
	if role == "" {
		one.Sort = "elder"
	}
	made, password, err := s.Accounts.Make(ctx, access.Operator(), access.NewAccount{User: user, Name: user, Home: s.key, Lasting: true, Person: person})
	one.Password = password
	if err != nil || role == "" {
		return one, made.ID, err
	}
	_, err = s.Accounts.Give(ctx, access.Operator(), access.NewMandate{Account: made.ID, Mandate: access.Mandate{Role: role, At: s.key}})
	return one, made.ID, err
}
