// Package partytest gives tests a register of made-up persons: two townships in a county, real keys, a real ledger, and
// grounds that the test sets. It serves the tests of every room that knows persons by id.
package partytest

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accessdb"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/keyring/keyringtest"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partydb"
)

// The places.
var (
	County = region.Key{Code: "520521", Level: region.County}
	North  = region.Key{Code: "520521901", Level: region.Township}
	South  = region.Key{Code: "520521902", Level: region.Township}
	Away   = region.Key{Code: "530000", Level: region.Province}
)

// Contains says which place lies in which.
func Contains(a, k region.Key) bool { return a == k || a == County && (k == North || k == South) }

// Below are the townships of a place.
func Below(k region.Key) []region.Key {
	if k == County {
		return []region.Key{North, South}
	}
	return []region.Key{k}
}

// Migrations are the tables that the register needs.
func Migrations() []store.Migrations {
	return []store.Migrations{ledgerdb.Migrations(), accessdb.Migrations(), partydb.Migrations()}
}

// Ground allows what it lists.
type Ground map[access.Purpose][]party.Group

// Basis implements party.Ground.
func (g Ground) Basis(_ store.Queryer, _ string, p access.Purpose, group party.Group) (access.Basis, error) {
	if !slices.Contains(g[p], group) {
		return "", fault.New(fault.Denied, "consent.none")
	}
	return access.StatutoryDuty, nil
}

// ListBasis implements party.Ground.
func (g Ground) ListBasis(q store.Queryer, p access.Purpose, groups []party.Group) (access.Basis, map[string]bool, error) {
	for _, one := range groups {
		if _, err := g.Basis(q, "", p, one); err != nil {
			return "", nil, err
		}
	}
	return access.StatutoryDuty, nil, nil
}

// Now is the instant of every test: a Tuesday, 9 o'clock in China.
var Now = time.Date(2026, time.March, 3, 1, 0, 0, 0, time.UTC)

// New returns the register of node 1 in db, which has Migrations.
func New(t testing.TB, db *store.DB) *party.Service {
	t.Helper()
	return &party.Service{
		DB: db, Store: partydb.Store{}, Keys: keyringtest.Keys(t, 1), Uses: ledgerdb.Store{}, Node: 1, Home: County,
		Ground: Ground{
			party.RegisterKeeping: party.Groups,
			party.ServicePlanning: {party.Attributes, party.Hardship, party.Health},
		},
		Log:      &ledger.Log{Store: ledgerdb.Store{}, Node: 1, NodeID: "node_a", Now: func() time.Time { return Now }},
		Called:   func(context.Context, access.Actor) (string, error) { return "", nil },
		Guard:    func(_ context.Context, _ access.Actor, try func() error) error { return try() },
		Contains: Contains, Below: Below, Now: func() time.Time { return Now }, Random: rand.Reader,
	}
}

// Who is an actor who holds rights in a place; person may be empty.
func Who(t testing.TB, person string, at region.Key, rights ...access.Right) access.Actor {
	t.Helper()
	if len(rights) == 0 {
		rights = []access.Right{"test.none"}
	}
	p, err := access.NewPolicy(map[access.Role][]access.Right{"role": rights})
	if err != nil {
		t.Fatal(err)
	}
	return p.Actor("acct_test", person, []access.Mandate{{Role: "role", At: at}}, Contains)
}

// Officer may do everything in a place.
func Officer(t testing.TB, at region.Key) access.Actor {
	t.Helper()
	return Who(t, "", at, party.CanImport, party.CanRead, party.CanList, party.CanKeep, party.CanErase)
}

// Number is a citizen number of the division 79xxxx, which GB/T 2260 gives to no province, so that it is nobody's.
func Number(i int, born string, female bool) string {
	sequence := i%499*2 + 1
	if female {
		sequence++
	}
	first := fmt.Sprintf("79%04d%s%03d", i/499+1, born, sequence)
	check, _ := ident.CitizenCheck(first)
	return first + string(check)
}

// nameForm says of everybody that they are made up, as package partysynth does.
const nameForm = "\u5408\u6210-%06d"

// Row is a made-up person born in 1941; each changes it.
func Row(i int, at region.Key, change ...func(*party.Row)) party.Row {
	fact := func(v string) party.Fact { return party.Fact{Value: v, Source: "register", AsOf: "2026-01-01"} }
	r := party.Row{
		Household: fmt.Sprintf("%s-%04d", at.Code, i/2), Region: at,
		Names: party.Names{Name: fmt.Sprintf(nameForm, i), Number: Number(i, "19410307", false), Phone: fmt.Sprintf("100%08d", i)},
		Facts: party.Facts{
			party.Born: fact("1941-03"), party.Sex: fact("male"), party.Residence: fact("rural"), party.HomeKind: fact("family"),
			party.Disability: fact("2"), party.LowIncome: fact("no"),
		},
	}
	for _, c := range change {
		c(&r)
	}
	return r
}

// Load loads rows as one register.
func Load(t testing.TB, s *party.Service, sum string, rows ...party.Row) party.Loaded {
	t.Helper()
	done, err := s.Load(context.Background(), access.Operator(), party.Register{Name: "test.csv", SHA256: sum, AsOn: "2026-01-01", Rows: slices.Values(rows)})
	if err != nil {
		t.Fatalf("load: %v", err)
	}
	return done
}

// ID finds a person by number.
func ID(t testing.TB, s *party.Service, number string) string {
	t.Helper()
	list, err := s.Seek(context.Background(), access.Operator(), party.Sought{Number: number})
	if err != nil || len(list) != 1 {
		t.Fatalf("find: %d persons, %v", len(list), err)
	}
	return list[0].ID
}
