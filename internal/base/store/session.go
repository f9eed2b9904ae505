package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
)

// preparedLimit bounds the statements kept; the program has far fewer different ones.
const preparedLimit = 256

// session is the writing connection with its prepared statements. Its control statements take no context: nothing
// may interrupt a COMMIT.
type session struct {
	db       *sql.DB
	dialect  Dialect
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
	xid      string // PostgreSQL's number of the open transaction: it tells later whether a COMMIT took place
}

// statement is a prepared text that the session closes, not its user.
type statement interface {
	ExecContext(ctx context.Context, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, args ...any) *sql.Row
}

func newSession(ctx context.Context, db *sql.DB, d Dialect) (*session, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &session{db: db, dialect: d, conn: conn, prepared: map[string]*sql.Stmt{}}, nil
}

func (s *session) begin() error {
	if s.dialect == SQLite {
		return s.exec("BEGIN IMMEDIATE")
	}
	if err := s.exec("BEGIN"); err != nil {
		return err
	}
	return s.conn.QueryRowContext(context.Background(), `SELECT pg_current_xact_id()::text`).Scan(&s.xid)
}

func (s *session) exec(control string) error {
	_, err := s.conn.ExecContext(context.Background(), control)
	return err
}

// statement returns the text prepared, which it does once: parsing and planning take a fifth of a small use case. While
// rows of a statement are open it cannot run again; SQLite then refuses it, and PostgreSQL refuses any statement.
func (s *session) statement(ctx context.Context, query string) (statement, error) {
	if stmt, ok := s.prepared[query]; ok {
		return stmt, nil
	}
	if len(s.prepared) >= preparedLimit {
		s.forget()
	}
	stmt, err := s.conn.PrepareContext(ctx, query) // kept for the next time; forget closes it
	if err != nil {
		return nil, err
	}
	s.prepared[query] = stmt
	return stmt, nil
}

func (s *session) forget() {
	for query, stmt := range s.prepared {
		_ = stmt.Close() // a statement that cannot be closed goes with its connection
		delete(s.prepared, query)
	}
}

// release gives the connection back in good order.
func (s *session) release() {
	if s == nil {
		return
	}
	s.forget()
	_ = s.conn.Close() // only returns it to the pool, which is about to be closed
}

// abandon ends whatever transaction is still open. A connection to a server is closed for good; one to a file only
// goes back to its pool, because reopening wants it to stay until another is there.
func (s *session) abandon() {
	if s == nil {
		return
	}
	s.forget()
	if s.dialect == Postgres {
		_ = s.conn.Raw(func(any) error { return driver.ErrBadConn }) // the pool drops a connection that says this
	} else {
		_ = s.exec("ROLLBACK") // fails when SQLite has rolled back already
	}
	_ = s.conn.Close()
}
