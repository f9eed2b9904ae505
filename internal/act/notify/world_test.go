package notify_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"sync/atomic"
	"testing"
	"time"

	"mihe/internal/act/notify"
	"mihe/internal/act/notify/notifydb"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

var (
	county  = region.Key{Code: "520521", Level: region.County}
	sibling = region.Key{Code: "520526", Level: region.County}
)

const node = 1

// world is messages with all they stand on. Persons and numbers are made up.
type world struct {
	*notify.Service
	now    atomic.Int64
	log    *ledger.Log
	policy *access.Policy
}

func migrations() []store.Migrations {
	return []store.Migrations{ledgerdb.Migrations(), notifydb.Migrations()}
}

// newWorld begins on a Monday at ten in the morning in China, with every person reached by a number.
func newWorld(t testing.TB, db *store.DB, change ...func(s *notify.Service)) *world {
	t.Helper()
	w := &world{}
	w.set("2026-03-02", "10:00")
	words, err := i18n.Load(notify.Words)
	if err != nil {
		t.Fatal(err)
	}
	hours, err := notify.ShippedHours()
	if err != nil {
		t.Fatal(err)
	}
	w.log = &ledger.Log{Store: ledgerdb.Store{}, Node: node, NodeID: "node_a", Now: w.clock}
	s := notify.Service{
		DB: db, Store: notifydb.Store{}, Node: node, Log: w.log, Words: words, Templates: notify.CaseTemplates(), Hours: hours, Now: w.clock, Random: rand.Reader,
		Reach: func(context.Context, access.Actor, string, notify.Channel) (notify.Contact, error) {
			return notify.Contact{Address: "0857-0000001", Lang: i18n.ZhCN}, nil
		},
		Senders: map[notify.Channel]notify.Sender{},
	}
	for _, fn := range change {
		fn(&s)
	}
	if w.Service, err = notify.NewService(s); err != nil {
		t.Fatal(err)
	}
	w.policy, err = access.NewPolicy(map[access.Role][]access.Right{
		"carrier": {notify.CanReport, notify.CanRead}, "reader": {notify.CanRead}, "other": {"thing.see"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func each(t *testing.T, exercise func(t *testing.T, w *world)) {
	t.Helper()
	storetest.Each(t, migrations(), func(t *testing.T, db *store.DB) { exercise(t, newWorld(t, db)) })
}

func (w *world) clock() time.Time { return time.UnixMilli(w.now.Load()).UTC() }

func (w *world) set(day, clock string) {
	at, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, calendar.China)
	if err != nil {
		panic(err) // a time written in a test
	}
	w.now.Store(at.UnixMilli())
}

func (w *world) move(d time.Duration) { w.now.Add(d.Milliseconds()) }

// job is the program's own sender.
func job() access.Actor { return access.System("notify", notify.CanSend, notify.CanReport) }

func (w *world) officer(role access.Role, at region.Key) access.Actor {
	return w.policy.Actor("account-"+string(role), "person-"+string(role), []access.Mandate{{Role: role, At: at}},
		func(above, k region.Key) bool { return above == k })
}

func (w *world) id(kind string) string {
	id, err := ident.New(kind, w.clock(), rand.Reader)
	if err != nil {
		panic(err) // a kind written in a test
	}
	return id
}

// wish is a good message, changed by the given functions.
func (w *world) wish(change ...func(*notify.Wish)) notify.Wish {
	about := w.id("case")
	wish := notify.Wish{
		Person: w.id("person"), Channel: notify.SMS, Template: "correction", About: about, Region: county,
		Args: notify.Args{Number: "AB12-CD34", Day: "2026-03-20", Phone: "0857-0000000"},
	}
	for _, fn := range change {
		fn(&wish)
	}
	return wish
}

func (w *world) queue(t testing.TB, change ...func(*notify.Wish)) notify.Message {
	t.Helper()
	m, err := w.tryQueue(w.wish(change...))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (w *world) tryQueue(wish notify.Wish) (m notify.Message, err error) {
	err = w.DB.Write(context.Background(), func(tx *store.Tx) (err error) {
		m, err = w.QueueIn(tx, access.Operator(), wish)
		return err
	})
	return m, err
}

func (w *world) get(t testing.TB, id string) (m notify.Message) {
	t.Helper()
	err := w.DB.Read(context.Background(), func(q store.Queryer) (err error) {
		m, err = w.Store.Message(q, node, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (w *world) deliver(t testing.TB) notify.Tally {
	t.Helper()
	n, err := w.Deliver(context.Background(), job(), 100)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// dump is the read model of some messages with the number of their events, as text.
func (w *world) dump(t testing.TB, ids []string) string {
	t.Helper()
	var all []any
	for _, id := range ids {
		var events [][]byte
		err := w.DB.Read(context.Background(), func(q store.Queryer) (err error) {
			events, err = w.Store.Events(q, node, id)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, w.get(t, id), len(events))
	}
	raw, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// send is a Sender that does what it is told.
type send func(o notify.Outgoing) (notify.Receipt, error)

func (f send) Send(_ context.Context, o notify.Outgoing) (notify.Receipt, error) { return f(o) }

var errAway = fault.New(fault.Unavailable, "notify.attempt.failed")
