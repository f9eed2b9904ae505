package eldercare

import (
	"context"
	"errors"
	"iter"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/decide/rule"
)

// unknownResidence is the group of those of whom the register does not say where they live.
const unknownResidence = "unknown"

// Groups are the groups of Cases: the one that lags and the one it is measured against. Elders of unknown residence count in neither.
const (
	LaggingGroup   = string(Rural)
	ReferenceGroup = string(Urban)
)

// Cases are the elders of the register as cases of a proposed list, as of today, for assessing what it would change before it is adopted.
// Who is old by the proposed list or by the one that holds is read, nobody younger: one reading of them all, which each can see among
// the uses of their data. The error ends the walk.
func (s *Service) Cases(ctx context.Context, who access.Actor, proposed *rule.Set) iter.Seq2[rule.Sample, error] {
	return func(yield func(rule.Sample, error) bool) {
		enough := errors.New("enough")
		on := calendar.Day(s.Now())
		var born string
		list, err := s.listOn(ctx, on)
		if err == nil {
			born, err = bornBefore(list, on)
		}
		if err == nil {
			var next string
			if next, err = bornBefore(proposed, on); err == nil {
				born = max(born, next)
			}
		}
		if err == nil {
			_, _, err = s.list(ctx, who, s.everybody(born), on, nil, func(e Elder) error {
				if !yield(sample(e, on), nil) {
					return enough
				}
				return nil
			})
		}
		if err != nil && !errors.Is(err, enough) {
			yield(rule.Sample{}, err)
		}
	}
}

// Least is the smallest count but 0 of what concerns the health of people that may be shown today (data/disclosure.yaml); 0 where no
// threshold is in force, on which nothing can be assessed.
func (s *Service) Least() int64 {
	l, _ := s.Table.On(s.today())
	return l.Least
}

// sample is an elder without their name, in the group of their residence.
func sample(e Elder, on string) rule.Sample {
	group := string(e.Residence)
	if group == "" {
		group = unknownResidence
	}
	return rule.Sample{Case: rule.Case{On: on, Facts: e.Facts}, Group: group, Has: e.Current}
}
