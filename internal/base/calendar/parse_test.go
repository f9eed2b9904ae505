package calendar_test

import (
	"bytes"
	"embed"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"mihe/internal/base/calendar"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

const (
	head = "date,kind,name_zh,name_en,source\n"
	// sample is an arrangement made up for 2028, with the shortest names that count.
	sample = "2028-01-01,off,元旦,New Year's Day,样本一号\n" +
		"2028-01-25,off,春节,Spring Festival,样本一号\n" +
		"2028-02-05,work,春节,,样本一号\n" +
		"2028-04-04,off,清明,,样本一号\n" +
		"2028-05-01,off,劳动节,,样本一号\n" +
		"2028-05-29,off,端午,,样本一号\n" +
		"2028-10-02,off,国庆节、中秋节,,样本一号\n"
)

func TestEncodingsAndOrdersReadAlike(t *testing.T) {
	old, err := simplifiedchinese.GB18030.NewEncoder().String(head + sample)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(sample, "\n")
	slices.Reverse(lines)
	var want []calendar.Entry
	for name, content := range map[string]string{
		"UTF-8": head + sample, "with its mark": csvfile.BOM + head + sample, "GB18030": old,
		"CR LF": strings.ReplaceAll(head+sample, "\n", "\r\n"), "latest first": head + strings.Join(lines, ""),
	} {
		y, problems, err := calendar.ParseYear([]byte(content))
		if err != nil || y.Number != 2028 || len(y.Entries) != 7 || !bytes.Equal(y.File, []byte(content)) {
			t.Errorf("%s: %+v, %+v, %v", name, y, problems, err)
		}
		if want == nil {
			want = y.Entries
		}
		if diff := cmp.Diff(want, y.Entries); diff != "" {
			t.Errorf("%s (-first +this):\n%s", name, diff)
		}
	}
}

// said is a problem as the tests write it; the key is without "calendar.import.".
type said struct {
	line              int
	column, text, key string
}

// families are the ways in which a year is malformed, each with everything that must be reported.
func families(t *testing.T) map[string]struct {
	content string
	want    []said
} {
	old, err := simplifiedchinese.GB18030.NewEncoder().String(head + sample)
	if err != nil {
		t.Fatal(err)
	}
	all := []said{}
	for range 7 {
		all = append(all, said{3, "name_zh", "", "holiday"}) // the end of the file, where the row is wanted
	}
	long := strings.Repeat("长", 61)
	return map[string]struct {
		content string
		want    []said
	}{
		"no day": {
			head + sample + "2028-02-30,off,春节,,一号\n2028-2-3,off,春节,,一号\n,off,春节,,一号\n20280203,off,春节,,一号\n",
			[]said{{9, "date", "2028-02-30", "date"}, {10, "date", "2028-2-3", "date"}, {11, "date", "", "date"}, {12, "date", "20280203", "date"}},
		},
		"another year": {head + sample + "2027-12-31,off,元旦,,一号\n", []said{{9, "date", "2027-12-31", "year"}}},
		"too early":    {head + strings.ReplaceAll(sample, "2028-01-01", "2007-01-01"), append([]said{{2, "date", "2007-01-01", "early"}}, years(3, 8)...)},
		"given twice": {
			head + sample + "2028-01-25,off,春节,,一号\n2028-02-05,off,春节,,一号\n",
			[]said{{9, "date", "2028-01-25", "twice"}, {10, "date", "2028-02-05", "twice"}},
		},
		"kinds":         {head + sample + "2028-02-01,rest,春节,,一号\n2028-02-02,,春节,,一号\n", []said{{9, "kind", "rest", "kind"}, {10, "kind", "", "kind"}}},
		"worked anyway": {head + sample + "2028-02-07,work,春节,,一号\n", []said{{9, "date", "2028-02-07", "weekday"}}},
		"no names":      {head + sample + "2028-02-01,off,,,\n", []said{{9, "name_zh", "", "blank"}, {9, "source", "", "blank"}}},
		"long names": {
			head + sample + "2028-02-01,off," + long + "," + long + "," + strings.Repeat("长", 201) + "\n",
			[]said{{9, "name_zh", long, "csvfile.long"}, {9, "name_en", long, "csvfile.long"}, {9, "source", strings.Repeat("长", 80) + "…", "csvfile.long"}},
		},
		"everything wrong in one line": {
			head + sample + "2028-13-01,x,=1,\u202e,\n",
			[]said{{9, "date", "2028-13-01", "date"}, {9, "kind", "x", "kind"}, {9, "name_zh", "=1", "csvfile.formula"}, {9, "name_en", "\ufffd", "csvfile.control"}, {9, "source", "", "blank"}},
		},
		"a holiday left out": {head + strings.Replace(sample, "清明", "植树", 1), []said{{9, "name_zh", "", "holiday"}}},
		"a holiday only made up for": {
			head + strings.Replace(sample, "2028-01-25,off,春节", "2028-01-25,off,年", 1), []said{{9, "name_zh", "", "holiday"}},
		},
		"no holiday at all": {head + "2028-02-01,off,x,,一号\n", all},
		"columns":           {head + sample + "2028-02-01,off\n", []said{{9, "", "2028-02-01,off", "csvfile.columns"}}},
		"cut off":           {head + sample + "2028-02-01,of", []said{{9, "", "2028-02-01,of", "csvfile.truncated"}}},
		"quotes":            {head + sample + "2028-02-01,off,\"x,,\n", []said{{9, "", "2028-02-01,off,\"x,,", "csvfile.quote"}}},
		"damaged UTF-8":     {head + sample + "2028-02-01,off,\xe6\x98,,一号\n", []said{{9, "", "2028-02-01,off,\ufffd\ufffd,,一号", "csvfile.encoding"}}},
		"damaged GB18030":   {old + "2028-02-01,off,\xb9\xff\xff,,x\n", []said{{9, "", "2028-02-01,off,\ufffd\ufffd\ufffd,,x", "csvfile.encoding"}}},
		"header":            {"date,kind,name,name_en,source\n" + sample, []said{{1, "name", "name", "csvfile.header.unknown"}, {1, "name_zh", "", "csvfile.header.missing"}}},
		"no header":         {sample, []said{{1, "", "2028-01-01,off,元旦,New Year's Day,样本一号", "csvfile.header.none"}}},
		"header only":       {head, []said{{2, "", "", "csvfile.norows"}}},
		"empty":             {"", []said{{1, "", "", "csvfile.empty"}}},
		"a spreadsheet":     {"PK\x03\x04", []said{{1, "", "", "csvfile.spreadsheet"}}},
		"too large":         {head + sample + strings.Repeat("\n", 64<<10), []said{{1, "", "", "size"}}},
	}
}

// years are the lines that are not in the year of the first.
func years(from, to int) (all []said) {
	dates := strings.Split(sample, "\n")
	for i := from; i <= to; i++ {
		date, _, _ := strings.Cut(dates[i-2], ",")
		all = append(all, said{i, "date", date, "year"})
	}
	return all
}

func words(t testing.TB) *i18n.Catalog {
	t.Helper()
	w, err := i18n.Load(csvfile.Words, calendar.Words)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// wantRefused checks what every refused file has in common.
func wantRefused(t *testing.T, w *i18n.Catalog, y calendar.Year, problems []calendar.Problem, err error) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Invalid || f.Key != "calendar.import.rejected" || len(problems) == 0 || y.Number != 0 || y.Entries != nil || y.File != nil {
		t.Fatalf("ParseYear = %+v, %+v, %v; want no year and invalid calendar.import.rejected", y, problems, err)
	}
	for _, p := range problems {
		for _, l := range i18n.Langs {
			if text := w.Text(l, p.Key, p.Args...); !w.Has(p.Key) || strings.ContainsAny(text, "{}⟦") || p.Line < 1 {
				t.Errorf("%s of %+v is not complete: %q", l, p, text)
			}
		}
	}
}

func TestMalformedYearsAreReportedInFull(t *testing.T) {
	w := words(t)
	reached := map[string]bool{"rejected": true}
	for name, tc := range families(t) {
		t.Run(name, func(t *testing.T) {
			y, problems, err := calendar.ParseYear([]byte(tc.content))
			wantRefused(t, w, y, problems, err)
			var got []said
			for _, p := range problems {
				key := strings.TrimPrefix(p.Key, "calendar.import.")
				got, reached[key] = append(got, said{p.Line, p.Column, p.Text, key}), true
			}
			if diff := cmp.Diff(tc.want, got, cmp.AllowUnexported(said{})); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
	for _, key := range keys(t, calendar.Words, "calendar.import.") {
		if !reached[key] {
			t.Errorf("no malformed year leads to calendar.import.%s", key)
		}
	}
}

// keys lists the endings of the keys that begin so.
func keys(t *testing.T, words embed.FS, begin string) (all []string) {
	t.Helper()
	raw, err := words.ReadFile("en.json")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(raw)) {
		key, _, _ := strings.Cut(strings.Trim(strings.TrimSpace(line), `"`), `"`)
		if end, ok := strings.CutPrefix(key, begin); ok {
			all = append(all, end)
		}
	}
	return all
}

func TestTheMissingHolidayIsNamedInTheReadersLanguage(t *testing.T) {
	_, problems, err := calendar.ParseYear([]byte(head + strings.Replace(sample, "、中秋节", "", 1)))
	if fault.KindOf(err) != fault.Invalid || len(problems) != 1 {
		t.Fatalf("ParseYear = %+v, %v", problems, err)
	}
	w := words(t)
	for l, name := range map[i18n.Lang]string{i18n.ZhCN: "中秋节", i18n.En: "Mid-Autumn Festival"} {
		if text := w.Text(l, problems[0].Key, problems[0].Args...); !strings.Contains(text, name) {
			t.Errorf("%s: %q does not name %s", l, text, name)
		}
	}
}

// FuzzParseYear feeds arbitrary bytes: nothing panics, every refusal has problems with places and words, and an accepted
// year means what its rows say.
func FuzzParseYear(f *testing.F) {
	for _, s := range []string{"", head, head + sample, sample, "x", "\"", "PK\x03\x04", head + "2028-01-01,off,元旦,,=1\n", "\xff\xfe", head + sample + "2028-02-29,work,\xb9\xab,,\n"} {
		f.Add([]byte(s))
	}
	c, w := load(f), words(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		y, problems, err := calendar.ParseYear(raw)
		if err != nil {
			wantRefused(t, w, y, problems, err)
			if last := problems[len(problems)-1].Line; last > bytes.Count(raw, []byte("\n"))+2 { // what is lacking is wanted on the line after the last
				t.Errorf("a problem on line %d of a file with fewer", last)
			}
			return
		}
		if len(problems) > 0 || !bytes.Equal(y.File, raw) || !slices.IsSortedFunc(y.Entries, func(a, b calendar.Entry) int { return strings.Compare(a.Date, b.Date) }) {
			t.Fatalf("accepted as %+v with %+v", y, problems)
		}
		with := c.With(y)
		for _, e := range y.Entries {
			if worked, err := with.Working(e.Date); err != nil || worked != (e.Kind == calendar.Work) {
				t.Errorf("%+v, but Working says %v, %v", e, worked, err)
			}
		}
	})
}
