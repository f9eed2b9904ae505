package steeringdb

import (
	"database/sql"

	"mihe/internal/account/steering"
	"mihe/internal/base/store"
)

// Bodies returns the local bodies in the order of regions, functions and days.
func (Store) Bodies(q store.Queryer, node int64) ([]steering.Body, error) {
	rows, err := q.Query(`
		SELECT region, level, owner, from_on, name FROM steering_body
		WHERE node = $1 ORDER BY region, level, owner, from_on`, node)
	return store.All(rows, err, func(r *sql.Rows) (b steering.Body, err error) {
		return b, r.Scan(&b.Region.Code, &b.Region.Level, &b.Function, &b.From, &b.Name)
	})
}

// PutBody writes a body; the last one named on a day stands.
func (Store) PutBody(tx *store.Tx, node int64, b steering.Body) error {
	_, err := tx.Exec(`
		INSERT INTO steering_body (node, region, level, owner, from_on, name) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (node, region, level, owner, from_on) DO UPDATE SET name = excluded.name`,
		node, string(b.Region.Code), int64(b.Region.Level), b.Function, b.From, b.Name)
	return err
}

// Duties returns the duty lists in the order of regions, codes and days.
func (Store) Duties(q store.Queryer, node int64) ([]steering.Duty, error) {
	rows, err := q.Query(`
		SELECT region, level, code, text, kind, from_on, until_on FROM steering_duty
		WHERE node = $1 ORDER BY region, level, code, from_on`, node)
	return store.All(rows, err, func(r *sql.Rows) (d steering.Duty, err error) {
		return d, r.Scan(&d.Region.Code, &d.Region.Level, &d.Code, &d.Text, &d.Kind, &d.From, &d.Until)
	})
}

// PutDuties writes items. One that was in force ends where the new one of the same region and code begins.
func (Store) PutDuties(tx *store.Tx, node int64, list []steering.Duty) error {
	for _, d := range list {
		if _, err := tx.Exec(`
			UPDATE steering_duty SET until_on = $1
			WHERE node = $2 AND region = $3 AND level = $4 AND code = $5 AND from_on < $1 AND (until_on = '' OR until_on > $1)`,
			d.From, node, string(d.Region.Code), int64(d.Region.Level), d.Code); err != nil {
			return err
		}
		if _, err := tx.Exec(`
			INSERT INTO steering_duty (node, region, level, code, from_on, until_on, kind, text)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (node, region, level, code, from_on)
			DO UPDATE SET until_on = excluded.until_on, kind = excluded.kind, text = excluded.text`,
			node, string(d.Region.Code), int64(d.Region.Level), d.Code, d.From, d.Until, string(d.Kind), d.Text); err != nil {
			return err
		}
	}
	return nil
}
