package eldercaredb_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mihe/data"
	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/programme/eldercare"
	"mihe/internal/programme/eldercare/eldercaredb"
	"mihe/internal/programme/eldercare/eldercaretest"
)

// TestTheGapMovesForReasons: a first month has nothing to compare with; in the next, visits under plans serve one more and fail three; then another
// version of the list decides everybody anew. Each diagnosis names the last of an earlier month, and everything can be computed again.
func TestTheGapMovesForReasons(t *testing.T) {
	storetest.Each(t, eldercaretest.Migrations(), func(t *testing.T, db *store.DB) {
		w := eldercaretest.New(t, db)
		ctx, who := context.Background(), access.System("sample", eldercare.CanDiagnose, eldercare.CanRead)
		run := func() *eldercare.Record {
			t.Helper()
			r, err := w.Elders.Run(ctx, who)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		wants := func(when string, r *eldercare.Record, base string, want ...string) {
			t.Helper()
			var got []string
			for _, s := range r.Shifts {
				got = append(got, fmt.Sprintf("%s %s %s>%s %d", s.Reason, s.Residence, s.From, s.To, s.N))
			}
			on := ""
			if r.Base != nil {
				on = r.Base.On
			}
			if on != base || !slices.Equal(got, want) {
				t.Errorf("%s: since %q %q, want %q since %q", when, on, got, want, base)
			}
		}
		wants("the first month", run(), "")
		w.Move(time.Hour)
		wants("the same month again", run(), "")
		w.Move(31 * 24 * time.Hour)
		plan := func(i, finished, confirmed, denied int) delivery.Delivered {
			return delivery.Delivered{Person: fmt.Sprint("person_", i), Item: "visits", Allowed: 4, Finished: finished, Confirmed: confirmed, Denied: denied}
		}
		w.Visits["2026-03"] = []delivery.Delivered{plan(0, 4, 1, 1), plan(1, 3, 0, 0), plan(2, 0, 0, 0), plan(3, 4, 2, 0)}
		april := run()
		wants("the next month", april, "2026-03-01", "newly_due  >unserved 1", // who reached the age
			"confirmed rural unserved>served 1", "short rural served>unserved 1", "denied urban served>unserved 1", "unconfirmed urban served>unserved 1")
		if april.Base.Rules || april.Base.Untold {
			t.Errorf("the same rules are said to differ: %+v", april.Base)
		}
		w.Move(30 * 24 * time.Hour)
		w.Visits["2026-04"] = w.Visits["2026-03"]
		wants("a month in which nothing happens", run(), "2026-04-01")
		eldercaretest.Adopt(t, w.Elders.Rules, narrower(t), "2026-05-02")
		w.Move(31 * 24 * time.Hour)
		w.Visits["2026-05"] = w.Visits["2026-03"]
		june := run()
		wants("after another version of the list", june, "2026-05-01",
			"rule  unserved> 2", "rule rural served> 1", "rule rural unserved> 3", "rule urban unserved> 2")
		if !june.Base.Rules || june.Base.Untold {
			t.Errorf("other rules are not said: %+v", june.Base)
		}
		recheck(t, db, eldercaredb.Store{}, 5)
		if _, differs, err := (eldercare.Checker{DB: db, Store: altered{}, Node: 1}).Recheck(ctx); err != nil || len(differs) != 2 {
			t.Errorf("one count changed in each comparison: %q differ, %v", differs, err)
		}
		name, rows, err := export(db, w.Elders, "person_3")
		if err != nil || name != "eldercare" || len(rows) != 5 || rows[2]["state"] != "served" || rows[2]["why"] != "confirmed" || rows[1]["state"] != "unserved" {
			t.Errorf("what one takes along: %s %v %v", name, rows, err)
		}
	})
}

func recheck(t *testing.T, db *store.DB, s eldercare.Store, want int) {
	t.Helper()
	checked, differs, err := (eldercare.Checker{DB: db, Store: s, Node: 1}).Recheck(context.Background())
	if err != nil || checked != want || len(differs) != 0 {
		t.Errorf("computed again: %d of %d, %q differ, %v", checked, want, differs, err)
	}
}

func export(db *store.DB, s *eldercare.Service, person string) (name string, rows []map[string]string, err error) {
	return name, rows, db.Read(context.Background(), func(q store.Queryer) (err error) {
		name, rows, err = s.Export(q, 1, person, nil)
		return err
	})
}

// narrower is the shipped list under which visits are due to poor people alone, of whom the register of the world says nothing.
func narrower(t *testing.T) []byte {
	t.Helper()
	texts, err := data.Rules()
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(texts["eldercare-entitlement"]), "needs_visits: true}, then: visits", "needs_visits: true, hardship: true}, then: visits", 1)
	if text == string(texts["eldercare-entitlement"]) {
		t.Fatal("nothing was changed")
	}
	return []byte(text)
}

// altered tells one more of every shift.
type altered struct{ eldercaredb.Store }

// Diagnoses implements eldercare.Store.
func (a altered) Diagnoses(q store.Queryer, node int64, each func(body []byte) error) error {
	return a.Store.Diagnoses(q, node, func(body []byte) error {
		var r eldercare.Record
		if err := json.Unmarshal(body, &r); err != nil {
			return err
		}
		for i := range r.Shifts {
			r.Shifts[i].N++
		}
		body, err := json.Marshal(r)
		if err != nil {
			return err
		}
		return each(body)
	})
}
