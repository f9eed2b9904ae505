package factdb_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/access"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
	"mihe/internal/record/fact/facttest"
)

func TestStore(t *testing.T) {
	rooms := facttest.Migrations()
	storetest.EachFresh(t, rooms, func(t *testing.T, open func(t *testing.T) *store.DB) {
		facttest.Exercise(t, func(t *testing.T) *fact.Service { return facttest.Service(open(t), factdb.Store{}) })
	})
}

// dump writes the holdings as text in the order of their key.
func dump(t *testing.T, db *store.DB) (lines []string) {
	t.Helper()
	err := db.Read(context.Background(), func(q store.Queryer) (err error) {
		rows, err := q.Query(`SELECT node, batch, sheet, cells, observed, sources, source FROM fact_holding ORDER BY node, batch, sheet`)
		lines, err = store.All(rows, err, func(r *sql.Rows) (string, error) {
			var n [6]int64
			var source string
			err := r.Scan(&n[0], &n[1], &n[2], &n[3], &n[4], &n[5], &source)
			return fmt.Sprint(n, source), err
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestHoldingsCanBeRebuilt(t *testing.T) {
	storetest.Each(t, facttest.Migrations(), func(t *testing.T, db *store.DB) {
		s := facttest.Service(db, factdb.Store{})
		for i := range 3 {
			mixed := func(yield func(fact.Observation, error) bool) {
				for o, err := range facttest.Grid(5, 4, 30) {
					o.Vintage = fmt.Sprint("edition ", i)
					if n := int(o.Value * 10); n%7 == 0 {
						o.State, o.Source = fact.Missing, fmt.Sprint("source ", n%3)
					}
					if !yield(o, err) {
						return
					}
				}
			}
			if _, _, err := s.Load(context.Background(), access.Operator(), "grid", mixed, nil); err != nil {
				t.Fatal(err)
			}
		}
		want := dump(t, db)
		if len(want) != 60 {
			t.Fatalf("%d holdings, want 60", len(want))
		}
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			for _, damage := range []string{
				`DELETE FROM fact_holding WHERE node = 1 AND sheet = 3`,
				`UPDATE fact_holding SET cells = 0, source = 'nobody' WHERE node = 1 AND sheet = 5`,
				`INSERT INTO fact_holding (node, batch, sheet, cells, observed, sources, source) VALUES (1, 2, 999, 1, 1, 1, 'stray')`,
			} {
				if _, err := tx.Exec(damage); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, dump(t, db)); diff == "" {
			t.Fatal("the damage does not show, so the test could not fail")
		}
		if err := s.Recount(context.Background()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, dump(t, db)); diff != "" {
			t.Errorf("rebuilt holdings (-want +got):\n%s", diff)
		}
	})
}
