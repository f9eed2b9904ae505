package eldercare

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"mihe/data"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/decide/rule"
)

const day = "2026-03-01"

var services = []string{"health_management", "ability_assessment", "family_support", "visits"}

func list(t testing.TB) *rule.Set {
	t.Helper()
	texts, err := data.Rules()
	if err != nil {
		t.Fatal(err)
	}
	s, err := rule.Read(texts["eldercare-entitlement"])
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// healthy are the facts of somebody of 66 who is due health management and an assessment, and nothing else that is looked at.
func healthy() map[string]any {
	return map[string]any{
		"birth": "1960-01-01", "grade": "intact", "pension_scheme": "resident", "placement": "home", "disability": "none", "pension_age_reached": true,
		"hardship": false, "subsistence": false, "destitute": false, "lives_alone": false, "merit": false, "lost_only_child": false, "without_shelter": false,
	}
}

func with(facts map[string]any, name string, value any) map[string]any {
	facts[name] = value
	return facts
}

func without(facts map[string]any, name string) map[string]any {
	delete(facts, name)
	return facts
}

func place(code string) region.Key {
	return region.Key{Code: region.Code(code), Level: region.Township}
}

func all(elders []Elder) func(func(Elder) error) error {
	return func(yield func(Elder) error) error {
		for _, e := range elders {
			if err := yield(e); err != nil {
				return err
			}
		}
		return nil
	}
}

// TestDiagnose counts seven elders whose cases were worked out by hand from the conditions written in data/rules.
func TestDiagnose(t *testing.T) {
	a, b := place("520521001"), place("520521002")
	d, err := Diagnose(list(t), day, services, all([]Elder{
		{"p1", a, Rural, healthy(), []string{"ability_assessment", "health_management"}, nil, "", nil, nil},
		{"p2", a, Rural, healthy(), []string{"health_management"}, []string{"visits"}, "", nil, nil},
		{"p3", a, Rural, with(healthy(), "birth", "1962-01-01"), nil, nil, "", nil, nil}, // 64: due neither
		{"p4", a, Rural, with(healthy(), "lives_alone", true), []string{"ability_assessment", "health_management"}, []string{"visits"}, "", nil, nil},
		{"p5", a, Urban, without(healthy(), "birth"), nil, nil, "", nil, nil}, // of unknown age
		{"p6", b, "", without(healthy(), "grade"), []string{"ability_assessment", "health_management", "old_age_allowance"}, nil, "", nil, nil},
		{"p7", b, "", with(healthy(), "grade", "severe"), []string{"family_support", "visits"}, []string{"health_management"}, "", nil, nil},
	}))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		cell Cell
		want string
	}{
		{Cell{a, Rural}, "{4 1 3 1 2 1 0 map[ability_assessment:{3 2} health_management:{3 3} visits:{1 0}]}"},
		{Cell{a, Urban}, "{1 0 0 0 0 0 1 map[]}"},
		{Cell{b, ""}, "{2 0 2 1 1 0 0 map[ability_assessment:{2 1} family_support:{1 1} health_management:{2 1} visits:{1 1}]}"},
	} {
		if got := fmt.Sprint(*d.Cells[c.cell]); got != c.want {
			t.Errorf("%v: %s, want %s", c.cell, got, c.want)
		}
	}
	if got, want := fmt.Sprint(d.Lacks), "[{p2 {520521001@township rural} [ability_assessment]} {p4 {520521001@township rural} [visits]} "+
		"{p7 {520521002@township } [health_management ability_assessment]}]"; got != want {
		t.Errorf("lacks %s, want %s", got, want)
	}
}

func TestDiagnoseRefuses(t *testing.T) {
	for name, run := range map[string]func() (*Diagnosis, error){
		"an item of no list": func() (*Diagnosis, error) { return Diagnose(list(t), day, []string{"dancing"}, all(nil)) },
		"a fact of no list": func() (*Diagnosis, error) {
			return Diagnose(list(t), day, services, all([]Elder{{Facts: map[string]any{"height": "1.70"}}}))
		},
	} {
		if d, err := run(); d != nil || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v, %v", name, d, err)
		}
	}
	broken := errors.New("the register broke off")
	if d, err := Diagnose(list(t), day, services, func(func(Elder) error) error { return broken }); d != nil || !errors.Is(err, broken) {
		t.Errorf("a register that breaks off: %v, %v", d, err)
	}
}

// total adds all cells; items are left out.
func total(d *Diagnosis) (sum Tally) {
	for _, t := range d.Cells {
		sum.Elders += t.Elders
		sum.NotDue += t.NotDue
		sum.Due += t.Due
		sum.Served += t.Served
		sum.Unserved += t.Unserved
		sum.Undecided += t.Undecided
	}
	return sum
}

// TestTalliesAddUp over made-up elders with unknown facts: everybody is counted once; a service that begins never makes anybody unserved;
// a fact that is forgotten never makes anything due.
func TestTalliesAddUp(t *testing.T) {
	r, set := rand.New(rand.NewPCG(12, 1)), list(t)
	elders := make([]Elder, 400)
	for i := range elders {
		elders[i] = drawn(r, i)
	}
	d, err := Diagnose(set, day, services, all(elders))
	if err != nil {
		t.Fatal(err)
	}
	sum := total(d)
	if sum.Elders != len(elders) || sum.Elders != sum.NotDue+sum.Due+sum.Undecided || sum.Due != sum.Served+sum.Unserved || len(d.Lacks) != sum.Unserved {
		t.Fatalf("%+v with %d lacks of %d elders", sum, len(d.Lacks), len(elders))
	}
	if sum.Served == 0 || sum.Unserved == 0 || sum.Undecided == 0 || sum.NotDue == 0 {
		t.Fatalf("a kind is missing: %+v", sum)
	}
	for range 30 {
		i := r.IntN(len(elders))
		e := elders[i]
		elders[i].Current = append(slices.Clone(e.Current), services[r.IntN(len(services))])
		more, err := Diagnose(set, day, services, all(elders))
		if err != nil {
			t.Fatal(err)
		}
		if n := total(more); n.Unserved > sum.Unserved || n.Due != sum.Due {
			t.Errorf("one service more: %+v, before %+v", n, sum)
		}
		elders[i] = e
		elders[i].Facts = map[string]any{}
		for k, v := range e.Facts {
			if r.IntN(3) > 0 {
				elders[i].Facts[k] = v
			}
		}
		fewer, err := Diagnose(set, day, services, all(elders))
		if err != nil {
			t.Fatal(err)
		}
		if n := total(fewer); n.Due > sum.Due || n.NotDue > sum.NotDue {
			t.Errorf("facts forgotten: %+v, before %+v", n, sum)
		}
		elders[i] = e
	}
}

// drawn makes up an elder of whom each fact is known three times in four.
func drawn(r *rand.Rand, i int) Elder {
	one := func(options ...any) any { return options[r.IntN(len(options))] }
	facts := map[string]any{
		"birth": fmt.Sprintf("%d-0%d-1%d", 1930+r.IntN(37), 1+r.IntN(9), r.IntN(10)), "grade": one("intact", "intact", "mild", "moderate", "severe"),
		"pension_scheme": one("none", "employee", "resident"), "placement": one("home", "institution"), "disability": one("none", "none", "first"),
		"pension_age_reached": one(true, false), "hardship": one(true, false, false), "subsistence": one(true, false, false), "destitute": false,
		"lives_alone": one(true, false), "merit": false, "lost_only_child": false, "without_shelter": false,
	}
	if r.IntN(4) == 0 {
		delete(facts, one("birth", "grade", "lives_alone").(string))
	}
	e := Elder{fmt.Sprintf("p%05d", i), place(fmt.Sprintf("5205210%02d", 1+i%15)), []Residence{Urban, Rural, ""}[r.IntN(3)], facts, nil, nil, "", nil, nil}
	for _, s := range services {
		if r.IntN(3) > 0 {
			e.Current = append(e.Current, s)
		}
	}
	return e
}

// BenchmarkDiagnose runs the list over the 60,000 elders of a large county.
func BenchmarkDiagnose(b *testing.B) {
	r, set := rand.New(rand.NewPCG(12, 2)), list(b)
	elders := make([]Elder, 60_000)
	for i := range elders {
		elders[i] = drawn(r, i)
	}
	for b.Loop() {
		if _, err := Diagnose(set, day, services, all(elders)); err != nil {
			b.Fatal(err)
		}
	}
}
