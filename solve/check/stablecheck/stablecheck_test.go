package stablecheck_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"mihe/solve/check/stablecheck"
	"mihe/solve/stable"
	"mihe/solve/stable/stableproblem"
)

// market draws a problem with reserves, overlapping groups and caps.
func market(r *rand.Rand) *stableproblem.Problem {
	n, m := 20+r.IntN(40), 6
	p := &stableproblem.Problem{Begin: []int32{0}, ReserveBegin: []int32{0}}
	for range n {
		for _, place := range r.Perm(m)[:1+r.IntN(m)] {
			score := r.Int32N(20)
			if r.IntN(10) == 0 {
				score = stableproblem.Ineligible
			}
			p.Choices = append(p.Choices, stableproblem.Choice{Place: int32(place), Score: score})
		}
		p.Begin = append(p.Begin, int32(len(p.Choices)))
		p.Groups = append(p.Groups, r.Uint64N(4))
	}
	for _, x := range r.Perm(n) {
		p.Lottery = append(p.Lottery, int32(x))
	}
	for i := range m {
		p.Quota = append(p.Quota, 2+r.Int32N(6))
		p.Reserves = append(p.Reserves, stableproblem.Reserve{Group: 0, Seats: 1}, stableproblem.Reserve{Group: 1, Seats: 1})
		p.ReserveBegin = append(p.ReserveBegin, int32(len(p.Reserves)))
		p.PlaceCap = append(p.PlaceCap, int32(i%3)-1)
	}
	p.Across = stableproblem.ByScore + stableproblem.Across(r.IntN(2))
	p.Precedence = []int32{3, 1, 0, 2, 5, 4}
	p.Caps = []stableproblem.Cap{{Seats: 4 + r.Int32N(5), Parent: stableproblem.None}, {Seats: 4 + r.Int32N(5), Parent: 0}}
	p.Caps[0].Seats += 4
	return p
}

func clone(s *stableproblem.Solution) *stableproblem.Solution {
	return &stableproblem.Solution{Match: slices.Clone(s.Match), Open: slices.Clone(s.Open), Reserved: slices.Clone(s.Reserved)}
}

// mutations are ways to spoil a stable solution; each says whether it changed anything that matters, and the flaws of which one must be seen.
var mutations = []struct {
	name  string
	codes []stablecheck.Code
	do    func(*rand.Rand, *stableproblem.Problem, *stableproblem.Solution) bool
}{
	{"an applicant turned out", []stablecheck.Code{stablecheck.Vacant, stablecheck.Envy, stablecheck.Reserve}, func(r *rand.Rand, _ *stableproblem.Problem, s *stableproblem.Solution) bool {
		a := r.IntN(len(s.Match))
		had := s.Match[a] != stableproblem.None
		s.Match[a] = stableproblem.None
		return had
	}},
	{"an applicant moved up", []stablecheck.Code{stablecheck.Quota, stablecheck.Cap, stablecheck.List, stablecheck.Vacant, stablecheck.Envy, stablecheck.Reserve}, moveUp},
	{"a seat given to somebody who was refused", []stablecheck.Code{stablecheck.List, stablecheck.Vacant, stablecheck.Envy, stablecheck.Reserve}, exchange},
	{"a place that is not on the list", []stablecheck.Code{stablecheck.List}, func(r *rand.Rand, p *stableproblem.Problem, s *stableproblem.Solution) bool {
		a, place := r.IntN(len(s.Match)), r.Int32N(int32(p.Places()))
		s.Match[a] = place
		return !slices.ContainsFunc(p.List(a), func(c stableproblem.Choice) bool { return c.Place == place })
	}},
	{"a place where she is not eligible", []stablecheck.Code{stablecheck.List}, func(_ *rand.Rand, p *stableproblem.Problem, s *stableproblem.Solution) bool {
		for a := range s.Match {
			for _, c := range p.List(a) {
				if c.Score == stableproblem.Ineligible {
					s.Match[a] = c.Place
					return true
				}
			}
		}
		return false
	}},
	{"a place that does not exist", []stablecheck.Code{stablecheck.Match}, func(r *rand.Rand, p *stableproblem.Problem, s *stableproblem.Solution) bool {
		s.Match[r.IntN(len(s.Match))] = int32(p.Places()) + r.Int32N(3)
		return true
	}},
	{"a place before the first", []stablecheck.Code{stablecheck.Match}, func(r *rand.Rand, _ *stableproblem.Problem, s *stableproblem.Solution) bool {
		s.Match[r.IntN(len(s.Match))] = -2 - r.Int32N(1<<30)
		return true
	}},
	{"a cutoff one higher", []stablecheck.Code{stablecheck.Cutoff}, func(r *rand.Rand, _ *stableproblem.Problem, s *stableproblem.Solution) bool {
		s.Open[r.IntN(len(s.Open))].Score++
		return true
	}},
	{"a cutoff of another kind", []stablecheck.Code{stablecheck.Cutoff}, func(r *rand.Rand, _ *stableproblem.Problem, s *stableproblem.Solution) bool {
		c := &s.Open[r.IntN(len(s.Open))]
		c.State = (c.State + 1 + stableproblem.State(r.IntN(2))) % 3
		return true
	}},
	{"a reserve's cutoff with another lot", []stablecheck.Code{stablecheck.Member}, func(r *rand.Rand, _ *stableproblem.Problem, s *stableproblem.Solution) bool {
		s.Reserved[r.IntN(len(s.Reserved))].Lottery--
		return true
	}},
	{"an applicant missing", []stablecheck.Code{stablecheck.Length}, func(_ *rand.Rand, _ *stableproblem.Problem, s *stableproblem.Solution) bool {
		s.Match = s.Match[1:]
		return true
	}},
	{"reserves not honoured", []stablecheck.Code{stablecheck.Reserve}, ignoreReserves},
	{"caps not kept", []stablecheck.Code{stablecheck.Cap}, ignoreCaps},
}

// moveUp gives an applicant a place she prefers, over the heads of all.
func moveUp(r *rand.Rand, p *stableproblem.Problem, s *stableproblem.Solution) bool {
	a := r.IntN(len(s.Match))
	list := p.List(a)
	if len(list) == 0 || list[0].Place == s.Match[a] {
		return false
	}
	s.Match[a] = list[0].Place
	return true
}

// exchange gives the place of somebody who is content to somebody without a place, who wished for it and was refused.
func exchange(r *rand.Rand, p *stableproblem.Problem, s *stableproblem.Solution) bool {
	a, b := r.IntN(len(s.Match)), r.IntN(len(s.Match))
	wished := slices.ContainsFunc(p.List(a), func(c stableproblem.Choice) bool { return c.Place == s.Match[b] })
	if s.Match[a] != stableproblem.None || s.Match[b] == stableproblem.None || !wished {
		return false
	}
	s.Match[a], s.Match[b] = s.Match[b], stableproblem.None
	return true
}

// ignoreReserves replaces the matching by that of the same problem without reserves. It matters where somebody is refused at a place
// that has nobody of her group, for which it reserves a seat.
func ignoreReserves(_ *rand.Rand, p *stableproblem.Problem, s *stableproblem.Solution) bool {
	q := *p
	q.Reserves, q.ReserveBegin = nil, nil
	other, err := stable.Solve(context.Background(), &q)
	if err != nil {
		return false
	}
	s.Match, s.Open = other.Match, other.Open
	for a, match := range s.Match {
		for _, c := range p.List(a) {
			if c.Place == match {
				break
			}
			if c.Score != stableproblem.Ineligible && slices.ContainsFunc([]int32{0, 1}, func(g int32) bool {
				return p.Member(a, g) && !slices.ContainsFunc(members(p, s, g), func(place int32) bool { return place == c.Place })
			}) {
				return true
			}
		}
	}
	return false
}

// members are the places at which members of a group are.
func members(p *stableproblem.Problem, s *stableproblem.Solution, group int32) []int32 {
	var at []int32
	for a, place := range s.Match {
		if place != stableproblem.None && p.Member(a, group) {
			at = append(at, place)
		}
	}
	return at
}

// ignoreCaps replaces the matching by that of the same problem with caps that never bind.
func ignoreCaps(_ *rand.Rand, p *stableproblem.Problem, s *stableproblem.Solution) bool {
	q := *p
	q.Caps = slices.Clone(p.Caps)
	for i := range q.Caps {
		q.Caps[i].Seats = 1000
	}
	other, err := stable.Solve(context.Background(), &q)
	if err != nil {
		return false
	}
	under := make([]int32, len(p.Caps))
	for _, place := range other.Match {
		if place == stableproblem.None {
			continue
		}
		for c := p.CapOf(int(place)); c != stableproblem.None; c = p.Caps[c].Parent {
			under[c]++
		}
	}
	s.Match, s.Open, s.Reserved = other.Match, other.Open, other.Reserved
	return under[0] > p.Caps[0].Seats || under[1] > p.Caps[1].Seats
}

func TestMutations(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	seen := make([]int, len(mutations))
	for range 400 {
		p := market(r)
		best, err := stable.Solve(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		if flaws := stablecheck.Check(p, best); flaws != nil {
			t.Fatalf("a stable matching is refused: %v", flaws)
		}
		for i, m := range mutations {
			s := clone(best)
			if !m.do(r, p, s) {
				continue
			}
			flaws := stablecheck.Check(p, s)
			if !slices.ContainsFunc(flaws, func(f stablecheck.Flaw) bool { return slices.Contains(m.codes, f.Code) }) {
				t.Fatalf("%s: flaws %v, want one of %v", m.name, flaws, m.codes)
			}
			seen[i]++
		}
	}
	total := 0
	for i, m := range mutations {
		if total += seen[i]; seen[i] < 20 {
			t.Errorf("%s was tried %d times", m.name, seen[i])
		}
	}
	if total < 1000 {
		t.Errorf("%d mutated solutions, want at least 1000", total)
	}
	t.Logf("%d mutated solutions refused: %v", total, seen)
}
