package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/account/steering"
	"mihe/internal/base/access"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/store"
)

// openDemo opens a data folder as the demonstration does.
func openDemo(t *testing.T, folder string) *App {
	t.Helper()
	words, err := Words()
	if err != nil {
		t.Fatal(err)
	}
	a, err := Open(t.Context(), Config{Folder: folder, First: DemoNode(words)}, words)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// fullLedger takes some more entries and no others: the program is as if it were killed there.
type fullLedger struct {
	ledger.Store
	left *int
}

var errKilled = errors.New("killed here")

// Add implements ledger.Store.
func (f fullLedger) Add(tx *store.Tx, node int64, l ledger.Logged, r *ledger.Record) error {
	if *f.left--; *f.left < 0 {
		return errKilled
	}
	return f.Store.Add(tx, node, l, r)
}

// counted is what a demonstration holds, in lines.
func counted(t *testing.T, a *App) []string {
	t.Helper()
	got := map[string]int{}
	err := a.DB.Read(t.Context(), func(q store.Queryer) error {
		for name, query := range map[string]string{
			"township": `SELECT COUNT(*) FROM region_township`, "body": `SELECT COUNT(*) FROM steering_body`,
			"duty": `SELECT COUNT(*) FROM steering_duty`, "duty record": `SELECT COUNT(*) FROM steering_record WHERE kind = 'steering.duties'`,
			"task step": `SELECT COUNT(*) FROM steering_step`, "account": `SELECT COUNT(*) FROM access_account`,
			"mandate": `SELECT COUNT(*) FROM access_mandate`, "factor": `SELECT COUNT(*) FROM access_factor WHERE secret <> ''`,
			"public": `SELECT COUNT(*) FROM openness_series WHERE state = 'approved'`, "publication": `SELECT COUNT(*) FROM openness_record`,
			"service": `SELECT COUNT(*) FROM catalog_entry`, "declared": `SELECT COUNT(*) FROM catalog_capacity`, "agent": `SELECT COUNT(*) FROM catalog_agent`,
			"service published": `SELECT COUNT(*) FROM catalog_publication WHERE latest = 1`, "service record": `SELECT COUNT(*) FROM catalog_record`,
			"password for one use": `SELECT COUNT(*) FROM access_password WHERE once = 1`, "node": `SELECT COUNT(*) FROM access_node`,
			"case step": `SELECT COUNT(*) FROM casework_record`, "decision": `SELECT COUNT(*) FROM rule_decision`, "adoption": `SELECT COUNT(*) FROM rule_adoption`,
			"visit": `SELECT COUNT(*) FROM delivery_visit`, "settlement": `SELECT COUNT(*) FROM delivery_settlement`, "call": `SELECT COUNT(*) FROM delivery_check`,
			"anomaly answered": `SELECT COUNT(*) FROM delivery_answer`, "account of a payee": `SELECT COUNT(*) FROM delivery_account`,
			"hold": `SELECT COUNT(*) FROM booking_hold`, "pool": `SELECT COUNT(*) FROM booking_pool`,
			"post": `SELECT COUNT(*) FROM party_post`, "message": `SELECT COUNT(*) FROM notify_message`,
			"plan": `SELECT COUNT(*) FROM delivery_plan`, "day": `SELECT COUNT(*) FROM delivery_proposal`,
			"hours":     `SELECT COUNT(*) FROM booking_slot WHERE cancelled = 0`,
			"diagnosis": `SELECT COUNT(*) FROM eldercare_record`, "batch of figures": `SELECT COUNT(*) FROM fact_batch`,
		} {
			var n int
			if err := q.QueryRow(query).Scan(&n); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			got[name] = n
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	tasks, _, err := a.Tasks.List(t.Context(), access.Operator(), steering.Filter{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range tasks {
		got[fmt.Sprint("task ", one.Title, " ", one.State)]++
	}
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(got)) {
		lines = append(lines, fmt.Sprint(name, ": ", got[name]))
	}
	return lines
}

// onFile are the accounts of a finished demonstration. The first and every few after it are tried: each opens with what is
// on file. A sign-in is slow on purpose.
func onFile(t *testing.T, a *App, every int) []DemoAccount {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(a.Folder, demoAccountsFile))
	var accounts []DemoAccount
	if err == nil {
		err = json.Unmarshal(raw, &accounts)
	}
	if err != nil {
		t.Fatal(err)
	}
	for i, one := range accounts {
		if i%every != 0 {
			continue
		}
		n := a.Nodes[slices.IndexFunc(a.Nodes, func(n *Node) bool { return n.Slug == one.Node })]
		in, err := n.Accounts.SignIn(t.Context(), access.Visitor(), access.SignIn{User: one.User, Password: one.Password, Address: fmt.Sprint("192.0.2.", i)})
		if err != nil || in.Factor != (one.Secret != "") {
			t.Errorf("%s of %s: %+v, %v; want a sign-in with what is on file", one.User, one.Node, in, err)
		}
	}
	return accounts
}

func users(accounts []DemoAccount) (list []string) {
	for _, one := range accounts {
		list = append(list, one.Node+" "+one.User)
	}
	return list
}

// bare is a data folder with the shipped facts and the first node, to be copied.
func bare(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := openDemo(t, folder).Close(); err != nil {
		t.Fatal(err)
	}
	return folder
}

func copied(t *testing.T, folder string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	return to
}

// finished runs the demonstration in a folder, and returns what it holds and whose accounts are on file, of which it tries
// every few.
func finished(t *testing.T, folder string, every int) (holds, who []string) {
	t.Helper()
	a := openDemo(t, folder)
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	accounts, err := a.Demo(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	filed := onFile(t, a, every)
	if diff := cmp.Diff(users(accounts), users(filed)); diff != "" {
		t.Errorf("on file are others than were returned (-returned +filed):\n%s", diff)
	}
	return counted(t, a), users(filed)
}

// A demonstration that was killed anywhere is brought to its end by the next call: with the same townships, tasks,
// publications and accounts as one that was left alone, and passwords that open them.
func TestAnInterruptedDemoIsBroughtToItsEnd(t *testing.T) {
	empty := bare(t)
	holds, who := finished(t, copied(t, empty), 1)
	if len(who) < 25 || len(holds) < 15 {
		t.Fatalf("the demonstration has %d accounts and holds %v", len(who), holds)
	}
	same := func(t *testing.T, folder string, every int) {
		t.Helper()
		againHolds, againWho := finished(t, folder, every)
		if diff := cmp.Diff(holds, againHolds) + cmp.Diff(who, againWho); diff != "" {
			t.Errorf("(-undisturbed +interrupted):\n%s", diff)
		}
	}
	for number, name := range []string{"townships", "accounts", "publication", "monthly figures", "elders", "tasks", "services", "staff", "rules", "forms", "residents", "ability", "applications", "complaints", "bookings", "arranged services", "visits", "days", "month", "a month of elder care", "second node"} {
		t.Run("after "+name, func(t *testing.T) {
			folder := copied(t, empty)
			a := openDemo(t, folder)
			d, err := a.demo()
			if err != nil {
				t.Fatal(err)
			}
			for _, step := range d.steps()[:number+1] {
				if err := step.do(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if d.steps()[number].name != name || d.complete() {
				t.Fatalf("step %d is %s, complete %v", number, d.steps()[number].name, d.complete())
			}
			if cmp.Equal(holds, counted(t, a)) {
				t.Error("the control: what is counted does not tell an interrupted demonstration from a whole one")
			}
			if err := a.Close(); err != nil {
				t.Fatal(err)
			}
			same(t, folder, 8)
		})
	}
	t.Run("inside of every step, again and again", func(t *testing.T) {
		folder := copied(t, empty)
		a, killed := openDemo(t, folder), 0
		for more := 1; ; more++ {
			left := more // each call comes a little further than the one before
			for _, n := range a.Nodes {
				n.Log.Store = fullLedger{ledgerdb.Store{}, &left}
			}
			_, err := a.Demo(t.Context())
			if err == nil {
				break
			}
			if killed++; !errors.Is(err, errKilled) || killed > 100 {
				t.Fatalf("killed for the %dth time: %v", killed, err)
			}
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		t.Log("killed", killed, "times")
		if killed < 10 {
			t.Errorf("killed %d times, want ten at least", killed)
		}
		same(t, folder, 1)
	})
}

// Accounts that are not on file get new passwords, and the ledger tells who lost the old one; the others keep theirs.
func TestLostDemoPasswordsAreReset(t *testing.T) {
	folder := bare(t)
	holds, who := finished(t, folder, 8)
	path := filepath.Join(folder, demoAccountsFile)
	whole, err := readDemo(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		left []DemoAccount
	}{{"nothing is lost", whole}, {"one is not on file", whole[1:]}, {"no file", nil}} {
		held, err := readDemo(path)
		if err == nil {
			err = writeDemo(path, c.left)
		}
		if err == nil && c.left == nil {
			err = os.Remove(path)
		}
		if err != nil {
			t.Fatal(err)
		}
		before := resets(t, folder)
		againHolds, againWho := finished(t, folder, 8)
		if diff := cmp.Diff(holds, againHolds) + cmp.Diff(who, againWho); diff != "" {
			t.Errorf("%s (-before +after):\n%s", c.name, diff)
		}
		lost := len(whole) - len(c.left)
		if got := resets(t, folder) - before; got != lost {
			t.Errorf("%s: the ledger tells of %d passwords that were reset, want %d", c.name, got, lost)
		}
		now, err := readDemo(path)
		changed := 0
		for i := range now {
			if now[i].Password != held[i].Password {
				changed++
			}
		}
		if err != nil || changed != lost {
			t.Errorf("%s: %d passwords on file changed, want %d, %v", c.name, changed, lost, err)
		}
		if whole, err = readDemo(path); err != nil {
			t.Fatal(err)
		}
	}
}

// resets counts the entries about passwords that were reset.
func resets(t *testing.T, folder string) (n int) {
	t.Helper()
	r, err := store.OpenReader(t.Context(), filepath.Join(folder, databaseFile))
	if err != nil {
		t.Fatal(err)
	}
	err = r.Read(t.Context(), func(q store.Queryer) error {
		return q.QueryRow(`SELECT COUNT(*) FROM ledger_entry WHERE kind = 'access.password.reset'`).Scan(&n)
	})
	if err = errors.Join(err, r.Close()); err != nil {
		t.Fatal(err)
	}
	return n
}
