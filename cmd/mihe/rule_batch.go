package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"mihe/internal/base/fault"
	"mihe/standard/certlogic"
)

// score counts the tests of one kind. Zero is how many an answer passes that never looks: true, or no flaw found.
type score struct {
	Passed  int `json:"passed"`
	Failed  int `json:"failed"`
	Skipped int `json:"skipped"`
	Zero    int `json:"zero_line"`
}

// batch is what a folder of rule tests came to.
type batch struct {
	Assertions  score    `json:"assertions"`  // of expressions
	Validations score    `json:"validations"` // of their form
	Rules       score    `json:"rules"`       // of rules with payload and external data
	Failures    []tested `json:"failures"`
	Skips       []tested `json:"skips"` // the suites themselves mark them
}

// tested is a test that failed or was skipped.
type tested struct {
	Test  string `json:"test"`
	Want  any    `json:"want"`
	Got   any    `json:"got"`
	Error string `json:"error,omitempty"`
}

// ruleBatch runs every test below a folder: suites (a file with cases) and rules (rule.json beside a folder tests). The
// files are taken in the order of their names; what is neither is passed over.
func (p *program) ruleBatch(dir string) error {
	b := batch{Failures: []tested{}, Skips: []tested{}}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "cmd.import.unreadable", "file", dir)
	}
	defer func() { _ = root.Close() }() // only read from
	err = fs.WalkDir(root.FS(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".json" || filepath.Base(filepath.Dir(path)) == "tests" {
			return err
		}
		return b.file(root, path)
	})
	if err != nil {
		if _, known := fault.As(err); !known {
			err = fault.Wrap(err, fault.Unavailable, "cmd.import.unreadable", "file", dir)
		}
		return err
	}
	if b.Assertions == (score{}) && b.Validations == (score{}) && b.Rules == (score{}) {
		return fault.New(fault.NotFound, "cmd.rule.batch.none", "dir", dir)
	}
	if err := p.show(b, func() error { return p.write(p.batchText(b)) }); err != nil {
		return err
	}
	if n := len(b.Failures); n > 0 {
		return finding{fmt.Errorf("%d tests failed", n)}
	}
	return nil
}

func (p *program) batchText(b batch) string {
	var lines []string
	for _, list := range []struct {
		key   string
		tests []tested
	}{{"cmd.rule.batch.skipped", b.Skips}, {"cmd.rule.batch.failed", b.Failures}} {
		for _, f := range list.tests {
			got := short(f.Got)
			if f.Error != "" {
				got = f.Error
			}
			lines = append(lines, p.t(list.key, "test", f.Test, "want", short(f.Want), "got", got))
		}
	}
	for _, kind := range []struct {
		name string
		s    score
	}{{"assertions", b.Assertions}, {"validations", b.Validations}, {"rules", b.Rules}} {
		lines = append(lines, p.t("cmd.rule.batch.kind."+kind.name, "passed", kind.s.Passed, "failed", kind.s.Failed, "skipped", kind.s.Skipped, "zero", kind.s.Zero))
	}
	return strings.Join(lines, "\n") + "\n"
}

// readIn decodes a file below the folder of the tests.
func readIn(root *os.Root, path string) (any, error) {
	raw, err := root.ReadFile(path)
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "cmd.import.unreadable", "file", path)
	}
	v, err := certlogic.Decode(raw)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "cmd.rule.json", "file", path, "detail", err.Error())
	}
	return v, nil
}

// file runs one suite or one rule.
func (b *batch) file(root *os.Root, path string) error {
	tree, err := readIn(root, path)
	if err != nil {
		return err
	}
	object, _ := tree.(map[string]any)
	if cases, is := object["cases"].([]any); is {
		for i, c := range cases {
			b.suiteCase(fmt.Sprintf("%s:%d", path, i+1), object["directive"] == "skip", c)
		}
		return nil
	}
	if _, has := object["Logic"]; !has || filepath.Base(path) != "rule.json" {
		return nil
	}
	tests, err := fs.Glob(root.FS(), filepath.ToSlash(filepath.Join(filepath.Dir(path), "tests", "*.json")))
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "cmd.import.unreadable", "file", path)
	}
	slices.Sort(tests)
	for _, name := range tests {
		v, err := readIn(root, name)
		if err != nil {
			return err
		}
		test, _ := v.(map[string]any)
		data := map[string]any{"payload": test["payload"], "external": test["external"]}
		b.judge(&b.Rules, name, test["directive"] == "skip", logicOf(object), data, test["expected"])
	}
	return nil
}

// suiteCase runs a case: assertions on one expression or on their own, or the flaws that a form has.
func (b *batch) suiteCase(name string, skip bool, v any) {
	c, _ := v.(map[string]any)
	skip = skip || c["directive"] == "skip"
	if issues, is := c["issues"].([]any); is {
		b.form(name, skip, c["certLogicExpression"], issues)
		return
	}
	assertions, _ := c["assertions"].([]any)
	for i, v := range assertions {
		a, _ := v.(map[string]any)
		expr, own := a["certLogicExpression"]
		if !own {
			expr = c["certLogicExpression"]
		}
		b.judge(&b.Assertions, fmt.Sprintf("%s/%d", name, i+1), skip || a["directive"] == "skip", expr, a["data"], a["expected"])
	}
}

// judge runs one test that expects a value.
func (b *batch) judge(s *score, name string, skip bool, tree, data, want any) {
	t := tested{Test: name, Want: want}
	e, err := certlogic.Compile(tree)
	if err == nil {
		t.Got, err = plainValue(e.Evaluate(data))
	}
	if err != nil {
		t.Error = err.Error()
	}
	b.count(s, t, skip, err == nil && reflect.DeepEqual(t.Got, want), want == true)
}

// plainValue is a value as a suite would write it: date-times are texts there.
func plainValue(v any, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return certlogic.Decode(raw)
}

// form runs one test that expects flaws, in their order.
func (b *batch) form(name string, skip bool, tree any, want []any) {
	got := certlogic.Validate(tree)
	good := len(got) == len(want)
	for i := 0; good && i < len(got); i++ {
		w, _ := want[i].(map[string]any)
		good = w["message"] == got[i].Message && reflect.DeepEqual(w["expr"], got[i].Expr)
	}
	b.count(&b.Validations, tested{Test: name, Want: want, Got: got}, skip, good, len(want) == 0)
}

// count adds a test to its score.
func (b *batch) count(s *score, t tested, skip, good, blind bool) {
	if skip {
		s.Skipped++
		b.Skips = append(b.Skips, t)
		return
	}
	if blind {
		s.Zero++
	}
	if good {
		s.Passed++
		return
	}
	s.Failed++
	b.Failures = append(b.Failures, t)
}
