package accessdb_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/ledger"
	"mihe/internal/base/store"
)

// dump writes the read models in order.
func dump(t *testing.T, w *accesstest.World) string {
	t.Helper()
	var b strings.Builder
	err := w.DB.Read(context.Background(), func(q store.Queryer) error {
		for _, query := range []string{
			`SELECT id, person, home, state, CAST(made_ms AS TEXT), user_sealed, name_sealed, phone_sealed FROM access_account WHERE node = 1 ORDER BY id`,
			`SELECT id, account, role, region, from_on, until_on, CAST(given_ms AS TEXT), CAST(taken_ms AS TEXT) FROM access_mandate WHERE node = 1 ORDER BY id`,
			`SELECT account, issuer, subject, '', '', '', '', '' FROM access_link WHERE node = 1 ORDER BY account`,
			`SELECT account, id, what, asked_by, CAST(at_ms AS TEXT), issuer, subject, '' FROM access_request WHERE node = 1 ORDER BY account`,
			`SELECT id, name, may, region, token, by_actor || ' ' || made_ms, confirmed_by || ' ' || confirmed_ms, CAST(ended_ms AS TEXT) FROM access_machine WHERE node = 1 ORDER BY id`,
			`SELECT purpose, token, account, '', '', '', '', '' FROM access_token WHERE node = 1 ORDER BY purpose, token`,
		} {
			rows, err := q.Query(query)
			if err != nil {
				return err
			}
			for rows.Next() {
				var c [8]string
				if err := rows.Scan(&c[0], &c[1], &c[2], &c[3], &c[4], &c[5], &c[6], &c[7]); err != nil {
					return err
				}
				fmt.Fprintln(&b, strings.Join(c[:], "|"))
			}
			if err := rows.Err(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestRebuildGivesTheSame(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		root := access.Operator()
		var all []accesstest.Member
		for i := range 6 {
			all = append(all, w.Member(t, fmt.Sprintf("user-%d", i), accesstest.County, access.Mandate{Role: accesstest.Reader, At: accesstest.County}))
		}
		steps := []error{
			w.Disable(ctx, root, all[0].ID), w.Disable(ctx, root, all[1].ID), w.Enable(ctx, root, all[1].ID),
			w.Take(ctx, root, all[2].ID, mandateOf(t, w, all[2].ID)),
			w.LinkOther(ctx, root, all[3].ID, "https://id.example", "sub-3"),
			w.LinkOther(ctx, root, all[3].ID, "https://id.example", "sub-3b"),
			w.LinkOther(ctx, root, all[4].ID, "https://id.example", "sub-4"), w.Unlink(ctx, root, all[4].ID),
			w.LinkOther(ctx, root, all[5].ID, "https://id.example", "sub-5"), w.Erase(ctx, root, all[5].ID),
		}
		for i, err := range steps {
			want(t, fmt.Sprint("step ", i), err, 0, "")
		}
		_, _, err := w.ResetPassword(ctx, w.Who(access.Mandate{Role: accesstest.System, At: accesstest.City}), all[0].ID)
		want(t, "a request", err, 0, "")
		before := dump(t, w)
		// The control: something is lost, so that rebuilding has something to bring back.
		err = w.DB.Write(ctx, func(tx *store.Tx) error { return nodeStore.DropTokens(tx, 1, all[0].ID, "") })
		if err != nil || dump(t, w) == before {
			t.Fatalf("the dump does not see a lost row (%v)", err)
		}
		want(t, "rebuild", w.Rebuild(ctx), 0, "")
		if diff := cmp.Diff(before, dump(t, w)); diff != "" {
			t.Errorf("rebuilt (-before +after):\n%s", diff)
		}
		want(t, "sign in after it", signIn(w, "user-1", all[1].Pass, somewhere), 0, "")
	})
}

// inside is the records, and whether each reading of them stood inside a transaction that writes.
type inside struct {
	access.Uses
	read, writing int
}

func (i *inside) Records(q store.Queryer, node int64, room string, after int64, each func(int64, ledger.Record) error) error {
	i.read++
	if _, ok := q.(*store.Tx); ok {
		i.writing++
	}
	return i.Uses.Records(q, node, room, after, each)
}

// What is recorded between reading the records and clearing the lists would be lost, so both are one transaction.
func TestRebuildReadsWhereNothingIsAdded(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		seen := &inside{Uses: w.Uses}
		w.Uses = seen
		want(t, "rebuild", w.Rebuild(ctx), 0, "")
		if seen.read != 1 || seen.writing != 1 {
			t.Errorf("the records were read %d times, %d of them while writing; want once, while writing", seen.read, seen.writing)
		}
	})
}

func TestARecordNeedsItsEntry(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		err := w.DB.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(`INSERT INTO access_record (node, id, kind, seq, body) VALUES ($1, $2, $3, $4, $5)`, 1, "record_x", "access.account", 1, "{}")
			return err
		})
		if err == nil {
			t.Error("a record was written without an entry")
		}
	})
}
