package app

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/record/evidence"
)

// Files of statements go with a backup, come back with a restore, and are missed by verify when they are gone or changed.
func TestFilesOfStatementsAreBackedUp(t *testing.T) {
	folder, words := place(t)
	a := reopen(t, folder, words)
	f, err := a.Evidence.AddFile(t.Context(), access.Operator(), evidence.NewFile{Region: region.Country, Raw: []byte("%PDF-1.4 sample")})
	if err != nil {
		t.Fatal(err)
	}
	to := t.TempDir()
	if _, err := a.Backup(t.Context(), access.Operator(), to); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	gone := func(what string, want ...string) {
		t.Helper()
		chains, err := Verify(t.Context(), Config{Folder: folder}, nil)
		if err != nil || len(chains) == 0 {
			t.Fatal(err)
		}
		var all []string
		for _, c := range chains {
			all = append(all, c.Gone...)
		}
		if !slices.Equal(all, want) {
			t.Errorf("%s: verify misses %v, want %v", what, all, want)
		}
	}
	gone("as it was kept")
	path := filepath.Join(folder, evidenceFolder, f.SHA256[:2], f.SHA256)
	if err := os.WriteFile(path, []byte("%PDF-1.4 another"), 0o600); err != nil {
		t.Fatal(err)
	}
	gone("changed", f.SHA256)
	if err := os.RemoveAll(filepath.Join(folder, evidenceFolder)); err != nil {
		t.Fatal(err)
	}
	gone("removed", f.SHA256)
	if _, err := RestoreTo(t.Context(), Restore{From: to, Folder: folder, Lose: true, Words: words}); err != nil {
		t.Fatal(err)
	}
	gone("restored")
}
