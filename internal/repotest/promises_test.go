package repotest

import (
	"encoding/json"
	"go/ast"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// promises is the list of what must never go wrong in measuring, each with the tests that hold it.
const promises = "docs/measure.md"

// promised is how many there are.
const promised = 34

func promiseRules() []rule {
	list := func(last string) map[string]string {
		var b strings.Builder
		for n := 1; n < promised; n++ {
			b.WriteString("| " + strconv.Itoa(n) + " | x | `a.TestA` |\n")
		}
		return map[string]string{promises: b.String() + last, "m/a/a_test.go": "package a_test\nfunc TestA() {}\n", "docs/adr/1.md": ""}
	}
	return []rule{{"every promise of measuring has its test or its reason", promisesKept, []control{
		{"all kept", list("| 34 | x | `a.TestA` |\n"), ""},
		{"a reason", list("| 34 | x | [why](adr/1.md) |\n"), ""},
		{"a test that is gone", list("| 34 | x | `a.TestB` |\n"), "a.TestB"},
		{"a test of another package", list("| 34 | x | `b.TestA` |\n"), "b.TestA"},
		{"nothing holds it", list("| 34 | x | later |\n"), "34"},
		{"one is left out", list(""), "34"},
		{"a reference number without its test", list("| 34 | x | `a.TestA` |\n| `case` | `a.TestB` |\n"), "a.TestB"},
	}}}
}

var (
	promiseRow = regexp.MustCompile(`^\| (\d+) \|.*\| ([^|]*) \|$`)
	heldBy     = regexp.MustCompile("`([a-z]+\\.(?:Test|Fuzz|Example)\\w+)`")
)

func promisesKept(tr tree) []string {
	text, ok := tr.files[promises]
	if !ok {
		return nil // a small tree of another rule
	}
	tests := testNames(tr)
	var found []string
	next := 1
	for _, m := range heldBy.FindAllStringSubmatch(text, -1) {
		if !tests[m[1]] {
			found = append(found, promises+": names "+m[1]+", which is no test")
		}
	}
	for line := range strings.SplitSeq(text, "\n") {
		row := promiseRow.FindStringSubmatch(line)
		if row == nil {
			continue
		}
		if row[1] != strconv.Itoa(next) {
			found = append(found, promises+": number "+row[1]+" stands where "+strconv.Itoa(next)+" should")
		}
		next++
		if !heldBy.MatchString(row[2]) && !strings.Contains(row[2], "](adr/") {
			found = append(found, promises+": nothing holds number "+row[1])
		}
	}
	if next != promised+1 {
		found = append(found, promises+": number "+strconv.Itoa(next)+" is left out")
	}
	return found
}

// testNames are the tests, fuzz targets and examples of every folder, as package.Name.
func testNames(tr tree) map[string]bool {
	names := map[string]bool{}
	for _, f := range tr.gos {
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && f.test && fn.Recv == nil {
				names[f.name+"."+fn.Name.Name] = true
			}
		}
	}
	return names
}

// Where the reference numbers are at hand, every case of them is named.
func TestReferenceNumbersAreNamed(t *testing.T) {
	dir := os.Getenv("MIHE_ORACLES")
	if dir == "" {
		t.Skip("MIHE_ORACLES is not set: the cases of the reference numbers are not held against " + promises)
	}
	text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(promises)))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"measure.json", "published.json"} {
		raw, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		var cases map[string]json.RawMessage
		if err := json.Unmarshal(raw, &cases); err != nil {
			t.Fatal(err)
		}
		delete(cases, "note")
		for _, c := range slices.Sorted(maps.Keys(cases)) {
			if !strings.Contains(string(text), "`"+strings.ReplaceAll(c, "|", `\|`)+"`") {
				t.Errorf("%s: no test is named for the case %s of %s", promises, c, name)
			}
		}
	}
}
