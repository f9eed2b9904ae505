package rule

import (
	"fmt"
	"strings"
	"testing"

	"mihe/data"
	"mihe/internal/base/i18n"
)

// shipped reads a rule set of the data folder.
func shipped(t testing.TB, id string) *Set {
	t.Helper()
	texts, err := data.Rules()
	if err != nil {
		t.Fatal(err)
	}
	s, err := Read(texts[id])
	if err != nil {
		t.Fatalf("%s: %v", id, err)
	}
	return s
}

func catalog(t testing.TB) *i18n.Catalog {
	t.Helper()
	c, err := i18n.Load(Words)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func decide(t testing.TB, s *Set, on string, facts map[string]any) Outcome {
	t.Helper()
	out, err := s.Evaluate(Case{on, facts})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestAbilityGrades: the bands are those that data/rules states (unverified there), the expectations are written out.
func TestAbilityGrades(t *testing.T) {
	s := shipped(t, "eldercare-ability")
	for _, c := range []struct {
		score          int64
		coma, demented bool
		events         int64
		want           string
	}{
		{90, false, false, 0, "intact"},
		{89, false, false, 0, "mild"},
		{66, false, false, 1, "mild"},
		{65, false, false, 0, "moderate"},
		{46, false, false, 0, "moderate"},
		{45, false, false, 0, "severe"},
		{30, false, false, 0, "severe"},
		{29, false, false, 0, "complete"},
		{0, false, true, 9, "complete"},
		{90, false, true, 0, "mild"},
		{66, false, false, 2, "moderate"},
		{30, false, true, 0, "complete"},
		{90, true, false, 0, "complete"},
	} {
		out := decide(t, s, "2026-01-01", map[string]any{"score": c.score, "coma": c.coma, "dementia": c.demented, "mental_disorder": false, "risk_events": c.events})
		if out.Value != c.want {
			t.Errorf("%+v: %v", c, out.Value)
		}
	}
	// In a coma the rest does not matter, so nothing else is asked for.
	if out := decide(t, s, "2026-01-01", map[string]any{"coma": true}); out.Value != "complete" || len(out.Missing) != 0 {
		t.Errorf("in a coma: %v, missing %v", out.Value, out.Missing)
	}
	// Below every band a raised grade is the same: those facts are not asked for either.
	if out := decide(t, s, "2026-01-01", map[string]any{"coma": false, "score": int64(3)}); out.Value != "complete" || len(out.Missing) != 0 {
		t.Errorf("score 3: %v, missing %v", out.Value, out.Missing)
	}
	out := decide(t, s, "2026-01-01", map[string]any{"score": int64(70)})
	if got := strings.Join(out.Missing, " "); out.Known || got != "coma dementia mental_disorder risk_events" {
		t.Errorf("score 70 alone: %v, missing %q", out.Value, got)
	}
	if _, err := s.Evaluate(Case{"2022-12-29", nil}); err == nil || !strings.Contains(err.Error(), "rule.not_in_force") {
		t.Errorf("before the standard: %v", err)
	}
}

func TestEntitlementInWords(t *testing.T) {
	s, c := shipped(t, "eldercare-entitlement"), catalog(t)
	facts := map[string]any{
		"birth": "1944-03-09", "grade": "severe", "pension_scheme": "resident", "placement": "home", "disability": "none",
		"pension_age_reached": true, "hardship": true, "subsistence": false, "destitute": false,
		"lives_alone": true, "merit": false, "lost_only_child": false, "without_shelter": false,
	}
	out := decide(t, s, "2026-03-08", facts)
	want := "resident_pension health_management ability_assessment old_age_allowance service_subsidy care_subsidy family_support visits"
	if got := strings.Join(out.Value.([]string), " "); got != want {
		t.Errorf("items %s, want %s", got, want)
	}
	for _, l := range i18n.Langs {
		text := strings.Join(out.Trace.Say(c, l), "\n")
		if strings.Contains(text, "[[") {
			t.Errorf("words are missing: %s", text)
		}
	}
	if zh := strings.Join(out.Trace.Say(c, i18n.ZhCN), "\n"); !strings.Contains(zh, "1. 满周年数，周岁：81") || !strings.Contains(zh, "高龄津贴的起始年龄：80（2023-05-21 起") || !strings.Contains(zh, "未核对原文") {
		t.Errorf("trace: %s", zh)
	}
	delete(facts, "grade")
	delete(facts, "hardship")
	out = decide(t, s, "2026-03-08", facts)
	if got := strings.Join(out.Missing, " "); out.Known || got != "grade hardship" {
		t.Errorf("missing %q", got)
	}
	if got := strings.Join(out.Certain, " "); got != "resident_pension health_management ability_assessment old_age_allowance visits" {
		t.Errorf("certain %q", got)
	}
}

// TestNobodyIsAssessedTwice: what is valid is used again, the ability assessment first; the expectations are written out.
func TestNobodyIsAssessedTwice(t *testing.T) {
	s := shipped(t, "eldercare-reassessment")
	for _, c := range []struct {
		facts map[string]any
		want  string
	}{
		{map[string]any{"changed": false, "ability_assessed": false, "care_assessed": false}, "assess []"},
		{map[string]any{"changed": false, "ability_assessed": true, "ability_assessed_on": "2024-03-02"}, "use_ability []"},
		{map[string]any{"changed": false, "ability_assessed": true, "ability_assessed_on": "2024-03-01", "care_assessed": false}, "assess []"},
		{map[string]any{"changed": false, "ability_assessed": false, "care_assessed": true, "care_assessed_on": "2025-12-31"}, "use_care []"},
		{map[string]any{"changed": true, "ability_assessed": true, "ability_assessed_on": "2026-01-01"}, "assess []"},
		{map[string]any{"ability_assessed": true, "ability_assessed_on": "2026-01-01"}, "<nil> [changed]"},
		{map[string]any{"changed": false, "ability_assessed": true, "care_assessed": false}, "<nil> [ability_assessed_on]"},
	} {
		out := decide(t, s, "2026-03-01", c.facts)
		if got := fmt.Sprint(out.Value, " ", out.Missing); got != c.want {
			t.Errorf("%v: %s, want %s", c.facts, got, c.want)
		}
	}
}
