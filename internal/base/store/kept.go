package store

import (
	"context"
	"database/sql/driver"
	"errors"

	sqlite "github.com/ncruces/go-sqlite3/driver"
)

// Bounds of the prepared statements that a reading connection keeps. The program asks some two hundred different
// questions; a list with filters can be asked in many more forms.
const (
	keptStatements = 256
	keptLength     = 4096 // bytes of a text; longer ones are lists of values, hardly ever the same twice
)

// keeping makes SQLite connections that keep the statements they prepared: preparing takes longer than answering most
// questions of a page. A statement is taken out while it is used, so the same text asked again while its rows are still
// open is prepared for itself. What is kept belongs to its connection and ends with it; after a change of the schema
// SQLite prepares it anew. Connections to PostgreSQL need none of this, their driver keeps statements.
type keeping struct{ driver.Connector }

// Connect opens a connection that keeps nothing yet.
func (k keeping) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := k.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &keeper{sqliteConn: c.(sqliteConn), kept: map[string]*keptStmt{}}, nil
}

// sqliteConn and sqliteStmt are what the driver's own connections and statements can do for database/sql.
type sqliteConn interface {
	sqlite.Conn
	driver.ExecerContext
	driver.NamedValueChecker
}

type sqliteStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
	driver.NamedValueChecker
}

// keeper is a connection; database/sql lets one goroutine at a time use it and its statements.
type keeper struct {
	sqliteConn
	kept map[string]*keptStmt // nobody uses these now
}

// PrepareContext hands out the statement kept for the text, or a new one.
func (k *keeper) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if s, ok := k.kept[query]; ok {
		delete(k.kept, query)
		return s, nil
	}
	s, err := k.sqliteConn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return &keptStmt{sqliteStmt: s.(sqliteStmt), of: k, text: query}, nil
}

// Close closes what is kept first: SQLite does not close a connection that has statements.
func (k *keeper) Close() error {
	var errs []error
	for text, s := range k.kept {
		errs = append(errs, s.sqliteStmt.Close())
		delete(k.kept, text)
	}
	return errors.Join(append(errs, k.sqliteConn.Close())...)
}

// makeRoom forgets any one statement when there are too many.
func (k *keeper) makeRoom() error {
	if len(k.kept) < keptStatements {
		return nil
	}
	for text, s := range k.kept {
		delete(k.kept, text)
		return s.sqliteStmt.Close()
	}
	return nil
}

// keptStmt is a statement in use or kept. Its rows have been closed, and with them its arguments, before it is.
type keptStmt struct {
	sqliteStmt
	of   *keeper
	text string
}

// Close keeps the statement, unless its text is long or another of the same text is kept already.
func (s *keptStmt) Close() error {
	if _, twice := s.of.kept[s.text]; twice || len(s.text) > keptLength {
		return s.sqliteStmt.Close()
	}
	err := s.of.makeRoom()
	s.of.kept[s.text] = s
	return err
}
