package rule

import (
	"fmt"
	"strings"
	"testing"

	"mihe/internal/base/fault"
)

// truthSet reads a set of facts a, b and c whose result is one expression.
func truthSet(t *testing.T, expression string) *Set {
	t.Helper()
	var facts strings.Builder
	for _, id := range []string{"a", "b", "c"} {
		fmt.Fprintf(&facts, "  - {id: %s, title: {zh: 名, en: name}, type: boolean}\n", id)
	}
	s, err := Read([]byte("format: 1\nid: truth\ntitle: {zh: 名, en: name}\nfacts:\n" + facts.String() +
		"steps:\n  - {id: r, title: {zh: 名, en: name}, type: boolean, expression: " + expression + "}\nresult: r\n"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestKleeneTables holds conjunction, negation and condition to Kleene's strong tables (Introduction to Metamathematics, § 64):
// T, F and U for unknown. What is asked for is no more than what can decide.
func TestKleeneTables(t *testing.T) {
	value := map[byte]any{'T': true, 'F': false, 'U': nil}
	const (
		and = `{and: [{var: a}, {var: b}]}`
		or  = `{"!": [{and: [{"!": [{var: a}]}, {"!": [{var: b}]}]}]}`
		not = `{"!": [{var: a}]}`
		iff = `{if: [{var: a}, {var: b}, {var: c}]}`
	)
	for _, x := range []struct{ expression, facts, want, missing string }{
		{and, "TT", "T", ""},
		{and, "TF", "F", ""},
		{and, "TU", "U", "b"},
		{and, "FT", "F", ""},
		{and, "FF", "F", ""},
		{and, "FU", "F", ""},
		{and, "UT", "U", "a"},
		{and, "UF", "F", ""},
		{and, "UU", "U", "a b"},
		{or, "TU", "T", ""},
		{or, "UT", "T", ""},
		{or, "FU", "U", "b"},
		{or, "UF", "U", "a"},
		{or, "UU", "U", "a b"},
		{or, "FF", "F", ""},
		{not, "T", "F", ""},
		{not, "F", "T", ""},
		{not, "U", "U", "a"},
		{iff, "TTU", "T", ""},
		{iff, "TUF", "U", "b"},
		{iff, "FUF", "F", ""},
		{iff, "UTT", "T", ""},
		{iff, "UFF", "F", ""},
		{iff, "UTF", "U", "a"},
		{iff, "UTU", "U", "a c"},
		{iff, "UUU", "U", "a b c"},
	} {
		facts := map[string]any{}
		for i, f := range []byte(x.facts) {
			facts[string(rune('a'+i))] = value[f]
		}
		out := decide(t, truthSet(t, x.expression), "2026-01-01", facts)
		if out.Value != value[x.want[0]] || strings.Join(out.Missing, " ") != x.missing {
			t.Errorf("%s with %s: %v, missing %v, want %s, missing %s", x.expression, x.facts, out.Value, out.Missing, x.want, x.missing)
		}
	}
}

// collecting gives two values; x by either of two rows.
const collecting = `
format: 1
id: list
title: {zh: 名, en: name}
facts:
  - {id: a, title: {zh: 名, en: name}, type: boolean}
  - {id: b, title: {zh: 名, en: name}, type: boolean}
  - {id: n, title: {zh: 名, en: name}, type: number, from: "0", to: "9"}
steps:
  - {id: twice, title: {zh: 名, en: name}, type: number, from: "0", to: "9", expression: {"+": [{var: n}, {var: n}]}}
  - id: list
    title: {zh: 名, en: name}
    type: choice
    options: [{id: x, title: {zh: 甲, en: x}}, {id: y, title: {zh: 乙, en: y}}]
    table:
      hit: collect
      inputs: [a, b, twice]
      rows:
        - {when: {b: true}, then: y}
        - {when: {a: true}, then: x}
        - {when: {b: true}, then: x}
        - {when: {twice: "8"}, then: x}
result: list
`

// TestCollect: a value that one row gives is due whatever the other rows lack; the list has the order of the options.
func TestCollect(t *testing.T) {
	s, err := Read([]byte(collecting))
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		facts                         map[string]any
		value, certain, missing, rows string
	}{
		{map[string]any{"a": true, "b": true, "n": int64(4)}, "[x y]", "[]", "[]", "2 1"},
		{map[string]any{"b": true}, "[x y]", "[]", "[]", "3 1"},
		{map[string]any{"a": true, "b": false}, "[x]", "[]", "[]", "2"},
		{map[string]any{"a": true}, "<nil>", "[x]", "[b]", ""},
		{map[string]any{"a": false, "b": false}, "<nil>", "[]", "[n]", ""},
		{map[string]any{"a": false, "b": false, "n": int64(3)}, "[]", "[]", "[]", ""},
		{nil, "<nil>", "[]", "[a b n]", ""},
	} {
		out := decide(t, s, "2026-01-01", x.facts)
		var rows []string
		for _, st := range out.Trace {
			for _, r := range st.Rows {
				rows = append(rows, fmt.Sprint(r.Row))
			}
		}
		if fmt.Sprint(out.Value) != x.value || fmt.Sprint(out.Certain) != x.certain || fmt.Sprint(out.Missing) != x.missing || strings.Join(rows, " ") != x.rows {
			t.Errorf("%v: %v, certain %v, missing %v, rows %v", x.facts, out.Value, out.Certain, out.Missing, rows)
		}
	}
	// A sum beyond what the step states is refused, not cut; so is a person born after the day of the decision.
	_, err = s.Evaluate(Case{"2026-01-01", map[string]any{"n": int64(5)}})
	if f, ok := fault.As(err); !ok || f.Key != "rule.outside" || f.Field != "steps.twice" || f.Kind != fault.Invalid {
		t.Errorf("5 + 5 in 0 to 9: %v", err)
	}
	_, err = shipped(t, "eldercare-entitlement").Evaluate(Case{"2026-01-01", map[string]any{"birth": "2026-01-02"}})
	if f, ok := fault.As(err); !ok || f.Key != "rule.outside" || f.Field != "steps.age" {
		t.Errorf("born tomorrow: %v", err)
	}
}
