package delivery_test

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"mihe/internal/base/store"
)

// dump is every row of a node's tables of this room, and of its ledger.
func dump(t testing.TB, db *store.DB, node int64) string {
	t.Helper()
	var b strings.Builder
	err := db.Read(ctx, func(q store.Queryer) error {
		for table, order := range map[string]string{
			"delivery_plan": "id", "delivery_visit": "id", "delivery_turn": "post, on_day, visit", "delivery_move": "id, digest", "delivery_settlement": "id",
			"delivery_line": "visit, n", "delivery_account": "payee", "delivery_audit": "id", "delivery_check": "audit, visit", "delivery_answer": "anomaly",
			"delivery_proposal": "id", "delivery_record": "seq", "ledger_entry": "seq",
		} {
			rows, err := q.Query(`SELECT * FROM `+table+` WHERE node = $1 ORDER BY `+order, node)
			lines, err := store.All(rows, err, func(r *sql.Rows) (string, error) {
				columns, err := r.Columns()
				cells := make([]any, len(columns))
				for i := range cells {
					cells[i] = new(any)
				}
				if err == nil {
					err = r.Scan(cells...)
				}
				var line strings.Builder
				for _, c := range cells {
					fmt.Fprintf(&line, " %v", *c.(*any))
				}
				return line.String(), err
			})
			if err != nil {
				return err
			}
			_, _ = fmt.Fprintf(&b, "%s\n%s\n", table, strings.Join(lines, "\n"))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(b.String(), "\n")
	slices.Sort(parts)
	return strings.Join(parts, "\n")
}
