package rankproblem

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"
)

// The largest amounts; with them no sum leaves 64 bits.
const (
	MaxItems     = 1 << 18
	MaxRelevance = 1 << 20
	MaxDebt      = 1 << 40
	// RateOne is a rate of 1: rates count in 2⁻³² of relevance per unit of exposure.
	RateOne = 1 << 32
	// MaxRate is the largest finite rate at debts of size 1. At greater debts it is less, see LargestRate.
	MaxRate = 1 << 61
	// Infinite is the rate at which debts alone count.
	Infinite = -1
)

// Reasons for which a problem is refused. A returned error wraps one of them and names the offending entry.
var (
	// ErrShape says that the problem is not one: a negative relevance or share, no share at all, an unknown model.
	ErrShape = errors.New("not a ranking problem")
	// ErrSize says that there are too many items, or amounts too large.
	ErrSize = errors.New("ranking problem too large")
)

// Item is one entry to be placed: relevance in units of the caller's, share in proportion, debt in millionths of the first place.
type Item struct{ Relevance, Share, Debt int64 }

// Problem is one period. Shown is how many places are shown, MaxLoss the greatest loss of relevance, in millionths of the ideal.
type Problem struct {
	Items   []Item
	Bias    Bias
	Shown   int
	MaxLoss int64
}

// Reason says why an item stands where it does.
type Reason string

// The reasons.
const (
	ByRelevance Reason = "relevance" // where relevance alone puts it
	ByDebt      Reason = "debt"      // ahead of that: more exposure is due to it than to those it passes
	ForOthers   Reason = "others"    // behind that: others, to whom more is due, pass it
	NotShown    Reason = "not_shown" // behind the last place shown, as relevance alone would have it too
)

// Place is one place of the list, with all that decided it.
type Place struct {
	Item     int32
	Without  int32  // the place by relevance alone, from 0
	Due      int64  // debt with what falls due now
	Exposure int64  // what the place is worth
	Debt     int64  // Due − Exposure: carried to the next period
	Reason   Reason // of Without and the place
}

// List is an answer: places in order, the rate, and the relevance it has beside the ideal, both times Unit.
type List struct {
	Places           []Place
	Rate             int64
	Relevance, Ideal int64
}

// Check refuses a malformed problem.
func (p *Problem) Check() error {
	if len(p.Items) > MaxItems {
		return fmt.Errorf("%w: %d items", ErrSize, len(p.Items))
	}
	if p.Shown < 1 || p.MaxLoss < 0 || p.MaxLoss > Unit {
		return fmt.Errorf("%w: %d places shown, a loss of %d millionths", ErrShape, p.Shown, p.MaxLoss)
	}
	var shares int64
	for i, x := range p.Items {
		if x.Relevance < 0 || x.Share < 0 {
			return fmt.Errorf("%w: item %d has relevance %d, share %d", ErrShape, i+1, x.Relevance, x.Share)
		}
		if x.Relevance > MaxRelevance || x.Share > MaxDebt || x.Debt > MaxDebt || x.Debt < -MaxDebt {
			return fmt.Errorf("%w: item %d has relevance %d, share %d, debt %d", ErrSize, i+1, x.Relevance, x.Share, x.Debt)
		}
		shares += x.Share
	}
	if shares == 0 {
		return fmt.Errorf("%w: nobody has a share", ErrShape)
	}
	_, err := p.Bias.Weights(0)
	return err
}

// Due returns the debt of every item with what falls due now, and the exposure of the places shown.
func (p *Problem) Due() (due, weights []int64, err error) {
	weights, err = p.Bias.Weights(min(p.Shown, len(p.Items)))
	if err != nil {
		return nil, nil, err
	}
	var total, shares int64
	for _, w := range weights {
		total += w
	}
	for _, x := range p.Items {
		shares += x.Share
	}
	due = make([]int64, len(p.Items))
	rest := make([]uint64, len(p.Items))
	order := make([]int, len(p.Items))
	left := total
	for i, x := range p.Items {
		high, low := bits.Mul64(uint64(total), uint64(x.Share))
		part, r := bits.Div64(high, low, uint64(shares)) // fits: share ≤ shares, so part ≤ total
		due[i], rest[i], order[i] = x.Debt+int64(part), r, i
		left -= int64(part)
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch {
		case rest[i] > rest[j]:
			return -1
		case rest[i] < rest[j]:
			return 1
		}
		return 0
	})
	for _, i := range order[:left] {
		due[i]++
	}
	return due, weights, nil
}

// LargestRate is the largest finite rate at which no score of these debts leaves 64 bits.
func LargestRate(due []int64) int64 {
	var most int64 = 1
	for _, u := range due {
		most = max(most, u, -u)
	}
	return MaxRate / most
}
