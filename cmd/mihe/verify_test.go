package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"mihe/internal/app"
	"mihe/internal/base/keyring"
	"mihe/internal/base/ledger"
)

// signedFolder makes a data folder whose first node has entries and a checkpoint.
func signedFolder(t *testing.T) string {
	t.Helper()
	ctx, folder := context.Background(), t.TempDir()
	words, err := app.Words(words)
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(ctx, app.Config{Folder: folder}, words)
	if err != nil {
		t.Fatal(err)
	}
	keeper := ledger.Keeper{Log: a.Log, DB: a.DB, Keys: a.Keys, Algorithms: keyring.Algorithms}
	if signed, err := keeper.Sign(ctx); err != nil || len(signed) == 0 {
		t.Fatalf("Sign = %d, %v", len(signed), err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return folder
}

// verifyJSON runs the command and reads what it prints.
func verifyJSON(t *testing.T, folder string, more ...string) (code int, got verifyResult, talk string) {
	t.Helper()
	var out, stderr bytes.Buffer
	code = run(context.Background(), append([]string{"verify", "--json", "--lang", "en", "--data", folder}, more...), &out, &stderr, env(nil))
	d := json.NewDecoder(&out)
	if err := d.Decode(&got); err != nil || d.More() {
		t.Fatalf("verify %v: %v, stdout %q, stderr %q; want one value", more, err, &out, &stderr)
	}
	return code, got, stderr.String()
}

func TestVerify(t *testing.T) {
	folder := signedFolder(t)
	head := filepath.Join(t.TempDir(), "head")
	database := filepath.Join(folder, "mihe.db")
	before := sums(t, folder)

	code, got, _ := verifyJSON(t, folder)
	if code != exitDone || !got.OK || got.FirstBad != nil || got.Entries == 0 || got.Checkpoints != 2 || got.Slug != "home" || len(got.Others) != 1 {
		t.Errorf("verify: exit %d, %+v", code, got)
	}
	if code, _, talk := verifyJSON(t, folder, "--write-head", head); code != exitDone || talk == "" {
		t.Errorf("--write-head: exit %d, stderr %q", code, talk)
	}
	if code, again, _ := verifyJSON(t, folder, "--head", head); code != exitDone || !again.OK {
		t.Errorf("--head: exit %d, %+v", code, again)
	}
	if code, one, _ := verifyJSON(t, folder, "--node", "home"); code != exitDone || len(one.Others) != 0 {
		t.Errorf("--node home: exit %d, %+v", code, one)
	}
	if after := sums(t, folder); !maps.Equal(before, after) {
		t.Error("verify has changed the data folder")
	}

	// The end cut off so that everything fits: the control without --head does not see it.
	change(t, database, `DELETE FROM ledger_checkpoint`, `DELETE FROM ledger_entry WHERE node = 1`, `DELETE FROM ledger_subject WHERE node = 1`,
		`DELETE FROM access_record WHERE node = 1`, `DELETE FROM ledger_head WHERE node = 1`)
	if code, got, _ := verifyJSON(t, folder); code != exitDone || !got.OK || got.Entries != 0 {
		t.Errorf("without --head: exit %d, %+v", code, got)
	}
	code, cut, _ := verifyJSON(t, folder, "--head", head, "--write-head", head+".new")
	if code != exitFinding || cut.OK || cut.FirstBad == nil || cut.FirstBad.Seq != 1 || cut.FirstBad.Why != ledger.BadCut {
		t.Errorf("with --head: exit %d, %+v, %+v", code, cut, cut.FirstBad)
	}
	if _, err := os.Stat(head + ".new"); !os.IsNotExist(err) {
		t.Errorf("a checkpoint of a bad ledger was written (%v)", err)
	}
	// A node that is gone altogether, with its chain, is missed too.
	change(t, database, `UPDATE access_node SET id = 'node_x'`)
	code, lost, _ := verifyJSON(t, folder, "--head", head)
	if code != exitFinding || lost.FirstBad == nil || lost.FirstBad.Node != got.Node || lost.FirstBad.Why != ledger.BadCut {
		t.Errorf("a node that is gone: exit %d, %+v", code, lost.FirstBad)
	}
	code, lost, _ = verifyJSON(t, folder, "--head", head, "--node", "home")
	if code != exitFinding || lost.FirstBad == nil || lost.FirstBad.Why != ledger.BadNode {
		t.Errorf("another node's checkpoint: exit %d, %+v", code, lost.FirstBad)
	}
	// The common facts have a chain too.
	change(t, database, `UPDATE ledger_entry SET actor = 'nobody' WHERE node = 0`)
	if code, got, _ := verifyJSON(t, folder); code != exitFinding || got.FirstBad == nil || got.FirstBad.Node != "common" || got.FirstBad.Why != ledger.BadColumns {
		t.Errorf("a changed common chain: exit %d, %+v", code, got.FirstBad)
	}
	var out, talk bytes.Buffer
	if code := run(context.Background(), []string{"verify", "--data", folder}, &out, &talk, env(nil)); code != exitFinding ||
		!bytes.Contains(out.Bytes(), []byte("检索用的栏目与条目不符")) {
		t.Errorf("in words: exit %d, %s", code, &out)
	}
}

func TestVerifyRefusals(t *testing.T) {
	folder, file := signedFolder(t), filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	unsigned := t.TempDir()
	raw, err := os.ReadFile(filepath.Join(folder, "mihe.db"))
	if err == nil {
		err = os.WriteFile(filepath.Join(unsigned, "mihe.db"), raw, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	change(t, filepath.Join(unsigned, "mihe.db"), `DELETE FROM ledger_checkpoint`)
	for name, tc := range map[string]struct {
		args []string
		want int
	}{
		"no data folder":          {[]string{"--data", filepath.Join(unsigned, "absent")}, exitNotFound},
		"an unknown node":         {[]string{"--data", folder, "--node", "nowhere"}, exitNotFound},
		"no such file":            {[]string{"--data", folder, "--head", file + "x"}, exitNotFound},
		"not a checkpoint":        {[]string{"--data", folder, "--head", file}, exitBadInput},
		"nothing signed":          {[]string{"--data", unsigned, "--write-head", file + "y"}, exitNotFound},
		"a place without folder":  {[]string{"--data", folder, "--write-head", filepath.Join(file, "z")}, exitUnavailable},
		"the control":             {[]string{"--data", folder}, exitDone},
		"the control, unsigned":   {[]string{"--data", unsigned}, exitDone},
		"the control, written to": {[]string{"--data", folder, "--write-head", file + ".written"}, exitDone},
	} {
		var out, talk bytes.Buffer
		if code := run(context.Background(), append([]string{"verify"}, tc.args...), &out, &talk, env(nil)); code != tc.want {
			t.Errorf("%s: exit %d, want %d: %s", name, code, tc.want, &talk)
		}
	}
	if _, err := os.Stat(filepath.Join(unsigned, "absent")); !os.IsNotExist(err) {
		t.Error("verify made a data folder")
	}
}

// change writes to a database as somebody would who has no business to.
func change(t *testing.T, database string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+database)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// sums returns the hashes of the files in a folder that hold data.
func sums(t *testing.T, folder string) map[string][32]byte {
	t.Helper()
	all := map[string][32]byte{}
	for _, name := range []string{"mihe.db", "keyring.db"} {
		raw, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		all[name] = sha256.Sum256(raw)
	}
	return all
}

// An imported file whose figures were changed behind the ledger's back is named, though every chain holds.
func TestVerifyNamesAChangedFile(t *testing.T) {
	folder := signedFolder(t)
	database := filepath.Join(folder, "mihe.db")
	code, whole, _ := verifyJSON(t, folder)
	if code != exitDone || whole.BadFile != nil || whole.Others[0].Files != 1 {
		t.Fatalf("as it was: exit %d, %+v, %+v; want the shipped file to agree", code, whole.Others, whole.BadFile)
	}
	for what, statement := range map[string][2]string{
		"cells": {`UPDATE fact_observation SET value = value + 1 WHERE batch = 1 AND sheet = 1`, `UPDATE fact_observation SET value = value - 1 WHERE batch = 1 AND sheet = 1`},
		"row":   {`UPDATE fact_batch SET sha256 = 'x' || sha256`, `UPDATE fact_batch SET sha256 = substr(sha256, 2)`},
	} {
		change(t, database, statement[0])
		code, got, _ := verifyJSON(t, folder)
		if code != exitFinding || got.OK || got.FirstBad != nil || got.BadFile == nil || got.BadFile.What != what || got.BadFile.Node != "common" || got.BadFile.File == "" {
			t.Errorf("%s: exit %d, first_bad %+v, bad_file %+v; want only the file to be found", statement[0], code, got.FirstBad, got.BadFile)
		}
		var out, talk bytes.Buffer
		if code := run(context.Background(), []string{"verify", "--data", folder, "--lang", "en"}, &out, &talk, env(nil)); code != exitFinding ||
			!bytes.Contains(out.Bytes(), []byte("imported file "+got.BadFile.File)) {
			t.Errorf("%s in words: exit %d, %s", what, code, &out)
		}
		if code, one, _ := verifyJSON(t, folder, "--node", "home"); code != exitDone || one.BadFile != nil {
			t.Errorf("%s: another node, which has no file: exit %d, %+v", what, code, one.BadFile)
		}
		change(t, database, statement[1])
		if code, again, _ := verifyJSON(t, folder); code != exitDone || again.BadFile != nil {
			t.Errorf("%s put right: exit %d, %+v", what, code, again.BadFile)
		}
	}
}
