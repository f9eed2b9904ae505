package stable_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"mihe/solve/check/stablecheck"
	"mihe/solve/stable"
	"mihe/solve/stable/stableproblem"
)

// each runs a test on random problems of every kind.
func each(t *testing.T, rounds, n, m int, run func(*testing.T, *rand.Rand, kind, *tiny)) {
	for i, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(uint64(i), uint64(n)))
			for range rounds {
				run(t, r, k, draw(r, k, n, m))
			}
		})
	}
}

// TestBestOfAllStable compares the answer with all stable matchings, found by trying every assignment; and the checker with the definition
// on every assignment.
func TestBestOfAllStable(t *testing.T) {
	several := 0
	each(t, 120, 5, 3, func(t *testing.T, _ *rand.Rand, _ kind, p *tiny) {
		best := slices.Clone(p.solve(t))
		found := 0
		p.matchings(func(match []int32) {
			isStable := p.stable(match)
			if judged := judge(p, match); judged != isStable {
				t.Fatalf("%+v: matching %v is stable: %v by definition, %v by the checker", p, match, isStable, judged)
			}
			if !isStable {
				return
			}
			found++
			for a := range match {
				if p.rank(a, match[a]) < p.rank(a, best[a]) {
					t.Fatalf("%+v: applicant %d has place %d, but %d in the stable matching %v", p, a, best[a], match[a], match)
				}
			}
		})
		if found == 0 {
			t.Fatalf("%+v: the answer %v is not stable", p, best)
		}
		if found > 1 {
			several++
		}
	})
	if several < 20 {
		t.Errorf("%d problems had more than one stable matching: the sample says little", several)
	}
}

// judge asks the checker about a matching whose cutoffs nobody has stated.
func judge(p *tiny, match []int32) bool {
	s := &stableproblem.Solution{
		Match: match, Open: make([]stableproblem.Cutoff, p.Places()), Reserved: make([]stableproblem.Cutoff, len(p.Reserves)),
	}
	return !slices.ContainsFunc(stablecheck.Check(&p.Problem, s), func(f stablecheck.Flaw) bool {
		return f.Code != stablecheck.Cutoff && f.Code != stablecheck.Member
	})
}

// TestChoiceIsSubstitutable enumerates, for every set of applications and one more, that whoever was refused stays refused and that
// no tree seats fewer: the properties from which all claims of the package follow.
func TestChoiceIsSubstitutable(t *testing.T) {
	each(t, 60, 4, 3, func(t *testing.T, r *rand.Rand, _ kind, p *tiny) {
		var all []application
		for a, scores := range p.score {
			for place, score := range scores {
				if score != stableproblem.Ineligible {
					all = append(all, application{a, place})
				}
			}
		}
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		all = all[:min(len(all), 8)]
		chosen := make([]map[application]bool, 1<<len(all))
		for set := range chosen {
			chosen[set] = p.choose(subset(all, set))
		}
		for set := range chosen {
			for more := range all {
				with := set | 1<<more
				for _, x := range subset(all, set) {
					if chosen[with][x] && !chosen[set][x] {
						t.Fatalf("%+v: %v is refused among %v but not when %v asks too", p, x, subset(all, set), all[more])
					}
				}
				for root, before := range p.filled(chosen[set]) {
					if after := p.filled(chosen[with])[root]; after < before {
						t.Fatalf("%+v: tree %d seats %d of %v and %d when %v asks too", p, root, before, subset(all, set), after, all[more])
					}
				}
			}
		}
	})
}

func subset(all []application, set int) []application {
	var some []application
	for i, x := range all {
		if set>>i&1 == 1 {
			some = append(some, x)
		}
	}
	return some
}

// filled counts the seats filled in every tree: by place, then by outermost cap.
func (t *tiny) filled(chosen map[application]bool) []int {
	count := make([]int, t.Places()+len(t.Caps))
	for x := range chosen {
		root := x.place
		for c := t.CapOf(x.place); c != stableproblem.None; c = t.Caps[c].Parent {
			root = t.Places() + int(c)
		}
		count[root]++
	}
	return count
}

// lists are all ordered selections from m places: every report an applicant could make.
func lists(m int) [][]int32 {
	all := [][]int32{nil}
	for i := 0; i < len(all); i++ {
		for place := range int32(m) {
			if !slices.Contains(all[i], place) {
				all = append(all, append(slices.Clone(all[i]), place))
			}
		}
	}
	return all
}

// TestNoReportHelps tries every other list of every applicant, and of every two applicants together: nobody gains alone, and never do both.
func TestNoReportHelps(t *testing.T) {
	reports := lists(3)
	if len(reports) != 16 {
		t.Fatalf("%d ordered selections from 3, want 16", len(reports))
	}
	each(t, 12, 4, 3, func(t *testing.T, _ *rand.Rand, _ kind, p *tiny) {
		truth := slices.Clone(p.solve(t))
		other := *p
		for a := range p.lists {
			for b := range a + 1 {
				for _, one := range reports {
					for _, two := range reports {
						other.lists = slices.Clone(p.lists)
						other.lists[b], other.lists[a] = two, one // one applicant alone where a = b
						other.fill()
						got := other.solve(t)
						if p.rank(a, got[a]) < p.rank(a, truth[a]) && p.rank(b, got[b]) < p.rank(b, truth[b]) {
							t.Fatalf("%+v: applicants %d and %d gain by %v and %v: %v, else %v", p, a, b, one, two, got, truth)
						}
					}
				}
			}
		}
	})
}

// TestRuralHospitals: in all stable matchings the same applicants are matched and every tree fills as many seats; a place under no cap
// that prefers no group and has seats left has the same applicants.
func TestRuralHospitals(t *testing.T) {
	each(t, 120, 5, 3, func(t *testing.T, _ *rand.Rand, k kind, p *tiny) {
		best := slices.Clone(p.solve(t))
		p.matchings(func(match []int32) {
			if !p.stable(match) {
				return
			}
			for a := range match {
				if (match[a] == stableproblem.None) != (best[a] == stableproblem.None) {
					t.Fatalf("%+v: applicant %d is matched in one of %v and %v", p, a, best, match)
				}
			}
			one, two := p.filled(pairs(best)), p.filled(pairs(match))
			if !slices.Equal(one, two) {
				t.Fatalf("%+v: seats filled %v and %v", p, one, two)
			}
			if k.caps || k.reserves {
				return
			}
			for a := range match {
				if place := best[a]; place != match[a] && place != stableproblem.None && one[place] < int(p.Quota[place]) {
					t.Fatalf("%+v: place %d has seats left, and others in %v than in %v", p, place, match, best)
				}
			}
		})
	})
}

// TestPlacesUnderACapCanDiffer keeps the example that shows why the claim on places stops at caps: with both seats of the cap taken, applicant 0
// cannot move to place 0 since her own seat counts as taken; so she is at place 1 in one stable matching and at place 0 in the better one.
func TestPlacesUnderACapCanDiffer(t *testing.T) {
	p := &tiny{score: [][]int32{{2, 4}, {0, 5}}, lists: [][]int32{{0, 1}, {1}}}
	p.Quota, p.PlaceCap, p.Caps = []int32{1, 2}, []int32{0, 0}, []stableproblem.Cap{{Seats: 2, Parent: stableproblem.None}}
	p.Across, p.Lottery = stableproblem.ByScore, []int32{0, 1}
	p.fill()
	if got := p.solve(t); !slices.Equal(got, []int32{0, 1}) || !p.stable([]int32{1, 1}) || !judge(p, []int32{1, 1}) {
		t.Errorf("the best is %v, want [0 1]; [1 1] is stable: %v, judged so: %v", got, p.stable([]int32{1, 1}), judge(p, []int32{1, 1}))
	}
}

func pairs(match []int32) map[application]bool {
	set := map[application]bool{}
	for a, place := range match {
		if place != stableproblem.None {
			set[application{a, int(place)}] = true
		}
	}
	return set
}

// TestImprovementsNeverHurt: a higher score somewhere, an earlier position in the draw, one more group.
func TestImprovementsNeverHurt(t *testing.T) {
	moved := 0
	each(t, 1500, 6, 3, func(t *testing.T, r *rand.Rand, k kind, p *tiny) {
		before := slices.Clone(p.solve(t))
		a := r.IntN(len(p.lists))
		switch r.IntN(3) {
		case 0: // from Ineligible this is a low score
			p.score[a][r.IntN(p.Places())] += 1 + r.Int32N(1000)
			if !k.lottery {
				p.Lottery = numbers(r.Perm(len(p.lists))) // scores, distinct until now, may have become equal
			}
		case 1:
			if !k.lottery {
				return
			}
			p.advance(a, r.Int32N(p.Lottery[a]+1))
		default:
			if !k.reserves {
				return
			}
			p.Groups[a] |= 1 << r.IntN(3)
		}
		p.fill()
		after := p.solve(t)
		if p.rank(a, after[a]) > p.rank(a, before[a]) {
			t.Fatalf("%+v: applicant %d falls from place %d to %d", p, a, before[a], after[a])
		}
		if before[a] != after[a] {
			moved++
		}
	})
	if moved < 100 {
		t.Errorf("%d improvements changed anything", moved)
	}
}

// advance gives applicant a an earlier position in the draw; whoever was between moves back by one.
func (t *tiny) advance(a int, to int32) {
	t.Lottery = slices.Clone(t.Lottery)
	from := t.Lottery[a]
	for i, x := range t.Lottery {
		if to <= x && x < from {
			t.Lottery[i]++
		}
	}
	t.Lottery[a] = to
}

// TestMoreSeatsHurtNobody: at places under no cap, and under the outermost cap.
func TestMoreSeatsHurtNobody(t *testing.T) {
	each(t, 1000, 6, 3, func(t *testing.T, r *rand.Rand, _ kind, p *tiny) {
		before := slices.Clone(p.solve(t))
		if place := r.IntN(p.Places()); p.CapOf(place) == stableproblem.None {
			p.Quota[place]++
		} else {
			p.Caps[2].Seats++
		}
		for a, place := range p.solve(t) {
			if p.rank(a, place) > p.rank(a, before[a]) {
				t.Fatalf("%+v: applicant %d falls from place %d to %d", p, a, before[a], place)
			}
		}
	})
}

// TestMoreSeatsUnderACapCanHurt keeps the example that shows why the claim stops at caps: a second seat at one place lets a better
// score in, which the cap takes from the other place.
func TestMoreSeatsUnderACapCanHurt(t *testing.T) {
	p := &tiny{score: [][]int32{{9, 0}, {0, 5}}, lists: [][]int32{{0}, {1}}}
	p.Quota, p.PlaceCap, p.Caps = []int32{0, 1}, []int32{0, 0}, []stableproblem.Cap{{Seats: 1, Parent: stableproblem.None}}
	p.Across, p.Lottery = stableproblem.ByScore, []int32{0, 1}
	p.fill()
	before := slices.Clone(p.solve(t))
	p.Quota[0] = 1
	after := p.solve(t)
	if want := []int32{stableproblem.None, 1}; !slices.Equal(before, want) {
		t.Errorf("before: %v, want %v", before, want)
	}
	if want := []int32{0, stableproblem.None}; !slices.Equal(after, want) {
		t.Errorf("after: %v, want %v", after, want)
	}
}

// TestReservesDominateQuotas: nobody is worse off with minority reserves than with majority quotas of the same size (Hafalir, Yenmez
// and Yildirim 2013, theorem 2). The example is built for the paper's point: a quota at place 0 sends majority applicant 1 on to place 1,
// where she puts out the minority applicant whom the quota was to help; the reserve lets all three have their first choice.
func TestReservesDominateQuotas(t *testing.T) {
	p := &tiny{score: [][]int32{{3, 1}, {2, 3}, {1, 2}}, lists: [][]int32{{0}, {0, 1}, {1, 0}}}
	p.Quota, p.Groups, p.Lottery = []int32{2, 1}, []uint64{0, 0, 1}, []int32{0, 1, 2}
	p.ReserveBegin, p.Reserves = []int32{0, 1, 1}, []stableproblem.Reserve{{Group: 0, Seats: 1}}
	p.fill()
	if got, want := p.solve(t), []int32{0, 0, 1}; !slices.Equal(got, want) {
		t.Errorf("with a reserve: %v, want %v", got, want)
	}
	if got, want := p.majorityQuotas(), []int32{0, 1, 0}; !slices.Equal(got, want) {
		t.Errorf("with a quota: %v, want %v", got, want)
	}
	r := rand.New(rand.NewPCG(11, 12))
	better := 0
	for range 3000 {
		p := draw(r, kind{lottery: true}, 6, 3)
		p.ReserveBegin = []int32{0}
		for range p.lists {
			p.Groups = append(p.Groups, r.Uint64N(2))
		}
		for _, q := range p.Quota {
			p.Reserves = append(p.Reserves, stableproblem.Reserve{Group: 0, Seats: r.Int32N(q + 1)})
			p.ReserveBegin = append(p.ReserveBegin, int32(len(p.Reserves)))
		}
		quotas := p.majorityQuotas()
		for a, place := range p.solve(t) {
			if p.rank(a, place) > p.rank(a, quotas[a]) {
				t.Fatalf("%+v: applicant %d has %d with reserves, %d with quotas", p, a, place, quotas[a])
			}
			if p.rank(a, place) < p.rank(a, quotas[a]) {
				better++
			}
		}
	}
	if better < 100 {
		t.Errorf("%d applicants were better off with reserves", better)
	}
}

// majorityQuotas is deferred acceptance where every place takes at most quota − reserve of those outside group 0, by rounds.
func (t *tiny) majorityQuotas() []int32 {
	refused := map[application]bool{}
	for {
		match := make([]int32, len(t.lists))
		asking := make([][]int, t.Places())
		for a, list := range t.lists {
			match[a] = stableproblem.None
			for _, place := range list {
				if x := (application{a, int(place)}); !refused[x] && t.score[a][place] != stableproblem.Ineligible {
					match[a] = place
					asking[place] = append(asking[place], a)
					break
				}
			}
		}
		before := len(refused)
		for place, people := range asking {
			slices.SortFunc(people, func(a, b int) int {
				if d := t.score[b][place] - t.score[a][place]; d != 0 {
					return int(d)
				}
				return int(t.Lottery[a] - t.Lottery[b])
			})
			seats, majority := t.Quota[place], t.Quota[place]
			if _, reserves := t.ReservesOf(place); len(reserves) > 0 {
				majority -= reserves[0].Seats
			}
			for _, a := range people {
				outside := t.Groups[a]&1 == 0
				if seats == 0 || outside && majority == 0 {
					refused[application{a, place}] = true
					continue
				}
				seats--
				if outside {
					majority--
				}
			}
		}
		if len(refused) == before {
			return match
		}
	}
}

// TestLargerPlaces: places of hundreds of seats, which choose in batches, against deferred acceptance by rounds and sorting.
func TestLargerPlaces(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	for range 30 {
		p := draw(r, kind{lottery: true}, 1500+r.IntN(1500), 6)
		for i := range p.Quota {
			p.Quota[i] = r.Int32N(500)
		}
		for a := range p.score {
			for i := range p.score[a] {
				if p.score[a][i] != stableproblem.Ineligible {
					p.score[a][i] = r.Int32N(100)
				}
			}
		}
		p.fill()
		p.Groups = make([]uint64, len(p.lists)) // no reserves, so majorityQuotas has none
		if got, want := p.solve(t), p.majorityQuotas(); !slices.Equal(got, want) {
			t.Fatalf("%d applicants: another matching than by rounds", len(p.lists))
		}
	}
}

// TestSameAnswerAndCancellation: applicants in another order have the same places; a search that was called off gives none.
func TestSameAnswerAndCancellation(t *testing.T) {
	each(t, 200, 12, 4, func(t *testing.T, r *rand.Rand, _ kind, p *tiny) {
		want := slices.Clone(p.solve(t))
		order := r.Perm(len(p.lists))
		other := *p
		other.score, other.lists = make([][]int32, len(order)), make([][]int32, len(order))
		other.Lottery, other.Groups = slices.Clone(p.Lottery), slices.Clone(p.Groups)
		for i, a := range order {
			other.score[i], other.lists[i] = p.score[a], p.lists[a]
			if p.Lottery != nil {
				other.Lottery[i] = p.Lottery[a]
			}
			if p.Groups != nil {
				other.Groups[i] = p.Groups[a]
			}
		}
		other.fill()
		for i, place := range other.solve(t) {
			if place != want[order[i]] {
				t.Fatalf("%+v: applicant %d has %d, in another order %d", p, order[i], want[order[i]], place)
			}
		}
	})
	ended, end := context.WithCancel(context.Background())
	end()
	p := draw(rand.New(rand.NewPCG(1, 1)), kinds[1], 5, 3)
	if s, err := stable.Solve(ended, &p.Problem); s != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("after it was called off: an answer %v, error %v", s != nil, err)
	}
}
