package factdb

import (
	"cmp"
	"database/sql"
	"slices"

	"mihe/internal/base/store"
	"mihe/internal/record/fact"
)

// placed is a holding with its sheet.
type placed struct {
	fact.Holding
	at fact.Place
}

// Holdings returns one entry per visible sheet.
func (s Store) Holdings(q store.Queryer, node int64) ([]fact.Holding, error) {
	all, err := s.placed(q, node)
	if err != nil {
		return nil, err
	}
	list := make([]fact.Holding, len(all))
	for i, p := range all {
		list[i] = p.Holding
	}
	return list, nil
}

// Split returns one entry per visible sheet and source. Most sheets have one source, which the read model names; only
// the others are counted from their cells.
func (s Store) Split(q store.Queryer, node int64) ([]fact.Holding, error) {
	all, err := s.placed(q, node)
	if err != nil {
		return nil, err
	}
	list := make([]fact.Holding, 0, len(all))
	for _, p := range all {
		if p.Sources <= 1 {
			list = append(list, p.Holding)
			continue
		}
		parts, err := sources(q, node, p.at)
		if err != nil {
			return nil, err
		}
		for _, part := range parts {
			h := p.Holding
			h.Source, h.Sources, h.Count, h.Observed = part.source, 1, part.count, part.observed
			list = append(list, h)
		}
	}
	return list, nil
}

// placed reads the holdings in the order of Compare.
func (Store) placed(q store.Queryer, node int64) ([]placed, error) {
	rows, err := q.Query(`
		SELECT s.variable, s.period, s.sex, s.residence, s.age, s.level, s.vintage, b.seq,
			h.cells, h.observed, h.sources, h.source, s.batch, s.sheet
		FROM fact_batch b
		JOIN fact_sheet s ON s.node = b.node AND s.batch = b.batch
		JOIN fact_holding h ON h.node = s.node AND h.batch = s.batch AND h.sheet = s.sheet
		WHERE b.node = $1
		ORDER BY b.seq, s.sheet`, node)
	all, err := store.All(rows, err, func(r *sql.Rows) (p placed, err error) {
		p.Owner = node
		err = r.Scan(&p.Variable, &p.Period, &p.Breakdown.Sex, &p.Breakdown.Residence, &p.Breakdown.Age, &p.Level, &p.Vintage,
			&p.Order, &p.Count, &p.Observed, &p.Sources, &p.Source, &p.at.Batch, &p.at.Sheet)
		return p, err
	})
	slices.SortFunc(all, func(a, b placed) int { return a.Compare(b.Holding) })
	return all, err
}

// part is what one source contributes to a sheet.
type part struct {
	source          string
	count, observed int64
}

// sources counts a sheet's cells by source, in byte order whatever collation the database has.
func sources(q store.Queryer, node int64, at fact.Place) ([]part, error) {
	rows, err := q.Query(`
		SELECT s.source, COUNT(*), SUM(CASE WHEN o.state = $1 THEN 1 ELSE 0 END)
		FROM fact_observation o JOIN fact_series s ON s.node = o.node AND s.series = o.series
		WHERE o.node = $2 AND o.batch = $3 AND o.sheet = $4
		GROUP BY s.source`, int64(fact.Observed), node, at.Batch, at.Sheet)
	all, err := store.All(rows, err, func(r *sql.Rows) (p part, err error) {
		return p, r.Scan(&p.source, &p.count, &p.observed)
	})
	slices.SortFunc(all, func(a, b part) int { return cmp.Compare(a.source, b.source) })
	return all, err
}
