package stableproblem

import (
	"cmp"
	"fmt"
	"slices"
)

// Check refuses a problem that is malformed, too large or undecided. Cost O(applicants + choices + places), and a sort of all
// choices where there is no lottery.
func (p *Problem) Check() error {
	if p.Applicants() > MaxApplicants || p.Places() > MaxPlaces || len(p.Choices) > MaxChoices {
		return fmt.Errorf("%w: %d applicants, %d places, %d choices", ErrSize, p.Applicants(), p.Places(), len(p.Choices))
	}
	for _, part := range []func() error{p.checkLengths, p.checkLists, p.checkLottery, p.checkReserves, p.checkCaps, p.checkPromises} {
		if err := part(); err != nil {
			return err
		}
	}
	if p.Lottery == nil {
		return p.checkTies()
	}
	return nil
}

func (p *Problem) checkLengths() error {
	n, places := p.Applicants(), p.Places()
	for _, c := range []struct {
		what      string
		got, want int
		optional  bool
	}{
		{"begin", len(p.Begin), n + 1, false},
		{"lottery", len(p.Lottery), n, p.Lottery == nil},
		{"groups", len(p.Groups), n, p.Groups == nil},
		{"reserve begin", len(p.ReserveBegin), places + 1, p.ReserveBegin == nil},
		{"place caps", len(p.PlaceCap), places, p.PlaceCap == nil},
		{"precedence", len(p.Precedence), places, p.Across != ByPrecedence},
	} {
		if !c.optional && c.got != c.want {
			return fmt.Errorf("%w: %s has %d entries, not %d", ErrShape, c.what, c.got, c.want)
		}
	}
	for i, q := range p.Quota {
		if q < 0 {
			return fmt.Errorf("%w: place %d has quota %d", ErrShape, i+1, q)
		}
	}
	return nil
}

func (p *Problem) checkLists() error {
	if err := rising("begin", p.Begin, len(p.Choices)); err != nil {
		return err
	}
	seen := make([]int32, p.Places()) // the last applicant who named the place, counted from 1
	for a := range p.Applicants() {
		for _, c := range p.List(a) {
			if c.Place < 0 || int(c.Place) >= len(seen) {
				return fmt.Errorf("%w: applicant %d names place %d of %d", ErrShape, a+1, int64(c.Place)+1, len(seen))
			}
			if seen[c.Place] == int32(a)+1 {
				return fmt.Errorf("%w: applicant %d names place %d twice", ErrShape, a+1, c.Place+1)
			}
			seen[c.Place] = int32(a) + 1
		}
	}
	return nil
}

// rising refuses offsets that do not rise from 0 to the length they divide.
func rising(what string, begin []int32, length int) error {
	if begin[0] != 0 || int(begin[len(begin)-1]) != length || !slices.IsSorted(begin) {
		return fmt.Errorf("%w: %s does not rise from 0 to %d", ErrShape, what, length)
	}
	return nil
}

func (p *Problem) checkLottery() error {
	if a := notPermutation(p.Lottery); a >= 0 {
		return fmt.Errorf("%w: lottery: applicant %d has number %d, which is out of range or taken", ErrShape, a+1, p.Lottery[a])
	}
	return nil
}

// notPermutation returns the first entry that is outside 0 … n−1 or equals an earlier one, else −1.
func notPermutation(of []int32) int {
	taken := make([]bool, len(of))
	for i, x := range of {
		if x < 0 || int(x) >= len(of) || taken[x] {
			return i
		}
		taken[x] = true
	}
	return -1
}

func (p *Problem) checkReserves() error {
	if p.ReserveBegin == nil {
		if len(p.Reserves) > 0 {
			return fmt.Errorf("%w: reserves of no place", ErrShape)
		}
		return nil
	}
	if err := rising("reserve begin", p.ReserveBegin, len(p.Reserves)); err != nil {
		return err
	}
	for i := range p.Places() {
		var groups uint64
		var seats int64
		_, reserves := p.ReservesOf(i)
		for _, r := range reserves {
			if r.Group < 0 || r.Group >= MaxGroups || r.Seats < 0 {
				return fmt.Errorf("%w: place %d reserves %d seats for group %d", ErrShape, i+1, r.Seats, r.Group)
			}
			if groups>>uint(r.Group)&1 != 0 {
				return fmt.Errorf("%w: place %d reserves seats for group %d twice", ErrShape, i+1, r.Group)
			}
			groups |= 1 << uint(r.Group)
			seats += int64(r.Seats)
		}
		if seats > int64(p.Quota[i]) {
			return fmt.Errorf("%w: place %d reserves %d of %d", ErrReserve, i+1, seats, p.Quota[i])
		}
	}
	return nil
}

func (p *Problem) checkCaps() error {
	for i, c := range p.Caps {
		if c.Seats < 0 {
			return fmt.Errorf("%w: cap %d has %d seats", ErrShape, i+1, c.Seats)
		}
		depth := 1
		for up := c.Parent; up != None; up = p.Caps[up].Parent {
			if up < 0 || int(up) >= len(p.Caps) {
				return fmt.Errorf("%w: cap %d lies in cap %d of %d", ErrShape, i+1, int64(up)+1, len(p.Caps))
			}
			if depth++; depth > MaxDepth {
				return fmt.Errorf("%w: cap %d lies in a circle or under more than %d others", ErrLaminar, i+1, MaxDepth-1)
			}
		}
	}
	capped := false
	for i, c := range p.PlaceCap {
		if c < None || int(c) >= len(p.Caps) {
			return fmt.Errorf("%w: place %d lies in cap %d of %d", ErrShape, i+1, int64(c)+1, len(p.Caps))
		}
		capped = capped || c != None
	}
	if p.Across < Undeclared || p.Across > ByPrecedence || capped && p.Across == Undeclared {
		return fmt.Errorf("%w: order %d", ErrAcross, p.Across)
	}
	if p.Across == ByPrecedence {
		if i := notPermutation(p.Precedence); i >= 0 {
			return fmt.Errorf("%w: place %d has position %d, which is out of range or taken", ErrAcross, i+1, p.Precedence[i])
		}
	}
	return nil
}

// checkPromises refuses reserves that a cap could break.
func (p *Problem) checkPromises() error {
	if len(p.Caps) == 0 || p.PlaceCap == nil {
		return nil
	}
	promised := make([]int64, len(p.Caps))
	for i := range p.Places() {
		_, reserves := p.ReservesOf(i)
		for _, r := range reserves {
			for c := p.PlaceCap[i]; c != None; c = p.Caps[c].Parent {
				promised[c] += int64(r.Seats)
			}
		}
	}
	for i, seats := range promised {
		if seats > int64(p.Caps[i].Seats) {
			return fmt.Errorf("%w: %d are reserved under cap %d, which has %d", ErrReserve, seats, i+1, p.Caps[i].Seats)
		}
	}
	return nil
}

// checkTies refuses equal scores of two applicants wherever they could be compared.
func (p *Problem) checkTies() error {
	type row struct{ where, score, applicant int32 }
	rows := make([]row, 0, len(p.Choices))
	for a := range p.Applicants() {
		for _, c := range p.List(a) {
			if c.Score != Ineligible {
				rows = append(rows, row{p.compared(c.Place), c.Score, int32(a)})
			}
		}
	}
	slices.SortFunc(rows, func(x, y row) int {
		return cmp.Or(cmp.Compare(x.where, y.where), cmp.Compare(x.score, y.score), cmp.Compare(x.applicant, y.applicant))
	})
	for i := 1; i < len(rows); i++ {
		x, y := rows[i-1], rows[i]
		if x.where == y.where && x.score == y.score && x.applicant != y.applicant {
			return fmt.Errorf("%w: applicants %d and %d have %d", ErrTie, x.applicant+1, y.applicant+1, x.score)
		}
	}
	return nil
}

// compared numbers the sets of places whose applicants are compared with one another: places apart, or trees of caps.
func (p *Problem) compared(place int32) int32 {
	c := p.CapOf(int(place))
	if c == None || p.Across != ByScore {
		return place
	}
	for p.Caps[c].Parent != None {
		c = p.Caps[c].Parent
	}
	return int32(p.Places()) + c
}
