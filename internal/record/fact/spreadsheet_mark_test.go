package fact_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"mihe/internal/base/access"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/sheetfile"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/facttest"
	"mihe/standard/xlsx"
	"mihe/standard/xlsx/xlsxtest"
)

func say(t testing.TB, l i18n.Lang) func(string, ...any) string {
	t.Helper()
	words, err := i18n.Load(csvfile.Words, sheetfile.Words, fact.Words)
	if err != nil {
		t.Fatal(err)
	}
	return func(key string, args ...any) string { return words.Text(l, key, args...) }
}

// cells reads the data sheet.
func cells(t testing.TB, content []byte) map[string]string {
	t.Helper()
	book, err := xlsx.Open(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	s, ok := book.Sheet("data")
	if !ok {
		t.Fatal("no sheet named data")
	}
	rows, err := book.Rows(s)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for {
		r, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return got
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range r.Cells {
			got[xlsx.Address(r.Number, c.Column)] = string(c.Text)
		}
	}
}

var examples = []fact.TemplateRow{
	{Indicator: "broadband_share", Region: "520526", Period: "2023", Value: "61.20"},
	{Indicator: "income_both", Region: "000000", Period: "2020-06", Residence: "城镇", State: "missing"},
}

func TestXLSXTemplateIsLockedAndItsExamplesAreNoFacts(t *testing.T) {
	for _, lang := range i18n.Langs {
		content, err := fact.TemplateXLSX(say(t, lang), examples...)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := fact.TemplateXLSX(say(t, lang), examples...); err != nil || !bytes.Equal(content, again) {
			t.Errorf("%s: the same template gave other bytes, %v", lang, err)
		}
		s := open(t)
		r, err := importText(s, string(content))
		wantExamples(t, r, err)
		want := map[string]string{
			"A2": "broadband_share", "B2": "520526", "C2": "2023", "F2": "61.20", "H2": exampleSource,
			"A3": "income_both", "B3": "000000", "C3": "2020-06", "E3": "城镇", "G3": "missing", "H3": exampleSource,
		}
		for i, name := range fact.Columns {
			want[xlsx.Address(1, i+1)] = name
		}
		if diff := cmp.Diff(want, cells(t, content)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", lang, diff)
		}
		f, err := excelize.OpenReader(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		lists, err := f.GetDataValidations("data")
		choices := map[string]string{}
		for _, l := range lists {
			choices[l.Sqref[:1]] = l.Formula1
			if l.Prompt == nil || *l.Prompt == "" || strings.Contains(*l.Prompt, "⟦") {
				t.Errorf("%s: column %s has no hint", lang, l.Sqref)
			}
		}
		if choices["D"] != `"male,female,女,男"` || choices["E"] != `"urban,rural,农村,城镇"` || choices["G"] != `"observed,missing,suppressed,not_applicable"` || err != nil {
			t.Errorf("%s: lists = %v, %v", lang, choices, err)
		}
		notes, err := f.GetRows("notes")
		if err != nil || len(notes) != 11 || strings.Contains(strings.Join(notes[10], ""), "⟦") || !strings.Contains(notes[10][1], csvfile.MarkTitle) {
			t.Errorf("%s: notes = %v, %v", lang, notes, err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A spreadsheet goes back and forth until it is right: refused, marked, corrected in one place, marked again, corrected, stored.
func TestMarkedSpreadsheetComesBackCorrected(t *testing.T) {
	s := open(t)
	content := xlsxtest.New(goodCells(
		[]string{"growth", "520526", "2099", "", "", "x", "", "a"}, []string{"nope", "999999", "2020", "", "", "1"}, []string{"growth", "520000", "2020", "", "", "1", "", "a", "", "", "beyond"},
	)).Zip()
	for _, lang := range i18n.Langs {
		report, err := importText(s, string(content))
		if fault.KindOf(err) != fault.Invalid || !report.Markable {
			t.Fatalf("Import = %+v, %v", report, err)
		}
		marked, err := fact.MarkXLSX(content, report, say(t, lang))
		if err != nil {
			t.Fatal(err)
		}
		got, speak := cells(t, marked), say(t, lang)
		if got["L1"] != csvfile.MarkTitle {
			t.Errorf("heading = %q", got["L1"])
		}
		if want := "period: " + speak("fact.import.period.future", "today", "2026-03-01") + " value: " + speak("fact.import.value.format"); got["L3"] != want {
			t.Errorf("%s: reasons of row 3 = %q, want %q", lang, got["L3"], want)
		}
		if want := speak("sheetfile.beyond", "cell", "K5"); got["L5"] != want {
			t.Errorf("%s: reasons of row 5 = %q, want %q", lang, got["L5"], want)
		}
	}
	report, _ := importText(s, string(content))
	marked, err := fact.MarkXLSX(content, report, say(t, i18n.ZhCN))
	if err != nil {
		t.Fatal(err)
	}
	// Somebody corrects all but one cell, in another program.
	half := edit(t, marked, map[string]any{"C3": "2020", "F3": 1.5, "A4": "growth", "H4": "a", "K5": nil})
	report, err = importText(s, string(half))
	if diff := cmp.Diff([]wrong{{4, "region", "999999", "region.unknown"}}, said(report), cmp.AllowUnexported(wrong{})); diff != "" || err == nil {
		t.Errorf("after the first correction (-want +got):\n%s", diff)
	}
	marked, err = fact.MarkXLSX(half, report, say(t, i18n.ZhCN))
	if err != nil {
		t.Fatal(err)
	}
	if got := cells(t, marked); got["L3"] != "" || got["L5"] != "" || !strings.HasPrefix(got["L4"], "region: ") {
		t.Errorf("the reasons of the first marking stay: %v", got)
	}
	report, err = importText(s, string(edit(t, marked, map[string]any{"B4": "520500"})))
	if err != nil || report.Stored != 4 {
		t.Errorf("after the last correction: Import = %+v, %v", report, err)
	}
}

// edit changes cells with another program.
func edit(t testing.TB, content []byte, changes map[string]any) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for cell, value := range changes {
		if err := f.SetCellValue("data", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestOnlyASpreadsheetThatWasReadIsMarked(t *testing.T) {
	s := open(t)
	for name, content := range map[string]string{"CSV": facttest.Header + "nope,520526,2020,,,1,,a,\n", "a password": string(oleFile("EncryptedPackage")), "cut off": "PK\x03\x04"} {
		report, err := importText(s, content)
		if err == nil || report.Markable {
			t.Errorf("%s: Import = %+v, %v; want no marks", name, report, err)
		}
		if _, err := fact.MarkXLSX([]byte(content), report, say(t, i18n.En)); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: MarkXLSX = %v, want invalid", name, err)
		}
	}
	header := xlsxtest.New(xlsxtest.Rows([]string{"indicator", "Region", "x"})).Zip()
	report, err := importText(s, string(header))
	if err == nil || !report.Markable {
		t.Fatalf("Import = %+v, %v", report, err)
	}
	marked, err := fact.MarkXLSX(header, report, say(t, i18n.En))
	if got := cells(t, marked); err != nil || !strings.HasPrefix(got["D1"], csvfile.MarkTitle+" Region: There is no column") {
		t.Errorf("a wrong header is marked %q, %v", got["D1"], err)
	}
}

// FuzzImportSheet feeds arbitrary sheets inside a sound workbook: nothing panics, every refusal is a complete report, and what is
// refused can be marked and is then refused for the same reasons.
func FuzzImportSheet(f *testing.F) {
	words, err := i18n.Load(csvfile.Words, sheetfile.Words, fact.Words)
	if err != nil {
		f.Fatal(err)
	}
	s := open(f)
	for _, rows := range []string{
		"", goodCells(), goodCells([]string{"growth", "1", "x"}), xlsxtest.Rows(fact.Columns[:]), xlsxtest.Rows([]string{"indicator", "region"}, []string{"=1"}),
		goodCells() + `<row r="9" hidden="1"><c r="K9"><f>A1</f><v>1</v></c></row>`,
	} {
		f.Add(rows)
	}
	f.Fuzz(func(t *testing.T, rows string) {
		content := xlsxtest.New(rows).Zip()
		file := facttest.File("fuzz.xlsx", string(content))
		r, err := s.Import(context.Background(), access.Operator(), file, fact.ImportOptions{DryRun: true})
		if err == nil {
			if r.Read == 0 || r.New != r.Read || len(r.Rejected) != 0 {
				t.Errorf("accepted with the report %+v", r)
			}
			return
		}
		wantRefused(t, words, r, err)
		marked, err := fact.MarkXLSX(content, r, say(t, i18n.En))
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("MarkXLSX = %v", err)
			}
			return
		}
		if _, err := importText(s, string(marked)); fault.KindOf(err) != fault.Invalid {
			t.Errorf("refused, and accepted when marked: %v", err)
		}
	})
}
