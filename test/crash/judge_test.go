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
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(s.folder, "mihe.db")+"?mode=ro") // a million rows take longer than the program lets a reader take
	if err != nil {
		t.Fatal(err)
	}
	titles := tasks(t, db)
	v.half = halves(t, db)
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
			v.lost++
			if v.lost == 1 {
				t.Errorf("%s was acknowledged as %q and is %q", id, title, titles[id])
			}
		}
	}
	if err := errors.Join(lines.Err(), file.Close()); err != nil {
		t.Fatal(err)
	}
	v.agree = verified(t, s)
	if v.lost > 0 || v.half > 0 || !v.agree {
		t.Errorf("%d acknowledged writes lost, %d use cases half there, verifiers agree: %v", v.lost, v.half, v.agree)
	}
	return v
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
// without its record, a record without its entry, and the other way round.
func halves(t *testing.T, db *sql.DB) (n int) {
	t.Helper()
	for _, query := range []string{
		`SELECT COUNT(1) FROM steering_task k WHERE NOT EXISTS (SELECT 1 FROM steering_step s WHERE s.node = k.node AND s.task = k.id)`,
		`SELECT COUNT(1) FROM steering_step s WHERE NOT EXISTS (SELECT 1 FROM steering_task k WHERE k.node = s.node AND k.id = s.task)`,
		`SELECT COUNT(1) FROM steering_step s WHERE NOT EXISTS (SELECT 1 FROM steering_record r WHERE r.node = s.node AND r.seq = s.seq)`,
		`SELECT COUNT(1) FROM steering_record r WHERE r.kind = 'steering.event' AND NOT EXISTS (SELECT 1 FROM steering_step s WHERE s.node = r.node AND s.seq = r.seq)`,
		`SELECT COUNT(1) FROM steering_record r WHERE NOT EXISTS (SELECT 1 FROM ledger_entry e WHERE e.node = r.node AND e.seq = r.seq)`,
		`SELECT COUNT(1) FROM ledger_entry e WHERE e.kind = 'steering.task.filed' AND NOT EXISTS (SELECT 1 FROM steering_record r WHERE r.node = e.node AND r.seq = e.seq)`,
	} {
		var alone int
		if err := db.QueryRow(query).Scan(&alone); err != nil {
			t.Fatal(err)
		}
		n += alone
		if alone > 0 {
			t.Errorf("%d rows stand alone: %s", alone, query)
		}
	}
	return n
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
