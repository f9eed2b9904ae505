package access

import (
	"context"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Take takes a role of an account back, and ends its sessions.
func (s *Service) Take(ctx context.Context, who Actor, account, mandate string) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		m, found, err := s.Store.Mandate(tx, s.Node.Number, mandate)
		if err != nil {
			return err
		}
		if !found || m.Account != account {
			return fault.New(fault.NotFound, "access.absent")
		}
		a, err := s.within(tx, who, ManageRoles, m.Account)
		if err != nil {
			return err
		}
		if err := who.CheckAt(ManageRoles, m.At); err != nil {
			return err
		}
		if err := others(who, m.Account); err != nil {
			return err
		}
		if m.TakenMs != 0 {
			return fault.New(fault.Conflict, "access.account.already")
		}
		body := mandateBody{Mandate: m.ID, Account: m.Account, Taken: true, AtMs: s.nowMs()}
		if err := s.record(tx, aboutAt(who, "access.role.taken", a, m.At), mandateRecord, body); err != nil {
			return err
		}
		return s.Store.DropSessions(tx, s.Node.Number, m.Account, "")
	})
}
