package booking

import (
	"cmp"
	"context"
	"slices"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/store"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
)

// Hours are what an account has in its calendar: its own person's posts, and the providers that it acts for.
type Hours struct {
	Posts     []party.Post
	Providers []catalog.Provider
	Slots     []Slot // not called off, from today on, by start
	Feeds     []Feed // open, that the account has made
}

// hoursAhead is how far a page of hours looks.
const hoursAhead = 14 * 24 * time.Hour

// Hours returns the next two weeks of the actor's own posts and of those of the providers that its account acts for.
func (s *Service) Hours(ctx context.Context, who access.Actor) (h Hours, err error) {
	if !who.SignedIn() {
		return h, absent()
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		if h.Posts, err = s.Staff.Posts(q, who.Person); err != nil {
			return err
		}
		h.Posts = slices.DeleteFunc(h.Posts, func(p party.Post) bool { return !p.On(s.Today()) })
		if h.Providers, err = s.Catalog.ProvidersOf(q, who.ID); err != nil {
			return err
		}
		if h.Slots, err = s.ahead(q, h); err != nil {
			return err
		}
		h.Feeds, err = s.Store.FeedsOf(q, s.Node, who.ID)
		return err
	})
	return h, err
}

// ahead are the slots of the posts and of the providers, each once.
func (s *Service) ahead(q store.Queryer, h Hours) (list []Slot, err error) {
	from, until := s.nowMs(), s.Now().Add(hoursAhead).UnixMilli()
	by := map[string]Slot{}
	look := func(provider, post string) error {
		slots, err := s.Store.Slots(q, s.Node, provider, post, from, until)
		for _, t := range slots {
			if !t.Cancelled {
				by[t.ID] = t
			}
		}
		return err
	}
	for _, p := range h.Posts {
		if err := look("", p.ID); err != nil {
			return nil, err
		}
	}
	for _, p := range h.Providers {
		if err := look(p.ID, ""); err != nil {
			return nil, err
		}
	}
	for _, t := range by {
		list = append(list, t)
	}
	slices.SortFunc(list, func(a, b Slot) int { return cmp.Or(cmp.Compare(a.FromMs, b.FromMs), cmp.Compare(a.ID, b.ID)) })
	return list, nil
}
