package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"mihe/data"
	"mihe/internal/app"
	"mihe/internal/base/access"
	"mihe/internal/base/keyring"
	"mihe/internal/base/region"
	"mihe/internal/decide/rule"
)

// decidedFolder is a data folder with one decision about a made-up person.
func decidedFolder(t *testing.T) (folder, decision string) {
	t.Helper()
	words, err := app.Words(words)
	if err != nil {
		t.Fatal(err)
	}
	folder = t.TempDir()
	a, err := app.Open(t.Context(), app.Config{Folder: folder}, words)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	texts, err := data.Rules()
	if err != nil {
		t.Fatal(err)
	}
	ctx, proposer := t.Context(), access.System("proposer", rule.CanPropose)
	version, err := a.Rules.Propose(ctx, proposer, texts["eldercare-ability"], "made up")
	if err != nil {
		t.Fatal(err)
	}
	report, _, err := a.Rules.Weigh(ctx, proposer, version, rule.Question{Least: 5}, func(yield func(rule.Sample, error) bool) {
		yield(rule.Sample{Case: rule.Case{On: "2026-01-01", Facts: map[string]any{"coma": true}}, Group: "all"}, nil)
	})
	if err == nil {
		err = a.Rules.Adopt(ctx, access.System("adopter", rule.CanAdopt), rule.NewAdoption{Version: version, From: "2026-01-01", Comparison: report, Basis: "made up"})
	}
	if err == nil {
		err = a.Keys.Create(ctx, "person_a")
	}
	if err != nil {
		t.Fatal(err)
	}
	d, _, err := a.Rules.Decide(ctx, access.System("decider", rule.CanDecide), rule.NewDecision{
		Set: "eldercare_ability", Subject: "person_a", Region: region.Country, On: "2026-03-08", Basis: access.StatutoryDuty,
		Facts: []rule.FrozenFact{{ID: "coma", Value: false, Source: "made-up visit", AsOf: "2026-03-01"}, {ID: "score", Value: int64(3), Source: "made-up visit", AsOf: "2026-03-01"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return folder, d.ID
}

// explain runs the command and returns its exit code and what it printed.
func explain(t *testing.T, args ...string) (code int, out string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(context.Background(), append([]string{"explain"}, args...), &stdout, &stderr, func(string) string { return "" })
	return code, stdout.String() + stderr.String()
}

func TestExplain(t *testing.T) {
	folder, id := decidedFolder(t)
	code, out := explain(t, id, "--recompute", "--json", "--data", folder)
	var got explained
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != exitDone {
		t.Fatalf("exit code %d, %v: %s", code, err, out)
	}
	if got.Value != "complete" || got.Recomputed == nil || !got.Recomputed.Equal || len(got.Facts) != 2 || len(got.Trace) == 0 || got.Erased {
		t.Errorf("%s", out)
	}
	for lang, want := range map[string][]string{
		"zh-CN": {"结果", "完全失能", "made-up visit", "截至 2026-03-01", "完全相同"}, "en": {"Result", "completely lost", "as of 2026-03-01", "are the same"},
	} {
		code, out := explain(t, id, "--recompute", "--lang", lang, "--data", folder)
		for _, w := range want {
			if !strings.Contains(out, w) || code != exitDone {
				t.Errorf("%s, exit code %d, without %q:\n%s", lang, code, w, out)
			}
		}
		t.Log(out)
	}
	if code, out := explain(t, "decision_none", "--data", folder); code != exitNotFound {
		t.Errorf("exit code %d: %s", code, out)
	}
	if code, _ := explain(t, "--data", folder); code != exitUsage {
		t.Errorf("without a decision: exit code %d", code)
	}
}

// alter changes the sealed text of a decision in the database: as nobody can who lacks the person's key, or as somebody can
// who holds the whole data folder.
func alter(t *testing.T, folder, id string, change func(keys *keyring.Keys, sealed string) (string, error)) {
	t.Helper()
	ring, err := keyring.Open(t.Context(), filepath.Join(folder, "keyring.db"))
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(folder, "mihe.db"))
	if err != nil {
		t.Fatal(err)
	}
	var body string
	if err := db.QueryRowContext(t.Context(), `SELECT body FROM rule_record WHERE id = $1`, id).Scan(&body); err != nil {
		t.Fatal(err)
	}
	_, sealed, _ := strings.Cut(strings.TrimSuffix(body, `"}`), `"sealed":"`)
	altered, err := change(ring.For(1), sealed)
	if err != nil || altered == sealed {
		t.Fatalf("nothing altered: %v", err)
	}
	_, err = db.ExecContext(t.Context(), `UPDATE rule_record SET body = $1 WHERE id = $2`, strings.Replace(body, sealed, altered, 1), id)
	if err := errors.Join(err, db.Close(), ring.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestExplainAltered(t *testing.T) {
	folder, id := decidedFolder(t)
	var kept string
	alter(t, folder, id, func(keys *keyring.Keys, sealed string) (string, error) {
		kept = sealed
		plain, err := keys.Unseal(t.Context(), "person_a", "rule.decision."+id, sealed)
		if err != nil {
			return "", err
		}
		return keys.Seal(t.Context(), "person_a", "rule.decision."+id, bytes.Replace(plain, []byte(`"id":"score","value":3`), []byte(`"id":"score","value":90`), 1))
	})
	code, out := explain(t, id, "--recompute", "--json", "--data", folder)
	var got explained
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != exitFinding || got.Recomputed.Equal || len(got.Recomputed.Differences) == 0 {
		t.Errorf("another fact: exit code %d, %v: %s", code, err, out)
	}
	if code, out := explain(t, id, "--recompute", "--lang", "en", "--data", folder); code != exitFinding || !strings.Contains(out, "it differs in") {
		t.Errorf("another fact: exit code %d: %s", code, out)
	}
	if code, _ := explain(t, id, "--data", folder); code != exitDone {
		t.Errorf("without --recompute: exit code %d", code)
	}
	alter(t, folder, id, func(*keyring.Keys, string) (string, error) { return strings.Replace(kept, ".", ".AAAA", 1), nil })
	if code, out := explain(t, id, "--data", folder); code != exitUnavailable {
		t.Errorf("a damaged text: exit code %d: %s", code, out)
	}
}

func TestExplainErased(t *testing.T) {
	folder, id := decidedFolder(t)
	ring, err := keyring.Open(t.Context(), filepath.Join(folder, "keyring.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(ring.For(1).Erase(t.Context(), "person_a"), ring.Close()); err != nil {
		t.Fatal(err)
	}
	code, out := explain(t, id, "--json", "--data", folder)
	var got explained
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != exitDone || !got.Erased || got.Value != nil || len(got.Facts)+len(got.Trace) > 0 {
		t.Errorf("exit code %d, %v: %s", code, err, out)
	}
	if code, out := explain(t, id, "--recompute", "--data", folder); code != exitNotFound {
		t.Errorf("recomputing: exit code %d: %s", code, out)
	}
}
