package eldercare

import (
	"fmt"
	"strings"
	"testing"

	"mihe/data"
	"mihe/internal/decide/rule"
	"mihe/internal/register/party"
)

func TestKnown(t *testing.T) {
	f := func(v string) party.Fact { return party.Fact{Value: v, Source: "register", AsOf: "2026-01-01"} }
	facts := party.Facts{
		party.Born: f("1961-02"), party.Residence: f("rural"), party.LivesAlone: f("yes"), party.LowIncome: f("no"), party.Disability: f("2"), party.VisitedBy: f("yes"),
		party.HealthManaged: f("yes"), party.FamilySupported: f("no"), party.AbilityAssessed: f("2025-01-01"), party.AbilityGrade: f("severe"),
	}
	for assessed, want := range map[bool]string{
		true:  "{person_x 520521001@township rural map[birth:1961-02-28 disability:second grade:severe lives_alone:true subsistence:false] [ability_assessment health_management visits] [] 2025-01-01 map[] <nil>}",
		false: "{person_x 520521001@township rural map[birth:1961-02-28 disability:second lives_alone:true subsistence:false] [health_management visits] [] 2025-01-01 map[] <nil>}",
	} {
		if got := fmt.Sprint(known("person_x", place("520521001"), facts, assessed)); got != want {
			t.Errorf("assessed %v: %s, want %s", assessed, got, want)
		}
	}
	if e := known("person_y", place("520521001"), nil, false); len(e.Facts) != 0 || e.Current != nil || e.Residence != "" {
		t.Errorf("of nothing known: %v", e)
	}
}

// TestToldItemsAreOfTheList: what a diagnosis can look at, the shipped list has.
func TestToldItemsAreOfTheList(t *testing.T) {
	if d, err := Diagnose(list(t), day, Told(), all(nil)); err != nil || len(d.Items) != 4 {
		t.Errorf("%v, %v", d, err)
	}
}

// TestAnAssessmentIsValidForItsTerm: two years by the shipped rules, less a day.
func TestAnAssessmentIsValidForItsTerm(t *testing.T) {
	texts, err := data.Rules()
	if err != nil {
		t.Fatal(err)
	}
	set, err := rule.Read(texts["eldercare-reassessment"])
	if err != nil {
		t.Fatal(err)
	}
	v := newValidity(set, day)
	for assessed, want := range map[string]bool{
		"2024-03-01": false, "2024-03-02": true, "2026-03-01": true, "2026-03-02": false, "2015-06-30": false, "no": false, "": false, "2026-02-30": false,
	} {
		for range 2 { // the second answer is the first one kept
			if got, err := v.holds(assessed); err != nil || got != want {
				t.Errorf("assessed %q: %v, %v, want %v", assessed, got, err, want)
			}
		}
	}
}

// A version that does not ask whether somebody changed is asked without it.
func TestValidityByRulesThatAskForLess(t *testing.T) {
	texts, err := data.Rules()
	if err != nil {
		t.Fatal(err)
	}
	var kept []string
	for line := range strings.Lines(string(texts["eldercare-reassessment"])) {
		if !strings.Contains(line, "{id: changed,") && !strings.Contains(line, "{changed: true}") {
			kept = append(kept, strings.Replace(line, "inputs: [changed, ", "inputs: [", 1))
		}
	}
	set, err := rule.Read([]byte(strings.Join(kept, "")))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := newValidity(set, "2026-03-01").holds("2025-03-01"); err != nil || !got {
		t.Errorf("%v, %v", got, err)
	}
}
