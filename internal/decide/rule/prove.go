package rule

import (
	"cmp"
	"errors"
	"slices"
)

// box is a product of sets of integers, one for each input of a table; each set is spans in order that do not touch.
type box [][]span

// errProof says that the tables of a set take more effort than a proof may.
var errProof = errors.New("more cells than a proof goes through")

// effort is how many comparisons of a row with a cell are left to the proofs of one set, in all its tables and epochs. It
// bounds the time of a proof, and its memory to two bytes for each.
type effort int

// maxEffort takes some seconds.
const maxEffort effort = 30_000_000

// spend takes n from what is left.
func (e *effort) spend(n int) error {
	if *e -= effort(n); *e < 0 {
		return errProof
	}
	return nil
}

// normal sorts spans and joins those that overlap or touch; empty ones go.
func normal(spans []span) []span {
	spans = slices.Clone(spans)
	spans = slices.DeleteFunc(spans, func(s span) bool { return s.low > s.high })
	slices.SortFunc(spans, func(a, b span) int { return cmp.Or(cmp.Compare(a.low, b.low), cmp.Compare(a.high, b.high)) })
	var out []span
	for _, s := range spans {
		if n := len(out); n > 0 && s.low <= out[n-1].high+1 {
			out[n-1].high = max(out[n-1].high, s.high)
			continue
		}
		out = append(out, s)
	}
	return out
}

func contains(spans []span, n int64) bool {
	return slices.ContainsFunc(spans, func(s span) bool { return s.low <= n && n <= s.high })
}

// intersect returns the values in both sets.
func intersect(a, b []span) []span {
	var out []span
	for _, s := range a {
		for _, t := range b {
			out = append(out, span{max(s.low, t.low), min(s.high, t.high)})
		}
	}
	return normal(out)
}

// overlap returns the first pair of boxes that share a point, in the order of the boxes, and what they share. Cost
// O(n^2 d) for n boxes of d inputs; what goes beyond left is errProof.
func overlap(boxes []box, left *effort) (first, second int, shared box, found bool, err error) {
	for j, b := range boxes {
		for i, a := range boxes[:j] {
			shared, err = common(a, b, left)
			if err != nil || shared != nil {
				return i, j, shared, err == nil, err
			}
		}
	}
	return 0, 0, nil, false, nil
}

// common is what two boxes share, or nil.
func common(a, b box, left *effort) (box, error) {
	var shared box
	for k, spans := range a {
		if err := left.spend(1 + len(spans)*len(b[k])); err != nil {
			return nil, err
		}
		both := intersect(spans, b[k])
		if len(both) == 0 {
			return nil, nil
		}
		shared = append(shared, both)
	}
	return shared, nil
}

// gap returns a box inside domain that no box covers, the first in the order of the inputs; found is false when there is
// none. Inputs are gone through one by one: between two ends of spans the same boxes are left, and a set of boxes that was
// found to cover the remaining inputs is not gone through again. What goes beyond left is errProof.
func gap(domain box, boxes []box, left *effort) (hole box, found bool, err error) {
	p := prover{domain: domain, boxes: boxes, covered: map[string]bool{}, effort: left}
	all := make([]int, len(boxes))
	for i := range all {
		all[i] = i
	}
	hole, err = p.search(0, all)
	return hole, hole != nil, err
}

type prover struct {
	domain  box
	boxes   []box
	covered map[string]bool // by input and boxes left
	effort  *effort
}

// search returns the inputs from k on of an uncovered box, or nil. left are the boxes that hold the inputs before.
func (p *prover) search(k int, left []int) (box, error) {
	if len(left) == 0 {
		return append(box{}, p.domain[k:]...), nil
	}
	if k == len(p.domain) {
		return nil, nil
	}
	for _, s := range p.pieces(k, left) {
		var rest []int
		for _, i := range left {
			if err := p.effort.spend(1 + len(p.boxes[i][k])); err != nil {
				return nil, err
			}
			if contains(p.boxes[i][k], s.low) {
				rest = append(rest, i)
			}
		}
		key := signature(k, rest)
		if p.covered[key] {
			continue
		}
		tail, err := p.search(k+1, rest)
		if err != nil {
			return nil, err
		}
		if tail != nil {
			return append(box{{s}}, tail...), nil
		}
		p.covered[key] = true
	}
	return nil, nil
}

// pieces cuts the domain of an input at every end of a span of the boxes left.
func (p *prover) pieces(k int, left []int) []span {
	var starts []int64
	for _, d := range p.domain[k] {
		starts = append(starts, d.low)
	}
	for _, i := range left {
		for _, s := range p.boxes[i][k] {
			starts = append(starts, s.low, s.high+1)
		}
	}
	slices.Sort(starts)
	starts = slices.Compact(starts)
	var out []span
	for _, d := range p.domain[k] {
		for i, low := range starts {
			if low < d.low || low > d.high {
				continue
			}
			high := d.high
			if i+1 < len(starts) {
				high = min(high, starts[i+1]-1)
			}
			out = append(out, span{low, high})
		}
	}
	return out
}

// signature names an input and a set of boxes in order.
func signature(k int, rows []int) string {
	key := []byte{byte(k)}
	for _, i := range rows {
		key = append(key, byte(i), byte(i>>8))
	}
	return string(key)
}
