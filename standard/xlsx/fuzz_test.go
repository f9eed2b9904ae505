package xlsx_test

import (
	"bytes"
	"strings"
	"testing"

	"mihe/standard/xlsx"
	"mihe/standard/xlsx/xlsxtest"
)

// FuzzOpen feeds arbitrary bytes as a file: nothing panics, and what is refused is refused with a problem.
func FuzzOpen(f *testing.F) {
	f.Add(good().Zip())
	f.Add(compound("Workbook"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, content []byte) {
		if _, _, err := read(content); err != nil && xlsx.ProblemOf(err) == "" && err.Error() != "no sheet" {
			t.Errorf("an error without a problem: %v", err)
		}
	})
}

// parts are what FuzzSheet changes: one text, cut at the marks, becomes these.
var parts = []string{xlsxtest.Sheet, xlsxtest.Texts, xlsxtest.Styles, xlsxtest.Workbook}

// FuzzSheet feeds arbitrary parts inside a sound zip file: nothing panics, and a sheet that is read can be marked, after which it
// reads as before, with the reason beside it.
func FuzzSheet(f *testing.F) {
	seed := func(p xlsxtest.Parts) {
		text := ""
		for _, name := range parts {
			text += p[name] + "\x00"
		}
		f.Add(text)
	}
	seed(good())
	seed(xlsxtest.New(xlsxtest.Rows([]string{"a", "b"}, []string{"=1", "中"})).Formats("0.00%", `yyyy"年"`, "builtin 14"))
	seed(xlsxtest.New(`<row><c s="1"><v>44136.5</v></c><c t="b"><v>1</v></c><c><f>A1</f></c></row>`).Formats("yyyy-mm-dd h:mm"))
	f.Fuzz(func(t *testing.T, text string) {
		p := good()
		for i, part := range strings.SplitN(text, "\x00", len(parts)+1) {
			if i < len(parts) {
				p[parts[i]] = part
			}
		}
		tryMarking(t, p.Zip())
	})
}

func tryMarking(t *testing.T, content []byte) {
	before, _, err := read(content)
	if err != nil {
		if xlsx.ProblemOf(err) == "" && err.Error() != "no sheet" {
			t.Errorf("an error without a problem: %v", err)
		}
		return
	}
	book, err := xlsx.Open(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	marked, err := book.Mark(book.Sheets[0], xlsx.Marks{Heading: 1, Title: title, Marks: []xlsx.Mark{{Row: 2, Column: 1, Reason: "why"}}})
	if xlsx.ProblemOf(err) == xlsx.Large {
		return
	}
	if err != nil {
		t.Fatalf("what was read cannot be marked: %v", err)
	}
	after, _, err := read(marked)
	if err != nil {
		t.Fatalf("what was marked cannot be read: %v", err)
	}
	for cell, text := range before {
		if after[cell] != text && after[cell] != "why" && !strings.HasPrefix(after[cell], title) {
			t.Errorf("%s read %q and reads %q when marked", cell, text, after[cell])
		}
	}
}
