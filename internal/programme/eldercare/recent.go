package eldercare

import (
	"context"
	"sync"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// recentFor is how long a board tells the same replay. A month that is over changes seldom, by what is confirmed late, and to replay it reads all
// of its visits.
const recentFor = 10 * time.Minute

// Recent keeps what boards tell; the zero Recent has told nothing yet. It is not copied.
type Recent struct {
	mu      sync.Mutex
	spans   []delivery.Span
	at      time.Time              // when the spans were read
	replays map[region.Key]*Replay // of the same moment; nil: there is none
}

// triedMonths is how many months a board looks back for one.
const triedMonths = 3

// RecentReplay is the replay of the first county that the actor may read for which plans are held: of the last month that is over in which two groups
// asked for something, nil where none of the last three is such a month. It is up to ten minutes old, for it stands on a page that everybody
// opens. Whoever asks first computes it, the others wait.
func (s *Service) RecentReplay(ctx context.Context, who access.Actor) (*Replay, error) {
	if err := who.Check(CanRead); err != nil {
		return nil, err
	}
	recent := s.Recent
	recent.mu.Lock()
	defer recent.mu.Unlock()
	now := s.Now()
	if fresh := now.Sub(recent.at) < recentFor && !now.Before(recent.at); !fresh {
		err := s.DB.Read(ctx, func(q store.Queryer) (err error) {
			recent.spans, err = s.Visits.Spans(q)
			return err
		})
		if err != nil {
			return nil, err
		}
		recent.at, recent.replays = now, map[region.Key]*Replay{}
	}
	counties, months := s.replayable(who, recent.spans)
	if len(counties) == 0 {
		return nil, nil //nolint:nilnil // nothing to compare is no fault
	}
	county := counties[0]
	if one, known := recent.replays[county]; known {
		return one, nil
	}
	one, err := s.comparable(ctx, who, county, months[county])
	if err == nil {
		recent.replays[county] = one
	}
	return one, err
}

// ReplayLast is the replay with which a county is opened: of the last of its months of Replayable that can be compared, and where none of the last
// three can, of the last.
func (s *Service) ReplayLast(ctx context.Context, who access.Actor, county region.Key, months []string) (*Replay, error) {
	one, err := s.comparable(ctx, who, county, months)
	if err != nil || one != nil || len(months) == 0 {
		return one, err
	}
	return s.Replay(ctx, who, county, months[0])
}

// comparable is the last of the months, which are over, in which two groups asked for something; nil where none of the last three is such a month.
func (s *Service) comparable(ctx context.Context, who access.Actor, county region.Key, months []string) (*Replay, error) {
	for _, m := range months[:min(triedMonths, len(months))] {
		if one, err := s.Replay(ctx, who, county, m); err != nil || one.Result != nil {
			return one, err
		}
	}
	return nil, nil //nolint:nilnil // nothing to compare is no fault
}
