package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// twoNodes is a folder of two nodes, which have been restored once before, with a backup and something that is newer than that.
func twoNodes(t *testing.T) (folder, backup string, words *i18n.Catalog) {
	t.Helper()
	folder, words = place(t)
	a := reopen(t, folder, words)
	_, err := a.AddNode(t.Context(), access.Operator(), access.NewNode{
		Slug: "second", Host: "second.localhost", Name: i18n.Name{Zh: "第二", En: "second"}, Region: region.Key{Code: "520521", Level: region.County},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range a.Nodes {
		err = errors.Join(err, a.DB.Write(t.Context(), func(tx *store.Tx) error {
			_, err := n.Log.Append(tx, access.Operator().Entry(restoredKind, region.Country))
			return err
		}))
	}
	to := t.TempDir()
	m, err2 := a.Backup(t.Context(), access.Operator(), to)
	if err := errors.Join(err, err2, change(t.Context(), a, 0), a.Close()); err != nil {
		t.Fatal(err)
	}
	return folder, filepath.Join(to, m.File), words
}

// restores counts the entries of restores in the ledger of each node.
func restores(t *testing.T, a *App) (list []int) {
	t.Helper()
	for _, n := range a.Nodes {
		var count int
		err := a.DB.Read(t.Context(), func(q store.Queryer) error {
			return q.QueryRow(`SELECT count(*) FROM ledger_entry WHERE node = $1 AND kind = 'app.backup.restored'`, n.Number).Scan(&count)
		})
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, count)
	}
	return list
}

// opened opens a folder and closes it: what its ledgers say of restores, and whether what was newer than the backup is there.
func opened(t *testing.T, folder string, words *i18n.Catalog) (counts []int, newer bool, err error) {
	t.Helper()
	a, err := Open(t.Context(), Config{Folder: folder}, words)
	if err != nil {
		return nil, false, err
	}
	list, _, err := a.Accounts.List(t.Context(), access.Operator(), access.Filter{}, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	counts = restores(t, a)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return counts, len(list) > 0, nil
}

// TestARestoreThatStopsAnywhereIsRemembered: wherever a restore is killed, the folder is as it was, or opens nothing, or every node knows that it was
// restored: once, however often it is opened. A restore after it always ends well.
func TestARestoreThatStopsAnywhereIsRemembered(t *testing.T) {
	base, backup, words := twoNodes(t)
	seen := map[string]int{}
	for n, all := 0, 1; n <= all; n++ {
		folder := copied(t, base)
		r := Restore{From: backup, Folder: folder, Lose: true, Words: words}
		steps := (&Restored{}).steps(t.Context(), backup, r)
		all = len(steps)
		for _, step := range steps[:n] {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
		counts, newer, err := opened(t, folder, words)
		switch e, _ := fault.As(err); {
		case err != nil && e.Kind == fault.Unavailable && (e.Key == "app.half.database" || e.Key == "app.restore.half"):
			seen[e.Key]++
		case err != nil:
			t.Errorf("after %d steps: %v", n, err)
		case newer && slices.Equal(counts, []int{1, 1}):
			seen["as it was"]++
		case !newer && slices.Equal(counts, []int{2, 2}):
			seen["restored"]++
			if again, _, err := opened(t, folder, words); err != nil || !slices.Equal(again, counts) {
				t.Errorf("after %d steps, opened once more: %v, %v", n, again, err)
			}
		default:
			t.Errorf("after %d steps the newer is there: %t, and the ledgers know of %v restores", n, newer, counts)
		}
		if _, err := RestoreTo(t.Context(), r); err != nil {
			t.Errorf("restored after %d steps: %v", n, err)
		}
		if counts, newer, err := opened(t, folder, words); err != nil || newer || !slices.Equal(counts, []int{2, 2}) {
			t.Errorf("restored after %d steps: %v, %t, %v", n, counts, newer, err)
		}
	}
	for _, what := range []string{"app.half.database", "app.restore.half", "as it was", "restored"} {
		if seen[what] == 0 {
			t.Errorf("no stop came to %q: %v", what, seen)
		}
	}
}

// TestEveryNodeRemembersARestore: where the entry of one node cannot be written, nothing opens until it can, and the other has it once; so it is where the
// program stops after the last entry.
func TestEveryNodeRemembersARestore(t *testing.T) {
	folder, backup, words := twoNodes(t)
	change := func(text string) {
		t.Helper()
		db, err := store.OpenWith(t.Context(), filepath.Join(folder, databaseFile), store.Options{}, migrations()...)
		if err == nil {
			err = errors.Join(db.Write(t.Context(), func(tx *store.Tx) error { _, err := tx.Exec(text); return err }), db.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	r := Restore{From: backup, Folder: folder, Lose: true, Words: words}
	for _, step := range (&Restored{}).steps(t.Context(), backup, r) {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	note, err := os.ReadFile(filepath.Join(folder, noteFile))
	if err != nil {
		t.Fatal(err)
	}
	change(`CREATE TRIGGER full BEFORE INSERT ON ledger_entry WHEN NEW.node = 2 AND NEW.kind = 'app.backup.restored' BEGIN SELECT RAISE(ABORT, 'full'); END`)
	for range 2 {
		if counts, _, err := opened(t, folder, words); err == nil {
			t.Fatalf("it opens, and the ledgers know of %v restores", counts)
		}
	}
	change(`DROP TRIGGER full`)
	for _, stopped := range []bool{false, true, false} {
		if stopped {
			if err := os.WriteFile(filepath.Join(folder, noteFile), note, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		counts, _, err := opened(t, folder, words)
		if _, there := os.Stat(filepath.Join(folder, noteFile)); err != nil || !slices.Equal(counts, []int{2, 2}) || !errors.Is(there, fs.ErrNotExist) {
			t.Errorf("the ledgers know of %v restores, the note: %v, %v", counts, there, err)
		}
	}
}

// A note that cannot be read is not forgotten: nothing opens before the backup is restored once more.
func TestANoteThatCannotBeReadOpensNothing(t *testing.T) {
	folder, to, words := backedUp(t)
	for _, text := range []string{"", "{", "null", "{}", `{"chains": []}`} {
		if err := os.WriteFile(filepath.Join(folder, noteFile), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, _, err := opened(t, folder, words)
		if e, ok := fault.As(err); !ok || e.Key != "app.restore.note" || e.Kind != fault.Unavailable {
			t.Errorf("with the note %q: %v", text, err)
		}
	}
	if _, err := RestoreTo(t.Context(), Restore{From: to, Folder: folder, Lose: true, Words: words}); err != nil {
		t.Fatal(err)
	}
	if counts, _, err := opened(t, folder, words); err != nil || !slices.Equal(counts, []int{1}) {
		t.Errorf("restored: %v, %v", counts, err)
	}
}

// The log of a database that was moved away is never taken for that of the backup.
func TestALogThatWasLeftBehindIsPutAside(t *testing.T) {
	folder, backup, words := twoNodes(t)
	here := filepath.Join(folder, databaseFile)
	if err := errors.Join(os.Remove(here), os.WriteFile(here+"-wal", []byte("left"), 0o600)); err != nil {
		t.Fatal(err)
	}
	done, err := RestoreTo(t.Context(), Restore{From: backup, Folder: folder, Lose: true, Words: words})
	if err != nil {
		t.Fatal(err)
	}
	if raw, err := os.ReadFile(filepath.Join(done.Aside, databaseFile+"-wal")); err != nil || string(raw) != "left" {
		t.Errorf("aside in %q lies %q, %v", done.Aside, raw, err)
	}
}
