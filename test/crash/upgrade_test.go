package crash

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	_ "github.com/ncruces/go-sqlite3/driver" // reads the databases without the code of the program
)

// releaseArchive is the data folder that release 0.1 has left.
const releaseArchive = "../../internal/app/testdata/release-0.1/folder.tar.bz2"

// TestUpgradeKilledAnywhere opens the data folder of release 0.1 with today's program and kills it while it upgrades, at points spread over the
// time an upgrade takes; some are killed a second time. Started again, each is row for row what an upgrade without a kill makes.
// 200 points under MIHE_SCALE=2.
func TestUpgradeKilledAnywhere(t *testing.T) {
	points := 10
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

	inside := 0
	for i := range points {
		name := fmt.Sprintf("kill-%d", i)
		data := unpack(t, dir, name)
		delay := time.Duration(int64(took) * int64(i+1) / int64(points))
		if killed(t, binary, data, delay) {
			inside++
		}
		if i%5 == 4 {
			killed(t, binary, data, delay/2)
		}
		upgrade(t, binary, data)
		if diff := cmp.Diff(want, tables(t, data)); diff != "" {
			t.Errorf("killed after %v of %v: the folder is another (- without a kill, + after it):\n%s", delay, took, diff)
			continue
		}
		if err := os.RemoveAll(data); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d points over %v, %d kills came before the end; every folder is as without a kill", points, took, inside)
	if inside < points/2 {
		t.Errorf("only %d of %d kills came before the upgrade was over", inside, points)
	}
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
	return cmd.ProcessState.Sys().(syscall.WaitStatus).Signaled()
}

// tables is the schema and every row of both databases of a folder, but the times at which migrations ran.
func tables(t *testing.T, data string) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, file := range []string{"mihe.db", "keyring.db"} {
		db, err := sql.Open("sqlite3", "file:"+filepath.Join(data, file)+"?mode=ro")
		if err != nil {
			t.Fatal(err)
		}
		schema := rows(t, db, `SELECT name, type, sql FROM sqlite_master ORDER BY name, type`)
		all[file] = schema
		for _, name := range names(t, db) {
			all[file+" "+name] = rows(t, db, `SELECT * FROM "`+name+`"`)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func names(t *testing.T, db *sql.DB) (list []string) {
	t.Helper()
	for _, one := range rows(t, db, `SELECT name FROM sqlite_master WHERE type = 'table'`) {
		name, err := strconv.Unquote(strings.TrimPrefix(one, "name="))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, name)
	}
	return list
}

// rows is the answer to a query in a stated order, each row as name=value.
func rows(t *testing.T, db *sql.DB, query string) (list []string) {
	t.Helper()
	found, err := db.QueryContext(context.Background(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = found.Close() }() // only read
	columns, err := found.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for found.Next() {
		values, places := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			places[i] = &values[i]
		}
		if err := found.Scan(places...); err != nil {
			t.Fatal(err)
		}
		var row []string
		for i, name := range columns {
			if name != "tstamp" {
				row = append(row, fmt.Sprintf("%s=%#v", name, values[i]))
			}
		}
		list = append(list, strings.Join(row, " "))
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(list)
	return list
}

// forgery holds the comparison itself to account: one altered row must show.
func forgery(t *testing.T, data string, before map[string][]string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(data, "mihe.db"))
	if err != nil {
		t.Fatal(err)
	}
	done, err := db.ExecContext(context.Background(), `UPDATE ledger_head SET seq = seq + 1`)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		t.Fatalf("nothing was forged: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if cmp.Equal(before, tables(t, data)) {
		t.Error("a forged row does not show")
	}
}
