package factdb

import (
	"database/sql"
	"math"

	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
)

// digestSheets is how many sheets are read before their cells: a batch may have as many sheets as cells.
const digestSheets = 500

// Digest computes the sum over a batch from the tables.
func (Store) Digest(q store.Queryer, node, batch int64) (string, error) {
	return Digest(q, node, batch)
}

// Digest computes the sum over a batch from the tables, with everything that stands under its number: a cell without a
// sheet, or a sheet without cells, counts too.
func Digest(q store.Queryer, node, batch int64) (string, error) {
	d := digester{q: q, node: node, batch: batch, to: fact.NewDigest(), used: map[int64]bool{}}
	for after := int64(math.MinInt64); ; {
		sheets, err := d.sheets(after)
		if err != nil {
			return "", err
		}
		until := int64(math.MaxInt64)
		if len(sheets) == digestSheets {
			until = sheets[digestSheets-1].Number
		}
		if err := d.cells(after, until, sheets); err != nil {
			return "", err
		}
		if after = until; until == math.MaxInt64 {
			break
		}
	}
	if err := d.series(); err != nil {
		return "", err
	}
	return d.to.Sum(), nil
}

type digester struct {
	q           store.Queryer
	node, batch int64
	to          *fact.Digest
	used        map[int64]bool // the series that cells named
}

// sheets reads the next sheets after a number.
func (d digester) sheets(after int64) ([]fact.Sheet, error) {
	rows, err := d.q.Query(`
		SELECT sheet, variable, period, sex, residence, age, level, vintage
		FROM fact_sheet WHERE node = $1 AND batch = $2 AND sheet > $3 ORDER BY sheet LIMIT $4`, d.node, d.batch, after, digestSheets)
	return store.All(rows, err, func(r *sql.Rows) (s fact.Sheet, err error) {
		var level int64
		k := &s.Key
		err = r.Scan(&s.Number, &k.Variable, &k.Period, &k.Breakdown.Sex, &k.Breakdown.Residence, &k.Breakdown.Age, &level, &k.Vintage)
		k.Level = region.Level(level)
		return s, err
	})
}

// cells adds the cells of sheets numbered above after and up to until, each sheet before its own.
func (d digester) cells(after, until int64, sheets []fact.Sheet) (err error) {
	rows, err := d.q.Query(`
		SELECT sheet, region, series, state, decimals, value
		FROM fact_observation WHERE node = $1 AND batch = $2 AND sheet > $3 AND sheet <= $4
		ORDER BY sheet, region`, d.node, d.batch, after, until)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // Err below tells what went wrong
	for rows.Next() {
		var sheet, series, state, decimals int64
		var code string
		var value sql.NullFloat64
		if err := rows.Scan(&sheet, &code, &series, &state, &decimals, &value); err != nil {
			return err
		}
		d.used[series] = true
		for len(sheets) > 0 && sheets[0].Number <= sheet {
			d.to.Sheet(sheets[0].Number, sheets[0].Key)
			sheets = sheets[1:]
		}
		if value.Valid {
			d.to.Cell(sheet, code, series, state, decimals, &value.Float64)
		} else {
			d.to.Cell(sheet, code, series, state, decimals, nil)
		}
	}
	for _, s := range sheets {
		d.to.Sheet(s.Number, s.Key)
	}
	return rows.Err()
}

// series adds the series that the cells named.
func (d digester) series() error {
	rows, err := d.q.Query(`
		SELECT series, version, owner, variable, source FROM fact_series WHERE node = $1 ORDER BY series`, d.node)
	_, err = store.All(rows, err, func(r *sql.Rows) (none struct{}, err error) {
		var number, version, owner int64
		var s fact.Series
		if err = r.Scan(&number, &version, &owner, &s.Variable, &s.Source); err == nil && d.used[number] {
			d.to.Series(number, version, owner, s)
		}
		return none, err
	})
	return err
}
