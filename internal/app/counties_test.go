package app

import (
	"encoding/json"
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/programme/eldercare"
	"mihe/internal/record/fact"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

// A county that is a node of the same program computes its figures: the prefecture's node knows nothing of them until the county has handed them up.
// Then it has them, both ledgers name the same SHA-256, and what nobody handed in is still not there. An officer of one county sees that county alone.
func TestFiguresGoUpWhenTheyAreHandedUp(t *testing.T) {
	a := openDemo(t, t.TempDir())
	defer func() { _ = a.Close() }()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, above := t.Context(), a.Nodes[0]
	county, err := a.AddNode(ctx, access.Operator(), access.NewNode{Slug: "county", Host: "county.localhost", Name: i18n.Name{Zh: "样本县", En: "sample"}, Region: demoSibling, Synthetic: true})
	must(err)
	a.Regions.SetTownships(region.SyntheticTownships(demoSibling, 2, 1, "2020-01-01"))
	town := region.Key{Code: demoSibling.Code + "901", Level: region.Township}
	now := time.Date(2026, 11, 9, 9, 0, 0, 0, calendar.China)
	clock := func() time.Time { return now }
	county.Log.Now, county.Persons.Now, county.Elders.Now, county.Deliveries.Now, county.Facts.Now = clock, clock, clock, clock, clock
	var rows []party.Row
	for i := range 5 {
		rows = append(rows, partytest.Row(i+1, town, func(r *party.Row) {
			told := func(v string) party.Fact { return party.Fact{Value: v, Source: "register", AsOf: "2026-10-01"} }
			r.Facts[party.Residence], r.Facts[party.VisitedBy], r.Facts[party.LivesAlone] = told([]string{"urban", "rural"}[i%2]), told([]string{"yes", "no"}[i/3]), told("yes")
			r.Facts[party.HealthManaged], r.Facts[party.FamilySupported] = told("yes"), told("yes")
			r.Facts[party.AbilityAssessed], r.Facts[party.AbilityGrade] = told("2026-09-01"), told("intact")
		}))
	}
	partytest.Load(t, county.Persons, "a", rows...)
	sees := func(who access.Actor) map[region.Code]eldercare.County {
		t.Helper()
		c, err := above.Elders.Counties(ctx, who, demoPrefecture.Code, "")
		must(err)
		all := map[region.Code]eldercare.County{}
		for _, one := range c.List {
			all[one.County.Code] = one
		}
		return all
	}
	reader := access.System("reader", eldercare.CanRead)
	due := func(c eldercare.County) (float64, bool) { return c.Number("eldercare_due", "") }

	_, err = county.Elders.Run(ctx, access.System("diagnosis", eldercare.CanDiagnose, party.CanList))
	must(err)
	if all := sees(reader); len(all) != 8 {
		t.Errorf("%d counties of the prefecture, want 8", len(all))
	} else if n, held := due(all[demoSibling.Code]); held {
		t.Errorf("%v are due something in a county that has handed nothing up", n)
	}
	must(a.HandUp(ctx, county, above))
	must(a.HandUp(ctx, county, above)) // again: nothing changes
	all := sees(reader)
	if n, held := due(all[demoSibling.Code]); !held || n != 5 {
		t.Errorf("after it was handed up: %v, %v, want 5", n, held)
	}
	if n, held := all[demoSibling.Code].Number("eldercare_served", eldercare.Rural); !held || n != 1 {
		t.Errorf("rural and served: %v, %v, want 1", n, held)
	}
	if n, held := due(all[demoCounty.Code]); held {
		t.Errorf("%v are due something in a county of which nobody said anything", n)
	}
	own := a.Policy.Actor("acct_a", "person_a", []access.Mandate{{Role: Coordinator, At: demoCounty}}, a.contains)
	if all := sees(own); len(all) != 1 || all[demoCounty.Code].County != demoCounty {
		t.Errorf("an officer of a county sees %d counties", len(all))
	}
	if _, err := above.Elders.Counties(ctx, access.Actor{}, "", ""); err == nil {
		t.Error("the zero actor was answered")
	}

	var handed, imported string
	must(a.DB.Read(ctx, func(q store.Queryer) error {
		var body string
		err := q.QueryRow(`SELECT body FROM eldercare_record WHERE node = $1 AND kind = $2 ORDER BY seq LIMIT 1`, county.Number, "eldercare.handed").Scan(&body)
		if err != nil {
			return err
		}
		var h eldercare.Handed
		if err := json.Unmarshal([]byte(body), &h); err != nil {
			return err
		}
		handed = h.SHA256
		return nil
	}))
	batches, err := above.Facts.Batches(ctx, access.System("reader", fact.CanRead))
	must(err)
	if len(batches) != 1 {
		t.Fatalf("%d batches, want one: the same file twice changes nothing", len(batches))
	}
	if imported = batches[0].SHA256; handed == "" || imported != handed {
		t.Errorf("the county's ledger names %q, the batch above %q", handed, imported)
	}
}
