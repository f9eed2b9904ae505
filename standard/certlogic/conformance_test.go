package certlogic

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// suites is the folder of the published suites.
func suites(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("MIHE_CONFORMANCE")
	if dir == "" {
		t.Skip("MIHE_CONFORMANCE is not set: the CertLogic suites are not at hand")
	}
	return filepath.Join(dir, "certlogic")
}

// readJSON reads a file with the standard library alone.
func readJSON(t *testing.T, file string, into any) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

func glob(t *testing.T, parts ...string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(parts...))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files %v: %v", parts, err)
	}
	return files
}

// plain is a value as the standard library reads it, so that expectations never pass through our own reader.
func plain(t *testing.T, v any) any {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var back any
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	return back
}

// compact is a text without its line breaks.
func compact(t *testing.T, raw json.RawMessage) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, raw); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// outcome evaluates raw texts; an error is its own outcome.
func outcome(t *testing.T, expr, data json.RawMessage) (any, error) {
	t.Helper()
	e, err := Parse(expr)
	if err != nil {
		return nil, err
	}
	d, err := Decode(data)
	if err != nil {
		return nil, err
	}
	v, err := e.Evaluate(d)
	if err != nil {
		return nil, err
	}
	return plain(t, v), nil
}

// TestSuite runs the evaluator's suite of the specification: 218 assertions, and 14 that the suite itself marks as skipped.
func TestSuite(t *testing.T) {
	type assertion struct {
		Expr      json.RawMessage `json:"certLogicExpression"`
		Data      json.RawMessage
		Expected  any
		Directive string
	}
	passed, failed, skipped, zero := 0, 0, 0, 0
	for _, file := range glob(t, suites(t), "certlogic/specification/testSuite/*.json") {
		var suite struct {
			Directive string
			Cases     []struct {
				Name, Directive string
				Expr            json.RawMessage `json:"certLogicExpression"`
				Assertions      []assertion
			}
		}
		readJSON(t, file, &suite)
		for _, c := range suite.Cases {
			for i, a := range c.Assertions {
				expr := c.Expr
				if len(a.Expr) > 0 {
					expr = a.Expr
				}
				got, err := outcome(t, expr, a.Data)
				good := err == nil && cmp.Equal(got, a.Expected)
				if suite.Directive == "skip" || c.Directive == "skip" || a.Directive == "skip" {
					skipped++
					t.Logf("skipped by the suite: %s, %q, assertion %d over %s: want %v, here %v %v", filepath.Base(file), c.Name, i+1, compact(t, a.Data), a.Expected, got, err)
					continue
				}
				if a.Expected == true {
					zero++
				}
				if good {
					passed++
					continue
				}
				failed++
				t.Errorf("%s, %q: %s over %s = %v (%v), want %v", filepath.Base(file), c.Name, expr, a.Data, got, err, a.Expected)
			}
		}
	}
	t.Logf("%d passed, %d failed, %d skipped; zero line: answering true always passes %d", passed, failed, skipped, zero)
	if passed+failed != 218 || skipped != 14 {
		t.Errorf("%d assertions and %d skipped, want 218 and 14", passed+failed, skipped)
	}
}

// TestValidationSuite runs the 23 cases of the validator's suite: every issue with its expression and its words.
func TestValidationSuite(t *testing.T) {
	passed, failed, zero := 0, 0, 0
	for _, file := range glob(t, suites(t), "certlogic/specification/validation-testSuite/*.json") {
		var suite struct {
			Cases []struct {
				Expr   json.RawMessage `json:"certLogicExpression"`
				Issues []any
			}
		}
		readJSON(t, file, &suite)
		for _, c := range suite.Cases {
			tree, err := Decode(c.Expr)
			if err != nil {
				t.Fatal(err)
			}
			if len(c.Issues) == 0 {
				zero++
			}
			if diff := cmp.Diff(c.Issues, plain(t, Validate(tree))); diff != "" {
				failed++
				t.Errorf("%s: %s (-want +got)\n%s", filepath.Base(file), c.Expr, diff)
				continue
			}
			passed++
		}
	}
	t.Logf("%d passed, %d failed; zero line: finding no issue ever passes %d", passed, failed, zero)
	if passed+failed != 23 {
		t.Errorf("%d cases, want 23", passed+failed)
	}
}

// TestGovernmentRules runs 90 rules of six governments with their 554 tests.
func TestGovernmentRules(t *testing.T) {
	rules, passed, failed, zero := 0, 0, 0, 0
	for _, file := range glob(t, suites(t), "??/*/rule.json") {
		var rule struct{ Logic json.RawMessage }
		readJSON(t, file, &rule)
		rules++
		for _, test := range glob(t, filepath.Dir(file), "tests/*.json") {
			var c struct {
				Payload, External json.RawMessage
				Expected          any
			}
			readJSON(t, test, &c)
			data, err := json.Marshal(map[string]json.RawMessage{"payload": c.Payload, "external": c.External})
			if err != nil {
				t.Fatal(err)
			}
			if c.Expected == true {
				zero++
			}
			got, err := outcome(t, rule.Logic, data)
			if err != nil || got != c.Expected {
				failed++
				t.Errorf("%s = %v (%v), want %v", test, got, err, c.Expected)
				continue
			}
			passed++
		}
	}
	t.Logf("%d rules, %d passed, %d failed; zero line: answering true always passes %d", rules, passed, failed, zero)
	if rules != 90 || passed+failed != 554 {
		t.Errorf("%d rules with %d tests, want 90 with 554", rules, passed+failed)
	}
}
