package sheetfile_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/sheetfile"
	"mihe/standard/xlsx"
	"mihe/standard/xlsx/xlsxtest"
)

var (
	form    = sheetfile.Form{ID: "days", Version: 2}
	columns = []string{"day", "name"}
)

// read takes a spreadsheet apart as every importer does.
func read(t *testing.T, content []byte) (cells [][]string, problems []csvfile.Problem) {
	t.Helper()
	s, p := sheetfile.Open(content, form)
	if p != nil {
		return nil, []csvfile.Problem{*p}
	}
	order, problems, err := s.Header(columns)
	for err == nil && len(problems) == 0 {
		var r csvfile.Row
		if r, err = s.Next(); err != nil {
			break
		}
		if p, spoilt := r.Problem(len(columns)); spoilt {
			problems = append(problems, p)
			break
		}
		var row []string
		for _, at := range order {
			row = append(row, string(r.Cells[at]))
		}
		cells = append(cells, row)
	}
	if broken, ok := errors.AsType[*sheetfile.UnreadableError](err); ok {
		problems = append(problems, broken.Problem)
	} else if err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	if len(problems) == 0 {
		problems = s.Merged()
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	return cells, problems
}

func sheet(rows ...[]string) xlsxtest.Parts { return xlsxtest.New(xlsxtest.Rows(rows...)) }

func TestRowsReadAsThoseOfACSVFile(t *testing.T) {
	want := [][]string{{"2026-02-17", "春节"}, {"2026-02-18", ""}}
	table := sheet([]string{"", "name", "day"}, []string{"", "春节", "2026-02-17"}, nil, []string{" ", " ", "2026-02-18"}, []string{" "})
	for name, content := range map[string][]byte{
		"plain":                          table.Zip(),
		"the only sheet that is visible": table.AddSheet("lists", "veryHidden", xlsxtest.Rows([]string{"x"})).Zip(),
		"the only sheet with something":  sheet().AddSheet("二", "visible", xlsxtest.Rows([]string{"day", "name"}, []string{"2026-02-17", "春节"}, []string{"2026-02-18"})).AddSheet("三", "visible", xlsxtest.Rows([]string{" "})).Zip(),
		"a template of ours":             table.Property("mihe-template", "days 2").AddSheet("notes", "visible", xlsxtest.Rows([]string{"column"})).Zip(),
		"marked before":                  sheet([]string{"day", "", csvfile.MarkTitle, "name"}, []string{"2026-02-17", "", "old", "春节"}, []string{"", "", "old"}, []string{"2026-02-18"}).Zip(),
	} {
		if got, problems := read(t, content); len(problems) > 0 || !cmp.Equal(got, want) {
			t.Errorf("%s: %q, %+v; want %q", name, got, problems, want)
		}
	}
}

func TestEveryProblemHasAPlaceAndWords(t *testing.T) {
	words, err := i18n.Load(csvfile.Words, sheetfile.Words)
	if err != nil {
		t.Fatal(err)
	}
	table := sheet([]string{"day", "name"}, []string{"2026-02-17", "a"})
	for name, tc := range map[string]struct {
		content []byte
		want    csvfile.Problem
	}{
		"nothing":          {sheet().Zip(), csvfile.Problem{Line: 1, Key: "csvfile.empty"}},
		"not a workbook":   {[]byte("x"), csvfile.Problem{Line: 1, Key: "sheetfile.foreign"}},
		"too large":        {make([]byte, 64<<20+1), csvfile.Problem{Line: 1, Key: "sheetfile.large"}},
		"nothing visible":  {table.Replace(xlsxtest.Workbook, "<sheet ", `<sheet state="hidden" `).Zip(), csvfile.Problem{Line: 1, Key: "sheetfile.nosheet"}},
		"two sheets":       {table.AddSheet("more", "visible", xlsxtest.Rows([]string{"x"})).Zip(), csvfile.Problem{Line: 1, Text: "more", Key: "sheetfile.sheets", Args: []any{"sheet", "more"}}},
		"notes of nobody":  {table.AddSheet("notes", "visible", xlsxtest.Rows([]string{"x"})).Zip(), csvfile.Problem{Line: 1, Text: "notes", Key: "sheetfile.sheets", Args: []any{"sheet", "notes"}}},
		"another template": {table.Property("mihe-template", "nights 2").Zip(), csvfile.Problem{Line: 1, Text: "nights 2", Key: "sheetfile.template", Args: []any{"got", "nights", "want", "days"}}},
		"an old template":  {table.Property("mihe-template", "days 1").Zip(), csvfile.Problem{Line: 1, Text: "days 1", Key: "sheetfile.version", Args: []any{"got", "1", "want", 2}}},
		"a wrong header":   {sheet([]string{"a", "b"}).Zip(), csvfile.Problem{Line: 1, Text: "a,b", Key: "csvfile.header.none", Args: []any{"columns", "day,name"}}},
		"a broken sheet":   {table.Replace(xlsxtest.Sheet, "</sheetData></worksheet>", "").Zip(), csvfile.Problem{Line: 2, Key: "sheetfile.damaged"}},
		"beyond":           {sheet([]string{"day", "name"}, []string{"2026-02-17", "a", "", "x"}).Zip(), csvfile.Problem{Line: 2, Text: "x", Key: "sheetfile.beyond", Args: []any{"cell", "D2"}}},
		"hidden":           {table.Replace(xlsxtest.Sheet, `<row r="2"`, `<row hidden="1" r="2"`).Zip(), csvfile.Problem{Line: 2, Text: "2026-02-17,a", Key: "sheetfile.hidden"}},
		"merged": {
			table.Replace(xlsxtest.Sheet, "</sheetData>", `</sheetData><mergeCells><mergeCell ref="B2:B9"/></mergeCells>`).Zip(),
			csvfile.Problem{Line: 2, Text: "B2:B9", Key: "sheetfile.merged", Args: []any{"cells", "B2:B9"}},
		},
	} {
		_, problems := read(t, tc.content)
		if diff := cmp.Diff([]csvfile.Problem{tc.want}, problems); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		for _, l := range i18n.Langs {
			if text := words.Text(l, tc.want.Key, tc.want.Args...); !words.Has(tc.want.Key) || strings.ContainsAny(text, "{}") {
				t.Errorf("%s of %s is not complete: %q", l, tc.want.Key, text)
			}
		}
	}
	for _, p := range []xlsx.Problem{xlsx.Damaged, xlsx.Encrypted, xlsx.Old, xlsx.Foreign, xlsx.Macros, xlsx.Linked, xlsx.Large} {
		if !words.Has("sheetfile." + string(p)) {
			t.Errorf("the problem %s has no words", p)
		}
	}
}

func TestMarkedSpreadsheetReadsAsBefore(t *testing.T) {
	content := sheet([]string{"", "day", "name"}, nil, []string{"", "2026-02-17", "a"}).Zip()
	say := func(key string, _ ...any) string { return "<" + key + ">" }
	marked, err := sheetfile.Mark(content, form, []csvfile.Problem{{Line: 3, Column: "name", Key: "one"}, {Line: 3, Key: "two"}, {Line: 1, Column: "other", Key: "three"}}, say)
	if err != nil {
		t.Fatal(err)
	}
	got, problems := read(t, marked)
	if want := [][]string{{"2026-02-17", "a"}}; len(problems) > 0 || !cmp.Equal(got, want) {
		t.Errorf("the marked spreadsheet reads %q, %+v", got, problems)
	}
	want, _ := read(t, content)
	if !cmp.Equal(got, want) {
		t.Errorf("before it read %q", want)
	}
	for _, bad := range [][]byte{[]byte("x"), sheet().Replace(xlsxtest.Sheet, "</worksheet>", "").Zip()} {
		if _, err := sheetfile.Mark(bad, form, nil, say); fault.KindOf(err) != fault.Invalid {
			t.Errorf("Mark = %v, want invalid", err)
		}
	}
}

func TestTemplateIsKnownAgain(t *testing.T) {
	template := func(f sheetfile.Form) []byte {
		content, err := sheetfile.Template{
			Form: f, Title: "Days", Fields: []sheetfile.Field{{Name: "day", Hint: "a day"}, {Name: "name", Width: 20, Choices: []string{"a", "b"}}},
			Examples: [][]xlsx.Value{{xlsx.Text("2026-02-17"), xlsx.Text("a")}},
			NoteHead: sheetfile.Note{Subject: "column", Text: "means"}, Notes: []sheetfile.Note{{"day", "a day"}},
		}.Write()
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	if got, problems := read(t, template(form)); len(problems) > 0 || !cmp.Equal(got, [][]string{{"2026-02-17", "a"}}) {
		t.Errorf("the template reads %q, %+v", got, problems)
	}
	if _, problems := read(t, template(sheetfile.Form{ID: "days", Version: 3})); len(problems) != 1 || problems[0].Key != "sheetfile.version" {
		t.Errorf("a newer template: %+v", problems)
	}
	if _, problems := read(t, template(sheetfile.Form{ID: "nights", Version: 2})); len(problems) != 1 || problems[0].Key != "sheetfile.template" {
		t.Errorf("another template: %+v", problems)
	}
}

func TestOnlySoMuchOfAFileIsRead(t *testing.T) {
	content, err := sheetfile.Read(io.LimitReader(zeros{}, 65<<20))
	if err != nil || len(content) != 64<<20+1 {
		t.Errorf("Read = %d bytes, %v", len(content), err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }
