package xlsx_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/standard/xlsx"
	"mihe/standard/xlsx/xlsxtest"
)

// sheet is what a test expects of a sheet: cell by address.
type sheet map[string]string

// read reads the first sheet of a workbook.
func read(content []byte) (sheet, []xlsx.Range, error) {
	book, err := xlsx.Open(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, nil, err
	}
	if len(book.Sheets) == 0 {
		return nil, nil, errors.New("no sheet")
	}
	return readSheet(book, book.Sheets[0])
}

func readSheet(book *xlsx.Book, s xlsx.Sheet) (sheet, []xlsx.Range, error) {
	rows, err := book.Rows(s)
	if err != nil {
		return nil, nil, err
	}
	got := sheet{}
	for {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return got, rows.Merged(), rows.Close()
		}
		if err != nil {
			return got, nil, errors.Join(err, rows.Close())
		}
		for _, c := range row.Cells {
			address := xlsx.Address(row.Number, c.Column)
			if row.Hidden {
				address += " hidden"
			}
			if c.Formula {
				address += " formula"
			}
			got[address] = string(c.Text)
		}
	}
}

func wantSheet(t *testing.T, content []byte, want sheet) {
	t.Helper()
	got, _, err := read(content)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cells (-want +got):\n%s", diff)
	}
}

func TestCellsReadAsPeopleSeeThem(t *testing.T) {
	for name, tc := range map[string]struct {
		parts xlsxtest.Parts
		want  sheet
	}{
		"kinds": {
			xlsxtest.New(`<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" t="inlineStr"><is><t>in line</t></is></c><c r="C2" t="str"><v>text</v></c>`+
				`<c r="D2" t="b"><v>1</v></c><c r="E2" t="b"><v>0</v></c><c r="F2" t="e"><v>#N/A</v></c><c r="G2" t="d"><v>2020-11-01T00:00:00</v></c>`+
				`<c r="H2"/><c r="I2" t="s"/><c r="J2"><v>7</v></c><c r="K2" t="inlineStr"><is><t/></is></c></row>`).Shared(`<t>zero</t>`, `<t>one</t>`),
			sheet{"A2": "one", "B2": "in line", "C2": "text", "D2": "TRUE", "E2": "FALSE", "F2": "#N/A", "G2": "2020-11-01", "J2": "7"},
		},
		"formulas": {
			xlsxtest.New(`<row r="1"><c r="A1"><f>B1*2</f><v>14</v></c><c r="B1"><v>7</v></c><c r="C1"><v>9</v><f>1+1</f></c>` +
				`<c r="D1"><f t="shared" si="0"/><v>5</v></c><c r="E1" t="str"><f>"a"&amp;"b"</f><v>ab</v></c><c r="F1" t="s"><f>A9</f><v>99</v></c></row>`),
			sheet{"A1 formula": "=B1*2", "B1": "7", "C1 formula": "=1+1", "D1 formula": "=", "E1 formula": `="a"&"b"`, "F1 formula": "=A9"},
		},
		"rich text, escapes and white space": {
			xlsxtest.New(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c>`+
				`<c r="E1" t="inlineStr"><is><r><t>x</t></r><r><rPr><b/></rPr><t xml:space="preserve"> y</t></r></is></c><c r="F1" t="str"><v>a_x000D_b</v></c></row>`).Shared(
				`<r><t>赫章</t></r><r><rPr><b/></rPr><t>县</t></r><rPh sb="0" eb="1"><t>カナ</t></rPh><phoneticPr fontId="1"/>`,
				`<t xml:space="preserve">  &lt;&amp;&gt; &#x41;&#66; </t>`, `<t>_x0041__x005F_x0041__xZZZZ_</t>`, `<t><![CDATA[a<b]]></t>`),
			sheet{"A1": "赫章县", "B1": "  <&> AB ", "C1": "A_x0041__xZZZZ_", "D1": "a<b", "E1": "x y", "F1": "a\rb"},
		},
		"places that are not told": {
			xlsxtest.New(`<row><c><v>1</v></c><c><v>2</v></c></row><row><c/><c r="C2"><v>3</v></c><c><v>4</v></c></row><row r="9"><c><v>5</v></c></row>`).
				With(xlsxtest.Styles, "<styleSheet/>"),
			sheet{"A1": "1", "B1": "2", "C2": "3", "D2": "4", "A9": "5"},
		},
		"names with a prefix": {
			xlsxtest.New("").With(xlsxtest.Sheet, `<x:worksheet xmlns:x="urn:x"><x:sheetData><x:row r="1" hidden="true"><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>`),
			sheet{"A1 hidden": "1"},
		},
		"no table of texts, no styles": {
			xlsxtest.New(`<row r="1"><c r="A1" s="5"><v>0.5</v></c></row>`).Without(xlsxtest.Texts).Without(xlsxtest.Styles).
				Replace(xlsxtest.BookRels, `sharedStrings"`, `other"`).Replace(xlsxtest.BookRels, `/styles"`, `/another"`),
			sheet{"A1": "0.5"},
		},
	} {
		t.Run(name, func(t *testing.T) { wantSheet(t, tc.parts.Zip(), tc.want) })
	}
}

// stored writes one row of numbers, the n-th with style n.
func stored(numbers ...string) string {
	var b strings.Builder
	b.WriteString(`<row r="1">`)
	for i, n := range numbers {
		fmt.Fprintf(&b, `<c s="%d"><v>%s</v></c>`, i+1, n)
	}
	return b.String() + `</row>`
}

// The right column is what LibreOffice Calc 7.4 shows for the stored number in that format, but for separators of thousands,
// currencies and units; except where what is shown would lose digits: then it is the number.
func TestNumbersReadWithoutNoise(t *testing.T) {
	for _, tc := range []struct{ format, stored, want string }{
		{"General", "0.1", "0.1"},
		{"General", "0.1000000000000000055", "0.1"},
		{"General", "8.1999999999999993", "8.2"}, // as Excel stores 8.2
		{"General", "61.25", "61.25"},
		{"General", "0.30000000000000004", "0.3"},
		{"General", "-0.8", "-0.8"},
		{"General", "1E-3", "0.001"},
		{"General", "1.5E+3", "1500"},
		{"General", "1.23456789012345E+14", "123456789012345"},
		{"General", "1E+21", "1000000000000000000000"},
		{"General", "123456789.123456789", "123456789.123457"},
		{"General", "-0", "0"},
		{"General", "007", "7"},
		{"General", "5.", "5"},
		{"General", "520526", "520526"},
		{"General", "NaN", "NaN"},
		{"General", "0x10", "0x10"},
		{"General", "1e999", "1e999"},
		{"0.00", "12345.6", "12345.60"},
		{"0.00", "12345.678", "12345.678"},
		{"#,##0.0", "1234567", "1234567.0"},
		{"0", "12345.67", "12345.67"},
		{"000000", "0", "000000"},
		{"000000", "110101", "110101"},
		{"00.0", "-5", "-05.0"},
		{"0.00%", "0.6125", "61.25%"},
		{"0%", "0.6125", "61.25%"},
		{"0.0%", "0.6", "60.0%"},
		{"0%", "-0.001", "-0.1%"},
		{"0%", "5", "500%"},
		{"0%", "0", "0%"},
		{"builtin 10", "0.5", "50.00%"},
		{"builtin 4", "1", "1.00"},
		{"builtin 49", "520526", "520526"},
		{`_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ `, "1234.5", "1234.50"},
		{`0.00"元"`, "3", "3.00"},
		{`[Red]0.0;[Blue]-0.0`, "3", "3.0"},
		{`0\.0,"万"`, "12345", "12345"},
		{"0.00E+00", "12345.6", "12345.6"},
		{"# ?/?", "0.5", "0.5"},
	} {
		got, _, err := read(xlsxtest.New(stored(tc.stored)).Formats(tc.format).Zip())
		if err != nil || got["A1"] != tc.want {
			t.Errorf("%s in the format %s reads %q, %v; want %q", tc.stored, tc.format, got["A1"], err, tc.want)
		}
	}
}

// 44136 is 1 November 2020: DATE(2020,11,1) in every spreadsheet. 1 is 1 January 1900, 60 the day that never was.
func TestDatesReadAsFarAsTheyAreShown(t *testing.T) {
	for _, tc := range []struct{ format, stored, want string }{
		{"yyyy-mm-dd", "44136", "2020-11-01"},
		{"builtin 14", "44136", "2020-11-01"},
		{"builtin 31", "44136", "2020-11-01"},
		{`yyyy"年"m"月"d"日"`, "44136", "2020-11-01"},
		{`[$-804]yyyy年m月d日;@`, "44136", "2020-11-01"},
		{"yyyy/m/d h:mm", "44136.5", "2020-11-01T12:00:00"},
		{"yyyy/m/d h:mm", "44136", "2020-11-01"},
		{"yyyy-mm-dd", "44136.9999999", "2020-11-02"},
		{`yyyy"年"m"月"`, "44136", "2020-11"},
		{"builtin 57", "44136", "2020-11"},
		{"mmm-yy", "44136", "2020-11"},
		{"yyyy", "44136", "2020"},
		{"e", "44136", "2020"},
		{`m"月"d"日"`, "44136", "--11-01"},
		{"builtin 58", "44136", "--11-01"},
		{"aaaa", "44136", "--11-01"},
		{"mmmm", "44136", "--11-01"},
		{"h:mm:ss", "0.5", "12:00:00"},
		{"builtin 20", "0.25", "06:00:00"},
		{"h:mm:ss", "44136.25", "06:00:00"},
		{"[h]:mm", "1.5", "36:00:00"},
		{"[mm]:ss", "1.5", "36:00:00"},
		{"mm:ss.0", "0.001", "00:01:26"},
		{"h:mm AM/PM", "0.75", "18:00:00"},
		{"yyyy-mm-dd", "1", "1900-01-01"},
		{"yyyy-mm-dd", "59", "1900-02-28"},
		{"yyyy-mm-dd", "60", "60"},
		{"yyyy-mm-dd", "61", "1900-03-01"},
		{"yyyy-mm-dd", "2958465", "9999-12-31"},
		{"yyyy-mm-dd", "2958466", "2958466"},
		{"yyyy-mm-dd", "-1", "-1"},
		{"yyyy-mm-dd", "0", "0"},
	} {
		got, _, err := read(xlsxtest.New(stored(tc.stored)).Formats(tc.format).Zip())
		if err != nil || got["A1"] != tc.want {
			t.Errorf("%s in the format %s reads %q, %v; want %q", tc.stored, tc.format, got["A1"], err, tc.want)
		}
	}
	old := xlsxtest.New(stored("42674")).Formats("yyyy-mm-dd").Replace(xlsxtest.Workbook, "<sheets>", `<workbookPr date1904="1"/><sheets>`)
	if got, _, err := read(old.Zip()); err != nil || got["A1"] != "2020-11-01" {
		t.Errorf("counted from 1904: %v, %v", got, err)
	}
}

func TestSheetsPropertiesAndMergedCells(t *testing.T) {
	parts := xlsxtest.New(`<row r="1"><c r="A1"><v>1</v></c></row>`).Replace(xlsxtest.Sheet, "</sheetData>",
		`</sheetData><mergeCells count="2"><mergeCell ref="A2:B5"/><mergeCell ref="nonsense"/><mergeCell ref="XFD1:XFD1048576"/></mergeCells>`)
	parts = parts.AddSheet("notes", "visible", "").AddSheet("lists", "hidden", "").AddSheet("deep", "veryHidden", `<row r="1"><c r="A1"><v>2</v></c></row>`).
		Property("template", "observations 1")
	content := parts.Zip()
	book, err := xlsx.Open(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range book.Sheets {
		names = append(names, fmt.Sprint(s.Name, " ", s.Hidden))
	}
	if diff := cmp.Diff([]string{"data false", "notes false", "lists true", "deep true"}, names); diff != "" {
		t.Errorf("sheets (-want +got):\n%s", diff)
	}
	if got := book.Property("template"); got != "observations 1" || book.Property("other") != "" {
		t.Errorf("property = %q", got)
	}
	_, merged, err := read(content)
	if want := []xlsx.Range{{2, 1, 5, 2}, {1, 16384, 1048576, 16384}}; err != nil || !cmp.Equal(merged, want) || merged[0].String() != "A2:B5" {
		t.Errorf("merged = %v, %v, want %v", merged, err, want)
	}
	if s, ok := book.Sheet("DEEP"); !ok {
		t.Error("a sheet is not found by its name")
	} else if got, _, err := readSheet(book, s); err != nil || got["A1"] != "2" {
		t.Errorf("the sheet deep reads %v, %v", got, err)
	}
}

func TestAddress(t *testing.T) {
	for want, at := range map[string][2]int{"A1": {1, 1}, "Z9": {9, 26}, "AA10": {10, 27}, "AB5": {5, 28}, "XFD1048576": {1048576, 16384}} {
		if got := xlsx.Address(at[0], at[1]); got != want {
			t.Errorf("Address(%d, %d) = %s, want %s", at[0], at[1], got, want)
		}
	}
}
