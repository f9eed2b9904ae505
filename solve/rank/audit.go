package rank

import (
	"errors"
	"fmt"
	"slices"
)

// ErrAudit says that what is to be audited is no list from such a pool.
var ErrAudit = errors.New("cannot be audited")

// maxCells bounds the work of one audit: prefixes times counts.
const maxCells = 1 << 24

// slack is how far, relatively, two probabilities may differ and still count as equal. Tails that are equal as fractions come out of
// different sums with errors of some 1e-15 per step; at equality the list is rather suspected than excused.
const slack = 1e-10

// Prefix is the audit of the first places of a list, as many as its position in Audited.Prefixes plus one.
type Prefix struct {
	Members int     // of the group
	Least   int     // so many must be there for the list to pass
	Tail    float64 // probability that a random order has at most so many, F(Members; N, K, i)
}

// Audited is the outcome of an audit.
type Audited struct {
	// P is the probability that some prefix of a random order has a tail at most the smallest one found here: the
	// p-value of the whole list, corrected for looking at every prefix.
	P float64
	// Critical is the tail at which a prefix counts as a failure, so that a random order fails anywhere with probability Alarm ≤ α;
	// Critical 0 and Alarm 0 where every failure would be more probable than α.
	Critical, Alarm float64
	// First is the shortest prefix that fails, 0 for none.
	First    int
	Prefixes []Prefix
}

// Passes says that no prefix fails. It is the same as P > α.
func (a *Audited) Passes() bool { return a.First == 0 }

// Audit tests whether a group is missing from the first places of a list. group says for each of the first places, in order, whether a
// member of the group stands there; the list comes from a pool of n, of whom k are in the group; alpha in (0, 1) is the permitted
// probability of a false alarm, over all prefixes together.
//
// Under a random order the members among the first i are hypergeometric,
//
//	P(Xᵢ = x) = C(k, x) C(n−k, i−x) / C(n, i),
//
// and a list fails where F(x; n, k, i) ≤ c for the greatest c with P(for some i: F(Xᵢ) ≤ c) ≤ α. That probability is exact: the mass of
// the paths from (i, x) to (i+1, x) or (i+1, x+1) that meet a failing point, of which the next place is a member's with probability (k−x)/(n−i).
// All terms are positive, so the relative error is some 1e-15 per place. The test is one-sided: too many members are never a failure.
//
// An empty list passes. An impossible pool or list, or one beyond 2^24 prefixes times counts, is ErrAudit. O(m·min(m, k)·log) for m
// places, in memory of m·min(m, k) numbers.
//
// Source: Cartier van Dissel et al., hyperFA*IR, FAccT 2025, arXiv:2506.14349; the correction by exact recursion as in Zehlike et al.,
// arXiv:2012.12795, there for the binomial.
func Audit(group []bool, n, k int, alpha float64) (*Audited, error) {
	t, err := newTails(group, n, k, alpha)
	if err != nil {
		return nil, err
	}
	a := &Audited{P: 1, Prefixes: make([]Prefix, len(group))}
	least := 1.0
	x := 0
	for i, member := range group {
		if member {
			x++
		}
		a.Prefixes[i] = Prefix{Members: x, Tail: t.tail(i+1, x)}
		least = min(least, a.Prefixes[i].Tail)
	}
	if len(group) > 0 {
		a.P = t.failing(least)
	}
	a.Critical, a.Alarm = t.critical(alpha)
	for i := range a.Prefixes {
		p := &a.Prefixes[i]
		p.Least = t.least(i+1, a.Critical)
		if a.First == 0 && p.Members < p.Least {
			a.First = i + 1
		}
	}
	return a, nil
}

// tails are the distribution functions of all prefixes: row i has F(x) for x from 0 to min(i, k), the counts that can be had.
type tails struct {
	n, k int
	rows [][]float64
}

func newTails(group []bool, n, k int, alpha float64) (*tails, error) {
	m, members := len(group), 0
	for _, member := range group {
		if member {
			members++
		}
	}
	switch {
	case n < 0 || k < 0 || k > n || m > n || members > k || m-members > n-k:
		return nil, fmt.Errorf("%w: %d of %d first places in a group of %d among %d", ErrAudit, members, m, k, n)
	case !(alpha > 0 && alpha < 1):
		return nil, fmt.Errorf("%w: alpha is not between 0 and 1", ErrAudit)
	case n > 1<<31 || m > maxCells/(min(m, k)+1):
		return nil, fmt.Errorf("%w: %d places are too many", ErrAudit, m)
	}
	t := &tails{n: n, k: k, rows: make([][]float64, m+1)}
	mass := []float64{1}
	for i := range t.rows {
		t.rows[i] = make([]float64, len(mass))
		sum := 0.0
		for x, p := range mass {
			sum += p
			t.rows[i][x] = min(sum, 1)
		}
		mass = t.step(i, mass)
	}
	return t, nil
}

// step moves the mass of the counts among the first i on by one place.
func (t *tails) step(i int, mass []float64) []float64 {
	if i == t.n {
		return nil
	}
	next := make([]float64, min(i+1, t.k)+1)
	for x, p := range mass {
		members, others := float64(t.k-x), float64(t.n-t.k-(i-x))
		if others > 0 {
			next[x] += float64(p * others / float64(t.n-i))
		}
		if members > 0 {
			next[x+1] += float64(p * members / float64(t.n-i))
		}
	}
	return next
}

// tail is F(x) of the first i.
func (t *tails) tail(i, x int) float64 { return t.rows[i][x] }

// least is the smallest count among the first i that does not fail at c. Counts that no order has, since there are too few others, have a tail of 0:
// they are not asked for.
func (t *tails) least(i int, c float64) int {
	for x, f := range t.rows[i] {
		if f > c*(1+slack) {
			return x
		}
	}
	return len(t.rows[i]) - 1
}

// failing is the probability that a random order has a prefix with a tail of at most c.
func (t *tails) failing(c float64) float64 {
	mass, failed := []float64{1}, 0.0
	for i := 1; i < len(t.rows); i++ {
		mass = t.step(i-1, mass)
		for x, f := range t.rows[i] {
			if f > c*(1+slack) {
				break
			}
			failed += mass[x]
			mass[x] = 0
		}
	}
	return min(failed, 1)
}

// critical is the greatest tail that can occur and at which a random order fails with probability at most α, and that probability.
func (t *tails) critical(alpha float64) (c, alarm float64) {
	var all []float64
	for _, row := range t.rows[1:] {
		for _, f := range row {
			if f > 0 && f <= alpha*(1+slack) {
				all = append(all, f)
			}
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	low, high := 0, len(all) // the first low tails keep α
	for low < high {
		middle := low + (high-low)/2
		if t.failing(all[middle]) <= alpha*(1+slack) {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low == 0 {
		return 0, 0
	}
	return all[low-1], t.failing(all[low-1])
}
