package evaluation_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/account/evaluation"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

// method is a small method; a test changes lines of it.
const method = `format: 1
id: small
version: 1
status: illustrative
title: {zh: "小例", en: "Small"}
steps:
  framework: &answer {zh: "答", en: "answer"}
  data: *answer
  imputation: *answer
  multivariate: *answer
  normalisation: *answer
  weighting_aggregation: *answer
  robustness: *answer
  back_to_data: *answer
  links: *answer
  presentation: *answer
nodes:
  - {id: index, title: *answer}
  - {id: first, parent: index, weight: 3, title: *answer}
  - {id: second, parent: index, weight: 1, title: *answer}
indicators:
  - {id: a, parent: first, weight: 1, direction: up}
  - {id: b, parent: first, weight: 1, direction: down}
  - {id: c, parent: second, weight: 1, direction: up}
screen: {least: 0.6}
imputation: {by: mean}
normalisation: {by: minmax, low: 1, high: 101}
weights: {by: given}
aggregation: {by: arithmetic}
uncertainty: {runs: 200, band: 0.5, aggregations: [geometric], normalisations: [rank], leave_out: true, rows: 64}
bands: 2
seed: 7
`

// figures: unit e lacks one of three indicators, unit f two.
const figures = `id,name,a,b,c
d,Fourth,30,0,5
a,First,10,20,1
b,Second,20,10,3
c,Third,25,5,2
e,Fifth,20,,4
f,Sixth,,,4
`

func read(t *testing.T, text string) *evaluation.Method {
	t.Helper()
	m, err := evaluation.ReadMethod(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func table(t *testing.T, m *evaluation.Method, text string) *evaluation.Table {
	t.Helper()
	f, err := evaluation.ReadFrame(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	tab, err := evaluation.TableOf(m, f)
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

func evaluate(t *testing.T, method, figures string) *evaluation.Result {
	t.Helper()
	m := read(t, method)
	r, err := evaluation.Evaluate(context.Background(), m, table(t, m, figures))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The scores by hand: a and c from worst to best onto 1 to 101, b reversed, e's b filled with the mean 8.75 of the four.
// First = (a + b)/2, index = (3 First + Second)/4; the geometric mean is taken at both levels.
func TestScoresByHand(t *testing.T) {
	r := evaluate(t, method, figures)
	want := map[string][3]float64{ // a, b, c on the scale
		"a": {1, 1, 1}, "b": {51, 51, 51}, "c": {76, 76, 26}, "d": {101, 101, 101}, "e": {51, 1 + 100*(20-8.75)/20, 76},
	}
	if len(r.Units) != 5 || len(r.Excluded) != 1 || r.Excluded[0].ID != "f" || len(r.Excluded[0].Missing) != 2 {
		t.Fatalf("%d units, excluded %+v", len(r.Units), r.Excluded)
	}
	for i, u := range r.Units {
		w := want[u.ID]
		index := (3*(w[0]+w[1])/2 + w[2]) / 4
		geometric := math.Exp((3*math.Log(math.Sqrt(w[0]*w[1])) + math.Log(w[2])) / 4)
		if math.Abs(u.Score-index) > 1e-12*index || u.Arithmetic != u.Score || math.Abs(*u.Geometric-geometric) > 1e-12*geometric {
			t.Errorf("%s: %v and %v, want %v and %v", u.ID, u.Score, *u.Geometric, index, geometric)
		}
		if i > 0 && u.ID < r.Units[i-1].ID {
			t.Errorf("units are not in the order of their identifiers")
		}
		if u.Ranks.Best > u.Ranks.Median || u.Ranks.Median > u.Ranks.Worst || u.Low > u.High || u.BestBand > u.WorstBand {
			t.Errorf("%s: %+v", u.ID, u)
		}
	}
	e := r.Units[4]
	if e.Name.Zh != "Fifth" || math.Abs(e.Imputed-0.375) > 1e-15 { // half of First, which is three quarters
		t.Errorf("%s: imputed %v", e.Name.Zh, e.Imputed)
	}
	if d := r.Units[3]; d.Rank != 1 || d.Ranks.Worst != 1 || d.Band != 1 { // first in everything, whatever is chosen
		t.Errorf("%+v", d)
	}
	if a := r.Units[0]; a.Rank != 5 || a.Ranks.Best != 5 || a.Band != 2 {
		t.Errorf("%+v", a)
	}
	if c := r.Units[2]; r.Nodes[c.Weakest].ID != "second" {
		t.Errorf("c is weakest in %s", r.Nodes[c.Weakest].ID)
	}
}

// Whatever leaves the formulas is a number: JSON refuses others.
func TestWireHoldsNumbers(t *testing.T) {
	r := evaluate(t, method, figures)
	raw, err := json.Marshal(r.Wire())
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(raw, []byte(":null")) && !bytes.Contains(raw, []byte("too_wide")) {
		t.Errorf("a value is absent without a reason: %s", raw)
	}
}

// The same method, figures and seed give the same manifest, here and on every machine; any change gives another.
func TestManifest(t *testing.T) {
	const want = "01d7fee870ba5f9a0c63ca37e23348d967932834913aaeb4accfaf7b996b6464"
	hash := func(method, figures string) (string, string) {
		m := read(t, method)
		tab := table(t, m, figures)
		r, err := evaluation.Evaluate(context.Background(), m, tab)
		if err != nil {
			t.Fatal(err)
		}
		files, err := r.Files(tab)
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		w, err := r.Save(dir, files)
		if err != nil {
			t.Fatal(err)
		}
		return w.Hash, dir
	}
	first, dir := hash(method, figures)
	if first != want {
		t.Errorf("the manifest's hash is %s; a change of algorithm or format may change it, a change of machine may not", first)
	}
	if again, _ := hash(method, figures); again != first {
		t.Errorf("the second time %s", again)
	}
	lines := strings.Split(strings.TrimSpace(figures), "\n")
	slices.Reverse(lines[1:])
	if again, _ := hash(method, strings.Join(lines, "\n")+"\n"); again != first {
		t.Errorf("in another order of lines %s", again)
	}
	for name, other := range map[string][2]string{
		"seed":   {strings.Replace(method, "seed: 7", "seed: 8", 1), figures},
		"figure": {method, strings.Replace(figures, "30,0,5", "30,0,6", 1)},
		"words":  {strings.Replace(method, "Small", "Smaller", 1), figures},
	} {
		if again, _ := hash(other[0], other[1]); again == first {
			t.Errorf("another %s, the same manifest", name)
		}
	}
	// The manifest names every byte in the folder.
	raw, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var m evaluation.Manifest
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != len(m.Files)+1 {
		t.Errorf("%d files, %d in the manifest, %v", len(entries), len(m.Files), err)
	}
}

// What was evaluated is written so that it can be evaluated again.
func TestDataFileReadsBack(t *testing.T) {
	m := read(t, method)
	tab := table(t, m, figures)
	again := table(t, m, string(tab.CSV(m)))
	if diff := cmp.Diff(tab.Matrix, again.Matrix); diff != "" {
		t.Error(diff)
	}
}

// Nothing that a person put or changed in a folder is written over: not a file of a foreign name, not one that bears the name of
// an evaluation's file, not one of an earlier evaluation that was changed since.
func TestForeignFolder(t *testing.T) {
	r := evaluate(t, method, figures)
	save := func(dir, text string) (evaluation.Written, error) {
		return r.Save(dir, []evaluation.File{{Name: "data.csv", Bytes: []byte(text)}, {Name: text, Bytes: []byte("one")}})
	}
	put := func(dir, name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, tc := range []struct {
		name    string
		prepare func(dir string)
		fine    bool
	}{
		{"empty", func(string) {}, true},
		{"a foreign name", func(dir string) { put(dir, "letters.txt", "x") }, false},
		{"one's own data", func(dir string) { put(dir, "data.csv", "mine") }, false},
		{"one's own manifest", func(dir string) { put(dir, "manifest.json", "{}") }, false},
		{"the same, stopped before its manifest", func(dir string) { put(dir, "data.csv", "new") }, true},
		{"an earlier one", func(dir string) { _, _ = save(dir, "old") }, true},
		{"an earlier one, changed", func(dir string) { _, _ = save(dir, "old"); put(dir, "data.csv", "mended") }, false},
		{"an earlier one, added to", func(dir string) { _, _ = save(dir, "old"); put(dir, "letters.txt", "x") }, false},
		{"the same", func(dir string) { _, _ = save(dir, "new") }, true},
	} {
		dir := t.TempDir()
		tc.prepare(dir)
		before := folder(t, dir)
		w, err := save(dir, "new")
		after := folder(t, dir)
		if (err == nil) != tc.fine || err != nil && (fault.KindOf(err) != fault.Invalid || w.Hash != "" || !cmp.Equal(before, after)) {
			t.Errorf("%s: %+v, %v; before %v, after %v", tc.name, w, err, before, after)
		}
		if tc.fine && (len(after) != 3 || after["data.csv"] != "new") {
			t.Errorf("%s: left %v", tc.name, after)
		}
		if replaced := w.Replaced != ""; replaced != (tc.name == "an earlier one") {
			t.Errorf("%s: replaced %q", tc.name, w.Replaced)
		}
	}
}

// folder is the text of every file.
func folder(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, e := range entries {
		raw, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[e.Name()] = string(raw)
	}
	return all
}

// Each method that says too little, too much or something impossible is refused at the field, in both languages.
func TestMethodsRefused(t *testing.T) {
	words, err := i18n.Load(evaluation.Words, csvfile.Words)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ field, from, to string }{
		{"format", "format: 1", "format: 2"},
		{"id", "id: small", "id: Small"},
		{"version", "version: 1", "version: 0"},
		{"status", "illustrative", "official"},
		{"title", `title: {zh: "小例", en: "Small"}`, `title: {zh: "小例"}`},
		{"bands", "bands: 2", "bands: 1"},
		{"steps.links", "  links: *answer\n", ""},
		{"steps.links", "links: *answer", `links: {zh: "答", en: " "}`},
		{"steps.extra", "  links: *answer\n", "  links: *answer\n  extra: *answer\n"},
		{"nodes", "{id: first, parent: index, weight: 3,", "{id: first,"},
		{"nodes[second].parent", "{id: second, parent: index,", "{id: second, parent: none,"},
		{"nodes[second].weight", "parent: index, weight: 1", "parent: index, weight: 0"},
		{"nodes[second].id", "{id: c, parent: second", "{id: c, parent: first"},
		{"nodes[first].parent", "{id: first, parent: index,", "{id: first, parent: first,"},
		{"indicators[a].direction", "{id: a, parent: first, weight: 1, direction: up}", "{id: a, parent: first, weight: 1, direction: more}"},
		{"indicators[a].weight", "{id: a, parent: first, weight: 1", "{id: a, parent: first, weight: .nan"},
		{"indicators[a].worst", "{id: a, parent: first, weight: 1", "{id: a, parent: first, worst: 0, weight: 1"},
		{"indicators[a].best", "{id: a, parent: first, weight: 1", "{id: a, parent: first, worst: 9, best: 1, weight: 1"},
		{"indicators[a].worst", "{id: a, parent: first, weight: 1", "{id: a, parent: first, worst: .nan, best: 1, weight: 1"},
		{"indicators[a].id", "{id: b,", "{id: a,"},
		{"indicators[b].parent", "{id: b, parent: first", "{id: b, parent: third"},
		{"indicators[a].target", "by: minmax", "by: target"},
		{"screen.least", "least: 0.6", "least: 0"},
		{"imputation.by", "by: mean}", "by: guess}"},
		{"normalisation.by", "by: minmax", "by: magic"},
		{"normalisation.low", "low: 1, high: 101", "low: 0, high: 100"},
		{"normalisation.low", "low: 1, high: 101", "low: 5, high: 5"},
		{"normalisation.low", "by: minmax", "by: efficacy"},
		{"weights.by", "by: given", "by: taste"},
		{"aggregation.by", "by: arithmetic", "by: best"},
		{"uncertainty.runs", "runs: 200", "runs: 10"},
		{"uncertainty.rows", "rows: 64", "rows: 65"},
		{"uncertainty.band", "band: 0.5", "band: 2"},
		{"uncertainty.aggregations", "aggregations: [geometric]", "aggregations: [arithmetic]"},
		{"uncertainty.normalisations", "[rank]", "[rank, rank]"},
		{"uncertainty.treatment", "runs: 200", "runs: 200, treatment: true"},
		{"uncertainty", "{runs: 200, band: 0.5, aggregations: [geometric], normalisations: [rank], leave_out: true, rows: 64}", "{runs: 200}"},
		{"", "bands: 2", "bands: 2\nextra: 1"},
		{"", "bands: 2", "bands: 2\n---\nformat: 1"},
	} {
		if !strings.Contains(method, c.from) {
			t.Fatalf("%q is not in the method", c.from)
		}
		_, err := evaluation.ReadMethod(strings.NewReader(strings.Replace(method, c.from, c.to, 1)))
		wrong, ok := fault.As(err)
		if !ok || wrong.Kind != fault.Invalid || wrong.Field != c.field {
			t.Errorf("%q: %v, want a refusal of %q", c.to, err, c.field)
			continue
		}
		for _, l := range i18n.Langs {
			if said := words.Text(l, wrong.Key, wrong.Args...); strings.ContainsAny(said, "{}⟦") && wrong.Key != "evaluation.method.text" {
				t.Errorf("%q in %s: %s", c.to, l, said)
			}
		}
	}
}

// What the mathematics refuses is the input's fault, in words and without a number.
func TestEvaluationsRefused(t *testing.T) {
	far := "id,a,b,c\n" // one unit more than five standard deviations behind: its z-score lies below the scale
	for i := range 40 {
		far += fmt.Sprintf("u%02d,%d,%d,1%d\n", i, i%2, i%3, i%5)
	}
	far += "far,-99,1,10\n"
	for name, c := range map[string]struct{ method, figures, key string }{
		"two units left":     {method, "id,a,b,c\na,1,2,3\nb,2,3,4\nc,,,1\n", "evaluation.few_units"},
		"nothing varies":     {method, "id,a,b,c\na,1,2,3\nb,1,2,3\nc,1,2,3\n", "evaluation.refused"},
		"below the scale":    {strings.Replace(method, "normalisations: [rank]", "normalisations: [z]", 1), far, "evaluation.refused"},
		"an indicator empty": {method, "id,a,b,c\na,1,2,\nb,2,3,\nc,3,1,\n", "evaluation.refused"},
	} {
		m := read(t, c.method)
		r, err := evaluation.Evaluate(context.Background(), m, table(t, m, c.figures))
		wrong, ok := fault.As(err)
		if !ok || wrong.Kind != fault.Invalid || wrong.Key != c.key || r != nil {
			t.Errorf("%s: %v, want %s", name, err, c.key)
		}
	}
	m := read(t, method)
	for name, figures := range map[string]string{
		"a unit twice": "id,a,b,c\na,1,2,3\na,2,3,4\nb,3,4,5\n", "too large": "id,a,b,c\na,1e200,2,3\nb,2,3,4\nc,3,4,5\n", "no column": "id,a,b\na,1,2\n",
	} {
		f, err := evaluation.ReadFrame(strings.NewReader(figures))
		if err != nil {
			t.Fatal(err)
		}
		if tab, err := evaluation.TableOf(m, f); fault.KindOf(err) != fault.Invalid || tab != nil && err == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A constant indicator counts for nothing and changes no score; it is named.
func TestConstantIndicator(t *testing.T) {
	with := strings.Replace(method, "  - {id: c, parent: second", "  - {id: k, parent: second, weight: 5, direction: up}\n  - {id: c, parent: second", 1)
	lines := strings.Split(strings.TrimSpace(figures), "\n")
	for i := range lines {
		lines[i] += map[bool]string{true: ",k", false: ",7"}[i == 0]
	}
	plain, other := evaluate(t, method, figures), evaluate(t, with, strings.Join(lines, "\n"))
	if len(plain.Units) > len(other.Units) {
		t.Fatalf("%d units and %d", len(plain.Units), len(other.Units))
	}
	scores := map[string]float64{}
	for _, u := range other.Units {
		scores[u.ID] = u.Score
	}
	named := slices.ContainsFunc(other.Warnings, func(w evaluation.Warning) bool { return w.Indicator == "k" })
	if !named {
		t.Errorf("the constant indicator is not named: %+v", other.Warnings)
	}
	for _, u := range plain.Units {
		if math.Abs(scores[u.ID]-u.Score) > 1e-9 && u.ID != "e" { // e's gap is filled from other units once f has two of four
			t.Errorf("%s: %v with a constant indicator, %v without", u.ID, scores[u.ID], u.Score)
		}
	}
}

func ExampleReadMethod() {
	m, err := evaluation.ReadMethod(strings.NewReader(method))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.ID, m.Version, len(m.Indicators))
	// Output: small 1 3
}
