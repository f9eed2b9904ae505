package evidencedb

import (
	"database/sql"

	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
)

const meansColumns = `id, kind, person, region, by_actor, by_person, at_ms, size, last_used, first_open, open_seq, seconded, seconded_person, ended_ms, seq`

func scanMeans(r scanner) (m evidence.Means, err error) {
	var at string
	err = r.Scan(&m.ID, &m.Kind, &m.Person, &at, &m.By, &m.ByPerson, &m.AtMs, &m.Size, &m.Last, &m.Open, &m.OpenSeq, &m.Seconded, &m.SecondedPerson,
		&m.EndedMs, &m.Seq)
	if err == nil {
		m.Region, err = place(m.ID, at)
	}
	return m, err
}

// Live returns a person's means of a kind that has not ended.
func (Store) Live(q store.Queryer, node int64, person string, kind evidence.Kind) (evidence.Means, bool, error) {
	m, err := scanMeans(q.QueryRow(`
		SELECT `+meansColumns+` FROM evidence_means
		WHERE node = $1 AND person = $2 AND kind = $3 AND ended_ms = 0`, node, person, string(kind)))
	ok, err := found(err)
	return m, ok, err
}

// Means returns means by their identifier.
func (Store) Means(q store.Queryer, node int64, id string) (evidence.Means, bool, error) {
	m, err := scanMeans(q.QueryRow(`SELECT `+meansColumns+` FROM evidence_means WHERE node = $1 AND id = $2`, node, id))
	ok, err := found(err)
	return m, ok, err
}

// MeansOf returns all means that a person ever had, in the order of the ledger.
func (Store) MeansOf(q store.Queryer, node int64, person string) ([]evidence.Means, error) {
	rows, err := q.Query(`SELECT `+meansColumns+` FROM evidence_means WHERE node = $1 AND person = $2 ORDER BY seq`, node, person)
	return store.All(rows, err, func(r *sql.Rows) (evidence.Means, error) { return scanMeans(r) })
}

// PutMeans adds means or changes them.
func (Store) PutMeans(tx *store.Tx, node int64, m evidence.Means) error {
	_, err := tx.Exec(`
		INSERT INTO evidence_means (node, `+meansColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		ON CONFLICT (node, id) DO UPDATE SET last_used = excluded.last_used, first_open = excluded.first_open, open_seq = excluded.open_seq,
			seconded = excluded.seconded, seconded_person = excluded.seconded_person, ended_ms = excluded.ended_ms`,
		node, m.ID, string(m.Kind), m.Person, m.Region.String(), m.By, m.ByPerson, m.AtMs, m.Size, m.Last, m.Open, m.OpenSeq, m.Seconded,
		m.SecondedPerson, m.EndedMs, m.Seq)
	return err
}

// Wrong counts the codes and taps of a day that were not accepted, by an account and for a person.
func (Store) Wrong(q store.Queryer, node int64, day, actor, person string) (byActor, forPerson int64, err error) {
	err = q.QueryRow(`
		SELECT COUNT(*) FROM evidence_refusal
		WHERE node = $1 AND day = $2 AND by_actor = $3 AND way IN ('paper_code', 'card_tap')`, node, day, actor).Scan(&byActor)
	if err != nil || person == "" {
		return byActor, 0, err
	}
	err = q.QueryRow(`
		SELECT COUNT(*) FROM evidence_refusal
		WHERE node = $1 AND day = $2 AND person = $3 AND way IN ('paper_code', 'card_tap')`, node, day, person).Scan(&forPerson)
	return byActor, forPerson, err
}

// AddRefusal adds an attempt that was not accepted.
func (Store) AddRefusal(tx *store.Tx, node int64, r evidence.Refusal) error {
	_, err := tx.Exec(`
		INSERT INTO evidence_refusal (node, id, day, about_kind, about_id, person, way, by_actor, at_ms, seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		node, r.ID, r.Day, r.About.Kind, r.About.ID, r.Person, string(r.Way), r.By, r.AtMs, r.Seq)
	return err
}
