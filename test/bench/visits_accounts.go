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
	for _, r := range []struct {
		user, person string
		role         access.Role
	}{{"clerk", "", app.Provider}, {"settler", "", app.Settler}, {"elder", s.out.Elders[0].Person, ""}, {"coordinator", "", app.Coordinator}} {
		one, account, err := s.account(ctx, r.user, r.person, r.role)
		if err != nil {
			return err
		}
		if r.role == app.Provider {
			if err := s.Catalog.Assign(ctx, access.Operator(), catalog.Agent{Provider: s.out.Providers[0], Account: account, Acts: true}); err != nil {
				return err
			}
		}
		s.out.Readers = append(s.out.Readers, one)
	}
	return nil
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
