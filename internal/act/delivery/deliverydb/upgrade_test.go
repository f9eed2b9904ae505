package deliverydb_test

import (
	"database/sql"
	"fmt"
	"io/fs"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/act/delivery"
	"mihe/internal/act/delivery/deliverydb"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

// until are the room's migrations up to a number: those of an older release.
func until(t *testing.T, last string) store.Migrations {
	t.Helper()
	now := deliverydb.Migrations()
	then := fstest.MapFS{}
	files, err := fs.ReadDir(now.FS, ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.Name()[:len(last)] <= last {
			text, err := fs.ReadFile(now.FS, f.Name())
			if err != nil {
				t.Fatal(err)
			}
			then[f.Name()] = &fstest.MapFile{Data: text}
		}
	}
	now.FS = then
	return now
}

const settlementA = "settlement_01k00000000000000000000000"

// kept are visits and a settlement as a node of the release before may have them.
func kept() (visits []delivery.Visit, d delivery.Settlement) {
	north, south := region.Key{Code: "520521901", Level: region.Township}, region.Key{Code: "520521902", Level: region.Township}
	visit := func(n int, state delivery.State, place region.Key, finished int64, a *delivery.Acceptance) {
		visits = append(visits, delivery.Visit{
			ID: fmt.Sprintf("visit_%02d", n), Plan: "plan_a", Person: "person_a", Provider: "org_a", On: "2026-03-04", Posts: []string{"post_a"}, State: state, Share: 4000,
			Place: place, At: place.String(), FinishedMs: finished, Accepted: a,
		})
	}
	visit(1, delivery.Scheduled, north, 0, nil)
	visit(2, delivery.Missed, south, 0, nil)
	visit(3, delivery.Finished, north, 1_772_600_000_000, nil)
	visit(4, delivery.Settled, south, 1_772_700_000_000, nil)
	visit(5, delivery.Finished, north, 1_772_800_000_000, &delivery.Acceptance{Reports: []string{"r"}, AtMs: 1_775_000_000_000})
	d = delivery.Settlement{
		ID: settlementA, At: north.String(), SHA256: "00", Input: delivery.Input{Provider: "org_a", Month: "2026-03", Visits: []delivery.Frozen{}},
		Result: delivery.Result{Total: 4000, Lines: []delivery.Line{{Visit: "visit_04", N: 1, Fen: 4000}}},
		Course: delivery.Course{
			State: delivery.HandedOut, Drew: "person_s", Answered: "person_b", Approved: "person_q", Unanswered: &delivery.Unanswered{Until: "2026-04-17", By: "person_s", AtMs: 1},
			Disputes: []delivery.Dispute{{Visit: "visit_04", Reason: "not_paid", Answer: "no_confirmation"}},
			Payments: []delivery.Payment{{N: 1, Payee: "org_a", Fen: 4000, State: delivery.Sent, Before: []string{"limit"}}},
			Handed:   []delivery.Handed{{Layout: "payment_bank", SHA256: "00", Rows: []int{1}, Total: 4000, AtMs: 2}},
		},
	}
	return visits, d
}

// columns are what stands beside the bodies of visits and settlements, with how far a settlement has come as a reader is told.
func columns(t *testing.T, db *store.DB) (visits []string, c delivery.Course) {
	t.Helper()
	err := db.Read(t.Context(), func(q store.Queryer) error {
		rows, err := q.Query(`SELECT id, month, took, whole, share_fen, counted_ms, place FROM delivery_visit WHERE node = 1 ORDER BY id`)
		if visits, err = store.All(rows, err, func(r *sql.Rows) (string, error) {
			var id, month, place string
			var took, whole, share, counted int64
			err := r.Scan(&id, &month, &took, &whole, &share, &counted, &place)
			return fmt.Sprint(id, " ", month, took, whole, share, counted, place), err
		}); err != nil {
			return err
		}
		c, err = deliverydb.Store{}.Course(q, 1, settlementA)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return visits, c
}

func opened(t *testing.T, target string, room store.Migrations) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), target, rooms[0], room)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func writes(t *testing.T, db *store.DB, statements func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Write(t.Context(), statements); err != nil {
		t.Fatal(err)
	}
}

// What an upgrade says of visits and settlements that an older release wrote is what is written of new ones.
func TestAnUpgradeSaysWhatIsWrittenNow(t *testing.T) {
	for name, target := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "mihe.db") },
		"postgres": func(t *testing.T) string { return storetest.Schema(t) },
	} {
		t.Run(name, func(t *testing.T) {
			at := target(t)
			visits, d := kept()
			fresh := storetest.Open(t, rooms...)
			writes(t, fresh, func(tx *store.Tx) error {
				for _, v := range visits {
					if err := (deliverydb.Store{}).PutVisit(tx, 1, v); err != nil {
						return err
					}
				}
				return deliverydb.Store{}.PutSettlement(tx, 1, d)
			})
			old := opened(t, at, until(t, "0005"))
			writes(t, old, func(tx *store.Tx) error { return copied(t, fresh, tx) })
			if err := old.Close(); err != nil {
				t.Fatal(err)
			}
			now := opened(t, at, deliverydb.Migrations())
			defer func() { _ = now.Close() }() // it was only read
			wantVisits, wantCourse := columns(t, fresh)
			gotVisits, gotCourse := columns(t, now)
			if diff := cmp.Diff(wantVisits, gotVisits); diff != "" || len(wantVisits) != len(visits) {
				t.Errorf("%d visits; upgraded they differ (-new +upgraded):\n%s", len(wantVisits), diff)
			}
			if diff := cmp.Diff(wantCourse, gotCourse); diff != "" || wantCourse.State != d.State {
				t.Errorf("the settlement has come to %s; upgraded it differs (-new +upgraded):\n%s", wantCourse.State, diff)
			}
		})
	}
}

// copied writes the rows of one database into tables of an older release, which have fewer columns.
func copied(t *testing.T, from *store.DB, tx *store.Tx) error {
	t.Helper()
	return from.Read(t.Context(), func(q store.Queryer) error {
		for table, columns := range map[string][]string{
			"delivery_visit":      {"node", "id", "plan", "person", "provider", "month", "from_ms", "body", "took", "whole", "share_fen"},
			"delivery_settlement": {"node", "id", "provider", "month", "seq", "body", "state", "total_fen"},
		} {
			names, marks := "", ""
			for i, c := range columns {
				names, marks = names+", "+c, marks+fmt.Sprintf(", $%d", i+1)
			}
			rows, err := q.Query(`SELECT ` + names[2:] + ` FROM ` + table + ` ORDER BY id`)
			all, err := store.All(rows, err, func(r *sql.Rows) ([]any, error) {
				values, into := make([]any, len(columns)), make([]any, len(columns))
				for i := range values {
					into[i] = &values[i]
				}
				return values, r.Scan(into...)
			})
			if err != nil {
				return err
			}
			for _, values := range all {
				if _, err := tx.Exec(`INSERT INTO `+table+` (`+names[2:]+`) VALUES (`+marks[2:]+`)`, values...); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
