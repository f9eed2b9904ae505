// Package rankcheck judges the order of a list shared over time (曝光均衡核验) by its certificate alone: it imports no solver. It serves
// a provider who asks why another stands first.
//
// A list is accepted exactly when every item stands once, dues, exposures, debts and reasons are those of the problem, the order is
// descending in relevance plus rate times debt as far as places are shown, the relevance stated is right, and no more of it is lost than is
// permitted. See package rankproblem for what that proves. O(n log n), for the order by relevance alone.
package rankcheck

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"

	"mihe/solve/rank/rankproblem"
)

// Code says what is wrong with a list.
type Code string

// What can be wrong with a list; the comment says what Subject of such a Flaw is.
const (
	Length    Code = "length"    // not as many places as items: the number of places
	Item      Code = "item"      // an item does not exist or stands twice: the place
	Account   Code = "account"   // due, exposure or debt is not what follows: the place
	Reason    Code = "reason"    // the place by relevance alone, or the reason, is not what follows: the place
	Order     Code = "order"     // an item behind, or not shown, has the higher score: the place before it
	Rate      Code = "rate"      // the rate is neither finite and in range nor Infinite: 0
	Relevance Code = "relevance" // relevance or ideal is not what follows: 0
	Loss      Code = "loss"      // more is lost than is permitted: 0
)

// Flaw is one thing wrong with a list. Subject counts from 0.
type Flaw struct {
	Code    Code `json:"code"`
	Subject int  `json:"subject"`
}

// String says it in English, for logs and tests.
func (f Flaw) String() string { return fmt.Sprintf("%s %d", f.Code, f.Subject) }

// MaxFlaws is how many flaws are listed.
const MaxFlaws = 1000

// Check returns what is wrong with a list for p, whose own Check must have passed; nothing means that it keeps the permitted loss and
// that no order that repays more has as much relevance.
func Check(p *rankproblem.Problem, l *rankproblem.List) []Flaw {
	if len(l.Places) != len(p.Items) {
		return []Flaw{{Length, len(l.Places)}}
	}
	c := check{p: p, l: l}
	var err error
	if c.due, c.weights, err = p.Due(); err != nil {
		return []Flaw{{Account, 0}}
	}
	if l.Rate != rankproblem.Infinite && (l.Rate < 0 || l.Rate > rankproblem.LargestRate(c.due)) {
		return []Flaw{{Rate, 0}}
	}
	if c.items(); c.flaws != nil {
		return c.flaws
	}
	c.places()
	c.order()
	c.loss()
	return c.flaws
}

type check struct {
	p            *rankproblem.Problem
	l            *rankproblem.List
	due, weights []int64
	flaws        []Flaw
}

func (c *check) flaw(code Code, subject int) {
	if len(c.flaws) < MaxFlaws {
		c.flaws = append(c.flaws, Flaw{code, subject})
	}
}

func (c *check) items() {
	seen := make([]bool, len(c.p.Items))
	for j, x := range c.l.Places {
		if x.Item < 0 || int(x.Item) >= len(seen) || seen[x.Item] {
			c.flaw(Item, j)
			continue
		}
		seen[x.Item] = true
	}
}

// places holds every place against the problem.
func (c *check) places() {
	byRelevance := make([]int32, len(c.p.Items)) // ties to the earlier item where debts do not count
	for i := range byRelevance {
		byRelevance[i] = int32(i)
	}
	slices.SortStableFunc(byRelevance, func(i, j int32) int {
		return cmp.Compare(c.p.Items[j].Relevance, c.p.Items[i].Relevance)
	})
	without := make([]int, len(byRelevance))
	for j, i := range byRelevance {
		without[i] = j
	}
	for j, x := range c.l.Places {
		var exposure int64
		if j < len(c.weights) {
			exposure = c.weights[j]
		}
		if x.Due != c.due[x.Item] || x.Exposure != exposure || x.Debt != x.Due-exposure {
			c.flaw(Account, j)
		}
		if int(x.Without) != without[x.Item] || x.Reason != c.reason(j, without[x.Item]) {
			c.flaw(Reason, j)
		}
	}
}

func (c *check) reason(place, without int) rankproblem.Reason {
	shown := len(c.weights)
	switch {
	case min(place, without) >= shown:
		return rankproblem.NotShown
	case place < without:
		return rankproblem.ByDebt
	case place > without:
		return rankproblem.ForOthers
	}
	return rankproblem.ByRelevance
}

// order finds a shown place whose item scores less than one behind it: neighbours suffice, and the last shown against all not shown.
func (c *check) order() {
	for j := 1; j < len(c.l.Places) && len(c.weights) > 0; j++ {
		before := min(j, len(c.weights)) - 1
		if c.less(c.l.Places[before].Item, c.l.Places[j].Item) {
			c.flaw(Order, before)
		}
	}
}

// less compares relevance + rate · due, in 128 bits; at an infinite rate due, then relevance.
func (c *check) less(i, j int32) bool {
	a, b := c.p.Items[i].Relevance, c.p.Items[j].Relevance
	if c.l.Rate == rankproblem.Infinite {
		return c.due[i] < c.due[j] || c.due[i] == c.due[j] && a < b
	}
	// a·2³² + rate·dueᵢ < b·2³² + rate·dueⱼ exactly when rate·(dueᵢ − dueⱼ) < (b − a)·2³².
	leftHigh, leftLow := product(c.l.Rate, c.due[i]-c.due[j])
	rightHigh, rightLow := product(rankproblem.RateOne, b-a)
	return leftHigh < rightHigh || leftHigh == rightHigh && leftLow < rightLow
}

// product is x·y for x ≥ 0 as a signed number of 128 bits.
func product(x, y int64) (high int64, low uint64) {
	h, low := bits.Mul64(uint64(x), uint64(y))
	return int64(h) - x&(y>>63), low
}

// loss adds the relevance up.
func (c *check) loss() {
	ideal := make([]int64, len(c.p.Items))
	for i, x := range c.p.Items {
		ideal[i] = x.Relevance
	}
	slices.SortFunc(ideal, func(a, b int64) int { return cmp.Compare(b, a) })
	var best, has int64
	for j, w := range c.weights {
		best += ideal[j] * w
		has += c.p.Items[c.l.Places[j].Item].Relevance * w
	}
	if c.l.Relevance != has || c.l.Ideal != best {
		c.flaw(Relevance, 0)
	}
	lostHigh, lostLow := bits.Mul64(uint64(best-has), rankproblem.Unit)
	mayHigh, mayLow := bits.Mul64(uint64(best), uint64(c.p.MaxLoss))
	if lostHigh > mayHigh || lostHigh == mayHigh && lostLow > mayLow {
		c.flaw(Loss, 0)
	}
}
