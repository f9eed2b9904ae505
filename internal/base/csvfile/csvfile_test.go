package csvfile_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"mihe/internal/base/csvfile"
	"mihe/internal/base/i18n"
)

var columns = []string{"day", "name"}

// read takes a file apart as every importer does: the cells in the order of columns, and what is wrong.
func read(t *testing.T, content string) (cells [][]string, problems []csvfile.Problem) {
	t.Helper()
	look, err := csvfile.Sniff(strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if look.Wrong != "" {
		return nil, []csvfile.Problem{csvfile.At(1, "", "", look.Wrong)}
	}
	s := csvfile.NewScanner(strings.NewReader(content), look.GB18030)
	order, problems, err := s.Header(columns)
	for err == nil && len(problems) == 0 {
		var r csvfile.Row
		if r, err = s.Next(); err != nil {
			break
		}
		if p, spoilt := r.Problem(len(columns)); spoilt {
			return cells, append(problems, p)
		}
		var row []string
		for i, at := range order {
			text, key, args := csvfile.Clean(r.Cells[at])
			if key != "" {
				return cells, append(problems, csvfile.At(r.Line, columns[i], string(text), key, args...))
			}
			row = append(row, string(text))
		}
		cells = append(cells, row)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	return cells, problems
}

func TestEncodingsOfSpreadsheetsReadAlike(t *testing.T) {
	text := "name,day\n春节, 2026-02-17 \n"
	old, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"2026-02-17", "春节"}}
	for name, content := range map[string]string{
		"UTF-8": text, "with its mark": csvfile.BOM + text, "GB18030": old, "CR LF": strings.ReplaceAll(text, "\n", "\r\n"),
		"quoted, blank lines, no last break": "\n\"name\",day\n \n\"春节\",2026-02-17",
	} {
		if got, problems := read(t, content); len(problems) > 0 || !cmp.Equal(got, want) {
			t.Errorf("%s: %q, %+v; want %q", name, got, problems, want)
		}
	}
}

func TestEveryProblemHasAPlaceAndWords(t *testing.T) {
	words, err := i18n.Load(csvfile.Words)
	if err != nil {
		t.Fatal(err)
	}
	const head = "day,name\n"
	for content, want := range map[string]csvfile.Problem{
		"":                                 {Line: 1, Key: "csvfile.empty"},
		"PK\x03\x04":                       {Line: 1, Key: "csvfile.spreadsheet"},
		"day;name\n":                       {Line: 1, Text: "day;name", Key: "csvfile.delimiter", Args: nil},
		"a,b\n":                            {Line: 1, Text: "a,b", Key: "csvfile.header.none", Args: []any{"columns", "day,name"}},
		"day,name,x\n":                     {Line: 1, Column: "x", Text: "x", Key: "csvfile.header.unknown", Args: []any{"columns", "day,name"}},
		"day,name,day\n":                   {Line: 1, Column: "day", Text: "day", Key: "csvfile.header.twice"},
		"day\n":                            {Line: 1, Column: "name", Key: "csvfile.header.missing", Args: []any{"column", "name"}},
		"day,\"name\n":                     {Line: 1, Text: "day,\"name", Key: "csvfile.quote"},
		head + "1\n2,\n":                   {Line: 2, Text: "1", Key: "csvfile.columns", Args: []any{"want", 2, "got", 1}},
		head + "1":                         {Line: 2, Text: "1", Key: "csvfile.truncated", Args: []any{"want", 2, "got", 1}},
		head + "1,=1\n":                    {Line: 2, Column: "name", Text: "=1", Key: "csvfile.formula"},
		head + "1,\u202e\n":                {Line: 2, Column: "name", Text: "\ufffd", Key: "csvfile.control"},
		head + strings.Repeat("x", 70_000): {Line: 2, Text: strings.Repeat("x", 80), Key: "csvfile.line", Args: []any{"max", 64}},
	} {
		_, problems := read(t, content)
		if diff := cmp.Diff([]csvfile.Problem{want}, problems); diff != "" {
			t.Errorf("%.40q (-want +got):\n%s", content, diff)
		}
		for _, l := range i18n.Langs {
			if text := words.Text(l, want.Key, want.Args...); !words.Has(want.Key) || strings.ContainsAny(text, "{}") {
				t.Errorf("%s of %s is not complete: %q", l, want.Key, text)
			}
		}
	}
}

func TestClipShowsNothingThatMovesTheCursor(t *testing.T) {
	if got, want := csvfile.Clip("a\x1b[31m\u202eb", 80), "a\ufffd[31m\ufffdb"; got != want {
		t.Errorf("Clip = %q, want %q", got, want)
	}
	if got, want := csvfile.Clip(strings.Repeat("长", 9), 3), "长长长…"; got != want {
		t.Errorf("Clip = %q, want %q", got, want)
	}
}
