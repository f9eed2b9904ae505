package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// What SQLite is told about every index that begins with node: a table of this many rows, all of one node, of which so many
// share the next column, a tenth of them the one after it, and so on. Without being told it takes ten rows to share the
// first column whatever that is, and then walks through all rows of a node along the primary key to find those of one person.
// The figures are made up and the same for every database, so that plans never depend on what is in it: counting would find
// one number in an empty folder and another in a full one. PostgreSQL counts by itself.
const (
	rowsOfNode  = 1_000_000
	rowsOfValue = 1000
)

// estimates is every index that begins with node as SQLite knows it: table, index (the table's own name for the key of a table
// WITHOUT ROWID), whether it is unique, and its columns.
const estimates = `
	SELECT t.name, CASE WHEN i.origin = 'pk' AND t.wr = 1 THEN t.name ELSE i.name END, i."unique",
		(SELECT COUNT(*) FROM pragma_index_info(i.name))
	FROM pragma_table_list t, pragma_index_list(t.name) i
	WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\'
		AND (SELECT name FROM pragma_index_info(i.name) WHERE seqno = 0) = 'node'
	ORDER BY 1, 2`

// heed makes a connection read what SQLite was told, and makes the table for it where there is none.
const heed = `ANALYZE sqlite_schema` //nolint:misspell // the word is SQL's

// estimate tells SQLite about the indexes of the schema as it is now. What it was told before and is still so stays untouched.
func (p *pools) estimate(ctx context.Context) error {
	if p.dialect != SQLite {
		return nil
	}
	rows, err := p.writing.QueryContext(ctx, estimates)
	wanted, err := All(rows, err, scanEstimate)
	if err != nil {
		return err
	}
	if _, err := p.writing.ExecContext(ctx, heed); err != nil {
		return err
	}
	rows, err = p.writing.QueryContext(ctx, `SELECT tbl, COALESCE(idx, ''), stat FROM sqlite_stat1 ORDER BY 1, 2`)
	told, err := All(rows, err, func(r *sql.Rows) (e [3]string, err error) { return e, r.Scan(&e[0], &e[1], &e[2]) })
	if err != nil || slices.Equal(told, wanted) {
		return err
	}
	tx, err := p.writing.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after Commit it does nothing
	if _, err := tx.ExecContext(ctx, `DELETE FROM sqlite_stat1`); err != nil {
		return err
	}
	for _, e := range wanted {
		if _, err := tx.ExecContext(ctx, `INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)`, e[0], e[1], e[2]); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = p.writing.ExecContext(ctx, heed) // the writing connection is open already
	return err
}

func scanEstimate(r *sql.Rows) (e [3]string, err error) {
	var unique bool
	var columns int
	if err := r.Scan(&e[0], &e[1], &unique, &columns); err != nil {
		return e, err
	}
	share := []string{strconv.Itoa(rowsOfNode), strconv.Itoa(rowsOfNode)} // rows, and rows of a node
	for i, n := 1, rowsOfValue; i < columns; i, n = i+1, max(1, n/10) {
		share = append(share, strconv.Itoa(n))
	}
	if unique {
		share[len(share)-1] = "1"
	}
	e[2] = fmt.Sprint(strings.Join(share, " "), " noskipscan") // skipping over a first column is never better than asking for it
	return e, nil
}
