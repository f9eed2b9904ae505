package crash

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"mihe/internal/app"
)

// verdict is what the run left behind.
type verdict struct {
	lost, half int
	agree      bool
}

// judge opens the data folder when all is over, looks for every acknowledged task and for use cases of which only a part
// is there, and asks both verifiers.
func judge(t *testing.T, s *server, acks string) (v verdict) {
	t.Helper()
	words, err := app.Words()
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(context.Background(), app.Config{Folder: s.folder}, words)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil { // opening it has replayed the log, as the next start would
		t.Error(err)
	}
	v.lost, v.half = count(t, s, acks)
	v.agree = verified(t, s)
	return v
}

// count returns how many acknowledged tasks are gone or changed, and how many rows of a use case stand alone.
func count(t *testing.T, s *server, acks string) (lost, half int) {
	t.Helper()
	db := database(t, s, "ro")
	titles := tasks(t, db)
	half = halves(t, db)
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	file, err := os.Open(acks)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		id, title, _ := strings.Cut(lines.Text(), " ")
		if titles[id] != title {
			lost++
		}
	}
	if err := errors.Join(lines.Err(), file.Close()); err != nil {
		t.Fatal(err)
	}
	return lost, half
}

// database opens the file itself: a million rows take longer than the program lets a reader take.
func database(t *testing.T, s *server, mode string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(s.folder, "mihe.db")+"?mode="+mode)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// tasks returns the title of every task by its identifier.
func tasks(t *testing.T, db *sql.DB) map[string]string {
	t.Helper()
	rows, err := db.Query(`SELECT id, body FROM steering_task`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }() // Err below tells what went wrong
	titles := map[string]string{}
	for rows.Next() {
		var id, body string
		var task struct {
			Title string `json:"title"`
		}
		if err := rows.Scan(&id, &body); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(body), &task); err != nil {
			t.Fatal(err)
		}
		titles[id] = task.Title
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return titles
}

// halves counts rows that a use case must have written together and that stand alone: a task without its step, a step
// without its record, a record without its entry, and the other way round. Each question sorts both sides once.
func halves(t *testing.T, db *sql.DB) (n int) {
	t.Helper()
	for _, alone := range []string{
		`SELECT node, state, late_on, SUM(1) FROM steering_task GROUP BY node, state, late_on
			EXCEPT SELECT node, state, late_on, SUM(tasks) FROM steering_tally GROUP BY node, state, late_on`,
		`SELECT node, id FROM steering_task EXCEPT SELECT node, task FROM steering_step`,
		`SELECT node, task FROM steering_step EXCEPT SELECT node, id FROM steering_task`,
		`SELECT node, seq FROM steering_step EXCEPT SELECT node, seq FROM steering_record`,
		`SELECT node, seq FROM steering_record WHERE kind = 'steering.event' EXCEPT SELECT node, seq FROM steering_step`,
		`SELECT node, seq FROM steering_record EXCEPT SELECT node, seq FROM ledger_entry`,
		`SELECT node, seq FROM ledger_entry WHERE kind = 'steering.task.filed' EXCEPT SELECT node, seq FROM steering_record`,
	} {
		var count int
		if err := db.QueryRow(`SELECT COUNT(1) FROM (` + alone + `)`).Scan(&count); err != nil {
			t.Fatal(err)
		}
		if n += count; count > 0 {
			t.Logf("%d rows stand alone: %s", count, alone)
		}
	}
	return n
}

// tamper is the control: with one acknowledged task taken away, its step and its tally stand alone and the task is missed.
func tamper(t *testing.T, s *server, acks string) {
	t.Helper()
	db := database(t, s, "rw")
	_, err := db.Exec(`DELETE FROM steering_task WHERE id = (SELECT max(id) FROM steering_task WHERE body LIKE '%"attempt-%')`)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	if lost, half := count(t, s, acks); lost != 1 || half != 2 {
		t.Errorf("with one task taken away the judge counts %d lost and %d half", lost, half)
	}
}

// verified asks the program's own verifier and, where Python is at hand, the second one, and wants one answer of both.
func verified(t *testing.T, s *server) bool {
	t.Helper()
	type answer struct {
		OK      bool   `json:"ok"`
		Entries int64  `json:"entries"`
		Head    string `json:"head"`
	}
	ask := func(name string, args ...string) (a answer) {
		out, err := exec.Command(name, args...).Output()
		if err != nil {
			t.Errorf("%s: %v: %s", name, err, out)
			return a
		}
		if err := json.Unmarshal(out, &a); err != nil {
			t.Errorf("%s: %v: %s", name, err, out)
		}
		return a
	}
	first := ask(s.binary, "verify", "--json", "--node", "demo", "--data", s.folder)
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Log("no python3: the second verifier was not asked")
		return first.OK
	}
	second := ask(python, "../verify/verify.py", "--node", "1", filepath.Join(s.folder, "mihe.db"))
	if first != second {
		t.Errorf("the verifiers differ: %+v, %+v", first, second)
	}
	return first.OK && first == second
}
