package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The events are those of Go 1.26 for a package with the named tests, shortened.
const (
	passing = `{"Action":"run","Package":"m/a","Test":"TestA"}
{"Action":"run","Package":"m/a","Test":"TestA/one"}
{"Action":"pass","Package":"m/a","Test":"TestA/one"}
{"Action":"run","Package":"m/a","Test":"TestA/two"}
{"Action":"pass","Package":"m/a","Test":"TestA/two"}
{"Action":"pass","Package":"m/a","Test":"TestA"}
{"Action":"pass","Package":"m/a","Elapsed":0.1}
`
	failing = `{"Action":"run","Package":"m/b","Test":"TestB"}
{"Action":"output","Package":"m/b","Test":"TestB","Output":"    b_test.go:5: got 1, want 2\n"}
{"Action":"fail","Package":"m/b","Test":"TestB"}
{"Action":"fail","Package":"m/b"}
`
	skipping = `{"Action":"run","Package":"m/c","Test":"TestC"}
{"Action":"output","Package":"m/c","Test":"TestC","Output":"    c_test.go:5: MIHE_POSTGRES is not set\n"}
{"Action":"skip","Package":"m/c","Test":"TestC"}
{"Action":"pass","Package":"m/c"}
`
	broken = `{"ImportPath":"m/d","Action":"build-output","Output":"d.go:3:1: undefined: x\n"}
{"ImportPath":"m/d","Action":"build-fail"}
{"Action":"output","Package":"m/d","Output":"FAIL\tm/d [build failed]\n"}
{"Action":"fail","Package":"m/d","FailedBuild":"m/d"}
`
	empty = `{"Action":"skip","Package":"m/e"}
`
)

func TestRun(t *testing.T) {
	for _, c := range []struct {
		name, events, allow string
		env                 map[string]string
		code                int
		want                []string
	}{
		{"subtests are counted, their parent is not", passing, "", nil, 0, []string{"2 passed, 0 failed, 0 skipped"}},
		{"a failure prints its output", passing + failing, "", nil, 1, []string{"got 1, want 2", "2 passed, 1 failed, 0 skipped"}},
		{"an unlisted skip is a finding", passing + skipping, "", nil, 1, []string{"m/c.TestC: MIHE_POSTGRES is not set (NOT LISTED)", "2 passed, 0 failed, 1 skipped"}},
		{"a listed one is not", passing + skipping, "m/c.TestC - needs a database", nil, 0, []string{"needs a database", "1 skipped"}},
		{"its variable is empty", passing + skipping, `m/c\..* MIHE_POSTGRES needs a database`, nil, 0, []string{"1 skipped"}},
		{"its variable is set", passing + skipping, `m/c\..* MIHE_POSTGRES needs a database`, map[string]string{"MIHE_POSTGRES": "x"}, 1, []string{"NOT LISTED"}},
		{"what does not build fails", passing + broken, "", nil, 1, []string{"undefined: x", "2 passed, 1 failed"}},
		{"no test at all", empty, "", nil, 1, []string{"no test ran", "0 passed, 0 failed, 0 skipped"}},
		{"a line that is no event", "go: warning\n" + passing, "", nil, 0, []string{"go: warning"}},
		{"a list without reasons", passing, "m/c -", nil, 2, []string{"line 1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			allow, sum := filepath.Join(dir, "allow"), filepath.Join(dir, "sum")
			if err := os.WriteFile(allow, []byte(c.allow), 0o600); err != nil {
				t.Fatal(err)
			}
			var out strings.Builder
			code := run([]string{"-allow", allow, "-out", sum}, strings.NewReader(c.events), &out, func(k string) string { return c.env[k] })
			if code != c.code {
				t.Errorf("run exits %d, want %d; it printed:\n%s", code, c.code, out.String())
			}
			for _, w := range c.want {
				if !strings.Contains(out.String(), w) {
					t.Errorf("no %q in:\n%s", w, out.String())
				}
			}
			if code == 2 {
				return
			}
			line, err := os.ReadFile(sum)
			if err != nil || !strings.HasSuffix(out.String(), string(line)) {
				t.Errorf("the file holds %q (%v), which should close:\n%s", line, err, out.String())
			}
		})
	}
}
