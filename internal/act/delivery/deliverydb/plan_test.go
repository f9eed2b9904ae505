package deliverydb_test

import (
	"database/sql"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/act/delivery"
	"mihe/internal/act/delivery/deliverydb"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

var rooms = []store.Migrations{ledgerdb.Migrations(), deliverydb.Migrations()}

// asked explains every query that goes through it instead of answering it.
type asked struct {
	store.Queryer
	plan []string
}

func (a *asked) explain(query string, args []any) error {
	rows, err := a.Queryer.Query("EXPLAIN QUERY PLAN "+query, args...)
	plan, err := store.All(rows, err, func(r *sql.Rows) (step string, err error) {
		var id, parent, unused int
		return step, r.Scan(&id, &parent, &unused, &step)
	})
	a.plan = plan
	return err
}

func (a *asked) Query(query string, args ...any) (*sql.Rows, error) {
	if err := a.explain(query, args); err != nil {
		return nil, err
	}
	return a.Queryer.Query(query, args...)
}

func (a *asked) QueryRow(query string, args ...any) *sql.Row {
	if err := a.explain(query, args); err != nil {
		a.plan = []string{err.Error()}
	}
	return a.Queryer.QueryRow(query, args...)
}

// A month of a county is 50,000 visits. Adding one up reads an index and no visit; a page reads its own visits and those before it in an index; what is
// shown beside them is found by their identifiers.
func TestMonthsAreReadByTheirIndexes(t *testing.T) {
	db := storetest.Open(t, rooms...)
	s, ids := deliverydb.Store{}, []string{"visit_a", "visit_b"}
	for _, c := range []struct {
		what, step string
		ask        func(q store.Queryer) error
	}{
		{"took of a provider", "SEARCH delivery_visit USING COVERING INDEX delivery_visit_sums (node=? AND month=? AND provider=? AND took=?)", func(q store.Queryer) error {
			_, err := s.TookOf(q, 1, "org_a", "2026-03")
			return err
		}},
		{"took of a month", "SEARCH delivery_visit USING COVERING INDEX delivery_visit_sums (node=? AND month=?)", func(q store.Queryer) error {
			_, err := s.TookIn(q, 1, "2026-03")
			return err
		}},
		{"busy in a month", "SEARCH v EXISTS USING COVERING INDEX delivery_visit_sums (node=? AND month=? AND provider=? AND took=?)", func(q store.Queryer) error {
			_, err := s.Busy(q, 1, "2026-03")
			return err
		}},
		{"places of a month", "SEARCH v EXISTS USING COVERING INDEX delivery_visit_place (node=? AND month=? AND place=? AND took=?)", func(q store.Queryer) error {
			_, err := s.PlacesIn(q, 1, "2026-03")
			return err
		}},
		{"took in a place", "SEARCH delivery_visit USING COVERING INDEX delivery_visit_place (node=? AND month=? AND place=? AND took=?)", func(q store.Queryer) error {
			_, err := s.TookAt(q, 1, "2026-03", region.Key{Code: "520521901", Level: region.Township})
			return err
		}},
		{"all of a provider", "SEARCH delivery_visit USING COVERING INDEX delivery_visit_sums (node=? AND month=? AND provider=?)", func(q store.Queryer) error {
			_, _, err := s.CountOfProvider(q, 1, "org_a", "2026-03")
			return err
		}},
		{"a page", "SEARCH delivery_visit USING INDEX delivery_visit_when (node=? AND provider=? AND month=?)", func(q store.Queryer) error {
			_, err := s.PageOfProvider(q, 1, "org_a", "2026-03", 100, 200)
			return err
		}},
		{"accepted of a carer", "SEARCH delivery_visit USING INDEX delivery_visit_accepted (node=? AND accepted=? AND month>?)", func(q store.Queryer) error {
			_, err := s.AcceptedOf(q, 1, "person_a", "2026-02")
			return err
		}},
		{"misfits", "SEARCH delivery_move USING INDEX delivery_move_visit (node=? AND visit=? AND outcome=?)", func(q store.Queryer) error {
			_, err := s.Conflicts(q, 1, ids)
			return err
		}},
		{"lines", "SEARCH delivery_line USING PRIMARY KEY (node=? AND visit=?)", func(q store.Queryer) error {
			_, err := s.LinesOf(q, 1, ids)
			return err
		}},
		{"settlements", "SEARCH delivery_settlement USING INDEX delivery_settlement_provider (node=? AND provider=?)", func(q store.Queryer) error {
			_, err := s.Settlements(q, 1, "org_a", "2026-03")
			return err
		}},
	} {
		err := db.Read(t.Context(), func(q store.Queryer) error {
			a := &asked{Queryer: q}
			if err := c.ask(a); err != nil {
				return err
			}
			a.plan = slices.DeleteFunc(a.plan, func(step string) bool { return step == "SCAN busy" || step == "SCAN seen" }) // the few that were found
			first := slices.IndexFunc(a.plan, func(step string) bool { return strings.HasPrefix(step, "SEARCH") })
			switch {
			case strings.HasPrefix(c.step, "SEARCH v EXISTS"):
				if !slices.Contains(a.plan, c.step) || strings.Count(strings.Join(a.plan, "\n"), ">?") != 1 {
					t.Errorf("%s: the plan is %q, want %q", c.what, a.plan, c.step)
				}
			case first != 0 || a.plan[0] != c.step || c.what == "a page" && len(a.plan) > 1:
				t.Errorf("%s: the plan is %q, want %q", c.what, a.plan, c.step)
			}
			if slices.ContainsFunc(a.plan, func(step string) bool { return strings.HasPrefix(step, "SCAN") }) {
				t.Errorf("%s: the plan is %q, want %q", c.what, a.plan, c.step)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// What the migration says of visits and settlements that are there is what is written of new ones.
func TestSumsOfWhatIsThere(t *testing.T) {
	storetest.Each(t, rooms, func(t *testing.T, db *store.DB) {
		s := deliverydb.Store{}
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			n := 0
			for _, state := range []delivery.State{delivery.Scheduled, delivery.Started, delivery.Finished, delivery.Settled, delivery.Cancelled, delivery.Missed} {
				for _, together := range []bool{false, true} {
					for _, attended := range [][]string{nil, {"post_a"}, {"post_a", "post_b"}} {
						n++
						v := delivery.Visit{
							ID: fmt.Sprintf("visit_%02d", n), Provider: "org_a", On: "2026-03-04", State: state, Together: together, Posts: []string{"post_a"}, Attended: attended, Share: 4000,
						}
						if together {
							v.Posts = append(v.Posts, "post_b")
						}
						if err := s.PutVisit(tx, 1, v); err != nil {
							return err
						}
					}
				}
			}
			d := delivery.Settlement{ID: "settlement_a", Input: delivery.Input{Provider: "org_a", Month: "2026-03"}, Result: delivery.Result{Total: -4000}}
			d.State = delivery.Approved
			return s.PutSettlement(tx, 1, d)
		})
		if err != nil {
			t.Fatal(err)
		}
		before := sums(t, db)
		if err := db.Write(t.Context(), func(tx *store.Tx) error {
			for _, statement := range updates(t, db, "0002_sums", 2) {
				if _, err := tx.Exec(statement); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, sums(t, db)); diff != "" || len(before) != 37 {
			t.Errorf("%d rows; the migration says otherwise (- written, + migrated):\n%s", len(before), diff)
		}
	})
}

// The same holds of who is asked for the code of a visit that was accepted.
func TestAcceptedOfWhatIsThere(t *testing.T) {
	storetest.Each(t, rooms, func(t *testing.T, db *store.DB) {
		s := deliverydb.Store{}
		found := func(q store.Queryer) (ids []string) {
			list, err := s.AcceptedOf(q, 1, "person_a", "2026-02")
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range list {
				ids = append(ids, v.ID)
			}
			return ids
		}
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			for id, c := range map[string]struct{ on, carer string }{
				"visit_a": {"2026-02-01", "person_a"}, "visit_b": {"2026-03-04", "person_b"}, "visit_c": {"2026-01-31", "person_a"}, "visit_d": {"2026-03-04", ""},
			} {
				v := delivery.Visit{ID: id, Provider: "org_a", On: c.on, State: delivery.Finished}
				if c.carer != "" {
					v.Accepted = &delivery.Acceptance{Carer: c.carer}
				}
				if err := s.PutVisit(tx, 1, v); err != nil {
					return err
				}
			}
			want := []string{"visit_a"}
			if got := found(tx); !slices.Equal(got, want) {
				t.Errorf("written: %q, want %q", got, want)
			}
			if _, err := tx.Exec(`UPDATE delivery_visit SET accepted = 'person_a'`); err != nil {
				return err
			}
			if _, err := tx.Exec(updates(t, db, "0008_accepted", 1)[0]); err != nil {
				return err
			}
			if got := found(tx); !slices.Equal(got, want) {
				t.Errorf("migrated: %q, want %q", got, want)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// updates are the statements of a migration that fill columns, so many.
func updates(t *testing.T, db *store.DB, file string, n int) (list []string) {
	t.Helper()
	raw, err := fs.ReadFile(deliverydb.Migrations().FS, file+"."+db.Dialect().String()+".sql")
	if err != nil {
		t.Fatal(err)
	}
	for statement := range strings.SplitSeq(string(raw), ";") {
		if statement = strings.TrimSpace(statement); strings.HasPrefix(statement, "UPDATE") {
			list = append(list, statement)
		}
	}
	if len(list) != n {
		t.Fatalf("%d statements fill columns, want %d", len(list), n)
	}
	return list
}

func sums(t *testing.T, db *store.DB) (list []string) {
	t.Helper()
	err := db.Read(t.Context(), func(q store.Queryer) error {
		rows, err := q.Query(`SELECT id, took, whole, share_fen FROM delivery_visit WHERE node = 1 ORDER BY id`)
		visits, err := store.All(rows, err, func(r *sql.Rows) (string, error) {
			var id string
			var took, whole, share int64
			err := r.Scan(&id, &took, &whole, &share)
			return fmt.Sprint(id, took, whole, share), err
		})
		if err != nil {
			return err
		}
		rows, err = q.Query(`SELECT id, state, total_fen FROM delivery_settlement WHERE node = 1 ORDER BY id`)
		heads, err := store.All(rows, err, func(r *sql.Rows) (string, error) {
			var id, state string
			var total int64
			err := r.Scan(&id, &state, &total)
			return fmt.Sprint(id, state, total), err
		})
		list = append(visits, heads...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}
