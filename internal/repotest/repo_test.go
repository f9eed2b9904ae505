package repotest

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// A rule returns what breaks it in a tree, one finding a line, each beginning with the path at fault.
type rule struct {
	name  string
	check func(tree) []string
	cases []control
}

// A control is a small tree and a part of the finding it must give; empty when the tree is in order.
type control struct {
	name  string
	files map[string]string
	want  string
}

func rules() []rule {
	var all []rule
	all = append(all, importRules()...)
	all = append(all, packageRules()...)
	all = append(all, documentRules()...)
	all = append(all, promiseRules()...)
	all = append(all, sqlRules()...)
	all = append(all, migrationRules()...)
	all = append(all, frozenRules()...)
	all = append(all, wordRules()...)
	all = append(all, shapeRules()...)
	return append(all, absenceRules()...)
}

// TestRepository holds the repository to every rule.
func TestRepository(t *testing.T) {
	tr := readTree(t, os.DirFS("../.."))
	if len(tr.gos) < 20 {
		t.Fatalf("only %d Go files found: the root is wrong", len(tr.gos))
	}
	for _, r := range rules() {
		t.Run(r.name, func(t *testing.T) {
			for _, f := range r.check(tr) {
				t.Error(f)
			}
		})
	}
}

// TestRulesCatch breaks every rule on purpose, and shows it a tree that it must leave in peace.
func TestRulesCatch(t *testing.T) {
	for _, r := range rules() {
		t.Run(r.name, func(t *testing.T) {
			broken, sound := 0, 0
			for _, c := range r.cases {
				got := r.check(readTree(t, mapFS(c.files)))
				if c.want == "" {
					sound++
					if len(got) > 0 {
						t.Errorf("%s: found %q in a tree that is in order", c.name, got)
					}
					continue
				}
				broken++
				if !strings.Contains(strings.Join(got, "\n"), c.want) {
					t.Errorf("%s: found %q, want something with %q", c.name, got, c.want)
				}
			}
			if broken == 0 || sound == 0 {
				t.Errorf("%d controls break the rule and %d keep it; at least one of each is needed", broken, sound)
			}
		})
	}
}

func mapFS(files map[string]string) fstest.MapFS {
	m := fstest.MapFS{}
	for p, text := range files {
		m[p] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

func itoa(n int) string { return strconv.Itoa(n) }
