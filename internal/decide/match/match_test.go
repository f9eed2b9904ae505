package match_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"mihe/internal/decide/match"
)

// What a plan says is so: everybody is served once or left out, nobody does what they may not, times and figures are right.
func TestPlansHold(t *testing.T) {
	for seed := range uint64(60) {
		d := tight(t, seed)
		if seed%6 == 0 {
			d = county(t, seed, 60, 12)
		}
		p := planned(t, d, 150)
		if says := newJudge(d).wrong(tours(d, p)); says != "" {
			t.Errorf("seed %d: %s", seed, says)
		}
		served := map[string]int{}
		strangers, unspoken, way := 0, 0, 0
		for _, r := range p.Routes {
			c, work := carerOf(d, r.Post), 0
			at := c.Base
			for _, s := range r.Stops {
				v := visitOf(d, s.Visit)
				served[s.Visit]++
				step := newJudge(d).way(at, v.At)
				if s.Until != s.From+v.Minutes || s.Way != step {
					t.Errorf("seed %d: %+v of %+v, way %d", seed, s, v, step)
				}
				at, way, work = v.At, way+step, work+v.Minutes
				atWork := func(post string) bool {
					return slices.ContainsFunc(d.Carers, func(c match.Carer) bool { return c.Post == post })
				}
				if known := slices.Contains(v.Known, r.Post); known != s.Why.Known {
					t.Errorf("seed %d: %s known %v, said %v", seed, s.Visit, known, s.Why.Known)
				} else if !known && slices.ContainsFunc(v.Known, atWork) {
					strangers++
				}
				speaks := func(c match.Carer) bool {
					return slices.ContainsFunc(v.Languages, func(l string) bool { return slices.Contains(c.Languages, l) })
				}
				if speaks(c) != (len(s.Why.Speaks) > 0) {
					t.Errorf("seed %d: %s speaks %v", seed, s.Visit, s.Why.Speaks)
				} else if !speaks(c) && slices.ContainsFunc(d.Carers, speaks) {
					unspoken++
				}
			}
			home := newJudge(d).way(at, c.Base)
			if way += home; r.Work != work || r.Back != r.Stops[len(r.Stops)-1].Until+home {
				t.Errorf("seed %d: %s works %d, want %d; back at %d", seed, r.Post, r.Work, work, r.Back)
			}
		}
		for _, l := range p.Left {
			served[l.Visit] += 10
		}
		for _, v := range d.Visits {
			want := 1
			if v.Together {
				want = 2
			}
			if served[v.ID] != want && served[v.ID] != 10 {
				t.Errorf("seed %d: %s is on %d routes", seed, v.ID, served[v.ID])
			}
		}
		f := p.Figures
		if f.Strangers != strangers || f.Unspoken != unspoken || f.Way != way || f.Visits != len(d.Visits) || f.Served != len(d.Visits)-len(p.Left) {
			t.Errorf("seed %d: figures %+v, want %d strangers, %d unspoken, %d on the way", seed, f, strangers, unspoken, way)
		}
	}
}

// A visit that is left out fits nowhere; it does once the constraints it names are lifted together, and not with one of them less. The judge tries every place.
func TestReasonsAreTested(t *testing.T) {
	seen := map[match.Constraint]int{}
	several := 0
	for seed := range uint64(100) {
		d := tight(t, seed)
		p := planned(t, d, 60)
		list := tours(d, p)
		for _, l := range p.Left {
			lift := func(cs []match.Constraint) bool {
				j := newJudge(d)
				j.lifted, j.about = map[match.Constraint]bool{}, l.Visit
				for _, c := range cs {
					j.lifted[c] = true
				}
				return j.fits(list, l.Visit)
			}
			if len(l.Constraints) == 0 {
				t.Errorf("seed %d: %s is left out without a reason", seed, l.Visit)
			}
			if lift(nil) {
				t.Errorf("seed %d: %s is left out and fits", seed, l.Visit)
			}
			for _, c := range l.Constraints {
				seen[c]++
			}
			if l.Constraints[0] == match.Nobody {
				if len(d.Carers) > 0 || len(l.Constraints) > 1 {
					t.Errorf("seed %d: %s: nobody, of %d", seed, l.Visit, len(d.Carers))
				}
				continue
			}
			if !lift(l.Constraints) {
				t.Errorf("seed %d: %s does not fit without %v", seed, l.Visit, l.Constraints)
			}
			for i := range l.Constraints {
				less := slices.Delete(slices.Clone(l.Constraints), i, i+1)
				if len(less) > 0 && lift(less) {
					t.Errorf("seed %d: %s fits without %v already, and names %v", seed, l.Visit, less, l.Constraints)
				}
			}
			if len(l.Constraints) > 1 {
				several++
			}
		}
	}
	for _, c := range []match.Constraint{match.Times, match.Shift, match.Minutes, match.Together, match.Papers, match.Barred, match.Nobody} {
		if seen[c] < 5 {
			t.Errorf("%s was a reason %d times: too few to say anything", c, seen[c])
		}
	}
	t.Log(seen, several, "with several")
}

// A pair that is barred never meets, however scarce carers are.
func TestBarredPairsNeverMeet(t *testing.T) {
	barred := 0
	for seed := range uint64(40) {
		d := county(t, seed, 40, 3)
		r := rand.New(rand.NewPCG(seed, 9))
		for i := range d.Visits {
			d.Visits[i].Barred = nil
			for _, c := range d.Carers {
				if r.IntN(2) == 0 {
					d.Visits[i].Barred = append(d.Visits[i].Barred, match.Bar{Post: c.Post, Why: match.Related})
					barred++
				}
			}
		}
		p := planned(t, d, 60)
		for _, route := range p.Routes {
			for _, s := range route.Stops {
				if slices.ContainsFunc(visitOf(d, s.Visit).Barred, func(b match.Bar) bool { return b.Post == route.Post }) {
					t.Errorf("seed %d: %s goes to %s", seed, route.Post, s.Visit)
				}
			}
		}
	}
	if barred < 1000 {
		t.Errorf("%d pairs were barred", barred)
	}
}

// The order in which a day lists things decides nothing, and neither does the run.
func TestOrderDecidesNothing(t *testing.T) {
	for seed := range uint64(12) {
		d := county(t, seed, 50, 10)
		p := planned(t, d, 100)
		e := d
		r := rand.New(rand.NewPCG(seed, 3))
		e.Visits, e.Carers, e.Places, e.Ways = slices.Clone(d.Visits), slices.Clone(d.Carers), nil, nil
		r.Shuffle(len(e.Visits), func(i, j int) { e.Visits[i], e.Visits[j] = e.Visits[j], e.Visits[i] })
		r.Shuffle(len(e.Carers), func(i, j int) { e.Carers[i], e.Carers[j] = e.Carers[j], e.Carers[i] })
		order := r.Perm(len(d.Places))
		for _, a := range order {
			e.Places = append(e.Places, d.Places[a])
			for _, b := range order {
				e.Ways = append(e.Ways, d.Ways[a*len(d.Places)+b])
			}
		}
		for i := range e.Visits {
			v := &e.Visits[i]
			v.Known, v.Skills = slices.Clone(v.Known), slices.Clone(v.Skills)
			slices.Reverse(v.Known)
		}
		if again := planned(t, e, 100); !reflect.DeepEqual(p, again) {
			t.Errorf("seed %d: another order, another plan", seed)
		}
		if again := planned(t, d, 100); !reflect.DeepEqual(p, again) {
			t.Errorf("seed %d: the same day twice, two plans", seed)
		}
	}
}

// One more carer who may do everything never serves fewer. The search is no proof, so the plan that was is given to it: with the new carer at home it still holds. What is
// asked of the search is that it loses at most one visit in a hundred, on days where it cannot have seen everything.
func TestOneMoreCarerHelps(t *testing.T) {
	before, after := 0, 0
	for seed := range uint64(20) {
		d := county(t, seed, 60, 6)
		p := planned(t, d, 300)
		e := d
		e.Carers = append(slices.Clone(d.Carers), match.Carer{
			Post: "post_new", Base: d.Places[0], Shift: match.Window{Open: 8 * 60, Shut: 17 * 60}, Languages: []string{"zh", "hmn", "ii", "pcc"},
			Skills: []match.Skill{{Code: "care_worker", Level: 1}, {Code: "nurse_licence"}},
		})
		if says := newJudge(e).wrong(tours(e, p)); says != "" {
			t.Errorf("seed %d: with one more carer the plan breaks: %s", seed, says)
		}
		q := planned(t, e, 300)
		if q.Figures.Weighed > p.Figures.Weighed {
			t.Errorf("seed %d: %+v with one more carer, %+v without", seed, q.Figures, p.Figures)
		}
		before, after = before+p.Figures.Served, after+q.Figures.Served
	}
	if after <= before {
		t.Errorf("twenty more carers serve %d, twenty fewer %d", after, before)
	}
}

// On days of four visits every plan is tried: none serves more of what is urgent.
func TestSmallDaysAreServedAsWellAsCanBe(t *testing.T) {
	for seed := range uint64(30) {
		d := tight(t, 1000+seed)
		d.Visits = d.Visits[:4]
		best := 0
		for _, v := range d.Visits {
			best += 1 + v.Priority
		}
		p := planned(t, d, 300)
		var list []tour
		for _, c := range d.Carers {
			list = append(list, tour{post: c.Post})
		}
		j := newJudge(d)
		var next func(i, left int, list []tour)
		next = func(i, left int, list []tour) {
			if i == len(d.Visits) {
				if j.wrong(list) == "" {
					best = min(best, left)
				}
				return
			}
			v := d.Visits[i]
			next(i+1, left+1+v.Priority, list)
			j.everywhere(list, part{v.ID, false}, func(with []tour) {
				if !v.Together {
					next(i+1, left, with)
					return
				}
				j.everywhere(with, part{v.ID, true}, func(both []tour) { next(i+1, left, both) })
			})
		}
		next(0, 0, list)
		if p.Figures.Weighed != best {
			t.Errorf("seed %d: %d left out by weight, %d can be", seed, p.Figures.Weighed, best)
		}
	}
}

// The levels in their order: somebody known before a language, a language before even work, and papers before all of them.
func TestWhatComesFirst(t *testing.T) {
	road := match.Road{DetourPercent: 100, KmPerHour: 30, WithinMinutes: 5}
	day := func(change func(*match.Day)) match.Plan {
		d := match.Day{
			On: "2026-03-03", Road: road, Places: []string{"a"}, Ways: []int{5},
			Carers: []match.Carer{
				{Post: "post_a", Base: "a", Shift: match.Window{Open: 480, Shut: 1020}, Languages: []string{"zh"}, SoFar: 600},
				{Post: "post_b", Base: "a", Shift: match.Window{Open: 480, Shut: 1020}, Languages: []string{"zh", "ii"}, SoFar: 300},
				{Post: "post_c", Base: "a", Shift: match.Window{Open: 480, Shut: 1020}, Languages: []string{"zh"}},
			},
			Visits: []match.Visit{{ID: "visit_a", At: "a", Minutes: 60, Windows: []match.Window{{Open: 540, Shut: 600}}}},
		}
		change(&d)
		return planned(t, d, 50)
	}
	for _, c := range []struct {
		name, post string
		change     func(*match.Day)
	}{
		{"whoever has worked least", "post_c", func(*match.Day) {}},
		{"a language before that", "post_b", func(d *match.Day) { d.Visits[0].Languages = []string{"ii"} }},
		{"somebody known before a language", "post_a", func(d *match.Day) { d.Visits[0].Languages, d.Visits[0].Known = []string{"ii"}, []string{"post_a"} }},
		{"papers before both", "post_c", func(d *match.Day) {
			d.Visits[0].Languages, d.Visits[0].Known, d.Visits[0].Skills = []string{"ii"}, []string{"post_a"}, []match.Skill{{Code: "care_worker", Level: 4}}
			d.Carers[0].Skills, d.Carers[2].Skills = []match.Skill{{Code: "care_worker", Level: 5}}, []match.Skill{{Code: "care_worker", Level: 3}}
		}},
		{"nobody barred", "post_b", func(d *match.Day) {
			d.Visits[0].Known, d.Visits[0].Barred = []string{"post_a"}, []match.Bar{{Post: "post_a", Why: match.Refused}, {Post: "post_c", Why: match.Related}}
		}},
	} {
		p := day(c.change)
		if len(p.Routes) != 1 || p.Routes[0].Post != c.post {
			t.Errorf("%s: %+v, want %s", c.name, p.Routes, c.post)
		}
	}
}

// Days that cannot be are refused, each by its name.
func TestDaysThatCannotBe(t *testing.T) {
	for name, change := range map[string]func(*match.Day){
		"on":     func(d *match.Day) { d.On = "today" },
		"places": func(d *match.Day) { d.Places[1] = d.Places[0] },
		"ways":   func(d *match.Day) { d.Ways[3] = -1 },
		"visits": func(d *match.Day) { d.Visits[0].Windows[0].Shut = 24 * 60 },
		"carers": func(d *match.Day) { d.Carers[0].Base = "nowhere" },
	} {
		d := county(t, 1, 5, 2)
		change(&d)
		if _, err := match.Match(t.Context(), d, match.Options{Iterations: 1}); err == nil || err.Error() == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := match.RoadOn("2019-12-31"); err == nil {
		t.Error("ways of a day without parameters")
	}
}

// A county's day is planned within two seconds.
func BenchmarkCountyDay(b *testing.B) {
	d := county(b, 1, 200, 40)
	for b.Loop() {
		p, err := match.Match(b.Context(), d, match.Options{})
		if err != nil {
			b.Fatal(err)
		}
		f := p.Figures
		for name, n := range map[string]int{"left": f.Visits - f.Served, "strangers": f.Strangers, "unspoken": f.Unspoken, "spread": f.Spread, "way": f.Way} {
			b.ReportMetric(float64(n), name)
		}
	}
}

func ExampleRoad_Ways() {
	road := match.Road{DetourPercent: 140, KmPerHour: 30, WithinMinutes: 5}
	fmt.Println(road.Ways([]match.Point{{27, 105.5}, {27.06, 105.5}}))
	// Output: [5 19 19 5]
}
