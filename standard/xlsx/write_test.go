package xlsx_test

import (
	"archive/zip"
	"bytes"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"mihe/standard/xlsx"
)

// dangerous are texts that another program might take for more than a text.
var dangerous = []string{
	"=1+1", "+5", "-5", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1", "520526", "000000", "2020-06", "1E5", "TRUE", "#N/A", "<&>\"'", "_x0041_", "_x005F_", " spaces ", "a\nb", "中文，彝语ꆈꌠ，😀", "",
}

func sample() xlsx.Workbook {
	var rows [][]xlsx.Value
	for i, text := range dangerous {
		rows = append(rows, []xlsx.Value{xlsx.Text(text), xlsx.Number(float64(i)+0.5, i%4), {}})
	}
	return xlsx.Workbook{
		Title: "Sample", Locked: true, Properties: map[string]string{"b": "two", "a": "one"},
		Tables: []xlsx.Table{
			{Name: "data", Locked: true, Rows: slices.Values(rows), Columns: []xlsx.Column{
				{Title: "=text", Width: 30, Input: true, AsTyped: true, Hint: "a hint"}, {Title: "number", Input: true}, {Title: "sex", Width: 12, Input: true, Choices: []string{"男", "女"}},
			}},
			{Name: "说明", Columns: []xlsx.Column{{Title: "note", Width: 80, Wrap: true}}, Rows: slices.Values([][]xlsx.Value{{xlsx.Text(strings.Repeat("长", 32_767))}})},
			{Name: "empty", Columns: []xlsx.Column{{Title: "nothing"}}},
		},
	}
}

func write(t testing.TB, book xlsx.Workbook) []byte {
	t.Helper()
	content, err := xlsx.Write(book)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestWrittenCellsReadBack(t *testing.T) {
	content := write(t, sample())
	want := sheet{"A1": "=text", "B1": "number", "C1": "sex"}
	for i, text := range dangerous {
		if text != "" {
			want[xlsx.Address(i+2, 1)] = text
		}
		number := []string{".5", ".5", ".50", ".500"}[i%4] // never fewer decimals than the number has
		want[xlsx.Address(i+2, 2)] = strconv.Itoa(i) + number
	}
	wantSheet(t, content, want)

	book, err := xlsx.Open(bytes.NewReader(content), int64(len(content)))
	if err != nil || len(book.Sheets) != 3 || book.Property("a") != "one" || book.Property("b") != "two" {
		t.Fatalf("Open = %+v, %v", book, err)
	}
	notes, _, err := readSheet(book, book.Sheets[1])
	if err != nil || notes["A2"] != strings.Repeat("长", 32_767) {
		t.Errorf("the notes read %d cells, %v", len(notes), err)
	}
}

// excelize is the judge: it reads what we write.
func TestWrittenWorkbookHasNoFormulasAndKeepsItsForm(t *testing.T) {
	content := write(t, sample())
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for i, text := range dangerous {
		cell := xlsx.Address(i+2, 1)
		formula, err := f.GetCellFormula("data", cell)
		got, err2 := f.GetCellValue("data", cell)
		if formula != "" || got != text || err != nil || err2 != nil {
			t.Errorf("%s is the formula %q, the text %q, want %q", cell, formula, got, text)
		}
	}
	if got, err := f.GetCellValue("data", "B4"); got != "2.50" || err != nil {
		t.Errorf("a number of two decimals is shown as %s, %v", got, err)
	}
	lists, err := f.GetDataValidations("data")
	if err != nil || len(lists) != 2 || lists[1].Sqref != "C2:C1048576" || lists[1].Formula1 != `"男,女"` || *lists[0].Prompt != "a hint" {
		t.Errorf("lists = %+v, %v", lists, err)
	}
	for cell, locked := range map[string]bool{"A1": true, "A2": false, "B3": false} {
		id, err := f.GetCellStyle("data", cell)
		if err != nil {
			t.Fatal(err)
		}
		s, err := f.GetStyle(id)
		if err != nil || (s.Protection == nil || s.Protection.Locked) != locked {
			t.Errorf("%s: protection %+v, %v; want locked %v", cell, s.Protection, err, locked)
		}
	}
	if p, err := f.GetSheetProtection("data"); err != nil || !p.SelectUnlockedCells || p.DeleteColumns || p.InsertColumns {
		t.Errorf("protection = %+v, %v", p, err)
	}
	if panes, err := f.GetPanes("data"); err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("panes = %+v, %v", panes, err)
	}
	for column, want := range map[string]float64{"A": 30, "C": 12} {
		if got, err := f.GetColWidth("data", column); got != want || err != nil {
			t.Errorf("column %s is %v wide, %v, want %v", column, got, err, want)
		}
	}
}

func TestSameWorkbookSameBytes(t *testing.T) {
	first := write(t, sample())
	for range 20 {
		if !bytes.Equal(first, write(t, sample())) {
			t.Fatal("the same workbook gave other bytes")
		}
	}
	other := sample()
	other.Title = "Another"
	if bytes.Equal(first, write(t, other)) {
		t.Error("another workbook gave the same bytes")
	}
	z, err := zip.NewReader(bytes.NewReader(first), int64(len(first)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if f.Modified.UTC().Format("2006-01-02 15:04:05") != "1980-01-01 00:00:00" {
			t.Errorf("%s is from %s", f.Name, f.Modified)
		}
	}
}

// A number keeps every digit, whatever is shown: excelize would cut it after fifteen.
func TestNumbersAreStoredToTheLastDigit(t *testing.T) {
	for _, v := range []float64{0.1, 92.08023967695715, -39449996597229.125, 1e-7, 1 << 60, 0} {
		content := write(t, xlsx.Workbook{Tables: []xlsx.Table{{Name: "x", Columns: []xlsx.Column{{Title: "a"}}, Rows: slices.Values([][]xlsx.Value{{xlsx.Number(v, 1)}})}}})
		if want := "<v>" + strconv.FormatFloat(v, 'f', -1, 64) + "</v>"; !strings.Contains(unzip(t, content)["xl/worksheets/sheet1.xml"], want) {
			t.Errorf("%v is not stored as %s", v, want)
		}
	}
}

func TestWriteRefusesWhatASheetCannotHold(t *testing.T) {
	row := func(v ...xlsx.Value) xlsx.Workbook {
		return xlsx.Workbook{Tables: []xlsx.Table{{Name: "x", Columns: []xlsx.Column{{Title: "a"}}, Rows: slices.Values([][]xlsx.Value{v})}}}
	}
	if _, err := xlsx.Write(row(xlsx.Text(strings.Repeat("x", 32_767)))); err != nil {
		t.Errorf("the longest text: %v", err)
	}
	for name, book := range map[string]xlsx.Workbook{
		"a text too long": row(xlsx.Text(strings.Repeat("x", 32_768))),
		"a cell too many": row(xlsx.Text("x"), xlsx.Text("y")),
		"a name too long": {Tables: []xlsx.Table{{Name: strings.Repeat("x", 32)}}},
		"a name with [":   {Tables: []xlsx.Table{{Name: "a[b"}}},
		"no name":         {Tables: []xlsx.Table{{}}},
		"a name twice":    {Tables: []xlsx.Table{{Name: "a"}, {Name: "A"}}},
		"no sheet":        {},
		"not a number":    row(xlsx.Number(math.NaN(), 1)),
		"a long list":     {Tables: []xlsx.Table{{Name: "x", Columns: []xlsx.Column{{Title: "a", Choices: strings.Fields(strings.Repeat("abcdefg ", 33))}}}}},
		"a list of one,":  {Tables: []xlsx.Table{{Name: "x", Columns: []xlsx.Column{{Title: "a", Choices: []string{"a,b"}}}}}},
		"a long hint":     {Tables: []xlsx.Table{{Name: "x", Columns: []xlsx.Column{{Title: "a", Hint: strings.Repeat("x", 256)}}}}},
	} {
		if _, err := xlsx.Write(book); err == nil {
			t.Errorf("%s is written", name)
		}
	}
}
