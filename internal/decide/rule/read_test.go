package rule

import (
	"strings"
	"testing"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

// plainSet is a small set that can be read; tests change one text in it.
const plainSet = `
format: 1
id: plain
title: {zh: "例子", en: "example"}
facts:
  - {id: age, title: {zh: "年龄", en: "age"}, type: number, from: "0", to: "120"}
  - {id: income, title: {zh: "月收入", en: "income a month"}, type: number, decimals: 2, from: "0", to: "100000"}
  - {id: sex, title: {zh: "性别", en: "sex"}, type: choice, options: [{id: f, title: {zh: "女", en: "female"}}, {id: m, title: {zh: "男", en: "male"}}]}
  - {id: born, title: {zh: "出生日期", en: "born"}, type: date, from: "1900-01-01", to: "2030-12-31"}
parameters:
  - id: old
    title: {zh: "起始年龄", en: "age from which"}
    type: number
    from: "0"
    to: "120"
    values:
      - {from: "2020-01-01", to: "2020-12-31", value: "70", source: {zh: "甲", en: "one"}, verified: true}
      - {from: "2022-01-01", value: "80", source: {zh: "乙", en: "two"}}
steps:
  - {id: poor, title: {zh: "困难", en: "poor"}, type: boolean, expression: {"<": [{var: income}, {var: income}]}}
  - id: amount
    title: {zh: "每月金额", en: "amount a month"}
    type: number
    decimals: 2
    from: "0"
    to: "1000"
    better: up
    table:
      hit: unique
      inputs: [age, sex]
      rows:
        - {when: {age: {below: $old}}, then: "0"}
        - {when: {age: {from: $old, to: "99"}, sex: f}, then: "50.50"}
        - {when: {age: {from: $old, to: "99"}, sex: [m]}, then: "50"}
        - {when: {age: {above: "99"}}, then: "500"}
result: amount
`

// TestReadRefuses: every flaw is Invalid, says which, and is tied to its field.
func TestReadRefuses(t *testing.T) {
	if _, err := Read([]byte(plainSet)); err != nil {
		t.Fatal(err)
	}
	c := catalog(t)
	for _, x := range []struct{ old, text, key, field string }{
		{"format: 1", "format: 2", "rule.format", "format"},
		{"format: 1", "format: 1\nsurplus: 1", "rule.yaml", ""},
		{`en: "example"`, `en: ""`, "rule.title", "title"},
		{"id: age,", "id: Age,", "rule.id", "facts.Age"},
		{"id: income,", "id: age,", "rule.twice", "facts.age"},
		{"id: income,", "id: decision_day,", "rule.twice", "facts.decision_day"},
		{`to: "120"}`, `to: "-1"}`, "rule.domain", "facts.age.type"},
		{"{id: m,", "{id: f,", "rule.domain", "facts.sex.type"},
		{"decimals: 2, from", "decimals: 7, from", "rule.domain", "facts.income.type"},
		{`to: "2020-12-31"`, `to: "2022-01-01"`, "rule.parameter.overlap", "parameters.old.values.2.from"},
		{`value: "70"`, `value: "121"`, "rule.value", "parameters.old.values.1.value"},
		{`from: "2022-01-01"`, `from: "2022-02-30"`, "rule.value", "parameters.old.values.2.from"},
		{`en: "two"`, `en: ""`, "rule.title", "parameters.old.values.2.source"},
		{`[{var: income}, {var: income}]`, `[{var: income}, {var: pension}]`, "rule.unknown", "steps.poor.expression"},
		{`[{var: income}, {var: income}]`, `[{var: income}, {var: amount}]`, "rule.unknown", "steps.poor.expression"},
		{`[{var: income}, {var: income}]`, `[{var: income}, {var: age}]`, "rule.type", "steps.poor.expression"},
		{`[{var: income}, {var: income}]`, `[{var: income}, 100]`, "rule.type", "steps.poor.expression"},
		{`[{var: income}, {var: income}]`, `[{var: income}]`, "rule.expression", "steps.poor.expression"},
		{`{"<": [{var: income}, {var: income}]}`, `{"===": [{var: sex}, "x"]}`, "rule.type", "steps.poor.expression"},
		{`{"<": [{var: income}, {var: income}]}`, `{"in": [{var: sex}, ["f", "x"]]}`, "rule.type", "steps.poor.expression"},
		{`{"<": [{var: income}, {var: income}]}`, `{"!": [{var: sex}]}`, "rule.type", "steps.poor.expression"},
		{`{"<": [{var: income}, {var: income}]}`, `{var: sex}`, "rule.type", "steps.poor.expression"},
		{`{"<": [{var: income}, {var: income}]}`, `{"reduce": [{var: sex}, 1, 2]}`, "rule.type", "steps.poor.expression"},
		{`{"<": [{var: income}, {var: income}]}`, `{"before": [{var: born}, {plusTime: [{var: born}, 1, day]}]}`, "rule.type", "steps.poor.expression"},
		{`expression: {"<"`, `years: {from: born, to: born}, expression: {"<"`, "rule.ways", "steps.poor"},
		{"hit: unique", "hit: any", "rule.hit", "steps.amount.table.hit"},
		{"hit: unique", "hit: collect", "rule.type", "steps.amount.table.hit"},
		{"inputs: [age, sex]", "inputs: [age, sex, old]", "rule.unknown", "steps.amount.table.inputs"},
		{"inputs: [age, sex]", "inputs: [age]", "rule.unknown", "steps.amount.table.rows.2.when.sex"},
		{`then: "50.50"`, `then: "50.505"`, "rule.value", "steps.amount.table.rows.2.then"},
		{`then: "500"`, `then: "1000.01"`, "rule.value", "steps.amount.table.rows.4.then"},
		{"sex: f}", "sex: w}", "rule.value", "steps.amount.table.rows.2.when.sex"},
		{"sex: f}", "sex: {from: f}}", "rule.cell", "steps.amount.table.rows.2.when.sex"},
		{"sex: f}", "sex: {least: f}}", "rule.yaml", ""},
		{`{below: $old}`, `{below: $young}`, "rule.unknown", "steps.amount.table.rows.1.when.age"},
		{`{above: "99"}`, `{above: "120"}`, "rule.table.never", "steps.amount.table.rows.4.when.age"},
		{`{above: "99"}`, `{from: "99"}`, "rule.table.overlap", "steps.amount.table.rows.4"},
		{`{above: "99"}`, `{above: "100"}`, "rule.table.gap", "steps.amount.table.rows"},
		{"sex: [m]", "sex: [f, m]", "rule.table.overlap", "steps.amount.table.rows.3"},
		{"better: up", "better: more", "rule.better", "steps.amount.better"},
		{"result: amount", "result: age", "rule.result", "result"},
	} {
		if !strings.Contains(plainSet, x.old) {
			t.Fatalf("no %q in the set", x.old)
		}
		_, err := Read([]byte(strings.Replace(plainSet, x.old, x.text, 1)))
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.Invalid || f.Key != x.key || f.Field != x.field {
			t.Errorf("%s for %s: %v at %v, want %s at %s", x.text, x.old, err, f, x.key, x.field)
			continue
		}
		for _, l := range i18n.Langs {
			if text := c.Text(l, f.Key, f.Args...); strings.ContainsAny(text, "{}") && x.key != "rule.yaml" || strings.Contains(text, "[[") {
				t.Errorf("%s: %s", f.Key, text)
			}
		}
	}
}

// TestProofNamesTheCell: what is not covered and what is covered twice is said exactly, with the day from which it is so.
func TestProofNamesTheCell(t *testing.T) {
	for _, x := range []struct{ old, text, want string }{
		{`{above: "99"}`, `{above: "100"}`, "cell=age 100, sex f|m from=2020-01-01"},
		{`{above: "99"}`, `{from: "99"}`, "first=2 second=4 cell=age 99, sex f from=2020-01-01"},
		// Only the second value of the parameter makes this hole.
		{`{below: $old}`, `{to: "69"}`, "cell=age 70..79, sex f|m from=2022-01-01"},
		{"sex: [m]", "sex: [f]", "first=2 second=3 cell=age 70..99, sex f from=2020-01-01"},
	} {
		_, err := Read([]byte(strings.Replace(plainSet, x.old, x.text, 1)))
		if err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v, want %s", x.text, err, x.want)
		}
	}
	hidden := strings.Replace(strings.Replace(plainSet, "hit: unique", "hit: first", 1), `{above: "99"}`, `{below: "60"}`, 1)
	hidden = strings.Replace(hidden, `then: "0"}`, "then: \"0\"}\n        - {when: {age: {above: \"99\"}}, then: \"1\"}", 1)
	if _, err := Read([]byte(hidden)); err == nil || !strings.Contains(err.Error(), "rule.table.hidden") {
		t.Errorf("a row that never has its turn: %v", err)
	}
}

func TestEvaluateByDate(t *testing.T) {
	s, err := Read([]byte(plainSet))
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		on   string
		age  int64
		want string
	}{
		{"2020-01-01", 70, "50.50"},
		{"2020-12-31", 79, "50.50"},
		{"2022-01-01", 79, "0.00"},
		{"2030-01-01", 80, "50.50"},
	} {
		out := decide(t, s, x.on, map[string]any{"age": x.age, "sex": "f"})
		raw, err := out.Value.(interface{ MarshalJSON() ([]byte, error) }).MarshalJSON()
		if err != nil || string(raw) != x.want {
			t.Errorf("%s, age %d: %s, %v, want %s", x.on, x.age, raw, err, x.want)
		}
	}
	// Above 99 and below the age the sex does not matter.
	if out := decide(t, s, "2022-01-01", map[string]any{"age": int64(100)}); !out.Known {
		t.Errorf("at 100 %v is missing", out.Missing)
	}
	for _, x := range []struct {
		c          Case
		key, field string
	}{
		{Case{"2019-12-31", nil}, "rule.not_in_force", "on"},
		{Case{"2021-06-01", nil}, "rule.not_in_force", "on"}, // between the two values
		{Case{"2022-1-1", nil}, "rule.value", "on"},
		{Case{"2022-01-01", map[string]any{"age": "80"}}, "rule.fact.value", "facts.age"},
		{Case{"2022-01-01", map[string]any{"age": int64(121)}}, "rule.fact.value", "facts.age"},
		{Case{"2022-01-01", map[string]any{"sex": "x"}}, "rule.fact.value", "facts.sex"},
		{Case{"2022-01-01", map[string]any{"old": int64(3)}}, "rule.fact.unknown", "facts.old"},
		{Case{"2022-01-01", map[string]any{"decision_day": "2022-01-01"}}, "rule.fact.unknown", "facts.decision_day"},
	} {
		_, err := s.Evaluate(x.c)
		if f, ok := fault.As(err); !ok || f.Key != x.key || f.Field != x.field || f.Kind != fault.Invalid {
			t.Errorf("%v: %v, want %s at %s", x.c, err, x.key, x.field)
		}
	}
}

// TestNumbersAreExact: texts that are numbers to some readers are refused, decimals are kept to the last.
func TestNumbersAreExact(t *testing.T) {
	for text, want := range map[string]int64{"12.34": 1234, "-0.5": -50, "7": 700, "7.10": 710, "7.1000": 710, "0": 0} {
		if got, err := readNumber(text, 2); err != nil || got != want {
			t.Errorf("readNumber(%s) = %d, %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "-", ".5", "-.5", "5.", "1e3", "+1", "1.234", "0x1", "１", "1 ", "99999999999999999"} {
		if got, err := readNumber(text, 2); err == nil {
			t.Errorf("readNumber(%q) = %d, want an error", text, got)
		}
	}
}

// TestCompletedYears: the birthday itself completes the year; 29 February completes on 1 March of a common year.
func TestCompletedYears(t *testing.T) {
	for _, x := range []struct {
		from, to string
		want     int64
	}{
		{"1944-03-09", "2026-03-08", 81},
		{"1944-03-09", "2026-03-09", 82},
		{"1944-02-29", "2026-02-28", 81},
		{"1944-02-29", "2026-03-01", 82},
		{"1944-02-29", "2024-02-29", 80},
		{"2000-01-01", "1999-12-31", -1},
		{"2000-01-01", "2000-01-01", 0},
	} {
		from, err := readDate(x.from)
		if err != nil {
			t.Fatal(err)
		}
		to, err := readDate(x.to)
		if err != nil {
			t.Fatal(err)
		}
		if got := completedYears(from, to); got != x.want {
			t.Errorf("completedYears(%s, %s) = %d, want %d", x.from, x.to, got, x.want)
		}
	}
}

// FuzzRead: no text panics; whatever is read can be evaluated with nothing known.
func FuzzRead(f *testing.F) {
	f.Add([]byte(plainSet))
	f.Add([]byte("format: 1\nfacts: [{id: a, type: boolean}]\nsteps: [{id: b, expression: {var: a}}]\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := Read(raw)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("not Invalid: %v", err)
			}
			return
		}
		day := dayText(s.epochs[0].days.low)
		if _, err := s.Evaluate(Case{On: day}); err != nil && fault.KindOf(err) != fault.Invalid {
			t.Fatalf("on %s: %v", day, err)
		}
	})
}
