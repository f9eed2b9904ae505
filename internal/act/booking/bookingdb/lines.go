package bookingdb

import (
	"database/sql"

	"mihe/internal/act/booking"
	"mihe/internal/base/store"
)

// Pool returns a pool.
func (Store) Pool(q store.Queryer, node int64, id string) (booking.Pool, bool, error) {
	return one[booking.Pool](q.QueryRow(`SELECT body FROM booking_pool WHERE node = $1 AND id = $2`, node, id))
}

// Pools returns all pools, by id.
func (Store) Pools(q store.Queryer, node int64) ([]booking.Pool, error) {
	return list[booking.Pool](q.Query(`SELECT body FROM booking_pool WHERE node = $1 ORDER BY id`, node))
}

// Due returns the ids of the pools with a held hold that expired by a moment.
func (Store) Due(q store.Queryer, node, ms int64) ([]string, error) {
	rows, err := q.Query(`
		SELECT DISTINCT pool FROM booking_hold WHERE node = $1 AND state = 'held' AND expires_ms <= $2 ORDER BY pool`, node, ms)
	return store.All(rows, err, func(r *sql.Rows) (id string, err error) { return id, r.Scan(&id) })
}

// Hold returns a hold.
func (Store) Hold(q store.Queryer, node int64, id string) (booking.Hold, bool, error) {
	return one[booking.Hold](q.QueryRow(`SELECT body FROM booking_hold WHERE node = $1 AND id = $2`, node, id))
}

// HoldByKey returns the hold that a claim with a key has made.
func (Store) HoldByKey(q store.Queryer, node int64, pool, key string) (booking.Hold, bool, error) {
	return one[booking.Hold](q.QueryRow(`SELECT body FROM booking_hold WHERE node = $1 AND pool = $2 AND claim = $3`, node, pool, key))
}

// Holds returns the held and the taken of a pool, by id.
func (Store) Holds(q store.Queryer, node int64, pool string) ([]booking.Hold, error) {
	return list[booking.Hold](q.Query(`
		SELECT body FROM booking_hold WHERE node = $1 AND pool = $2 AND state IN ('held', 'taken') ORDER BY id`, node, pool))
}

// Expired returns the held of a pool whose moment has passed by ms, by id.
func (Store) Expired(q store.Queryer, node int64, pool string, ms int64) ([]booking.Hold, error) {
	return list[booking.Hold](q.Query(`
		SELECT body FROM booking_hold WHERE node = $1 AND pool = $2 AND state = 'held' AND expires_ms <= $3 ORDER BY id`, node, pool, ms))
}

// Used is the sum of the units of the held and the taken of a pool.
func (Store) Used(q store.Queryer, node int64, pool string) (n int, err error) {
	err = q.QueryRow(`
		SELECT COALESCE(SUM(units), 0) FROM booking_hold WHERE node = $1 AND pool = $2 AND state IN ('held', 'taken')`, node, pool).Scan(&n)
	return n, err
}

// HoldsOf returns the holds of a person, by id.
func (Store) HoldsOf(q store.Queryer, node int64, person string) ([]booking.Hold, error) {
	return list[booking.Hold](q.Query(`SELECT body FROM booking_hold WHERE node = $1 AND person = $2 ORDER BY id`, node, person))
}

// Wait returns a place in a line.
func (Store) Wait(q store.Queryer, node int64, id string) (booking.Wait, bool, error) {
	return one[booking.Wait](q.QueryRow(`SELECT body FROM booking_wait WHERE node = $1 AND id = $2`, node, id))
}

// Line returns those who wait for a pool or have its offer, in order.
func (Store) Line(q store.Queryer, node int64, pool string) ([]booking.Wait, error) {
	return list[booking.Wait](q.Query(`SELECT body FROM booking_wait WHERE node = $1 AND pool = $2 AND open = 1 ORDER BY n`, node, pool))
}

// LastN is the number of whoever joined the line of a pool last.
func (Store) LastN(q store.Queryer, node int64, pool string) (n int64, err error) {
	err = q.QueryRow(`SELECT COALESCE(MAX(n), 0) FROM booking_wait WHERE node = $1 AND pool = $2`, node, pool).Scan(&n)
	return n, err
}

// WaitsOf returns the places of a person in lines, by id.
func (Store) WaitsOf(q store.Queryer, node int64, person string) ([]booking.Wait, error) {
	return list[booking.Wait](q.Query(`SELECT body FROM booking_wait WHERE node = $1 AND person = $2 ORDER BY id`, node, person))
}
