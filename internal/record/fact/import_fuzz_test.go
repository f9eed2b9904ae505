package fact_test

import (
	"context"
	"strings"
	"testing"

	"mihe/internal/base/access"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/sheetfile"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/facttest"
)

// FuzzImport feeds arbitrary bytes: nothing panics, every refusal is a complete report, and an accepted file has only
// rows that mean something.
func FuzzImport(f *testing.F) {
	words, err := i18n.Load(csvfile.Words, sheetfile.Words, fact.Words)
	if err != nil {
		f.Fatal(err)
	}
	s := open(f)
	for _, body := range []string{
		"", good, good + good, "x", "\"", "growth,520526,2020,,,,missing,a,\n", "growth,520526,2020,,,1e9,,=a,\u202e\n", "\x00", "\xff\xfe", "\xb9\xab\xb1\xa8",
		"by_sex,441900@prefecture,2020-Q1,男,,0.5,observed,\"a \"\"b\"\"\",v\r\n",
	} {
		f.Add([]byte(facttest.Header + body))
		f.Add([]byte(body))
	}
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, content []byte) {
		file := facttest.File("fuzz.csv", string(content))
		r, err := s.Import(context.Background(), access.Operator(), file, fact.ImportOptions{DryRun: true})
		if err != nil {
			wantRefused(t, words, r, err)
			if fault.KindOf(err) == fault.Invalid && r.More == 0 && len(r.Rejected) > 0 && r.Rejected[len(r.Rejected)-1].Line > strings.Count(string(content), "\n")+2 {
				t.Errorf("a fault on line %d of a file with fewer", r.Rejected[len(r.Rejected)-1].Line)
			}
			return
		}
		if r.Read == 0 || r.New != r.Read || len(r.Rejected) != 0 {
			t.Errorf("accepted with the report %+v", r)
		}
	})
}
