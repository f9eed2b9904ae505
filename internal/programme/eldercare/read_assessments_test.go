package eldercare

import (
	"testing"
	"time"

	"mihe/data"
	"mihe/internal/act/exchange"
	"mihe/internal/base/ident"
)

// FuzzAssessments: whatever a file of the national system's form holds, what is read of it names a person by a whole number, on a day on which
// somebody can have been assessed, once for each of both; and a problem shows nothing of what stands there.
func FuzzAssessments(f *testing.F) {
	texts, err := data.Exchange()
	if err != nil {
		f.Fatal(err)
	}
	l, err := exchange.ReadLayout(texts["eldercare_assessment"])
	if err != nil {
		f.Fatal(err)
	}
	const head = "身份证号码,评估日期,能力等级,评估机构,评估报告编号\n"
	f.Add([]byte(head + "790101194103070010,2025-03-01,能力完好,（合成）,1\n"))
	f.Add([]byte(head + "79010119410307001x,2025-03-01,能力完好,,\n79010119410307001X,2025-03-01,能力完好,,\n"))
	f.Add([]byte(head + "1,2009-01-01,能力完好,=1+1,\n"))
	const today = "2026-03-03"
	f.Fuzz(func(t *testing.T, raw []byte) {
		file, _, err := l.Read(raw)
		if err != nil {
			return
		}
		list, problems := assessmentsOf(l, file, today)
		seen := map[string]bool{}
		for _, a := range list {
			c, err := ident.ParseCitizen(a.number)
			at, bad := time.Parse(time.DateOnly, a.on)
			if err != nil || c.Number != a.number || bad != nil || at.Year() < 2010 || a.on > today || seen[a.number+a.on] || a.source == "" {
				t.Fatalf("%+v: %v, %v", a, err, bad)
			}
			seen[a.number+a.on] = true
		}
		for _, p := range problems {
			if p.Text != "" || p.Column == "" {
				t.Fatalf("%+v", p)
			}
		}
		if len(list)+len(problems) < len(file.Rows) {
			t.Fatalf("%d rows, %d read, %d problems", len(file.Rows), len(list), len(problems))
		}
	})
}
