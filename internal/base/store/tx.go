package store

import (
	"context"
	"database/sql"
)

// Queryer reads. The context is already bound: a store method needs none.
type Queryer interface {
	Query(query string, args ...any) (*sql.Rows, error)
	QueryRow(query string, args ...any) *sql.Row
}

// Tx is one use case inside the current group. It is valid until the function given to Write returns, and only in
// the goroutine that runs it.
type Tx struct {
	ctx  context.Context // ends with the use case, never with the request
	s    *session
	rule *guard
	seen seen
}

// Exec changes rows. The statement is prepared once per connection, so its parsing is paid once; the SQL text must
// therefore come from a small fixed set.
func (tx *Tx) Exec(query string, args ...any) (sql.Result, error) {
	if err := tx.ctx.Err(); err != nil {
		return nil, err
	}
	does := tx.rule.effectOf(query)
	if err := tx.seen.allow(does, query); err != nil {
		return nil, err
	}
	stmt, err := tx.s.statement(tx.ctx, query)
	if err != nil {
		return nil, err
	}
	done, err := stmt.ExecContext(tx.ctx, args...)
	if err == nil {
		tx.seen.executed(does, done)
	}
	return done, err
}

// Query reads rows as this transaction sees them, and is prepared like Exec. Close the rows before the next statement.
func (tx *Tx) Query(query string, args ...any) (*sql.Rows, error) {
	if err := tx.ctx.Err(); err != nil {
		return nil, err
	}
	does := tx.rule.effectOf(query)
	if err := tx.seen.allow(does, query); err != nil {
		return nil, err
	}
	tx.seen.queried(does)
	if len(args) == 0 { // open rows of a statement are noticed when its arguments are bound, and only then
		return tx.s.conn.QueryContext(tx.ctx, query)
	}
	stmt, err := tx.s.statement(tx.ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(tx.ctx, args...)
}

// QueryRow reads one row as this transaction sees it. A row cannot carry a refusal of our own: a refused statement
// reads as a context that has ended, and Write returns the reason.
func (tx *Tx) QueryRow(query string, args ...any) *sql.Row {
	does := effect{}
	if tx.ctx.Err() == nil {
		does = tx.rule.effectOf(query)
	}
	if tx.ctx.Err() != nil || tx.seen.allow(does, query) != nil {
		ended, end := context.WithCancel(tx.ctx)
		end()
		return tx.s.db.QueryRowContext(ended, query, args...) // the pool refuses it without touching the connection
	}
	tx.seen.queried(does)
	stmt, err := tx.s.statement(tx.ctx, query)
	if err != nil {
		return tx.s.conn.QueryRowContext(tx.ctx, query, args...) // a row can only carry the error of its own query
	}
	return stmt.QueryRowContext(tx.ctx, args...)
}

// snapshot is the Queryer of Read.
type snapshot struct {
	ctx context.Context
	tx  *sql.Tx
}

func (s snapshot) Query(query string, args ...any) (*sql.Rows, error) {
	return s.tx.QueryContext(s.ctx, query, args...)
}

func (s snapshot) QueryRow(query string, args ...any) *sql.Row {
	return s.tx.QueryRowContext(s.ctx, query, args...)
}

// All scans every row and closes rows. It takes both results of Query, so a store method reads in two lines:
//
//	rows, err := q.Query(`SELECT id, region FROM cooperation_job WHERE node = $1 ORDER BY id`, node)
//	return store.All(rows, err, scanJob)
func All[T any](rows *sql.Rows, err error, scan func(*sql.Rows) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err below tells what went wrong
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}
