package fact_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/access"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/sheetfile"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/facttest"
	"mihe/standard/xlsx/xlsxtest"
)

// goodCells are the header and one row that is accepted, as the inside of a sheet.
func goodCells(more ...[]string) string {
	return xlsxtest.Rows(append([][]string{fact.Columns[:], {"broadband_share", "520526", "2023", "", "", "61.25", "", "county bulletin 2023"}}, more...)...)
}

// row writes one row out as in the file.
func row(number int, cells string) string {
	return fmt.Sprintf(`<row r="%d">%s</row>`, number, cells)
}

func importSheet(s *fact.Service, parts xlsxtest.Parts) (fact.Report, error) {
	return importText(s, string(parts.Zip()))
}

func TestSpreadsheetStoresWhatItsCellsSay(t *testing.T) {
	s := open(t)
	text := func(at, text string) string {
		return `<c r="` + at + `" t="inlineStr"><is><t>` + text + `</t></is></c>`
	}
	parts := xlsxtest.New(row(3, text("A3", "source")+text("B3", " value ")+text("C3", "indicator")+text("D3", "region")+text("E3", "period")+
		text("F3", "sex")+text("G3", "residence")+text("H3", "state")+text("I3", "vintage")+text("J3", csvfile.MarkTitle+" old"))+
		row(4, text("A4", "bulletin")+`<c r="B4" s="1"><v>12345.6</v></c>`+text("C4", "income_rural")+`<c r="D4"><v>520526</v></c><c r="E4"><v>2020</v></c>`+text("J4", "an old reason"))+
		row(5, text("A5", "  "))+row(6, text("J6", "a row with nothing but an old reason"))+
		row(7, text("A7", "census")+`<c r="B7"><v>0.1000000000000000055</v></c>`+text("C7", "growth")+`<c r="D7" s="4"><v>0</v></c><c r="E7" s="2"><v>44136</v></c>`)+
		row(9, text("A9", "bureau")+text("C9", "girls")+text("D9", "441900@prefecture")+`<c r="E9" s="3"><v>44136</v></c>`+text("F9", "女")+text("H9", "suppressed")),
	).Formats("0.00", "yyyy-mm-dd", `yyyy"年"m"月"`, "000000").AddSheet("notes", "visible", "").AddSheet("lists", "hidden", goodCells())
	r, err := importSheet(s, parts)
	if err != nil || r.Stored != 3 || r.Read != 3 || !r.Markable {
		t.Fatalf("Import = %+v, %v", r, err)
	}
	for q, want := range map[fact.Query]fact.Cell{
		{Variable: "income", Period: "2020", Level: region.County, Breakdown: fact.Breakdown{Residence: fact.Rural}}: {
			Region: region.Key{Code: "520526", Level: region.County}, Value: 12345.6, Decimals: 2, State: fact.Observed, Source: "bulletin",
		},
		{Variable: "growth", Period: "2020-11-01", Level: region.Nation}: {Region: region.Country, Value: 0.1, Decimals: 1, State: fact.Observed, Source: "census"},
		{Variable: "pupils", Period: "2020-11", Level: region.Prefecture, Breakdown: fact.Breakdown{Sex: fact.Female}}: {
			Region: region.Key{Code: "441900", Level: region.Prefecture}, State: fact.Suppressed, Source: "bureau",
		},
	} {
		if diff := cmp.Diff([]fact.Cell{want}, facttest.Cells(t, s, q)); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", q, diff)
		}
	}
	if again, err := importSheet(s, parts); err != nil || again.Unchanged != 3 || again.Stored != 0 {
		t.Errorf("the same spreadsheet again = %+v, %v", again, err)
	}
	batches, err := s.Batches(context.Background(), access.Operator())
	if err != nil || len(batches) != 1 || len(batches[0].SHA256) != 64 {
		t.Errorf("batches = %+v, %v", batches, err)
	}
}

// sameInSheets are the families whose rows a spreadsheet can hold too, with what it says otherwise: a text about whole lines. The
// others are about bytes, quotes and commas, which a spreadsheet does not have.
var sameInSheets = map[string][]wrong{
	"formula in every column": nil, "wrong header": nil, "no header": {{1, "", "broadband_share,520526,2023,61.25,county bulletin 2023", "header.none"}}, "header only": {{1, "", "", "norows"}},
	"duplicate key": nil, "revision without a new vintage": nil, "dates": nil, "numbers": nil, "huge number": nil, "states and values": nil,
	"sex and residence": nil, "computed from its parts": nil, "path traversal": nil, "townships": nil, "empty": nil, "blank lines": nil,
}

func TestMalformedRowsSayTheSameInASpreadsheet(t *testing.T) {
	s := held(t)
	all := families(t)
	for name, other := range sameInSheets {
		t.Run(name, func(t *testing.T) {
			tc, ok := all[name]
			if !ok {
				t.Fatal("no such family")
			}
			want := tc.want
			if other != nil {
				want = other
			}
			r := csv.NewReader(strings.NewReader(tc.content))
			r.FieldsPerRecord, r.LazyQuotes = -1, true
			rows, err := r.ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			report, err := importSheet(s, xlsxtest.New(xlsxtest.Rows(rows...)))
			if f, ok := fault.As(err); !ok || f.Key != "fact.import.rejected" || report.Stored != 0 || !report.Markable {
				t.Errorf("Import = %+v, %v", report, err)
			}
			if diff := cmp.Diff(want, said(report), cmp.AllowUnexported(wrong{})); diff != "" {
				t.Errorf("rejections (-want +got):\n%s", diff)
			}
		})
	}
}

// sheetFamilies are the ways in which only spreadsheets are malformed.
func sheetFamilies() map[string]struct {
	content []byte
	want    []wrong
} {
	type family = struct {
		content []byte
		want    []wrong
	}
	file := func(key string) []wrong { return []wrong{{1, "", "data.csv", key}} }
	whole := xlsxtest.New(goodCells())
	bomb := whole.Shared("<t>" + strings.Repeat("0", 30<<20) + "</t>")
	crowd := maps.Clone(whole)
	for i := range 2100 {
		crowd[fmt.Sprint("xl/", i)] = ""
	}
	later := func(cells string) []byte { return xlsxtest.New(goodCells() + cells).Zip() }
	const start = `<c r="A3" t="inlineStr"><is><t>growth</t></is></c><c r="B3"><v>520526</v></c>`
	text := func(at string) string { return `<c r="` + at + `" t="inlineStr"><is><t>a</t></is></c>` }
	return map[string]family{
		"a password":              {oleFile("EncryptedPackage"), file("encrypted")},
		"the old format":          {oleFile("Workbook"), file("old")},
		"another zip file":        {xlsxtest.Parts{"data.csv": good}.Zip(), file("foreign")},
		"macros":                  {whole.With("xl/vbaProject.bin", "x").Zip(), file("macros")},
		"links to other files":    {whole.With("xl/externalLinks/externalLink1.xml", "<x/>").Zip(), file("linked")},
		"a bomb":                  {bomb.Zip(), file("large")},
		"2,100 files":             {crowd.Zip(), file("large")},
		"a file too large":        {append([]byte("PK\x03\x04"), make([]byte, 64<<20)...), file("large")},
		"cut off":                 {whole.Zip()[:900], file("damaged")},
		"wrong types":             {whole.Replace(xlsxtest.Types, "sheet.main+xml", "styles+xml").Zip(), file("foreign")},
		"entities that grow":      {whole.With(xlsxtest.Sheet, `<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>`).Zip(), file("damaged")},
		"every sheet hidden":      {whole.Replace(xlsxtest.Workbook, `name="data"`, `name="data" state="hidden"`).Zip(), file("nosheet")},
		"two sheets with data":    {whole.AddSheet("more", "visible", goodCells()).Zip(), []wrong{{1, "", "more", "sheets"}}},
		"another template":        {whole.Property("mihe-template", "townships 1").Zip(), []wrong{{1, "", "townships 1", "template"}}},
		"an old template":         {whole.Property("mihe-template", "observations 0").Zip(), []wrong{{1, "", "observations 0", "version"}}},
		"a text beyond the table": {later(row(3, `<c r="A3" t="s"><v>7</v></c>`)), []wrong{{2, "", "", "damaged"}}},
		"a sheet cut in the middle": {
			xlsxtest.New(goodCells()).Replace(xlsxtest.Sheet, "</sheetData></worksheet>", "").Zip(), []wrong{{2, "", "", "damaged"}},
		},
		"a hidden row": {
			later(`<row r="3" hidden="1">` + start + `</row>`), []wrong{{3, "", "growth,520526,,,,,,,", "hidden"}},
		},
		"cells to the right": {later(row(3, start+text("L3"))), []wrong{{3, "", "a", "beyond"}}},
		"merged cells": {
			xlsxtest.New(goodCells()).Replace(xlsxtest.Sheet, "</sheetData>", `</sheetData><mergeCells><mergeCell ref="B2:B3"/><mergeCell ref="L1:M2"/></mergeCells>`).Zip(),
			[]wrong{{2, "", "B2:B3", "merged"}},
		},
		"formula cells": {
			later(row(3, start+`<c r="C3"><v>2020</v></c><c r="F3"><f>SUM(F2:F2)</f><v>61.25</v></c><c r="G3" t="str"><f t="shared" si="1"/><v>observed</v></c>`+text("H3"))),
			[]wrong{{3, "value", "=SUM(F2:F2)", "formula"}, {3, "state", "=", "formula"}},
		},
		"percents, dates and errors": {
			xlsxtest.New(goodCells()+row(3, start+`<c r="C3"><v>2020</v></c><c r="F3" s="1"><v>0.6125</v></c>`+text("H3"))+
				row(4, strings.ReplaceAll(start, "3\"", "4\"")+`<c r="C4" s="2"><v>44136</v></c><c r="F4" s="3"><v>44136</v></c>`+text("H4"))+
				row(5, strings.ReplaceAll(start, "3\"", "5\"")+`<c r="C5"><v>2021</v></c><c r="F5" t="e"><v>#N/A</v></c>`+text("H5"))).
				Formats("0.00%", `m"月"d"日"`, "yyyy-mm-dd").Zip(),
			[]wrong{
				{3, "value", "61.25%", "value.percent"}, {4, "period", "--11-01", "period.format"}, {4, "value", "2020-11-01", "value.format"}, {5, "value", "#N/A", "value.format"},
			},
		},
		"line breaks and long texts": {
			later(row(3, start+`<c r="C3"><v>2020</v></c><c r="F3"><v>1</v></c><c r="H3" t="inlineStr"><is><t>two`+"\n"+`lines</t></is></c><c r="I3" t="inlineStr"><is><t>`+strings.Repeat("v", 1001)+`</t></is></c>`)),
			[]wrong{{3, "source", "two\ufffdlines", "control"}, {3, "vintage", strings.Repeat("v", 80) + "…", "long"}},
		},
	}
}

func oleFile(stream string) []byte {
	out := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 1500)
	for _, c := range stream {
		out += string(c) + "\x00"
	}
	return []byte(out)
}

func TestMalformedSpreadsheetsAreReportedInFullAndStoreNothing(t *testing.T) {
	s := held(t)
	words, err := i18n.Load(csvfile.Words, sheetfile.Words, fact.Words)
	if err != nil {
		t.Fatal(err)
	}
	version := facttest.Version(t, s)
	for name, tc := range sheetFamilies() {
		t.Run(name, func(t *testing.T) {
			report, err := importText(s, string(tc.content))
			wantRefused(t, words, report, err)
			if diff := cmp.Diff(tc.want, said(report), cmp.AllowUnexported(wrong{})); diff != "" {
				t.Errorf("rejections (-want +got):\n%s", diff)
			}
			if v := facttest.Version(t, s); v != version {
				t.Errorf("version went from %d to %d", version, v)
			}
		})
	}
	if r, err := importSheet(s, xlsxtest.New(goodCells())); err != nil || r.Stored != 1 {
		t.Errorf("the spreadsheet that was made malformed, as it stands = %+v, %v", r, err)
	}
}

// What a file is called does not matter, only what is in it.
func TestFormatsAreToldByTheirContent(t *testing.T) {
	for name, content := range map[string]string{
		"a.csv": string(xlsxtest.New(goodCells()).Zip()), "b.xlsx": facttest.Header + good, "c": string(xlsxtest.New(goodCells()).Zip()),
	} {
		r, err := open(t).Import(context.Background(), access.Operator(), facttest.File(name, content), fact.ImportOptions{})
		if err != nil || r.Stored != 1 {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

func TestASpreadsheetThatChangesUnderTheReaderIsRefused(t *testing.T) {
	s := open(t)
	opened := 0
	file := facttest.File("x.xlsx", "")
	file.Open = func() (io.ReadCloser, error) {
		opened++
		return io.NopCloser(bytes.NewReader(xlsxtest.New(goodCells([]string{"growth", "520526", fmt.Sprint(2000 + opened), "", "", "1", "", "a"})).Zip())), nil
	}
	_, err := s.Import(context.Background(), access.Operator(), file, fact.ImportOptions{})
	if f, ok := fault.As(err); !ok || f.Kind != fault.Conflict || f.Key != "fact.import.touched" || facttest.Version(t, s) != 0 {
		t.Errorf("Import = %v, want conflict fact.import.touched", err)
	}
}
