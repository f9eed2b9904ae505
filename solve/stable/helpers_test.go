package stable_test

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"mihe/solve/check/stablecheck"
	"mihe/solve/stable"
	"mihe/solve/stable/stableproblem"
)

// kind is which features a random problem has.
type kind struct {
	name             string
	reserves, caps   bool
	overlap, lottery bool
	across           stableproblem.Across
}

var kinds = []kind{
	{name: "plain"},
	{name: "lottery", lottery: true},
	{name: "reserves", reserves: true, lottery: true},
	{name: "overlapping reserves", reserves: true, overlap: true, lottery: true},
	{name: "caps by score", caps: true, across: stableproblem.ByScore},
	{name: "caps by score and lottery", caps: true, lottery: true, across: stableproblem.ByScore},
	{name: "caps by precedence", caps: true, lottery: true, across: stableproblem.ByPrecedence},
	{name: "reserves and caps by score", reserves: true, caps: true, lottery: true, across: stableproblem.ByScore},
	{name: "overlapping reserves and caps by precedence", reserves: true, caps: true, overlap: true, lottery: true, across: stableproblem.ByPrecedence},
}

// tiny is a problem with the scores of all applicants at all places, so that lists can be changed.
type tiny struct {
	stableproblem.Problem
	score [][]int32
	lists [][]int32 // of places
}

// draw makes a random problem of n applicants and m places.
func draw(r *rand.Rand, k kind, n, m int) *tiny {
	t := &tiny{score: make([][]int32, n), lists: make([][]int32, n)}
	scores := r.Perm(n * m)
	for a := range n {
		t.score[a] = make([]int32, m)
		for i := range m {
			t.score[a][i] = int32(scores[a*m+i])
			if k.lottery {
				t.score[a][i] = r.Int32N(3)
			}
			if r.IntN(12) == 0 {
				t.score[a][i] = stableproblem.Ineligible
			}
		}
		for _, i := range r.Perm(m)[:r.IntN(m+1)] {
			t.lists[a] = append(t.lists[a], int32(i))
		}
	}
	if k.lottery {
		t.Lottery = numbers(r.Perm(n))
	}
	for range m {
		t.Quota = append(t.Quota, r.Int32N(3))
	}
	if k.reserves {
		t.addReserves(r, k.overlap)
	}
	if k.caps {
		t.addCaps(r, k.across)
	}
	t.fill()
	return t
}

func (t *tiny) addReserves(r *rand.Rand, overlap bool) {
	for range t.score {
		groups := uint64(1) << r.IntN(3)
		if overlap {
			groups = r.Uint64N(8)
		}
		t.Groups = append(t.Groups, groups)
	}
	t.ReserveBegin = []int32{0}
	for _, q := range t.Quota {
		for _, g := range r.Perm(3) {
			if r.IntN(2) == 0 {
				seats := r.Int32N(q + 1)
				q -= seats
				t.Reserves = append(t.Reserves, stableproblem.Reserve{Group: int32(g), Seats: seats})
			}
		}
		t.ReserveBegin = append(t.ReserveBegin, int32(len(t.Reserves)))
	}
}

// addCaps lays two caps over some places, a third over these two, and makes all large enough for the reserves beneath.
func (t *tiny) addCaps(r *rand.Rand, across stableproblem.Across) {
	t.Across, t.Caps = across, []stableproblem.Cap{{Parent: 2}, {Parent: 2}, {Parent: stableproblem.None}}
	least := make([]int32, 3)
	for i := range t.Quota {
		t.PlaceCap = append(t.PlaceCap, r.Int32N(4)-1)
		_, reserves := t.ReservesOf(i)
		for _, x := range reserves {
			for c := t.PlaceCap[i]; c != stableproblem.None; c = t.Caps[c].Parent {
				least[c] += x.Seats
			}
		}
	}
	for c := range t.Caps {
		t.Caps[c].Seats = least[c] + r.Int32N(3)
	}
	if across == stableproblem.ByPrecedence {
		t.Precedence = numbers(r.Perm(len(t.Quota)))
	}
}

// fill writes lists and scores into the flat arrays.
func (t *tiny) fill() {
	t.Begin, t.Choices = []int32{0}, nil
	for a, list := range t.lists {
		for _, i := range list {
			t.Choices = append(t.Choices, stableproblem.Choice{Place: i, Score: t.score[a][i]})
		}
		t.Begin = append(t.Begin, int32(len(t.Choices)))
	}
}

func numbers(from []int) []int32 {
	to := make([]int32, len(from))
	for i, x := range from {
		to[i] = int32(x)
	}
	return to
}

// solve returns the matching after stablecheck found nothing wrong with the solution.
func (t *tiny) solve(test *testing.T) []int32 {
	test.Helper()
	s, err := stable.Solve(context.Background(), &t.Problem)
	if err != nil {
		test.Fatal(err)
	}
	if flaws := stablecheck.Check(&t.Problem, s); flaws != nil {
		test.Fatalf("%+v\nsolution %+v: %v", t, s, flaws)
	}
	return s.Match
}

// rank is the position of a place on the true list of an applicant; none is worse than all, what is not listed worse still.
func (t *tiny) rank(a int, place int32) int {
	if place == stableproblem.None {
		return len(t.lists[a])
	}
	if i := slices.Index(t.lists[a], place); i >= 0 {
		return i
	}
	return len(t.lists[a]) + 1
}

// application is a pair of applicant and place.
type application struct{ applicant, place int }

// choose is the choice of all places and caps from a set of applications, written down from the definition in package
// stableproblem with nothing of the solver or the checker.
func (t *tiny) choose(from []application) map[application]bool {
	from = slices.Clone(from)
	slices.SortFunc(from, func(x, y application) int {
		if t.Across == stableproblem.ByPrecedence && x.place != y.place {
			return cmp.Compare(t.Precedence[x.place], t.Precedence[y.place])
		}
		return cmp.Or(-cmp.Compare(t.score[x.applicant][x.place], t.score[y.applicant][y.place]),
			cmp.Compare(t.Draw(x.applicant), t.Draw(y.applicant)), cmp.Compare(x.place, y.place))
	})
	chosen := map[application]bool{}
	at, under := make([]int32, t.Places()), make([]int32, len(t.Caps))
	take := func(x application) {
		chosen[x] = true
		at[x.place]++
		for c := t.CapOf(x.place); c != stableproblem.None; c = t.Caps[c].Parent {
			under[c]++
		}
	}
	for place := range t.Quota {
		_, reserves := t.ReservesOf(place)
		for _, r := range reserves {
			left := r.Seats
			for _, x := range from {
				if x.place == place && left > 0 && !chosen[x] && t.Groups[x.applicant]>>uint(r.Group)&1 == 1 {
					take(x)
					left--
				}
			}
		}
	}
	for _, x := range from {
		fits := !chosen[x] && at[x.place] < t.Quota[x.place]
		for c := t.CapOf(x.place); c != stableproblem.None; c = t.Caps[c].Parent {
			fits = fits && under[c] < t.Caps[c].Seats
		}
		if fits {
			take(x)
		}
	}
	return chosen
}

// stable says whether a matching is stable, from the definition.
func (t *tiny) stable(match []int32) bool {
	var held []application
	for a, place := range match {
		if place == stableproblem.None {
			continue
		}
		if t.rank(a, place) >= len(t.lists[a]) || t.score[a][place] == stableproblem.Ineligible {
			return false
		}
		held = append(held, application{a, int(place)})
	}
	if len(t.choose(held)) != len(held) {
		return false
	}
	for a, list := range t.lists {
		for _, place := range list[:t.rank(a, match[a])] {
			x := application{a, int(place)}
			if t.score[a][place] != stableproblem.Ineligible && t.choose(append(slices.Clone(held), x))[x] {
				return false
			}
		}
	}
	return true
}

// matchings calls with every assignment of applicants to places of their lists or none.
func (t *tiny) matchings(with func([]int32)) {
	match := make([]int32, len(t.lists))
	var assign func(int)
	assign = func(a int) {
		if a == len(match) {
			with(match)
			return
		}
		for _, place := range append([]int32{stableproblem.None}, t.lists[a]...) {
			match[a] = place
			assign(a + 1)
		}
	}
	assign(0)
}
