package evaluationweb_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/account/evaluation"
	"mihe/internal/account/evaluation/evaluationweb"
	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatorweb"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
	"mihe/measure/composite"
)

// method is a small method without outliers and with every part of a report.
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

// figures: unit e lacks one of three indicators, unit f two; a name that would be markup if it were let through.
const figures = `id,name,a,b,c
d,Fourth,30,0,5
a,First,10,20,1
b,<script>x</script>,20,10,3
c,Third,25,5,2
e,Fifth,20,,4
f,Sixth,,,4
`

func catalogue(t testing.TB) *i18n.Catalog {
	t.Helper()
	words, err := i18n.Load(web.Words, indicator.Words, indicatorweb.Words, evaluation.Words, evaluationweb.Words)
	if err != nil {
		t.Fatal(err)
	}
	return words
}

func evaluate(t testing.TB, method string) *evaluation.Result {
	t.Helper()
	return evaluateFigures(t, method, figures)
}

func evaluateFigures(t testing.TB, method, figures string) *evaluation.Result {
	t.Helper()
	m, err := evaluation.ReadMethod(strings.NewReader(method))
	if err != nil {
		t.Fatal(err)
	}
	f, err := evaluation.ReadFrame(strings.NewReader(figures))
	if err != nil {
		t.Fatal(err)
	}
	table, err := evaluation.TableOf(m, f)
	if err != nil {
		t.Fatal(err)
	}
	r, err := evaluation.Evaluate(context.Background(), m, table)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// reports are the two documents of a result, by name.
func reports(t testing.TB, r *evaluation.Result) map[string]*goquery.Document {
	t.Helper()
	files, err := evaluationweb.Reports(context.Background(), catalogue(t), r)
	if err != nil {
		t.Fatal(err)
	}
	docs := map[string]*goquery.Document{}
	for _, f := range files {
		doc, err := goquery.NewDocumentFromReader(bytes.NewReader(f.Bytes))
		if err != nil {
			t.Fatal(err)
		}
		docs[f.Name] = doc
	}
	return docs
}

// A report is one file: it holds every part in both languages, runs nothing and asks for nothing.
func TestReports(t *testing.T) {
	docs := reports(t, evaluate(t, method))
	if len(docs) != 2 {
		t.Fatalf("%d reports", len(docs))
	}
	for name, doc := range docs {
		for _, fault := range faults(doc) {
			t.Errorf("%s: %s", name, fault)
		}
		for _, id := range []string{
			"limits", "bands", "scores", "means", "pillars", "firm", "ties", "choices", "left", "warnings", "figures", "outliers", "weights",
			"steps", "excluded", "units", "identity",
		} {
			if doc.Find("h2#"+id).Length() != 1 {
				t.Errorf("%s has no part %s", name, id)
			}
		}
		if doc.Find("#steps").Closest("section").Find("dt").Length() != 10 {
			t.Errorf("%s does not show ten steps", name)
		}
	}
	en := docs["report.en.html"]
	if banner := text(en.Find("aside.band")); !strings.HasPrefix(banner, "Illustrative: nobody has decided") {
		t.Errorf("the status is not said: %q", banner)
	}
	if row := cells(en.Find("section[aria-labelledby=excluded] tbody tr")); row != "Sixth | f | 33% | a, b" {
		t.Errorf("left out: %s", row)
	}
	if again := text(en.Find("section[aria-labelledby=identity]")); !strings.Contains(again, "--in data.csv") || strings.Contains(again, "Elsewhere") {
		t.Errorf("how to compute a file again: %q", again)
	}
	if !strings.Contains(text(en.Find("section[aria-labelledby=units]")), "<script>x</script>") {
		t.Error("a name is not shown as it is written")
	}
}

// Units stand by their codes, and no rank stands alone: a column of ranks holds intervals.
func TestUnitsStandByTheirCodes(t *testing.T) {
	en := reports(t, evaluate(t, method))["report.en.html"]
	table := en.Find("section[aria-labelledby=units] table")
	var codes []string
	table.Find("tbody tr").Each(func(_ int, row *goquery.Selection) {
		codes = append(codes, text(row.Find("td").First()))
		if ranks := text(row.Find("td").Eq(7)); !strings.Contains(ranks, "–") {
			t.Errorf("a rank without its interval: %q", ranks)
		}
	})
	if head := text(table.Find("thead th").Eq(8)); head != "Interval of ranks (90%)" {
		t.Errorf("the column is %q", head)
	}
	if !slices.Equal(codes, []string{"a", "b", "c", "d", "e"}) {
		t.Errorf("units in the order %v", codes)
	}
}

// The same result gives the same bytes.
func TestReportsAreStable(t *testing.T) {
	var first []evaluation.File
	for i := range 3 {
		files, err := evaluationweb.Reports(context.Background(), catalogue(t), evaluate(t, method))
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 && (!bytes.Equal(files[0].Bytes, first[0].Bytes) || !bytes.Equal(files[1].Bytes, first[1].Bytes)) {
			t.Fatal("two runs, two reports")
		}
		first = files
	}
}

// Every warning that the mathematics knows has its words in both languages; an unknown one would be seen.
func TestWarningsHaveWords(t *testing.T) {
	words := catalogue(t)
	kinds := 0
	for k := composite.ConstantColumn; k.String() != "unknown"; k++ {
		kinds++
		r := evaluate(t, method)
		w := evaluation.Warning{Kind: k.String(), Indicator: "a", Value: .75}
		if k == composite.CountedTwice {
			w.Indicator = "a|b"
		}
		r.Warnings = []evaluation.Warning{w}
		for name, doc := range reports(t, r) {
			said := text(doc.Find("section[aria-labelledby=warnings] li"))
			if said == "" || strings.ContainsAny(said, "⟦⟧{}") {
				t.Errorf("%s, %v: %q", name, k, said)
			}
		}
		if !words.Has("evaluation.warning." + k.String()) {
			t.Errorf("no words for %v", k)
		}
	}
	if kinds < 14 || words.Has("evaluation.warning.unknown") {
		t.Errorf("%d kinds of warning", kinds)
	}
}

// Every way of a method that a report puts into words has them: factors, weights, fillings, treatments.
func TestChoicesHaveWords(t *testing.T) {
	for _, change := range [][2]string{
		{"weights: {by: given}", "weights: {by: equal}"},
		{"weights: {by: given}", "weights: {by: entropy}"},
		{"weights: {by: given}", "weights: {by: critic}"},
		{"weights: {by: given}", "weights: {by: variation}"},
		{"imputation: {by: mean}", "imputation: {by: none}"},
		{"imputation: {by: mean}", "imputation: {by: median}"},
		{"status: illustrative", "status: adopted"},
		{"bands: 2", "bands: 5"},
		{"imputation: {by: mean}", "outliers: {skewness: 0.1, kurtosis: 0.1, points: 1}\nimputation: {by: mean}"},
		{"{runs: 200, ", "{runs: 200, imputations: [median], weights: [entropy], "},
		{", leave_out: true, rows: 64", ""},
	} {
		changed := strings.Replace(method, change[0], change[1], 1)
		if changed == method {
			t.Fatalf("%q is not in the method", change[0])
		}
		for name, doc := range reports(t, evaluate(t, changed)) {
			for _, fault := range faults(doc) {
				t.Errorf("%s with %s: %s", name, change[1], fault)
			}
		}
	}
}
