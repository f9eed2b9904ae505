package access

import (
	"context"
	"slices"

	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// HoldsAt tells whether an account is there, active, and holds a right at a place today: for rooms that tie something to another's account. Whether
// a password has to be changed first is between the account and its next sign-in.
func (s *Service) HoldsAt(q store.Queryer, account string, right Right, at region.Key) (bool, error) {
	a, found, err := s.Store.Account(q, s.Node.Number, account)
	if err != nil || !found || a.State != Active {
		return false, err
	}
	held, err := s.Store.Mandates(q, s.Node.Number, account)
	return slices.ContainsFunc(held, func(m Assignment) bool {
		return m.On(s.today()) && s.Policy.Holds(m.Role, right) && s.Contains(m.At, at)
	}), err
}

// HoldersAt lists the accounts that are active and hold a right at a place today, by identifier: whom somebody there can hand work to. It opens no
// name. Cost: all mandates of the node.
func (s *Service) HoldersAt(q store.Queryer, right Right, at region.Key) (list []string, err error) {
	all, err := s.Store.AllMandates(q, s.Node.Number)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, m := range all {
		if seen[m.Account] || !m.On(s.today()) || !s.Policy.Holds(m.Role, right) || !s.Contains(m.At, at) {
			continue
		}
		seen[m.Account] = true
		a, found, err := s.Store.Account(q, s.Node.Number, m.Account)
		if err != nil {
			return nil, err
		}
		if found && a.State == Active {
			list = append(list, m.Account)
		}
	}
	slices.Sort(list)
	return list, nil
}

// Named finds an account by its user name, for somebody who ties something to it; empty is nobody. It tells that there is such a name and nothing
// else: the caller sees to it that nobody tries names out (Guard), and gives the same answer where the account does not fit.
func (s *Service) Named(ctx context.Context, user string) (account string, err error) {
	if len(user) > longestPassword {
		return "", nil
	}
	token, err := s.userToken(ctx, user)
	if err != nil {
		return "", err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		account, _, err = s.Store.ByToken(q, s.Node.Number, userPurpose, token)
		return err
	})
	return account, err
}
