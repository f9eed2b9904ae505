package app

import (
	"archive/tar"
	"compress/bzip2"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/account/indicator"
	"mihe/internal/account/steering"
	"mihe/internal/base/access"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/store"
)

// releaseDay is when the fixture of release 0.1 was made: by today's clock its passwords are too old one day.
var releaseDay = time.Date(2026, 11, 26, 1, 0, 0, 0, time.UTC)

// unpacked is the data folder that release 0.1 has left.
func unpacked(t *testing.T) string {
	t.Helper()
	f, err := os.Open("testdata/release-0.1/folder.tar.bz2")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }() // only read
	folder, archive := t.TempDir(), tar.NewReader(bzip2.NewReader(f))
	for {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return folder
		}
		if err != nil {
			t.Fatal(err)
		}
		if !filepath.IsLocal(h.Name) {
			t.Fatalf("%s leads out of the folder", h.Name)
		}
		path := filepath.Join(folder, filepath.FromSlash(h.Name))
		if h.FileInfo().IsDir() {
			err = os.MkdirAll(path, 0o700)
		} else if err = os.MkdirAll(filepath.Dir(path), 0o700); err == nil {
			var raw []byte
			if raw, err = io.ReadAll(archive); err == nil {
				err = os.WriteFile(path, raw, 0o600)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// upgrades counts the copies that were made before the schema changed.
func upgrades(t *testing.T, folder string) int {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(folder, upgradeFolder, "*.db"))
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

// migrationsRun lists what has run on a database.
func migrationsRun(t *testing.T, path string) (files []string) {
	t.Helper()
	r, err := store.OpenReader(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	err = r.Read(t.Context(), func(q store.Queryer) error {
		rows, err := q.Query(`SELECT room || ' ' || file FROM store_migration_checksum ORDER BY room, file`)
		files, err = store.All(rows, err, func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) })
		return err
	})
	if err = errors.Join(err, r.Close()); err != nil {
		t.Fatal(err)
	}
	return files
}

// verifies wants every chain of a folder, and every imported file, to be as it was written.
func verifies(t *testing.T, when, folder string) (entries int64) {
	t.Helper()
	chains, err := Verify(t.Context(), Config{Folder: folder}, nil)
	if err != nil || len(chains) != 3 {
		t.Fatalf("%s: %d chains, %v; want those of two nodes and of the common facts", when, len(chains), err)
	}
	for _, c := range chains {
		if entries += c.Entries; !c.OK || c.BadFile != nil || c.Checkpoints == 0 || c.Records == 0 {
			t.Errorf("%s: %s: %+v, %+v", when, c.Slug, c.Result, c.BadFile)
		}
	}
	return entries
}

// openRelease opens a folder with today's program, by the clock of the fixture.
func openRelease(t *testing.T, folder string) *App {
	t.Helper()
	words, err := Words()
	if err != nil {
		t.Fatal(err)
	}
	a := reopen(t, folder, words)
	for _, n := range a.Nodes {
		n.Accounts.Now = func() time.Time { return releaseDay }
		n.Tasks.Now = func() time.Time { return demoDay }
	}
	return a
}

// A folder of release 0.1 opens, with a copy first if anything is to be upgraded, and is whole: its ledger verifies, its
// people sign in and go on with their work.
func TestRelease01GoesOn(t *testing.T) {
	folder := unpacked(t)
	path := filepath.Join(folder, databaseFile)
	before := migrationsRun(t, path)
	entries := verifies(t, "as it was left", folder)
	a := openRelease(t, folder)
	pending := len(migrationsRun(t, path)) - len(before)
	if got := upgrades(t, folder); got != min(pending, 1) {
		t.Errorf("%d copies before %d migrations", got, pending)
	}
	accounts, err := readDemo(filepath.Join(folder, demoAccountsFile))
	if err != nil {
		t.Fatal(err)
	}
	one := demoOf(t, accounts, fixtureUser)
	ctx, n := t.Context(), a.Nodes[0]
	in, err := n.Accounts.SignIn(ctx, access.Visitor(), access.SignIn{User: one.User, Password: one.Password, Address: "192.0.2.1"})
	if err != nil || in.Unready || in.Account == "" {
		t.Fatalf("%s signs in: %+v, %v", one.User, in, err)
	}
	if _, err := n.Accounts.SignIn(ctx, access.Visitor(), access.SignIn{User: one.User, Password: one.Password + "x", Address: "192.0.2.2"}); err == nil {
		t.Error("the control: another password signs in as well")
	}
	who, err := n.Accounts.Actor(ctx, in.Account, access.Way{})
	if err != nil {
		t.Fatal(err)
	}
	tasks, counts, err := n.Tasks.List(ctx, who, steering.Filter{Limit: 100})
	if err != nil || len(tasks) < 15 || len(counts) < 14 {
		t.Fatalf("%d tasks in %d states, %v; want what the prefecture had, in every state", len(tasks), len(counts), err)
	}
	for _, task := range tasks {
		held, events, err := n.Tasks.Story(ctx, who, task.ID)
		if err != nil || held.Events != len(events) || held.Title == "" {
			t.Errorf("task %s: %d events, %d told, %v", task.ID, held.Events, len(events), err)
		}
	}
	filed, err := n.Tasks.File(ctx, who, steering.Filing{
		Question: indicator.Question{ID: "bath", By: indicator.ByCounty, Within: string(demoPrefecture.Code)}, Title: "后一版本的任务", Target: demoPrefecture, Days: 10,
	})
	if err != nil || filed.State != steering.Filed {
		t.Errorf("a new task: %s, %v", filed.State, err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if after := verifies(t, "gone on", folder); after <= entries {
		t.Errorf("%d entries after %d: the work left no trace", after, entries)
	}
}

// readModels is every row of every table that is computed from records, or could be: only observations are left out,
// which are too many and which verifies looks at.
func readModels(t *testing.T, a *App) string {
	t.Helper()
	var b strings.Builder
	err := a.DB.Read(t.Context(), func(q store.Queryer) error {
		tables, err := store.Tables(q, a.DB.Dialect())
		if err != nil {
			return err
		}
		for _, table := range tables {
			if strings.HasPrefix(table, "sqlite_") || table == "fact_observation" {
				continue
			}
			lines, err := wholeRows(q, table)
			if err != nil {
				return fmt.Errorf("%s: %w", table, err)
			}
			for _, line := range lines {
				b.WriteString(table + line + "\n")
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// wholeRows are the rows of a table with all of its columns, sorted.
func wholeRows(q store.Queryer, table string) (lines []string, err error) {
	rows, err := q.Query(`SELECT * FROM ` + table)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			return nil, err
		}
		line := ""
		for i, v := range values {
			line += fmt.Sprintf("|%s=%v", columns[i], *v.(*any))
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return lines, rows.Err()
}

// Whatever the read models of release 0.1 hold, today's program computes again from the records of release 0.1.
func TestRelease01IsRebuiltFromItsRecords(t *testing.T) {
	a := openRelease(t, unpacked(t))
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	ctx, before := t.Context(), readModels(t, a)
	rebuild := func() {
		t.Helper()
		if err := a.Rebuild(ctx); err != nil {
			t.Fatal(err)
		}
	}
	rebuild()
	if diff := cmp.Diff(before, readModels(t, a)); diff != "" {
		t.Errorf("rebuilt (-left +rebuilt):\n%s", diff)
	}
	// The control: what is damaged shows, and comes back.
	for _, damage := range []string{
		`UPDATE access_account SET state = 'active'`, `DELETE FROM access_mandate`, `DELETE FROM access_link`, `DELETE FROM access_token`,
		`UPDATE steering_task SET state = 'filed'`, `DELETE FROM steering_step`, `DELETE FROM steering_tally`, `DELETE FROM steering_body`, `UPDATE steering_duty SET kind = 'basic'`,
		`UPDATE openness_series SET state = 'approved'`, `DELETE FROM openness_step`, `DELETE FROM fact_holding`,
	} {
		if err := a.DB.Write(ctx, func(tx *store.Tx) error { _, err := tx.Exec(damage); return err }); err != nil {
			t.Fatalf("%s: %v", damage, err)
		}
		if readModels(t, a) == before {
			t.Errorf("%s does not show", damage)
		}
	}
	rebuild()
	if diff := cmp.Diff(before, readModels(t, a)); diff != "" {
		t.Errorf("rebuilt after damage (-left +rebuilt):\n%s", diff)
	}
}

// A release with one more migration makes a copy of the folder of release 0.1 first, and the copy is that folder.
func TestALaterReleaseCopiesRelease01First(t *testing.T) {
	folder := unpacked(t)
	path, copies := filepath.Join(folder, databaseFile), filepath.Join(folder, upgradeFolder)
	later := store.Migrations{Room: "later", FS: fstest.MapFS{"0001_later.sql": &fstest.MapFile{
		Data: []byte("-- +goose Up\nCREATE TABLE later_thing (node BIGINT NOT NULL, PRIMARY KEY (node));"),
	}}}
	db, err := store.OpenWith(t.Context(), path, store.Options{BackupFolder: copies}, append(migrations(), later)...)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	made, err := filepath.Glob(filepath.Join(copies, "*.db"))
	if err != nil || len(made) != 1 {
		t.Fatalf("copies: %v, %v; want one", made, err)
	}
	if after := migrationsRun(t, path); !slices.Contains(after, "later 0001_later.sql") || slices.Contains(migrationsRun(t, made[0]), "later 0001_later.sql") {
		t.Errorf("the copy was made after the upgrade, or there was none: %v", after)
	}
	heads := func(path string) (all []string) {
		r, err := store.OpenReader(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		err = r.Read(t.Context(), func(q store.Queryer) error {
			for node := range int64(3) {
				seq, head, err := ledgerdb.Store{}.Head(q, node)
				if err != nil {
					return err
				}
				all = append(all, fmt.Sprint(seq, " ", head))
			}
			return nil
		})
		if err = errors.Join(err, r.Close()); err != nil {
			t.Fatal(err)
		}
		return all
	}
	if diff := cmp.Diff(heads(filepath.Join(unpacked(t), databaseFile)), heads(made[0])); diff != "" {
		t.Errorf("the copy's chains (-left +copied):\n%s", diff)
	}
	// Going back is refused: today's program does not know the later room.
	words, err := Words()
	if err != nil {
		t.Fatal(err)
	}
	if b, err := Open(t.Context(), Config{Folder: folder}, words); err == nil {
		t.Error("an older program opened the newer folder", b.Close())
	}
}
