package store_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/store"
)

const crashFile = "STORE_TEST_CRASH_FILE"

// TestCrash runs this test program again and lets it die in the middle of a use case, as a power cut would.
func TestCrashKeepsWhatWasAcknowledgedAndNothingElse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "crash.db")
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestHelperDiesInsideWrite$")
	cmd.Env = append(os.Environ(), crashFile+"="+path)
	out, err := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code != 7 {
		t.Fatalf("the dying program ended with %d (%v), want 7:\n%s", code, err, out)
	}
	db, err := store.Open(context.Background(), path, notes)
	if err != nil {
		t.Fatalf("open after the crash: %v", err)
	}
	defer func() { _ = db.Close() }()
	if diff := cmp.Diff([]int{1}, ids(t, db)); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
	if err := db.Write(context.Background(), add(2)); err != nil {
		t.Errorf("write after the crash: %v", err)
	}
}

func TestHelperDiesInsideWrite(t *testing.T) {
	path := os.Getenv(crashFile)
	if path == "" {
		t.Skip("runs only as the child of TestCrashKeepsWhatWasAcknowledgedAndNothingElse")
	}
	db, err := store.Open(context.Background(), path, notes)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Write(context.Background(), add(1)); err != nil {
		t.Fatal(err)
	}
	_ = db.Write(context.Background(), func(tx *store.Tx) error { // never returns
		if err := add(2)(tx); err != nil {
			t.Error(err)
		}
		os.Exit(7)
		return nil
	})
}
