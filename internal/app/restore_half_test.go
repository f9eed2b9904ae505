package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
)

// backedUp is a folder with a backup of it beside.
func backedUp(t *testing.T) (folder, to string, words *i18n.Catalog) {
	t.Helper()
	folder, words = place(t)
	to = t.TempDir()
	a := reopen(t, folder, words)
	_, err := a.Backup(t.Context(), access.Operator(), to)
	if err := errors.Join(err, a.Close()); err != nil {
		t.Fatal(err)
	}
	return folder, to, words
}

// A node that was made after the backup would be lost whole: that is told like any other loss.
func TestARestoreNamesANodeThatWouldBeLost(t *testing.T) {
	folder, to, words := backedUp(t)
	a := reopen(t, folder, words)
	n, err := a.AddNode(t.Context(), access.Operator(), access.NewNode{
		Slug: "later", Host: "later.localhost", Name: i18n.Name{Zh: "后来", En: "later"}, Region: region.Key{Code: "520521", Level: region.County},
	})
	if err := errors.Join(err, a.Close()); err != nil {
		t.Fatal(err)
	}
	_, err = RestoreTo(t.Context(), Restore{From: to, Folder: folder, Words: words})
	if e, ok := fault.As(err); !ok || e.Key != "app.restore.newer" {
		t.Fatalf("a restore that would lose a node: %v", err)
	}
	done, err := RestoreTo(t.Context(), Restore{From: to, Folder: folder, Lose: true, Words: words})
	if err != nil {
		t.Fatal(err)
	}
	told := false
	for _, l := range done.Lost {
		told = told || l.Node == n.ID && l.Entries > 0
	}
	if !told {
		t.Errorf("the node is not among what is lost: %+v", done.Lost)
	}
}

// A checkpoint proves a backup only where it lies inside one of its chains.
func TestACheckpointOfAnotherNodeProvesNothing(t *testing.T) {
	_, to, words := backedUp(t)
	done, err := RestoreTo(t.Context(), Restore{
		From: to, Folder: filepath.Join(t.TempDir(), "new"), Lose: true, Words: words, Heads: []ledger.Checkpoint{{Node: "node_of_somebody_else", Seq: 5}},
	})
	if err != nil || done.Proved != "backup" || len(done.Lost) != 1 || done.Lost[0].Entries != 5 {
		t.Errorf("%+v, %v", done, err)
	}
}

// The data folder is no place for a backup of itself: the keyring in use would be replaced.
func TestABackupIntoTheDataFolderIsRefused(t *testing.T) {
	folder, words := place(t)
	a := reopen(t, folder, words)
	before, err := os.Stat(filepath.Join(folder, keyringFile))
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.Backup(t.Context(), access.Operator(), filepath.Join(folder, ".", ""))
	if e, ok := fault.As(err); !ok || e.Key != "app.backup.itself" || e.Kind != fault.Invalid {
		t.Errorf("a backup into the data folder: %v", err)
	}
	after, err := os.Stat(filepath.Join(folder, keyringFile))
	if err != nil || !os.SameFile(before, after) {
		t.Errorf("the keyring was replaced, %v", err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
}

// A folder of which half is gone does not start, makes nothing in the place of what is gone, and can be restored.
func TestAFolderOfWhichHalfIsGone(t *testing.T) {
	for gone, want := range map[string]struct{ key, keyring string }{
		keyringFile:  {"keyring.missing", "backup"},
		databaseFile: {"app.half.database", "current"},
	} {
		folder, to, words := backedUp(t)
		if err := os.Remove(filepath.Join(folder, gone)); err != nil {
			t.Fatal(err)
		}
		a, err := Open(t.Context(), Config{Folder: folder}, words)
		if e, ok := fault.As(err); !ok || e.Key != want.key {
			t.Errorf("without %s: %v, %v, want %s", gone, a, err, want.key)
		}
		if _, err := os.Stat(filepath.Join(folder, gone)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s was made anew: %v", gone, err)
		}
		done, err := RestoreTo(t.Context(), Restore{From: to, Folder: folder, Lose: true, Words: words})
		if err != nil || done.Keyring != want.keyring {
			t.Errorf("restoring without %s: %+v, %v", gone, done, err)
		}
	}
}
