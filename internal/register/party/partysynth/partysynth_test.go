package partysynth_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"mihe/internal/base/access"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store/storetest"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partysynth"
	"mihe/internal/register/party/partytest"
)

var wish = partysynth.Wish{
	County: "520521", People: 4400, Seed: 1, Townships: []region.Key{partytest.North, partytest.South}, AsOn: "2026-01-01", BirthYear: 2020,
}

func people(t *testing.T, w partysynth.Wish) (*partysynth.Population, []party.Row) {
	t.Helper()
	p, err := partysynth.Make(w)
	if err != nil {
		t.Fatal(err)
	}
	return p, slices.Collect(p.Rows())
}

// The census of Dafang, as data/census-2020-county.csv prints it: 857,578 people, 533,681 of them rural, 122,636 of 60 and
// more, 79,737 households of one.
func TestPeopleFollowTheCensus(t *testing.T) {
	for _, n := range []int{4400, 50_000} {
		w := wish
		w.People = n
		p, rows := people(t, w)
		t.Logf("%+v", p.Fit)
		if len(rows) != n || p.Fit.Largest() > 1.5 {
			t.Errorf("%d people, off by %v", len(rows), p.Fit.Largest())
		}
		scale := float64(n) / 857_578
		count := func(is func(party.Row) bool) (c float64) {
			for _, r := range rows {
				if is(r) {
					c++
				}
			}
			return c
		}
		for _, c := range []struct {
			name   string
			census float64
			most   float64
			is     func(party.Row) bool
		}{
			{"rural", 533_681, 1.5, func(r party.Row) bool { return r.Facts[party.Residence].Value == "rural" }},
			{"60 and more", 122_636, 12, func(r party.Row) bool { return r.Facts[party.Born].Value < "1961-01" }}, // 12 classes
			{"alone", 79_737, 1.5, func(r party.Row) bool { return r.Facts[party.LivesAlone].Value == "yes" }},
		} {
			if got, want := count(c.is), c.census*scale; got < want-c.most || got > want+c.most {
				t.Errorf("%s: %v of %d, want %v", c.name, got, n, want)
			}
		}
	}
}

func TestNobodyIsReal(t *testing.T) {
	_, rows := people(t, wish)
	seen := map[string]bool{}
	for _, r := range rows {
		c, err := ident.ParseCitizen(r.Names.Number)
		if err != nil || !strings.HasPrefix(c.Region, "79") || c.Born[:7] != r.Facts[party.Born].Value || string(c.Sex) != r.Facts[party.Sex].Value {
			t.Fatalf("number %s of %+v: %v", r.Names.Number, r.Facts, err)
		}
		if seen[r.Names.Number] || !strings.HasPrefix(r.Names.Name, "合成-") || !strings.HasPrefix(r.Names.Phone, "100") || !strings.HasPrefix(r.Names.Address, "合成住址-") {
			t.Fatalf("%+v", r.Names)
		}
		seen[r.Names.Number] = true
		if err := r.Facts.Check(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSameSeedSamePeople(t *testing.T) {
	_, a := people(t, wish)
	_, b := people(t, wish)
	same := func(x, y party.Row) bool {
		return x.Names == y.Names && x.Household == y.Household && x.Region == y.Region
	}
	if !slices.EqualFunc(a, b, same) {
		t.Error("two makings differ")
	}
	w := wish
	w.Seed = 2
	if _, c := people(t, w); slices.EqualFunc(a, c, same) {
		t.Error("another seed gives the same people")
	}
}

func TestLoads(t *testing.T) {
	w := wish
	w.People = 1500
	p, err := partysynth.Make(w)
	if err != nil {
		t.Fatal(err)
	}
	s := partytest.New(t, storetest.Open(t, partytest.Migrations()...))
	done, err := s.Load(context.Background(), access.Operator(), p.Register())
	if err != nil || done.New != 1500 {
		t.Fatalf("%+v %v", done, err)
	}
	done, err = s.Load(context.Background(), access.Operator(), p.Register())
	if err != nil || done.New+done.Changed != 0 {
		t.Errorf("again: %+v %v", done, err)
	}
}
