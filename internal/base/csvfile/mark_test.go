package csvfile_test

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"mihe/internal/base/csvfile"
)

// marked marks a file with what read found in it, plus what a caller found in single cells.
func marked(t *testing.T, content string, more ...csvfile.Problem) string {
	t.Helper()
	look, err := csvfile.Sniff(strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	say := func(key string, _ ...any) string { return "<" + key + ">" }
	if err := csvfile.Mark(&b, strings.NewReader(content), look, more, say); err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(b.String(), csvfile.BOM)
}

func TestAMarkedFileSaysWhatIsWrongOnItsLine(t *testing.T) {
	old, err := simplifiedchinese.GB18030.NewEncoder().String("day,name\n2026-02-17,春节\n")
	if err != nil {
		t.Fatal(err)
	}
	at := func(line int, column, key string) csvfile.Problem { return csvfile.At(line, column, "x", key) }
	for content, want := range map[string]string{
		"day,name\n1,a\n\n2,b\n":               "day,name,错误 / error\r\n1,a\r\n\r\n2,b,name: <k> <l>\r\n",
		"day,name\n1\n2\n4\n":                  "day,name,错误 / error\r\n1\r\n2\r\n4,,name: <k> <l>\r\n", // fewer cells than columns
		"day,\"na\n":                           "\"day,\"\"na\",错误 / error: name: <k> <l>\r\n",
		"day,name\n1,a\n2,b\n=cmd(),\" @x\"\n": "day,name,错误 / error\r\n1,a\r\n2,b\r\n'=cmd(),' @x,name: <k> <l>\r\n",
		"day,name\n1,a\n2,b\n-1.5,c\n":         "day,name,错误 / error\r\n1,a\r\n2,b\r\n-1.5,c,name: <k> <l>\r\n",
		old:                                    "day,name,错误 / error\r\n2026-02-17,春节\r\n",
		"day,name\n1,a\n2,b\n3,\xff\n":         "day,name,错误 / error\r\n1,a\r\n2,b\r\n\"3,\ufffd\",,name: <k> <l>\r\n",
	} {
		line := 4
		if strings.HasPrefix(want, "\"day") {
			line = 1
		}
		problems := []csvfile.Problem{at(line, "name", "k"), at(line, "", "l")}
		if content == old {
			problems = nil
		}
		if got := marked(t, content, problems...); got != want {
			t.Errorf("%q: marked as\n%q, want\n%q", content, got, want)
		}
	}
}

// What is given back can be corrected in a spreadsheet and handed in again, the column of reasons still in it.
func TestAMarkedFileComesBack(t *testing.T) {
	const content = "day,name\n\n1,a\n2,b\n"
	again := marked(t, content, csvfile.At(3, "name", "a", "k"))
	cells, problems := read(t, again)
	want, _ := read(t, content)
	if len(problems) > 0 || len(cells) != len(want) || cells[0][0] != want[0][0] || cells[1][1] != want[1][1] {
		t.Errorf("read again: %q, %+v; want %q", cells, problems, want)
	}
	twice := marked(t, again, csvfile.At(4, "day", "2", "k"))
	if cells, problems := read(t, twice); len(problems) > 0 || len(cells) != 2 || strings.Count(twice, csvfile.MarkTitle) != 1 {
		t.Errorf("marked twice: %q, %+v in %q", cells, problems, twice)
	}
}
