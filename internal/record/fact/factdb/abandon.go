package factdb

import (
	"database/sql"

	"mihe/internal/base/store"
)

// abandonRows bounds what one Write removes.
const abandonRows = 5000

// Orphans returns the loads begun before an instant that were never published.
func (Store) Orphans(q store.Queryer, node, beforeMs int64) ([]int64, error) {
	rows, err := q.Query(`
		SELECT batch FROM fact_load
		WHERE node = $1 AND begun_ms < $2 AND (state = $3 OR state = $4) ORDER BY batch`, node, beforeMs, underWay, abandoned)
	return store.All(rows, err, scanNumber)
}

func scanNumber(r *sql.Rows) (n int64, err error) { return n, r.Scan(&n) }

// Abandon marks the load so that nobody can publish it any more, and removes its first sheets.
func (s Store) Abandon(tx *store.Tx, node, batch int64) (gone bool, err error) {
	if _, err := move(tx, node, batch, abandoned); err != nil {
		return false, err
	}
	var state int64
	err = tx.QueryRow(`SELECT state FROM fact_load WHERE node = $1 AND batch = $2`, node, batch).Scan(&state)
	if err != nil || state != abandoned {
		return true, err // published meanwhile, or cleared already: nothing to remove
	}
	sheets, err := s.someSheets(tx, node, batch)
	if err != nil {
		return false, err
	}
	for _, sheet := range sheets {
		if err := removeSheet(tx, node, batch, sheet); err != nil {
			return false, err
		}
	}
	if len(sheets) > 0 {
		return false, nil
	}
	// The row stays, so that no later load gets the number.
	_, err = tx.Exec(`UPDATE fact_load SET state = $1 WHERE node = $2 AND batch = $3`, cleared, node, batch)
	return true, err
}

// someSheets returns the first sheets of the load: as many as hold about abandonRows cells, and at least one.
func (Store) someSheets(tx *store.Tx, node, batch int64) ([]int64, error) {
	rows, err := tx.Query(`
		SELECT sheet, cells FROM fact_holding WHERE node = $1 AND batch = $2 ORDER BY sheet LIMIT 1000`, node, batch)
	type count struct{ sheet, cells int64 }
	counts, err := store.All(rows, err, func(r *sql.Rows) (c count, err error) { return c, r.Scan(&c.sheet, &c.cells) })
	var some []int64
	for sum := int64(0); len(some) < len(counts) && sum < abandonRows; {
		next := counts[len(some)]
		some = append(some, next.sheet)
		sum += next.cells
	}
	return some, err
}

func removeSheet(tx *store.Tx, node, batch, sheet int64) error {
	for _, statement := range []string{
		`DELETE FROM fact_observation WHERE node = $1 AND batch = $2 AND sheet = $3`,
		`DELETE FROM fact_holding WHERE node = $1 AND batch = $2 AND sheet = $3`,
		`DELETE FROM fact_sheet WHERE node = $1 AND batch = $2 AND sheet = $3`,
	} {
		if _, err := tx.Exec(statement, node, batch, sheet); err != nil {
			return err
		}
	}
	return nil
}
