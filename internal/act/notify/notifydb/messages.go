package notifydb

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"mihe/internal/act/notify"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/store"
)

// Message returns a message of the node, or NotFound.
func (Store) Message(q store.Queryer, node int64, id string) (notify.Message, error) {
	if err := ident.Check("msg", id); err != nil {
		return notify.Message{}, fault.Wrap(err, fault.NotFound, "access.absent")
	}
	return one(q.QueryRow(`SELECT body FROM notify_message WHERE node = $1 AND id = $2`, node, id))
}

// ByRef finds the message that a gateway calls ref. An empty ref is nobody's.
func (Store) ByRef(q store.Queryer, node int64, ref string) (notify.Message, error) {
	if ref == "" || strings.ContainsRune(ref, 0) {
		return notify.Message{}, fault.New(fault.NotFound, "access.absent")
	}
	return one(q.QueryRow(`SELECT body FROM notify_message WHERE node = $1 AND ref = $2 ORDER BY id DESC LIMIT 1`, node, ref))
}

func one(row *sql.Row) (m notify.Message, err error) {
	var body string
	err = row.Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return m, fault.Wrap(err, fault.NotFound, "access.absent")
	}
	if err != nil {
		return m, err
	}
	return m, json.Unmarshal([]byte(body), &m)
}

// Due returns messages that are to be tried by now, the longest due first. Those that are tried no more have no next time.
func (Store) Due(q store.Queryer, node, nowMs int64, channels []notify.Channel, limit int) ([]notify.Message, error) {
	if len(channels) == 0 {
		return nil, nil
	}
	args, holes := []any{node, nowMs}, make([]string, len(channels))
	for i, ch := range channels {
		args = append(args, string(ch))
		holes[i] = fmt.Sprintf("$%d", len(args))
	}
	args = append(args, limit)
	rows, err := q.Query(`SELECT body FROM notify_message WHERE node = $1 AND next_ms > 0 AND next_ms <= $2 AND channel IN (`+
		strings.Join(holes, ", ")+`) ORDER BY next_ms, id LIMIT `+fmt.Sprintf("$%d", len(args)), args...)
	return store.All(rows, err, scan)
}

// About returns the messages about a case, the oldest first.
func (Store) About(q store.Queryer, node int64, about string) ([]notify.Message, error) {
	rows, err := q.Query(`SELECT body FROM notify_message WHERE node = $1 AND about = $2 ORDER BY id`, node, about)
	return store.All(rows, err, scan)
}

// To returns the messages to a person, the oldest first.
func (Store) To(q store.Queryer, node int64, person string) ([]notify.Message, error) {
	rows, err := q.Query(`SELECT body FROM notify_message WHERE node = $1 AND person = $2 ORDER BY id`, node, person)
	return store.All(rows, err, scan)
}

func scan(r *sql.Rows) (m notify.Message, err error) {
	var body string
	if err := r.Scan(&body); err != nil {
		return m, err
	}
	return m, json.Unmarshal([]byte(body), &m)
}

// Put writes a message over what was known of it, and which entry of the ledger changed it.
func (Store) Put(tx *store.Tx, node int64, m notify.Message, seq int64) error {
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`
		INSERT INTO notify_message (node, id, person, channel, about, next_ms, ref, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (node, id) DO UPDATE SET next_ms = excluded.next_ms, ref = excluded.ref, body = excluded.body`,
		node, m.ID, m.Person, string(m.Channel), m.About, m.NextMs, m.Ref, string(body))
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO notify_step (node, message, seq) VALUES ($1, $2, $3)`, node, m.ID, seq)
	return err
}
