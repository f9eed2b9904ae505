package verify

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"mihe/internal/app"
	"mihe/internal/base/keyring"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/ledger/ledgertest"
	"mihe/internal/base/store"
)

// python is the interpreter of the second verifier.
func python(t *testing.T) string {
	t.Helper()
	name := os.Getenv("MIHE_PYTHON")
	if name == "" {
		name = "python3"
	}
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skip("Python 3 is not installed: the second verifier is not tried")
	}
	return path
}

// second runs verify.py over databases. It returns one line of JSON for each, in one form.
func second(t *testing.T, args ...string) (lines []string, code int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), python(t), append([]string{"-B", "verify.py"}, args...)...)
	var talk bytes.Buffer
	cmd.Stderr = &talk
	out, err := cmd.Output()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(strings.TrimSpace(string(out)), "\n") {
		lines = append(lines, evenly(t, []byte(line)))
	}
	if code = cmd.ProcessState.ExitCode(); code > 1 {
		t.Logf("verify.py: exit %d: %s", code, &talk)
	}
	return lines, code
}

// evenly writes JSON in one order and spacing.
func evenly(t *testing.T, raw []byte) string {
	t.Helper()
	var v any
	if len(bytes.TrimSpace(raw)) == 0 {
		return ""
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatalf("%q: %v", raw, err)
	}
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// first runs the program's verifier over a database.
func first(t *testing.T, path string, heads []ledger.Checkpoint) (ledger.Result, string) {
	t.Helper()
	r, err := store.OpenReader(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ledger.Verify(t.Context(), &ledgerdb.Source{DB: r, Node: ledgertest.Node}, ledger.Options{Heads: heads})
	if err := errors.Join(err, r.Close()); err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	return got, evenly(t, raw)
}

// headFile keeps checkpoints in a file.
func headFile(t *testing.T, heads []ledger.Checkpoint) string {
	t.Helper()
	var b bytes.Buffer
	if err := ledger.WriteHead(&b, heads); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "head")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// seeds is how many attacks of each family are tried on files; ten thousand run in memory (internal/base/ledger).
func seeds() uint64 {
	if scale, err := strconv.Atoi(os.Getenv("MIHE_SCALE")); err == nil && scale > 1 {
		return 40
	}
	return 8
}

const node = "--node=7"

func TestBothVerifiersAgreeOnEveryAttack(t *testing.T) {
	python(t)
	s := ledgertest.NewScene(t)
	head := headFile(t, s.Heads)
	folder := t.TempDir()
	var names, files, mine, mineAlone []string
	add := func(name string, c *ledgertest.Copy, found, foundAlone bool) {
		path := filepath.Join(folder, fmt.Sprintf("%04d.db", len(files)))
		ledgertest.CopyFile(t, s.File, path)
		c.Save(t, path)
		result, line := first(t, path, s.Heads)
		alone, lineAlone := first(t, path, nil)
		if result.OK == found || alone.OK == foundAlone {
			t.Errorf("%s: with an outside checkpoint %+v, without %+v", name, result.FirstBad, alone.FirstBad)
		}
		names, files, mine, mineAlone = append(names, name), append(files, path), append(mine, line), append(mineAlone, lineAlone)
	}
	add("no attack", s.Whole, false, false)
	for _, a := range ledgertest.Attacks {
		for seed := range seeds() {
			add(fmt.Sprintf("%s, seed %d", a.Family, seed), s.Make(a, seed), true, !a.Outside)
		}
	}
	theirs, code := second(t, append([]string{node, "--head=" + head}, files...)...)
	theirsAlone, codeAlone := second(t, append([]string{node}, files...)...)
	if code != 1 || codeAlone != 1 || len(theirs) != len(files) || len(theirsAlone) != len(files) {
		t.Fatalf("verify.py: exit %d and %d, %d and %d results for %d files", code, codeAlone, len(theirs), len(theirsAlone), len(files))
	}
	for i, name := range names {
		if theirs[i] != mine[i] {
			t.Errorf("%s:\n  program   %s\n  verify.py %s", name, mine[i], theirs[i])
		}
		if theirsAlone[i] != mineAlone[i] {
			t.Errorf("%s, without an outside checkpoint:\n  program   %s\n  verify.py %s", name, mineAlone[i], theirsAlone[i])
		}
	}
	t.Logf("%d attacks on files, each verified by both with and without an outside checkpoint: no difference", len(files)-1)
}

// SQLite keeps what it is given: a fraction among whole numbers, a blob that looks like text. Such attacks only exist in
// files.
func TestBothVerifiersAgreeOnStrangeTypesAndMissingTables(t *testing.T) {
	python(t)
	s := ledgertest.NewScene(t)
	folder := t.TempDir()
	var names, files, mine []string
	for name, c := range map[string]struct {
		statements string
		want       ledger.Bad
	}{
		"a blob for a header":      {`UPDATE ledger_entry SET header = CAST(header AS BLOB) WHERE seq = 9`, ledger.Bad{Seq: 9, Why: ledger.BadHeader}},
		"a blob for a kind":        {`UPDATE ledger_entry SET kind = CAST(kind AS BLOB) WHERE seq = 9`, ledger.Bad{Seq: 9, Why: ledger.BadColumns}},
		"a blob for a leaf":        {`UPDATE ledger_entry SET leaf = CAST(leaf AS BLOB) WHERE seq = 9`, ledger.Bad{Seq: 9, Why: ledger.BadLeaf}},
		"a blob for a record":      {`UPDATE note_record SET body = CAST(body AS BLOB) WHERE seq = 8`, ledger.Bad{Seq: 8, Why: ledger.BadRecord}},
		"a word for a time":        {`UPDATE ledger_entry SET at_ms = 'noon' WHERE seq = 9`, ledger.Bad{Seq: 9, Why: ledger.BadColumns}},
		"half a millisecond":       {`UPDATE ledger_entry SET at_ms = at_ms + 0.5 WHERE seq = 9`, ledger.Bad{Seq: 9, Why: ledger.BadColumns}},
		"a fraction for a number":  {`UPDATE ledger_entry SET seq = 8.5 WHERE seq = 9`, ledger.Bad{Seq: 9, Why: ledger.BadNumber}},
		"a fraction between":       {`INSERT INTO ledger_entry SELECT node, 128.5, kind, actor, at_ms, header, leaf, head FROM ledger_entry WHERE seq = 128`, ledger.Bad{Seq: 129, Why: ledger.BadNumber}},
		"a word for a number":      {`UPDATE ledger_entry SET seq = 'nine' WHERE seq = 9`, ledger.Bad{Seq: 9, Why: ledger.BadNumber}},
		"a number below all":       {`INSERT INTO ledger_entry SELECT node, -9223372036854775808, kind, actor, at_ms, header, leaf, head FROM ledger_entry WHERE seq = 9`, ledger.Bad{Seq: 1, Why: ledger.BadNumber}},
		"a record between":         {`INSERT INTO note_record VALUES (7, 'x', 'note.line', 5.5, '{}')`, ledger.Bad{Seq: 6, Why: ledger.BadRecord}},
		"a record below all":       {`INSERT INTO note_record VALUES (7, 'x', 'note.line', -1, '{}')`, ledger.Bad{Seq: 1, Why: ledger.BadRecord}},
		"a record after all":       {`INSERT INTO note_record VALUES (7, 'x', 'note.line', 'last', '{}')`, ledger.Bad{Seq: 151, Why: ledger.BadRecord}},
		"a number beyond all":      {`INSERT INTO note_record VALUES (7, 'x', 'note.line', 1e300, '{}')`, ledger.Bad{Seq: 151, Why: ledger.BadRecord}},
		"another room's record":    {`CREATE TABLE other_record AS SELECT * FROM note_record WHERE seq = 4`, ledger.Bad{Seq: 4, Why: ledger.BadRecord}},
		"another node's record":    {`UPDATE note_record SET node = 8 WHERE seq = 4`, ledger.Bad{Seq: 4, Why: ledger.BadRecord}},
		"a subject between":        {`INSERT INTO ledger_subject VALUES (7, 'person_x', 5.5)`, ledger.Bad{Seq: 6, Why: ledger.BadSubject}},
		"a blob for a subject":     {`UPDATE ledger_subject SET subject = CAST(subject AS BLOB) WHERE seq = 9`, ledger.Bad{Seq: 9, Why: ledger.BadSubject}},
		"a checkpoint between":     {`UPDATE ledger_checkpoint SET seq = 24.5 WHERE seq = 25`, ledger.Bad{Seq: 25, Why: ledger.BadCheckpoint}},
		"a checkpoint after all":   {`UPDATE ledger_checkpoint SET seq = 151 WHERE seq = 150`, ledger.Bad{Seq: 151, Why: ledger.BadCheckpoint}},
		"an unknown algorithm":     {`UPDATE ledger_checkpoint SET algorithm = 'RSA' WHERE seq = 25 AND algorithm = 'Ed25519'`, ledger.Bad{Seq: 25, Why: ledger.BadCheckpoint}},
		"a signature in capitals":  {`UPDATE ledger_checkpoint SET signature = upper(signature) WHERE seq = 25`, ledger.Bad{Seq: 25, Why: ledger.BadCheckpoint}},
		"no keys":                  {`DELETE FROM ledger_key`, ledger.Bad{Seq: 25, Why: ledger.BadCheckpoint}},
		"keys that are blobs":      {`UPDATE ledger_key SET public = CAST(public AS BLOB)`, ledger.Bad{Seq: 0, Why: ledger.BadKey}},
		"a key introduced by none": {`UPDATE ledger_key SET introduced = 'x' WHERE introduced <> ''`, ledger.Bad{Seq: 0, Why: ledger.BadKey}},
		"an end that is a word":    {`UPDATE ledger_head SET seq = 'last'`, ledger.Bad{Seq: 151, Why: ledger.BadEnd}},
		"no end":                   {`DELETE FROM ledger_head`, ledger.Bad{Seq: 151, Why: ledger.BadEnd}},
		"an end of nothing":        {`DELETE FROM ledger_entry; DELETE FROM ledger_subject; DELETE FROM note_record; DELETE FROM ledger_checkpoint`, ledger.Bad{Seq: 1, Why: ledger.BadCut}},
		"no entries' table":        {`DROP TABLE ledger_entry`, ledger.Bad{Seq: 1, Why: ledger.BadCut}},
		"no records' table":        {`DROP TABLE note_record`, ledger.Bad{Seq: 3, Why: ledger.BadRecord}},
		"no subjects' table":       {`DROP TABLE ledger_subject`, ledger.Bad{Seq: 1, Why: ledger.BadSubject}},
		"no keys' table":           {`DROP TABLE ledger_key`, ledger.Bad{Seq: 25, Why: ledger.BadCheckpoint}},
	} {
		path := filepath.Join(folder, fmt.Sprintf("%02d.db", len(files)))
		ledgertest.CopyFile(t, s.File, path)
		execute(t, path, c.statements)
		got, line := first(t, path, s.Heads)
		if got.FirstBad == nil || *got.FirstBad != c.want {
			t.Errorf("%s: found %+v, want %+v", name, got.FirstBad, c.want)
		}
		names, files, mine = append(names, name), append(files, path), append(mine, line)
	}
	theirs, code := second(t, append([]string{node, "--head=" + headFile(t, s.Heads)}, files...)...)
	if code != 1 || len(theirs) != len(files) {
		t.Fatalf("verify.py: exit %d, %d results for %d files", code, len(theirs), len(files))
	}
	for i, name := range names {
		if theirs[i] != mine[i] {
			t.Errorf("%s:\n  program   %s\n  verify.py %s", name, mine[i], theirs[i])
		}
	}
}

func execute(t *testing.T, path, statements string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(statements); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestBothVerifiersRefuseABadFileOfCheckpoints(t *testing.T) {
	python(t)
	s := ledgertest.NewScene(t)
	good, err := os.ReadFile(headFile(t, s.Heads))
	if err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(t.TempDir(), "bad")
	for name, text := range map[string]string{
		"nothing":           "\n",
		"not JSON":          "checkpoint\n",
		"half a line":       string(good[:200]),
		"another number":    strings.Replace(string(good), `"seq":150`, `"seq":149`, 1),
		"another algorithm": strings.Replace(string(good), `"algorithm":"Ed25519"`, `"algorithm":"SM2-SM3"`, 1),
		"another key":       strings.Replace(string(good), `"public":"`, `"public":"00`, 1),
		"one more field":    strings.Replace(string(good), `"v":1`, `"v":1,"x":1`, 1),
	} {
		if err := os.WriteFile(bad, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := ledger.ReadHead(strings.NewReader(text)); err == nil {
			t.Errorf("%s: the program reads %d checkpoints", name, len(got))
		}
		if _, code := second(t, node, "--head="+bad, s.File); code != 3 {
			t.Errorf("%s: verify.py: exit %d, want 3", name, code)
		}
	}
	if _, code := second(t, node, "--head="+headFile(t, s.Heads), s.File); code != 0 {
		t.Errorf("the control: exit %d", code)
	}
}

// A data folder as the program makes it, with all its rooms.
func TestBothVerifiersAgreeOnADataFolder(t *testing.T) {
	python(t)
	ctx, folder := context.Background(), t.TempDir()
	words, err := app.Words()
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(ctx, app.Config{Folder: folder}, words)
	if err != nil {
		t.Fatal(err)
	}
	var heads []ledger.Checkpoint
	for _, log := range []*ledger.Log{a.Log, {Store: ledgerdb.Store{}, Node: 0, NodeID: "common", Now: time.Now}} {
		keys := a.Ring.For(log.Node)
		if err := keys.Prepare(ctx); err != nil {
			t.Fatal(err)
		}
		signed, err := (&ledger.Keeper{Log: log, DB: a.DB, Keys: keys, Algorithms: keyring.Algorithms}).Sign(ctx)
		if err != nil || len(signed) == 0 {
			t.Fatalf("Sign = %d, %v", len(signed), err)
		}
		heads = append(heads, signed...)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "mihe.db")
	compare := func(name string, wantOK bool) {
		t.Helper()
		ok := true
		for slug, number := range map[string]string{"home": "1", "common": "0"} {
			chains, err := app.Verify(ctx, app.Config{Folder: folder, Node: slug}, heads)
			if err != nil || len(chains) != 1 {
				t.Fatalf("%s: %d chains, %v", name, len(chains), err)
			}
			raw, err := json.Marshal(chains[0].Result)
			if err != nil {
				t.Fatal(err)
			}
			if theirs, _ := second(t, "--node="+number, "--head="+headFile(t, heads), path); theirs[0] != evenly(t, raw) {
				t.Errorf("%s, %s:\n  program   %s\n  verify.py %s", name, slug, evenly(t, raw), theirs[0])
			}
			ok = ok && chains[0].OK
		}
		if ok != wantOK {
			t.Errorf("%s: all is well: %t, want %t", name, ok, wantOK)
		}
	}
	compare("as it was made", true)
	execute(t, path, `UPDATE access_node SET id = 'node_x' WHERE node = 1`)
	compare("with another name in access_node", false)
	execute(t, path, `UPDATE access_node SET id = (SELECT substr(header, 16, 31) FROM ledger_entry WHERE node = 1 AND seq = 1) WHERE node = 1`)
	compare("with its name again", true)
	execute(t, path, `UPDATE ledger_entry SET header = replace(header, '"channel":"command"', '"channel":"web"')`)
	compare("with changed headers", false)
}
