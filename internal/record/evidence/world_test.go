package evidence_test

import (
	"crypto/rand"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/fault"
	"mihe/internal/base/keyring"
	"mihe/internal/base/keyring/keyringtest"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/record/evidence"
	"mihe/internal/record/evidence/evidencedb"
	"mihe/internal/register/party"
)

// world is the evidence of one node. Sheets are short, so that their ends are met.
type world struct {
	*evidence.Service
	db    *store.DB
	keys  *keyring.Keys
	clock time.Time
	gone  map[string]bool // persons who were erased
	means map[string]bool // "who other": mandates for evidence.Confirming
}

const (
	size   = 9
	window = 3
	wrong  = 3
)

// HomeOf and MayAct are the register as this room needs it: everybody whose name begins with person_ lives in the county.
func (w *world) HomeOf(_ store.Queryer, id string) (party.Person, bool, error) {
	return party.Person{ID: id, Region: accesstest.County}, strings.HasPrefix(id, "person_") && !w.gone[id], nil
}

func (w *world) MayAct(_ store.Queryer, person, other, what string) (party.Mandate, error) {
	if what == evidence.Confirming && w.means[person+" "+other] {
		return party.Mandate{}, nil
	}
	return party.Mandate{}, fault.New(fault.NotFound, "access.absent")
}

func each(t *testing.T, exercise func(t *testing.T, w *world)) {
	t.Helper()
	storetest.Each(t, []store.Migrations{ledgerdb.Migrations(), evidencedb.Migrations()}, func(t *testing.T, db *store.DB) {
		w := &world{db: db, keys: keyringtest.Keys(t, 1), clock: accesstest.Start, gone: map[string]bool{}, means: map[string]bool{}}
		now := func() time.Time { w.clock = w.clock.Add(time.Second); return w.clock }
		w.Service = &evidence.Service{
			DB: db, Store: evidencedb.Store{}, Keys: w.keys, Persons: w, Node: 1, Home: accesstest.City, Folder: evidence.Folder(t.TempDir()),
			Parameters: []evidence.Parameters{{From: "2020-01-01", CodesASheet: size, Window: window, WrongADay: wrong}},
			Log:        &ledger.Log{Store: ledgerdb.Store{}, Node: 1, NodeID: "node_a", Now: now}, Now: now, Random: rand.Reader,
		}
		exercise(t, w)
		chain, err := ledger.Verify(t.Context(), &ledgerdb.Source{DB: db, Node: 1}, ledger.Options{Node: "node_a"})
		if err != nil || !chain.OK {
			t.Errorf("the chain: %+v, %v", chain.FirstBad, err)
		}
	})
}

// fail is a test or a step of a random one.
type fail interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// who is an account of a person with rights in a place.
func who(t fail, name string, at region.Key, rights ...access.Right) access.Actor {
	t.Helper()
	if len(rights) == 0 {
		return access.Actor{ID: "account-" + name, Person: "person_" + name, Channel: access.Web}
	}
	p, err := access.NewPolicy(map[access.Role][]access.Right{"role": rights})
	if err != nil {
		t.Fatal(err)
	}
	return p.Actor("account-"+name, "person_"+name, []access.Mandate{{Role: "role", At: at}}, accesstest.Contains)
}

func carer(t fail, name string) access.Actor {
	return who(t, name, accesstest.County, evidence.CanRecord)
}

func clerk(t fail, name string) access.Actor {
	return who(t, name, accesstest.County, evidence.CanIssue)
}

func inspector(t fail, name string) access.Actor {
	return who(t, name, accesstest.County, evidence.CanSample, evidence.CanRead)
}

var (
	gateway = access.System("gateway", evidence.CanReportVoice)
	machine = access.System("machine", evidence.CanReport)
)

// elder is a beneficiary with a key.
func (w *world) elder(t fail, name string) string {
	t.Helper()
	if err := w.keys.Create(bare, "person_"+name); err != nil {
		t.Fatal(err)
	}
	return "person_" + name
}

func visit(name string) evidence.About {
	return evidence.About{Kind: "delivery.visit", ID: "visit_" + name}
}

// delivered is the record of a deliverer, given in the transaction of the room above.
func (w *world) delivered(by access.Actor, about evidence.About, person, deliverer string) error {
	return w.claimed(by, about, person, deliverer, evidence.Happened, 0)
}

// claimed is delivered with the time of a device's clock.
func (w *world) claimed(by access.Actor, about evidence.About, person, deliverer string, says evidence.Says, ms int64) error {
	return w.db.Write(bare, func(tx *store.Tx) error {
		_, err := w.RecordIn(tx, by, evidence.Statement{
			About: about, Person: person, Region: accesstest.County, Way: evidence.Deliverer, Says: says, Deliverer: deliverer, ClaimedMs: ms,
		})
		return err
	})
}

// visited is delivered as it mostly is: by the carer who was there.
func (w *world) visited(t fail, by access.Actor, about evidence.About, person string) {
	t.Helper()
	if err := w.delivered(by, about, person, by.Person); err != nil {
		t.Fatal(err)
	}
}

func (w *world) standing(t fail, about evidence.About) (st evidence.Standing) {
	t.Helper()
	err := w.db.Read(bare, func(q store.Queryer) error {
		all, err := w.Standings(q, []evidence.About{about})
		st = all[about]
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func (w *world) wantGrade(t *testing.T, what string, about evidence.About, want evidence.Grade) {
	t.Helper()
	if got := w.standing(t, about); got.Grade != want {
		t.Errorf("%s: the grade is %q, want %q; %+v", what, got.Grade, want, got)
	}
}

func wantKey(t *testing.T, what string, err error, kind fault.Kind, key string) {
	t.Helper()
	if f, ok := fault.As(err); !ok || f.Kind != kind || f.Key != key {
		t.Errorf("%s: %v, want %v %s", what, err, kind, key)
	}
}

// code enters a code of a visit of the first day that there is, and says what became of it.
func (w *world) code(t fail, by access.Actor, about evidence.About, person, code string) evidence.Confirmed {
	t.Helper()
	return w.codeFor(t, by, about, person, code, epoch, epoch)
}

const epoch = "1970-01-01"

// codeFor is code of a visit that was planned for some days.
func (w *world) codeFor(t fail, by access.Actor, about evidence.About, person, code, first, last string) evidence.Confirmed {
	t.Helper()
	done, err := w.ConfirmCode(bare, by, evidence.CodeConfirmation{About: about, Person: person, Code: code, First: first, Last: last})
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func (w *world) wantCode(t *testing.T, what string, done evidence.Confirmed, refusal string) {
	t.Helper()
	if done.Refusal != refusal || done.Accepted != (refusal == "") {
		t.Errorf("%s: %+v, want refusal %q", what, done, refusal)
	}
}

// notOn is a code that does not stand on a sheet.
func notOn(codes []string) string {
	for i := 0; ; i++ {
		if c := fmt.Sprintf("%06d", i); !slices.Contains(codes, c) {
			return c
		}
	}
}

// dump is the read models, row by row.
func (w *world) dump(t fail) (rows []string) {
	t.Helper()
	err := w.db.Read(bare, func(q store.Queryer) error {
		for _, query := range []string{
			`SELECT id || about_kind || about_id || person || region || way || says || at_ms || ' ' || claimed_ms || deliverer || files || by_actor || by_person || means || place || ' ' || seq FROM evidence_statement ORDER BY seq`,
			`SELECT about_kind || about_id || id || person || reason || means || at_ms || ' ' || seq FROM evidence_suspicion ORDER BY seq, about_id`,
			`SELECT id || kind || person || region || by_actor || by_person || at_ms || ' ' || size || ' ' || last_used || ' ' || first_open || ' ' || open_seq || seconded || seconded_person || ended_ms || ' ' || seq FROM evidence_means ORDER BY seq`,
			`SELECT id || day || about_kind || about_id || person || way || by_actor || at_ms || ' ' || seq FROM evidence_refusal ORDER BY seq`,
			`SELECT sha256 || id || bytes || type || person || region || by_actor || at_ms || ' ' || seq FROM evidence_file ORDER BY seq`,
		} {
			found, err := q.Query(query)
			some, err := store.All(found, err, func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) })
			if err != nil {
				return err
			}
			rows = append(rows, some...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
