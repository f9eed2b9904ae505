package fact_test

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
	"mihe/internal/record/fact/facttest"
)

// killFolder tells the child of TestAKilledProgramLeavesNothingVisible where its database lies.
const killFolder = "FACT_TEST_KILL_FOLDER"

// openFolder opens the database of a data folder and the imports by page over it.
func openFolder(t *testing.T, folder string) (*desk, func()) {
	t.Helper()
	db, err := store.Open(context.Background(), filepath.Join(folder, "mihe.db"), facttest.Migrations()...)
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t, facttest.Service(db, factdb.Store{}), fact.NewTurns(1), func(c *fact.JobsConfig) { c.Folder = filepath.Join(folder, "uploads") })
	return d, func() {
		d.Close()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A program is killed at different moments of an import. What it had published is there whole; of the rest nothing is
// visible, its job says that it was interrupted, and the next import is not disturbed by what was left.
func TestAKilledProgramLeavesNothingVisible(t *testing.T) {
	interrupted := 0
	for _, after := range []time.Duration{0, 20, 60, 120, 250, 600} {
		folder := t.TempDir()
		id := killed(t, folder, after*time.Millisecond)
		d, shut := openFolder(t, folder)
		if err := d.Recover(context.Background()); err != nil {
			t.Fatal(err)
		}
		who := everywhere(t, "user-a")
		j, err := d.Get(context.Background(), who, id)
		if err != nil {
			t.Fatal(err)
		}
		holdings, version := facttest.Holdings(t, d.facts), facttest.Version(t, d.facts)
		switch j.State {
		case fact.JobInterrupted:
			interrupted++
			if len(holdings) != 0 || version != 0 || j.EndedMs == 0 {
				t.Errorf("killed after %d ms: interrupted, with %d maps visible at version %d", after, len(holdings), version)
			}
		case fact.JobDone:
			if len(holdings) != killRows || version != 1 || j.Stored != killRows {
				t.Errorf("killed after %d ms: done, with %d maps visible at version %d, %d rows", after, len(holdings), version, j.Stored)
			}
		default:
			t.Errorf("killed after %d ms: the job is %s", after, j.State)
		}
		left := 0
		if err := d.facts.DB.Read(context.Background(), func(q store.Queryer) error {
			return q.QueryRow(`SELECT COUNT(*) FROM fact_observation WHERE node = 1`).Scan(&left)
		}); err != nil || left != len(holdings) {
			t.Errorf("killed after %d ms: %d rows of it are left, %v", after, left, err)
		}
		if next := d.ended(t, who, d.send(t, who, days(killRows), false).ID); next.State != fact.JobDone {
			t.Errorf("killed after %d ms: the same file again is %s", after, next.State)
		}
		if n, wrong, err := d.facts.VerifyBatches(context.Background(), access.Operator()); n != 1 || wrong != nil || err != nil {
			t.Errorf("killed after %d ms: VerifyBatches = %d, %+v, %v", after, n, wrong, err)
		}
		shut()
	}
	if interrupted == 0 {
		t.Error("no import was interrupted: the program was always killed too late")
	}
}

const killRows = 9_000

// killed runs the child until its import has stored some rows, and kills it a while later. It returns the job.
func killed(t *testing.T, folder string, after time.Duration) (id string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestHelperImportsUntilKilled$", "-test.v")
	cmd.Env = append(os.Environ(), killFolder+"="+folder)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for id == "" && lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), "storing "); ok {
			id = rest
		}
	}
	time.Sleep(after)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, out)
	_ = cmd.Wait() // killed, which is its error
	if id == "" {
		t.Fatal("the child stored nothing")
	}
	return id
}

func TestHelperImportsUntilKilled(t *testing.T) {
	folder := os.Getenv(killFolder)
	if folder == "" {
		t.Skip("runs only as the child of TestAKilledProgramLeavesNothingVisible")
	}
	d, _ := openFolder(t, folder)
	who := everywhere(t, "user-a")
	j := d.send(t, who, days(killRows), false)
	for {
		now, err := d.Get(context.Background(), who, j.ID)
		if err != nil {
			t.Fatal(err)
		}
		if now.Stored > 0 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	_, _ = os.Stdout.WriteString("storing " + j.ID + "\n")
	time.Sleep(time.Minute) // the parent kills this program
}
