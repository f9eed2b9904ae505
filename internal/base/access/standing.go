package access

import (
	"context"

	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Disable closes an account for use and ends its sessions at once. Nobody disables their own, and for an administrator's
// it asks for a second administrator.
func (s *Service) Disable(ctx context.Context, who Actor, account string) error {
	return s.stand(ctx, who, account, Active, Disabled, "access.account.disabled")
}

// Enable opens a disabled account again, with the roles it had.
func (s *Service) Enable(ctx context.Context, who Actor, account string) error {
	return s.stand(ctx, who, account, Disabled, Active, "access.account.enabled")
}

func (s *Service) stand(ctx context.Context, who Actor, account string, from, to State, kind string) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		a, err := s.reached(tx, who, ManageAccount, account)
		if err != nil {
			return err
		}
		need, err := s.second(tx, who, Closing, account)
		if err != nil {
			return err
		}
		if need != None && to == Disabled && a.State == from {
			return s.ask(tx, who, a, Request{What: Closing})
		}
		return s.standAs(tx, who, a, from, to, kind)
	})
}

// standAs changes the state of an account and ends its sessions.
func (s *Service) standAs(tx *store.Tx, who Actor, a Account, from, to State, kind string) error {
	if a.State != from {
		return fault.New(fault.Conflict, "access.account.already")
	}
	if err := s.record(tx, about(who, kind, a), standingRecord, standingBody{a.ID, to, s.nowMs()}); err != nil {
		return err
	}
	return s.Store.DropSessions(tx, s.Node.Number, a.ID, "")
}

// about begins an entry about an account.
func about(who Actor, kind string, a Account) ledger.Entry { return aboutAt(who, kind, a, a.Home) }

// aboutAt is about for what concerns another region than the account's home.
func aboutAt(who Actor, kind string, a Account, at region.Key) ledger.Entry {
	e := who.Entry(kind, at)
	e.Subjects = []string{a.Person}
	return e
}
