package region

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

const townshipHeader = "code,name,parent,kind,from,until,synthetic,source,name_en\n"

var lineEnd = regexp.MustCompile(`([^\r\n])(\r?\n|$)`)

// listed makes a file of lines that leave out the English name.
func listed(lines string) string { return townshipHeader + lineEnd.ReplaceAllString(lines, "$1,$2") }

// said is what the tests look at in a rejection.
type said struct {
	Line        int
	Column, Key string
}

func saidOf(file TownshipFile) (list []said) {
	for _, r := range file.Problems {
		list = append(list, said{r.Line, r.Column, strings.TrimPrefix(r.Key, "region.import.")})
	}
	return list
}

func TestParseTownshipsReadsEveryKind(t *testing.T) {
	text := listed(
		"520526101,合成一镇,520526,town,2020-11-01,,1,made up for this test\r\n" +
			"520526201,合成二乡,520526,乡,2020-11-01,2022-01-01,1,\"made up, for this test\"\r\n" +
			"\r\n" +
			"520526202,合成三彝族乡,520526,民族乡,2020-11-01,,1,made up for this test\n" +
			"441900001, 合成四街道 ,441900,subdistrict,2021-06-30,,1,made up for this test\n" +
			"520527999,合成五农场,520526,other,2020-11-01,,,made up for this test")
	one := func(code, parent Code, zh, kind, from, until, source string, synthetic bool) TownshipUnit {
		return TownshipUnit{
			Code: code, Name: i18n.Name{Zh: zh}, Parent: parent, Type: kind, From: from, Until: until, Synthetic: synthetic, Source: source,
		}
	}
	const source = "made up for this test"
	want := TownshipFile{Read: 5, New: []TownshipUnit{
		one("441900001", "441900", "合成四街道", TypeSubdistrict, "2021-06-30", "", source, true),
		one("520526101", "520526", "合成一镇", TypeTown, "2020-11-01", "", source, true),
		one("520526201", "520526", "合成二乡", TypeTownship, "2020-11-01", "2022-01-01", "made up, for this test", true),
		one("520526202", "520526", "合成三彝族乡", TypeEthnicTownship, "2020-11-01", "", source, true),
		one("520527999", "520526", "合成五农场", TypeOtherTownship, "2020-11-01", "", source, false),
	}}
	old, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string]string{
		"UTF-8": text, "UTF-8 with mark": "\xef\xbb\xbf" + text, "GB18030": old,
		"other order": strings.Replace(text, "code,name,", " code , name ,", 1),
	} {
		file, err := load(t).ParseTownships([]byte(raw), nil)
		if err != nil || !cmp.Equal(want, file) {
			t.Errorf("%s: %v %v\n%s", name, err, saidOf(file), cmp.Diff(want, file))
		}
	}
}

func TestParseTownshipsFindsEveryFault(t *testing.T) {
	words, err := i18n.Load(Words, csvfile.Words)
	if err != nil {
		t.Fatal(err)
	}
	const good = "520526101,合成一镇,520526,town,2020-11-01,,1,test\n"
	for _, tc := range []struct {
		name, text string
		want       []said
	}{
		{
			"code", "52052610,合成一镇,520526,town,2020-11-01,,1,test\n520526101000,合成一镇,520526,town,2020-11-01,,1,test\n" +
				"５２０５２６１０１,合成一镇,520526,town,2020-11-01,,1,test\n,合成一镇,520526,town,2020-11-01,,1,test",
			[]said{{2, "code", "code.township"}, {3, "code", "code.township"}, {4, "code", "code.township"}, {5, "code", "blank"}},
		},
		{
			"name", "520526101,,520526,town,2020-11-01,,1,test\n520526102,Town,520526,town,2020-11-01,,0,test\n" +
				"520526103,=合成,520526,town,2020-11-01,,1,test\n520526104,合成\u202e镇,520526,town,2020-11-01,,1,test\n" +
				"520526105," + strings.Repeat("合成", 31) + ",520526,town,2020-11-01,,1,test",
			[]said{
				{2, "name", "blank"},
				{3, "name", "name.format"},
				{4, "name", "csvfile.formula"},
				{5, "name", "csvfile.control"},
				{6, "name", "csvfile.long"},
			},
		},
		{
			"parent", "520526101,合成一镇,520500,town,2020-11-01,,1,test\n520526102,合成一镇,999999,town,2020-11-01,,1,test\n" +
				"520526103,合成一镇,520526@county,town,2020-11-01,,1,test\n450181101,合成一镇,450181,town,2020-11-01,,1,test\n" +
				"450127101,合成一镇,450127,town,2023-06-30,,1,test",
			[]said{
				{2, "parent", "parent.unknown"},
				{3, "parent", "parent.unknown"},
				{4, "parent", "code.county"},
				{5, "parent", "parent.unknown"}, // Hengzhou, a county of its own name since 2021
				{6, "parent", "parent.unknown"}, // Heng county, until then
			},
		},
		{
			"kind", "520526101,合成一镇,520526,village,2020-11-01,,1,test\n520526102,合成一镇,520526,,2020-11-01,,1,test",
			[]said{{2, "kind", "kind.unknown"}, {3, "kind", "kind.unknown"}},
		},
		{
			"days", "520526101,合成一镇,520526,town,2023-02-30,,1,test\n520526102,合成一镇,520526,town,2023/6/30,,1,test\n" +
				"520526103,合成一镇,520526,town,,,1,test\n520526104,合成一镇,520526,town,1949-09-30,,1,test\n" +
				"520526105,合成一镇,520526,town,2022-01-01,2022-01-01,1,test\n520526106,合成一镇,520526,town,2022-01-01,2022,1,test",
			[]said{
				{2, "from", "day.format"},
				{3, "from", "day.format"},
				{4, "from", "blank"},
				{5, "from", "day.format"},
				{6, "until", "until.early"},
				{7, "until", "day.format"},
			},
		},
		{
			"synthetic", "520526101,合成一镇,520526,town,2020-11-01,,yes,test\n520526102,六曲河镇,520526,town,2020-11-01,,1,test",
			[]said{{2, "synthetic", "synthetic.unknown"}, {3, "name", "synthetic.name"}},
		},
		{"source", "520526101,合成一镇,520526,town,2020-11-01,,1,", []said{{2, "source", "blank"}}},
		{"several in a line", "5,,5,village,never,never,2,", []said{
			{2, "code", "code.township"},
			{2, "name", "blank"},
			{2, "parent", "code.county"},
			{2, "kind", "kind.unknown"},
			{2, "from", "day.format"},
			{2, "until", "day.format"},
			{2, "synthetic", "synthetic.unknown"},
			{2, "source", "blank"},
		}},
		{
			"lines", good + "520526102,合成\n\"520526103,合成一镇,520526,town,2020-11-01,,1,test\n" + good[:len(good)-1] + ",more\n520526104,合\xff,520526,town,2020-11-01,,1,test",
			[]said{{3, "", "csvfile.columns"}, {4, "", "csvfile.quote"}, {5, "", "csvfile.columns"}, {6, "", "csvfile.encoding"}},
		},
		{"twice", good + good, []said{{3, "code", "duplicate"}}},
	} {
		file, err := load(t).ParseTownships([]byte(listed(tc.text)), nil)
		if d := cmp.Diff(tc.want, saidOf(file)); d != "" {
			t.Errorf("%s: (-want +got):\n%s", tc.name, d)
		}
		if fault.KindOf(err) != fault.Invalid || file.New != nil {
			t.Errorf("%s: %v, %d new: want the file refused as a whole", tc.name, err, len(file.New))
		}
		for _, r := range file.Problems {
			if text := words.Text(i18n.ZhCN, r.Key, r.Args...); strings.ContainsAny(text, "⟦{") {
				t.Errorf("%s: the message of line %d reads %q", tc.name, r.Line, text)
			}
		}
	}
	if file, err := load(t).ParseTownships([]byte(listed(good)), nil); err != nil {
		t.Errorf("the good line is refused too: %v %v", err, saidOf(file))
	}
}

func TestParseTownshipsRefusesOtherFiles(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		want       said
	}{
		{"nothing", "", said{1, "", "csvfile.empty"}},
		{"spreadsheet", "PK\x03\x04rest", said{1, "", "csvfile.spreadsheet"}},
		{"large", townshipHeader + strings.Repeat(" ", maxTownshipBytes), said{1, "", "size"}},
		{"header alone", townshipHeader, said{2, "", "csvfile.norows"}},
		{"no header", "520526101,合成一镇,520526,town,2020-11-01,,1,test", said{1, "", "csvfile.header.none"}},
		{"column missing", strings.Replace(townshipHeader, ",source", "", 1), said{1, "source", "csvfile.header.missing"}},
	} {
		file, err := load(t).ParseTownships([]byte(tc.text), nil)
		if d := cmp.Diff([]said{tc.want}, saidOf(file)); fault.KindOf(err) != fault.Invalid || d != "" {
			t.Errorf("%s: %v (-want +got):\n%s", tc.name, err, d)
		}
	}
	row := "5,,,,,,,\n" // six cells of it are wrong
	file, err := load(t).ParseTownships([]byte(listed(strings.Repeat(row, maxTownshipRows))), nil)
	if n := len(file.Problems); err == nil || n != maxProblems || file.More != 6*maxTownshipRows-n {
		t.Errorf("%d rows: %v, %d listed and %d more", file.Read, err, n, file.More)
	}
	file, err = load(t).ParseTownships([]byte(listed(strings.Repeat(row, maxTownshipRows+1))), nil)
	if d := cmp.Diff([]said{{maxTownshipRows + 2, "", "rows"}}, saidOf(file)); err == nil || d != "" || file.More != 0 {
		t.Errorf("a row too many: %v, %d more (-want +got):\n%s", err, file.More, d)
	}
}

// What is held is never changed; what is new must be dated after it.
func TestParseTownshipsAgainstWhatIsHeld(t *testing.T) {
	const code, day = "520526101", "2022-01-01"
	open, ended := town(code, "520526", CensusDay), town(code, "520526", CensusDay, ending("2022-06-01"))
	for _, tc := range []struct {
		name string
		held []TownshipUnit
		row  TownshipUnit
		want string // "new", "unchanged", or the column and key of the fault
	}{
		{"first", nil, open, "new"},
		{"again", []TownshipUnit{open}, open, "unchanged"},
		{"another county's township", []TownshipUnit{town("520526102", "520526", CensusDay)}, open, "new"},
		{"again in a later list", []TownshipUnit{open}, town(code, "520526", day), "unchanged"},
		{"another name on the same day", []TownshipUnit{open}, town(code, "520526", CensusDay, named("合成新镇")), "name conflict"},
		{"another county on the same day", []TownshipUnit{open}, town(code, "520527", CensusDay), "parent conflict"},
		{"another kind on the same day", []TownshipUnit{open}, town(code, "520526", CensusDay, typed(TypeTownship)), "kind conflict"},
		{"real on the same day", []TownshipUnit{open}, town(code, "520526", CensusDay, func(t *TownshipUnit) { t.Synthetic = false }), "synthetic conflict"},
		{"an English name on the same day", []TownshipUnit{open}, town(code, "520526", CensusDay, func(t *TownshipUnit) { t.Name.En = "Synthetic" }), "name_en conflict"},
		{"another name later", []TownshipUnit{open}, town(code, "520526", day, named("合成新镇")), "new"},
		{"another county later", []TownshipUnit{open}, town(code, "520527", day), "new"},
		{"another name earlier", []TownshipUnit{open}, town(code, "520526", "2020-06-30", named("合成旧镇")), "from early"},
		{"the same earlier", []TownshipUnit{open}, town(code, "520526", "2020-06-30"), "from early"},
		{"between two held", []TownshipUnit{open, town(code, "520527", "2023-01-01")}, town(code, "520527", day), "from early"},
		{"an old list again", []TownshipUnit{open, town(code, "520527", "2023-01-01")}, open, "unchanged"},
		{"its end", []TownshipUnit{open}, ended, "new"},
		{"its end again", []TownshipUnit{open, ended}, ended, "unchanged"},
		{"the list from before the end", []TownshipUnit{open, ended}, open, "unchanged"},
		{"another end", []TownshipUnit{open, ended}, town(code, "520526", CensusDay, ending("2023-01-01")), "from ends"},
		{"another name before the end", []TownshipUnit{ended}, town(code, "520526", day, named("合成新镇")), "from ends"},
		{"another name after the end", []TownshipUnit{ended}, town(code, "520526", "2022-06-01", named("合成新镇")), "new"},
	} {
		file, err := load(t).ParseTownships(TownshipsCSV(tc.row), tc.held)
		got := "unchanged"
		switch {
		case len(file.New) == 1 && file.New[0] == tc.row:
			got = "new"
		case len(file.Problems) > 0:
			got = file.Problems[0].Column + " " + strings.TrimPrefix(file.Problems[0].Key, "region.import.")
		case file.Unchanged != 1:
			got = fmt.Sprint(file)
		}
		if got != tc.want || (err != nil) != strings.Contains(tc.want, " ") {
			t.Errorf("%s: %s %v, want %s", tc.name, got, err, tc.want)
		}
	}
}

// Two rows of one file follow each other by their days, whatever the order of the lines.
func TestParseTownshipsComparesTheRowsOfAFile(t *testing.T) {
	old, moved := town("520526101", "520526", CensusDay), town("520526101", "520527", "2022-01-01")
	file, err := load(t).ParseTownships(TownshipsCSV(moved, old), nil)
	if d := cmp.Diff([]TownshipUnit{old, moved}, file.New); err != nil || d != "" {
		t.Errorf("%v (-want +got):\n%s", err, d)
	}
	ended := old
	ended.Until = "2023-01-01"
	file, err = load(t).ParseTownships(TownshipsCSV(moved, ended), nil)
	if d := cmp.Diff([]said{{2, "from", "ends"}}, saidOf(file)); err == nil || d != "" {
		t.Errorf("a move before the end (-want +got):\n%s", d)
	}
}

func FuzzParseTownships(f *testing.F) {
	good := TownshipsCSV(SyntheticTownships(Key{"520526", County}, 3, 1, CensusDay)...)
	f.Add(good)
	f.Add([]byte(townshipHeader + "\"520526101,\"\"合成,,,,\n,,,,,,,"))
	f.Add(bytes.Replace(good, []byte("合成"), []byte("\xba\xcf\xb3\xc9"), 3))
	tree := load(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		file, err := tree.ParseTownships(raw, nil)
		if e := (*fault.Error)(nil); err != nil && (!errors.As(err, &e) || e.Kind != fault.Invalid || len(file.Problems) == 0 || file.New != nil) {
			t.Fatalf("%v with %d problems and %d new", err, len(file.Problems), len(file.New))
		}
		if err != nil {
			return
		}
		if len(file.New)+file.Unchanged != file.Read {
			t.Errorf("%d rows read, %d new and %d unchanged", file.Read, len(file.New), file.Unchanged)
		}
		again, err := tree.ParseTownships(raw, file.New)
		if err != nil || len(again.New) != 0 {
			t.Errorf("the same file again: %v, %d new", err, len(again.New))
		}
		written, err := tree.ParseTownships(TownshipsCSV(file.New...), nil)
		if err != nil || !cmp.Equal(written.New, file.New) {
			t.Errorf("what was read is written differently: %v\n%s", err, cmp.Diff(file.New, written.New))
		}
	})
}
