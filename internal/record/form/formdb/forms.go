package formdb

import (
	"database/sql"
	"errors"
	"fmt"

	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/form"
)

// found tells whether a row was there.
func found(err error) (bool, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// scanner is a row.
type scanner interface{ Scan(into ...any) error }

// place reads the region of a row.
func place(of, key string) (region.Key, error) {
	at, ok := region.ParseKey(key)
	if !ok {
		return region.Key{}, fmt.Errorf("%s is of no region: %q", of, key)
	}
	return at, nil
}

func scanEdition(r scanner) (e form.Edition, err error) {
	return e, r.Scan(&e.Version, &e.Form, &e.Record, &e.Actor, &e.AtMs, &e.Seq)
}

// Edition returns an edition of any form.
func (Store) Edition(q store.Queryer, node int64, version string) (form.Edition, bool, error) {
	e, err := scanEdition(q.QueryRow(`
		SELECT version, form, record, actor, at_ms, seq FROM form_edition WHERE node = $1 AND version = $2`, node, version))
	ok, err := found(err)
	return e, ok, err
}

// Editions lists the last registered edition of each form, in the order of forms.
func (Store) Editions(q store.Queryer, node int64) ([]form.Edition, error) {
	rows, err := q.Query(`
		SELECT e.version, e.form, e.record, e.actor, e.at_ms, e.seq FROM form_edition e
		WHERE e.node = $1 AND e.seq = (SELECT MAX(o.seq) FROM form_edition o WHERE o.node = e.node AND o.form = e.form)
		ORDER BY e.form`, node)
	return store.All(rows, err, func(r *sql.Rows) (form.Edition, error) { return scanEdition(r) })
}

// AddEdition adds an edition.
func (Store) AddEdition(tx *store.Tx, node int64, e form.Edition) error {
	_, err := tx.Exec(`
		INSERT INTO form_edition (node, version, form, record, actor, at_ms, seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, node, e.Version, e.Form, e.Record, e.Actor, e.AtMs, e.Seq)
	return err
}

// Sheet returns the sheet with a code.
func (Store) Sheet(q store.Queryer, node int64, code string) (s form.Sheet, ok bool, err error) {
	var at string
	ok, err = found(q.QueryRow(`
		SELECT code, record, version, subject, region, actor, at_ms, used_by, seq
		FROM form_sheet WHERE node = $1 AND code = $2`, node, code).
		Scan(&s.Code, &s.Record, &s.Version, &s.Subject, &at, &s.Actor, &s.AtMs, &s.UsedBy, &s.Seq))
	if ok {
		s.Region, err = place(code, at)
	}
	return s, ok, err
}

// AddSheet adds a sheet.
func (Store) AddSheet(tx *store.Tx, node int64, s form.Sheet) error {
	_, err := tx.Exec(`
		INSERT INTO form_sheet (node, code, record, version, subject, region, actor, at_ms, used_by, seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		node, s.Code, s.Record, s.Version, s.Subject, s.Region.String(), s.Actor, s.AtMs, s.UsedBy, s.Seq)
	return err
}

// Filling returns a filled form without its answers.
func (Store) Filling(q store.Queryer, node int64, id string) (form.Filling, bool, error) {
	f, err := scanFilling(q.QueryRow(`
		SELECT id, form, version, subject, case_id, region, channel, actor, on_behalf, sheet, supersedes, superseded_by, at_ms, seq
		FROM form_filling WHERE node = $1 AND id = $2`, node, id))
	ok, err := found(err)
	return f, ok, err
}

// FillingsOf lists a person's filled forms, the last first.
func (Store) FillingsOf(q store.Queryer, node int64, subject string) ([]form.Filling, error) {
	rows, err := q.Query(`
		SELECT id, form, version, subject, case_id, region, channel, actor, on_behalf, sheet, supersedes, superseded_by, at_ms, seq
		FROM form_filling WHERE node = $1 AND subject = $2 ORDER BY seq DESC`, node, subject)
	return store.All(rows, err, func(r *sql.Rows) (form.Filling, error) { return scanFilling(r) })
}

// Tallies counts the forms filled since an instant, corrected ones once, by form and place and in the order of both.
func (Store) Tallies(q store.Queryer, node, sinceMs int64) ([]form.Tally, error) {
	rows, err := q.Query(`
		SELECT form, region, COUNT(*), COUNT(DISTINCT subject), SUM(on_behalf)
		FROM form_filling WHERE node = $1 AND at_ms >= $2 AND superseded_by = ''
		GROUP BY form, region ORDER BY form, region`, node, sinceMs)
	return store.All(rows, err, func(r *sql.Rows) (t form.Tally, err error) {
		var at string
		if err = r.Scan(&t.Form, &at, &t.Fillings, &t.People, &t.OnBehalf); err == nil {
			t.Region, err = place(t.Form, at)
		}
		return t, err
	})
}

func scanFilling(r scanner) (f form.Filling, err error) {
	var at string
	var behalf int
	err = r.Scan(&f.ID, &f.Form, &f.Version, &f.Subject, &f.Case, &at, &f.Channel, &f.Actor, &behalf, &f.Sheet, &f.Supersedes, &f.SupersededBy,
		&f.AtMs, &f.Seq)
	if err == nil {
		f.OnBehalf = behalf != 0
		f.Region, err = place(f.ID, at)
	}
	return f, err
}

// AddFilling adds a filled form, and marks the sheet it was keyed in from and the one it corrects.
func (Store) AddFilling(tx *store.Tx, node int64, f form.Filling) error {
	behalf := 0
	if f.OnBehalf {
		behalf = 1
	}
	_, err := tx.Exec(`
		INSERT INTO form_filling (node, id, form, version, subject, case_id, region, channel, actor, on_behalf, sheet, supersedes,
			superseded_by, at_ms, seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		node, f.ID, f.Form, f.Version, f.Subject, f.Case, f.Region.String(), string(f.Channel), f.Actor, behalf, f.Sheet, f.Supersedes,
		f.SupersededBy, f.AtMs, f.Seq)
	if err == nil && f.Sheet != "" {
		_, err = tx.Exec(`UPDATE form_sheet SET used_by = $1 WHERE node = $2 AND code = $3`, f.ID, node, f.Sheet)
	}
	if err == nil && f.Supersedes != "" {
		_, err = tx.Exec(`UPDATE form_filling SET superseded_by = $1 WHERE node = $2 AND id = $3`, f.ID, node, f.Supersedes)
	}
	return err
}
