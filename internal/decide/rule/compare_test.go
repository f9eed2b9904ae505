package rule

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mihe/data"
)

func TestCompareAmounts(t *testing.T) {
	before, err := Read([]byte(plainSet))
	if err != nil {
		t.Fatal(err)
	}
	after, err := Read([]byte(strings.Replace(strings.Replace(plainSet, `value: "80"`, `value: "75"`, 1), `then: "500"`, `then: "400"`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	var cases []Case
	for _, facts := range []map[string]any{
		{"age": int64(60), "sex": "f"},
		{"age": int64(75), "sex": "f"},
		{"age": int64(79), "sex": "m"},
		{"age": int64(85), "sex": "m"},
		{"age": int64(100)},
		{"age": int64(90)},
		{},
	} {
		cases = append(cases, Case{"2023-01-01", facts})
	}
	got, err := Compare(before, after, cases)
	if err != nil {
		t.Fatal(err)
	}
	if want := map[Effect]int{Same: 2, Gains: 2, Loses: 1, Open: 2}; !cmp.Equal(got.Count, want) {
		t.Errorf("counts %v, want %v", got.Count, want)
	}
	if got.Gain != "100.50" || got.Loss != "100.00" || got.Before == got.After {
		t.Errorf("gain %s, loss %s", got.Gain, got.Loss)
	}
	if c := got.Changes[0]; c.Case != 1 || c.Effect != Gains || c.Delta != "50.50" {
		t.Errorf("first change %+v", c)
	}
	// The other way round everybody who gains loses.
	back, err := Compare(after, before, cases)
	if err != nil || back.Gain != got.Loss || back.Loss != got.Gain || back.Count[Gains] != got.Count[Loses] {
		t.Errorf("back: %+v, %v", back, err)
	}
	if _, err := Compare(before, shipped(t, "eldercare-entitlement"), nil); err == nil {
		t.Error("an amount and a list were compared")
	}
}

// madeUpElder draws the facts of nobody: every one within its domain, without regard to how people really live.
func madeUpElder(r *rand.Rand) Case {
	born := time.Date(1926+r.IntN(45), time.Month(1+r.IntN(12)), 1+r.IntN(28), 0, 0, 0, 0, time.UTC)
	yes := func(percent int) bool { return r.IntN(100) < percent }
	one := func(options ...string) string { return options[r.IntN(len(options))] }
	return Case{"2026-03-01", map[string]any{
		"birth": born.Format(time.DateOnly), "grade": one("intact", "intact", "mild", "moderate", "severe", "complete"),
		"pension_scheme": one("none", "employee", "resident"), "placement": one("home", "institution"),
		"disability": one("none", "none", "none", "fourth", "third", "second", "first"), "pension_age_reached": yes(90), "hardship": yes(20),
		"subsistence": yes(10), "destitute": yes(3), "lives_alone": yes(30), "merit": yes(1), "lost_only_child": yes(1), "without_shelter": yes(1),
	}}
}

// withParameter reads the shipped entitlements with another value of one parameter.
func withParameter(t testing.TB, id, value string) *Set {
	t.Helper()
	s := shipped(t, "eldercare-entitlement")
	doc := s.doc
	doc.Parameters = slices.Clone(doc.Parameters)
	p := slices.IndexFunc(doc.Parameters, func(p Parameter) bool { return p.ID == id })
	doc.Parameters[p].Values = slices.Clone(doc.Parameters[p].Values)
	doc.Parameters[p].Values[0].Value = value
	out, err := compileSet(doc)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestMonotoneParameters: an item that begins at an older age is lost by some and gained by nobody, and older never means
// less of what age alone gives.
func TestMonotoneParameters(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 1))
	var cases []Case
	for range 400 {
		cases = append(cases, madeUpElder(r))
	}
	for _, id := range []string{"old_age", "health_age", "assessment_age", "very_old_age"} {
		last := withParameter(t, id, "55")
		lost := 0
		for age := 60; age <= 95; age += 5 {
			next := withParameter(t, id, fmt.Sprint(age))
			got, err := Compare(last, next, cases)
			if err != nil {
				t.Fatal(err)
			}
			if n := got.Count[Gains] + got.Count[Mixed] + got.Count[Other] + got.Count[Open]; n != 0 {
				t.Fatalf("%s raised to %d: %v", id, age, got.Count)
			}
			lost += got.Count[Loses]
			last = next
		}
		if lost == 0 {
			t.Errorf("%s moves nobody", id)
		}
	}
	s := shipped(t, "eldercare-entitlement")
	for _, c := range cases[:200] {
		younger := decide(t, s, c.On, c.Facts).Value.([]string)
		c.Facts["birth"] = "1900" + c.Facts["birth"].(string)[4:]
		older := decide(t, s, c.On, c.Facts).Value.([]string)
		for _, item := range younger {
			if !slices.Contains(older, item) {
				t.Fatalf("%s is lost by growing older: %v", item, c.Facts)
			}
		}
	}
}

// TestShippedSetsSayWhereTheyComeFrom: until somebody compares them, their values are marked.
func TestShippedSetsSayWhereTheyComeFrom(t *testing.T) {
	texts, err := data.Rules()
	if err != nil {
		t.Fatal(err)
	}
	for id, text := range texts {
		s, err := Read(text)
		if err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		for _, p := range s.Document().Parameters {
			for _, v := range p.Values {
				if v.Verified || v.Source.Zh == "" {
					t.Errorf("%s, %s: verified %v, source %q", id, p.ID, v.Verified, v.Source.Zh)
				}
			}
		}
		if bytes.Contains(text, []byte("\r")) {
			t.Errorf("%s has carriage returns", id)
		}
	}
}

// BenchmarkCounty decides the entitlements of 60,000 made-up elders, with the words of none.
func BenchmarkCounty(b *testing.B) {
	s := shipped(b, "eldercare-entitlement")
	r := rand.New(rand.NewPCG(12, 2))
	cases := make([]Case, 60_000)
	for i := range cases {
		cases[i] = madeUpElder(r)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, c := range cases {
			if _, err := s.Evaluate(c); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkCompareCounty is a change of one age for 60,000 made-up elders.
func BenchmarkCompareCounty(b *testing.B) {
	before, after := shipped(b, "eldercare-entitlement"), withParameter(b, "very_old_age", "75")
	r := rand.New(rand.NewPCG(12, 2))
	cases := make([]Case, 60_000)
	for i := range cases {
		cases[i] = madeUpElder(r)
	}
	for b.Loop() {
		if _, err := Compare(before, after, cases); err != nil {
			b.Fatal(err)
		}
	}
}
