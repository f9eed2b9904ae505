package eldercare_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"mihe/data"
	"mihe/internal/account/openness"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store/storetest"
	"mihe/internal/decide/rule"
	"mihe/internal/programme/eldercare"
	"mihe/internal/programme/eldercare/eldercaretest"
)

// changed is the text of the shipped list with something else in it.
func changed(t *testing.T, old, becomes string) []byte {
	t.Helper()
	texts, err := data.Rules()
	if err != nil {
		t.Fatal(err)
	}
	return []byte(strings.ReplaceAll(string(texts["eldercare-entitlement"]), old, becomes))
}

// proposed is the shipped list, changed.
func proposed(t *testing.T, old, becomes string) *rule.Set {
	t.Helper()
	s, err := rule.Read(changed(t, old, becomes))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The register as cases: everybody once, by residence, nobody younger than one of the two lists counts as old.
func TestCases(t *testing.T) {
	w := eldercaretest.New(t, storetest.Open(t, eldercaretest.Migrations()...))
	who := access.System("author", rule.CanPropose)
	count := func(list *rule.Set) (groups map[string]int, visited int) {
		t.Helper()
		groups = map[string]int{}
		for s, err := range w.Elders.Cases(t.Context(), who, list) {
			if err != nil {
				t.Fatal(err)
			}
			groups[s.Group]++
			visited += len(s.Has)
			if s.On != "2026-03-01" {
				t.Errorf("a case of %s", s.On)
			}
		}
		return groups, visited
	}
	for value, people := range map[string]int{"60": 7, "70": 7, "55": 8} {
		groups, visited := count(proposed(t, `value: "60"`, `value: "`+value+`"`))
		all := groups[eldercare.ReferenceGroup] + groups[eldercare.LaggingGroup] + groups["unknown"]
		if groups[eldercare.ReferenceGroup] != 2 || groups[eldercare.LaggingGroup] != 4 || all != people || visited != 3 {
			t.Errorf("old from %s: %v with %d visited, want %d people", value, groups, visited, people)
		}
	}
	eldercaretest.Adopt(t, w.Elders.Rules, changed(t, `value: "60"`, `value: "55"`), "2026-03-01")
	if groups, _ := count(proposed(t, `value: "60"`, `value: "70"`)); groups["unknown"] != 2 { // one of them is 60
		t.Errorf("with a list that holds and gives from 55: %v", groups)
	}
	n := 0
	for _, err := range w.Elders.Cases(t.Context(), who, proposed(t, "x", "x")) {
		if err != nil {
			t.Error(err)
		}
		if n++; n == 2 {
			break // and no further: the register is let go of
		}
	}
	for _, err := range w.Elders.Cases(t.Context(), who, proposed(t, "old_age", "old_ages")) {
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("a list that does not say who is old: %v", err)
		}
	}
}

// The smallest count that a report on a proposed list shows is the dated threshold by which figures are published, on the day.
func TestLeastIsThePublishedThreshold(t *testing.T) {
	raw, err := data.Disclosure()
	if err != nil {
		t.Fatal(err)
	}
	tables, err := openness.ReadTables(raw)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(tables, func(t openness.Table) bool { return t.ID == "eldercare_services" })
	on := time.Date(2026, 11, 27, 4, 0, 0, 0, time.UTC)
	s := eldercare.Service{Table: tables[i], Now: func() time.Time { return on }}
	if got := s.Least(); got != 10 { // data/disclosure.yaml
		t.Errorf("Least() = %d, want 10", got)
	}
	s.Table.Least = append(slices.Clone(s.Table.Least), openness.Least{From: "2026-11-28", Least: 20})
	if got := s.Least(); got != 10 {
		t.Errorf("the day before a new threshold: %d, want 10", got)
	}
	on = on.AddDate(0, 0, 1)
	if got := s.Least(); got != 20 {
		t.Errorf("on its day: %d, want 20", got)
	}
}
