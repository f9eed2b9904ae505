package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Store keeps cases; package caseworkdb is the only implementation. Every query names its node.
type Store interface {
	// Case returns a case, or NotFound.
	Case(q store.Queryer, node int64, id string) (Case, error)
	// Put writes the read model of a case after the action that the ledger numbered seq.
	Put(tx *store.Tx, node int64, c Case, seq int64) error
	// Open finds the open case of a person about an item.
	Open(q store.Queryer, node int64, person, machine, item string) (id string, found bool, err error)
	// Queue returns one page of open cases, the oldest deadline first.
	Queue(q store.Queryer, node int64, f Filter) ([]Case, error)
	// ByNumber returns the cases with a short number: mostly one.
	ByNumber(q store.Queryer, node int64, number string) ([]Case, error)
	// Of returns the cases of a person, the oldest first.
	Of(q store.Queryer, node int64, person string) ([]Case, error)
	// Actions returns the recorded actions of a case in ledger order.
	Actions(q store.Queryer, node int64, id string) ([][]byte, error)
	// Records calls each for every record in ledger order; each may write.
	Records(q store.Queryer, node int64, each func(seq int64, body []byte) error) error
	// Clear empties the read models before they are rebuilt.
	Clear(tx *store.Tx, node int64) error
}

// Service is the use cases of one node. All fields but Represents, Tied and Held must be set.
type Service struct {
	DB       *store.DB
	Store    Store
	Node     int64
	Home     region.Key // of the node: cases lie in it
	Log      access.Appender
	Machines []Machine
	Regions  *region.Tree
	Calendar func() *calendar.Calendar
	// Represents tells whether by may act today for the person of a case under a mandate, which must cover cases of that machine; nil:
	// nobody may.
	Represents func(q store.Queryer, by string, c Case, mandate string) (bool, error)
	// Tied tells whether an actor stands on the side that a case looks at: who was complained about, or acts for them. It is asked where a
	// machine has guests, or steps that are kept apart; nil: nobody does.
	Tied func(q store.Queryer, who access.Actor, c Case) (bool, error)
	// Held lists the mandates by which a person may act today, for whatever; nil: none.
	Held func(q store.Queryer, by string) ([]Held, error)
	// Holds tells whether an account is there and holds a right at a place today: nobody is assigned a case that they could not go on with.
	Holds  func(q store.Queryer, account string, right access.Right, at region.Key) (bool, error)
	Now    func() time.Time
	Random io.Reader

	machines map[string]*Machine
}

// Held is a mandate by which somebody may act for a person.
type Held struct{ Person, Mandate string }

// NewService proves every machine and returns the service: a flaw in one stops the program at start, and so do two of one name.
func NewService(s Service) (*Service, error) {
	s.machines = map[string]*Machine{}
	for _, m := range s.Machines {
		if err := m.Prove(); err != nil {
			return nil, err
		}
		if s.machines[m.Name] != nil {
			return nil, m.flaw("casework.flaw.twice", m.Name)
		}
		s.machines[m.Name] = &m
	}
	return &s, nil
}

// Machine returns a machine by name, or nil: for pages, which show terms with their sources.
func (s *Service) Machine(name string) *Machine { return s.machines[name] }

// record appends an action with its ledger entry and writes the case that follows from it.
func (s *Service) record(tx *store.Tx, who access.Actor, c Case, a Action) (Case, error) {
	id, err := ident.New("action", s.Now(), s.Random)
	if err != nil {
		return Case{}, err
	}
	a.V, a.ID, a.N, a.AtMs = 1, id, c.Actions+1, s.Now().UnixMilli()
	a.Actor, a.By = who.ID, person(who)
	next, err := c.apply(a)
	if err != nil {
		return Case{}, err
	}
	body, err := ledger.EncodeBody(a)
	if err != nil {
		return Case{}, err
	}
	e := who.Entry(traits[a.Kind].entry, next.Place)
	e.Subjects, e.OnBehalfOf, e.Channel, e.CausedBy = next.subjects(), a.OnBehalfOf, a.Channel, a.Case
	e.Record = &ledger.Record{Kind: actionRecord, ID: id, Body: body}
	seq, err := s.Log.Append(tx, e)
	if err != nil {
		return Case{}, err
	}
	return next, s.Store.Put(tx, s.Node, next, seq)
}

// tied asks whether an actor stands on the side that a case looks at.
func (s *Service) tied(q store.Queryer, who access.Actor, c Case) (bool, error) {
	if s.Tied == nil {
		return false, nil
	}
	return s.Tied(q, who, c)
}

// actionRecord is the kind of this room's records.
const actionRecord = "casework.action"

// person is who stands behind an actor: one human being may have several accounts.
func person(who access.Actor) string {
	if who.Person != "" {
		return who.Person
	}
	return who.ID
}

// Rebuild computes the read models of all cases again from the records.
func (s *Service) Rebuild(ctx context.Context) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		if err := s.Store.Clear(tx, s.Node); err != nil {
			return err
		}
		cases := map[string]Case{}
		return s.Store.Records(tx, s.Node, func(seq int64, body []byte) error {
			a, err := parseAction(body)
			if err != nil {
				return err
			}
			next, err := cases[a.Case].apply(a)
			if err != nil {
				return fmt.Errorf("record %d: %w", seq, err)
			}
			cases[a.Case] = next
			return s.Store.Put(tx, s.Node, next, seq)
		})
	})
}

func parseAction(body []byte) (a Action, err error) {
	if err := json.Unmarshal(body, &a); err != nil {
		return a, fmt.Errorf("action: %w", err)
	}
	return a, nil
}

// invalid is a fault at a field of a form.
func invalid(field, key string, args ...any) error {
	return fault.New(fault.Invalid, key, args...).At(field)
}
