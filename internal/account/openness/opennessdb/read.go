package opennessdb

import (
	"database/sql"
	"errors"
	"slices"

	"mihe/internal/account/openness"
	"mihe/internal/base/store"
)

// Series returns the series that any step was taken for.
func (Store) Series(q store.Queryer, node int64) ([]openness.Series, error) {
	rows, err := q.Query(`
		SELECT owner, variable, source, state, attribute, basis, reason, proposed_by, reviewed_by, at_ms, public_seq
		FROM openness_series WHERE node = $1 ORDER BY series`, node)
	list, err := store.All(rows, err, scanSeries)
	// Sorted here and not in SQL, because text must sort by its bytes whatever collation the database has.
	slices.SortFunc(list, func(a, b openness.Series) int { return a.Compare(b.Key) })
	return list, err
}

func scanSeries(r *sql.Rows) (s openness.Series, err error) {
	return s, r.Scan(&s.Owner, &s.Variable, &s.Source, &s.State, &s.Attribute, &s.Basis, &s.Reason, &s.ProposedBy, &s.ReviewedBy,
		&s.AtMs, &s.PublicSeq)
}

// One returns the state of a series, and Internal when no step was taken.
func (Store) One(q store.Queryer, node int64, k openness.Key) (openness.Series, error) {
	s := openness.Series{Key: k}
	err := q.QueryRow(`
		SELECT state, attribute, basis, reason, proposed_by, reviewed_by, at_ms, public_seq
		FROM openness_series WHERE node = $1 AND series = $2`, node, k.ID()).
		Scan(&s.State, &s.Attribute, &s.Basis, &s.Reason, &s.ProposedBy, &s.ReviewedBy, &s.AtMs, &s.PublicSeq)
	if errors.Is(err, sql.ErrNoRows) {
		return openness.Series{Key: k, State: openness.Internal}, nil
	}
	return s, err
}

// Public returns the keys of the series that everybody may see.
func (Store) Public(q store.Queryer, node int64) ([]openness.Key, error) {
	rows, err := q.Query(`
		SELECT owner, variable, source FROM openness_series
		WHERE node = $1 AND state = $2 AND attribute = $3 ORDER BY series`,
		node, string(openness.Approved), string(openness.Active))
	return store.All(rows, err, func(r *sql.Rows) (k openness.Key, err error) {
		return k, r.Scan(&k.Owner, &k.Variable, &k.Source)
	})
}

// Version is the number of the ledger entry that last changed what is public.
func (Store) Version(q store.Queryer, node int64) (version int64, err error) {
	err = q.QueryRow(`SELECT COALESCE(MAX(public_seq), 0) FROM openness_series WHERE node = $1`, node).Scan(&version)
	return version, err
}

// Steps returns what was done to a series, the last first.
func (Store) Steps(q store.Queryer, node int64, k openness.Key) ([]openness.Taken, error) {
	rows, err := q.Query(`
		SELECT step, attribute, basis, reason, actor, at_ms, record, seq
		FROM openness_step WHERE node = $1 AND series = $2 ORDER BY seq DESC`, node, k.ID())
	return store.All(rows, err, func(r *sql.Rows) (s openness.Taken, err error) {
		return s, r.Scan(&s.Step, &s.Attribute, &s.Basis, &s.Reason, &s.Actor, &s.AtMs, &s.Record, &s.Seq)
	})
}

// Records calls each with the records in the order of the ledger. No other query may run on q meanwhile.
func (Store) Records(q store.Queryer, node int64, each func(seq int64, id string, body []byte) error) error {
	rows, err := q.Query(`SELECT seq, id, body FROM openness_record WHERE node = $1 ORDER BY seq`, node)
	_, err = store.All(rows, err, func(r *sql.Rows) (none struct{}, err error) {
		var seq int64
		var id, body string
		if err = r.Scan(&seq, &id, &body); err == nil {
			err = each(seq, id, []byte(body))
		}
		return none, err
	})
	return err
}
