package indicatorweb_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"mihe/internal/account/indicator"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
)

// workbook fetches a download and opens it with a reader that is not ours.
func (s *site) workbook(t *testing.T, path string) (*excelize.File, []byte) {
	t.Helper()
	w := s.fetch(path)
	content := bytes.Clone(w.Body.Bytes())
	if got := w.Header().Get("Content-Type"); got != "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" {
		t.Fatalf("%s: type %s, %s", path, got, w.Body)
	}
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return f, content
}

// stored is the n-th sheet of a workbook to the digit, each row as wide as the first: excelize rounds to fifteen digits.
func stored(t *testing.T, content []byte, n int) [][]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	part, err := z.Open(fmt.Sprintf("xl/worksheets/sheet%d.xml", n))
	if err != nil {
		t.Fatal(err)
	}
	var sheet struct {
		Rows []struct {
			Cells []struct {
				At     string `xml:"r,attr"`
				Number string `xml:"v"`
				Text   string `xml:"is>t"`
			} `xml:"c"`
		} `xml:"sheetData>row"`
	}
	if err := xml.NewDecoder(part).Decode(&sheet); err != nil {
		t.Fatal(err)
	}
	rows := make([][]string, len(sheet.Rows))
	for i, row := range sheet.Rows {
		rows[i] = make([]string, len(sheet.Rows[0].Cells))
		for _, c := range row.Cells {
			column, _, err := excelize.CellNameToCoordinates(c.At)
			if err != nil {
				t.Fatal(err)
			}
			rows[i][column-1] = c.Number + c.Text
		}
	}
	return rows
}

// The spreadsheet and the CSV hold the same, cell by cell, and neither rounds.
func testXLSX(t *testing.T, s *site) {
	for _, query := range []string{
		"bath?lang=zh-CN", "bath?lang=en&by=county", "illiteracy_15_plus?lang=zh-CN&by=sex&within=west", "income_urban_rural?lang=en&period=2020", "income?lang=zh-CN&by=economic_region&period=2019",
	} {
		id, rest, _ := strings.Cut(query, "?")
		body := bytes.TrimPrefix(s.fetch("/indicators/"+id+".csv?"+rest).Body.Bytes(), []byte("\xef\xbb\xbf"))
		want, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		f, content := s.workbook(t, "/indicators/"+id+".xlsx?"+rest)
		names := []string{"数据", "定义", "来源"}
		lang := i18n.ZhCN
		if strings.Contains(rest, "lang=en") {
			names, lang = []string{"data", "definition", "sources"}, i18n.En
		}
		if got := f.GetSheetList(); !cmp.Equal(got, names) {
			t.Fatalf("%s: sheets %q, want %q", query, got, names)
		}
		got := stored(t, content, 1)
		if len(got) != len(want) || len(want) < 3 {
			t.Fatalf("%s: %d rows, the CSV has %d", query, len(got), len(want))
		}
		for i := 1; i < len(want); i++ {
			for j := range want[i] {
				if text := web.Harmless(got[i][j]); text != want[i][j] {
					t.Errorf("%s: row %d, column %s: %q, the CSV has %q", query, i, want[0][j], text, want[i][j])
				}
			}
		}
		for j, name := range want[0] {
			if got[0][j] != s.words.Text(lang, "indicator.column."+name) || strings.Contains(got[0][j], "⟦") {
				t.Errorf("%s: column %s is headed %q", query, name, got[0][j])
			}
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

// Numbers are numbers, shown as on the page; beside them stand what they mean and where they come from.
func testXLSXForPeople(t *testing.T, s *site) {
	g := s.gap(t, indicator.Question{ID: "bath", By: indicator.ByProvince})
	f, content := s.workbook(t, "/indicators/bath.xlsx?lang=zh-CN")
	defer func() { _ = f.Close() }()
	value := "I2" // the ninth column of the first row, the whole country
	if kind, err := f.GetCellType("数据", value); kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber || err != nil {
		t.Errorf("%s is of type %v, %v; want a number", value, kind, err)
	}
	if got, err := f.GetCellValue("数据", value); got != figure(*g.Total.Value, g.Indicator.Decimals) || err != nil {
		t.Errorf("%s is shown as %s, %v; the page shows %s", value, got, err, figure(*g.Total.Value, g.Indicator.Decimals))
	}
	definition := ""
	for _, row := range stored(t, content, 2) {
		definition += strings.Join(row, ": ") + "\n"
	}
	for _, want := range []string{"量的是什么: " + g.Indicator.Measures.Zh, "没有量什么: " + g.Indicator.NotMeasured.Zh, "时期: 2020", "怎么算: "} {
		if !strings.Contains(definition, want) {
			t.Errorf("the definition does not say %q:\n%s", want, definition)
		}
	}
	sources := stored(t, content, 3)
	if len(sources) != len(g.Sources)+1 || sources[1][0] != g.Sources[0].Title.Zh || sources[1][1] != g.Sources[0].Publisher.Zh {
		t.Errorf("sources = %q, want %+v", sources, g.Sources)
	}
	if a, b := s.fetch("/indicators/bath.xlsx?by=county").Body.Bytes(), s.fetch("/indicators/bath.xlsx?by=county").Body.Bytes(); !bytes.Equal(a, b) || len(a) < 10_000 {
		t.Error("the same download gave other bytes")
	}
	if got := s.fetch("/indicators/bath.xlsx?by=county&within=520500").Header().Get("Content-Disposition"); got != "attachment; filename=bath_county_520500_2020-11-01.xlsx" {
		t.Errorf("file name: %s", got)
	}
	if href, _ := s.page(t, "/indicators/bath?by=county&within=520500").Find(".dl .btn").Eq(0).Attr("href"); href != "/indicators/bath.xlsx?by=county&period=2020-11-01&within=520500" {
		t.Errorf("the page offers %s", href)
	}
}
