package steeringdb

import (
	"database/sql"
	"errors"

	"mihe/internal/account/steering"
	"mihe/internal/base/store"
)

// tallied is what tasks are counted by: a row of steering_tally without its number.
type tallied struct {
	state, late                            string
	action                                 int64
	province, prefecture, county, township string
	side                                   int64
}

// sameTally is the condition of one row; its placeholders are those of (tallied).args.
const sameTally = `node = $1 AND state = $2 AND late_on = $3 AND action = $4
	AND province = $5 AND prefecture = $6 AND county = $7 AND township = $8 AND side = $9`

func (c tallied) args(node int64) []any {
	return []any{node, c.state, c.late, c.action, c.province, c.prefecture, c.county, c.township, c.side}
}

// recount moves a task that is about to be written from where it is counted to where it will be. Only its state and its
// limit ever change.
func recount(tx *store.Tx, node int64, t steering.Task) error {
	p := t.Places
	to := tallied{
		string(t.State), late(t), int64(t.Action),
		string(p.Province), string(p.Prefecture), string(p.County), string(p.Township), int64(t.Side.Level),
	}
	from := to
	err := tx.QueryRow(`SELECT state, late_on FROM steering_task WHERE node = $1 AND id = $2`, node, t.ID).Scan(&from.state, &from.late)
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return err
	case from == to:
		return nil
	default:
		if err := uncount(tx, node, from); err != nil {
			return err
		}
	}
	_, err = tx.Exec(`
		INSERT INTO steering_tally (node, state, late_on, action, province, prefecture, county, township, side, tasks)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)
		ON CONFLICT (node, state, late_on, action, province, prefecture, county, township, side)
		DO UPDATE SET tasks = steering_tally.tasks + 1`, to.args(node)...)
	return err
}

// uncount takes one task away; a row that counts nothing goes.
func uncount(tx *store.Tx, node int64, from tallied) error {
	if _, err := tx.Exec(`UPDATE steering_tally SET tasks = tasks - 1 WHERE `+sameTally, from.args(node)...); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM steering_tally WHERE `+sameTally+` AND tasks = 0`, from.args(node)...)
	return err
}
