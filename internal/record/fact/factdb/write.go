package factdb

import (
	"fmt"
	"strings"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
)

// The states of fact_load.
const (
	underWay  = 0
	published = 1
	abandoned = 2
	cleared   = 3 // abandoned, and nothing is left of it
)

// Begin opens a load under the next free number. Two processes may take the same one: then the second violates the
// key, and its use case tries again.
func (Store) Begin(tx *store.Tx, node int64, b fact.Batch) (batch int64, err error) {
	err = tx.QueryRow(`SELECT COALESCE(MAX(batch), 0) + 1 FROM fact_load WHERE node = $1`, node).Scan(&batch)
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(`INSERT INTO fact_load (node, batch, begun_ms, actor, name, state) VALUES ($1, $2, $3, $4, $5, $6)`,
		node, batch, b.AtMs, b.Actor, b.Name, underWay)
	return batch, err
}

// Series finds or makes each series.
func (s Store) Series(tx *store.Tx, node int64, series []fact.Series) ([]int64, error) {
	ids := make([]int64, len(series))
	for i, one := range series {
		id, err := s.series(tx, node, one)
		if err != nil {
			return nil, err
		}
		ids[i] = id
	}
	return ids, nil
}

func (Store) series(tx *store.Tx, node int64, one fact.Series) (id int64, err error) {
	if _, err := tx.Exec(`
		INSERT INTO fact_series (node, series, variable, version, owner, source)
		SELECT $1, (SELECT COALESCE(MAX(series), 0) + 1 FROM fact_series WHERE node = $1), $2, $3, $1, $4
		ON CONFLICT (node, variable, version, owner, source) DO NOTHING`, node, one.Variable, fact.Definition, one.Source); err != nil {
		return 0, err
	}
	err = tx.QueryRow(`
		SELECT series FROM fact_series
		WHERE node = $1 AND variable = $2 AND version = $3 AND owner = $1 AND source = $4`,
		node, one.Variable, fact.Definition, one.Source).Scan(&id)
	return id, err
}

// AddSheets writes the sheets and their holdings, which stay invisible until the batch is published.
func (Store) AddSheets(tx *store.Tx, node, batch int64, sheets []fact.Sheet) error {
	for _, s := range sheets {
		k := s.Key
		if _, err := tx.Exec(`
			INSERT INTO fact_sheet (node, batch, sheet, variable, period, sex, residence, age, level, vintage)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			node, batch, s.Number, k.Variable, k.Period, k.Breakdown.Sex, k.Breakdown.Residence, k.Breakdown.Age,
			int64(k.Level), k.Vintage); err != nil {
			return err
		}
		if err := addHolding(tx, node, batch, s); err != nil {
			return err
		}
	}
	return nil
}

func addHolding(tx *store.Tx, node, batch int64, s fact.Sheet) error {
	_, err := tx.Exec(`
		INSERT INTO fact_holding (node, batch, sheet, cells, observed, sources, source)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		node, batch, s.Number, s.Count, s.Observed, s.Sources, s.Source)
	return err
}

// chunks are the sizes of a multi-row INSERT, the largest first. A few fixed sizes keep the statements few enough to
// stay prepared.
var chunks = [...]int{256, 16, 1}

// AddRows stores rows with as few statements as the chunks allow.
func (Store) AddRows(tx *store.Tx, node, batch int64, rows []fact.Row) error {
	var args []any
	for _, size := range chunks {
		for len(rows) >= size {
			args = append(args[:0], node, batch)
			for _, r := range rows[:size] {
				args = append(args, r.Sheet, string(r.Region), r.Series, int64(r.State), int64(r.Decimals), valueOf(r))
			}
			if _, err := tx.Exec(insertRows(size), args...); err != nil {
				return err
			}
			rows = rows[size:]
		}
	}
	return nil
}

// valueOf stores no number where none was observed.
func valueOf(r fact.Row) any {
	if r.State != fact.Observed {
		return nil
	}
	return r.Value
}

// insertTexts holds the statements of each chunk size.
var insertTexts = func() map[int]string {
	texts := map[int]string{}
	for _, size := range chunks {
		var b strings.Builder
		b.WriteString(`INSERT INTO fact_observation (node, batch, sheet, region, series, state, decimals, value) VALUES `)
		for i := range size {
			if i > 0 {
				b.WriteString(", ")
			}
			p := 3 + 6*i
			fmt.Fprintf(&b, "($1, $2, $%d, $%d, $%d, $%d, $%d, $%d)", p, p+1, p+2, p+3, p+4, p+5)
		}
		texts[size] = b.String()
	}
	return texts
}()

func insertRows(size int) string { return insertTexts[size] }

// Publish writes the one row that makes the batch visible. Two processes may both have seen the same version: the
// unique order then refuses the second, which is the same Conflict.
func (s Store) Publish(tx *store.Tx, node int64, b fact.Batch) error {
	now, err := s.Version(tx, node)
	if err != nil {
		return err
	}
	if now != b.Order-1 {
		return fault.New(fault.Conflict, "fact.changed")
	}
	if ours, err := move(tx, node, b.Number, published); err != nil || !ours {
		if err != nil {
			return err
		}
		return fault.New(fault.Conflict, "fact.changed")
	}
	_, err = tx.Exec(`
		INSERT INTO fact_batch (node, batch, seq, published_ms, actor, name, sha256, cells, region, record)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		node, b.Number, b.Order, b.AtMs, b.Actor, b.Name, b.SHA256, b.Rows, b.Region.String(), b.Record)
	if store.IsUnique(err) {
		return fault.Wrap(err, fault.Conflict, "fact.changed")
	}
	return err
}

// move takes a load that is under way to its end, and tells whether it still was. The row serves as the lock between
// a slow load and the process that clears it away.
func move(tx *store.Tx, node, batch int64, to int) (bool, error) {
	done, err := tx.Exec(`UPDATE fact_load SET state = $1 WHERE node = $2 AND batch = $3 AND state = $4`,
		to, node, batch, underWay)
	if err != nil {
		return false, err
	}
	n, err := done.RowsAffected()
	return n == 1, err
}
