package store_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Two releases of the room of notes.
var (
	release1 = notes
	release2 = store.Migrations{Room: "note", FS: sqlFiles(map[string]string{
		"0001_note.sql": `CREATE TABLE note_line (node BIGINT NOT NULL, id BIGINT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (node, id));`,
		"0002_gone.sql": `DELETE FROM note_line WHERE node = 1 AND id = 2;`,
	})}
)

// filled makes a database of release 1 with three lines.
func filled(t *testing.T) (folder, path string) {
	t.Helper()
	folder = t.TempDir()
	path = filepath.Join(folder, "mihe.db")
	db, err := store.Open(context.Background(), path, release1)
	if err != nil {
		t.Fatal(err)
	}
	for id := range 3 {
		if err := db.Write(context.Background(), add(id+1)); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return folder, path
}

func linesWith(t *testing.T, path string, o store.Options, rooms ...store.Migrations) []int {
	t.Helper()
	db, err := store.OpenWith(context.Background(), path, o, rooms...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	return ids(t, db)
}

func TestUpgradeTakesABackupFirst(t *testing.T) {
	folder, path := filled(t)
	o := store.Options{BackupFolder: filepath.Join(folder, "backups")}
	if diff := cmp.Diff([]int{1, 2, 3}, linesWith(t, path, o, release1)); diff != "" {
		t.Errorf("without an upgrade (-want +got):\n%s", diff)
	}
	if _, err := os.Stat(o.BackupFolder); err == nil {
		t.Error("a backup was taken although nothing was upgraded")
	}
	for range 2 { // the second time nothing is pending any more
		if diff := cmp.Diff([]int{1, 3}, linesWith(t, path, o, release2)); diff != "" {
			t.Errorf("upgraded (-want +got):\n%s", diff)
		}
	}
	copies := names(t, o.BackupFolder)
	if len(copies) != 1 || !strings.HasPrefix(copies[0], "mihe-before-upgrade-") {
		t.Fatalf("backups: %v, want one", copies)
	}
	if diff := cmp.Diff([]int{1, 2, 3}, linesWith(t, filepath.Join(o.BackupFolder, copies[0]), store.Options{}, release1)); diff != "" {
		t.Errorf("the copy (-want +got):\n%s", diff)
	}
}

func TestNewDatabaseNeedsNoBackup(t *testing.T) {
	folder := t.TempDir()
	o := store.Options{BackupFolder: filepath.Join(folder, "backups")}
	if got := linesWith(t, filepath.Join(folder, "mihe.db"), o, release2); got != nil {
		t.Errorf("a new database holds %v", got)
	}
	if diff := cmp.Diff([]string{"mihe.db"}, names(t, folder)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func TestFailingBackupStopsTheUpgrade(t *testing.T) {
	folder, path := filled(t)
	occupied := filepath.Join(folder, "backups")
	if err := os.WriteFile(occupied, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := store.OpenWith(context.Background(), path, store.Options{BackupFolder: occupied}, release2)
	if err == nil {
		_ = db.Close()
	}
	wantKind(t, err, fault.Unavailable, "store.backup")
	if diff := cmp.Diff([]int{1, 2, 3}, linesWith(t, path, store.Options{}, release1)); diff != "" {
		t.Errorf("after the refusal (-want +got):\n%s", diff)
	}
}

// An upgrade that fails half-way leaves the copy, and can be tried again.
func TestFailedUpgradeLeavesTheBackup(t *testing.T) {
	folder, path := filled(t)
	o := store.Options{BackupFolder: filepath.Join(folder, "backups")}
	broken := release2
	broken.FS = sqlFiles(map[string]string{
		"0001_note.sql": `CREATE TABLE note_line (node BIGINT NOT NULL, id BIGINT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (node, id));`,
		"0002_gone.sql": "DELETE FROM note_line;\nDELETE FROM note_nothing;",
	})
	for range 2 {
		if db, err := store.OpenWith(context.Background(), path, o, broken); err == nil {
			_ = db.Close()
			t.Fatal("a failing upgrade was accepted")
		}
	}
	copies := names(t, o.BackupFolder)
	if len(copies) != 1 {
		t.Fatalf("backups: %v, want one", copies)
	}
	for _, file := range []string{path, filepath.Join(o.BackupFolder, copies[0])} {
		if diff := cmp.Diff([]int{1, 2, 3}, linesWith(t, file, store.Options{}, release1)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", filepath.Base(file), diff)
		}
	}
}

// An upgrade killed half-way, with a part of its files run and no sum kept of them, does not replace the copy of before
// by one of half-way.
func TestUpgradeKilledHalfWayKeepsTheFirstBackup(t *testing.T) {
	folder, path := filled(t)
	o := store.Options{BackupFolder: filepath.Join(folder, "backups")}
	half := store.Migrations{Room: "note", FS: sqlFiles(map[string]string{
		"0001_note.sql":  `CREATE TABLE note_line (node BIGINT NOT NULL, id BIGINT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (node, id));`,
		"0002_gone.sql":  `DELETE FROM note_line WHERE node = 1 AND id = 2;`,
		"0003_wrong.sql": `DELETE FROM note_nothing;`,
	})}
	for range 2 {
		if db, err := store.OpenWith(context.Background(), path, o, half); err == nil {
			_ = db.Close()
			t.Fatal("a failing upgrade was accepted")
		}
	}
	var held []string
	for _, name := range names(t, o.BackupFolder) {
		held = append(held, fmt.Sprint(idsInFile(t, filepath.Join(o.BackupFolder, name))))
	}
	slices.Sort(held)
	if diff := cmp.Diff([]string{"[1 2 3]", "[1 3]"}, held); diff != "" {
		t.Errorf("the backups (-want +got):\n%s", diff)
	}
}

// idsInFile reads the lines of a file without upgrading it.
func idsInFile(t *testing.T, path string) []int {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro&immutable=1")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	got, err := idsIn(db)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// A program that is refused changes no byte, whatever it would have liked to add.
func TestRefusedProgramChangesNothing(t *testing.T) {
	folder, path := filled(t)
	linesWith(t, path, store.Options{}, release2)
	before := fingerprint(t, folder)
	other := store.Migrations{Room: "aaa", FS: sqlFiles(map[string]string{"0001_a.sql": `CREATE TABLE aaa_new (id BIGINT PRIMARY KEY);`})}
	for _, rooms := range [][]store.Migrations{{release1}, {other, release1}, {other}, {}} {
		db, err := store.OpenWith(context.Background(), path, store.Options{BackupFolder: filepath.Join(folder, "backups")}, rooms...)
		if err == nil {
			_ = db.Close()
		}
		wantKind(t, err, fault.Conflict, "store.newer")
		if diff := cmp.Diff(before, fingerprint(t, folder)); diff != "" {
			t.Errorf("%d rooms (-before +after):\n%s", len(rooms), diff)
		}
	}
	linesWith(t, path, store.Options{}, release2, other) // the control: an accepted program does change it
	if cmp.Equal(before, fingerprint(t, folder)) {
		t.Error("an accepted upgrade changed nothing: the comparison proves nothing")
	}
}

func fingerprint(t *testing.T, folder string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, name := range names(t, folder) {
		raw, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		all[name] = fmt.Sprintf("%x", sha256.Sum256(raw))
	}
	return all
}

// A program that was killed after a file had run and before its sum was kept finds its work done; an older one is
// refused all the same.
func TestKilledBetweenFileAndSum(t *testing.T) {
	targets(t, func(t *testing.T, target string) {
		if err := openAndClose(target, release2); err != nil {
			t.Fatal(err)
		}
		db, err := store.Open(context.Background(), target, release2)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Write(context.Background(), run(`DELETE FROM store_migration_checksum WHERE file = '0002_gone.sql'`)); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		wantKind(t, openAndClose(target, release1), fault.Conflict, "store.newer")
		if err := openAndClose(target, release2); err != nil {
			t.Errorf("the same program again: %v", err)
		}
		wantKind(t, openAndClose(target, release1), fault.Conflict, "store.newer")
	})
}
