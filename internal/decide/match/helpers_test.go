package match_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"mihe/internal/decide/match"
)

// township is a made-up place of a county on a grid.
func township(i int) match.Point {
	return match.Point{Latitude: 27 + 0.06*float64(i%4), Longitude: 105.5 + 0.06*float64(i/4)}
}

// county makes a day of a county: townships on a grid, shifts of nine hours, visits of half an hour to an hour and a half. Two visits in three come for people who know
// somebody, one in five wants a language, one in twelve two carers at once; some carers are barred, some have hardly any time left.
func county(t testing.TB, seed uint64, visits, carers int) match.Day {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 77))
	road, err := match.RoadOn("2026-03-03")
	if err != nil {
		t.Fatal(err)
	}
	const places = 15
	d := match.Day{On: "2026-03-03", Road: road}
	var points []match.Point
	for i := range places {
		d.Places, points = append(d.Places, fmt.Sprintf("town%02d", i)), append(points, township(i))
	}
	d.Ways = road.Ways(points)
	languages := []string{"zh", "hmn", "ii", "pcc"}
	for i := range carers {
		c := match.Carer{
			Post: fmt.Sprintf("post_%03d", i), Base: d.Places[r.IntN(places)], Shift: match.Window{Open: 8 * 60, Shut: 17 * 60}, Languages: []string{"zh"},
			Skills: []match.Skill{{Code: "care_worker", Level: 3 + r.IntN(3)}}, SoFar: r.IntN(1200),
		}
		if r.IntN(4) == 0 {
			c.Skills = append(c.Skills, match.Skill{Code: "nurse_licence"})
		}
		if r.IntN(3) == 0 {
			c.Languages = append(c.Languages, languages[1+r.IntN(3)])
		}
		if r.IntN(6) == 0 {
			c.Most = c.SoFar + 60 + r.IntN(200)
		}
		if r.IntN(5) == 0 {
			c.Shift = match.Window{Open: 7 * 60, Shut: 12 * 60}
		}
		d.Carers = append(d.Carers, c)
	}
	post := func() string { return d.Carers[r.IntN(carers)].Post }
	for i := range visits {
		open := 8*60 + 30*r.IntN(14)
		v := match.Visit{
			ID: fmt.Sprintf("visit_%04d", i), Person: fmt.Sprintf("person_%d", i), At: d.Places[r.IntN(places)], Minutes: 30 + 15*r.IntN(5),
			Windows: []match.Window{{Open: open, Shut: open + 60 + 30*r.IntN(4)}}, Priority: r.IntN(3), Together: r.IntN(12) == 0,
		}
		if carers > 0 && r.IntN(3) > 0 {
			v.Known = []string{post(), post()}
		}
		if r.IntN(5) == 0 {
			v.Languages = []string{languages[1+r.IntN(3)]}
		}
		switch r.IntN(8) {
		case 0:
			v.Skills = []match.Skill{{Code: "nurse_licence"}}
		case 1, 2:
			v.Skills = []match.Skill{{Code: "care_worker", Level: 4}}
		case 3:
			v.Skills = []match.Skill{{Code: "care_worker", Level: 3}}
		}
		if carers > 0 && r.IntN(4) == 0 {
			v.Barred = []match.Bar{{Post: post(), Why: match.BarWhys[r.IntN(3)]}}
		}
		d.Visits = append(d.Visits, v)
	}
	return d
}

// tight is a day of a few visits in which every constraint can bind.
func tight(t testing.TB, seed uint64) match.Day {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 5))
	d := county(t, seed, 6+r.IntN(7), r.IntN(4))
	for i := range d.Carers {
		c := &d.Carers[i]
		switch r.IntN(4) {
		case 0:
			c.Most = c.SoFar + 30 + r.IntN(60)
		case 1:
			c.Shift.Shut = c.Shift.Open + 60 + r.IntN(120)
		}
	}
	for i := range d.Visits {
		v := &d.Visits[i]
		v.Together = r.IntN(4) == 0
		if r.IntN(3) == 0 {
			v.Windows = []match.Window{{Open: v.Windows[0].Open, Shut: v.Windows[0].Open + r.IntN(20)}}
		}
		v.Barred = nil
		for _, c := range d.Carers {
			if r.IntN(3) == 0 {
				v.Barred = append(v.Barred, match.Bar{Post: c.Post, Why: match.Refused})
			}
		}
	}
	return d
}

func planned(t testing.TB, d match.Day, iterations int) match.Plan {
	t.Helper()
	p, err := match.Match(t.Context(), d, match.Options{Iterations: iterations, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func visitOf(d match.Day, id string) match.Visit {
	return d.Visits[slices.IndexFunc(d.Visits, func(v match.Visit) bool { return v.ID == id })]
}

func carerOf(d match.Day, post string) match.Carer {
	return d.Carers[slices.IndexFunc(d.Carers, func(c match.Carer) bool { return c.Post == post })]
}
