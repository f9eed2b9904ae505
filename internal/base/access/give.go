package access

import (
	"context"
	"time"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/store"
)

// NewMandate is what Give is asked for. From and Until are days (YYYY-MM-DD) or empty; Until is the first day on which
// the mandate no longer holds.
type NewMandate struct {
	Account string
	Mandate
	From, Until string
}

// Give gives an account a role in a region, and ends its sessions, so that the new rights begin with a new sign-in.
//
// The giver holds ManageRoles both where the account is at home and in the region of the role. Nobody gives themselves
// a role, roles that must stay apart are not joined in one person (GB/T 22239-2019, 8.1.4.2 d), and whoever administers
// has a second factor first: otherwise the hand that made the account could sign in as its holder.
func (s *Service) Give(ctx context.Context, who Actor, n NewMandate) (Assignment, error) {
	var given Assignment
	err := s.DB.Write(ctx, func(tx *store.Tx) error {
		a, err := s.mayGive(tx, who, n)
		if err != nil {
			return err
		}
		id, err := ident.New("mandate", s.Now(), s.Random)
		if err != nil {
			return err
		}
		e := aboutAt(who, "access.role.given", a, n.At)
		if err := s.record(tx, e, mandateRecord, mandateBody{
			Mandate: id, Account: a.ID, Role: n.Role, Region: n.At.String(), From: n.From, Until: n.Until, AtMs: s.nowMs(),
		}); err != nil {
			return err
		}
		if given, _, err = s.Store.Mandate(tx, s.Node.Number, id); err != nil {
			return err
		}
		return s.Store.DropSessions(tx, s.Node.Number, a.ID, "")
	})
	return given, err
}

func (s *Service) mayGive(q store.Queryer, who Actor, n NewMandate) (Account, error) {
	a, err := s.living(q, who, ManageRoles, n.Account)
	if err != nil {
		return a, err
	}
	if err := who.CheckAt(ManageRoles, n.At); err != nil {
		return a, err
	}
	if err := others(who, n.Account); err != nil {
		return a, err
	}
	if err := s.dated(n); err != nil {
		return a, err
	}
	if !s.Policy.Knows(n.Role) {
		return a, fault.New(fault.Invalid, "access.role.unknown").At("role")
	}
	return a, s.joins(q, who, n)
}

// dated checks the days: each is one, they are in order, and the end is still to come.
func (s *Service) dated(n NewMandate) error {
	for field, day := range map[string]string{"from": n.From, "until": n.Until} {
		if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
			return fault.New(fault.Invalid, "access.mandate.day").At(field)
		}
	}
	if n.Until != "" && (n.Until <= n.From || n.Until <= s.today()) {
		return fault.New(fault.Invalid, "access.mandate.order").At("until")
	}
	return nil
}

// joins refuses a role that must not meet those the account has or will have.
func (s *Service) joins(q store.Queryer, who Actor, n NewMandate) error {
	held, err := s.Store.Mandates(q, s.Node.Number, n.Account)
	if err != nil {
		return err
	}
	roles := []Role{n.Role}
	for _, h := range held {
		if h.over(s.today()) {
			continue
		}
		if h.Mandate == n.Mandate {
			return fault.New(fault.Conflict, "access.role.held").At("role")
		}
		roles = append(roles, h.Role)
	}
	if !s.Policy.Apart(roles...) {
		return fault.New(fault.Conflict, "access.role.apart", "role", i18n.Msg("app.role."+string(n.Role))).At("role")
	}
	f, err := s.Store.Factor(q, s.Node.Number, n.Account)
	if err == nil && s.Policy.Administers(n.Role) && f.Secret == "" && !who.all {
		err = fault.New(fault.Conflict, "access.role.factor").At("role")
	}
	return err
}
