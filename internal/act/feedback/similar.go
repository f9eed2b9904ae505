package feedback

import (
	"cmp"
	"context"
	"slices"
	"time"
	"unicode"

	"mihe/internal/act/casework"
	"mihe/internal/base/access"
	"mihe/internal/base/store"
)

// pairToken is the purpose of the tokens by which subjects are compared.
const pairToken = "order_pair"

const (
	likeDays   = 30  // how far apart two orders are received, at most
	likeShare  = 0.5 // of the pairs of both that they have in common, at least
	mostAlike  = 5
	shortPairs = 3 // fewer say nothing
)

// pairs are the pairs of neighbouring letters of a text, each once; what is no letter or digit is skipped.
func pairs(text string) (list []string) {
	var last rune
	for _, c := range text {
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			continue
		}
		c = unicode.ToLower(c)
		if pair := string([]rune{last, c}); last != 0 && !slices.Contains(list, pair) {
			list = append(list, pair)
		}
		last = c
	}
	return list
}

// Like is an order that may be about the same, and why it seems so.
type Like struct {
	Case casework.Case
	Why  string // item, words or both
}

// similar finds orders that may be about the same and that the actor may read. It only suggests: nothing is joined by likeness.
func (s *Service) similar(ctx context.Context, q store.Queryer, who access.Actor, o Order, subject string) ([]Like, error) {
	why := map[string]string{}
	if o.About != (About{}) {
		list, err := s.Store.OrdersAbout(q, s.Node, o.About)
		if err != nil {
			return nil, err
		}
		for _, other := range list {
			why[other.Case] = "item"
		}
	}
	if o.Pairs >= shortPairs && subject != "" {
		if err := s.worded(ctx, q, o, subject, why); err != nil {
			return nil, err
		}
	}
	delete(why, o.Case)
	var likes []Like
	for id, reason := range why {
		c, err := s.Desk.Store.Case(q, s.Node, id)
		if err != nil {
			return nil, err
		}
		if who.May(casework.CanRead, c.Place) {
			likes = append(likes, Like{c, reason})
		}
	}
	slices.SortFunc(likes, func(a, b Like) int { return cmp.Compare(b.Case.ID, a.Case.ID) })
	return likes[:min(len(likes), mostAlike)], nil
}

// worded adds the orders whose subjects are alike: the Jaccard index of their pairs of letters is at least likeShare.
func (s *Service) worded(ctx context.Context, q store.Queryer, o Order, subject string, why map[string]string) error {
	tokens, err := s.Keys.Tokens(ctx, pairToken, pairs(subject))
	if err != nil {
		return err
	}
	received, err := time.Parse(time.DateOnly, o.ReceivedOn)
	if err != nil {
		return err
	}
	day := func(n int) string { return received.AddDate(0, 0, n).Format(time.DateOnly) }
	counts, err := s.Store.Alike(q, s.Node, tokens, day(-likeDays))
	for id, common := range counts {
		other, found, err := s.Store.Order(q, s.Node, id)
		if err != nil {
			return err
		}
		if !found || other.ReceivedOn > day(likeDays) || float64(common) < likeShare*float64(o.Pairs+other.Pairs-common) {
			continue
		}
		if why[id] += "words"; why[id] == "itemwords" {
			why[id] = "both"
		}
	}
	return err
}
