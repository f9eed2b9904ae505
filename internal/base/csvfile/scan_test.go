package csvfile

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"
)

// FuzzSplit compares the splitter with encoding/csv on single lines: what both accept they must read alike, and what
// encoding/csv refuses must be refused.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{"a,b", `"a,b",c`, `"a""b"`, `"a"b`, `a"b`, `"`, `""`, `,`, ``, `"a`, `a,"b`, `"",""`, `"a""`, `"""a"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if strings.ContainsAny(line, "\r\n") || strings.Trim(line, " ") == "" {
			return // the scanner has taken line ends away, and skips blank lines
		}
		r := csv.NewReader(strings.NewReader(line))
		r.FieldsPerRecord = -1
		want, err := r.Read()
		cells, wrong := split([]byte(line), nil)
		if (err != nil) != (wrong != "") {
			t.Fatalf("split(%q) says %q, encoding/csv says %v", line, wrong, err)
		}
		if err != nil {
			return
		}
		var got []string
		for _, c := range cells {
			got = append(got, string(c))
		}
		if !slices.Equal(got, want) {
			t.Fatalf("split(%q) = %q, encoding/csv reads %q", line, got, want)
		}
	})
}
