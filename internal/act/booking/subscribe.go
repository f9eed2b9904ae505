package booking

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// secretBytes is how much chance is in the address of a feed: it cannot be guessed, and needs no throttle.
const secretBytes = 32

// mostFeeds is how many open addresses an account has.
const mostFeeds = 10

// Subscribe makes the address at which a calendar program reads the slots of a post of one's own, or of all posts of a provider that one's
// account acts for. The secret is returned once and never again.
func (s *Service) Subscribe(ctx context.Context, who access.Actor, post, provider string) (f Feed, secret string, err error) {
	raw := make([]byte, secretBytes)
	if _, err := io.ReadFull(s.Random, raw); err != nil {
		return Feed{}, "", err
	}
	secret = base64.RawURLEncoding.EncodeToString(raw)
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		f = Feed{Post: post, Provider: provider, Hash: hashOf(secret), Account: who.ID, Person: who.Person, MadeMs: s.nowMs()}
		at, err := s.reads(tx, f)
		if err != nil {
			return err
		}
		list, err := s.Store.FeedsOf(tx, s.Node, who.ID)
		if err == nil && len(list) >= mostFeeds {
			err = fault.New(fault.Conflict, "booking.feed.many", "max", mostFeeds)
		}
		if err != nil {
			return err
		}
		if f.ID, err = s.mint("feed"); err != nil {
			return err
		}
		return s.write(tx, who, "booking.feed.made", at, Change{Feed: &f}, who.Person)
	})
	return f, secret, err
}

func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// reads tells where a feed belongs, or that whoever made it may not, or no longer, read what it shows.
func (s *Service) reads(q store.Queryer, f Feed) (region.Key, error) {
	if f.Post != "" && f.Provider == "" {
		post, err := s.Staff.PostOf(q, f.Post)
		if err == nil && (post.Person != f.Person || f.Person == "" || !post.On(s.Today())) {
			err = absent()
		}
		return post.Base, err
	}
	at, acts, err := s.Catalog.ActsFor(q, f.Account, f.Provider)
	if err == nil && (!acts || f.Post != "") {
		err = absent()
	}
	return at, err
}

// Unsubscribe closes an address that the actor's account has made: nobody reads anything there from here on.
func (s *Service) Unsubscribe(ctx context.Context, who access.Actor, id string) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		f, found, err := s.Store.Feed(tx, s.Node, id)
		if err == nil && (!found || !who.SignedIn() || f.Account != who.ID) {
			err = absent()
		}
		if err != nil || f.Closed {
			return err
		}
		f.Closed = true
		return s.write(tx, who, "booking.feed.closed", region.Key{}, Change{Feed: &f}, f.Person)
	})
}

// The span of a feed around today.
const (
	feedBack  = 31 * 24 * time.Hour
	feedAhead = 92 * 24 * time.Hour
)

// Subscribed returns the slots that an address shows, called off or not, by start. An address that is unknown, closed, or of somebody
// who may no longer read them is not found, in the same words.
func (s *Service) Subscribed(ctx context.Context, secret string) (f Feed, slots []Slot, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		var found bool
		if f, found, err = s.Store.FeedByHash(q, s.Node, hashOf(secret)); err == nil && (!found || f.Closed) {
			err = absent()
		}
		if err != nil {
			return err
		}
		if _, err := s.reads(q, f); err != nil {
			return err
		}
		now := s.Now()
		slots, err = s.Store.Slots(q, s.Node, f.Provider, f.Post, now.Add(-feedBack).UnixMilli(), now.Add(feedAhead).UnixMilli())
		return err
	})
	return f, slots, err
}
