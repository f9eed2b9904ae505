package rank

import (
	"cmp"
	"slices"

	"mihe/solve/rank/rankproblem"
)

// Arrange orders the items of one period. p is left unchanged; an error is p.Check's.
func Arrange(p *rankproblem.Problem) (*rankproblem.List, error) {
	o, err := newOrders(p)
	if err != nil {
		return nil, err
	}
	if order := o.at(rankproblem.Infinite); o.keeps(order) {
		return o.list(order, rankproblem.Infinite), nil
	}
	low, high := int64(0), rankproblem.LargestRate(o.due)+1 // low keeps the loss, high does not or is out of range
	for low+1 < high {
		if middle := low + (high-low)/2; o.keeps(o.at(middle)) {
			low = middle
		} else {
			high = middle
		}
	}
	return o.list(o.at(low), low), nil
}

// ArrangeAt orders at a rate of the caller's, whatever it loses: a rate from 0 to rankproblem.LargestRate of what is due, or Infinite. Another
// rate counts as the nearest of these.
func ArrangeAt(p *rankproblem.Problem, rate int64) (*rankproblem.List, error) {
	o, err := newOrders(p)
	if err != nil {
		return nil, err
	}
	if rate != rankproblem.Infinite {
		rate = min(max(rate, 0), rankproblem.LargestRate(o.due))
	}
	return o.list(o.at(rate), rate), nil
}

// orders are the orders of one problem.
type orders struct {
	p              *rankproblem.Problem
	due, weights   []int64
	ideal          []int32
	idealRelevance int64
	score          []int64
}

func newOrders(p *rankproblem.Problem) (*orders, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	o := &orders{p: p, score: make([]int64, len(p.Items))}
	var err error
	if o.due, o.weights, err = p.Due(); err != nil {
		return nil, err
	}
	o.ideal = o.at(0)
	o.idealRelevance = o.relevance(o.ideal)
	return o, nil
}

// at returns the items in descending order of score at a rate.
func (o *orders) at(rate int64) []int32 {
	order := make([]int32, len(o.p.Items))
	for i, x := range o.p.Items {
		order[i] = int32(i)
		o.score[i] = o.due[i]
		if rate != rankproblem.Infinite {
			o.score[i] = x.Relevance*rankproblem.RateOne + rate*o.due[i] // below 2^52 + 2^61
		}
	}
	slices.SortFunc(order, func(i, j int32) int {
		return cmp.Or(-cmp.Compare(o.score[i], o.score[j]), -cmp.Compare(o.p.Items[i].Relevance, o.p.Items[j].Relevance), cmp.Compare(i, j))
	})
	return order
}

func (o *orders) relevance(order []int32) int64 {
	var sum int64
	for j, w := range o.weights {
		sum += o.p.Items[order[j]].Relevance * w
	}
	return sum
}

// keeps says whether an order loses no more than is permitted: at most a whole part of the ideal, rounded down.
func (o *orders) keeps(order []int32) bool {
	whole, rest := o.idealRelevance/rankproblem.Unit, o.idealRelevance%rankproblem.Unit
	permitted := whole*o.p.MaxLoss + rest*o.p.MaxLoss/rankproblem.Unit
	return o.idealRelevance-o.relevance(order) <= permitted
}

// list writes an order out with its reasons.
func (o *orders) list(order []int32, rate int64) *rankproblem.List {
	without := make([]int32, len(order))
	for j, i := range o.ideal {
		without[i] = int32(j)
	}
	l := &rankproblem.List{
		Places: make([]rankproblem.Place, len(order)), Rate: rate, Relevance: o.relevance(order), Ideal: o.idealRelevance,
	}
	for j, i := range order {
		x := rankproblem.Place{Item: i, Without: without[i], Due: o.due[i]}
		if j < len(o.weights) {
			x.Exposure = o.weights[j]
		}
		x.Debt = x.Due - x.Exposure
		shown := len(o.weights)
		switch {
		case j >= shown && int(x.Without) >= shown:
			x.Reason = rankproblem.NotShown
		case j < int(x.Without):
			x.Reason = rankproblem.ByDebt
		case j > int(x.Without):
			x.Reason = rankproblem.ForOthers
		default:
			x.Reason = rankproblem.ByRelevance
		}
		l.Places[j] = x
	}
	return l
}
