package data

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// facts opens a file of the folder the shipped facts were made from, which stands beside the reference numbers.
func facts(t *testing.T, name string) []map[string]string {
	t.Helper()
	dir := os.Getenv("MIHE_ORACLES")
	if dir == "" {
		t.Skip("MIHE_ORACLES is not set: the shipped facts are not compared with the files they were made from")
	}
	f, err := os.Open(filepath.Join(filepath.Dir(dir), "facts", name))
	if err != nil {
		t.Skipf("no original facts: %v", err)
	}
	defer func() { _ = f.Close() }() // read only
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, rec := range all[1:] {
		row := map[string]string{}
		for i, h := range all[0] {
			row[strings.TrimPrefix(h, "\ufeff")] = rec[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// key writes a row as the original files name it: code, column, period, vintage.
func (r Row) key() string {
	column := r.Variable
	switch {
	case r.Age != "":
		column = r.Sex + "_" + strings.NewReplacer("-", "_", "+", "_plus").Replace(r.Age)
	case r.Sex != "":
		column += "_" + r.Sex
	case r.Residence != "":
		column += "_" + r.Residence
	}
	return strings.Join([]string{r.Code, r.Level, column, r.Period, r.Vintage}, "|")
}

func shippedByKey(t *testing.T) map[string]Row {
	t.Helper()
	all := map[string]Row{}
	for row, err := range Observations() {
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := all[row.key()]; twice {
			t.Fatalf("%s is shipped twice", row.key())
		}
		all[row.key()] = row
	}
	return all
}

func TestShippedCounts(t *testing.T) {
	count := map[string]int{}
	for row, err := range Observations() {
		if err != nil {
			t.Fatal(err)
		}
		count[row.Level]++
		if row.Source == "" || row.Period == "" || row.Vintage == "" {
			t.Fatalf("%+v lacks source, period or vintage", row)
		}
	}
	// 2,947 units x (54 census columns + 38 age-by-sex columns + 10 sums of those).
	if want := 2947 * (54 + 38 + 10); count["county"] != want {
		t.Errorf("county rows = %d, want %d", count["county"], want)
	}
	// 371 published rows less the header: 1 nation, 31 provinces, 338 prefectures x 54 columns, and 2,564 of the series.
	if got, want := count["nation"]+count["province"]+count["prefecture"], 370*54+2564; got != want {
		t.Errorf("published and provincial rows = %d, want %d", got, want)
	}
}

func TestShippedFactsEqualTheirOriginals(t *testing.T) {
	all := shippedByKey(t)
	compared := 0
	same := func(key, want string) {
		t.Helper()
		compared++
		row, ok := all[key]
		got := strconv.FormatFloat(row.Value, 'f', row.Decimals, 64)
		if row.Missing {
			got = ""
		}
		if !ok || got != want {
			t.Errorf("%s = %q (held %v), want %q", key, got, ok, want)
		}
	}
	wide := func(file, level string) {
		for _, r := range facts(t, file) {
			at := level
			if at == "" {
				at = r["level"]
			}
			for column, value := range r {
				if column != "code" && column != "name_zh" && column != "level" {
					same(strings.Join([]string{r["code"], at, column, "2020-11-01", "census 2020"}, "|"), value)
				}
			}
		}
	}
	wide("census-2020-county.csv", "county")
	wide("census-2020-county-age-sex.csv", "county")
	wide("census-2020-published.csv", "")
	for _, r := range facts(t, "province-series.csv") {
		level := "province"
		if r["code"] == "000000" {
			level = "nation"
		}
		same(strings.Join([]string{r["code"], level, r["indicator"], r["period"], r["vintage"]}, "|"), r["value"])
	}
	if want := 2947*(54+38) + 370*54 + 2564; compared != want {
		t.Errorf("compared %d figures, want %d", compared, want)
	}
}

// The sums by sex that the files do not hold must add up to the totals that they do.
func TestSumsOfAgesCloseWithTheTotals(t *testing.T) {
	all := shippedByKey(t)
	closed := 0
	for key, men := range all {
		if men.Level != "county" || men.Sex != "male" || men.Age != "" || !strings.HasPrefix(men.Variable, "population_") || men.Variable == "population_15_plus" {
			continue
		}
		women, total := all[strings.Replace(key, "_male|", "_female|", 1)], all[strings.Replace(key, "_male|", "|", 1)]
		if men.Value+women.Value != total.Value {
			t.Errorf("%s: %v men and %v women, want %v together", key, men.Value, women.Value, total.Value)
		}
		closed++
	}
	if want := 5 * 2947; closed != want {
		t.Errorf("closed %d sums, want %d", closed, want)
	}
}

func TestEverySeriesNamesAKnownSourceAndVariable(t *testing.T) {
	sources, err := Sources()
	if err != nil {
		t.Fatal(err)
	}
	variables, err := Variables()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, s := range sources {
		known["source "+s.ID] = true
	}
	for _, v := range variables {
		known["variable "+v.ID] = true
	}
	for row, err := range Observations() {
		if err != nil {
			t.Fatal(err)
		}
		if !known["source "+row.Source] || !known["variable "+row.Variable] {
			t.Fatalf("%+v names an unknown source or variable", row)
		}
	}
}
