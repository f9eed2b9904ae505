package stableproblem

import (
	"errors"
	"math"
)

// The largest problems that are read or solved; they bound the memory a hostile file can take (about 4 GB).
const (
	MaxApplicants = 1 << 24
	MaxPlaces     = 1 << 22
	MaxChoices    = 1 << 27
	// MaxGroups is the number of groups that reserves can name.
	MaxGroups = 64
	// MaxDepth is how deep caps may lie in one another. The administrative levels are five.
	MaxDepth = 16
)

// Reasons for which a problem is refused. A returned error wraps one of them and names the offending entry.
var (
	// ErrShape says that the problem is not one: a place that does not exist, twice on a list, a slice of the wrong length.
	ErrShape = errors.New("not a matching problem")
	// ErrSize says that there are more applicants, places, choices or groups than the limits.
	ErrSize = errors.New("matching problem too large")
	// ErrTie says that two applicants have equal scores and no lottery decides between them.
	ErrTie = errors.New("equal scores without a lottery")
	// ErrReserve says that reserves promise more seats than a place or a cap has.
	ErrReserve = errors.New("more seats reserved than there are")
	// ErrLaminar says that caps cross, go round in a circle or lie too deep in one another.
	ErrLaminar = errors.New("caps do not form trees")
	// ErrAcross says that caps join several places and no order across places is declared, or one that does not fit.
	ErrAcross = errors.New("no order across places")
)

// None stands for no place, no cap, no applicant.
const None = -1

// Ineligible is the score of an applicant who cannot be taken at a place.
const Ineligible = math.MinInt32

// Choice is one entry of an applicant's list: a place and the applicant's score there, higher being better, or Ineligible.
type Choice struct{ Place, Score int32 }

// Reserve is a number of seats at one place that prefer a group, counted from 0 below MaxGroups.
type Reserve struct{ Group, Seats int32 }

// Cap bounds the seats filled at all places beneath it. Parent is the cap that it lies in, or None.
type Cap struct{ Seats, Parent int32 }

// Across says how applications at different places under one cap compare.
type Across int8

// The orders across places.
const (
	Undeclared   Across = iota // no caps, so nothing to compare
	ByScore                    // the higher score; then the lottery
	ByPrecedence               // the place that comes first in Precedence; within it the priority
)

// Problem is a matching problem in flat arrays. Nil stands for an absent Lottery, Groups, ReserveBegin, PlaceCap and Precedence.
type Problem struct {
	// Begin and Choices are the lists: those of applicant a are Choices[Begin[a]:Begin[a+1]], best first.
	Begin   []int32
	Choices []Choice
	// Lottery has the position of every applicant in the draw, from 0; lower wins.
	Lottery []int32
	// Groups has bit g set for every group g of an applicant.
	Groups []uint64
	// Quota has the seats of every place.
	Quota []int32
	// ReserveBegin and Reserves are the reserves of place p, in the order in which they are filled:
	// Reserves[ReserveBegin[p]:ReserveBegin[p+1]].
	ReserveBegin []int32
	Reserves     []Reserve
	// PlaceCap has the innermost cap over every place, or None.
	PlaceCap []int32
	Caps     []Cap
	Across   Across
	// Precedence has the position of every place in the declared order, from 0, first wins; for ByPrecedence alone.
	Precedence []int32
}

// Applicants is the number of applicants.
func (p *Problem) Applicants() int { return max(len(p.Begin)-1, 0) }

// Places is the number of places.
func (p *Problem) Places() int { return len(p.Quota) }

// List is the list of an applicant, best first.
func (p *Problem) List(a int) []Choice { return p.Choices[p.Begin[a]:p.Begin[a+1]] }

// ReservesOf are the reserves of a place in the order in which they are filled; the first is Reserves[first].
func (p *Problem) ReservesOf(place int) (first int, reserves []Reserve) {
	if p.ReserveBegin == nil {
		return 0, nil
	}
	first = int(p.ReserveBegin[place])
	return first, p.Reserves[first:p.ReserveBegin[place+1]]
}

// Member says whether an applicant belongs to a group.
func (p *Problem) Member(a int, group int32) bool {
	return p.Groups != nil && p.Groups[a]>>uint(group)&1 != 0
}

// CapOf is the innermost cap over a place, or None.
func (p *Problem) CapOf(place int) int32 {
	if p.PlaceCap == nil {
		return None
	}
	return p.PlaceCap[place]
}

// Draw is the position of an applicant in the lottery, 0 for all where there is none.
func (p *Problem) Draw(a int) int32 {
	if p.Lottery == nil {
		return 0
	}
	return p.Lottery[a]
}
