package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// TestRuleBatchOfThePublishedSuites: the command counts what the package's own test counts with other code.
func TestRuleBatchOfThePublishedSuites(t *testing.T) {
	dir := os.Getenv("MIHE_CONFORMANCE")
	if dir == "" {
		t.Skip("MIHE_CONFORMANCE is not set: the CertLogic suites are not at hand")
	}
	var stdout, stderr bytes.Buffer
	args := []string{"rule", "eval", "--batch", filepath.Join(dir, "certlogic"), "--json"}
	if code := run(t.Context(), args, &stdout, &stderr, func(string) string { return "" }); code != exitDone {
		t.Fatalf("exit code %d: %s%s", code, stdout.String(), stderr.String())
	}
	var got batch
	if err := json.Unmarshal(stdout.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ got, want score }{
		"assertions":  {got.Assertions, score{Passed: 218, Skipped: 14, Zero: 59}},
		"validations": {got.Validations, score{Passed: 23, Zero: 9}},
		"rules":       {got.Rules, score{Passed: 554, Zero: 385}},
	} {
		if c.got != c.want {
			t.Errorf("%s: %+v, want %+v", name, c.got, c.want)
		}
	}
	if len(got.Skips) != 14 || len(got.Failures) != 0 {
		t.Errorf("%d skips listed and %d failures", len(got.Skips), len(got.Failures))
	}
}
