package rule

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"mihe/internal/base/money"
	"mihe/measure/suppress"
	"mihe/solve/flow"
	"mihe/solve/flow/flowproblem"
)

// elders yields made-up elders of a few townships, each anew.
func elders(n int, townships int) iter.Seq[Sample] {
	return func(yield func(Sample) bool) {
		r := rand.New(rand.NewPCG(12, 3))
		for range n {
			if !yield(Sample{Case: madeUpElder(r), Group: fmt.Sprintf("township %02d", r.IntN(townships))}) {
				return
			}
		}
	}
}

// county is elders from a source that could fail.
func county(n int, townships int) iter.Seq2[Sample, error] {
	return func(yield func(Sample, error) bool) {
		for s := range elders(n, townships) {
			if !yield(s, nil) {
				return
			}
		}
	}
}

// countyFacts are the facts alone.
func countyFacts(n int) iter.Seq2[map[string]any, error] {
	return func(yield func(map[string]any, error) bool) {
		for s := range elders(n, 1) {
			if !yield(s.Facts, nil) {
				return
			}
		}
	}
}

func TestImpact(t *testing.T) {
	before, after := shipped(t, "eldercare-entitlement"), withParameter(t, "very_old_age", "75")
	q := Question{
		Prices: map[string]money.Fen{"old_age_allowance": 10_000}, Least: 5,
		Gap: GapQuestion{Group: "township 00", Reference: "township 01", Item: "old_age_allowance"},
	}
	got, err := Assess(before, after, q, county(3_000, 3))
	if err != nil {
		t.Fatal(err)
	}
	// The same by Compare, which keeps every case.
	var cases []Case
	var groups []string
	for s := range elders(3_000, 3) {
		cases, groups = append(cases, s.Case), append(groups, s.Group)
	}
	want, err := Compare(before, after, cases)
	if err != nil {
		t.Fatal(err)
	}
	gains := int64(want.Count[Gains])
	if last := got.Counts[3]; *last[0] != gains || *last[len(last)-1] != 3_000 || gains == 0 {
		t.Errorf("sums %v, want %d who gain of 3000", last, gains)
	}
	if got.Cost == nil || int64(got.Cost.After-got.Cost.Before) != gains*10_000 {
		t.Errorf("cost %+v, want %d more", got.Cost, gains*10_000)
	}
	share := func(s *Set, group string) float64 {
		due, all := 0.0, 0.0
		for i, c := range cases {
			if groups[i] != group {
				continue
			}
			out, err := s.Evaluate(c)
			if err != nil {
				t.Fatal(err)
			}
			if all++; slices.Contains(out.Value.([]string), "old_age_allowance") {
				due++
			}
		}
		return 100 * due / all
	}
	for name, c := range map[string]struct {
		got string
		set *Set
	}{"before": {got.Gap.Before, before}, "after": {got.Gap.After, after}} {
		if want := fmt.Sprintf("%.1f", share(c.set, "township 01")-share(c.set, "township 00")); c.got != want {
			t.Errorf("gap %s %s, want %s", name, c.got, want)
		}
	}
	// The first version of all is measured against nothing.
	first, err := Assess(nil, after, q, county(3_000, 3))
	if err != nil || first.Before != "" || first.Cost.Before != 0 || first.Cost.After != got.Cost.After || first.Gap.Before != "0.0" {
		t.Errorf("the first version: %+v, %v", first, err)
	}
}

func TestImpactHidesFew(t *testing.T) {
	before, after := shipped(t, "eldercare-entitlement"), withParameter(t, "very_old_age", "79")
	q := Question{Prices: map[string]money.Fen{"merit_institution": 100}, Least: 5, Gap: GapQuestion{"township 00", "township 01", "old_age_allowance"}}
	got, err := Assess(before, after, q, county(150, 12))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	hidden := 0
	for _, row := range got.Counts {
		for _, n := range row {
			if n == nil {
				hidden++
			} else if *n > 0 && *n < 5 {
				t.Errorf("%d is shown: %s", *n, raw)
			}
		}
	}
	if hidden == 0 || got.Cost != nil || got.Gap != nil {
		t.Errorf("hidden %d, cost %v, gap %v: %s", hidden, got.Cost, got.Gap, raw)
	}
	for name, c := range map[string]struct {
		q     Question
		cases iter.Seq2[Sample, error]
	}{
		"no cases": {q, county(0, 1)}, "no threshold": {Question{}, county(9, 1)}, "too many groups": {q, county(3_000, 200)},
		"a strange item": {Question{Least: 5, Gap: GapQuestion{Item: "x"}}, county(9, 1)}, "a negative price": {Question{Least: 5, Prices: map[string]money.Fen{"visits": -1}}, county(9, 1)},
		"a broken source": {q, func(yield func(Sample, error) bool) { yield(Sample{}, errors.New("broken")) }},
	} {
		if _, err := Assess(before, after, c.q, c.cases); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// An attack on suppressed tables that shares nothing with the package it tests: the exact range of every hidden cell by two
// minimum-cost flows, with the published cells as supplies.
func TestSuppressedCellsAgainstFlows(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 8))
	hidden, naive := 0, 0
	const tables, least = 40, 5
	for range tables {
		counts := make([][]int64, 3+r.IntN(12))
		for i := range counts {
			counts[i] = make([]int64, 2+len(counts)%4)
			for j := range counts[i] {
				if r.IntN(3) > 0 {
					counts[i][j] = []int64{r.Int64N(7), r.Int64N(60)}[r.IntN(2)]
				}
			}
		}
		table, err := suppress.Protect(counts, least)
		if err != nil {
			t.Fatal(err)
		}
		n, broken := attackByFlow(t, table, least)
		if hidden += n; len(broken) > 0 {
			t.Errorf("%v: %v", table, broken)
		}
		for i, row := range table.Counts { // the control: small counts alone
			for j, n := range row {
				table.Hidden[i][j] = n > 0 && n < least
			}
		}
		if _, broken := attackByFlow(t, table, least); len(broken) > 0 {
			naive++
		}
	}
	if naive < tables/2 || hidden < tables {
		t.Errorf("%d cells hidden; with small counts alone hidden %d of %d tables are broken", hidden, naive, tables)
	}
	t.Logf("%d tables, %d hidden cells, none recovered; with small counts alone hidden %d tables are broken", tables, hidden, naive)
}

func attackByFlow(t *testing.T, table suppress.Table, least int64) (hidden int, broken []string) {
	t.Helper()
	rows, cols := len(table.Counts), len(table.Counts[0])
	const far = 1 << 20 // above what any drawn table adds to
	p := &flowproblem.Problem{Supply: make([]int64, rows+cols)}
	type place struct{ i, j int }
	var places []place
	for i, row := range table.Counts {
		for j, n := range row {
			from, to := i, rows+j // a cell leaves its row for its column, a sum comes back
			if (i == rows-1) != (j == cols-1) {
				from, to = to, from
			}
			if !table.Hidden[i][j] {
				p.Supply[from], p.Supply[to] = p.Supply[from]-n, p.Supply[to]+n
				continue
			}
			places = append(places, place{i, j})
			p.Arcs = append(p.Arcs, flowproblem.Arc{From: int32(from), To: int32(to), Cap: far})
		}
	}
	end := func(arc int, cost int64) int64 {
		p.Arcs[arc].Cost = cost
		s, err := flow.Solve(context.Background(), p)
		if p.Arcs[arc].Cost = 0; err != nil {
			t.Fatal(err)
		}
		return s.Flow[arc]
	}
	for arc, at := range places {
		n, low, high := table.Counts[at.i][at.j], end(arc, 1), end(arc, -1)
		if high-low < least || high == n || n > 0 && low == n {
			broken = append(broken, fmt.Sprintf("%d at %v lies between %d and %d", n, at, low, high))
		}
		l, h, bounded := table.Bounds(at.i, at.j)
		if l != low || bounded && h != high || !bounded && high < far {
			t.Errorf("%v at %v: Bounds says %d to %d (%t), flows say %d to %d", table, at, l, h, bounded, low, high)
		}
	}
	return len(places), broken
}

func TestEvaluateAll(t *testing.T) {
	s := shipped(t, "eldercare-entitlement")
	due := map[string]int64{}
	got, err := s.EvaluateAll("2026-03-01", countyFacts(500), func(n int64, out Outcome) error {
		if n%100 == 0 {
			due["asked"]++
		}
		for _, id := range out.Value.([]string) {
			due[id]++
		}
		return nil
	})
	if err != nil || got.Cases != 500 || got.Open != 0 || got.Counts["visits"] != due["visits"] || due["visits"] == 0 || due["asked"] != 5 {
		t.Errorf("%+v, %v; counted %v", got, err, due)
	}
	if _, err := s.EvaluateAll("2026-03-01", countyFacts(500), func(n int64, _ Outcome) error {
		if n == 3 {
			return errors.New("stop")
		}
		return nil
	}); err == nil || !strings.Contains(err.Error(), "case 3") {
		t.Errorf("a failure of the receiver: %v", err)
	}
}

// BenchmarkAssessCounty is the report on a change of one age for 60,000 made-up elders of 30 townships.
func BenchmarkAssessCounty(b *testing.B) {
	before, after := shipped(b, "eldercare-entitlement"), withParameter(b, "very_old_age", "75")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Assess(before, after, Question{Least: 10}, county(60_000, 30)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkEvaluateAllCounty decides 60,000 made-up elders that are drawn as they are needed.
func BenchmarkEvaluateAllCounty(b *testing.B) {
	s := shipped(b, "eldercare-entitlement")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.EvaluateAll("2026-03-01", countyFacts(60_000), func(int64, Outcome) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
