package feedback

import (
	"context"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/store"
)

// Least is the smallest group of ratings that a provider is told of: its work concerns the health of people (house rule: 10, else 5).
const Least = 10

// quarters is how far back counts are shown.
const quarters = 4

// Group is how many ratings lie at the levels from Low to High.
type Group struct{ Low, High, Count int }

// Quarter is what a provider is told of one quarter that is over. Without groups, there were fewer than Least ratings or none.
type Quarter struct {
	Provider Organisation
	Period   string // such as 2026-Q1
	Groups   []Group
}

// groups joins neighbouring levels, from the lowest on, until each group has at least Least ratings. What is left over joins the last. With
// fewer than Least in all there are none: neither a group nor the total tells of fewer.
func groups(levels [5]int) (list []Group) {
	low, count := 1, 0
	for i, n := range levels {
		if count += n; count >= Least {
			list = append(list, Group{low, i + 1, count})
			low, count = i+2, 0
		}
	}
	if last := len(list) - 1; last >= 0 && low <= len(levels) {
		list[last].High, list[last].Count = len(levels), list[last].Count+count
	}
	return list
}

// Counts tells whoever acts for providers how their work was rated, by quarter. A quarter that is not over is not told: from two looks at
// it, somebody could work out the rating that lay between them.
func (s *Service) Counts(ctx context.Context, who access.Actor) (list []Quarter, err error) {
	if err := who.Check(CanAnswer); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		mine, err := s.own(q, who)
		for _, org := range mine {
			if !who.May(CanAnswer, org.Region) {
				continue
			}
			for n := 1; n <= quarters; n++ {
				from, until, period := quarter(s.Now(), n)
				levels, err := s.Store.Levels(q, s.Node, org.ID, from.UnixMilli(), until.UnixMilli())
				if err != nil {
					return err
				}
				list = append(list, Quarter{org, period, groups(levels)})
			}
		}
		return err
	})
	return list, err
}

// own are the organisations that an actor acts for.
func (s *Service) own(q store.Queryer, who access.Actor) (list []Organisation, err error) {
	mine, err := s.Providers.ActsFor(q, who.ID)
	if err != nil {
		return nil, err
	}
	all, err := s.Providers.All(q)
	for _, org := range all {
		for _, id := range mine {
			if org.ID == id {
				list = append(list, org)
			}
		}
	}
	return list, err
}

// quarter is the n-th quarter before now.
func quarter(now time.Time, n int) (from, until time.Time, period string) {
	now = now.In(calendar.China)
	this := time.Date(now.Year(), (now.Month()-1)/3*3+1, 1, 0, 0, 0, 0, calendar.China)
	from, until = this.AddDate(0, -3*n, 0), this.AddDate(0, -3*(n-1), 0)
	return from, until, from.Format("2006-Q") + string(rune('1'+(from.Month()-1)/3))
}
