// Package accesstest gives tests the accounts of one node: a map of five regions, the three administrators' roles beside
// two that work, real keys, a real ledger, and a clock that is set by hand.
package accesstest

import (
	"context"
	"crypto/rand"
	"sync/atomic"
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accessdb"
	"mihe/internal/base/i18n"
	"mihe/internal/base/keyring/keyringtest"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// The regions: a province with a city of two counties, and another province.
var (
	Province = region.Key{Code: "520000", Level: region.Province}
	City     = region.Key{Code: "520500", Level: region.Prefecture}
	County   = region.Key{Code: "520521", Level: region.County}
	Sibling  = region.Key{Code: "520526", Level: region.County}
	Other    = region.Key{Code: "530000", Level: region.Province}
)

var above = map[region.Key]region.Key{City: Province, County: City, Sibling: City, Province: region.Country, Other: region.Country}

// Contains says which region lies in which.
func Contains(a, k region.Key) bool {
	for ; k != (region.Key{}); k = above[k] {
		if k == a {
			return true
		}
	}
	return false
}

// The roles.
const (
	System   access.Role = "system_admin"
	Security access.Role = "security_admin"
	Audit    access.Role = "audit_admin"
	Officer  access.Role = "officer"
	Reader   access.Role = "reader"
)

// Work is the right of an officer, and See that of a reader.
const (
	Work access.Right = "thing.work"
	See  access.Right = "thing.see"
)

// Policy is the rights of these roles.
func Policy(t testing.TB) *access.Policy {
	t.Helper()
	p, err := access.NewPolicy(map[access.Role][]access.Right{
		System:   {access.ManageAccount, access.ReadAccounts, access.ManageNode},
		Security: {access.ManageRoles, access.ReadAccounts, access.ConfirmAccount},
		Audit:    {access.ReadLedger, access.ReadAccounts, access.ConfirmAccount},
		Officer:  {Work, See},
		Reader:   {See},
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Migrations are the tables that accounts need.
func Migrations() []store.Migrations {
	return []store.Migrations{ledgerdb.Migrations(), accessdb.Migrations()}
}

// Clock is set by hand.
type Clock struct{ ms atomic.Int64 }

// Now is the instant it is set to.
func (c *Clock) Now() time.Time { return time.UnixMilli(c.ms.Load()) }

// Add moves it.
func (c *Clock) Add(d time.Duration) { c.ms.Add(d.Milliseconds()) }

// World is the accounts of a node.
type World struct {
	*access.Service
	Clock *Clock
}

// Start is where the clock begins: a Tuesday, 9 o'clock in China.
var Start = time.Date(2026, time.March, 3, 1, 0, 0, 0, time.UTC)

// New returns the accounts of a node in db, which has Migrations, with keys of its own.
func New(t testing.TB, db *store.DB) *World {
	t.Helper()
	return With(t, db, keyringtest.Keys(t, 1))
}

// With is New with keys of the caller's.
func With(t testing.TB, db *store.DB, keys access.Keys) *World {
	t.Helper()
	w := &World{Clock: &Clock{}}
	w.Clock.ms.Store(Start.UnixMilli())
	node := access.Node{Number: 1, ID: "node_a", Slug: "a", Name: i18n.Name{Zh: "A", En: "City A"}, Region: Province, Synthetic: true}
	w.Service = &access.Service{
		DB: db, Store: accessdb.Store{}, Keys: keys, Uses: ledgerdb.Store{}, Node: node, Policy: Policy(t), Contains: Contains,
		Log: &ledger.Log{Store: ledgerdb.Store{}, Node: node.Number, NodeID: node.ID, Now: w.Clock.Now}, Now: w.Clock.Now, Random: rand.Reader,
		Paces: &access.Paces{},
	}
	return w
}

// Who is the actor of some mandates, with an account that is in no database.
func (w *World) Who(mandates ...access.Mandate) access.Actor {
	return w.Policy.Actor("acct_test", "person_test", mandates, Contains)
}

// Member is an account that was made for a test, with its password.
type Member struct {
	access.Account
	Name, Pass string
}

// Member makes an account with a lasting password and mandates.
func (w *World) Member(t testing.TB, user string, home region.Key, mandates ...access.Mandate) Member {
	t.Helper()
	ctx := context.Background()
	a, password, err := w.Make(ctx, access.Operator(), access.NewAccount{User: user, Name: "user-" + user, Home: home, Lasting: true})
	if err != nil {
		t.Fatalf("make %s: %v", user, err)
	}
	for _, m := range mandates {
		if _, err := w.Give(ctx, access.Operator(), access.NewMandate{Account: a.ID, Mandate: m}); err != nil {
			t.Fatalf("give %s %v: %v", user, m, err)
		}
	}
	return Member{a, user, password}
}

// Enrol gives a member a second factor, and returns its secret and the recovery codes.
func (w *World) Enrol(t testing.TB, m Member) (secret string, codes []string) {
	t.Helper()
	ctx := context.Background()
	who, err := w.Actor(ctx, m.ID, access.Way{})
	if err == nil {
		secret, err = w.BeginFactor(ctx, who, m.Pass)
	}
	if err == nil {
		codes, err = w.ConfirmFactor(ctx, who, w.Code(t, secret), "")
	}
	if err != nil {
		t.Fatalf("second factor of %s: %v", m.Name, err)
	}
	return secret, codes
}

// Code is what an authenticator shows now.
func (w *World) Code(t testing.TB, secret string) string {
	t.Helper()
	code, err := access.Code(secret, w.Now())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// Kinds lists the kinds of the node's ledger, in order.
func (w *World) Kinds(t testing.TB) (kinds []string) {
	t.Helper()
	err := w.DB.Read(context.Background(), func(q store.Queryer) error {
		return ledgerdb.Store{}.Each(q, w.Node.Number, 1, func(l ledger.Logged) error {
			kinds = append(kinds, l.Kind)
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return kinds
}
