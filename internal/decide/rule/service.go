package rule

import (
	"context"
	"io"
	"sync"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// database is store.DB as this room needs it.
type database interface {
	Read(ctx context.Context, fn func(store.Queryer) error) error
	Write(ctx context.Context, fn func(*store.Tx) error) error
}

// Store keeps what this room remembers; package ruledb is the only implementation. Every query names its node.
type Store interface {
	Versions
	Decisions
	// Record returns the exact bytes of a record.
	Record(q store.Queryer, node int64, id string) ([]byte, error)
	// Records calls each with the records in the order of the ledger; it may write meanwhile.
	Records(q store.Queryer, node int64, each func(seq int64, kind string, body []byte) error) error
	// Clear removes the read models, which Rebuild computes again.
	Clear(tx *store.Tx, node int64) error
}

// Versions are the versions of rule sets.
type Versions interface {
	Version(q store.Queryer, node int64, version string) (Version, bool, error)
	// Versions lists those of one set, or of all, the last proposed first.
	Versions(q store.Queryer, node int64, set string) ([]Version, error)
	// Holding is the adoption that counts on a day: of those from that day or before, the one of the latest day, of several
	// the last adopted. An empty day asks for the latest of all.
	Holding(q store.Queryer, node int64, set, on string) (Adoption, bool, error)
	Adoptions(q store.Queryer, node int64, set string) ([]Adoption, error)
	Comparison(q store.Queryer, node int64, id string) (Comparing, bool, error)
	// Comparisons lists the reports on a version, the last first.
	Comparisons(q store.Queryer, node int64, version string) ([]Comparing, error)
	AddVersion(tx *store.Tx, node int64, v Version) error
	AddComparison(tx *store.Tx, node int64, c Comparing) error
	AddAdoption(tx *store.Tx, node int64, a Adoption) error
}

// Decisions are the decisions about persons, without what is sealed.
type Decisions interface {
	Decision(q store.Queryer, node int64, id string) (Decision, bool, error)
	// DecisionsOf lists a person's, the last first.
	DecisionsOf(q store.Queryer, node int64, subject string) ([]Decision, error)
	// DecisionsBy lists those by a set for the days of a period, both included, in the order of the ledger. An empty day bounds nothing.
	DecisionsBy(q store.Queryer, node int64, set, from, to string) ([]Decision, error)
	AddDecision(tx *store.Tx, node int64, d Decision) error
	Supersede(tx *store.Tx, node int64, id, by string) error
}

// Keys seal what is known of a person; *keyring.Keys is one.
type Keys interface {
	access.Unsealer
	Seal(ctx context.Context, subject, field string, plain []byte) (string, error)
}

// Service is the use cases of one node. It is made once and used by many at a time.
type Service struct {
	DB    database
	Store Store
	Keys  Keys
	Node  int64
	Home  region.Key // the place the node is for: versions concern all of it
	Log   access.Appender
	// Speaks tells whether somebody signed in represents the person of a decision today, under a mandate for the matter it was made in; nil: nobody does.
	Speaks func(q store.Queryer, who access.Actor, d Decision) (bool, error)
	Now    func() time.Time
	Random io.Reader

	mu   sync.Mutex
	sets map[string]*Set // read and proved, by version
}

// maxSets bounds how many sets are kept ready; a node has a few that hold, and looks at an older one now and then.
const maxSets = 64

// set reads a version that the node keeps, and proves it once.
func (s *Service) set(q store.Queryer, version string) (*Set, error) {
	s.mu.Lock()
	ready := s.sets[version]
	s.mu.Unlock()
	if ready != nil {
		return ready, nil
	}
	v, found, err := s.Store.Version(q, s.Node, version)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, fault.New(fault.NotFound, "rule.version.absent", "version", version)
	}
	body, err := s.Store.Record(q, s.Node, v.Record)
	if err != nil {
		return nil, err
	}
	r, err := decode[proposal](body)
	if err != nil {
		return nil, err
	}
	made, err := Read([]byte(r.Text))
	if err != nil || made.Version() != version {
		return nil, fault.Wrap(err, fault.Internal, "rule.version.damaged", "version", version)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sets == nil || len(s.sets) >= maxSets {
		s.sets = map[string]*Set{}
	}
	s.sets[version] = made
	return made, nil
}

// note adds a record with its ledger entry and applies it. id is that of the record.
func (s *Service) note(tx *store.Tx, e ledger.Entry, kind, id string, body any) error {
	raw, err := ledger.EncodeBody(body)
	if err != nil {
		return err
	}
	e.Record = &ledger.Record{Kind: kind, ID: id, Body: raw}
	seq, err := s.Log.Append(tx, e)
	if err != nil {
		return err
	}
	return s.apply(tx, seq, kind, raw)
}

func (s *Service) newID(kind string) (string, error) { return ident.New(kind, s.Now(), s.Random) }

// person is who stands behind an actor: one human being may have several accounts.
func person(who access.Actor) string {
	if who.Person != "" {
		return who.Person
	}
	return who.ID
}
