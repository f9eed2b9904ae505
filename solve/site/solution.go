package site

import (
	"mihe/solve/site/siteproblem"
)

// solution turns a plan and its multipliers into what the problem's package describes.
func (n *instance) solution(p *siteproblem.Problem, best *plan, d *dual) *siteproblem.Solution {
	s := &siteproblem.Solution{Multiplier: n.multipliers(p, d.proof)}
	for j, open := range best.isOpen {
		if open {
			s.Facilities = append(s.Facilities, int32(j))
		}
	}
	for i, g := range n.group {
		switch {
		case g == dominated:
			s.Served += p.Demand[i]
		case g == unreachable:
			s.Unreachable = append(s.Unreachable, int32(i))
		case best.start[g]+best.rank[g] == best.start[g+1]:
			s.Unserved = append(s.Unserved, int32(i))
		default:
			s.Served += p.Demand[i]
			if p.Kind == siteproblem.Median {
				s.Cost += best.price(g, best.rank[g])
			}
		}
	}
	lost := int64(0)
	switch p.Kind {
	case siteproblem.SetCovering:
		s.Cost = int64(best.count)
	case siteproblem.MaximalCovering:
		for _, i := range s.Unreachable {
			lost += p.Demand[i]
		}
		s.Cost = best.objective + lost
	case siteproblem.Median:
	}
	s.LowerBound = d.lower() + lost
	return s
}

// multipliers spreads those of groups over their customers, each up to what it costs unserved: the bound stays the same.
func (n *instance) multipliers(p *siteproblem.Problem, proof []int64) []int64 {
	left := append([]int64(nil), proof...)
	each := make([]int64, len(n.group))
	penalty := p.Penalty()
	for i, g := range n.group {
		top := n.scale * p.Unserved(i, penalty)
		switch {
		case g >= 0:
			each[i] = min(left[g], top)
			left[g] -= each[i]
		case g == unreachable && n.kind == siteproblem.MaximalCovering:
			each[i] = top
		}
	}
	return each
}
