package ledgerweb

import (
	"context"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Service reads the ledger of one node for those who may, and records that they did. It knows no HTTP.
type Service struct {
	DB    *store.DB
	Store Store
	Node  access.Node
	Log   access.Appender
	Now   func() time.Time
}

// Store reads the chain; ledgerdb.Store is one.
type Store interface {
	Head(q store.Queryer, node int64) (seq int64, head ledger.Hash, err error)
	Page(q store.Queryer, node int64, f ledgerdb.Filter, limit int) ([]ledger.Logged, error)
	Each(q store.Queryer, node, from int64, each func(ledger.Logged) error) error
	Signed(q store.Queryer, node int64) ([]ledger.Checkpoint, error)
	SignedUpTo(q store.Queryer, node, seq int64) ([]ledger.Checkpoint, error)
}

// looked records that somebody looks. It is committed before anything is read, so that nobody looks unseen.
func (s *Service) looked(ctx context.Context, who access.Actor, kind string) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		_, err := s.Log.Append(tx, who.Entry(kind, s.watched(who)))
		return err
	})
}

// watched is where an act of looking belongs: the whole node or, for who watches a part of it, the first such part.
func (s *Service) watched(who access.Actor) region.Key {
	places, _ := who.Places(access.ReadLedger)
	if len(places) == 0 || who.May(access.ReadLedger, s.Node.Region) {
		return s.Node.Region
	}
	return places[0]
}

// sees tells whether an entry lies where the actor watches. Whoever watches the whole node sees everything, regions that
// have left the map since too.
func (s *Service) sees(who access.Actor, l ledger.Logged) bool {
	if who.May(access.ReadLedger, s.Node.Region) {
		return true
	}
	at, ok := region.ParseKey(l.Region)
	return ok && who.May(access.ReadLedger, at)
}
