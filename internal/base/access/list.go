package access

import (
	"context"
	"slices"

	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Listed is an account as lists show it, with the person's name opened.
type Listed struct {
	Account
	Mandates   []Assignment // not over
	UserName   string
	PersonName string // empty once erased
	HasFactor  bool
	HasLink    bool
	Waits      *Request // for a second administrator
}

// Filter chooses accounts. Its zero value chooses all.
type Filter struct {
	User  string // the whole user name
	Role  Role
	State State
	At    region.Key // at home there or below
}

// List returns a page of the accounts in the actor's regions, by number, and how many there are in all. The names on it
// are read under one grant for each region in which the actor holds the right; nothing of another page is opened.
//
// Limit: it walks over all accounts of the node, outside the transaction; a page of 10,000 takes about 0.2 s.
func (s *Service) List(ctx context.Context, who Actor, f Filter, skip, limit int) (page []Listed, total int, err error) {
	if err := who.Check(ReadAccounts); err != nil {
		return nil, 0, err
	}
	var named string
	if f.User != "" {
		if named, err = s.userToken(ctx, f.User); err != nil {
			return nil, 0, err
		}
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		all, err := s.chosen(q, who, f, named)
		total = len(all)
		page = all[min(skip, total):min(skip+limit, total)]
		return err
	})
	if err != nil || len(page) == 0 {
		return nil, total, err
	}
	var grants []Grant
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		if page, err = s.still(tx, who, page); err != nil {
			return err
		}
		if grants, err = s.readable(tx, who, page); err != nil {
			return err
		}
		return s.fill(tx, page)
	})
	if err != nil {
		return nil, 0, err
	}
	return page, total, s.name(ctx, grants, page)
}

// still looks again at the accounts of a page, which were chosen outside the transaction: the state of each is that of
// now, and one that the actor may no longer see is left out.
func (s *Service) still(q store.Queryer, who Actor, page []Listed) (list []Listed, err error) {
	for _, l := range page {
		if l.Account, err = s.within(q, who, ReadAccounts, l.ID); err == nil {
			list = append(list, l)
		} else if k := fault.KindOf(err); k != fault.NotFound && k != fault.Denied {
			return nil, err
		}
	}
	return list, nil
}

// chosen are the accounts in the actor's regions that the filter chooses, with their mandates.
func (s *Service) chosen(q store.Queryer, who Actor, f Filter, named string) ([]Listed, error) {
	accounts, err := s.Store.All(q, s.Node.Number)
	if err != nil {
		return nil, err
	}
	mandates, err := s.Store.AllMandates(q, s.Node.Number)
	if err != nil {
		return nil, err
	}
	only := ""
	if named != "" {
		if only, _, err = s.Store.ByToken(q, s.Node.Number, userPurpose, named); err != nil || only == "" {
			return nil, err
		}
	}
	held := map[string][]Assignment{}
	for _, m := range mandates {
		if !m.over(s.today()) {
			held[m.Account] = append(held[m.Account], m)
		}
	}
	var list []Listed
	for _, a := range accounts {
		l := Listed{Account: a, Mandates: held[a.ID]}
		if (only == "" || a.ID == only) && who.May(ReadAccounts, a.Home) && f.takes(l, s.Contains) {
			list = append(list, l)
		}
	}
	return list, nil
}

func (f Filter) takes(l Listed, contains func(above, k region.Key) bool) bool {
	return (f.State == "" || l.State == f.State) && (f.At == (region.Key{}) || contains(f.At, l.Home)) &&
		(f.Role == "" || slices.ContainsFunc(l.Mandates, func(m Assignment) bool { return m.Role == f.Role }))
}

// readable mints the grants for the persons of a page: one for each place in which the actor may read accounts.
func (s *Service) readable(tx *store.Tx, who Actor, page []Listed) ([]Grant, error) {
	places, everywhere := who.Places(ReadAccounts)
	if everywhere {
		places = []region.Key{s.Node.Region}
	}
	left := slices.Clone(page)
	var grants []Grant
	for _, at := range places {
		var subjects []string
		left = slices.DeleteFunc(left, func(l Listed) bool {
			mine := everywhere || s.Contains(at, l.Home)
			if mine {
				subjects = append(subjects, l.Person)
			}
			return mine
		})
		if len(subjects) == 0 {
			continue
		}
		g, err := Mint(tx, s.Log, who, Wish{ReadAccounts, at, subjects, AccountAdministration, StatutoryDuty})
		if err != nil {
			return nil, err
		}
		grants = append(grants, g)
	}
	return grants, nil
}

// fill adds what the credentials say.
func (s *Service) fill(q store.Queryer, page []Listed) error {
	for i := range page {
		f, err := s.Store.Factor(q, s.Node.Number, page[i].ID)
		if err != nil {
			return err
		}
		if _, page[i].HasLink, err = s.Store.Link(q, s.Node.Number, page[i].ID); err != nil {
			return err
		}
		page[i].HasFactor = f.Secret != ""
		r, waits, err := s.waiting(q, page[i].ID)
		if err != nil {
			return err
		}
		if waits {
			page[i].Waits = &r
		}
	}
	return nil
}

// name opens the names of a page, after the entry that allows it has been committed.
func (s *Service) name(ctx context.Context, grants []Grant, page []Listed) (err error) {
	for i := range page {
		l := &page[i]
		if l.State == Erased {
			continue
		}
		for _, g := range grants {
			if !g.Covers(l.Person) {
				continue
			}
			if l.UserName, err = s.open(ctx, g, l.Person, userField, l.User); err != nil {
				return err
			}
			if l.PersonName, err = s.open(ctx, g, l.Person, nameField, l.Name); err != nil {
				return err
			}
			break
		}
	}
	return nil
}

// open reads a sealed text under a grant. A person erased meanwhile has none.
func (s *Service) open(ctx context.Context, g Grant, subject, field, sealed string) (string, error) {
	if sealed == "" {
		return "", nil
	}
	text, err := g.Open(ctx, s.Keys, subject, field, sealed)
	if isErased(err) {
		return "", nil
	}
	return text, err
}
