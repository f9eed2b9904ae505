package converge

import (
	"fmt"
	"slices"
)

// MergeClubs joins clubs that are next to each other as long as they pass the log t test together: the first with the second,
// both with the third, and from the first failure on again. y and o are those that the clubs were found with. Units that are Alone
// stay so. A merged club with a negative slope is Divergent like any other. Cost O(n T + c T²).
// Source: Phillips and Sul (2009), section 4.
func MergeClubs(y Panel, c Clubs, o ClubOptions) (Clubs, error) {
	s, err := newSearch(y, o)
	if err != nil {
		return Clubs{}, err
	}
	place := make([]int, len(s.left)) // in the order of last values
	for at, i := range s.left {
		place[i] = at
	}
	merged := Clubs{Whole: c.Whole, Alone: slices.Clone(c.Alone), Untested: slices.Clone(c.Untested), Warnings: slices.Clone(c.Warnings)}
	for k := 0; k < len(c.Clubs); {
		for _, i := range c.Clubs[k].Units {
			if i < 0 || i >= len(place) {
				return Clubs{}, fmt.Errorf("%w: club %d holds unit %d of %d", ErrLength, k, i, len(place))
			}
		}
		next, joined, err := s.join(c.Clubs, k)
		if err != nil {
			return Clubs{}, err
		}
		slices.SortFunc(joined.Units, func(a, b int) int { return place[a] - place[b] })
		merged.Clubs = append(merged.Clubs, joined)
		k = next
	}
	return merged, nil
}

// join merges club k with those after it and returns the first that does not fit.
func (s *search) join(clubs []Club, k int) (next int, joined Club, err error) {
	joined = newClub(clubs[k].Units, clubs[k].Core, clubs[k].LogT, clubs[k].CStar)
	joined.From = []int{k}
	for next = k + 1; next < len(clubs); next++ {
		both := slices.Concat(joined.Units, clubs[next].Units)
		for _, i := range both {
			if i < 0 || i >= len(s.x) {
				return 0, Club{}, fmt.Errorf("%w: club %d holds unit %d of %d", ErrLength, next, i, len(s.x))
			}
		}
		l, passed := s.passes(both)
		if !passed {
			break
		}
		from := append(joined.From, next)
		joined = newClub(both, nil, l, joined.CStar)
		joined.From = from
	}
	return next, joined, nil
}

// passes reports whether the units together are not rejected; a group that cannot be tested does not pass.
func (s *search) passes(units []int) (LogT, bool) {
	l, err := s.test.of(s.group(units))
	return l, err == nil && l.T > Reject
}
