// Package bookingtest gives tests a booking office in miniature: a county with two providers, an offer of places and one of devices, posts,
// people on both sides, and a clock that is set by hand. All persons are made up.
package bookingtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"mihe/internal/act/booking"
	"mihe/internal/act/booking/bookingdb"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/money"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
)

// The regions.
var (
	County  = region.Key{Code: "520521", Level: region.County}
	Sibling = region.Key{Code: "520526", Level: region.County}
)

// The roles.
const (
	Officer access.Role = "officer" // handles every pool of a region
	Agent   access.Role = "agent"   // keeps those of providers
)

var roles = map[access.Role][]access.Right{Officer: {booking.CanHandle, booking.CanKeep}, Agent: {booking.CanKeep}}

// Node is the number of the world's one node.
const Node = 1

// Migrations are the tables that booking needs.
func Migrations() []store.Migrations {
	return []store.Migrations{ledgerdb.Migrations(), bookingdb.Migrations()}
}

// What there is to book. The rooms below are what booking asks of them, and no more.
const (
	Places    = "svc_places"
	PlacesAt  = "offer_places" // or any offer that begins so
	Devices   = "svc_devices"
	DevicesAt = "offer_devices"
	Provider  = "org_a"
	Clerk     = "account-agent-520521" // acts for Provider
)

// World is a booking office with all it stands on.
type World struct {
	*booking.Service
	Base    *store.DB
	Chain   *ledger.Log
	Terms   catalog.Device // of the devices today
	Posts   map[string]party.Post
	Gone    map[string]bool // persons whom the register no longer knows
	policy  *access.Policy
	regions *region.Tree
	now     atomic.Int64
}

// New builds a world over a database with Migrations. Its first moment is ten in the morning of 5 January 2026 in China.
func New(t testing.TB, db *store.DB) *World {
	t.Helper()
	regions, err := region.Load()
	if err != nil {
		t.Fatal(err)
	}
	policy, err := access.NewPolicy(roles)
	if err != nil {
		t.Fatal(err)
	}
	days, deposit := 30, money.Fen(20_000)
	w := &World{Base: db, Posts: map[string]party.Post{}, Gone: map[string]bool{}, policy: policy, regions: regions}
	w.Terms = catalog.Device{LoanDays: &days, Deposit: &deposit}
	w.now.Store(time.Date(2026, 1, 5, 10, 0, 0, 0, calendar.China).UnixMilli())
	w.Chain = &ledger.Log{Store: ledgerdb.Store{}, Node: Node, NodeID: "node_a", Now: w.Clock}
	w.Service = &booking.Service{
		DB: db, Store: bookingdb.Store{}, Catalog: shelf{w}, Persons: people{w}, Staff: staff{w}, Log: w.Chain, Node: Node, Now: w.Clock, Random: rand.Reader,
	}
	return w
}

// Clock is the world's clock.
func (w *World) Clock() time.Time { return time.UnixMilli(w.now.Load()).UTC() }

// Pass lets time go by; it may go back.
func (w *World) Pass(d time.Duration) { w.now.Add(d.Milliseconds()) }

// Actor is an account with one role in one region. That of an agent in the county is Clerk, who acts for Provider.
func (w *World) Actor(role access.Role, at region.Key) access.Actor {
	name := string(role) + "-" + string(at.Code)
	return w.policy.Actor("account-"+name, "person-"+name, []access.Mandate{{Role: role, At: at}}, func(above, k region.Key) bool {
		return w.regions.At(calendar.Day(w.Clock())).Contains(above, k)
	})
}

// Resident is the account of a person without any mandate.
func (w *World) Resident(person string) access.Actor {
	return w.policy.Actor("account-"+person, person, nil, func(region.Key, region.Key) bool { return false })
}

// ID mints an identifier, as another room would.
func (w *World) ID(kind string) string {
	id, err := ident.New(kind, w.Clock(), rand.Reader)
	if err != nil {
		panic(err) // a kind written in a test
	}
	return id
}

// Open opens a pool of so many places, or devices, that stand for a day once kept.
func (w *World) Open(t testing.TB, total int, unit string) booking.Pool {
	t.Helper()
	p := booking.Pool{Service: Places, Offer: PlacesAt, Unit: unit, Total: total, HoldHours: 24}
	if unit == "device" {
		p.Service, p.Offer = Devices, DevicesAt
	}
	p, err := w.OpenPool(context.Background(), w.Actor(Officer, County), p)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// OpenMany opens so many pools of seats, each at an offer of its own.
func (w *World) OpenMany(t testing.TB, pools, total int) {
	t.Helper()
	for i := range pools {
		p := booking.Pool{Service: Places, Offer: fmt.Sprint(PlacesAt, i), Unit: "seat", Total: total, HoldHours: 24}
		if _, err := w.OpenPool(context.Background(), w.Actor(Officer, County), p); err != nil {
			t.Fatal(err)
		}
	}
}

// Ask is a claim on one unit for a new person.
func (w *World) Ask(p booking.Pool) booking.Claim {
	return booking.Claim{Pool: p.ID, Units: 1, Person: w.ID("person"), For: w.ID("case"), Key: w.ID("key")}
}

// AddPost adds a post at Provider in the county.
func (w *World) AddPost() party.Post {
	p := party.Post{ID: w.ID("post"), Person: w.ID("person"), Organisation: Provider, Base: County, From: "2026-01-01"}
	w.Posts[p.ID] = p
	return p
}

// Dump is everything that is stored of booking in one text.
func (w *World) Dump(t testing.TB) string {
	t.Helper()
	all := map[string]any{}
	err := w.Base.Read(context.Background(), func(q store.Queryer) error {
		for _, table := range []string{"pool", "hold", "wait", "slot", "loan", "feed", "record"} {
			rows, err := q.Query(fmt.Sprintf(`SELECT body FROM booking_%s WHERE node = %d ORDER BY id`, table, Node))
			bodies, err := store.All(rows, err, func(r *sql.Rows) (body string, err error) { return body, r.Scan(&body) })
			if err != nil {
				return err
			}
			all[table] = bodies
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

type shelf struct{ w *World }

func (s shelf) Offered(_ store.Queryer, service, offer string) (catalog.Service, catalog.Location, error) {
	at := catalog.Location{ID: "loc_a", Name: i18n.Name{Zh: "centre", En: "centre"}, Region: County}
	switch {
	case service == Places && strings.HasPrefix(offer, PlacesAt):
		return catalog.Service{ID: service, Provider: Provider, Name: i18n.Name{Zh: "day care", En: "day care"}}, at, nil
	case service == Devices && offer == DevicesAt:
		terms := s.w.Terms
		return catalog.Service{ID: service, Provider: Provider, Name: i18n.Name{Zh: "wheelchair", En: "wheelchair"}, Device: &terms, Modes: []string{"mode.loan"}}, at, nil
	}
	return catalog.Service{}, catalog.Location{}, fault.New(fault.NotFound, "access.absent")
}

func (s shelf) Entered(q store.Queryer) (list []catalog.Listing, err error) {
	for _, one := range [][2]string{{Devices, DevicesAt}, {Places, PlacesAt}} {
		sv, at, err := s.Offered(q, one[0], one[1])
		if err != nil {
			return nil, err
		}
		sv.Offers = []catalog.Offer{{ID: one[1], Location: at.ID}}
		list = append(list, catalog.Listing{Service: sv, Locations: map[string]catalog.Location{at.ID: at}})
	}
	return list, nil
}

func (shelf) ActsFor(_ store.Queryer, account, provider string) (region.Key, bool, error) {
	return County, account == Clerk && provider == Provider, nil
}

func (shelf) ProvidersOf(_ store.Queryer, account string) ([]catalog.Provider, error) {
	if account != Clerk {
		return nil, nil
	}
	return []catalog.Provider{{ID: Provider, Name: i18n.Name{Zh: "provider", En: "provider"}, Region: County}}, nil
}

type people struct{ w *World }

func (p people) HomeOf(_ store.Queryer, id string) (party.Person, bool, error) {
	return party.Person{ID: id, Region: County}, !p.w.Gone[id], nil
}

type staff struct{ w *World }

func (s staff) PostOf(_ store.Queryer, id string) (party.Post, error) {
	p, found := s.w.Posts[id]
	if !found {
		return p, fault.New(fault.NotFound, "access.absent")
	}
	return p, nil
}

func (s staff) Posts(_ store.Queryer, person string) (list []party.Post, err error) {
	for _, p := range s.w.Posts {
		if p.Person == person {
			list = append(list, p)
		}
	}
	return list, nil
}
