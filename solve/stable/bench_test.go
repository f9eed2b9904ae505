package stable_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"mihe/solve/check/stablecheck"
	"mihe/solve/stable"
	"mihe/solve/stable/stableproblem"
)

// large draws a problem in which places differ in popularity, scores are of 0 … 999, and there are as many seats as
// applicants times fill. One applicant in four belongs to group 0, for which reserved percent of the seats are kept; caps, if any, join
// ten places each at nine tenths of their seats.
func large(n, places, list int, fill float64, reserved int32, caps bool) *stableproblem.Problem {
	r := rand.New(rand.NewPCG(21, 22))
	p := &stableproblem.Problem{Begin: make([]int32, n+1), Choices: make([]stableproblem.Choice, 0, n*list), Lottery: numbers(r.Perm(n))}
	list = min(list, places)
	seen := make([]int, places)
	for a := range n {
		for k := 0; k < list; {
			place := int32(float64(places) * r.Float64() * (0.3 + 0.7*r.Float64()))
			if seen[place] != a+1 {
				seen[place] = a + 1
				p.Choices = append(p.Choices, stableproblem.Choice{Place: place, Score: r.Int32N(1000)})
				k++
			}
		}
		p.Begin[a+1] = int32(len(p.Choices))
	}
	for range places {
		p.Quota = append(p.Quota, int32(fill*float64(n)/float64(places)))
	}
	if reserved > 0 {
		p.ReserveBegin = []int32{0}
		for i, q := range p.Quota {
			p.Reserves = append(p.Reserves, stableproblem.Reserve{Group: 0, Seats: q * reserved / 100})
			p.ReserveBegin = append(p.ReserveBegin, int32(i+1))
		}
		for range n {
			p.Groups = append(p.Groups, r.Uint64N(4)/3)
		}
	}
	if caps {
		p.Across = stableproblem.ByScore
		for i := range p.Quota {
			p.PlaceCap = append(p.PlaceCap, int32(i/10))
		}
		for i := 0; i < places; i += 10 {
			p.Caps = append(p.Caps, stableproblem.Cap{Seats: p.Quota[0] * 9, Parent: stableproblem.None})
		}
	}
	return p
}

// The growth curve: applicants and places times ten at each step, then the variants of the largest.
var sizes = []struct {
	name     string
	n, m     int
	fill     float64
	reserved int32
	caps     bool
}{
	{"10000x100", 10000, 100, 1, 0, false},
	{"100000x1000", 100000, 1000, 1, 0, false},
	{"1000000x10000", 1000000, 10000, 1, 0, false},
	{"1000000x10000-half-the-seats", 1000000, 10000, 0.5, 0, false},
	{"1000000x10000-reserves", 1000000, 10000, 1, 20, false},
	{"1000000x10000-caps", 1000000, 10000, 1, 0, true},
	{"1000000x10000-reserves-and-caps", 1000000, 10000, 1, 20, true},
}

func BenchmarkSolve(b *testing.B) {
	for _, c := range sizes {
		b.Run(c.name, func(b *testing.B) {
			p := large(c.n, c.m, 10, c.fill, c.reserved, c.caps)
			for b.Loop() {
				if _, err := stable.Solve(context.Background(), p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCheck(b *testing.B) {
	for _, c := range sizes {
		b.Run(c.name, func(b *testing.B) {
			p := large(c.n, c.m, 10, c.fill, c.reserved, c.caps)
			s, err := stable.Solve(context.Background(), p)
			if err != nil {
				b.Fatal(err)
			}
			unmatched := 0
			for _, place := range s.Match {
				if place == stableproblem.None {
					unmatched++
				}
			}
			b.Logf("%d of %d unmatched", unmatched, c.n)
			for b.Loop() {
				if flaws := stablecheck.Check(p, s); flaws != nil {
					b.Fatal(flaws[:1])
				}
			}
		})
	}
}
