package evidencedb_test

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/record/evidence"
	"mihe/internal/record/evidence/evidencedb"
)

// asked keeps the query that went through it.
type asked struct {
	store.Queryer
	query string
	args  []any
}

func (a *asked) Query(query string, args ...any) (*sql.Rows, error) {
	a.query, a.args = query, args
	return a.Queryer.Query(query, args...)
}

// The standings of a month of visits are asked for at once: each thing's statements are found by its identifier, and what was found about codes of all of
// them by one range.
func TestStandingsAreFoundByTheThing(t *testing.T) {
	db := storetest.Open(t, ledgerdb.Migrations(), evidencedb.Migrations())
	about := []evidence.About{{Kind: "visit", ID: "a"}, {Kind: "visit", ID: "b"}}
	for _, c := range []struct {
		what, step string
		ask        func(q store.Queryer) error
	}{
		{"statements", "SEARCH evidence_statement USING INDEX evidence_statement_about (node=? AND about_kind=? AND about_id=?)", func(q store.Queryer) error {
			_, err := (evidencedb.Store{}).Weighed(q, 1, about)
			return err
		}},
		{"suspicions", "SEARCH evidence_suspicion USING INDEX evidence_suspicion_about (node=? AND about_kind=? AND about_id>? AND about_id<?)", func(q store.Queryer) error {
			_, err := (evidencedb.Store{}).Suspicions(q, 1, about)
			return err
		}},
	} {
		err := db.Read(t.Context(), func(q store.Queryer) error {
			a := &asked{Queryer: q}
			if err := c.ask(a); err != nil {
				return err
			}
			rows, err := q.Query("EXPLAIN QUERY PLAN "+a.query, a.args...)
			plan, err := store.All(rows, err, func(r *sql.Rows) (step string, err error) {
				var id, parent, unused int
				return step, r.Scan(&id, &parent, &unused, &step)
			})
			if err == nil && (len(plan) == 0 || !strings.HasPrefix(plan[0], c.step)) {
				t.Errorf("%s: the plan is %q, want %q", c.what, plan, c.step)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// A standing that is computed from what is weighed is that of the whole statements, and a suspicion about something between two things is not theirs.
func TestWhatIsWeighedIsEnough(t *testing.T) {
	storetest.Each(t, []store.Migrations{ledgerdb.Migrations(), evidencedb.Migrations()}, func(t *testing.T, db *store.DB) {
		s, thing := evidencedb.Store{}, func(id string) evidence.About { return evidence.About{Kind: "visit", ID: id} }
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			for i, st := range []evidence.Statement{
				{ID: "1", About: thing("a"), Way: evidence.Deliverer, Says: evidence.Happened, Deliverer: "person_c", ByPerson: "person_c"},
				{ID: "2", About: thing("a"), Way: evidence.PaperCode, Says: evidence.Happened, ByPerson: "person_c", Card: "means_a", Position: 1},
				{ID: "3", About: thing("b"), Way: evidence.Deliverer, Says: evidence.Happened, Deliverer: "person_c", ByPerson: "person_c"},
				{ID: "4", About: thing("b"), Way: evidence.OwnAccount, Says: evidence.NotHappened, ByPerson: "person_e"},
				{ID: "5", About: thing("c"), Way: evidence.Sample, Says: evidence.Happened, ByPerson: "person_i"},
			} {
				st.Region.Code, st.Region.Level, st.Seq = "520521", 3, int64(i+1)
				if err := s.AddStatement(tx, 1, st); err != nil {
					return err
				}
			}
			for i, id := range []string{"a", "b", "aa"} {
				if err := s.AddSuspicion(tx, 1, evidence.Suspicion{ID: id, About: thing(id), Reason: evidence.SameCode, Seq: int64(10 + i)}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.Read(t.Context(), func(q store.Queryer) error {
			about := []evidence.About{thing("c"), thing("a"), thing("b"), thing("d")}
			weighed, err := s.Weighed(q, 1, about)
			if err != nil {
				return err
			}
			said, err := s.Said(q, 1, about)
			if err != nil {
				return err
			}
			found, err := s.Suspicions(q, 1, about)
			if err != nil {
				return err
			}
			if len(found) != 2 || len(found[thing("a")]) != 1 || len(found[thing("b")]) != 1 {
				t.Errorf("suspicions %+v, want one about a and one about b", found)
			}
			for _, a := range about {
				got, want := evidence.StandingOf(weighed[a], found[a]), evidence.StandingOf(said[a], found[a])
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s stands otherwise by what is weighed: %s", a.ID, diff)
				}
			}
			if st := evidence.StandingOf(weighed[thing("c")], nil); st.Grade != evidence.E4 {
				t.Errorf("c is %s, want E4", st.Grade)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
