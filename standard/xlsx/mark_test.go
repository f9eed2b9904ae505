package xlsx_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"mihe/standard/xlsx"
	"mihe/standard/xlsx/xlsxtest"
)

const title = "错误 / error"

// mark marks the first sheet, whose headings are in row 1.
func mark(t testing.TB, content []byte, marks ...xlsx.Mark) []byte {
	t.Helper()
	book, err := xlsx.Open(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	out, err := book.Mark(book.Sheets[0], xlsx.Marks{Heading: 1, Title: title, Marks: marks})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// red lists the red cells and the texts of the first sheet, as excelize sees them.
func red(t testing.TB, content []byte) (cells []string, texts sheet) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	name, texts := f.GetSheetName(0), sheet{}
	for row := 1; row <= 12; row++ {
		for column := 1; column <= 7; column++ {
			cell := xlsx.Address(row, column)
			id, err := f.GetCellStyle(name, cell)
			if err != nil {
				t.Fatal(err)
			}
			if s, err := f.GetStyle(id); err != nil {
				t.Fatal(err)
			} else if s.Fill.Pattern == 1 { // solid: nothing else in these sheets is
				cells = append(cells, cell)
			}
			text, err := f.GetCellValue(name, cell)
			if err != nil {
				t.Fatal(err)
			}
			if text != "" {
				texts[cell] = text
			}
		}
	}
	return cells, texts
}

func TestMarkedWorkbookSaysWhatIsWrong(t *testing.T) {
	content := xlsxtest.New(xlsxtest.Rows([]string{"a", "b", "c"}, []string{"1", "", "3"}, nil, []string{"4", "5"})).Zip()
	marked := mark(
		t, content, xlsx.Mark{Row: 4, Column: 2, Reason: "b: <5> & more"}, xlsx.Mark{Row: 2, Column: 2, Reason: "b: empty."}, xlsx.Mark{Row: 2, Column: 1, Reason: "a: one."},
		xlsx.Mark{Row: 2, Column: 1, Reason: "a: two."}, xlsx.Mark{Row: 3, Column: 3, Reason: "c: a row that is not there"}, xlsx.Mark{Row: 9, Reason: "the whole row"}, xlsx.Mark{Row: 1, Column: 3, Reason: "unknown\x00"},
	)
	cells, texts := red(t, marked)
	if diff := cmp.Diff([]string{"C1", "A2", "B2", "C3", "B4"}, cells); diff != "" {
		t.Errorf("red cells (-want +got):\n%s", diff)
	}
	want := sheet{
		"A1": "a", "B1": "b", "C1": "c", "D1": title + " unknown\ufffd", "A2": "1", "C2": "3", "D2": "b: empty. a: one. a: two.",
		"D3": "c: a row that is not there", "A4": "4", "B4": "5", "D4": "b: <5> & more", "D9": "the whole row",
	}
	if diff := cmp.Diff(want, texts); diff != "" {
		t.Errorf("texts (-want +got):\n%s", diff)
	}
	wantSheet(t, marked, want)

	// Corrected in one place and sent back: the red and the reasons of the first marking go.
	again := mark(t, marked, xlsx.Mark{Row: 4, Column: 1, Reason: "a: still wrong"})
	cells, texts = red(t, again)
	if diff := cmp.Diff([]string{"A4"}, cells); diff != "" {
		t.Errorf("red cells after the second marking (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(sheet{"A1": "a", "B1": "b", "C1": "c", "D1": title, "A2": "1", "C2": "3", "A4": "4", "B4": "5", "D4": "a: still wrong"}, texts); diff != "" {
		t.Errorf("texts after the second marking (-want +got):\n%s", diff)
	}
	if len(again) > len(marked)+500 {
		t.Errorf("the workbook grows with every marking: %d, then %d bytes", len(marked), len(again))
	}
	if !bytes.Equal(again, mark(t, marked, xlsx.Mark{Row: 4, Column: 1, Reason: "a: still wrong"})) {
		t.Error("the same marks gave other bytes")
	}
}

// Whatever Mark does not have to change is the same to the byte: parts, cells, formats, locks, lists.
func TestMarkLeavesTheRestAlone(t *testing.T) {
	content := write(t, sample())
	marked := mark(t, content, xlsx.Mark{Row: 3, Column: 2, Reason: "wrong"}, xlsx.Mark{Row: 400, Column: 1, Reason: "missing"})
	before, after := unzip(t, content), unzip(t, marked)
	for name, part := range before {
		if changed := name == "xl/worksheets/sheet1.xml" || name == "xl/styles.xml"; (part != after[name]) != changed || len(before) != len(after) {
			t.Errorf("%s: changed %v, want %v", name, part != after[name], changed)
		}
	}
	f, err := excelize.OpenReader(bytes.NewReader(marked))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for _, cell := range []string{"B3", "A400"} { // one that was there, and one that took the look of its column
		id, err := f.GetCellStyle("data", cell)
		if err != nil {
			t.Fatal(err)
		}
		if s, err := f.GetStyle(id); err != nil || s.Protection == nil || s.Protection.Locked || s.Fill.Pattern != 1 {
			t.Errorf("the red cell %s cannot be corrected in the locked sheet: %+v, %v", cell, s, err)
		}
	}
	if n := strings.Count(after["xl/styles.xml"], `<fgColor rgb="FFFFC2C4"/>`); n != 1 {
		t.Errorf("%d red fills", n)
	}
	if got, err := f.GetCellValue("data", "B3"); got != "1.5" || err != nil {
		t.Errorf("the number is shown as %s, %v", got, err)
	}
	if lists, err := f.GetDataValidations("data"); err != nil || len(lists) != 2 {
		t.Errorf("lists = %v, %v", lists, err)
	}
	// Taking out of the sheet what Mark put in gives the sheet as it was.
	sheet1 := strings.NewReplacer(
		`<c r="D1" t="inlineStr"><is><t xml:space="preserve">`+title+`</t></is></c>`, "", `<c r="D3" t="inlineStr"><is><t xml:space="preserve">wrong</t></is></c>`, "",
	).Replace(after["xl/worksheets/sheet1.xml"])
	begin := strings.Index(sheet1, `<row r="400">`)
	sheet1 = sheet1[:begin] + sheet1[strings.Index(sheet1, `</sheetData>`):]
	was := before["xl/worksheets/sheet1.xml"]
	sheet1, was = sheet1[strings.Index(sheet1, "<worksheet"):], was[strings.Index(was, "<worksheet"):]
	at := strings.Index(sheet1, `<c r="B3" s="`)
	if a, b := strings.Index(sheet1[at+13:], `"`), strings.Index(was[at+13:], `"`); sheet1[:at+13] != was[:at+13] || sheet1[at+13+a:] != was[at+13+b:] {
		t.Errorf("other cells changed:\n%s", cmp.Diff(was, sheet1))
	}
}

func unzip(t testing.TB, content []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(raw)
	}
	return out
}

// Programs write sheets in many ways; each is marked in its own.
func TestMarkUnderstandsHowOtherProgramsWrite(t *testing.T) {
	for name, tc := range map[string]struct {
		parts xlsxtest.Parts
		want  sheet
	}{
		"an empty sheet":         {xlsxtest.New(""), sheet{"A1": title, "A2": "wrong"}},
		"a sheet without a row":  {xlsxtest.New("").Replace(xlsxtest.Sheet, "<sheetData></sheetData>", "<sheetData/>"), sheet{"A1": title, "A2": "wrong"}},
		"empty rows":             {xlsxtest.New(`<row r="1" spans="1:1"/><row r="2" spans="1:1"/><row r="3"><c r="A3"><v>7</v></c></row>`), sheet{"B1": title, "B2": "wrong", "A3": "7"}},
		"places not told":        {xlsxtest.New(`<row><c><v>1</v></c></row><row><c/><c><v>2</v></c></row><row><c><v>3</v></c></row>`), sheet{"A1": "1", "B2": "2", "A3": "3", "C1": title, "C2": "wrong"}},
		"a prefix":               {xlsxtest.New("").With(xlsxtest.Sheet, `<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:dimension ref="A1"/><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>`), sheet{"A1": "1", "B1": title, "B2": "wrong"}},
		"no styles":              {xlsxtest.New(`<row r="1"><c r="A1"><v>1</v></c></row>`).Without(xlsxtest.Styles).Replace(xlsxtest.BookRels, `/styles"`, `/x"`), sheet{"A1": "1", "B1": title, "B2": "wrong"}},
		"a style beyond the end": {xlsxtest.New(`<row r="2"><c r="A2" s="99"><v>1</v></c></row>`), sheet{"B1": title, "A2": "1", "B2": "wrong"}},
		"a column after the reasons": {
			xlsxtest.New(xlsxtest.Rows([]string{"a", title + " old", "c"}, []string{"1", "old", "3"}, []string{"4", "older", "6"})),
			sheet{"A1": "a", "B1": title, "C1": "c", "A2": "1", "B2": "wrong", "C2": "3", "A3": "4", "C3": "6"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			wantSheet(t, mark(t, tc.parts.Zip(), xlsx.Mark{Row: 2, Column: 1, Reason: "wrong"}), tc.want)
		})
	}
}

func TestMarkRefusesASheetWithoutRoom(t *testing.T) {
	content := xlsxtest.New(`<row r="1"><c r="XFD1"><v>1</v></c></row>`).Zip()
	book, err := xlsx.Open(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := book.Mark(book.Sheets[0], xlsx.Marks{Heading: 1, Title: title}); xlsx.ProblemOf(err) != xlsx.Large {
		t.Errorf("Mark = %v, want large", err)
	}
}
