package indicatorweb_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/account/indicator"
	"mihe/internal/base/i18n"
)

func testCSV(t *testing.T, s *site) {
	for path, q := range map[string]indicator.Question{
		"/indicators/bath.csv":                           {ID: "bath", By: indicator.ByProvince},
		"/indicators/bath.csv?by=county":                 {ID: "bath", By: indicator.ByCounty},
		"/indicators/income_urban_rural.csv?period=2020": {ID: "income_urban_rural", By: indicator.ByUrbanRural, Period: "2020"},
	} {
		g := s.gap(t, q)
		w := s.fetch(path)
		if got := w.Header().Get("Content-Type"); got != "text/csv; charset=utf-8" {
			t.Errorf("%s: type %s", path, got)
		}
		body, marked := bytes.CutPrefix(w.Body.Bytes(), []byte("\xef\xbb\xbf"))
		if !marked {
			t.Errorf("%s: no byte order mark: a spreadsheet would take it for GB18030", path)
		}
		rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		at := map[string]int{}
		for i, name := range rows[0] {
			at[name] = i
		}
		levels := append([]indicator.Level{g.Total}, g.Groups...)
		if len(rows) != len(levels)+1 {
			t.Fatalf("%s: %d rows, want %d", path, len(rows)-1, len(levels))
		}
		for i, l := range levels {
			row := rows[i+1]
			got := []string{row[at["code"]], row[at["name"]], row[at["period"]], row[at["value"]], row[at["plain"]], row[at["published"]], row[at["completeness"]]}
			want := []string{l.Code, l.Name.Zh, g.Question.Period, exact(l.Value), exact(l.Plain), exact(l.Published), exact(l.Completeness)}
			if !cmp.Equal(got, want) {
				t.Errorf("%s row %d: %s", path, i+1, cmp.Diff(want, got))
			}
		}
	}
	if got := s.fetch("/indicators/bath.csv?by=county&within=520500").Header().Get("Content-Disposition"); got != "attachment; filename=bath_county_520500_2020-11-01.csv" {
		t.Errorf("file name: %s", got)
	}
}

func exact(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'f', -1, 64)
}

// The JSON is the contract of the command line, byte for byte.
func testJSON(t *testing.T, s *site) {
	for path, q := range map[string]indicator.Question{
		"/indicators/bath.json?lang=zh-CN":                          {ID: "bath", By: indicator.ByProvince},
		"/indicators/illiteracy_15_plus.json?by=sex&within=west":    {ID: "illiteracy_15_plus", By: indicator.BySex, Within: "west"},
		"/indicators/income.json?by=economic_region&period=2019":    {ID: "income", By: indicator.ByEconomicRegion, Period: "2019"},
		"/indicators/urban_share.json?by=urban_rural&within=520500": {ID: "urban_share", By: indicator.ByUrbanRural, Within: "520500"},
	} {
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(s.gap(t, q).Wire(s.words, i18n.ZhCN)); err != nil {
			t.Fatal(err)
		}
		if got := s.fetch(path, "Accept-Language", "zh").Body.String(); got != want.String() {
			t.Errorf("%s: %s", path, cmp.Diff(want.String(), got))
		}
	}
	// What the page offers is what it shows: the same question, spelt out.
	href, _ := s.page(t, "/indicators/bath?by=county&within=520500").Find(".dl .btn").Eq(2).Attr("href")
	if want := "/indicators/bath.json?by=county&period=2020-11-01&within=520500"; href != want {
		t.Errorf("the page offers %s, want %s", href, want)
	}
	if !strings.Contains(s.fetch(href).Body.String(), `"within": "520500"`) {
		t.Error("the download answers another question")
	}
}
