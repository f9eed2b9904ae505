package factdb

import (
	"database/sql"

	"mihe/internal/base/store"
	"mihe/internal/record/fact"
)

// recountSheets bounds one Write: ten maps of three thousand regions take about 20 ms.
const recountSheets = 10

// Recount replaces the holdings of the next sheets, and at the end removes those that belong to no sheet.
func (Store) Recount(tx *store.Tx, node int64, after fact.Place) (fact.Place, bool, error) {
	// Batches count from 1, so the zero place stands before all of them.
	rows, err := tx.Query(`
		SELECT batch, sheet FROM fact_sheet
		WHERE node = $1 AND (batch > $2 OR batch = $2 AND sheet > $3)
		ORDER BY batch, sheet LIMIT $4`, node, after.Batch, after.Sheet, recountSheets)
	places, err := store.All(rows, err, func(r *sql.Rows) (p fact.Place, err error) { return p, r.Scan(&p.Batch, &p.Sheet) })
	if err != nil {
		return after, false, err
	}
	for _, p := range places {
		if err := recount(tx, node, p); err != nil {
			return after, false, err
		}
		after = p
	}
	if len(places) > 0 {
		return after, false, nil
	}
	_, err = tx.Exec(`
		DELETE FROM fact_holding WHERE node = $1 AND NOT EXISTS (
			SELECT 1 FROM fact_sheet s
			WHERE s.node = fact_holding.node AND s.batch = fact_holding.batch AND s.sheet = fact_holding.sheet)`, node)
	return after, true, err
}

func recount(tx *store.Tx, node int64, p fact.Place) error {
	parts, err := sources(tx, node, p)
	sum := fact.Sheet{Number: p.Sheet, Sources: int64(len(parts))}
	for i, part := range parts {
		sum.Count, sum.Observed = sum.Count+part.count, sum.Observed+part.observed
		if i == 0 {
			sum.Source = part.source
		}
	}
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM fact_holding WHERE node = $1 AND batch = $2 AND sheet = $3`, node, p.Batch, p.Sheet); err != nil {
		return err
	}
	return addHolding(tx, node, p.Batch, sum)
}
