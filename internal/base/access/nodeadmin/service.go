package nodeadmin

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Service imports what one node's administrator brings.
type Service struct {
	DB        *store.DB
	Years     Years
	Townships Townships
	Records   Records
	Node      access.Node
	Log       access.Appender
	// Regions is the map; Changed puts what was imported on it.
	Regions *region.Tree
	// Calendar is the calendar in force.
	Calendar func() *calendar.Calendar
	// Changed is called after every import, so that the program goes on with the new calendar and townships.
	Changed func(ctx context.Context) error
	Now     func() time.Time
	Random  io.Reader
}

// Years keeps imported years; calendardb.Store is one.
type Years interface {
	Add(tx *store.Tx, y calendar.Year, by calendar.Version) (v calendar.Version, added bool, err error)
	Versions(q store.Queryer) ([]calendar.Version, error)
}

// Townships keeps imported townships; regiondb.Store is one.
type Townships interface {
	Version(q store.Queryer) (int64, error)
	All(q store.Queryer) ([]region.TownshipUnit, error)
	Add(tx *store.Tx, seen int64, by region.TownshipImport, file []byte, list []region.TownshipUnit) (
		im region.TownshipImport, added bool, err error,
	)
}

// Records reads a room's records in the order of the ledger; ledgerdb.Store is one.
type Records interface {
	Records(q store.Queryer, node int64, room string, afterSeq int64, each func(seq int64, r ledger.Record) error) error
}

// record appends an entry with the record of an import.
func (s *Service) record(tx *store.Tx, e ledger.Entry, kind string, body any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	id, err := ident.New("record", s.Now(), s.Random)
	if err != nil {
		return err
	}
	e.Record = &ledger.Record{Kind: kind, ID: id, Body: raw}
	_, err = s.Log.Append(tx, e)
	return err
}

// changed tells the program. What was imported is stored by then: a failure says that it is not in force yet.
func (s *Service) changed(ctx context.Context) error {
	if err := s.Changed(ctx); err != nil {
		return fmt.Errorf("imported, and not in force before the next start: %w", err)
	}
	return nil
}
