package factdb

import (
	"database/sql"
	"slices"

	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
)

// About returns one entry per visible sheet and source, counting the cells of some regions alone. It looks each region up in
// each sheet of its level: regions are meant to be few, those of one county or city.
func (s Store) About(q store.Queryer, node int64, regions []region.Key) ([]fact.Holding, error) {
	at := map[fact.Holding]int{} // an entry without its counts, and where it stands
	var all []fact.Holding
	for _, k := range regions {
		some, err := s.aboutOne(q, node, k)
		if err != nil {
			return nil, err
		}
		for _, h := range some {
			key := h
			key.Count, key.Observed = 0, 0
			i, known := at[key]
			if !known {
				at[key] = len(all)
				all = append(all, h)
				continue
			}
			all[i].Count, all[i].Observed = all[i].Count+h.Count, all[i].Observed+h.Observed
		}
	}
	slices.SortFunc(all, fact.Holding.Compare)
	return all, nil
}

// aboutOne joins in the order written, which SQLite keeps: left to itself it starts with the observations, by far the largest.
func (Store) aboutOne(q store.Queryer, node int64, k region.Key) ([]fact.Holding, error) {
	rows, err := q.Query(`
		SELECT s.variable, s.period, s.sex, s.residence, s.age, s.vintage, b.seq, f.source, o.state
		FROM fact_batch b CROSS JOIN fact_sheet s CROSS JOIN fact_observation o CROSS JOIN fact_series f
		WHERE o.region = $1 AND b.node = $2 AND s.level = $3
			AND s.node = b.node AND s.batch = b.batch
			AND o.node = s.node AND o.batch = s.batch AND o.sheet = s.sheet
			AND f.node = o.node AND f.series = o.series
		ORDER BY b.seq, s.sheet`, string(k.Code), node, int64(k.Level))
	return store.All(rows, err, func(r *sql.Rows) (fact.Holding, error) {
		h := fact.Holding{Owner: node, Level: k.Level, Sources: 1, Count: 1}
		var state int64
		err := r.Scan(&h.Variable, &h.Period, &h.Breakdown.Sex, &h.Breakdown.Residence, &h.Breakdown.Age, &h.Vintage, &h.Order, &h.Source, &state)
		if fact.State(state) == fact.Observed {
			h.Observed = 1
		}
		return h, err
	})
}
