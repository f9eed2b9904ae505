package eldercare

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"mihe/internal/act/delivery"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
)

// life is an elder at the end of a month, as an oracle keeps it: where they live, and of three items which are due by the old and by the new
// rules and which are there. It shares nothing with what it tests but the names of cells.
type life struct {
	cell    Cell
	listed  bool
	due     [2][]string // by the rules of before, and by those of now
	current []string
	under   map[string]Why
}

// countOf counts from scratch, by one version of the rules, who of a cell is due something and who has all of it.
func countOf(lives map[string]life, in func(Cell) bool, rules int) (due, has int) {
	for _, l := range lives {
		if !l.listed || !in(l.cell) || len(l.due[rules]) == 0 {
			continue
		}
		due++
		lacks := slices.DeleteFunc(slices.Clone(l.due[rules]), func(i string) bool { return slices.Contains(l.current, i) })
		if len(lacks) == 0 {
			has++
		}
	}
	return due, has
}

// standingsOf are the standings as a diagnosis makes them: of those who are counted by either version or were counted before.
func standingsOf(lives map[string]life, was map[string]bool, gone map[string]Why, cells map[string]Cell) (list []Standing) {
	for person, l := range lives {
		if !l.listed {
			if was[person] {
				list = append(list, Standing{Person: person, Cell: cells[person], Stand: Stand{NotCounted, gone[person], nil}})
			}
			continue
		}
		e := Elder{Person: person, Current: l.current, Under: l.under}
		at := func(rules int) Stand {
			return e.stand(l.due[rules], slices.DeleteFunc(slices.Clone(l.due[rules]), func(i string) bool { return slices.Contains(l.current, i) }))
		}
		s := Standing{Person: person, Cell: l.cell, Stand: at(1)}
		if old := at(0); old.State != s.State {
			s.Old = &old
		}
		if s.State != NotCounted || s.Old != nil || was[person] {
			list = append(list, s)
		}
	}
	return list
}

var (
	lifeItems = []string{"visits", "meals", "health"}
	lifeWhys  = []Why{Denied, Unconfirmed, Short, endedBy("moved_away"), endedBy("withdrawn")}
)

func drawLife(r *rand.Rand) life {
	some := func(p int) (list []string) {
		for _, i := range lifeItems {
			if r.IntN(p) == 0 {
				list = append(list, i)
			}
		}
		return list
	}
	l := life{
		cell:   Cell{region.Key{Code: region.Code(fmt.Sprintf("52052190%d", 1+r.IntN(3))), Level: region.Township}, []Residence{Urban, Rural, ""}[r.IntN(3)]},
		listed: r.IntN(6) > 0, current: some(2), under: map[string]Why{},
	}
	l.due[0] = some(2)
	if l.due[1] = l.due[0]; r.IntN(4) == 0 {
		l.due[1] = some(2)
	}
	for _, i := range lifeItems {
		switch {
		case r.IntN(2) == 0:
		case slices.Contains(l.current, i):
			l.under[i] = ByVisits
		default:
			l.under[i] = lifeWhys[r.IntN(len(lifeWhys))]
		}
	}
	return l
}

// Whatever happens to whom, the shifts add up to exactly what changed, in every group that is made of cells, and no reason is without a cause that
// an oracle that counts from scratch can see.
func TestMovementAddsUp(t *testing.T) {
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 12))
		before, after := map[string]life{}, map[string]life{}
		cells, was, gone := map[string]Cell{}, map[string]bool{}, map[string]Why{}
		for i := range 30 {
			p := fmt.Sprint("person_", i)
			before[p], after[p] = drawLife(r), drawLife(r)
			one := before[p]
			one.due[1] = one.due[0] // the rules of before are the ones that held then
			before[p] = one
			cells[p], gone[p] = one.cell, []Why{Left, endedBy("died")}[r.IntN(2)]
		}
		base := standingsOf(before, nil, gone, cells)
		for _, s := range base {
			was[s.Person] = s.State != NotCounted
		}
		now := standingsOf(after, was, gone, cells)
		r.Shuffle(len(now), func(i, j int) { now[i], now[j] = now[j], now[i] })
		shifts := Movement(base, now)

		groups := map[string]func(Cell) bool{"all": func(Cell) bool { return true }}
		for _, where := range []Residence{Urban, Rural, ""} {
			groups["residence "+string(where)] = func(c Cell) bool { return c.Residence == where }
		}
		for i := 1; i <= 3; i++ {
			groups[fmt.Sprint("township ", i)] = func(c Cell) bool { return c.Place.Code == region.Code(fmt.Sprintf("52052190%d", i)) }
		}
		for name, in := range groups {
			wantDue, wantHas := countOf(after, in, 1)
			due, has := countOf(before, in, 0)
			lacked := due - has
			for _, s := range shifts {
				place, _ := region.ParseKey(s.Place)
				if in(Cell{place, s.Residence}) {
					due, has, lacked = due+s.Due(), has+s.Served(), lacked+s.Unserved()
				}
			}
			if due != wantDue || has != wantHas || lacked != wantDue-wantHas {
				t.Errorf("seed %d, %s: the shifts lead to %d due, %d served, %d without; there are %d, %d, %d", seed, name, due, has, lacked, wantDue, wantHas, wantDue-wantHas)
			}
		}
		if n := ruled(shifts); n != anew(after) {
			t.Errorf("seed %d: %d decided anew by a rule, the oracle finds %d", seed, n, anew(after))
		}
		if n, want := gross(shifts, NewlyDue), fresh(before, after); n != want {
			t.Errorf("seed %d: %d newly due, the oracle finds %d", seed, n, want)
		}
	}
}

func gross(shifts []Shift, why Reason) (n int) {
	for _, s := range shifts {
		if s.Reason == why {
			n += s.N
		}
	}
	return n
}

func ruled(shifts []Shift) int { return gross(shifts, ByRule) }

// anew counts those whom the two versions put into different states.
func anew(lives map[string]life) (n int) {
	for p, l := range lives {
		one := map[string]life{p: l}
		dueOld, hasOld := countOf(one, func(Cell) bool { return true }, 0)
		due, has := countOf(one, func(Cell) bool { return true }, 1)
		if dueOld != due || hasOld != has {
			n++
		}
	}
	return n
}

// fresh counts those who were not counted before and are by the rules of before.
func fresh(before, after map[string]life) (n int) {
	for p := range after {
		was, _ := countOf(map[string]life{p: before[p]}, func(Cell) bool { return true }, 0)
		is, _ := countOf(map[string]life{p: after[p]}, func(Cell) bool { return true }, 0)
		if was == 0 && is == 1 {
			n++
		}
	}
	return n
}

// Each reason by hand: one elder each, and what is told of them.
func TestReasonsOfMovement(t *testing.T) {
	at := Cell{region.Key{Code: "520521901", Level: region.Township}, Rural}
	town := Cell{at.Place, Urban}
	lacks, has := Stand{Lacking, NoService, []string{"visits"}}, Stand{Served, ByVisits, []string{"visits"}}
	stand := func(p string, c Cell, s Stand, old ...Stand) Standing {
		one := Standing{Person: p, Cell: c, Stand: s}
		if len(old) > 0 {
			one.Old = &old[0]
		}
		return one
	}
	before := []Standing{
		stand("confirmed", at, lacks), stand("registered", at, Stand{Lacking, NoService, []string{"meals"}}), stand("denied", at, has), stand("e1", at, has),
		stand("short", at, has), stand("died", at, lacks), stand("gone", at, has), stand("moved", at, lacks), stand("rule", at, has), stand("same", at, lacks),
		stand("never", at, Stand{}),
	}
	after := []Standing{
		stand("confirmed", at, has), stand("registered", at, Stand{Served, ByRegister, nil}), stand("denied", at, Stand{Lacking, Denied, []string{"visits"}}),
		stand("e1", at, Stand{Lacking, Unconfirmed, []string{"visits"}}), stand("short", at, Stand{Lacking, Short, []string{"visits"}}),
		stand("died", at, Stand{NotCounted, endedBy("died"), nil}), stand("moved", town, has), stand("rule", at, lacks, has), stand("same", at, lacks),
		stand("new", at, lacks),
	}
	var got []string
	for _, s := range Movement(before, after) {
		got = append(got, fmt.Sprintf("%s %s %d: %+d due %+d served", s.Reason, s.Residence, s.N, s.Due(), s.Served()))
	}
	want := []string{
		"confirmed rural 1: +0 due +1 served", "denied rural 1: +0 due -1 served", "ended_died rural 1: -1 due +0 served", "left rural 1: -1 due -1 served",
		"moved rural 1: -1 due +0 served", "newly_due rural 1: +1 due +0 served", "registered rural 1: +0 due +1 served", "rule rural 1: +0 due -1 served",
		"short rural 1: +0 due -1 served", "unconfirmed rural 1: +0 due -1 served", "confirmed urban 1: +0 due +1 served", "moved urban 1: +1 due +0 served",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%q, want\n%q", got, want)
	}
}

// Standings come back from their record as they were, in whatever order they came.
func TestStandingsAreKept(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	lives := map[string]life{}
	for i := range 60 {
		lives[fmt.Sprintf("person_%02d", i)] = drawLife(r)
	}
	list := standingsOf(lives, nil, nil, nil)
	body := must(ledger.EncodeBody(keep(list)))(t)
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	if again := must(ledger.EncodeBody(keep(list)))(t); string(again) != string(body) {
		t.Error("another order, other bytes")
	}
	back := must(readStandings(body))(t)
	by := func(a, b Standing) int { return slices.Compare([]string{a.Person}, []string{b.Person}) }
	slices.SortFunc(back, by)
	slices.SortFunc(list, by)
	if !reflect.DeepEqual(back, list) {
		t.Errorf("%d standings came back as %d", len(list), len(back))
	}
}

// What is wanting under a plan, by hand: four visits allowed, half of them enough.
func TestWhatIsWanting(t *testing.T) {
	d := delivered{enough: Enough{Pct: 50}}
	for want, one := range map[Why]delivery.Delivered{
		ByVisits: {Allowed: 4, Finished: 4, Confirmed: 2}, Denied: {Allowed: 4, Finished: 4, Confirmed: 1, Denied: 1},
		Unconfirmed: {Allowed: 4, Finished: 3, Confirmed: 1}, Short: {Allowed: 4, Finished: 1, Confirmed: 1},
	} {
		if got := d.wants(one); got != want {
			t.Errorf("%+v: %s, want %s", one, got, want)
		}
	}
	d.ended = map[string][]delivery.Ended{"p": {{Person: "p", Item: "visits", Why: "died"}}}
	if d.gone("p") != endedBy("died") || d.gone("q") != Left {
		t.Errorf("gone: %s, %s", d.gone("p"), d.gone("q"))
	}
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
