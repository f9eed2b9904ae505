package catalog

import (
	"mihe/internal/base/access"
	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Record is one change as it is kept for ever. Exactly one of the pointers is set.
type Record struct {
	Provider    *Provider    `json:"provider,omitempty"`
	Location    *Location    `json:"location,omitempty"`
	Service     *Service     `json:"service,omitempty"`
	Capacity    *Capacity    `json:"capacity,omitempty"`
	Agent       *Agent       `json:"agent,omitempty"`
	Publication *Publication `json:"publication,omitempty"`
	Actor       string       `json:"actor"`
	Person      string       `json:"person"` // tells whether two steps were taken by one person
	AtMs        int64        `json:"at_ms"`
}

// Agent says whether an account acts for a provider from here on.
type Agent struct {
	Provider string `json:"provider"`
	Account  string `json:"account"`
	Acts     bool   `json:"acts"`
}

// Publication is what became of a service for visitors.
type Publication struct {
	Service string  `json:"service"`
	State   State   `json:"state"`   // that it leads to: Published or Internal
	Entered int64   `json:"entered"` // number of the entry that was reviewed
	Bundle  *Bundle `json:"bundle,omitempty"`
	Reason  string  `json:"reason,omitempty"` // of a withdrawal
}

// Bundle is what visitors read of a service: all of it as it stood when it was reviewed.
type Bundle struct {
	Provider  Provider   `json:"provider"`
	Service   Service    `json:"service"`
	Locations []Location `json:"locations"`
}

// State is how far a service has come.
type State string

// The states. Changed means that visitors read an earlier version than the one entered last.
const (
	Internal  State = "internal"
	Published State = "published"
	Changed   State = "changed"
)

// The sorts of entries.
const (
	SortProvider = "provider"
	SortLocation = "location"
	SortService  = "service"
)

// Entry is a thing as it was entered last; exactly one of the pointers is set.
type Entry struct {
	Sort, ID string
	Seq      int64 // of the ledger
	AtMs     int64
	Person   string // who entered it
	Provider *Provider
	Location *Location
	Service  *Service
}

// entry is the entry that a record makes, if it makes one.
func (r Record) entry(seq int64) (e Entry, ok bool) {
	e = Entry{Seq: seq, AtMs: r.AtMs, Person: r.Person, Provider: r.Provider, Location: r.Location, Service: r.Service}
	switch {
	case r.Provider != nil:
		e.Sort, e.ID = SortProvider, r.Provider.ID
	case r.Location != nil:
		e.Sort, e.ID = SortLocation, r.Location.ID
	case r.Service != nil:
		e.Sort, e.ID = SortService, r.Service.ID
	}
	return e, e.Sort != ""
}

// write appends a record with its ledger entry and brings the read models up to it.
func (g *Register) write(tx *store.Tx, who access.Actor, kind string, at region.Key, r Record) error {
	r.Actor, r.Person, r.AtMs = who.ID, person(who), g.Now().UnixMilli()
	id, err := ident.New("cat", g.Now(), g.Random)
	if err != nil {
		return err
	}
	body, err := ledger.EncodeBody(r)
	if err != nil {
		return err
	}
	e := who.Entry(kind, at)
	e.Record = &ledger.Record{Kind: "catalog.change", ID: id, Body: body}
	seq, err := g.Log.Append(tx, e)
	if err != nil {
		return err
	}
	return g.apply(tx, r, seq)
}

// apply brings the read models up to a record. Live code and rebuilding both use it.
func (g *Register) apply(tx *store.Tx, r Record, seq int64) error {
	if e, ok := r.entry(seq); ok {
		return g.Store.SetEntry(tx, g.Node, e)
	}
	switch {
	case r.Capacity != nil:
		return g.Store.SetCapacity(tx, g.Node, *r.Capacity, seq)
	case r.Agent != nil:
		return g.Store.SetAgent(tx, g.Node, *r.Agent)
	case r.Publication != nil:
		return g.Store.SetPublication(tx, g.Node, Taken{Publication: *r.Publication, Seq: seq, Actor: r.Actor, AtMs: r.AtMs})
	}
	return nil
}

// person is who stands behind an actor: one human being may have several accounts.
func person(who access.Actor) string {
	if who.Person != "" {
		return who.Person
	}
	return who.ID
}
