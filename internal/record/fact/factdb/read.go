package factdb

import (
	"cmp"
	"database/sql"
	"slices"

	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
)

// Version returns the order of the batch published last, and 0 before the first.
func (Store) Version(q store.Queryer, node int64) (version int64, err error) {
	err = q.QueryRow(`SELECT COALESCE(MAX(seq), 0) FROM fact_batch WHERE node = $1`, node).Scan(&version)
	return version, err
}

// visible is one published sheet that answers a query.
type visible struct {
	batch, sheet, seq int64
	vintage           string
}

// Cells reads the sheets from the oldest to the newest and lets the later cell win.
func (s Store) Cells(q store.Queryer, query fact.Query) ([]fact.Cell, error) {
	return s.CellsOf(q, query, nil)
}

// CellsOf leaves rows out before the later cell wins, so that a hidden one hides nothing.
func (s Store) CellsOf(q store.Queryer, query fact.Query, only fact.Only) ([]fact.Cell, error) {
	key := fact.SheetKey{Variable: query.Variable, Period: query.Period, Breakdown: query.Breakdown, Level: query.Level, Vintage: query.Vintage}
	sheets, err := s.sheets(q, query.Node, key, query.Vintage == "")
	if err != nil {
		return nil, err
	}
	var cells []fact.Cell
	for _, v := range sheets {
		newer, err := s.cells(q, query.Node, query.Level, v)
		if err != nil {
			return nil, err
		}
		if only != nil {
			newer = slices.DeleteFunc(newer, func(c fact.Cell) bool {
				return !only(query.Node, fact.Series{Variable: query.Variable, Source: c.Source})
			})
		}
		cells = fact.Overlay(cells, newer)
	}
	return cells, nil
}

// Held visits the sheets under exactly this key.
func (s Store) Held(q store.Queryer, node int64, key fact.SheetKey, each func(fact.Cell)) error {
	sheets, err := s.sheets(q, node, key, false)
	if err != nil {
		return err
	}
	for _, v := range sheets {
		cells, err := s.cells(q, node, key.Level, v)
		if err != nil {
			return err
		}
		for _, c := range cells {
			each(c)
		}
	}
	return nil
}

// sheets returns the published sheets under key, the newest last. It stands apart from cells because a planner that
// saw both tables at once might start with the larger one.
func (Store) sheets(q store.Queryer, node int64, key fact.SheetKey, anyVintage bool) ([]visible, error) {
	rows, err := q.Query(`
		SELECT s.batch, s.sheet, b.seq, s.vintage
		FROM fact_sheet s JOIN fact_batch b ON b.node = s.node AND b.batch = s.batch
		WHERE s.node = $1 AND s.variable = $2 AND s.period = $3 AND s.sex = $4 AND s.residence = $5 AND s.age = $6
			AND s.level = $7 AND (s.vintage = $8 OR $9 = 1)`,
		node, key.Variable, key.Period, key.Breakdown.Sex, key.Breakdown.Residence, key.Breakdown.Age,
		int64(key.Level), key.Vintage, store.Flag(anyVintage))
	all, err := store.All(rows, err, func(r *sql.Rows) (v visible, err error) {
		return v, r.Scan(&v.batch, &v.sheet, &v.seq, &v.vintage)
	})
	// Sorted here and not in SQL, because text must sort by its bytes whatever collation the database has.
	slices.SortFunc(all, func(a, b visible) int {
		return cmp.Or(cmp.Compare(a.seq, b.seq), cmp.Compare(a.vintage, b.vintage))
	})
	return all, err
}

// cells returns what one sheet holds. The few sources are looked up apart: joined, they would be found, and their text
// handed over, once for every cell.
func (s Store) cells(q store.Queryer, node int64, level region.Level, v visible) ([]fact.Cell, error) {
	rows, err := q.Query(`
		SELECT region, state, decimals, value, series FROM fact_observation
		WHERE node = $1 AND batch = $2 AND sheet = $3
		ORDER BY region`, node, v.batch, v.sheet)
	var series []int64 // of each cell
	cells, err := store.All(rows, err, func(r *sql.Rows) (fact.Cell, error) {
		var code string
		var state, decimals, number int64
		var value sql.NullFloat64
		err := r.Scan(&code, &state, &decimals, &value, &number)
		series = append(series, number)
		return fact.Cell{
			Region: region.Key{Code: region.Code(code), Level: level}, Value: value.Float64, Decimals: int(decimals),
			State: fact.State(state), Vintage: v.vintage,
		}, err
	})
	if err != nil {
		return nil, err
	}
	sources := map[int64]string{}
	for i, number := range series {
		source, known := sources[number]
		if !known {
			if source, err = s.source(q, node, number); err != nil {
				return nil, err
			}
			sources[number] = source
		}
		cells[i].Source = source
	}
	return cells, nil
}

func (Store) source(q store.Queryer, node, series int64) (name string, err error) {
	err = q.QueryRow(`SELECT source FROM fact_series WHERE node = $1 AND series = $2`, node, series).Scan(&name)
	return name, err
}
