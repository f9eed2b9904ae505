package crash

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/store"
)

// releaseArchive is the data folder that release 0.1 has left.
const releaseArchive = "../../internal/app/testdata/release-0.1/folder.tar.bz2"

// TestUpgradeKilledAnywhere opens the data folder of release 0.1 with today's program and kills it while it upgrades, at points spread over the
// time an upgrade takes; some are killed a second time. Started again, each is row for row what an upgrade without a kill makes.
// 200 points under MIHE_SCALE=2.
func TestUpgradeKilledAnywhere(t *testing.T) {
	points := 6
	if scaled(t).kills > 100 {
		points = 200
	}
	dir := folder(t)
	binary := filepath.Join(dir, "mihe")
	compile := exec.Command("go", "build", "-o", binary, "mihe/cmd/mihe")
	compile.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := compile.CombinedOutput(); err != nil {
		t.Fatalf("build: %v: %s", err, text)
	}
	left := unpack(t, dir, "left")
	whole := unpack(t, dir, "whole")
	before := tables(t, left)
	begun := time.Now()
	upgrade(t, binary, whole)
	took := time.Since(begun)
	want := tables(t, whole)
	if cmp.Equal(before, want) {
		t.Fatal("release 0.1 needs no upgrade: nothing can be killed")
	}
	forgery(t, unpack(t, dir, "forged"), before)

	for i, late := 0, 0; i < points; {
		data := unpack(t, dir, fmt.Sprintf("kill-%d-%d", i, late))
		delay := took * time.Duration(i+1) / time.Duration(points)
		inside := killed(t, binary, data, delay)
		if inside && i%5 == 4 {
			killed(t, binary, data, delay/2)
		}
		upgrade(t, binary, data)
		if diff := cmp.Diff(want, tables(t, data)); diff != "" {
			t.Fatalf("killed after %v of %v: the folder is another (- without a kill, + after it):\n%s", delay, took, diff)
		}
		if err := os.RemoveAll(data); err != nil {
			t.Fatal(err)
		}
		if inside {
			i++
			continue
		}
		// This time it was faster: the point comes again, of a shorter time.
		if late++; late > 10*points {
			t.Fatalf("of %d tries %d ended before they were killed", i+late, late)
		}
		took = took * 9 / 10
	}
	t.Logf("%d kills before the end of an upgrade of %v; every folder is as without a kill", points, took)
}

// unpack is a fresh copy of what release 0.1 has left.
func unpack(t *testing.T, dir, name string) string {
	t.Helper()
	to := filepath.Join(dir, name)
	if err := os.Mkdir(to, 0o700); err != nil {
		t.Fatal(err)
	}
	if text, err := exec.Command("tar", "-xjf", releaseArchive, "-C", to).CombinedOutput(); err != nil {
		t.Fatalf("tar: %v: %s", err, text)
	}
	return to
}

// opening is a command that opens a folder, and upgrades it by that.
func opening(binary, data string) *exec.Cmd {
	return exec.Command(binary, "gap", "illiteracy_15_plus", "--by", "sex", "--data", data)
}

func upgrade(t *testing.T, binary, data string) {
	t.Helper()
	if text, err := opening(binary, data).CombinedOutput(); err != nil {
		t.Fatalf("opening %s: %v: %s", data, err, text)
	}
}

// killed opens a folder and kills the program after a while; false when it had ended by itself before.
func killed(t *testing.T, binary, data string, after time.Duration) bool {
	t.Helper()
	cmd := opening(binary, data)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(after)
	if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed: that is an error and the point
	return cmd.ProcessState.ExitCode() < 0
}

// tables is the schema and every row of both databases of a folder, but the times at which migrations ran.
func tables(t *testing.T, data string) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, file := range []string{"mihe.db", "keyring.db"} {
		db, err := store.OpenReader(t.Context(), filepath.Join(data, file))
		if err != nil {
			t.Fatal(err)
		}
		err = db.Read(t.Context(), func(q store.Queryer) error {
			if all[file], err = rows(q, `SELECT name, type, sql FROM sqlite_master`); err != nil {
				return err
			}
			found, err := q.Query(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
			names, err := store.All(found, err, func(r *sql.Rows) (name string, err error) { return name, r.Scan(&name) })
			if err != nil {
				return err
			}
			for _, name := range names {
				if all[file+" "+name], err = rows(q, `SELECT * FROM "`+name+`"`); err != nil {
					return err
				}
			}
			return nil
		})
		if err = errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// rows is the answer to a query in a stated order, each row as name=value.
func rows(q store.Queryer, query string) (list []string, err error) {
	found, err := q.Query(query)
	list, err = store.All(found, err, func(r *sql.Rows) (string, error) {
		columns, err := r.Columns()
		if err != nil {
			return "", err
		}
		values, places := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			places[i] = &values[i]
		}
		err = r.Scan(places...)
		var row []string
		for i, name := range columns {
			if name != "tstamp" {
				row = append(row, fmt.Sprintf("%s=%#v", name, values[i]))
			}
		}
		return strings.Join(row, " "), err
	})
	slices.Sort(list)
	return list, err
}

// forgery holds the comparison itself to account: one digit of one row, altered in the file, must show.
func forgery(t *testing.T, data string, before map[string][]string) {
	t.Helper()
	path := filepath.Join(data, "mihe.db")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head := regexp.MustCompile(`[0-9a-f]{64}`).FindString(before["mihe.db ledger_head"][0])
	at := bytes.Index(raw, []byte(head))
	if head == "" || at < 0 {
		t.Fatal("there is no head to forge")
	}
	if raw[at]++; raw[at] == ':' || raw[at] == 'g' {
		raw[at] = '0'
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if cmp.Equal(before, tables(t, data)) {
		t.Error("a forged row does not show")
	}
}
