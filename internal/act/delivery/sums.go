package delivery

import (
	"maps"
	"sync"
	"time"

	"mihe/internal/base/money"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
)

// A month of a large provider is 7,000 visits with what was said of each, and its page is opened again and again while it is worked on: its sum is kept
// for a minute, and says when it was added up. What is paid is never taken from here: Draw weighs every visit.
const (
	sumsFor  = time.Minute
	sumsFrom = 1000 // visits that took place; smaller months are added up each time
)

// sum is what the visits of a provider's month that took place come to.
type sum struct {
	count int       // would be paid by what is known now
	due   money.Fen // for them
	at    time.Time // added up
}

// sums keeps them; whoever asks first adds up, the others wait.
type sums struct {
	mu    sync.Mutex
	known map[sumKey]sum
}

// sumKey is a provider's month. Another visit that took place makes it another key.
type sumKey struct {
	node            int64
	provider, month string
	took            int
}

// get returns a sum that is at most a minute old.
func (s *sums) get(key sumKey, now time.Time, add func() (sum, error)) (sum, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.known, func(_ sumKey, one sum) bool { return now.Before(one.at) || now.Sub(one.at) >= sumsFor })
	if one, known := s.known[key]; known {
		return one, nil
	}
	one, err := add()
	if err == nil {
		one.at = now
		s.known[key] = one
	}
	return one, err
}

// sum is that of a provider's month in which so many visits took place.
func (s *Service) sum(q store.Queryer, provider, month string, took int) (sum, error) {
	now := s.Now()
	if took < sumsFrom {
		one, err := s.weigh(q, provider, month)
		one.at = now
		return one, err
	}
	return s.sums.get(sumKey{s.Node, provider, month, took}, now, func() (sum, error) { return s.weigh(q, provider, month) })
}

// weigh adds up a provider's month by what was said of each visit that took place.
func (s *Service) weigh(q store.Queryer, provider, month string) (one sum, err error) {
	took, err := s.Store.TookOf(q, s.Node, provider, month)
	if err != nil || len(took) == 0 {
		return one, err
	}
	asked := make([]evidence.About, len(took))
	for i, t := range took {
		asked[i] = about(t.Visit)
	}
	standings, err := s.Evidence.Standings(q, asked)
	if err != nil {
		return one, err
	}
	for i, t := range took {
		if _, why := (Frozen{Whole: t.Whole, Standing: frozen(standings[asked[i]])}).due(); why != "" {
			continue
		}
		one.count++
		if one.due, err = one.due.Add(t.Share); err != nil {
			return sum{}, err
		}
	}
	return one, nil
}
