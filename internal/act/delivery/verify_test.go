package delivery

import (
	"testing"

	"mihe/internal/base/region"
	"mihe/internal/decide/match"
)

// TestRecheckFinds what was changed: a line, an input, a sample, a frame.
func TestRecheckFinds(t *testing.T) {
	in := Input{Provider: "org_a", Month: "2026-03", Visits: []Frozen{{Visit: "visit_a", On: "2026-03-02", Share: 4000, Whole: true, Standing: Standing{Grade: "E2"}}}}
	good := func() Settlement {
		r, err := Settle(in)
		sum, err2 := digest(r)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		return Settlement{Input: in, Result: r, SHA256: sum}
	}
	if !recheckSettlement(good()) {
		t.Error("a good settlement differs")
	}
	line, input := good(), good()
	line.Result.Lines[0].Fen++
	input.Input.Visits = []Frozen{{Visit: "visit_a", On: "2026-03-02", Share: 5000, Whole: true, Standing: Standing{Grade: "E2"}}}
	if recheckSettlement(line) || recheckSettlement(input) {
		t.Error("a changed line or input is not found")
	}
	place := region.Key{Code: "520521", Level: region.County}
	c := Checker{Contains: func(above, k region.Key) bool { return above == k }}
	visits := map[string]Visit{}
	for _, id := range []string{"visit_a", "visit_b", "visit_c"} {
		visits[id] = Visit{ID: id, Provider: "org_a", Place: place, On: "2026-03-02", State: Finished}
	}
	a := Audit{Place: place, Month: "2026-03", Each: 2, Seed: "seed"}
	a.Strata = strata(a.Seed, []Visit{visits["visit_c"], visits["visit_a"], visits["visit_b"]}, a.Each)
	if !c.recheckAudit(a, visits) {
		t.Error("a good sample differs")
	}
	other := a
	other.Seed = "seed that suits"
	other.Strata = []Stratum{a.Strata[0]}
	other.Strata[0].Picked = []string{"visit_a", "visit_a"}
	delete(visits, "visit_c")
	if c.recheckAudit(other, visits) || c.recheckAudit(a, visits) {
		t.Error("another sample or frame is not found")
	}
}

// TestRecheckFindsAnotherPlan: a plan that does not follow from its frozen day is found, and so is a day that was changed after it.
func TestRecheckFindsAnotherPlan(t *testing.T) {
	p := Proposal{Day: match.Day{
		On: "2026-03-10", Places: []string{"a"}, Ways: []int{5}, Carers: []match.Carer{{Post: "post_a", Base: "a", Shift: match.Window{Open: 480, Shut: 720}}},
		Visits: []match.Visit{{ID: "plan_a.1", Person: "person_a", At: "a", Minutes: 60, Windows: []match.Window{{Open: 480, Shut: 600}}}},
	}}
	var err, err2 error
	p.Plan, err = match.Match(t.Context(), p.Day, match.Options{Seed: 7, Iterations: 20})
	p.SHA256, err2 = planDigest(p.Plan)
	if err != nil || err2 != nil || len(p.Plan.Routes) != 1 {
		t.Fatal(p.Plan, err, err2)
	}
	same := func(what string, p Proposal, want bool) {
		t.Helper()
		if got, err := recheckProposal(t.Context(), p); got != want || err != nil {
			t.Errorf("%s: the same %v, %v", what, got, err)
		}
	}
	same("as it was made", p, true)
	sum, plan, day := p, p, p
	sum.SHA256 = "another"
	plan.Plan.Routes = []match.Route{p.Plan.Routes[0]}
	plan.Plan.Routes[0].Work++
	day.Day.Visits = nil
	same("another hash", sum, false)
	same("another plan", plan, false)
	same("another day", day, false)
	day.Day.Places = nil
	same("a day that cannot be planned", day, false)
}
