package access

import (
	"context"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Shown is one account with everything an administrator may see of it.
type Shown struct {
	Listed
	All         []Assignment // mandates of the past too
	PhoneNumber string
	// Beyond says that the account holds a mandate where the reader may not manage it, so that the reader may not at all.
	Beyond bool
	// MayConfirm says that the reader may confirm what the account waits for; otherwise Confirms does.
	MayConfirm bool
	Confirms   Right
}

// Show returns one account. Its names are read under a grant.
func (s *Service) Show(ctx context.Context, who Actor, account string) (v Shown, err error) {
	var grants []Grant
	page := make([]Listed, 1)
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		a, err := s.within(tx, who, ReadAccounts, account)
		if err != nil {
			return err
		}
		if v.All, err = s.Store.Mandates(tx, s.Node.Number, account); err != nil {
			return err
		}
		page[0].Account = a
		for _, m := range v.All {
			if !m.over(s.today()) {
				page[0].Mandates = append(page[0].Mandates, m)
			}
		}
		for _, right := range []Right{ManageAccount, ManageRoles} {
			v.Beyond = v.Beyond || who.May(right, a.Home) && !s.reaches(who, right, v.All)
		}
		if grants, err = s.readable(tx, who, page); err != nil {
			return err
		}
		if err := s.fill(tx, page); err != nil || page[0].Waits == nil {
			return err
		}
		v.MayConfirm = s.mayConfirm(tx, who, a, *page[0].Waits) == nil
		v.Confirms, err = s.confirming(tx, page[0].Waits.What, a.ID)
		return err
	})
	if err != nil {
		return Shown{}, err
	}
	if err := s.name(ctx, grants, page); err != nil {
		return Shown{}, err
	}
	v.Listed = page[0]
	if v.State != Erased {
		v.PhoneNumber, err = s.open(ctx, grants[0], v.Person, phoneField, v.Phone)
	}
	return v, err
}

// isErased tells whether a text could not be read because its person was erased.
func isErased(err error) bool {
	f, ok := fault.As(err)
	return ok && f.Kind == fault.NotFound && f.Key == "keyring.erased"
}
