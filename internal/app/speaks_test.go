package app

import (
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/decide/rule"
	"mihe/internal/programme/eldercare"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

// A relative reads the decision of a case, all of it and computed again, while a mandate for that matter holds, and as whoever is named in the
// person's uses; under another mandate, after its end, or for a decision that was made in no case, there is nothing to be found.
func TestARelativeReadsADecision(t *testing.T) {
	a := openDemo(t, t.TempDir())
	defer func() { _ = a.Close() }()
	n, ctx := a.Nodes[0], t.Context()
	left := leave(t, n)
	d, out, err := n.Rules.Decide(ctx, access.System("decider", rule.CanDecide), rule.NewDecision{
		Set: "eldercare_ability", Subject: left.person, Region: demoTownship, Case: left.opened, On: "2026-03-08", Basis: access.StatutoryDuty,
		Facts: []rule.FrozenFact{{ID: "coma", Value: true, Source: "sample", AsOf: "2026-01-01"}},
	})
	if err != nil {
		t.Fatal(err, out.Missing)
	}
	const kinID = "person_01ke5y3x80a9svzgxj00m6c4xb"
	kin := partytest.Who(t, kinID, demoElsewhere)
	village := partytest.Who(t, "", demoTownship, roles[VillageOfficer]...)
	day := func(years int) string { return time.Now().AddDate(years, 0, 0).Format(time.DateOnly) }
	wants := func(when string, who access.Actor, id string, want fault.Kind) {
		t.Helper()
		if _, err := n.Rules.Explain(ctx, who, id); err == nil || fault.KindOf(err) != want {
			t.Errorf("%s: %v, want %v", when, err, want)
		}
	}
	give := func(what, from, until string) string {
		t.Helper()
		m, err := n.Persons.Delegate(ctx, access.Operator(), party.Mandate{For: left.person, Who: kinID, What: []string{what}, From: from, Until: until, Shown: party.AtCounter})
		if err != nil {
			t.Fatal(err)
		}
		return m.ID
	}
	wants("without a mandate", kin, d.ID, fault.NotFound)
	give("another.matter", day(-1), day(1))
	wants("under another mandate", kin, d.ID, fault.NotFound)
	give(eldercare.Applying, day(-2), day(-1))
	wants("after its last day", kin, d.ID, fault.NotFound)
	mandate := give(eldercare.Applying, day(-1), day(1))
	x, err := n.Rules.Explain(ctx, kin, d.ID)
	if err != nil || len(x.Frozen.Facts) != 1 {
		t.Fatalf("under the mandate: %+v %v", x, err)
	}
	if differs, err := x.Recompute(); err != nil || len(differs) != 0 {
		t.Errorf("computed again: %v %v", differs, err)
	}
	uses, err := n.Persons.OwnUses(ctx, partytest.Who(t, left.person, demoElsewhere), 0, 1)
	if err != nil || len(uses) != 1 || uses[0].Kind != "access.person.read" || uses[0].Actor != kin.ID || uses[0].Basis != string(access.TheirOwn) {
		t.Errorf("the person's uses: %+v %v", uses, err)
	}
	wants("a decision of no case", kin, left.decision, fault.NotFound)
	wants("the officer of the village", village, d.ID, fault.Denied)
	if err := n.Persons.Revoke(ctx, kin, mandate); err != nil {
		t.Fatal(err)
	}
	wants("after it was given back", kin, d.ID, fault.NotFound)
}
