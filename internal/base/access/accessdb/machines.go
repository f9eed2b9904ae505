package accessdb

import (
	"database/sql"

	"mihe/internal/base/access"
	"mihe/internal/base/store"
)

const machineColumns = `id, name, may, region, token, by_actor, made_ms, confirmed_by, confirmed_ms, ended_ms`

func scanMachine(r *sql.Rows) (m access.Machine, err error) {
	var at string
	if err := r.Scan(&m.ID, &m.Name, &m.Right, &at, &m.Hash, &m.By, &m.MadeMs, &m.ConfirmedBy, &m.ConfirmedMs, &m.EndedMs); err != nil {
		return m, err
	}
	m.At, err = key(at)
	return m, err
}

// Machine returns one.
func (Store) Machine(q store.Queryer, node int64, id string) (access.Machine, bool, error) {
	rows, err := q.Query(`SELECT `+machineColumns+` FROM access_machine WHERE node = $1 AND id = $2`, node, id)
	return one(rows, err, scanMachine)
}

// MachineOf finds a machine by the hash of its token.
func (Store) MachineOf(q store.Queryer, node int64, hash string) (access.Machine, bool, error) {
	rows, err := q.Query(`SELECT `+machineColumns+` FROM access_machine WHERE node = $1 AND token = $2`, node, hash)
	return one(rows, err, scanMachine)
}

// Machines lists them by age.
func (Store) Machines(q store.Queryer, node int64) ([]access.Machine, error) {
	rows, err := q.Query(`SELECT `+machineColumns+` FROM access_machine WHERE node = $1 ORDER BY id`, node)
	return store.All(rows, err, scanMachine)
}

// PutMachine adds a machine or changes it.
func (Store) PutMachine(tx *store.Tx, node int64, m access.Machine) error {
	_, err := tx.Exec(`
		INSERT INTO access_machine (node, `+machineColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (node, id) DO UPDATE SET confirmed_by = excluded.confirmed_by, confirmed_ms = excluded.confirmed_ms, ended_ms = excluded.ended_ms`,
		node, m.ID, m.Name, string(m.Right), m.At.String(), m.Hash, m.By, m.MadeMs, m.ConfirmedBy, m.ConfirmedMs, m.EndedMs)
	return err
}
