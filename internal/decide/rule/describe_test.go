package rule

import (
	"math/rand/v2"
	"strings"
	"testing"

	"mihe/internal/base/i18n"
)

func english(t *testing.T) *i18n.Catalog {
	t.Helper()
	c, err := i18n.Load(Words)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// What CertLogic must write as not (not a and not b) is read as a or b; comparisons turn round under a not.
func TestDescribeExpressions(t *testing.T) {
	c := english(t)
	const head = `
format: 1
id: sample
title: {zh: 样本, en: sample}
facts:
  - {id: a, title: {zh: 甲, en: A}, type: boolean}
  - {id: b, title: {zh: 乙, en: B}, type: boolean}
  - {id: n, title: {zh: 数, en: N}, type: number, decimals: 2, from: "0", to: "100"}
  - {id: m, title: {zh: 整, en: M}, type: number, from: "0", to: "1000"}
  - {id: k, title: {zh: 类, en: K}, type: choice, options: [{id: x, title: {zh: 子, en: X}}, {id: y, title: {zh: 丑, en: Y}}]}
  - {id: d, title: {zh: 日, en: D}, type: date, from: "2000-01-01", to: "2099-12-31"}
parameters:
  - {id: p, title: {zh: 线, en: P}, type: number, decimals: 2, from: "0", to: "100", values: [{from: "2026-01-01", value: "12.50", source: {zh: 样本, en: sample}}]}
steps:
  - {id: s, title: {zh: 果, en: S}, type: boolean, expression: `
	for expression, want := range map[string]string{
		`{"!": [{and: [{"!": [{var: a}]}, {"!": [{var: b}]}]}]}`:                                 "A, or B",
		`{and: [{var: a}, {"!": [{var: b}]}]}`:                                                   `A and not "B"`,
		`{"!": [{and: [{var: a}, {and: [{var: b}, {var: a}]}]}]}`:                                `not "A", or (not "B", or not "A")`,
		`{"<": [{var: n}, {var: p}]}`:                                                            "N is less than 12.50 (P)",
		`{"!": [{"<": [{var: n}, {var: p}]}]}`:                                                   "N is at least 12.50 (P)",
		`{">": [{var: m}, 150]}`:                                                                 "M is more than 150",
		`{"===": [{var: k}, x]}`:                                                                 "K is X",
		`{"!": [{in: [{var: k}, [x, y]]}]}`:                                                      "K is not X or Y",
		`{if: [{var: a}, true, {var: b}]}`:                                                       "A, or B",
		`{"!": [{if: [{var: a}, true, {var: b}]}]}`:                                              `not "A" and not "B"`,
		`{if: [{var: a}, {var: b}, false]}`:                                                      "A and B",
		`{if: [{var: a}, {var: b}, {"===": [{var: k}, y]}]}`:                                     "if A: B; otherwise: K is Y",
		`{"<": [100, {var: m}, 200]}`:                                                            "100 is less than M and M is less than 200",
		`{"!": [{"<": [100, {var: m}, 200]}]}`:                                                   "100 is at least M, or M is at least 200",
		`{before: [{plusTime: [{var: d}, 3, year]}, {plusTime: [{var: decision_day}, 0, day]}]}`: "D plus 3 years is before day of the decision",
	} {
		s, err := Read([]byte(head + expression + "}\nresult: s\n"))
		if err != nil {
			t.Errorf("%s: %v", expression, err)
			continue
		}
		d := s.Describe(c, i18n.En, "2026-03-01")
		if got := d.Steps[len(d.Steps)-1].Says; got != want {
			t.Errorf("%s is said as %q, want %q", expression, got, want)
		}
	}
}

// Tables are said row by row, few inputs in columns, many in a sentence; before a parameter has a value its title stands there.
func TestDescribeTables(t *testing.T) {
	c := english(t)
	d := shipped(t, "eldercare-ability").Describe(c, i18n.En, "2026-03-01")
	score := d.Steps[0]
	if len(score.Inputs) != 1 || score.Rows[1].When[0] != "at least 66 (least score of mild impairment), less than 90 (least score of intact ability)" || score.Rows[1].Then != "mildly impaired" {
		t.Errorf("%+v", score)
	}
	early := shipped(t, "eldercare-ability").Describe(c, i18n.En, "2020-01-01")
	if got := early.Steps[0].Rows[0].When[0]; got != "at least least score of intact ability" {
		t.Errorf("before the standard: %q", got)
	}
	list := shipped(t, "eldercare-entitlement").Describe(c, i18n.En, "2026-03-01")
	items := list.Steps[len(list.Steps)-1]
	if len(items.Inputs) != 0 || len(items.Rows) != 16 || items.Rows[6].When[0] != "is an older person and economic hardship recognised by the local authority and cannot look after oneself" {
		t.Errorf("%+v", items)
	}
	for _, set := range []string{"eldercare-ability", "eldercare-entitlement", "eldercare-reassessment"} {
		for _, l := range []i18n.Lang{i18n.ZhCN, i18n.En} {
			d := shipped(t, set).Describe(c, l, "2026-03-01")
			for _, s := range d.Steps {
				if s.Says == "" || strings.ContainsAny(s.Says, "⟦⟧{}$") {
					t.Errorf("%s, %s: %q", set, s.Title, s.Says)
				}
			}
		}
	}
}

func TestLineOf(t *testing.T) {
	const raw = "format: 1\nsteps:\n  - id: one\n    table: &t\n      rows:\n        - {then: a}\n        - {then: b}\n  - id: two\n    table: *t\n"
	for field, want := range map[string]int{
		"format": 1, "steps.one": 3, "steps.one.table.rows.2.then": 7, "steps.two.table": 9, "steps.two.table.rows.1": 6, "steps.three": 2, "nothing": 1, "steps.one.table.rows.9": 5,
	} {
		if got := LineOf([]byte(raw), field); got != want {
			t.Errorf("%s stands on line %d, want %d", field, got, want)
		}
	}
	if got := LineOf([]byte("a: [\n"), "a"); got != 0 {
		t.Errorf("no YAML has line %d", got)
	}
}

// Of a list of which only one item is asked about, what is not known of the others leaves nobody open.
func TestImpactOfOneItem(t *testing.T) {
	before, after := shipped(t, "eldercare-entitlement"), withParameter(t, "very_old_age", "75")
	cases := func(yield func(Sample, error) bool) {
		for i := range 300 {
			s := Sample{Case: Case{On: "2026-03-01", Facts: map[string]any{"birth": []string{"1940-01-01", "1949-01-01", "1955-01-01"}[i%3]}}, Group: []string{"urban", "rural"}[i%2]}
			if i%3 == 0 && i%4 == 0 || i%3 == 1 && i%5 == 0 {
				s.Has = []string{"old_age_allowance"}
			}
			if !yield(s, nil) {
				return
			}
		}
	}
	q := Question{Least: 5, Gap: GapQuestion{"rural", "urban", "old_age_allowance"}, Served: true}
	all, err := Assess(before, after, q, cases)
	if err != nil || *all.Counts[2][5] != 300 || all.Served != nil && all.Served.Group.After != "" {
		t.Errorf("about all items: %v, %+v, %v", *all.Counts[2][5], all.Served, err)
	}
	q.Items = []string{"old_age_allowance"}
	one, err := Assess(before, after, q, cases)
	if err != nil || *one.Counts[2][0] != 100 || *one.Counts[2][5] != 0 {
		t.Fatalf("about one: %v gain, %v", *one.Counts[2][0], err)
	}
	// Urban are the even ones: of 50 who were due it before, 25 have it; of 100 after, 35. Rural: 0 of 50, then 10 of 100.
	want := Served{Group: GapOutcome{"0.0", "10.0"}, Reference: GapOutcome{"50.0", "35.0"}, Gap: GapOutcome{"50.0", "25.0"}}
	if one.Served == nil || *one.Served != want {
		t.Errorf("served %+v, want %+v", one.Served, want)
	}
	q.Least = 11 // ten rural elders have it after
	if few, err := Assess(before, after, q, cases); err != nil || few.Served != nil {
		t.Errorf("shares of few are shown: %+v, %v", few.Served, err)
	}
	q.Least = 5
	first, err := Assess(nil, after, q, cases)
	if err != nil || first.Served == nil || first.Served.Gap.Before != "" || first.Served.Gap.After != "25.0" {
		t.Errorf("the first version: %+v, %v", first.Served, err)
	}
	for _, items := range [][]string{{"x"}, {"visits", "x"}} {
		q.Items = items
		if _, err := Assess(before, after, q, cases); err == nil {
			t.Errorf("%v: no error", items)
		}
	}
	if _, err := Assess(nil, shipped(t, "eldercare-ability"), Question{Least: 5, Items: []string{"mild"}}, cases); err == nil {
		t.Error("items of no list: no error")
	}
}

// A question about all items is the one that names each.
func TestImpactOfEachItem(t *testing.T) {
	before, after := shipped(t, "eldercare-entitlement"), withParameter(t, "very_old_age", "75")
	var every []string
	for _, o := range after.slots[after.result].domain.Options {
		every = append(every, o.ID)
	}
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(every), func(i, j int) { every[i], every[j] = every[j], every[i] })
	a, err := Assess(before, after, Question{Least: 5}, county(500, 3))
	if err != nil {
		t.Fatal(err)
	}
	b, err := Assess(before, after, Question{Least: 5, Items: every}, county(500, 3))
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range a.Counts {
		for j, n := range row {
			if m := b.Counts[i][j]; (n == nil) != (m == nil) || n != nil && *n != *m {
				t.Errorf("row %d, column %d differ", i, j)
			}
		}
	}
}
