package delivery

import (
	"context"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/record/evidence"
)

// Tap is what the tag of a person said to the telephone that was held to it (感应标签), as it stands in the address.
type Tap struct {
	PICC string // encrypted data, hexadecimal
	MAC  string // hexadecimal
}

// longestTap is how much of a message is looked at: 16 and 8 bytes in hexadecimal, and blanks.
const longestTap = 64

func (t Tap) long() bool { return len(t.PICC) > longestTap || len(t.MAC) > longestTap }

// of makes a confirmation of a visit out of a tap.
func (t Tap) of(v Visit, claimedMs int64) evidence.TapConfirmation {
	return evidence.TapConfirmation{About: about(v.ID), Person: v.Person, PICC: t.PICC, MAC: t.MAC, ClaimedMs: claimedMs}
}

// UnderWay lists the visits that a carer is at, and those of today that wait for the person's word: a tag can confirm one of them. The last
// begun comes first.
func (s *Service) UnderWay(ctx context.Context, who access.Actor) (list []Shown, err error) {
	for _, days := range []int{-1, 0} { // a visit may last beyond midnight
		on, err := s.Day(ctx, who, calendar.Day(s.Now().AddDate(0, 0, days)))
		if err != nil {
			return nil, err
		}
		for _, v := range on {
			if v.Here && (v.State == Started || v.Took() && !v.Confirmed() && days == 0) {
				list = append(list, v)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Shown) int { return int(b.StartedMs - a.StartedMs) })
	return list, nil
}

// Tapped finds the visit under way whose person's tag was held to the carer's telephone. A tag that is none of theirs leaves the first, where it is
// refused and counted like a wrong code.
func (s *Service) Tapped(ctx context.Context, who access.Actor, t Tap) (Shown, error) {
	if t.long() || t == (Tap{}) {
		return Shown{}, wrong("tap")
	}
	list, err := s.UnderWay(ctx, who)
	if err != nil {
		return Shown{}, err
	}
	if len(list) == 0 {
		return Shown{}, fault.New(fault.Conflict, "delivery.tap.none")
	}
	for _, v := range list {
		c, err := s.Evidence.PrepareTap(ctx, who, t.of(v.Visit, 0))
		if err != nil {
			return Shown{}, err
		}
		if c.Fits() {
			return v, nil
		}
	}
	return list[0], nil
}
