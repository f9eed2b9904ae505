package xlsx_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/standard/xlsx"
)

// The files of testdata hold one table, written by openpyxl 3.1.5 and, from that, by LibreOffice Calc 7.4.7: with dates, percent,
// a comment, a link, a hidden row, merged cells, a hidden sheet and formulas.
func TestFilesOfOtherProgramsAreReadAndMarked(t *testing.T) {
	want := sheet{
		"A1": "indicator", "B1": "region", "C1": "period", "D1": "value", "E1": "share", "F1": "note",
		"A2": "broadband_share", "B2": "520526", "C2": "2020-11-01", "D2": "61.25", "E2": "61.25%", "F2": "赫章县统计局《2020年公报》",
		"A3": "income", "B3": "520526", "C3": "2020-06", "D3": "12345.60", "E3": "50%", "F3": ` <&> "quoted" `,
		"A4 hidden": "income", "B4 hidden": "441900", "C4 hidden": "2020", "D4 hidden": "0.1", "E4 hidden formula": "=D4*2", "F4 hidden": "two\nlines",
		"A6": "merged", "D9 formula": "=1/0", "F9": "https://www.stats.gov.cn/",
	}
	for _, program := range []string{"openpyxl", "libreoffice"} {
		t.Run(program, func(t *testing.T) {
			content, err := os.ReadFile(filepath.Join("testdata", program+".xlsx"))
			if err != nil {
				t.Fatal(err)
			}
			wantSheet(t, content, want)
			if _, merged, err := read(content); err != nil || len(merged) != 1 || merged[0].String() != "A6:B7" {
				t.Errorf("merged = %v, %v", merged, err)
			}
			book, err := xlsx.Open(bytes.NewReader(content), int64(len(content)))
			if err != nil || len(book.Sheets) != 3 || book.Sheets[1].Name != "说明" || !book.Sheets[2].Hidden {
				t.Fatalf("Open = %+v, %v", book, err)
			}
			marked := mark(t, content, xlsx.Mark{Row: 2, Column: 4, Reason: "too much"}, xlsx.Mark{Row: 5, Column: 1, Reason: "empty"})
			cells, texts := red(t, marked)
			if diff := cmp.Diff([]string{"B2", "D2", "A5"}, cells); diff != "" { // B2 was filled yellow before
				t.Errorf("filled cells (-want +got):\n%s", diff)
			}
			if texts["G1"] != title || texts["G2"] != "too much" || texts["G5"] != "empty" || texts["D3"] != "12,345.60" {
				t.Errorf("texts = %v", texts)
			}
		})
	}
}
