package factdb

import (
	"database/sql"
	"encoding/json"
	"errors"
	"strings"

	"mihe/internal/base/i18n"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
)

var _ fact.JobStore = Store{}

// AddJob keeps a new job.
func (Store) AddJob(tx *store.Tx, node int64, j fact.Job) error {
	_, err := tx.Exec(`
		INSERT INTO fact_job (node, id, actor, name, sha256, dry, state, checked, fresh, stored, unchanged, faults, marks,
			batch, record, problem, rejected, begun_ms, ended_ms)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		node, j.ID, j.Actor, j.Name, j.SHA256, store.Flag(j.DryRun), string(j.State), j.Read, j.Fresh, j.Stored, j.Unchanged, j.Faults,
		string(j.Marks), j.Batch, j.Record, "", "", j.BegunMs, j.EndedMs)
	return err
}

// SetJob replaces what changes of a job that has not ended.
func (Store) SetJob(tx *store.Tx, node int64, j fact.Job) error {
	problem := []byte{}
	if j.Problem != nil {
		var err error
		if problem, err = json.Marshal(j.Problem); err != nil {
			return err
		}
	}
	_, err := tx.Exec(`
		UPDATE fact_job SET state = $1, checked = $2, fresh = $3, stored = $4, unchanged = $5, faults = $6, marks = $7, batch = $8,
			record = $9, problem = $10, ended_ms = $11
		WHERE node = $12 AND id = $13 AND ended_ms = 0`,
		string(j.State), j.Read, j.Fresh, j.Stored, j.Unchanged, j.Faults, string(j.Marks), j.Batch, j.Record, string(problem), j.EndedMs, node, j.ID)
	return err
}

// SetRejected keeps what was wrong with the file.
func (Store) SetRejected(tx *store.Tx, node int64, id string, rejected []byte) error {
	_, err := tx.Exec(`UPDATE fact_job SET rejected = $1 WHERE node = $2 AND id = $3`, string(rejected), node, id)
	return err
}

// Forget drops what was wrong with files of jobs that were begun before an instant.
func (Store) Forget(tx *store.Tx, node, beforeMs int64) error {
	_, err := tx.Exec(`UPDATE fact_job SET rejected = $1 WHERE node = $2 AND begun_ms < $3 AND rejected <> $1`, "", node, beforeMs)
	return err
}

// Job returns one job.
func (Store) Job(q store.Queryer, node int64, id string) (fact.Job, bool, error) {
	rows, err := q.Query(`
		SELECT id, actor, name, sha256, dry, state, checked, fresh, stored, unchanged, faults, marks, batch, record, problem, begun_ms, ended_ms
		FROM fact_job WHERE node = $1 AND id = $2`, node, id)
	list, err := store.All(rows, err, scanJob)
	if err != nil || len(list) == 0 {
		return fact.Job{}, false, err
	}
	return list[0], true, nil
}

// JobsOf returns the latest jobs of an actor.
func (Store) JobsOf(q store.Queryer, node int64, actor string, limit int) ([]fact.Job, error) {
	rows, err := q.Query(`
		SELECT id, actor, name, sha256, dry, state, checked, fresh, stored, unchanged, faults, marks, batch, record, problem, begun_ms, ended_ms
		FROM fact_job WHERE node = $1 AND actor = $2 ORDER BY begun_ms DESC, id DESC LIMIT $3`, node, actor, limit)
	return store.All(rows, err, scanJob)
}

// Unfinished returns the jobs that have not ended.
func (Store) Unfinished(q store.Queryer, node int64) ([]fact.Job, error) {
	rows, err := q.Query(`
		SELECT id, actor, name, sha256, dry, state, checked, fresh, stored, unchanged, faults, marks, batch, record, problem, begun_ms, ended_ms
		FROM fact_job WHERE node = $1 AND ended_ms = 0 ORDER BY id`, node)
	return store.All(rows, err, scanJob)
}

func scanJob(r *sql.Rows) (j fact.Job, err error) {
	var dry int64
	var problem string
	err = r.Scan(&j.ID, &j.Actor, &j.Name, &j.SHA256, &dry, &j.State, &j.Read, &j.Fresh, &j.Stored, &j.Unchanged, &j.Faults,
		&j.Marks, &j.Batch, &j.Record, &problem, &j.BegunMs, &j.EndedMs)
	j.DryRun = dry == 1
	if err == nil && problem != "" {
		j.Problem = &i18n.Message{}
		d := json.NewDecoder(strings.NewReader(problem))
		d.UseNumber() // numbers come back as they were written
		err = d.Decode(j.Problem)
	}
	return j, err
}

// Rejected returns what SetRejected kept.
func (Store) Rejected(q store.Queryer, node int64, id string) ([]byte, error) {
	var raw string
	err := q.QueryRow(`SELECT rejected FROM fact_job WHERE node = $1 AND id = $2`, node, id).Scan(&raw)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return []byte(raw), err
}

// Uploads returns the sums of the files that jobs begun at an instant or later came from.
func (Store) Uploads(q store.Queryer, node, sinceMs int64) ([]string, error) {
	rows, err := q.Query(`SELECT DISTINCT sha256 FROM fact_job WHERE node = $1 AND begun_ms >= $2 ORDER BY sha256`, node, sinceMs)
	return store.All(rows, err, func(r *sql.Rows) (sum string, err error) { return sum, r.Scan(&sum) })
}
