package eldercaredb_test

import (
	"context"
	"testing"
	"time"

	"mihe/internal/account/openness"
	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/programme/eldercare"
	"mihe/internal/programme/eldercare/eldercaretest"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
)

// TestTheDifferenceOfTwoCompilationsIsNotTold: of two diagnoses in one month visitors read the last; and nothing outside the table.
func TestTheDifferenceOfTwoCompilationsIsNotTold(t *testing.T) {
	w := eldercaretest.New(t, storetest.Open(t, eldercaretest.Migrations()...))
	w.Elders.Table.Least = []openness.Least{{From: "2026-01-01", Least: 2}}
	w.Approved.Figures = true
	ctx, who := context.Background(), access.System("sample", eldercare.CanDiagnose)
	first := w.Now()
	if _, err := w.Elders.Run(ctx, who); err != nil {
		t.Fatal(err)
	}
	w.People.Serve(3)
	w.Move(time.Hour)
	if _, err := w.Elders.Run(ctx, who); err != nil {
		t.Fatal(err)
	}
	filter := &openness.Filter{Facts: fact.Layered{Facts: factdb.Store{}}, Store: w.Approved, Tables: []openness.Table{w.Elders.Table}}
	plain := &openness.Filter{Facts: filter.Facts, Store: w.Approved}
	vintage := first.In(time.FixedZone("", 8*3600)).Format(time.DateTime)
	read := func(f *openness.Filter, change func(*fact.Query)) (cells []fact.Cell) {
		t.Helper()
		query := fact.Query{Node: 1, Variable: "eldercare_due", Period: "2026-03", Level: region.County}
		change(&query)
		if err := w.DB.Read(ctx, func(q store.Queryer) (err error) {
			cells, err = f.Cells(q, query)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return cells
	}
	earlier := func(q *fact.Query) { q.Vintage = vintage }
	if got := read(plain, earlier); len(got) != 1 || got[0].Value != 7 {
		t.Fatalf("the control: without tables an earlier compilation is %v", got)
	}
	if got := read(filter, earlier); len(got) != 0 {
		t.Errorf("an earlier compilation is told: %v", got)
	}
	if got := read(filter, func(*fact.Query) {}); len(got) != 1 || got[0].State != fact.Observed || got[0].Value != 7 {
		t.Errorf("the last compilation: %v", got)
	}
	w.Elders.Table.Least[0].From = "2026-04-01" // shared with the filter
	if got := read(filter, func(*fact.Query) {}); len(got) != 1 || got[0].State != fact.Suppressed || got[0].Value != 0 {
		t.Errorf("before any threshold is in force: %v", got)
	}
	if p, err := w.Elders.Public(ctx); err != nil || !p.Counties[0].Place.Hidden[0][2] || !p.Counties[0].Residence.Hidden[3][2] {
		t.Errorf("the page before any threshold is in force: %+v, %v", p, err)
	}
}
