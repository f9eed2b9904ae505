// Package stablecheck judges solutions of matching problems (稳定匹配核验) by the definition of stability alone: it imports no
// solver. It serves anyone who did not get the place wished for and wants to know that nobody with a weaker claim did.
//
// A solution is accepted exactly when everybody is unmatched or at a place of her list that may take her, quotas and caps hold,
// nobody prefers a place that would accept her on asking, and the cutoffs stated are those of the matching. See package
// stableproblem for what a place accepts. That a stable matching is also the best one for applicants is not judged.
//
// Who sits on which reserved seat is not stated by a solution; it follows from the choice of the place among those it has. Two
// passes over the lists as far as the accepted entry, and a sort of those seated at places with reserves: O(m + s log s).
package stablecheck

import (
	"fmt"

	"mihe/solve/stable/stableproblem"
)

// Code says what is wrong with a solution.
type Code string

// What can be wrong with a solution; the comment says which fields of such a Flaw are set.
const (
	Length  Code = "length"  // a slice has the wrong length
	Match   Code = "match"   // the place does not exist: Applicant, Place as stated
	List    Code = "list"    // the place is not on the list, or the applicant is not eligible there: Applicant, Place
	Quota   Code = "quota"   // more applicants than seats: Place
	Cap     Code = "cap"     // more applicants beneath a cap than its seats: Cap
	Vacant  Code = "vacant"  // an applicant prefers a place that has a seat for her: Applicant, Place
	Envy    Code = "envy"    // an applicant prefers a place where somebody weaker is seated openly: Applicant, Place
	Reserve Code = "reserve" // an applicant prefers a place where a reserve of hers is not full or has somebody weaker: Applicant, Place
	Cutoff  Code = "cutoff"  // the open cutoff stated is not that of the matching: Place
	Member  Code = "member"  // the cutoff stated for a reserve is not that of the matching: Place
)

// Flaw is one thing wrong with a solution; what it is not about is stableproblem.None. All count from 0.
type Flaw struct {
	Code      Code  `json:"code"`
	Applicant int32 `json:"applicant"`
	Place     int32 `json:"place"`
	Cap       int32 `json:"cap"`
}

// String says it in English, for logs and tests.
func (f Flaw) String() string {
	return fmt.Sprintf("%s: applicant %d, place %d, cap %d", f.Code, f.Applicant, f.Place, f.Cap)
}

// MaxFlaws is how many flaws are listed; a solution of another problem has millions.
const MaxFlaws = 1000

// Check returns what is wrong with a solution of p, whose own Check must have passed; nothing means that it is stable.
func Check(p *stableproblem.Problem, s *stableproblem.Solution) []Flaw {
	if len(s.Match) != p.Applicants() || len(s.Open) != p.Places() || len(s.Reserved) != len(p.Reserves) {
		return []Flaw{{Length, stableproblem.None, stableproblem.None, stableproblem.None}}
	}
	c := &check{p: p, places: make([]seats, p.Places()), caps: make([]seats, len(p.Caps))}
	if p.Across == stableproblem.ByPrecedence {
		c.precedence = p.Precedence
	}
	c.count(s)
	c.limits()
	if c.flaws != nil {
		return c.flaws // who is seated openly is not defined
	}
	c.reserves(s)
	c.raise()
	c.blocking(s)
	c.cutoffs(s)
	return c.flaws
}

type check struct {
	p            *stableproblem.Problem
	precedence   []int32 // of places, nil where it does not count
	flaws        []Flaw
	places, caps []seats
	open         []bar // by place
	reserved     []bar // by reserve
}

func (c *check) flaw(code Code, applicant, place, limit int32) {
	if len(c.flaws) < MaxFlaws {
		c.flaws = append(c.flaws, Flaw{code, applicant, place, limit})
	}
}

// count seats everybody at the place stated, as if no seat were reserved.
func (c *check) count(s *stableproblem.Solution) {
	for a, place := range s.Match {
		if place == stableproblem.None {
			continue
		}
		if place < 0 || int(place) >= c.p.Places() {
			c.flaw(Match, int32(a), place, stableproblem.None)
			continue
		}
		score := score(c.p.List(a), place)
		if score == stableproblem.Ineligible {
			c.flaw(List, int32(a), place, stableproblem.None)
			continue
		}
		c.places[place].filled++
		c.places[place].weaken(claim{score, c.p.Draw(a), place}, nil)
	}
}

// limits holds the seats filled against quotas and caps.
func (c *check) limits() {
	for i := range c.places {
		if c.places[i].filled > c.p.Quota[i] {
			c.flaw(Quota, stableproblem.None, int32(i), stableproblem.None)
		}
		for up := c.p.CapOf(i); up != stableproblem.None; up = c.p.Caps[up].Parent {
			c.caps[up].filled += c.places[i].filled
		}
	}
	for i := range c.caps {
		if c.caps[i].filled > c.p.Caps[i].Seats {
			c.flaw(Cap, stableproblem.None, stableproblem.None, int32(i))
		}
	}
}

// score is that of a list's entry for a place, Ineligible where it has none.
func score(list []stableproblem.Choice, place int32) int32 {
	for _, c := range list {
		if c.Place == place {
			return c.Score
		}
	}
	return stableproblem.Ineligible
}

// blocking finds applicants who would be accepted on asking.
func (c *check) blocking(s *stableproblem.Solution) {
	for a := range s.Match {
		draw := c.p.Draw(a)
		for _, choice := range c.p.List(a) {
			if choice.Place == s.Match[a] {
				break
			}
			if choice.Score == stableproblem.Ineligible {
				continue
			}
			me := claim{choice.Score, draw, choice.Place}
			switch open := &c.open[choice.Place]; {
			case open.state == stableproblem.Free:
				c.flaw(Vacant, int32(a), choice.Place, stableproblem.None)
			case open.passed(me, c.precedence):
				c.flaw(Envy, int32(a), choice.Place, stableproblem.None)
			case len(c.reserved) > 0 && c.member(a, me):
				c.flaw(Reserve, int32(a), choice.Place, stableproblem.None)
			}
		}
	}
}

// member says whether a reserve of the applicant's would take her.
func (c *check) member(a int, me claim) bool {
	first, reserves := c.p.ReservesOf(int(me.place))
	for i, r := range reserves {
		if c.p.Member(a, r.Group) && c.reserved[first+i].passed(me, nil) {
			return true
		}
	}
	return false
}

// cutoffs compares what is stated with what follows from the matching.
func (c *check) cutoffs(s *stableproblem.Solution) {
	for i, b := range c.open {
		if s.Open[i] != b.cutoff() {
			c.flaw(Cutoff, stableproblem.None, int32(i), stableproblem.None)
		}
		first, reserves := c.p.ReservesOf(i)
		for j := range reserves {
			if s.Reserved[first+j] != c.reserved[first+j].cutoff() {
				c.flaw(Member, stableproblem.None, int32(i), stableproblem.None)
			}
		}
	}
}
